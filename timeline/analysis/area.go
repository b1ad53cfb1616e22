package analysis

import (
	"fmt"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/internal/words"
	"sightline/timeline"
)

// Area is a town and what lies around it: the unit of circuits and of nights by city.
type Area struct {
	Name      string    `json:"name"`
	Point     orb.Point `json:"point"` // lon, lat
	Zone      string    `json:"zone,omitempty"`
	Sightings int       `json:"sightings"`
	Nights    int       `json:"nights"` // nights the subject can have spent in it
}

// findAreas divides the sightings that locate a town into discs and sets each observation's area. Sightings in the same
// disc are in one area however they are known; what is only known to a state is in none.
func (h *history) findAreas() []Area {
	var members []int32
	var points []orb.Point
	var weights []float64
	for i := range h.all {
		o := &h.all[i]
		if o.located && o.slack <= h.p.Area.Accuracy {
			members, points = append(members, int32(i)), append(points, o.point)
			if o.exact {
				weights = append(weights, 1)
			} else {
				weights = append(weights, 0.5) // an office is less likely to be where the subject was
			}
		}
	}
	groups := grouped(geo.Cover(points, weights, h.p.Area.Radius))
	areas := make([]Area, len(groups))
	for k, g := range groups {
		own, zones := make([]orb.Point, len(g)), tally[string]{}
		group := make([]int32, len(g))
		for n, j := range g {
			group[n], own[n] = members[j], points[j]
			h.all[members[j]].area = int32(k)
			zones[h.all[members[j]].s.Where.Zone]++
		}
		areas[k] = Area{Point: geo.Mean(own), Zone: zones.most(), Sightings: len(g)}
		areas[k].Name = h.areaName(areas[k].Point, group)
	}
	return areas
}

// areaName prefers a known town, then a town or agency that sightings name.
func (h *history) areaName(p orb.Point, group []int32) string {
	if name, ok := h.nearestKnown(p); ok {
		return name
	}
	towns, agencies := tally[string]{}, tally[string]{}
	for _, i := range group {
		s := h.all[i].s
		switch {
		case s.Where.Class == timeline.ClassCity && s.Where.Label != "":
			towns[s.Where.Label]++
		case s.Agency != nil && s.Agency.Name != "":
			agencies[s.Agency.Name]++
		}
	}
	if name := towns.most(); name != "" {
		return name
	}
	if name := agencies.most(); name != "" {
		return "area of " + name
	}
	return h.nameAt(p)
}

// passage is a run of one track's observations in one area.
type passage struct {
	area       int32
	start, end int64
	obs        []int32
}

// passages returns the areas a track went through, in order. Observations without an area are passed over.
func (h *history) passages(t trackOf) []passage {
	var out []passage
	for _, i := range t.obs {
		o := &h.all[i]
		if o.area < 0 {
			continue
		}
		if n := len(out); n > 0 && out[n-1].area == o.area {
			out[n-1].end = max(out[n-1].end, o.end)
			out[n-1].obs = append(out[n-1].obs, i)
			continue
		}
		out = append(out, passage{o.area, o.start, o.end, []int32{i}})
	}
	return out
}

// areaNights counts the nights of each area: nights with a sighting in it, or between two sightings in it.
func (h *history) areaNights(areas []Area) {
	type night struct {
		area int32
		day  int
	}
	seen := map[night]bool{}
	for _, t := range h.tracks {
		for _, p := range h.passages(t) {
			loc := h.zone(areas[p.area].Zone)
			for k, i := range p.obs {
				o := &h.all[i]
				if o.end-o.start > time.Hour.Milliseconds() {
					continue // its hour is not known
				}
				until := instant(o.end)
				if k+1 < len(p.obs) && h.all[p.obs[k+1]].start-o.end <= time.Duration(h.p.Place.Session).Milliseconds() {
					until = instant(h.all[p.obs[k+1]].start)
				}
				for day := dayNumber(instant(o.start).In(loc)) - 1; day <= dayNumber(until.In(loc)); day++ {
					dusk, dawn := h.night(day, loc)
					if until.After(dusk) && instant(o.start).Before(dawn) {
						seen[night{p.area, day}] = true
					}
				}
			}
		}
	}
	for n := range seen {
		areas[n.area].Nights++
	}
}

// nightsText names the areas with most nights, for a sentence.
func nightsText(areas []Area) string {
	total, best := 0, -1
	for k := range areas {
		total += areas[k].Nights
		if areas[k].Nights > 0 && (best < 0 || areas[k].Nights > areas[best].Nights) {
			best = k
		}
	}
	if best < 0 {
		return "No sighting tells where a night was spent."
	}
	return fmt.Sprintf("Of %s with a sighting, %d were in %s.", words.Count(total, "night"), areas[best].Nights, areas[best].Name)
}
