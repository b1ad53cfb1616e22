package clock

import (
	"time"

	"sightline/timeline"
)

// Zone turns local times of one time zone into instants. It remembers the span between two changes of the zone's clock,
// so a run of times close together costs no look-up. It is not safe for concurrent use.
type Zone struct {
	loc         *time.Location
	from, until int64 // local seconds within which offset is the only one
	offset      int64 // seconds east of UTC
}

// NewZone returns the zone of a location.
func NewZone(loc *time.Location) *Zone { return &Zone{loc: loc} }

// Name is the zone's IANA name.
func (z *Zone) Name() string { return z.loc.String() }

// Agrees reports whether two zones read a local time alike.
func (z *Zone) Agrees(other *Zone, c Civil) bool {
	a, lastA, _ := z.Instants(c.local())
	b, lastB, _ := other.Instants(c.local())
	return a <= lastB && b <= lastA
}

// zoneReach is further than any zone's clock is from UTC, in seconds.
const zoneReach = 26 * 3600

// Instants returns the first and the last instant a local time can mean, in seconds since 1970 UTC; local is the same
// count as if the local clock were UTC. They differ, with a flag, when a daylight-saving change skipped the local time
// or ran through it twice.
func (z *Zone) Instants(local int64) (first, last int64, flag timeline.TimeFlag) {
	if local >= z.from && local < z.until {
		return local - z.offset, local - z.offset, ""
	}
	return z.look(local)
}

// look asks the location on both sides of the local time and remembers the span when both agree.
func (z *Zone) look(local int64) (first, last int64, flag timeline.TimeFlag) {
	before := time.Unix(local-zoneReach, 0).In(z.loc)
	after := time.Unix(local+zoneReach, 0).In(z.loc)
	start, end := before.ZoneBounds()
	_, o1 := before.Zone()
	_, o2 := after.Zone()
	if end.IsZero() || end.Unix() > local+zoneReach {
		z.offset, z.from, z.until = int64(o1), local, local+1
		if !start.IsZero() {
			z.from = start.Unix() + zoneReach
		}
		if !end.IsZero() {
			z.until = end.Unix() - zoneReach
		}
		return local - int64(o1), local - int64(o1), ""
	}
	a, b := local-int64(o1), local-int64(o2)
	okA, okB := z.offsetAt(a) == o1, z.offsetAt(b) == o2
	switch {
	case a == b, okA && !okB:
		return a, a, ""
	case okB && !okA:
		return b, b, ""
	case okA && okB:
		flag = timeline.FlagAmbiguous
	default:
		flag = timeline.FlagNonexistent
	}
	return min(a, b), max(a, b), flag
}

func (z *Zone) offsetAt(instant int64) int {
	_, offset := time.Unix(instant, 0).In(z.loc).Zone()
	return offset
}
