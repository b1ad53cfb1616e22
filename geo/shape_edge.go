package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// edgeStep is how far apart, in degrees, points are set on an edge, so that the shortest ways between them stay within a
// metre of the edge; maxEdgePoints bounds them for the largest shapes, whose edges then stray by some tens of metres.
const (
	edgeStep      = 0.04
	maxEdgePoints = 4000
)

// Edge returns the lines from which the distance to a shape is measured: the centre of a circle as a line of one point,
// the middle of a corridor, the outline of a box or polygon. It has points so close that the shortest way over the
// ellipsoid from one to the next follows the shape's own line. Where a shape is cut at the antimeridian or ends at a
// pole it has no outline; that of the whole globe is empty.
func (s Shape) Edge() orb.MultiLineString {
	lines := s.Lines
	if s.Kind == ShapeBox || s.Kind == ShapePolygon {
		lines = s.outline()
	}
	total := 0.0
	for _, line := range lines {
		for i := 1; i < len(line); i++ {
			total += span(line[i-1], line[i])
		}
	}
	step := math.Max(edgeStep, total/maxEdgePoints)
	dense := make(orb.MultiLineString, len(lines))
	for k, line := range lines {
		dense[k] = orb.LineString{line[0]}
		for i := 1; i < len(line); i++ {
			a, b := line[i-1], line[i]
			n := math.Ceil(span(a, b) / step)
			for j := 1.0; j < n; j++ {
				dense[k] = append(dense[k], orb.Point{a[0] + (b[0]-a[0])*j/n, a[1] + (b[1]-a[1])*j/n})
			}
			dense[k] = append(dense[k], b)
		}
	}
	return dense
}

func span(a, b orb.Point) float64 { return math.Max(math.Abs(a[0]-b[0]), math.Abs(a[1]-b[1])) }

// antimeridianEdge is an edge along the antimeridian, by its latitudes.
type antimeridianEdge struct{ south, north float64 }

// outline returns the rings of the polygons as lines, without edges that are none on the globe: those along a pole, and
// those along the antimeridian that lie on both of its sides.
func (s Shape) outline() orb.MultiLineString {
	west, east := map[antimeridianEdge]bool{}, map[antimeridianEdge]bool{}
	s.eachEdge(func(a, b orb.Point) {
		switch {
		case a[0] == -180 && b[0] == -180:
			west[seamOf(a, b)] = true
		case a[0] == 180 && b[0] == 180:
			east[seamOf(a, b)] = true
		}
	})
	var lines orb.MultiLineString
	var line orb.LineString
	end := func() {
		if len(line) > 1 {
			lines = append(lines, line)
		}
		line = nil
	}
	for _, polygon := range s.Polygons {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				a, b := ring[i-1], ring[i]
				pole := math.Abs(a[1]) == 90 && a[1] == b[1]
				cut := math.Abs(a[0]) == 180 && a[0] == b[0] && west[seamOf(a, b)] && east[seamOf(a, b)]
				if pole || cut {
					end()
					continue
				}
				if line == nil {
					line = orb.LineString{a}
				}
				line = append(line, b)
			}
			end()
		}
	}
	return lines
}

func (s Shape) eachEdge(do func(a, b orb.Point)) {
	for _, polygon := range s.Polygons {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				do(ring[i-1], ring[i])
			}
		}
	}
}

func seamOf(a, b orb.Point) antimeridianEdge {
	return antimeridianEdge{math.Min(a[1], b[1]), math.Max(a[1], b[1])}
}

// Bounds returns boxes, within ±180° and ±90°, that hold every point of the shape; they may be a little wider than it.
func (s Shape) Bounds() []orb.Bound {
	var boxes []orb.Bound
	for _, polygon := range s.Polygons {
		boxes = append(boxes, polygon.Bound())
	}
	for _, line := range s.Lines {
		if len(line) == 1 {
			boxes = append(boxes, BoundsAround(line[0], s.Reach)...)
		}
		for i := 1; i < len(line); i++ {
			boxes = append(boxes, grow(line[i-1:i+1].Bound(), s.Reach)...)
		}
	}
	return boxes
}

// grow returns boxes that hold every point within r metres of a box.
func grow(b orb.Bound, r Meters) []orb.Bound {
	// The corner nearest to a pole reaches over most degrees of longitude.
	far := b.Max[1]
	if -b.Min[1] > far {
		far = b.Min[1]
	}
	lat := float64(r) / 110_000 // metres a degree of latitude has at the least
	reach := BoundsAround(orb.Point{0, far}, r*1.001)[0]
	south, north := math.Max(b.Min[1]-lat, -90), math.Min(b.Max[1]+lat, 90)
	west, east := b.Min[0]-reach.Max[0], b.Max[0]+reach.Max[0]
	switch {
	case reach.Max[0] >= 180 || east-west >= 360:
		return []orb.Bound{box(-180, south, 180, north)}
	case west < -180:
		return []orb.Bound{box(west+360, south, 180, north), box(-180, south, east, north)}
	case east > 180:
		return []orb.Bound{box(west, south, 180, north), box(-180, south, east-360, north)}
	}
	return []orb.Bound{box(west, south, east, north)}
}
