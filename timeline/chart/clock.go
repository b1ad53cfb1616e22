package chart

import (
	"fmt"
	"strings"
	"time"

	"sightline/timeline"
)

// clock turns instants into axis values (see the package comment). It is not safe for concurrent use.
type clock struct {
	zone  string         // ZonePlace, "UTC" or an IANA name
	fixed *time.Location // nil for ZonePlace
	known map[string]*time.Location
}

func newClock(zone string) (*clock, error) {
	c := &clock{zone: zone, known: map[string]*time.Location{}}
	switch zone {
	case "", ZonePlace:
		c.zone = ZonePlace
		return c, nil
	case "UTC":
		c.fixed = time.UTC
		return c, nil
	}
	loc, err := time.LoadLocation(zone)
	if err != nil || strings.EqualFold(zone, "local") {
		return nil, fmt.Errorf("time zone %q is not known: use %q, \"UTC\" or a name such as \"America/Chicago\"", zone, ZonePlace)
	}
	c.fixed = loc
	return c, nil
}

// axis says in words what the time axis shows.
func (c *clock) axis() string {
	switch c.zone {
	case ZonePlace:
		return "Local time of each place"
	case "UTC":
		return "UTC"
	}
	return "Time in " + c.zone
}

// at returns the axis value of an instant at a place whose source time is given: the place's zone where it is known,
// else the zone the source time was read in, else UTC.
func (c *clock) at(t time.Time, where timeline.Where, when timeline.When) int64 {
	loc := c.fixed
	if loc == nil {
		loc = c.location(where.Zone)
	}
	if loc == nil {
		loc = c.location(when.Zone)
	}
	if loc == nil {
		loc = time.UTC
	}
	_, offset := t.In(loc).Zone()
	return t.UnixMilli() + int64(offset)*1000
}

// location returns a zone by IANA name or fixed offset such as "-07:00", nil when it is neither.
func (c *clock) location(name string) *time.Location {
	if name == "" {
		return nil
	}
	if loc, ok := c.known[name]; ok {
		return loc
	}
	var loc *time.Location
	if t, err := time.Parse("-07:00", name); err == nil {
		loc = t.Location()
	} else if l, err := time.LoadLocation(name); err == nil && name != "Local" {
		loc = l
	}
	c.known[name] = loc
	return loc
}

// span returns the axis values of a source time. The end is never before the start, which a clock set back between the
// two would otherwise make it.
func (c *clock) span(when timeline.When, where timeline.Where) (from, to int64) {
	from = c.at(when.Start, where, when)
	return from, max(from, c.at(when.End, where, when))
}

// axisTime returns the axis value of a time that is already on the axis.
func axisTime(t time.Time) int64 { return t.UnixMilli() }
