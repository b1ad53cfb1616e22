package query

import (
	"slices"
	"time"
)

// DayHours are a span of the day on some days of the week, in the local time of a place. The zero DayHours hold always.
type DayHours struct {
	From     int            // seconds after local midnight, 0 to 86399
	To       int            // exclusive, 0 to 86400; not after From: the span runs over midnight, into the next day
	Weekdays []time.Weekday // on which the span begins; none: every day
}

const daySeconds = 24 * 3600

// IsZero reports whether the hours hold always.
func (c DayHours) IsZero() bool {
	return c.From == 0 && (c.To == 0 || c.To == daySeconds) && len(c.Weekdays) == 0
}

// Length is how long the span is, in seconds: 1 to 86400.
func (c DayHours) Length() int {
	if c.To > c.From {
		return c.To - c.From
	}
	return c.To - c.From + daySeconds
}

// Days are the weekdays as bits, that of Sunday the lowest.
func (c DayHours) Days() (bits int) {
	if len(c.Weekdays) == 0 {
		return 1<<7 - 1
	}
	for _, d := range c.Weekdays {
		bits |= 1 << d
	}
	return bits
}

// Holds reports whether any of a span of time, [start, end), lies in the hours on one of their days at a place. The
// local clock is read at the start and runs on from there, so that a change of the clock within the span does not matter.
func (c DayHours) Holds(start, end time.Time, loc *time.Location) bool {
	local := start.In(loc)
	_, offset := local.Zone()
	from := start.UnixMicro() + int64(offset)*1e6
	until := from + end.Sub(start).Microseconds()
	const day = daySeconds * int64(1e6)
	for d := floorDiv(from, day) - 1; d*day < until; d++ {
		weekday := time.Weekday((d + 4) % 7) // 1970-01-01 was a Thursday
		if weekday < 0 {
			weekday += 7
		}
		begins := d*day + int64(c.From)*1e6
		if (len(c.Weekdays) == 0 || slices.Contains(c.Weekdays, weekday)) && begins < until && begins+int64(c.Length())*1e6 > from {
			return true
		}
	}
	return false
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
