package analysis

import (
	"time"

	"sightline/geo"
)

// Visit is a run of sightings of one track at a place with none elsewhere in between: silence alone ends no visit.
//
// The track is held to have stayed where sightings are no further apart than the session rule. It can have been there from
// Earliest to Latest: what the way from the sighting before and to the sighting after leaves at the fastest road speed. A zero
// Earliest or Latest means that no sighting bounds that side.
type Visit struct {
	Track     string    `json:"track"` // Track.Key
	First     time.Time `json:"first"` // seen first and last
	Last      time.Time `json:"last"`
	Earliest  time.Time `json:"earliest,omitzero"`
	Latest    time.Time `json:"latest,omitzero"`
	Sure      []Stretch `json:"sure"` // when it surely stayed, in order
	Sightings []string  `json:"sightings"`

	obs      []int32
	bounds   [2]int64 // Earliest and Latest in milliseconds; First and Last where those are open
	doubtful bool     // other sightings of the track contradict it
}

// Stretch is a time from the first to the last of sightings that follow each other closely.
type Stretch struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Stayed is how long the track surely was there.
func (v *Visit) Stayed() (sum Span) {
	for _, s := range v.Sure {
		sum += Span(s.To.Sub(s.From))
	}
	return sum
}

// visit fills in the visits of all places. Sightings that the track's others contradict make visits of their own.
func (h *history) visit(places []Place) {
	for _, t := range h.tracks {
		agreed, others := h.consistent(t)
		h.visitIn(places, t.key, agreed, false)
		h.visitIn(places, t.key, others, true)
	}
	for k := range places {
		pl := &places[k]
		sortVisits(pl.Visits)
		for n := range pl.Visits {
			v := &pl.Visits[n]
			pl.Stayed += v.Stayed()
			if pl.First.IsZero() || v.First.Before(pl.First) {
				pl.First = v.First
			}
			pl.Last = later(pl.Last, v.Last)
		}
	}
}

func (h *history) visitIn(places []Place, track string, located []int32, doubtful bool) {
	var run []int32
	before := int32(none) // the last observation that was surely not at the run's place
	end := func(after int32) {
		if len(run) > 0 {
			pl := &places[h.all[run[0]].place]
			v := h.newVisit(track, run)
			if v.doubtful = doubtful; doubtful {
				v.Earliest, v.Latest = v.First, v.Last // what contradicts it bounds it otherwise
			} else {
				h.bound(&v, pl, before, after)
			}
			pl.Visits = append(pl.Visits, v)
			before = run[len(run)-1]
		}
		run = nil
	}
	for _, i := range located {
		o := &h.all[i]
		switch {
		case len(run) == 0:
		case o.place == h.all[run[0]].place:
			run = append(run, i)
			continue
		case h.fits(o, &places[h.all[run[0]].place]):
			continue // it can have been made at the place: it neither ends the visit nor proves it
		}
		end(i)
		if o.place >= 0 {
			run = []int32{i}
		} else {
			before = i
		}
	}
	end(none)
}

// fits reports whether an observation that is not exact can have been made at an exact place.
func (h *history) fits(o *observation, pl *Place) bool {
	return pl.Exact && !o.exact && geo.Distance(o.point, pl.Point) <= o.slack+pl.Radius
}

func (h *history) newVisit(track string, run []int32) Visit {
	session := time.Duration(h.p.Place.Session).Milliseconds()
	first, last := &h.all[run[0]], &h.all[run[len(run)-1]]
	v := Visit{
		Track: track, First: instant(first.start), Last: instant(last.end),
		Sightings: h.ids(run), obs: run, bounds: [2]int64{first.start, last.end},
	}
	until := first.start - session - 1
	for _, i := range run {
		o := &h.all[i]
		if o.start-until > session {
			v.Sure = append(v.Sure, Stretch{From: instant(o.start)})
		}
		until = max(until, o.end)
		v.Sure[len(v.Sure)-1].To = instant(until)
	}
	return v
}

// bound sets the possible bounds of a visit from the observations elsewhere on either side, none where there is none.
func (h *history) bound(v *Visit, pl *Place, before, after int32) {
	if before != none {
		o := &h.all[before]
		v.bounds[0] = min(v.bounds[0], o.end-o.last+h.way(o, pl))
		v.Earliest = instant(v.bounds[0])
	}
	if after != none {
		o := &h.all[after]
		v.bounds[1] = max(v.bounds[1], o.start+o.first-h.way(o, pl))
		v.Latest = instant(v.bounds[1])
	}
}

// way returns the least time between an observation and a place, in milliseconds.
func (h *history) way(o *observation, pl *Place) int64 {
	d := max(0, geo.Distance(o.point, pl.Point)-o.slack-pl.Radius)
	return int64(float64(d) / float64(h.p.Speed.Road) * 1000)
}
