package loaders

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

var (
	// midnight is what databases and spreadsheets write behind a date that has no time of day.
	midnight = regexp.MustCompile(`(?i)[ T](?:0?0:00(?::00(?:\.0+)?)?|12:00(?::00(?:\.0+)?)? ?AM)$`)
	// dayOne is the day they write before a time of day that has no date.
	dayOne = regexp.MustCompile(`^(?:1899-12-3[01]|1900-01-0[01]|1904-01-01|1970-01-01|0001-01-01|1/[01]/1900|01/0[01]/1900|12/3[01]/1899|` +
		`1/1/1904|1/1/1970|01/01/1970|1/1/0001|01/01/0001)[ T]+`)
)

// dateAlone is a date without the midnight that was written for a time of day which stands in a column of its own.
func dateAlone[T ~string | ~[]byte](text T) T {
	if len(text) <= len("12/12/2026") {
		return text
	}
	return T(bytes.TrimRight(midnight.ReplaceAll([]byte(text), nil), " "))
}

// clockAlone is a time of day without the day that was written for a date which stands in a column of its own.
func clockAlone[T ~string | ~[]byte](text T) T {
	if len(text) <= len("10:15:30 PM") {
		return text
	}
	return T(dayOne.ReplaceAll([]byte(text), nil))
}

// isLoneClock reports whether a text is a time of day with no date but one that stands for none.
func isLoneClock(text []byte) bool { return dayOne.Match(text) }

var halfEnd = regexp.MustCompile(`(?i)[0-9 ][ap]\.? ?(?:m\.?)?$`)

// halfStands reports whether a time of day says itself whether it is before or after noon.
func halfStands(text []byte) bool { return halfEnd.Match(text) }

// joinTime joins what the columns of a time hold: the time, with or without its date, the date, the time of day, and its half of the day.
func joinTime(whole, date, hour, half string) string {
	if hour != "" || whole != "" && date != "" {
		date, whole, hour = dateAlone(date), clockAlone(whole), clockAlone(hour)
	}
	all := slices.DeleteFunc([]string{whole, date, hour}, func(s string) bool { return s == "" })
	text := strings.Join(all, " ")
	if half != "" && text != "" && !slices.ContainsFunc(all, func(s string) bool { return halfStands([]byte(s)) }) {
		text += " " + half
	}
	return text
}
