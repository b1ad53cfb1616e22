package analysis

import (
	"cmp"
	"slices"
	"time"

	"sightline/geo"
	"sightline/timeline"
)

// Cause is a likely reason for a conflict.
type Cause string

const (
	CauseMisread Cause = "misread" // the plate was misread once: without this sighting the others agree
	CauseClone   Cause = "clone"   // two vehicles carry the number
	CauseZone    Cause = "zone"    // the times of a load are in another zone than it was read with
	CauseClock   Cause = "clock"   // a device's clock was wrong
	CauseAgency  Cause = "agency"  // the agency asked from afar, or its reach is wider than the rule
	CauseOther   Cause = "other"   // the vehicle or the identity was used by another
)

// causeText says each cause in a sentence, causeNames in a list.
var (
	causeText = map[Cause]string{
		CauseMisread: "a misread plate",
		CauseClone:   "the same number on two vehicles",
		CauseZone:    "times in another zone than the load was read with",
		CauseClock:   "a reader's wrong clock",
		CauseAgency:  "an inquiry made from afar",
		CauseOther:   "use of the vehicle or the name by another",
	}
	causeNames = map[Cause]string{
		CauseMisread: "misread plate",
		CauseClone:   "two vehicles with one number",
		CauseZone:    "times of a load in another zone",
		CauseClock:   "wrong clock",
		CauseAgency:  "inquiry from afar",
		CauseOther:   "used by another",
	}
)

// explain gives each conflict its likely causes and its sentence. mended is the history with the shifts applied.
func (h *history) explain(conflicts []Conflict, mended *history) {
	e := explainer{h: h, mended: mended, vehicles: map[string]*sorted{}, homes: map[string]homes{}}
	for _, t := range mended.tracks {
		if two := mended.vehicles(t); two != nil {
			e.vehicles[t.key], e.homes[t.key] = two, mended.homes(two)
		}
	}
	for k := range conflicts {
		c := &conflicts[k]
		plate := c.Track != ""
		switch c.Kind {
		case ConflictCustody:
			c.Causes = []Cause{CauseOther, CauseZone}
			if plate {
				c.Causes = []Cause{CauseOther, CauseMisread}
			}
		case ConflictState:
			c.Causes = []Cause{CauseMisread, CauseClone}
			if c.Certain {
				c.Causes = []Cause{CauseClone, CauseMisread}
			}
		default:
			c.Causes = e.causes(c)
		}
		h.sayConflict(c)
	}
}

// explainer finds causes by what is known of the whole history.
type explainer struct {
	h, mended *history
	vehicles  map[string]*sorted
	homes     map[string]homes // of the vehicles of each track
}

// readerSide is the side of a cell that holds one reader, in degrees of latitude.
const readerSide = 0.02

// homes is how often each of two vehicles was seen in each cell.
type homes map[[2]int32]*[2]int

func (h *history) homes(two *sorted) homes {
	seen := homes{}
	for i, v := range two.of {
		if v == noVehicle {
			continue
		}
		cell := cellOf(h.all[i].point, readerSide)
		if seen[cell] == nil {
			seen[cell] = new([2]int)
		}
		seen[cell][v]++
	}
	return seen
}

