package loaders

import "bytes"

// What follows finds dates, times of day and zones in text by hand: offline results are scanned line by line, and
// regular expressions took nine tenths of a load.

// span is a part of a text, [from, to).
type span struct{ from, to int }

func (s span) empty() bool { return s.to == 0 }

func isWord(b byte) bool {
	return b-'0' <= 9 || b|0x20 >= 'a' && b|0x20 <= 'z' || b == '_'
}

// startsWord reports whether a word can begin at i: nothing of a word stands before it.
func startsWord(b []byte, i int) bool { return i == 0 || !isWord(b[i-1]) }

// endsWord reports whether a word can end before i.
func endsWord(b []byte, i int) bool { return i == len(b) || !isWord(b[i]) }

// digitRun counts the digits at the beginning of b.
func digitRun(b []byte) int {
	n := 0
	for n < len(b) && b[n]-'0' <= 9 {
		n++
	}
	return n
}

func blankRun(b []byte) int {
	n := 0
	for n < len(b) && (b[n] == ' ' || b[n] == '\t' || b[n] == '\n' || b[n] == '\r' || b[n] == '\f') {
		n++
	}
	return n
}

func number(b []byte) int {
	n := 0
	for _, c := range b {
		n = n*10 + int(c-'0')
	}
	return n
}

// findDate finds the first date in a text: 2026-03-15, 03/15/2026, 3/15/26, 20260315, 15-MAR-2026, MARCH 15, 2026, an
// instant such as 2026-03-15T14:32Z, or a time written in one number, 20260315143210.
func findDate(b []byte) span {
	for i := 0; i < len(b); i++ {
		c := b[i]
		if c-'0' > 9 && !isUpper(c) || !startsWord(b, i) {
			continue
		}
		if n := dateLen(b[i:]); n > 0 && !isDamaged(b, i, i+n) {
			return span{i, i + n}
		}
		for i+1 < len(b) && isWord(b[i+1]) {
			i++
		}
	}
	return span{}
}

// dateLen returns the length of the date that b begins with, 0 when it begins with none.
func dateLen(b []byte) int {
	n := 0
	switch d := digitRun(b); {
	case d == 8 && compactDate(b) && len(b) > 8 && b[8] == 'T':
		if c := digitRun(b[9:]); (c == 4 || c == 6) && clockDigits(b[9:9+c]) {
			return 9 + c + offsetLen(b[9+c:])
		}
	case d == 8 && compactDate(b), d == 12 && compactDate(b) && clockDigits(b[8:12]), d == 14 && compactDate(b) && clockDigits(b[8:14]):
		n = d
	case d == 4 && isDateMark(b, 4):
		if n = twoNumbers(b, 5, 2); n == 0 {
			n = dayOfYear(b, 5, 0)
		}
	case (d == 1 || d == 2) && isDateMark(b, d):
		if n = twoNumbers(b, d+1, 4); n == 0 {
			n = namedMonth(b, d)
		}
		if n == 0 && d == 2 {
			n = dayOfYear(b, 3, 0)
		}
	case d == 3 && isDateMark(b, 3):
		n = dayOfYear(b, 0, 4)
	case d == 6 && len(b) > 6 && b[6] == 'Z':
		n = dateGroup(b)
	case d == 1 || d == 2:
		n = namedMonth(b, d)
	case d == 0:
		n = monthFirst(b)
	}
	if n == 0 {
		return 0
	}
	if n < len(b) && b[n] == 'T' {
		n += isoClock(b[n:])
	}
	if !endsWord(b, n) {
		return 0
	}
	return n
}

func isDateMark(b []byte, i int) bool {
	return i < len(b) && (b[i] == '-' || b[i] == '/' || b[i] == '.')
}

// dayOfYear returns where a Julian date ends, 061-26 or 2026-061, whose day of the year begins at day. year is where its year
// begins if that stands behind the day.
func dayOfYear(b []byte, day, year int) int {
	if digitRun(b[day:]) != 3 || number(b[day:day+3]) < 1 || number(b[day:day+3]) > 366 {
		return 0
	}
	if year == 0 {
		return day + 3
	}
	if d := digitRun(b[year:]); d == 2 || d == 4 && (b[year] == '1' && b[year+1] == '9' || b[year] == '2' && b[year+1] == '0') {
		return year + d
	}
	return 0
}

