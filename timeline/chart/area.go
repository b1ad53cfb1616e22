package chart

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
	"sightline/timeline/analysis"
)

// seen is an instant that counts, with the area of Findings.Areas it lies in, -1 for none.
type seen struct {
	*timeline.Event
	area int
}

// seenIn divides the instants that count among the areas in the way analysis.Analyze does, in time order. Findings tell
// how many sightings each area has, not which; a test holds the two together.
func seenIn(d timeline.Dossier, f analysis.Findings) []seen {
	p := f.Parameters
	var all []seen
	for e := range d.Instants() {
		if e.Counts() {
			all = append(all, seen{e, -1})
		}
	}
	slices.SortStableFunc(all, func(a, b seen) int {
		return cmp.Or(a.First.Start.Compare(b.First.Start), a.First.End.Compare(b.First.End), cmp.Compare(a.ID, b.ID))
	})
	var members []int
	var points []orb.Point
	var weights []float64
	for i, s := range all {
		slack := p.Reach.Slack(s.Event)
		if !located(s.Where) || slack > p.Area.Accuracy {
			continue
		}
		members, points = append(members, i), append(points, s.Where.Point)
		weight := 0.5
		if s.Where.Class.Exact() && slack <= p.Place.Accuracy {
			weight = 1
		}
		weights = append(weights, weight)
	}
	if len(f.Areas) == 0 {
		return all
	}
	for k, area := range geo.Cover(points, weights, p.Area.Radius) {
		if area < len(f.Areas) { // else the findings are another dossier's
			all[members[k]].area = area
		}
	}
	return all
}

func located(w timeline.Where) bool {
	return w.Located() && w.Point[0] >= -180 && w.Point[0] <= 180 && w.Point[1] >= -90 && w.Point[1] <= 90
}
