package clock

import "strings"

// Statement returns the zone that a heading or footer of a file states for its times: ALL TIMES UTC, TIMES ARE PACIFIC, TIME (ET),
// TIME ZONE: US/CENTRAL. The zone is UTC, an offset such as -05:00, or an IANA name. ok is false where the text states none:
// what only mentions a zone, as the time at which a page was printed does, is no statement.
func Statement(text string) (zone string, ok bool) {
	if len(text) > maxStatement {
		return "", false
	}
	words := statementWords(text)
	var found []statedName
	cue, linked := false, false // cue: times were spoken of; linked: nothing but linking words since
	others, behind := 0, 0      // words of another meaning, and where the zone above ended
	for i := 0; i < len(words); {
		z, n := zoneAt(words[i:])
		if n > 0 && (i == 0 || i == behind || !isMoment(words[i-1].upper)) &&
			(i > 0 && isCue(words[i-1].upper) || !z.modifies(words[i+n:])) {
			if z.stated = linked; !z.stated && i+n < len(words) && isCue(words[i+n].upper) {
				z.stated = true // UTC TIMES
			}
			found = append(found, z)
			i += n
			behind = i
			continue
		}
		switch w := words[i].upper; {
		case refutes(w):
			return "", false
		case isCue(w):
			cue, linked = true, true
		case !isLink(w):
			others++
			linked = false
		}
		i++
	}
	if len(found) == 0 {
		return "", false
	}
	stated := found[:0:0]
	for _, z := range found {
		if z.stated {
			stated = append(stated, z)
		}
	}
	switch {
	case len(stated) > 0:
	case others == 0 && (cue || found[0].whole): // the zone stands alone
		stated = found
	default:
		return "", false
	}
	return joined(stated)
}

// maxStatement is the longest text, in bytes, that may state a zone.
const maxStatement = 160

// statedName is a zone as a statement names it.
type statedName struct {
	name   string // as it is returned
	family string // the zone of the United States whose clock it is one of, "" for none
	region bool   // it is the zone with its changes
	whole  bool   // it can mean nothing but a zone
	short  bool   // it is an abbreviation
	stated bool
}

// modifies reports whether a name such as PACIFIC belongs to the word behind it and not to a clock.
func (z *statedName) modifies(behind []statementWord) bool {
	if !z.region || z.whole || len(behind) == 0 || z.short {
		return false
	}
	w := behind[0].upper
	_, zone := zoneAt(behind)
	return zone == 0 && !isCue(w) && !isLink(w)
}

// joined is the one zone of several names: EASTERN (EST), EST/EDT and (UTC-06:00) CENTRAL TIME are one each.
func joined(found []statedName) (string, bool) {
	for _, z := range found {
		if z.region {
			return z.name, true
		}
	}
	for _, z := range found[1:] {
		if z.family != "" && z.family == found[0].family && z.name != found[0].name {
			return z.family, true
		}
	}
	return found[0].name, true
}

// statementWord is a word of a statement as it stands there and in capitals.
type statementWord struct{ raw, upper string }

func statementWords(text string) []statementWord {
	var words []statementWord
	for _, raw := range strings.FieldsFunc(text, func(r rune) bool {
		return r == ' ' || r == '\t' || r == ',' || r == ';' || r == '(' || r == ')' || r == '[' || r == ']' || r == '*' || r == '=' ||
			r == '"' || r == '\'' || r == '|' || r == '#' || r == 0xa0 || r == 0xfffd || r == '<' || r == '>' || r == '{' || r == '}'
	}) {
		raw = strings.Trim(raw, ".:!")
		if raw == "" || strings.Trim(raw, "-_~") == "" {
			continue
		}
		// TIME_PT, TIME-ET, TIME:UTC and TIMEZONE:UTC are two words each.
		upper := strings.ToUpper(raw)
		if at := strings.IndexAny(upper, "_-:"); at > 0 && isCue(upper[:at]) && at+1 < len(raw) && !isCue(upper) {
			words = append(words, statementWord{raw[:at], upper[:at]})
			raw, upper = raw[at+1:], upper[at+1:]
		}
		words = append(words, statementWord{raw, upper})
	}
	return words
}

