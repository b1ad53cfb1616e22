package chart

import (
	"time"

	"sightline/timeline"
)

// axisWords says in words what the time axis shows.
func (r resolved) axisWords() string {
	switch zone := r.display.Zone(); zone {
	case timeline.ZoneOfPlace:
		return "Local time of each place"
	case "UTC":
		return "UTC"
	default:
		return "Time in " + zone
	}
}

// at returns the axis value of an instant at a place whose source time is given.
func (r resolved) at(t time.Time, where timeline.Where, when timeline.When) int64 {
	return r.display.Axis(t, when, where.Zone)
}

// span returns the axis values of a source time at a place.
func (r resolved) span(when timeline.When, where timeline.Where) (from, to int64) {
	return r.display.Span(when, where.Zone)
}

// axisTime returns the axis value of a time that is already on the axis.
func axisTime(t time.Time) int64 { return t.UnixMilli() }