// dateGroup returns where the date-time group 021415Z MAR 26 ends.
func dateGroup(b []byte) int {
	i := 7 + blankRun(b[7:])
	m := monthLen(b[i:])
	if m == 0 || !clockDigits(b[2:6]) {
		return 0
	}
	i += m
	i += blankRun(b[i:])
	if d := digitRun(b[i:]); d == 2 || d == 4 {
		return i + d
	}
	return 0
}

// twoNumbers returns where a date ends whose second number begins at i and whose third has two digits, or one or two
// or four, as last says.
func twoNumbers(b []byte, i, last int) int {
	d := digitRun(b[i:])
	if d < 1 || d > 2 || !isDateMark(b, i+d) {
		return 0
	}
	mark := b[i-1]
	if b[i+d] != mark {
		return 0
	}
	i += d + 1
	switch d = digitRun(b[i:]); {
	case last == 2 && (d == 1 || d == 2), last == 4 && (d == 2 && mark != '.' || d == 4): // 10.15.30 is a time
		return i + d
	}
	return 0
}

// compactDate reports whether eight digits are a date of this or the last century.
func compactDate(b []byte) bool {
	century, month, day := number(b[:2]), number(b[4:6]), number(b[6:8])
	return (century == 19 || century == 20) && month >= 1 && month <= 12 && day >= 1 && day <= 31
}

// clockDigits reports whether four or six digits are a time of day.
func clockDigits(b []byte) bool {
	return number(b[:2]) <= 24 && number(b[2:4]) < 60 && (len(b) < 6 || number(b[4:6]) < 60)
}

// monthsBy are the names of months by their first letter.
var monthsBy = [...][]string{'J' - 'A': {"JANUARY", "JUNE", "JULY"}, 'F' - 'A': {"FEBRUARY"}, 'M' - 'A': {"MARCH", "MAY"},
	'A' - 'A': {"APRIL", "AUGUST"}, 'S' - 'A': {"SEPTEMBER"}, 'O' - 'A': {"OCTOBER"}, 'N' - 'A': {"NOVEMBER"}, 'D' - 'A': {"DECEMBER"}}

// monthLen returns the length of the month's name that b begins with, of three letters or more, 0 when it begins with none.
func monthLen(b []byte) int {
	if len(b) < 3 || b[0]-'A' >= byte(len(monthsBy)) || monthsBy[b[0]-'A'] == nil || !isUpper(b[1]) || !isUpper(b[2]) {
		return 0
	}
	for _, name := range monthsBy[b[0]-'A'] {
		if name[1] != b[1] || name[2] != b[2] {
			continue
		}
		n := 3
		for n < len(b) && isUpper(b[n]) {
			n++
		}
		if n <= len(name) && name[:n] == string(b[:n]) {
			return n
		}
	}
	return 0
}

// namedMonth returns where 15MAR2026, 15-MAR-26 or 15 MARCH, 2026 ends, whose day has d digits.
func namedMonth(b []byte, d int) int {
	i := d
	if i < len(b) && (b[i] == '-' || b[i] == ' ') {
		i++
	}
	m := monthLen(b[i:])
	if m == 0 {
		return 0
	}
	i += m
	for i < len(b) && (b[i] == '-' || b[i] == ' ' || b[i] == ',') {
		i++
	}
	if d = digitRun(b[i:]); d == 4 || d == 2 {
		return i + d
	}
	return 0
}

// monthFirst returns where MARCH 15, 2026 ends.
func monthFirst(b []byte) int {
	i := monthLen(b)
	if i == 0 || i >= len(b) || b[i] != ' ' && b[i] != '-' {
		return 0
	}
	mark := b[i]
	i++
	d := digitRun(b[i:])
	if d < 1 || d > 2 || i+d >= len(b) || b[i+d] != ',' && b[i+d] != mark {
		return 0
	}
	i += d + 1
	if i < len(b) && b[i] == ' ' {
		i++
	}
	if digitRun(b[i:]) == 4 {
		return i + 4
	}
	return 0
}

// isoClock returns the length of T14:32, T14:32:10.5Z or T14:32-05:00.
func isoClock(b []byte) int {
	n := clockAt(b[1:], 2)
	if n == 0 {
		return 0
	}
	n++
	return n + offsetLen(b[n:])
}

