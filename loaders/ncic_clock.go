package loaders

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// spelled writes a time as it stands in a log in the words of other sources: Julian dates as dates, 2213:07 and 22.13.07 as
// 22:13:07, 1415Z as 1415 UTC, and date-time groups. Any other stays as it is.
func spelled(text string) string {
	if !isOdd(text) {
		return text
	}
	if b := []byte(text); digitRun(b) == 6 && len(b) > 6 && b[6] == 'Z' && dateGroup(b) == len(b) {
		return text[:2] + " " + strings.TrimSpace(text[7:]) + " " + colons(text[2:6]) + " UTC"
	}
	words := strings.Fields(text)
	day, month, year := false, false, false // of a date of several words
	for i, w := range words {
		b := []byte(strings.TrimRight(w, ",."))
		d := digitRun(b)
		switch {
		case monthLen(b) > 0:
			month = true
		case d == len(b) && d <= 2 && !day:
			day = true
		case d == len(b) && d == 2 && month, d == len(b) && d == 4 && month && !year:
			year = true
		case (d == 4 || d == 6) && d == len(b):
			words[i] = colons(w)
		case d > 0 && d <= 2 && namedMonth(b, d) == len(b):
			words[i] = strings.ReplaceAll(w, "-", " ")
			day, month, year = true, true, true
		case d == 3 && dayOfYear(b, 0, 4) == len(b):
			words[i] = julian(w[4:], w[:3])
			day, month, year = true, true, true
		case (d == 2 || d == 4) && isDateMark(b, d) && dayOfYear(b, d+1, 0) == len(b):
			words[i] = julian(w[:d], w[d+1:])
			day, month, year = true, true, true
		case d == 4 && len(b) == 7 && b[4] == ':':
			words[i] = w[:2] + ":" + w[2:]
		case d == 4 && len(b) == 5 && b[4] == 'Z':
			words[i] = colons(w[:4]) + " UTC"
		case d == 8 && len(b) > 8 && b[8] == 'T' && digitRun(b[9:]) >= 4:
			n := 9 + digitRun(b[9:])
			words[i] = w[:8] + " " + colons(w[9:n]) + strings.Replace(w[n:], "Z", " UTC", 1)
		case dottedClock(b) == len(b), i > 0 && len(b) == 5 && d == 2 && b[2] == '.':
			words[i] = strings.ReplaceAll(w, ".", ":")
		}
	}
	return strings.Join(words, " ")
}

// colons writes 1432 as 14:32 and 143210 as 14:32:10.
func colons(digits string) string {
	if len(digits) == 6 {
		return digits[:2] + ":" + digits[2:4] + ":" + digits[4:]
	}
	return digits[:2] + ":" + digits[2:]
}

// isOdd reports whether a text may have one of the forms that spelled knows: it holds letters or points, the time of day stands
// first, or there are hyphens other than those of 2026-03-15.
func isOdd(text string) bool {
	for i := range len(text) {
		switch c := text[i]; {
		case c == '.', isUpper(c), c == ' ' && (i == 4 || i == 6), c == ':' && i >= 4 && text[i-3]-'0' <= 9 && text[i-4]-'0' <= 9:
			return true
		case c == '-' && (i != 4 || len(text) < 8 || text[7] != '-') && (i != 7 || text[4] != '-'):
			return true
		}
	}
	return false
}

// julian writes the day of a year as a date. The day of a year of two digits is that of this century.
func julian(year, day string) string {
	y := number([]byte(year))
	full := y
	if len(year) == 2 {
		full += 2000
	}
	at := time.Date(full, 1, number([]byte(day)), 0, 0, 0, 0, time.UTC)
	if at.Year() != full { // there is no day 366
		return year + "-" + day
	}
	return fmt.Sprintf("%02d %s %s", at.Day(), strings.ToUpper(at.Format("Jan")), year)
}

// clockBefore finds the time of day of four or six digits that stands right before a date, 1415 03/15/2026.
func clockBefore(text []byte, date span) span {
	b := bytes.TrimRight(text[:date.from], " \t")
	i := len(b)
	for i > 0 && b[i-1]-'0' <= 9 {
		i--
	}
	if d := len(b) - i; (d == 4 || d == 6) && startsWord(b, i) && clockDigits(b[i:]) {
		return span{i, len(b)}
	}
	return span{}
}
