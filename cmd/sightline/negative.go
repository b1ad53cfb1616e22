package main

import "regexp"

// negative is how a value that begins with a negative number begins: -97.5, -.5, or a box -98,35,-97,36.
var negative = regexp.MustCompile(`^-\.?[0-9]`)

// flagAlone is a flag whose value, if it takes one, is the next word.
var flagAlone = regexp.MustCompile(`^--[^=]+$`)

// withNegatives joins a negative number to the flag before it, so that --lon -97.5 is taken as it is typed. No flag of this
// program is a digit, so that a number is nothing else.
func withNegatives(args []string) []string {
	var joined []string
	for i, arg := range args {
		if arg == "--" {
			return append(joined, args[i:]...)
		}
		if last := len(joined) - 1; last >= 0 && negative.MatchString(arg) && flagAlone.MatchString(joined[last]) {
			joined[last] += "=" + arg
		} else {
			joined = append(joined, arg)
		}
	}
	return joined
}
