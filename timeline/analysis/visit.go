package analysis

import (
	"time"

	"sightline/geo"
)

// Visit is a run of sightings of one track at a place with none elsewhere in between.
//
// The track is held to have stayed from First to Last, because the sightings between are no further apart than the
// session rule. It can have been there from Earliest to Latest: what the way from the sighting before and to the
// sighting after leaves at the fastest road speed. A zero Earliest or Latest means that no sighting bounds that side.
type Visit struct {
	Track     string    `json:"track"` // Track.Key
	First     time.Time `json:"first"`
	Last      time.Time `json:"last"`
	Earliest  time.Time `json:"earliest,omitzero"`
	Latest    time.Time `json:"latest,omitzero"`
	Sightings []string  `json:"sightings"`

	obs    []int32
	bounds [2]int64 // Earliest and Latest in milliseconds; First and Last where those are open
}

// visit fills in the visits of all places.
func (h *history) visit(places []Place) {
	session := time.Duration(h.p.Place.Session).Milliseconds()
	for _, t := range h.tracks {
		var run []int32
		located := h.located(t)
		end := func() {
			if len(run) > 0 {
				pl := &places[h.all[run[0]].place]
				pl.Visits = append(pl.Visits, h.newVisit(t.key, run))
			}
			run = nil
		}
		for _, i := range located {
			o := &h.all[i]
			switch {
			case len(run) == 0:
			case o.place == h.all[run[0]].place && o.start-h.all[run[len(run)-1]].end <= session:
				run = append(run, i)
				continue
			case h.fits(o, &places[h.all[run[0]].place]):
				continue // it can have been made at the place: it neither ends the visit nor proves it
			}
			end()
			if o.place >= 0 {
				run = []int32{i}
			}
		}
		end()
		h.bound(places, located)
	}
	for k := range places {
		pl := &places[k]
		sortVisits(pl.Visits)
		for _, v := range pl.Visits {
			pl.Stayed += Span(v.Last.Sub(v.First))
			if pl.First.IsZero() || v.First.Before(pl.First) {
				pl.First = v.First
			}
			pl.Last = later(pl.Last, v.Last)
		}
	}
}

// fits reports whether an observation that is not exact can have been made at an exact place.
func (h *history) fits(o *observation, pl *Place) bool {
	return pl.Exact && !o.exact && geo.Distance(o.point, pl.Point) <= o.slack+pl.Radius
}

func (h *history) newVisit(track string, run []int32) Visit {
	first, last := &h.all[run[0]], &h.all[run[len(run)-1]]
	return Visit{
		Track: track, First: instant(first.start), Last: instant(last.end),
		Sightings: h.ids(run), obs: run, bounds: [2]int64{first.start, last.end},
	}
}

// bound sets the possible bounds of the visits of one track from the sightings on either side.
func (h *history) bound(places []Place, located []int32) {
	position := make(map[int32]int, len(located))
	for k, i := range located {
		position[i] = k
	}
	for k := range places {
		pl := &places[k]
		for n := range pl.Visits {
			v := &pl.Visits[n]
			at, ok := position[v.obs[0]]
			if !ok {
				continue // another track's
			}
			if at > 0 {
				o := &h.all[located[at-1]]
				v.bounds[0] = min(v.bounds[0], o.end-o.last+h.way(o, pl))
				v.Earliest = instant(v.bounds[0])
			}
			if after := position[v.obs[len(v.obs)-1]] + 1; after < len(located) {
				o := &h.all[located[after]]
				v.bounds[1] = max(v.bounds[1], o.start+o.first-h.way(o, pl))
				v.Latest = instant(v.bounds[1])
			}
		}
	}
}

// way returns the least time between an observation and a place, in milliseconds.
func (h *history) way(o *observation, pl *Place) int64 {
	d := max(0, geo.Distance(o.point, pl.Point)-o.slack-pl.Radius)
	return int64(float64(d) / float64(h.p.Speed.Road) * 1000)
}