func isCue(w string) bool {
	switch w {
	case "TIME", "TIMES", "DATE/TIME", "DATE/TIMES", "DATES/TIMES", "DATETIME", "DATETIMES", "TIMEZONE", "TIME-ZONE", "TIMEZONES", "ZONE", "TZ",
		"TIMESTAMP", "TIMESTAMPS", "CLOCK", "CLOCKS", "HOURS", "OFFSET", "TIMES/DATES", "ZONES", "TM":
		return true
	}
	return false
}

func isLink(w string) bool {
	switch w {
	case "ALL", "ARE", "IS", "IN", "THE", "SHOWN", "LISTED", "GIVEN", "RECORDED", "REPORTED", "EXPRESSED", "STATED", "DISPLAYED", "KEPT",
		"PRINTED", "AS", "U.S", "US", "LOCAL", "TO", "NOTE", "AND", "OR", "DATE", "DATES", "STORED", "LOGGED", "USED", "USING", "USES", "FOR",
		"THIS", "THESE", "REPORT", "FILE", "LOG", "DOCUMENT", "EVENT", "TRANSACTION", "TRANSACTIONS", "ENTRIES", "BELOW", "ABOVE", "HEREIN",
		"UNLESS", "NOTED", "OTHERWISE", "SET", "PRESENTED", "STANDARD", "DAYLIGHT", "PREVAILING", "BY", "ON", "OF", "AT", "WITH", "RESULTS",
		"-", "–", "—", "/", "PAGE", "LISTING", "SYSTEM", "CANADA", "&":
		return true
	}
	return strings.Trim(w, "0123456789") == ""
}

// refutes reports whether a word makes of a statement its contrary, or a sum.
func refutes(w string) bool {
	switch w {
	case "NOT", "NEVER", "CONVERT", "CONVERTED", "CONVERSION", "ADD", "SUBTRACT", "MINUS", "PLUS", "UNKNOWN", "EXCEPT", "MAY", "MIGHT":
		return true
	}
	return false
}

// isMoment reports whether a word is a time of day: the zone behind it is that moment's.
func isMoment(w string) bool {
	if w == "AM" || w == "PM" || w == "A.M" || w == "P.M" || w == "HRS" {
		return true
	}
	digits := 0
	for i := range len(w) {
		if isDigit(w[i]) {
			digits++
		}
	}
	return digits >= 3 || digits > 0 && strings.IndexByte(w, ':') > 0
}

// zoneAt reads the zone that words begin with, and of how many it is.
func zoneAt(words []statementWord) (z statedName, n int) {
	w := words[0].upper
	next := func(i int) string {
		if i < len(words) {
			return words[i].upper
		}
		return ""
	}
	switch w {
	case "UTC", "GMT", "ZULU", "UT":
		if seconds, ok := offsetText(next(1)); ok {
			return statedName{name: fixedZone(seconds), whole: true}, 2
		}
		if w == "UTC" && next(1) == "OFFSET" {
			if seconds, ok := offsetText(next(2)); ok {
				return statedName{name: fixedZone(seconds), whole: true}, 3
			}
			return z, 0
		}
		return statedName{name: "UTC", whole: w != "UT"}, 1
	case "Z":
		return statedName{name: "UTC"}, 1
	case "COORDINATED", "GREENWICH":
		if next(2) == "TIME" && (next(1) == "UNIVERSAL" || next(1) == "MEAN") {
			return statedName{name: "UTC", whole: true}, 3
		}
		return z, 0
	case "UNIVERSAL":
		if next(1) == "TIME" {
			return statedName{name: "UTC", whole: true}, 2
		}
		return z, 0
	}
	for _, prefix := range []string{"UTC", "GMT"} {
		if rest, is := strings.CutPrefix(w, prefix); is {
			if seconds, ok := offsetText(rest); ok {
				return statedName{name: fixedZone(seconds), whole: true}, 1
			}
		}
	}
	if seconds, ok := offsetText(w); ok {
		return statedName{name: fixedZone(seconds)}, 1
	}
	if family := familyNamed(w); family != "" {
		switch next(1) {
		case "TIME":
			return statedName{name: family, family: family, region: true, whole: true}, 2
		case "STANDARD", "DAYLIGHT", "PREVAILING", "LOCAL":
			if next(2) == "TIME" {
				return statedName{name: family, family: family, region: true, whole: true}, 3
			}
			return statedName{name: family, family: family, region: true}, 2
		}
		return statedName{name: family, family: family, region: true}, 1
	}
	if name := regionNamed(words[0]); name != "" {
		return statedName{name: name, region: true, whole: true}, 1
	}
	if a, b, pair := strings.Cut(w, "/"); pair {
		x, nx := zoneAt([]statementWord{{a, a}})
		y, ny := zoneAt([]statementWord{{b, b}})
		if nx+ny == 2 && x.family != "" && x.family == y.family {
			return statedName{name: x.family, family: x.family, region: true, whole: true}, 1
		}
		return z, 0
	}
	if known, ok := zoneNamed(strings.ToLower(w), w); ok && len(w) <= 4 {
		z = statedName{name: known.name, family: familyOf(w), short: true}
		z.region = z.family != "" && z.family == z.name
		return z, 1
	}
	return z, 0
}

