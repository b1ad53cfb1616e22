package report

import (
	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/internal/render"
	"sightline/timeline"
	"sightline/timeline/analysis"
)

// townReach is how far from its middle a town's name is used, and how far apart two named towns lie: a suburb is known
// by the city it belongs to.
const townReach geo.Meters = 30_000

// Parameters returns the usual rules of an analysis, with the towns of the base map around what was sighted to name
// findings by. Of towns less than 30 km apart, the larger names both.
func Parameters(base render.BaseMap, d timeline.Dossier) analysis.Parameters {
	p := analysis.DefaultParameters()
	var points []orb.Point
	bound := orb.Bound{Min: orb.Point{180, 90}, Max: orb.Point{-180, -90}}
	for e := range d.Instants() {
		if e.Counts() && e.Where.Located() {
			points = append(points, e.Where.Point)
			bound = bound.Extend(e.Where.Point)
		}
	}
	if len(points) == 0 {
		return p
	}
	const degree = 0.3 // of latitude, more than townReach
	bound.Min[1], bound.Max[1] = bound.Min[1]-degree, bound.Max[1]+degree
	bound.Min[0], bound.Max[0] = -180, 180 // a degree of longitude may be any length
	near := geo.NewIndex(points, townReach)
	kept := map[[2]int][]orb.Point{} // of named towns, by cell of a grid of half degrees
	for _, c := range base.Cities(bound, 0) {
		if tooClose(kept, c.Point) || !hasNear(near, c.Point) {
			continue
		}
		cell := cellOf(c.Point)
		kept[cell] = append(kept[cell], c.Point)
		p.Known = append(p.Known, analysis.Known{Name: c.Name + ", " + c.State, Point: c.Point, Radius: townReach})
	}
	return p
}

func cellOf(p orb.Point) [2]int { return [2]int{int((p[0] + 180) * 2), int((p[1] + 90) * 2)} }

// tooClose reports whether a named town is within reach of a point. A degree of longitude is at least 11 km up to 84
// degrees of latitude, so six cells to either side hold every one.
func tooClose(kept map[[2]int][]orb.Point, p orb.Point) bool {
	at := cellOf(p)
	for x := at[0] - 6; x <= at[0]+6; x++ {
		for y := at[1] - 1; y <= at[1]+1; y++ {
			for _, q := range kept[[2]int{x, y}] {
				if geo.Distance(p, q) < townReach {
					return true
				}
			}
		}
	}
	return false
}

func hasNear(x *geo.Index, p orb.Point) bool {
	found := false
	x.Within(p, townReach, func(int, geo.Meters) { found = true })
	return found
}

// nearestTown names the named town nearest to a point, within its reach.
func (b *builder) nearestTown(p orb.Point) (name string, ok bool) {
	best := townReach
	for _, k := range b.findings.Parameters.Known {
		if d := geo.Distance(p, k.Point); d < best {
			name, best, ok = k.Name, d, true
		}
	}
	return name, ok
}
