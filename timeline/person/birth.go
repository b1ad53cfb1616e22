package person

import (
	"strconv"
	"strings"
)

// birth is a birth date as far as it is told; a year of 0 tells nothing.
type birth struct {
	year, month, day int
	noCentury        bool // the year has two digits
}

// birthMatch says how much two birth dates agree, the most first.
type birthMatch int

const (
	birthSame   birthMatch = iota
	birthUnsaid            // one of them is not told
	birthAgrees            // as far as both are told, or with day and month exchanged
	birthSlip              // but for one digit, or two that are exchanged
	birthPart              // the year, or day and month, and no more
	birthOther
)

// readBirth reads a birth date: CCYY-MM-DD, CCYYMMDD, MMDDCCYY, MM/DD/CCYY, MMDDYY, CCYY, zeros where a part is not known.
func readBirth(text string) birth {
	parts := strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	var digits string
	for _, p := range parts {
		if len(p) > 8 {
			return birth{}
		}
	}
	switch {
	case len(parts) == 1:
		digits = parts[0]
	case len(parts) == 2 && len(parts[1]) == 4:
		return orderly(parts[1], parts[0], "")
	case len(parts) == 2 && len(parts[0]) == 4:
		return orderly(parts[0], parts[1], "")
	case len(parts) >= 3 && len(parts[0]) == 4:
		return orderly(parts[0], parts[1], parts[2])
	case len(parts) >= 3:
		return orderly(parts[2], parts[0], parts[1])
	}
	switch len(digits) {
	case 4:
		return orderly(digits, "", "")
	case 6:
		return orderly(digits[4:], digits[:2], digits[2:4])
	case 8:
		if b := orderly(digits[:4], digits[4:6], digits[6:]); b.year > 0 {
			return b
		}
		return orderly(digits[4:], digits[:2], digits[2:4])
	}
	return birth{}
}

// orderly is a birth date of its parts, day and month the way in which they can be; none where they cannot.
func orderly(year, month, day string) birth {
	b := birth{noCentury: len(year) == 2}
	b.year, _ = strconv.Atoi(year)
	b.month, _ = strconv.Atoi(month)
	b.day, _ = strconv.Atoi(day)
	if b.month > 12 {
		b.month, b.day = b.day, b.month
	}
	if b.month > 12 || b.day > 31 || !b.noCentury && (b.year < 1880 || b.year > 2200) {
		return birth{}
	}
	if b.noCentury && b.year == 0 {
		b.year = 100
	}
	return b
}

// against says how much two birth dates agree.
func (b birth) against(o birth) birthMatch {
	if b.year == 0 || o.year == 0 {
		return birthUnsaid
	}
	if b.noCentury || o.noCentury {
		b.year, o.year = b.year%100, o.year%100
	}
	years := b.year == o.year
	if b.month == 0 || o.month == 0 || (b.day == 0 || o.day == 0) && b.month == o.month {
		switch {
		case years:
			return birthAgrees
		case slipOf(b.year, o.year):
			return birthPart
		}
		return birthOther
	}
	days := b.month == o.month && b.day == o.day
	switch {
	case years && days:
		return birthSame
	case years && b.month == o.day && b.day == o.month:
		return birthAgrees
	case years && (slipOf(b.month, o.month) && b.day == o.day || slipOf(b.day, o.day) && b.month == o.month),
		days && slipOf(b.year, o.year):
		return birthSlip
	case years || days:
		return birthPart
	}
	return birthOther
}

// slipOf reports whether two numbers differ by one digit, or by two beside each other that are exchanged.
func slipOf(a, b int) bool {
	return a != b && within(strconv.Itoa(a+10000), strconv.Itoa(b+10000), 1)
}