// familyNamed is the zone of the United States that a word names.
func familyNamed(w string) string {
	switch w {
	case "EASTERN":
		return "America/New_York"
	case "CENTRAL":
		return "America/Chicago"
	case "MOUNTAIN":
		return "America/Denver"
	case "PACIFIC":
		return "America/Los_Angeles"
	case "ALASKA", "ALASKAN":
		return "America/Anchorage"
	case "HAWAII", "HAWAIIAN", "HAWAII-ALEUTIAN":
		return "Pacific/Honolulu"
	case "ARIZONA":
		return "America/Phoenix"
	}
	return ""
}

// familyOf is the zone of an abbreviation, ET, EST or EDT.
func familyOf(w string) string {
	switch w {
	case "ET", "EST", "EDT":
		return "America/New_York"
	case "CT", "CST", "CDT":
		return "America/Chicago"
	case "MT", "MST", "MDT":
		return "America/Denver"
	case "PT", "PST", "PDT":
		return "America/Los_Angeles"
	case "AKT", "AKST", "AKDT":
		return "America/Anchorage"
	}
	return ""
}

// regionNamed is the IANA name that a word is, written as IANA does whatever its letters: US/CENTRAL is US/Central.
func regionNamed(w statementWord) string {
	area, _, ok := strings.Cut(w.upper, "/")
	if !ok {
		return ""
	}
	switch area {
	case "AMERICA", "US", "PACIFIC", "ATLANTIC", "CANADA", "EUROPE", "ASIA", "AFRICA", "AUSTRALIA", "ANTARCTICA", "INDIAN", "ETC", "MEXICO":
	default:
		return ""
	}
	if w.raw != w.upper && w.raw != strings.ToLower(w.raw) {
		return w.raw
	}
	name := []byte(strings.ToLower(w.raw))
	for i := range name {
		if i == 0 || name[i-1] == '/' || name[i-1] == '_' || name[i-1] == '-' {
			if name[i] >= 'a' && name[i] <= 'z' {
				name[i] -= 0x20
			}
		}
	}
	if area == "US" {
		name[1] = 'S'
	}
	return string(name)
}

// offsetText reads -05:00, -0500, +1 and the like, in seconds east of UTC.
func offsetText(w string) (seconds int, ok bool) {
	w = strings.Replace(w, "−", "-", 1)
	if len(w) < 2 || w[0] != '+' && w[0] != '-' || !isDigit(w[1]) {
		return 0, false
	}
	hours, minutes := 0, 0
	switch rest := w[1:]; {
	case len(rest) <= 2 && allDigit(rest):
		hours = atoi(rest)
	case len(rest) == 4 && allDigit(rest):
		hours, minutes = atoi(rest[:2]), atoi(rest[2:])
	case len(rest) >= 4 && len(rest) <= 5 && rest[len(rest)-3] == ':' && allDigit(rest[:len(rest)-3]) && allDigit(rest[len(rest)-2:]):
		hours, minutes = atoi(rest[:len(rest)-3]), atoi(rest[len(rest)-2:])
	default:
		return 0, false
	}
	if hours > 14 || minutes > 59 {
		return 0, false
	}
	seconds = hours*3600 + minutes*60
	if w[0] == '-' {
		seconds = -seconds
	}
	return seconds, true
}

func allDigit(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

func atoi(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}
