package render

import (
	"fmt"
	"time"

	"sightline/timeline"
	"sightline/timeline/chart"
)

// datesIn returns a function that writes the first and last day of a place in a zone as in MapOptions.
func datesIn(zone string) (func(*Place) string, error) {
	fixed := (*time.Location)(nil)
	if zone != "" && zone != chart.ZonePlace {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			return nil, fmt.Errorf("time zone %q is not known: %w", zone, err)
		}
		fixed = loc
	}
	return func(p *Place) string {
		loc := fixed
		if loc == nil {
			if l, err := time.LoadLocation(p.Zone); err == nil {
				loc = l // "" is UTC
			}
		}
		if loc == nil {
			loc = time.UTC
		}
		first, last := day(p.First, p.First.Start, loc), day(p.Last, p.Last.End.Add(-time.Nanosecond), loc)
		if first == last {
			return first
		}
		return first + " – " + last
	}, nil
}

// day writes the day of an instant of a source time, or its month or year where the source says no more. A day or
// anything longer is one in the zone the source means, not in the reader's.
func day(w timeline.When, at time.Time, loc *time.Location) string {
	layout := time.DateOnly
	switch w.Precision {
	case timeline.Year:
		layout = "2006"
	case timeline.Month:
		layout = "2006-01"
	case timeline.Day:
	default:
		return at.In(loc).Format(layout)
	}
	if own, err := time.LoadLocation(w.Zone); err == nil {
		loc = own
	} else if t, err := time.Parse("-07:00", w.Zone); err == nil {
		loc = t.Location()
	}
	return at.In(loc).Format(layout)
}
