package export

import (
	"fmt"
	"strings"
	"time"

	"sightline/timeline"
)

// clock finds the zone in which a source time is written. It is not safe for concurrent use.
type clock struct {
	fixed *time.Location // nil: the zone of each place
	known map[string]*time.Location
}

func newClock(zone string) (*clock, error) {
	c := &clock{known: map[string]*time.Location{}}
	if zone == "" || zone == timeline.ZoneOfPlace {
		return c, nil
	}
	if c.fixed = c.location(zone); c.fixed == nil {
		return nil, fmt.Errorf("time zone %q is not known: use place, UTC or a name such as America/Chicago", zone)
	}
	return c, nil
}

// location returns a zone by IANA name or by offset such as "-07:00", nil when it is neither.
func (c *clock) location(name string) *time.Location {
	if name == "" || strings.EqualFold(name, "local") {
		return nil
	}
	if loc, ok := c.known[name]; ok {
		return loc
	}
	var loc *time.Location
	if t, err := time.Parse("-07:00", name); err == nil {
		_, offset := t.Zone()
		loc = time.FixedZone(name, offset)
	} else if l, err := time.LoadLocation(name); err == nil {
		loc = l
	}
	c.known[name] = loc
	return loc
}

// zone returns the zone of a source time at a place: the one asked for, else that of the place, else that of the source,
// else UTC. A day, month or year is one of the source's zone: in another it would be another day.
func (c *clock) zone(when timeline.When, place string) *time.Location {
	candidates := []*time.Location{c.fixed, c.location(place), c.location(when.Zone)}
	if coarse(when.Precision) {
		candidates = candidates[2:]
	}
	for _, loc := range candidates {
		if loc != nil {
			return loc
		}
	}
	return time.UTC
}

// coarse reports whether a source time has no time of day.
func coarse(p timeline.Precision) bool {
	return p == timeline.Day || p == timeline.Month || p == timeline.Year
}

// Layouts of local times, as precise as the source.
const (
	layoutYear   = "2006"
	layoutMonth  = "2006-01"
	layoutHour   = "2006-01-02 15"
	layoutMinute = "2006-01-02 15:04"
)

// civil is a source time in the zone it is written in, with its precision.
type civil struct {
	time.Time
	precision timeline.Precision
}

// String writes a source time no more precisely than the source has it: "2026-03", "2026-03-10 02:30".
func (c civil) String() string { return c.Format(layout(c.precision)) }

func layout(p timeline.Precision) string {
	switch p {
	case timeline.Year:
		return layoutYear
	case timeline.Month:
		return layoutMonth
	case timeline.Day:
		return time.DateOnly
	case timeline.Hour:
		return layoutHour
	case timeline.Minute:
		return layoutMinute
	}
	return time.DateTime
}

// offset writes a zone's offset from UTC when a source time begins: "UTC-05:00"; "" when the time is unknown.
func offset(when timeline.When, zone *time.Location) string {
	if when.IsZero() {
		return ""
	}
	return when.Start.In(zone).Format("UTC-07:00")
}

// instant writes an instant in UTC (RFC 3339), "" when it is unknown.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}
