package geo

import (
	"errors"
	"fmt"
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// ShapeKind says what form an area has.
type ShapeKind string

const (
	ShapeCircle   ShapeKind = "circle"
	ShapeBox      ShapeKind = "box"
	ShapePolygon  ShapeKind = "polygon"
	ShapeCorridor ShapeKind = "corridor"
)

// Shape is an area somebody asks about: the points within Reach of Lines, or those that Polygons hold. Lines between two
// corners are straight in longitude and latitude, as GeoJSON has them (RFC 7946 §3.1.1). Make one with a New function.
type Shape struct {
	Kind     ShapeKind
	Lines    orb.MultiLineString // of a circle its centre alone, of a corridor the line along its middle
	Reach    Meters              // of a circle its radius, of a corridor half its width; else 0
	Polygons orb.MultiPolygon    // of a box or polygon, within ±180° and ±90°, cut at the antimeridian
}

// Bounds of a shape.
const (
	MaxShapeReach   = Meters(500_000)
	MaxShapeCorners = 2000
)

// NewCircle returns the circle of a radius in metres, 1 to MaxShapeReach, around a centre.
func NewCircle(centre orb.Point, radius Meters) (Shape, error) {
	if err := checkReach("radius", radius); err != nil {
		return Shape{}, err
	}
	return Shape{Kind: ShapeCircle, Lines: orb.MultiLineString{{centre}}, Reach: radius}, checkPoint(centre)
}

// NewBox returns the points between two longitudes and two latitudes. A box whose west is greater than its east runs
// over the antimeridian.
func NewBox(west, south, east, north float64) (Shape, error) {
	for _, p := range []orb.Point{{west, south}, {east, north}} {
		if err := checkPoint(p); err != nil {
			return Shape{}, err
		}
	}
	if south >= north || west == east {
		return Shape{}, errors.New("a box is west, south, east, north, with south below north and west unlike east")
	}
	s := Shape{Kind: ShapeBox, Polygons: orb.MultiPolygon{box(west, south, east, north).ToPolygon()}}
	if west > east {
		s.Polygons = orb.MultiPolygon{box(west, south, 180, north).ToPolygon(), box(-180, south, east, north).ToPolygon()}
	}
	return s, nil
}

// NewPolygon returns the points in polygons, whose first ring holds and whose further ones are holes. Rings must be
// closed and must not cross themselves; one that runs over the antimeridian must be cut there.
func NewPolygon(polygons orb.MultiPolygon) (Shape, error) {
	corners := 0
	for _, polygon := range polygons {
		if len(polygon) == 0 {
			return Shape{}, errors.New("a polygon has no ring")
		}
		for _, ring := range polygon {
			corners += len(ring)
			if corners > MaxShapeCorners {
				return Shape{}, fmt.Errorf("a polygon may have %d corners", MaxShapeCorners)
			}
			if err := checkRing(ring); err != nil {
				return Shape{}, err
			}
		}
	}
	if corners == 0 {
		return Shape{}, errors.New("a polygon has no ring")
	}
	return Shape{Kind: ShapePolygon, Polygons: polygons}, nil
}

// NewCorridor returns the points within half a width in metres, 2 to twice MaxShapeReach, of lines of two or more points.
func NewCorridor(lines orb.MultiLineString, width Meters) (Shape, error) {
	if err := checkReach("half the width", width/2); err != nil {
		return Shape{}, err
	}
	corners := 0
	for _, line := range lines {
		corners += len(line)
		if len(line) < 2 {
			return Shape{}, errors.New("a line has at least two points")
		}
		if corners > MaxShapeCorners {
			return Shape{}, fmt.Errorf("a line may have %d points", MaxShapeCorners)
		}
		if err := checkPath(line); err != nil {
			return Shape{}, err
		}
	}
	if corners == 0 {
		return Shape{}, errors.New("a line has at least two points")
	}
	return Shape{Kind: ShapeCorridor, Lines: lines, Reach: width / 2}, nil
}

func checkReach(what string, r Meters) error {
	if !(r >= 1 && r <= MaxShapeReach) {
		return fmt.Errorf("%s must be 1 to %.0f metres", what, MaxShapeReach)
	}
	return nil
}

func checkPoint(p orb.Point) error {
	if !(math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90) {
		return fmt.Errorf("%v, %v is no longitude and latitude in degrees", p[0], p[1])
	}
	return nil
}

// checkPath checks the points of a line, and that no two in a row are more than half the globe apart: which way round
// the line would go is then not told.
func checkPath(points []orb.Point) error {
	for i, p := range points {
		if err := checkPoint(p); err != nil {
			return err
		}
		if i > 0 && math.Abs(p[0]-points[i-1][0]) > 180 {
			return fmt.Errorf("from %v to %v is more than 180° of longitude: cut the shape at the antimeridian (RFC 7946 §3.1.9)",
				points[i-1][0], p[0])
		}
	}
	return nil
}

func checkRing(ring orb.Ring) error {
	if len(ring) < 4 || ring[0] != ring[len(ring)-1] {
		return errors.New("a ring has at least four points, the last of them the first again")
	}
	// Rings around a whole band of the globe have long edges along the parallels; only which side they go must be clear.
	for _, p := range ring {
		if err := checkPoint(p); err != nil {
			return err
		}
	}
	if planar.Area(orb.Polygon{ring}) == 0 {
		return errors.New("a ring encloses nothing")
	}
	for i := range len(ring) - 1 {
		for j := i + 2; j < len(ring)-1; j++ {
			if i == 0 && j == len(ring)-2 {
				continue // neighbours at the ring's beginning
			}
			if crosses(ring[i], ring[i+1], ring[j], ring[j+1]) {
				return fmt.Errorf("a ring crosses itself between %v and %v", ring[i], ring[i+1])
			}
		}
	}
	return nil
}

// crosses reports whether two segments cross at a point inside both.
func crosses(a, b, c, d orb.Point) bool {
	side := func(p, q, r orb.Point) float64 { return (q[0]-p[0])*(r[1]-p[1]) - (q[1]-p[1])*(r[0]-p[0]) }
	return side(a, b, c)*side(a, b, d) < 0 && side(c, d, a)*side(c, d, b) < 0
}
