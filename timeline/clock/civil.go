package clock

import (
	"fmt"
	"time"

	"sightline/timeline"
)

// DateOrder says how the numbers of a date such as 03/04/2026 are to be read.
type DateOrder string

const (
	MonthFirst DateOrder = "month/day"
	DayFirst   DateOrder = "day/month"
)

// Civil is a date, perhaps with a time of day, as a source wrote it.
type Civil struct {
	Year, Month, Day     int
	Hour, Minute, Second int // hour 24 is the end of the day
	Nanosecond           int
	Precision            timeline.Precision
	Zone                 string    // zone the text names: "UTC", "-05:00", an IANA name; "" when it names none
	Offset               int       // seconds east of UTC, when Zone is UTC or an offset
	Place                string    // IANA name beside an offset, whose clock must have had it then; "" when there is none
	Century              bool      // the century of a two-digit year was inferred
	Numeric              bool      // day and month were written as numbers, the year last
	Fits                 DateOrder // of a numeric date: the one order it fits, "" when it fits both
}

// local returns seconds since 1970 as if the text's clock were UTC.
func (c *Civil) local() int64 {
	return daysSince1970(c.Year, c.Month, c.Day)*86400 + int64(c.Hour)*3600 + int64(c.Minute)*60 + int64(c.Second)
}

// Sub is how many seconds a clock that shows c is ahead of one that shows d, zones and offsets left aside.
func (c Civil) Sub(d Civil) int64 { return c.local() - d.local() }

// next returns the local time at which the unit the text was written in ends.
func (c *Civil) next() int64 {
	switch c.Precision {
	case timeline.Year:
		return daysSince1970(c.Year+1, 1, 1) * 86400
	case timeline.Month:
		if c.Month == 12 {
			return daysSince1970(c.Year+1, 1, 1) * 86400
		}
		return daysSince1970(c.Year, c.Month+1, 1) * 86400
	case timeline.Day:
		return c.local() + 86400
	case timeline.Hour:
		return c.local() + 3600
	case timeline.Minute:
		return c.local() + 60
	}
	return c.local() + 1
}

// check returns an error that names the part that cannot be.
func (c *Civil) check() error {
	switch {
	case c.Year < 1900 || c.Year > 2199:
		return fmt.Errorf("is not between the years 1900 and 2199: it has year %d", c.Year)
	case c.Month < 1 || c.Month > 12:
		return fmt.Errorf("does not exist: there is no month %d", c.Month)
	case c.Day < 1 || c.Day > daysIn(c.Year, c.Month):
		return fmt.Errorf("does not exist: %s %d has no day %d", time.Month(c.Month), c.Year, c.Day)
	case c.Hour > 24 || c.Hour == 24 && (c.Minute > 0 || c.Second > 0):
		return fmt.Errorf("does not exist: there is no hour %d", c.Hour)
	case c.Minute > 59:
		return fmt.Errorf("does not exist: there is no minute %d", c.Minute)
	case c.Second > 59:
		return fmt.Errorf("does not exist: there is no second %d", c.Second)
	}
	return nil
}

// daysSince1970 counts days in the Gregorian calendar, after Howard Hinnant's days_from_civil.
func daysSince1970(y, m, d int) int64 {
	if m <= 2 {
		y--
		m += 12
	}
	era := y / 400
	yoe := y - era*400
	doy := (153*(m-3)+2)/5 + d - 1
	return int64(era*146097 + yoe*365 + yoe/4 - yoe/100 + doy - 719468)
}

func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}
