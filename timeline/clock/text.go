// Package clock reads and shows times: layouts, zones, precision and the order of dates. It is pure: it never asks what time
// it is.
package clock

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"sightline/timeline"
)

// TimeText says what the time texts of one source may mean where the text alone does not tell.
type Text struct {
	Order    DateOrder // of numeric dates; "" is MonthFirst
	Latest   int       // latest year a two-digit year means; 0 reads 69 as 2069 and 70 as 1970
	Serial   bool      // five-digit numbers are days of a spreadsheet
	From1904 bool      // those days count from 1904 instead of 1900
	// Layout is the only form the times may have; nil takes every known form.
	Layout *Layout
}

// maxTimeText is the longest text, in bytes, that may be a time.
const maxTimeText = 96

var errNoTime = errors.New("is empty")

// Parse reads a date, with or without a time of day: ISO 8601, m/d/yyyy, CCYYMMDD, "HH:MM MM/DD/CCYY", month names, AM/PM,
// military hours, seconds or milliseconds since 1970, spreadsheet days. Its errors complete the sentence "the time …".
func (t Text) Parse(text []byte) (Civil, error) {
	if t.Layout != nil {
		return t.Layout.parse(text, t)
	}
	if c, ok := parseISO(text); ok {
		return c, c.check()
	}
	text = trimTime(text)
	if len(text) == 0 {
		return Civil{}, errNoTime
	}
	if len(text) > maxTimeText {
		return Civil{}, errors.New("is too long for a time")
	}
	if !isASCII(text) {
		if text = trimTime(plainText(text)); len(text) == 0 {
			return Civil{}, errNoTime
		}
	}
	if text[0] == '/' || text[0] == '\\' {
		if c, ok := dotNet(text); ok {
			return c, c.check()
		}
	}
	p := timeParser{text: text, rules: t}
	if err := p.parse(); err != nil {
		return Civil{}, err
	}
	return p.Civil, p.check()
}

// parseISO is the quick way for "2026-03-15 14:32:10", with T or a blank, and with Z.
func parseISO(b []byte) (c Civil, ok bool) {
	if len(b) == 20 && b[19] == 'Z' {
		c.Zone = "UTC"
		b = b[:19]
	}
	if len(b) != 19 || b[4] != '-' || b[7] != '-' || b[10] != ' ' && b[10] != 'T' || b[13] != ':' || b[16] != ':' {
		return Civil{}, false
	}
	var bad byte
	two := func(i int) int {
		hi, lo := b[i]-'0', b[i+1]-'0'
		if hi > 9 || lo > 9 {
			bad = 1
		}
		return int(hi)*10 + int(lo)
	}
	c.Year = two(0)*100 + two(2)
	c.Month, c.Day = two(5), two(8)
	c.Hour, c.Minute, c.Second = two(11), two(14), two(17)
	c.Precision = timeline.Second
	return c, bad == 0
}

func trimTime(b []byte) []byte {
	for len(b) > 0 && (b[0] <= ' ' || b[0] == '"' || b[0] == '\'' || b[0] == '(') {
		b = b[1:]
	}
	for len(b) > 0 && (b[len(b)-1] <= ' ' || b[len(b)-1] == '"' || b[len(b)-1] == '\'' || b[len(b)-1] == ',') {
		b = b[:len(b)-1]
	}
	return b
}

// century completes a two-digit year.
func (t Text) century(yy int) int {
	latest := t.Latest
	if latest == 0 {
		latest = 2069
	}
	y := latest - latest%100 + yy
	if y > latest {
		y -= 100
	}
	return y
}

// dotNet reads the times of .NET's older JSON, /Date(1772468130250-0600)/: milliseconds since 1970 UTC, and perhaps an offset that says
// where they were written.
func dotNet(text []byte) (Civil, bool) {
	rest, ok := bytes.CutPrefix(bytes.Trim(text, `\/`), []byte("Date("))
	if !ok || len(rest) == len(text) {
		return Civil{}, false
	}
	rest, ok = bytes.CutSuffix(rest, []byte(")"))
	p := timeParser{text: rest}
	n, digits := p.digits()
	p.clock = true
	if p.peek() == '+' || p.peek() == '-' {
		ok = ok && p.offset() == nil
	}
	if !ok || digits == 0 || digits > 15 || p.pos != len(rest) {
		return Civil{}, false
	}
	c := civilOf(time.UnixMilli(n).UTC())
	c.Zone = "UTC"
	return c, true
}

// Days of the year 1 and of 1601 before 1970: ticks of .NET and of Windows' files count from there, 100 nanoseconds each.
const (
	ticksFrom1    = 621_355_968_000_000_000
	ticksFrom1601 = 116_444_736_000_000_000
)

// epoch reads a count since 1970 UTC by its number of digits: 10 seconds, 13 milliseconds, 16 microseconds, 19 nanoseconds; of 18 digits
// it is ticks of .NET, which say nothing of the zone, or of Windows' files.
func epoch(digits int, n int64, fraction int) (Civil, bool) {
	var t time.Time
	switch digits {
	case 18:
		ticks, zone := n-ticksFrom1, ""
		if ticks < 0 {
			ticks, zone = n-ticksFrom1601, "UTC"
		}
		c := civilOf(time.Unix(ticks/1e7, ticks%1e7*100).UTC())
		c.Zone = zone
		return c, ticks > 0
	case 19:
		t = time.Unix(n/1e8, n%1e8*10) // digits() left the last one off
	case 10:
		t = time.Unix(n, int64(fraction))
	case 13:
		t = time.UnixMilli(n)
	case 16:
		t = time.UnixMicro(n)
	default:
		return Civil{}, false
	}
	c := civilOf(t.UTC())
	c.Zone = "UTC"
	return c, true
}

func civilOf(t time.Time) Civil {
	y, m, d := t.Date()
	h, mi, s := t.Clock()
	return Civil{Year: y, Month: int(m), Day: d, Hour: h, Minute: mi, Second: s, Nanosecond: t.Nanosecond(), Precision: timeline.Second}
}

// serial reads a spreadsheet's day number; its fraction is the time of day, to the second.
func (t Text) serial(day int, fraction float64) Civil {
	epoch := daysSince1970(1899, 12, 30)
	if t.From1904 {
		epoch = daysSince1970(1904, 1, 1)
	}
	seconds := int64(fraction*86400 + 0.5)
	c := civilOf(time.Unix((epoch+int64(day))*86400+seconds, 0).UTC())
	if fraction == 0 {
		c.Precision = timeline.Day
	}
	return c
}

// fixedZone names an offset from UTC as it is kept in When.Zone.
func fixedZone(seconds int) string {
	if seconds == 0 {
		return "UTC"
	}
	if hours := seconds / 3600; seconds%3600 == 0 && hours >= -12 && hours <= 12 {
		return wholeHours[6*(hours+12) : 6*(hours+13)]
	}
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	return fmt.Sprintf("%c%02d:%02d", sign, seconds/3600, seconds/60%60)
}

// wholeHours holds the names of the whole hours from -12 to +12, six bytes each: files give one with every row.
const wholeHours = "-12:00-11:00-10:00-09:00-08:00-07:00-06:00-05:00-04:00-03:00-02:00-01:00" +
	"+00:00+01:00+02:00+03:00+04:00+05:00+06:00+07:00+08:00+09:00+10:00+11:00+12:00"
