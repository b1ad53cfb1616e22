// Package long is for tests only: it says how much to do of what takes long.
package long

import "os"

// Env is set by make long.
const Env = "SIGHTLINE_LONG"

// Rounds is how often to do what is worth doing often: a few times, and under make long as often as it takes.
func Rounds(few, often int) int {
	if os.Getenv(Env) != "" {
		return often
	}
	return few
}
