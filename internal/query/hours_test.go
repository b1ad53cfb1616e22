package query

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestDayHours(t *testing.T) {
	central, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	local := func(text string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04:05", text, central)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	night := DayHours{From: 22 * 3600, To: 4 * 3600, Weekdays: []time.Weekday{time.Friday}}
	for _, c := range []struct {
		clock DayHours
		at    string
		for_  time.Duration
		want  bool
	}{
		{DayHours{}, "2026-05-01 12:00:00", time.Second, true},
		{DayHours{From: 8 * 3600, To: 9 * 3600}, "2026-05-01 08:00:00", time.Second, true},
		{DayHours{From: 8 * 3600, To: 9 * 3600}, "2026-05-01 09:00:00", time.Second, false},
		{DayHours{From: 8 * 3600, To: 9 * 3600}, "2026-05-01 07:59:59", time.Second, false},
		{DayHours{From: 8 * 3600, To: 9 * 3600}, "2026-05-01 07:59:30", time.Minute, true},
		{DayHours{From: 8 * 3600, To: 9 * 3600}, "2026-05-01 00:00:00", 24 * time.Hour, true},
		{night, "2026-05-01 23:00:00", time.Second, true},  // Friday
		{night, "2026-05-02 03:00:00", time.Second, true},  // the night of Friday
		{night, "2026-05-02 23:00:00", time.Second, false}, // Saturday
		{night, "2026-05-01 03:00:00", time.Second, false}, // the night of Thursday
		{night, "2026-05-02 04:00:00", time.Second, false},
		{DayHours{Weekdays: []time.Weekday{time.Sunday}}, "2026-03-08 03:30:00", time.Second, true}, // the clocks went forward
		{DayHours{From: 3600, To: 2 * 3600}, "2026-11-01 01:30:00", time.Second, true},              // the first of two
		{DayHours{Weekdays: []time.Weekday{time.Monday}}, "1969-12-29 12:00:00", time.Second, true}, // before 1970
	} {
		at := local(c.at)
		if got := c.clock.Holds(at, at.Add(c.for_), central); got != c.want {
			t.Errorf("%+v at %s for %v: %v", c.clock, c.at, c.for_, got)
		}
	}
}

// TestDayHoursByTheMinute holds Holds against a look at every minute of a span.
func TestDayHoursByTheMinute(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 3))
	for range 2000 {
		c := DayHours{From: 60 * random.IntN(1440), To: 60 * random.IntN(1441)}
		for d := range time.Weekday(7) {
			if random.IntN(3) == 0 {
				c.Weekdays = append(c.Weekdays, d)
			}
		}
		start := time.Unix(60*random.Int64N(40_000_000), 0).UTC()
		end := start.Add(time.Duration(1+random.IntN(3000)) * time.Minute)
		want := false
		for at := start; at.Before(end); at = at.Add(time.Minute) {
			second := at.Hour()*3600 + at.Minute()*60
			day := at.Weekday()
			in := second >= c.From && second < c.To
			if c.To <= c.From {
				in = second >= c.From || second < c.To
				if second < c.To {
					day = (day + 6) % 7 // began the day before
					if second >= c.From {
						in = len(c.Weekdays) == 0 || slices.Contains(c.Weekdays, day) || slices.Contains(c.Weekdays, at.Weekday())
						day = at.Weekday()
						if in && len(c.Weekdays) > 0 {
							want = true
						}
					}
				}
			}
			if in && (len(c.Weekdays) == 0 || slices.Contains(c.Weekdays, day)) {
				want = true
			}
		}
		if got := c.Holds(start, end, time.UTC); got != want {
			t.Fatalf("%+v from %v to %v: %v, want %v", c, start, end, got, want)
		}
	}
}
