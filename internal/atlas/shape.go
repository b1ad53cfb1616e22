package atlas

import (
	"math"
	"sort"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"sightline/geo"
)

// metersPerDegree is the length of one degree of latitude, good to 0.5 % anywhere.
const metersPerDegree = 111_195

// unwrap returns the geometry without a jump at the antimeridian: when it has parts on both sides, those in the east
// are moved to longitudes below -180. The geometry itself is returned when it has none.
func unwrap(g orb.MultiPolygon) orb.MultiPolygon {
	b := g.Bound()
	if b.Max[0]-b.Min[0] <= 180 {
		return g
	}
	out := g.Clone()
	for _, polygon := range out {
		if polygon.Bound().Min[0] < 0 {
			continue
		}
		for _, ring := range polygon {
			for i := range ring {
				ring[i][0] -= 360
			}
		}
	}
	return out
}

// rewrap brings a longitude below -180 back.
func rewrap(p orb.Point) orb.Point {
	if p[0] < -180 {
		p[0] += 360
	}
	return p
}

// contains reports whether a polygon holds a point; its border counts as inside.
func contains(g orb.MultiPolygon, p orb.Point) bool { return planar.MultiPolygonContains(g, p) }

// representative returns a point inside an area that stands for it: the centre of gravity when that is inside, else the
// centre of gravity of the largest part, else the middle of the widest crossing of that part.
func representative(g orb.MultiPolygon) orb.Point {
	g = unwrap(g)
	centre, _ := planar.CentroidArea(g)
	if contains(g, centre) {
		return rewrap(centre)
	}
	largest, area := g[0], 0.0
	for _, polygon := range g {
		if a := planar.Area(polygon); a > area {
			largest, area = polygon, a
		}
	}
	centre, _ = planar.CentroidArea(largest)
	if !planar.PolygonContains(largest, centre) {
		centre = widestCrossing(largest)
	}
	return rewrap(centre)
}

// widestCrossing returns the middle of the longest stretch, inside the polygon, of a few lines of latitude through it.
func widestCrossing(polygon orb.Polygon) orb.Point {
	const lines = 16
	b := polygon.Bound()
	var best orb.Point
	width := -1.0
	for k := range lines {
		y := b.Min[1] + (float64(k)+0.5)/lines*(b.Max[1]-b.Min[1])
		var crossings []float64
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				p, q := ring[i-1], ring[i]
				if (p[1] > y) != (q[1] > y) {
					crossings = append(crossings, p[0]+(y-p[1])/(q[1]-p[1])*(q[0]-p[0]))
				}
			}
		}
		sort.Float64s(crossings)
		for i := 1; i < len(crossings); i += 2 {
			if w := crossings[i] - crossings[i-1]; w > width {
				best, width = orb.Point{crossings[i-1] + w/2, y}, w
			}
		}
	}
	return best
}

// reach returns the greatest distance from a point to an area's outline. Corners suffice: along a straight edge the
// distance is greatest at one of its ends.
func reach(p orb.Point, g orb.MultiPolygon) geo.Meters {
	var far geo.Meters
	for _, polygon := range g {
		for _, q := range polygon[0] {
			far = max(far, geo.Distance(p, q))
		}
	}
	return far
}

// distanceTo returns how far a point is from an area, 0 inside it. Edges are taken as straight in a plane that touches
// the Earth at the point: good to 1 % up to 500 km, and only in order of size beyond.
func distanceTo(p orb.Point, g orb.MultiPolygon) geo.Meters {
	if contains(g, p) {
		return 0
	}
	near := math.Inf(1)
	for _, polygon := range g {
		near = min(near, squareToPolygon(p, polygon))
	}
	return geo.Meters(math.Sqrt(near) * metersPerDegree)
}

// squareToPolygon returns the squared distance, in degrees of latitude, from a point outside a polygon to its rings.
func squareToPolygon(p orb.Point, polygon orb.Polygon) float64 {
	near := math.Inf(1)
	for _, ring := range polygon {
		near = min(near, squareToLine(p, orb.LineString(ring)))
	}
	return near
}

// squareToLine returns the squared distance, in degrees of latitude, from a point to a line.
func squareToLine(p orb.Point, line orb.LineString) float64 {
	near := math.Inf(1)
	shrink := math.Cos(p[1] * math.Pi / 180)
	var ax, ay, east float64
	for i, q := range line {
		if i == 0 {
			east = math.Remainder(q[0]-p[0], 360) // the short way round to the line's start, and then along it
		} else {
			east += q[0] - line[i-1][0]
		}
		bx, by := east*shrink, q[1]-p[1]
		if i > 0 {
			near = min(near, squareToEdge(ax, ay, bx, by))
		}
		ax, ay = bx, by
	}
	return near
}

// squareToEdge returns the squared distance from the origin to the segment from a to b.
func squareToEdge(ax, ay, bx, by float64) float64 {
	dx, dy := bx-ax, by-ay
	along := 0.0
	if d := dx*dx + dy*dy; d > 0 {
		along = min(max(-(ax*dx+ay*dy)/d, 0), 1)
	}
	x, y := ax+along*dx, ay+along*dy
	return x*x + y*y
}

// distanceToLines returns how far a point is from the nearest of some lines, infinite when there are none.
func distanceToLines(p orb.Point, lines []orb.LineString) geo.Meters {
	near := math.Inf(1)
	for _, line := range lines {
		near = min(near, squareToLine(p, line))
	}
	return geo.Meters(math.Sqrt(near) * metersPerDegree)
}

// thicken returns a six-cornered area that reaches at least r around the way from the first point of a line to the farthest of
// its points.
func thicken(line orb.LineString, r geo.Meters) orb.Polygon {
	a, b := line[0], line[0]
	for _, p := range line {
		if geo.Distance(a, p) > geo.Distance(a, b) {
			b = p
		}
	}
	along := geo.BearingBetween(a, b)
	r *= 1.155 // so that its sides, not only its corners, are as far away
	ring := orb.Ring{
		geo.Destination(a, along+120, r), geo.Destination(b, along+60, r), geo.Destination(b, along, r),
		geo.Destination(b, along-60, r), geo.Destination(a, along-120, r), geo.Destination(a, along+180, r),
	}
	ring = append(ring, ring[0])
	ring.Reverse() // clockwise, as the other outlines are
	return orb.Polygon{ring}
}