// causes ranks the causes of one conflict: what mends the whole history first, then what the sightings around speak for.
func (e *explainer) causes(c *Conflict) []Cause {
	h := e.h
	var causes []Cause
	add := func(cause Cause, when bool) {
		if when && !slices.Contains(causes, cause) {
			causes = append(causes, cause)
		}
	}
	a, b := &h.all[c.a], &h.all[c.b]
	limit := h.p.Speed.Person
	if c.Track != "" {
		limit = h.p.Speed.Review
	}
	if e.mended != h {
		need, _ := e.mended.need(&e.mended.all[c.a], &e.mended.all[c.b])
		add(CauseZone, need <= limit)
	}
	if two := e.vehicles[c.Track]; two != nil {
		x, y := two.of[c.a], two.of[c.b]
		stray := int32(none)
		switch {
		case x == noVehicle || x == secondVehicle && !two.two:
			stray = c.a
		case y == noVehicle || y == secondVehicle && !two.two:
			stray = c.b
		case x != y && e.strange(c.Track, c.a):
			stray = c.a
		case x != y && e.strange(c.Track, c.b):
			stray = c.b
		}
		add(CauseClock, stray != none && e.atHome(c.Track, stray) && e.hoursHelp(two, stray, limit))
		add(CauseMisread, stray != none)
		add(CauseClone, two.two && x != y && x != noVehicle && y != noVehicle)
	}
	add(CauseAgency, a.s.Where.Class == timeline.ClassAgency || b.s.Where.Class == timeline.ClassAgency)
	add(CauseZone, c.Track == "" && a.load != b.load && h.hourHelps(a, b, float64(limit)))
	add(CauseMisread, c.Track != "")
	add(CauseClock, h.hourHelps(a, b, float64(limit)))
	add(CauseClone, c.Track != "")
	add(CauseZone, a.load != b.load && h.hourHelps(a, b, float64(limit)))
	add(CauseOther, c.Track == "")
	return causes
}

// seen is how often the vehicles of a track were where an observation is, without itself: the one it was given to, and the other.
func (e *explainer) seen(track string, i int32) (own, other int) {
	at, v := e.homes[track][cellOf(e.h.all[i].point, readerSide)], e.vehicles[track].of[i]
	switch {
	case at == nil:
		return 0, 0
	case v == noVehicle:
		return at[firstVehicle], at[secondVehicle]
	}
	return at[v] - 1, at[1-v]
}

// atHome reports whether an observation is where its track is seen at other times: a misread can be anywhere, a wrong time is
// where the vehicle truly was.
func (e *explainer) atHome(track string, i int32) bool {
	own, other := e.seen(track, i)
	return own+other >= 2
}

// strange reports whether an observation is where rather the other vehicle is seen: it is no proof that there are two.
func (e *explainer) strange(track string, i int32) bool {
	own, other := e.seen(track, i)
	return other >= 2 && other > own
}

// hoursHelp reports whether an observation agrees with the first vehicle when it is some whole hours earlier or later.
func (e *explainer) hoursHelp(two *sorted, i int32, limit geo.MetersPerSecond) bool {
	o := e.mended.all[i]
	for n := int64(1); n <= 11; n++ {
		for _, ms := range []int64{n * time.Hour.Milliseconds(), -n * time.Hour.Milliseconds()} {
			moved := o
			moved.start, moved.end = o.start+ms, o.end+ms
			if e.fits(two, &moved, limit) {
				return true
			}
		}
	}
	return false
}

// fits reports whether an observation agrees with the first vehicle's before and after it.
func (e *explainer) fits(two *sorted, o *observation, limit geo.MetersPerSecond) bool {
	all := e.mended.all
	after, _ := slices.BinarySearchFunc(two.first, o.start, func(i int32, t int64) int { return cmp.Compare(all[i].start, t) })
	for _, k := range []int{after - 1, after} {
		if k >= 0 && k < len(two.first) {
			if need, _ := e.mended.need(&all[two.first[k]], o); need > limit {
				return false
			}
		}
	}
	return true
}

// hourHelps reports whether one hour more between two observations makes them plausible.
func (h *history) hourHelps(a, b *observation, limit float64) bool {
	later := *b
	later.start += time.Hour.Milliseconds()
	later.end += time.Hour.Milliseconds()
	need, _ := h.need(a, &later)
	return float64(need) <= limit
}

// misreads returns the observations without which their neighbours agree: the one in two conflicts whose other ends are
// no conflict with each other.
func (h *history) misreads(conflicts []Conflict) map[int32]bool {
	before, after := map[int32]int32{}, map[int32]int32{}
	for _, c := range conflicts {
		if c.Kind == ConflictSpeed || c.Kind == ConflictTwice {
			after[c.a], before[c.b] = c.b, c.a
		}
	}
	out := map[int32]bool{}
	for i, prev := range before {
		next, ok := after[i]
		if !ok {
			continue
		}
		if need, _ := h.need(&h.all[prev], &h.all[next]); need <= h.p.Speed.Review {
			out[i] = true
		}
	}
	return out
}
