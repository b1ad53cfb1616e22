package clock

import (
	"iter"
	"strings"
	"unicode"
)

// HeadingZones yields the zones that the words of a heading name and what is left of it without each: of "Read Time (US/Central)" that is
// "Read Time" and America/Chicago. The longest names come first. Whether a word was meant as a zone, what is left has to tell.
func HeadingZones(heading string) iter.Seq2[string, string] {
	return func(yield func(rest, zone string) bool) {
		heading = strings.TrimSpace(string(plainText([]byte(heading))))
		if len(heading) > maxStatement {
			return
		}
		for i := 1; i < len(heading); i++ { // all that stands behind, as Windows shows its zones
			if c := heading[i-1]; c != ' ' && c != '-' && c != '_' && heading[i] != '(' || heading[i] == ' ' {
				continue
			}
			if zone, ok := ParseZone(heading[i:]); ok && !yield(heading[:i], zone) {
				return
			}
		}
		for _, words := range [][]string{strings.FieldsFunc(heading, isGap), camelWords(heading)} {
			for n := min(len(words), 5); n > 0; n-- {
				for i := 0; i+n <= len(words); i++ {
					zone, ok := ParseZone(strings.Join(words[i:i+n], " "))
					if !ok {
						continue
					}
					rest := strings.Join(words[:i], " ") + " " + strings.Join(words[i+n:], " ")
					if !yield(strings.TrimSpace(rest), zone) {
						return
					}
				}
			}
		}
	}
}

// isGap reports whether a character parts the words of a heading, and is none of a zone's name.
func isGap(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("()[]{}<>,;=|\"'*", r) }

// camelWords are the words of a heading, which may be run together as in UTCDateTime and read_time_ct.
func camelWords(heading string) []string {
	var words []string
	start := 0
	cut := func(end int) {
		if end > start {
			words = append(words, heading[start:end])
		}
	}
	for i := range len(heading) {
		c := heading[i]
		switch {
		case !isLetter(c) && !isDigit(c):
			cut(i)
			start = i + 1
		case i > start && isCapital(c) && (!isCapital(heading[i-1]) || i+1 < len(heading) && isLetter(heading[i+1]) && !isCapital(heading[i+1])):
			cut(i)
			start = i
		}
	}
	cut(len(heading))
	return words
}

func isCapital(c byte) bool { return c >= 'A' && c <= 'Z' }
