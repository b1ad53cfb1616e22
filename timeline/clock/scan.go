package clock

import (
	"bytes"
	"strings"
)

// digits reads digits and returns their value and how many they are; of more than eighteen the value is cut.
func (p *timeParser) digits() (value int64, count int) {
	for p.pos < len(p.text) && isDigit(p.text[p.pos]) {
		if count < 18 {
			value = value*10 + int64(p.text[p.pos]-'0')
		}
		count++
		p.pos++
	}
	return value, count
}

// peek returns the byte at the position, 0 at the end.
func (p *timeParser) peek() byte {
	if p.pos < len(p.text) {
		return p.text[p.pos]
	}
	return 0
}

// digitAfter reports whether a digit follows the byte at the position.
func (p *timeParser) digitAfter() bool {
	return p.pos+1 < len(p.text) && isDigit(p.text[p.pos+1])
}

// skip passes over what only separates: blanks, commas, the at sign, and the marks around month names and zones.
func (p *timeParser) skip() {
	for p.pos < len(p.text) {
		switch p.text[p.pos] {
		case ' ', '\t', ',', '@', ')', '(', '.', '/', ';', '|':
		case '-':
			if p.clock {
				return
			}
		default:
			return
		}
		p.pos++
	}
}

// hoursFollow reports whether a word such as "hrs" marks the number before it as military hours.
func (p *timeParser) hoursFollow() bool {
	rest := p.text[p.pos:]
	for len(rest) > 0 && rest[0] == ' ' {
		rest = rest[1:]
	}
	return len(rest) > 0 && (rest[0] == 'h' || rest[0] == 'H')
}

// halfFollows reports whether AM or PM follows.
func (p *timeParser) halfFollows() bool {
	half, _ := halfAt(bytes.TrimLeft(p.text[p.pos:], " "))
	return half != 0
}

// halfAt reads AM or PM at the beginning of a text: am, a.m., a. m., A; half is 1 before noon, 2 after and 0 where it is neither, n how
// many bytes it has.
func halfAt(text []byte) (half, n int) {
	if len(text) == 0 {
		return 0, 0
	}
	switch text[0] | 0x20 {
	case 'a':
		half = 1
	case 'p':
		half = 2
	default:
		return 0, 0
	}
	n = 1
	if n < len(text) && text[n] == '.' {
		n++
	}
	m := n
	for m < len(text) && text[m] == ' ' && text[n-1] == '.' {
		m++
	}
	if m < len(text) && text[m]|0x20 == 'm' && (m+1 == len(text) || !isLetter(text[m+1])) {
		n = m + 1
		if n < len(text) && text[n] == '.' {
			n++
		}
	}
	if n < len(text) && isLetter(text[n]) {
		return 0, 0
	}
	return half, n
}

// clockBehind reports whether a time of day stands behind the separator at the position.
func (p *timeParser) clockBehind() bool {
	rest := p.text[p.pos+1:]
	for n := 1; n <= 2 && n < len(rest); n++ {
		if rest[n] == ':' || rest[n] == '.' {
			return p.peek() == '-'
		}
	}
	return false
}

// monthFollows reports whether a month's name is the next word.
func (p *timeParser) monthFollows() bool {
	rest := bytes.TrimLeft(p.text[p.pos:], " -/.,")
	end := 0
	for end < len(rest) && isLetter(rest[end]) {
		end++
	}
	return end <= len("september") && monthNamed(strings.ToLower(string(rest[:end]))) > 0
}

// startsDotted reports whether a text begins with two numbers and a dot between them.
func startsDotted(text []byte) bool {
	i := bytes.IndexByte(text, '.')
	return (i == 1 || i == 2) && isDigit(text[0]) && isDigit(text[i-1]) && i+1 < len(text) && isDigit(text[i+1])
}

func isDigit(b byte) bool  { return b-'0' <= 9 }
func isLetter(b byte) bool { return (b|0x20)-'a' < 26 }

func isDateSep(b byte, afterYear bool) bool {
	return b == '-' || b == '/' || b == '.' || afterYear && b == ':'
}

// months are compared by their first three letters; a longer word must be the name's beginning, as "sept" is.
var months = [...]string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
	"december"}

var weekdays = [...]string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

func monthNamed(w string) int {
	for i, m := range months {
		if begins(m, w) {
			return i + 1
		}
	}
	return 0
}

func weekdayNamed(w string) bool {
	for _, d := range weekdays {
		if begins(d, w) {
			return true
		}
	}
	return false
}

func begins(name, w string) bool { return len(w) >= 3 && len(w) <= len(name) && name[:len(w)] == w }

type namedZone struct {
	name   string // as kept in When.Zone
	offset int    // seconds east of UTC, for a fixed offset
}

// zoneNamed knows UTC, the abbreviations of the zones of the United States and IANA names. Daylight and standard
// abbreviations are fixed offsets; a name such as "Eastern" is the zone with its changes.
func zoneNamed(lower, raw string) (namedZone, bool) {
	switch lower {
	case "z", "utc", "gmt", "zulu", "uct":
		return namedZone{name: "UTC"}, true
	case "edt", "ast":
		return fixed(-4), true
	case "est", "cdt":
		return fixed(-5), true
	case "cst", "mdt":
		return fixed(-6), true
	case "mst", "pdt":
		return fixed(-7), true
	case "pst", "akdt":
		return fixed(-8), true
	case "akst":
		return fixed(-9), true
	case "hst":
		return fixed(-10), true
	case "sst":
		return fixed(-11), true
	case "chst":
		return fixed(10), true
	case "et", "eastern", "ept":
		return namedZone{name: "America/New_York"}, true
	case "ct", "central", "cpt":
		return namedZone{name: "America/Chicago"}, true
	case "mt", "mountain", "mpt":
		return namedZone{name: "America/Denver"}, true
	case "pt", "pacific", "ppt":
		return namedZone{name: "America/Los_Angeles"}, true
	}
	if strings.Contains(raw, "/") {
		if name := areaZone(lower); name != "" {
			return namedZone{name: name}, true
		}
		return namedZone{name: raw}, true
	}
	return namedZone{}, false
}

func fixed(hours int) namedZone {
	return namedZone{name: fixedZone(hours * 3600), offset: hours * 3600}
}
