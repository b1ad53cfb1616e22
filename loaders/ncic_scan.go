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

// clockDigits reports whether four or six digits are a time of day.
func clockDigits(b []byte) bool {
	return number(b[:2]) <= 24 && number(b[2:4]) < 60 && (len(b) < 6 || number(b[4:6]) < 60)
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
