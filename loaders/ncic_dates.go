package loaders

import "bytes"

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

// monthsBy are the names of months by their first letter.
var monthsBy = [...][]string{'J' - 'A': {"JANUARY", "JUNE", "JULY"}, 'F' - 'A': {"FEBRUARY"}, 'M' - 'A': {"MARCH", "MAY"},
	0: {"APRIL", "AUGUST"}, 'S' - 'A': {"SEPTEMBER"}, 'O' - 'A': {"OCTOBER"}, 'N' - 'A': {"NOVEMBER"}, 'D' - 'A': {"DECEMBER"}}

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

// tellsClock reports whether a date has the time of day in it: 2026-03-15T14:32, 202603151432, 151432Z MAR 26.
func tellsClock(date []byte) bool {
	d := digitRun(date)
	return d >= 12 || d == 6 && date[6] == 'Z' || d == 8 && len(date) > 8 && date[8] == 'T' ||
		bytes.IndexByte(date, 'T') >= 0 && bytes.IndexByte(date, ':') >= 0
}
