package store

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"sightline/internal/cql2"
	"sightline/internal/feature"
	"sightline/sql"
)

// area is one connected area, line or point, or a box, as SQL.
type area struct {
	box  bool
	put  []string // for a box, what its fragments are made of
	g    string
	edge string // "" for what has no inside
}

// areas are the parts of a geometry.
func (f *featureFilter) areas(g cql2.Geometry) []area {
	switch g := g.(type) {
	case cql2.Box:
		return []area{f.box(g)}
	case cql2.Shape:
		var found []area
		for _, part := range parts(g.Geometry) {
			part = straight(part)
			a := area{g: f.geography(part)}
			if p, is := part.(orb.Polygon); is {
				edges := orb.MultiLineString{}
				for _, ring := range p {
					edges = append(edges, orb.LineString(ring))
				}
				a.edge = f.geography(edges)
			}
			found = append(found, a)
		}
		return found
	}
	panic(fmt.Sprintf("store: no such area: %T", g))
}

// geography adds a geometry as an argument.
func (f *featureFilter) geography(g orb.Geometry) string {
	return sql.Fragment("value area", "a", f.arg(wkb.MustMarshal(g))) // every geometry of a filter has its bytes
}

func (f *featureFilter) box(b cql2.Box) area {
	return f.boxAt(b, f.column(feature.Geometry))
}

// boxAt is a box with what its fragments need to know of a position.
func (f *featureFilter) boxAt(b cql2.Box, position string) area {
	width := b.East - b.West
	if b.East < b.West {
		width += 360
	}
	put := []string{"w", f.number(b.West), "s", f.number(b.South), "e", f.number(b.East), "n", f.number(b.North), "width", f.number(width),
		"p", position,
		"x", sql.Fragment("box x", "p", position), "y", sql.Fragment("box y", "p", position)}
	put = append(put, "offset", sql.Fragment("box offset", put...))
	return area{box: true, put: append(put, "nearest", sql.Fragment("box nearest", put...))}
}

// near holds for features whose circle comes within so many metres of the area.
func (f *featureFilter) near(a area, far float64) string {
	return f.nearBy(a, f.column(feature.Geometry), f.column("radius_m"), far)
}

func (f *featureFilter) nearBy(a area, position, radius string, far float64) string {
	if a.box {
		return sql.Fragment("box near", slices.Concat(a.put, []string{"r", radius, "far", f.number(far)})...)
	}
	return sql.Fragment("area near", "p", position, "g", a.g, "r", radius, "far", f.number(far))
}

// inside holds for features whose circle lies in the area whole, and centred for those whose centre does; with a distance,
// in what is no farther from the area than that.
func (f *featureFilter) inside(a area, far float64) (whole, centred string) {
	put := slices.Concat(a.put, []string{"p", f.column(feature.Geometry), "r", f.column("radius_m"), "g", a.g, "edge", a.edge, "far",
		f.number(far)})
	switch {
	case a.box && far > 0:
		return sql.Fragment("box within far", put...), sql.Fragment("box inside far", put...)
	case a.box:
		return sql.Fragment("box within", put...), sql.Fragment("box inside", put...)
	case far > 0:
		return sql.Fragment("area within far", put...), sql.Fragment("area inside", put...)
	case a.edge == "":
		return sql.Fragment("area within thin", put...), sql.Fragment("area inside", put...)
	}
	return sql.Fragment("area within", put...), sql.Fragment("area inside", put...)
}

func (f *featureFilter) spatial(op cql2.SpatialOp, g cql2.Geometry, far float64) string {
	var met []string
	for _, a := range f.areas(g) {
		if op == cql2.Within {
			whole, _ := f.inside(a, far)
			met = append(met, whole)
		} else {
			met = append(met, f.near(a, far))
		}
	}
	if op == cql2.Disjoint {
		return sql.Fragment("not", "a", either(met))
	}
	return either(met)
}

// rank tells how a feature's circle lies to an area.
func (f *featureFilter) rank(a area, far float64) string {
	whole, centred := f.inside(a, far)
	return sql.Fragment("rank", "p", f.column(feature.Geometry), "within", whole, "inside", centred)
}

// rankOf is the best of how a feature lies to the parts of a geometry.
func (f *featureFilter) rankOf(g cql2.Geometry, far float64) string {
	var each []string
	for _, a := range f.areas(g) {
		each = append(each, f.rank(a, far))
	}
	return sql.Fragment("rank best", "list", strings.Join(each, ", "))
}

// areaOf is the area that a condition asks features to be in, or no farther from than so many metres; nil when it asks for
// none.
func areaOf(e cql2.Expr) (cql2.Geometry, float64) {
	switch e := e.(type) {
	case cql2.Spatial:
		if e.Op != cql2.Disjoint {
			return e.Right, 0
		}
	case cql2.Distance:
		return e.Right, e.Metres
	}
	return nil, 0
}

// parts takes collections and multiples apart.
func parts(g orb.Geometry) (all []orb.Geometry) {
	switch g := g.(type) {
	case orb.Collection:
		for _, part := range g {
			all = append(all, parts(part)...)
		}
	case orb.MultiPoint:
		for _, p := range g {
			all = append(all, p)
		}
	case orb.MultiLineString:
		for _, l := range g {
			all = append(all, l)
		}
	case orb.MultiPolygon:
		for _, p := range g {
			all = append(all, p)
		}
	default:
		all = []orb.Geometry{g}
	}
	return all
}

// straight puts points between those of an area, so that its edges are straight in longitude and latitude, as the filter
// means them, where the database takes the shortest way over the ground. With half a degree between two points the ways
// part by less than 40 m, and by less than 2 m with a tenth, which areas up to ten degrees wide get.
func straight(g orb.Geometry) orb.Geometry {
	step := 0.5
	if b := g.Bound(); b.Max[0]-b.Min[0] <= 10 {
		step = 0.1
	}
	switch g := g.(type) {
	case orb.LineString:
		return orb.LineString(straightLine(g, step))
	case orb.Polygon:
		out := make(orb.Polygon, len(g))
		for i, ring := range g {
			out[i] = orb.Ring(straightLine(orb.LineString(ring), step))
		}
		return out
	}
	return g
}

func straightLine(line orb.LineString, step float64) orb.LineString {
	out := orb.LineString{line[0]}
	for i, b := range line[1:] {
		a := line[i]
		// Along a meridian the shortest way is the straight one, but only up to half way round the Earth.
		n := math.Ceil(max(math.Abs(b[0]-a[0])/step, math.Abs(b[1]-a[1])/45))
		for k := 1.0; k < n; k++ {
			out = append(out, orb.Point{a[0] + (b[0]-a[0])*k/n, a[1] + (b[1]-a[1])*k/n})
		}
		out = append(out, b)
	}
	return out
}
