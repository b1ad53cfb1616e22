package clock

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
		case ' ', '\t', ',', '@', ')', '(', '.', '/', 0xa0, 0xc2:
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
	rest := p.text[p.pos:]
	for len(rest) > 0 && rest[0] == ' ' {
		rest = rest[1:]
	}
	return len(rest) > 1 && (rest[0]|0x20 == 'a' || rest[0]|0x20 == 'p') && rest[1]|0x20 == 'm'
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
	case "z", "utc", "gmt", "zulu":
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
	case "chst":
		return fixed(10), true
	case "et", "eastern":
		return namedZone{name: "America/New_York"}, true
	case "ct", "central":
		return namedZone{name: "America/Chicago"}, true
	case "mt", "mountain":
		return namedZone{name: "America/Denver"}, true
	case "pt", "pacific":
		return namedZone{name: "America/Los_Angeles"}, true
	}
	for i := range raw {
		if raw[i] == '/' {
			return namedZone{name: raw}, true
		}
	}
	return namedZone{}, false
}

func fixed(hours int) namedZone {
	return namedZone{name: fixedZone(hours * 3600), offset: hours * 3600}
}
