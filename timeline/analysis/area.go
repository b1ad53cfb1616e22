package analysis

import (
	"fmt"
	"maps"
	"slices"

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
	Passes    int       `json:"passes"` // other nights in which it was seen there, and may only have passed
	Spent     []Night   `json:"-"`      // the nights, in order
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

// areaName prefers the city, then a town or agency that sightings name.
func (h *history) areaName(p orb.Point, group []int32) string {
	if name, ok := h.cityOf(p); ok {
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

// passages returns the areas a track went through, in order. Observations without an area are passed over, and those that the track's
// others contradict.
func (h *history) passages(t trackOf) []passage {
	var out []passage
	agreed, _ := h.consistent(t)
	for _, i := range agreed {
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

// Night is one spent in an area: the local day, counted from 1970, on whose evening it began, and the sightings in it.
type Night struct {
	Day      int
	Evidence []string
}

// areaNights fills in the nights of each area, and those in which it was only passed.
func (h *history) areaNights(areas []Area) {
	spent, passed := make([]map[int][]string, len(areas)), make([]map[int]bool, len(areas))
	for k := range areas {
		spent[k], passed[k] = map[int][]string{}, map[int]bool{}
	}
	for i := range h.sighted {
		s := &h.sighted[i]
		area := h.all[s.obs[0]].area
		switch {
		case area < 0:
		case s.seen:
			spent[area][s.day] = append(spent[area][s.day], h.ids(s.obs)...)
		default:
			passed[area][s.day] = true
		}
	}
	for k := range areas {
		a := &areas[k]
		for _, day := range slices.Sorted(maps.Keys(spent[k])) {
			a.Spent = append(a.Spent, Night{day, spent[k][day]})
			delete(passed[k], day)
		}
		a.Nights, a.Passes = len(a.Spent), len(passed[k])
	}
}

// nightsKnown is how many nights of all areas are known.
func nightsKnown(areas []Area) (all int) {
	for k := range areas {
		all += areas[k].Nights
	}
	return all
}

// nightsText names the area with most nights, of enough, and says in how many areas' nights the subject was only passing.
func nightsText(areas []Area, least int) (text string) {
	total, passes, best := nightsKnown(areas), 0, 0
	for k := range areas {
		passes += areas[k].Passes
		if areas[k].Nights > areas[best].Nights {
			best = k
		}
	}
	switch {
	case total == 0:
		text = "No sighting tells where a night was spent."
	case total < least:
		text = fmt.Sprintf("%s known, too few to tell where nights are spent: it takes %d.", words.Either(total, "night is", "nights are"), least)
	default:
		text = fmt.Sprintf("Of %s known, %d were in %s.", words.Count(total, "night"), areas[best].Nights, areas[best].Name)
	}
	if passes > 0 {
		more := map[bool]string{true: "", false: "other "}[total == 0]
		text += " " + words.Either(passes, more+"night with a sighting shows", more+"nights with a sighting show") + " a passing and no stay."
	}
	return text
}