// offsetLen returns the length of Z, -05:00 or -0500 at the beginning of b.
func offsetLen(b []byte) int {
	if len(b) > 0 && b[0] == 'Z' {
		return 1
	}
	if len(b) < 5 || b[0] != '+' && b[0] != '-' {
		return 0
	}
	switch d := digitRun(b[1:]); {
	case d == 4:
		return 5
	case d == 2 && b[3] == ':' && digitRun(b[4:]) == 2:
		return 6
	}
	return 0
}

// dottedClock returns the length of 10.15.30 at the beginning of b.
func dottedClock(b []byte) int {
	d := digitRun(b)
	if d < 1 || d > 2 || d >= len(b) || b[d] != '.' || digitRun(b[d+1:]) != 2 || d+3 >= len(b) || b[d+3] != '.' ||
		digitRun(b[d+4:]) != 2 || number(b[:d]) > 24 || b[d+1] > '5' || b[d+4] > '5' || !endsWord(b, d+6) ||
		d+6 < len(b) && b[d+6] == '.' {
		return 0
	}
	return d + 6
}

// clockAt returns the length of h:mm, h:mm:ss or h:mm:ss.fff at the beginning of b; the hour has at least least digits.
func clockAt(b []byte, least int) int {
	d := digitRun(b)
	if d < least || d > 2 || d >= len(b) || b[d] != ':' || digitRun(b[d+1:]) < 2 {
		return 0
	}
	n := d + 3
	if n+2 < len(b) && b[n] == ':' && digitRun(b[n+1:]) >= 2 {
		n += 3
		if f := 0; n < len(b) && b[n] == '.' {
			if f = digitRun(b[n+1:]); f > 0 {
				n += 1 + f
			}
		}
	}
	return n
}

// clockLen returns the length of the time of day that b begins with: 14:32, 2:32:10 PM, 1432 HRS.
func clockLen(b []byte) int {
	n := clockAt(b, 1)
	if n == 0 {
		n = dottedClock(b)
	}
	if n > 0 {
		i := n + blankRun(b[n:])
		if i+1 < len(b) && (b[i]|0x20 == 'a' || b[i]|0x20 == 'p') {
			if b[i+1]|0x20 == 'm' && endsWord(b, i+2) {
				return i + 2
			}
			if i+2 < len(b) && b[i+1] == '.' && b[i+2]|0x20 == 'm' && endsWord(b, i+3) {
				return i + 3
			}
		}
		return n
	}
	if digitRun(b) != 4 || !clockDigits(b[:4]) {
		return 0
	}
	if d := digitRun(b[min(5, len(b)):]); d == 2 && b[4] == ':' && b[5] <= '5' && endsWord(b, 7) {
		return 7 // 2213:07
	}
	if len(b) > 4 && b[4] == 'Z' && endsWord(b, 5) {
		return 5
	}
	i := 4 + blankRun(b[4:])
	for _, word := range []string{"HRS", "HOURS", "hrs"} {
		if bytes.HasPrefix(b[i:], []byte(word)) && endsWord(b, i+len(word)) {
			return i + len(word)
		}
	}
	return 0
}

// findClock finds the first time of day in a text.
func findClock(b []byte) span {
	for i := 0; i < len(b); i++ {
		if b[i]-'0' > 9 || !startsWord(b, i) || i > 0 && b[i-1] == '.' {
			continue
		}
		if n := clockLen(b[i:]); n > 0 && !isDamaged(b, i, i+n) {
			return span{i, i + n}
		}
	}
	return span{}
}

// lastClock finds the last time of day in a text.
func lastClock(b []byte) span {
	var last span
	for from := 0; ; {
		s := findClock(b[from:])
		if s.empty() {
			return last
		}
		last = span{from + s.from, from + s.to}
		from = last.to
	}
}

// militaryAfter finds 1432 or 143210 at the beginning of a text, blanks before it.
func militaryAfter(b []byte) span {
	i := blankRun(b)
	switch d := digitRun(b[i:]); {
	case (d == 4 || d == 6) && clockDigits(b[i:i+d]) && endsWord(b, i+d) && !isDamaged(b, i, i+d):
		if n := clockLen(b[i:]); n > d {
			d = n // 2213:07, 1415 HRS
		}
		return span{i, i + d}
	case d == 2 && i+5 <= len(b) && b[i+2] == '.' && digitRun(b[i+3:]) == 2 && clockDigits([]byte{b[i], b[i+1], b[i+3], b[i+4]}) &&
		endsWord(b, i+5) && (i+5 == len(b) || b[i+5] != '.') && !isDamaged(b, i, i+5):
		return span{i, i + 5} // 14.15
	}
	return span{}
}

