package clock

import (
	"fmt"
	"strings"
	"time"

	"sightline/timeline"
)

// Display chooses the zone that a source time is shown in. It is not safe for concurrent use.
type Display struct {
	zone  string
	fixed *time.Location // nil for ZoneOfPlace
	known map[string]*time.Location
}

// NewDisplay returns the display of times in a zone: ZoneOfPlace or "" for the zone of each place, "UTC", or an IANA name.
func NewDisplay(zone string) (*Display, error) {
	d := &Display{zone: zone, known: map[string]*time.Location{}}
	if zone == "" || zone == timeline.ZoneOfPlace {
		d.zone = timeline.ZoneOfPlace
		return d, nil
	}
	if d.fixed = d.location(zone); d.fixed == nil {
		return nil, fmt.Errorf("time zone %q is not known: use %s, UTC or an IANA name such as America/Chicago", zone, timeline.ZoneOfPlace)
	}
	return d, nil
}

// Zone is the display zone: ZoneOfPlace, "UTC" or an IANA name.
func (d *Display) Zone() string { return d.zone }

// Shown returns the zone that a source time is written in, at a place whose zone is given, "" where it is unknown: the
// display zone, else that of the place, else that of the source, else UTC. A day, month or year is one of the source's
// own calendar: in another zone it would be another day.
func (d *Display) Shown(when timeline.When, place string) *time.Location {
	if when.Precision.Coarse() {
		return first(d.location(when.Zone))
	}
	return d.drawn(when, place)
}

// Axis returns an instant as a value of a time axis, ms: what a clock shows at a place, written as if it were UTC. The
// source time says which zone that is where the place's is unknown.
func (d *Display) Axis(t time.Time, when timeline.When, place string) int64 {
	_, offset := t.In(d.drawn(when, place)).Zone()
	return t.UnixMilli() + int64(offset)*1000
}

// Span returns a source time as values of a time axis, ms. The end is never before the start, which a clock set back
// between the two would otherwise make it.
func (d *Display) Span(when timeline.When, place string) (from, to int64) {
	from = d.Axis(when.Start, when, place)
	return from, max(from, d.Axis(when.End, when, place))
}

// drawn returns the zone that a source time has its place on an axis by.
func (d *Display) drawn(when timeline.When, place string) *time.Location {
	if d.fixed != nil {
		return d.fixed
	}
	return first(d.location(place), d.location(when.Zone))
}

// first returns the first zone there is, else UTC.
func first(of ...*time.Location) *time.Location {
	for _, loc := range of {
		if loc != nil {
			return loc
		}
	}
	return time.UTC
}

// location returns a zone by IANA name or by offset such as "-07:00", nil when it is neither.
func (d *Display) location(name string) *time.Location {
	if name == "" || strings.EqualFold(name, "local") {
		return nil
	}
	if loc, ok := d.known[name]; ok {
		return loc
	}
	var loc *time.Location
	if t, err := time.Parse("-07:00", name); err == nil {
		_, offset := t.Zone()
		loc = time.FixedZone(name, offset)
	} else if l, err := time.LoadLocation(name); err == nil {
		loc = l
	}
	d.known[name] = loc
	return loc
}
