package render

import (
	"time"

	"sightline/timeline"
	"sightline/timeline/clock"
)

// datesIn returns a function that writes the first and last day of a place in a zone as in MapOptions.
func datesIn(zone string) (func(*Place) string, error) {
	display, err := clock.NewDisplay(zone)
	if err != nil {
		return nil, err
	}
	return func(p *Place) string {
		if p.First.IsZero() {
			return "time not known"
		}
		first, last := day(display, p.First, p.First.Start, p.Zone), day(display, p.Last, p.Last.End.Add(-time.Nanosecond), p.Zone)
		if first == last {
			return first
		}
		return first + " – " + last
	}, nil
}

// day writes the day of an instant of a source time, or its month or year where the source says no more.
func day(display *clock.Display, w timeline.When, at time.Time, place string) string {
	layout := time.DateOnly
	switch w.Precision {
	case timeline.Year:
		layout = "2006"
	case timeline.Month:
		layout = "2006-01"
	}
	return at.In(display.Shown(w, place)).Format(layout)
}