var zoneWords = []string{"Z", "UTC", "GMT", "EST", "EDT", "ET", "CST", "CDT", "CT", "MST", "MDT", "MT", "PST", "PDT", "PT", "AKST", "AKDT",
	"HST", "AST"}

// zoneIn returns the zone that a text begins with, after a blank, "" when it begins with none.
func zoneIn(b []byte) string {
	i := blankRun(b)
	if i < len(b) && b[i] == '(' {
		i++
	}
	if i == len(b) {
		return ""
	}
	switch c := b[i]; {
	case c == '+' || c == '-':
		if n := offsetLen(b[i:]); n > 0 && endsWord(b, i+n) {
			return " " + string(b[i:i+n])
		}
	case isUpper(c):
		n := i
		for n < len(b) && isUpper(b[n]) {
			n++
		}
		if n-i <= 4 && endsWord(b, n) {
			for _, z := range zoneWords {
				if string(b[i:n]) == z {
					return " " + z
				}
			}
		}
	}
	return ""
}

// tellsClock reports whether a date has the time of day in it: 2026-03-15T14:32, 202603151432, 151432Z MAR 26.
func tellsClock(date []byte) bool {
	d := digitRun(date)
	return d >= 12 || d == 6 && date[6] == 'Z' || d == 8 && len(date) > 8 && date[8] == 'T' ||
		bytes.IndexByte(date, 'T') >= 0 && bytes.IndexByte(date, ':') >= 0
}

// timeIn finds a date in a text and the time of day beside it.
func timeIn(text []byte) string {
	d := findDate(text)
	if d.empty() {
		return ""
	}
	date := text[d.from:d.to]
	if tellsClock(date) {
		return string(date)
	}
	after := text[d.to:]
	clock := militaryAfter(after)
	if clock.empty() {
		clock = findClock(after)
	}
	if !clock.empty() {
		zone := zoneIn(after[clock.to:])
		if zone == "" && clock.from == 1 {
			return string(text[d.from : d.to+clock.to])
		}
		return string(date) + " " + string(after[clock.from:clock.to]) + zone
	}
	if clock = lastClock(text[:d.from]); !clock.empty() {
		zone := zoneIn(text[clock.to:d.from])
		if zone == "" && clock.to+1 == d.from {
			return string(text[clock.from:d.to])
		}
		return string(text[clock.from:clock.to]) + zone + " " + string(date)
	}
	return string(date)
}

// timeLineOf reads a line that holds nothing but a message's times: 18:54 07/30/2015 00560 TERMINAL, or the date first.
// number is where the sequence number and terminal begin.
func timeLineOf(line []byte) (when span, number int, ok bool) {
	i := blankRun(line)
	from := i
	if i == len(line) || line[i]-'0' > 9 {
		return span{}, 0, false
	}
	if n := clockAt(line[i:], 2); n > 0 {
		i += n
		if i == len(line) || line[i] != ' ' {
			return span{}, 0, false
		}
		i++
		if n = dateLen(line[i:]); n != 10 {
			return span{}, 0, false
		}
		i += n
	} else if n := dateLen(line[i:]); n > 0 && n <= 10 {
		i += n
		b := blankRun(line[i:])
		m := militaryAfter(line[i:])
		if n = clockLen(line[i+b:]); n == 0 && !m.empty() {
			n = m.to - b
		}
		if b == 0 || n == 0 {
			return span{}, 0, false
		}
		i += b + n
	} else {
		return span{}, 0, false
	}
	when = span{from, i}
	number = i + blankRun(line[i:])
	return when, number, restOfTimes(line[i:])
}

// restOfTimes reports whether what follows date and time is at most a zone, a sequence number of three to six digits and a
// terminal, in this order.
func restOfTimes(b []byte) bool {
	word := func() []byte {
		n := blankRun(b)
		m := n
		for m < len(b) && (b[m]-'0' <= 9 || isUpper(b[m])) {
			m++
		}
		if n == 0 && m > 0 {
			return nil
		}
		return b[n:m]
	}
	if zoneIn(b) != "" {
		b = b[blankRun(b)+len(word()):]
	}
	if w := word(); len(w) >= 3 && len(w) <= 6 && digitRun(w) == len(w) {
		b = b[blankRun(b)+len(w):]
	}
	b = b[blankRun(b)+len(word()):]
	return blankRun(b) == len(b)
}
