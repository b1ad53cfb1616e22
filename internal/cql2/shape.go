package cql2

import (
	"fmt"
	"math"
	"strings"

	"github.com/paulmach/orb"
)

// units are the words for lengths, in metres.
var units = map[string]float64{"m": 1, "metre": 1, "metres": 1, "meter": 1, "meters": 1, "km": 1000, "kilometre": 1000, "kilometres": 1000,
	"kilometer": 1000, "kilometers": 1000, "mi": 1609.344, "mile": 1609.344, "miles": 1609.344, "statute miles": 1609.344,
	"ft": 0.3048, "foot": 0.3048, "feet": 0.3048}

// MaxDistance is the longest distance that can be asked for, in metres: half way round the Earth.
const MaxDistance = 20_037_509

// spatial reads the operands of a spatial function.
func (p *parser) spatial(op SpatialOp) (Expr, error) {
	left, right, err := p.geometries()
	if err == nil {
		err = p.expect(")")
	}
	return Spatial{op, left, right}, err
}

// distance reads S_DWITHIN(a, b, distance[, unit]); without a unit the distance is in metres.
func (p *parser) distance() (Expr, error) {
	left, right, err := p.geometries()
	if err == nil {
		err = p.expect(",")
	}
	if err != nil {
		return nil, err
	}
	if p.head().kind != number {
		return nil, p.fault("a distance is missing before %s", p.head())
	}
	t := p.pop()
	metres := t.value
	if p.accept(",") {
		unit := p.pop()
		factor, known := units[strings.ToLower(unit.text)]
		if !known {
			return nil, &Error{unit.at, fmt.Sprintf("%s is no unit of length; metres, kilometres, miles and feet are", unit)}
		}
		metres *= factor
	}
	if !(metres > 0 && metres <= MaxDistance) {
		return nil, &Error{t.at, fmt.Sprintf("a distance is above 0 and at most %d metres", MaxDistance)}
	}
	return Distance{left, right, metres}, p.expect(")")
}

func (p *parser) geometries() (left, right Geometry, err error) {
	p.pop()
	p.pop()
	if left, err = p.geometry(); err == nil {
		err = p.expect(",")
	}
	if err == nil {
		right, err = p.geometry()
	}
	return left, right, err
}

func (p *parser) geometry() (Geometry, error) {
	t := p.head()
	if t.kind == quoted || t.kind == word && !p.second().is("(") && !p.second().is("z") {
		return p.property()
	}
	if t.is("bbox") || t.is("envelope") {
		return p.box()
	}
	g, err := p.shape()
	if err != nil {
		return nil, err
	}
	return Shape{g, t.at}, nil
}

// box reads BBOX(west, south, east, north), with heights after the second and fourth number dropped.
func (p *parser) box() (Geometry, error) {
	name := p.pop()
	if err := p.expect("("); err != nil {
		return nil, err
	}
	var n []float64
	for {
		if p.head().kind != number {
			return nil, p.fault("a number is missing before %s", p.head())
		}
		if n = append(n, p.pop().value); !p.accept(",") {
			break
		}
		if len(n) == 6 {
			return nil, p.fault("a box has four numbers, or six with heights")
		}
	}
	if err := p.expect(")"); err != nil {
		return nil, err
	}
	b, err := NewBox(n)
	if err != nil {
		return nil, &Error{name.at, err.Error()}
	}
	b.At = name.at
	return b, nil
}

// NewBox makes a box of west, south, east and north, or of six numbers with heights, which are dropped.
func NewBox(n []float64) (Box, error) {
	if len(n) == 6 {
		n = []float64{n[0], n[1], n[3], n[4]}
	}
	if len(n) != 4 {
		return Box{}, fmt.Errorf("a box has four numbers (west, south, east, north), or six with heights")
	}
	b := Box{West: n[0], South: n[1], East: n[2], North: n[3]}
	if !onEarth(b.West, b.South) || !onEarth(b.East, b.North) {
		return Box{}, errNotOnEarth
	}
	if b.South > b.North {
		return Box{}, fmt.Errorf("the south of a box is not above its north")
	}
	return b, nil
}

var errNotOnEarth = fmt.Errorf("longitudes are from -180 to 180 and latitudes from -90 to 90, longitude first")

func onEarth(lon, lat float64) bool { return math.Abs(lon) <= 180 && math.Abs(lat) <= 90 }

// shape reads a geometry in the well-known text form.
func (p *parser) shape() (orb.Geometry, error) {
	t := p.pop()
	p.accept("z")
	switch strings.ToUpper(t.text) {
	case "POINT":
		return in(p, p.point)
	case "LINESTRING":
		return p.line()
	case "POLYGON":
		return p.polygon()
	case "MULTIPOINT":
		points, err := several(p, func() (orb.Point, error) { return in(p, p.point) })
		return orb.MultiPoint(points), err
	case "MULTILINESTRING":
		lines, err := several(p, p.line)
		return orb.MultiLineString(lines), err
	case "MULTIPOLYGON":
		polygons, err := several(p, p.polygon)
		return orb.MultiPolygon(polygons), err
	case "GEOMETRYCOLLECTION":
		if p.depth++; p.depth > MaxDepth {
			return nil, p.fault("a filter is at most %d parentheses deep", MaxDepth)
		}
		defer func() { p.depth-- }()
		parts, err := several(p, p.shape)
		return orb.Collection(parts), err
	}
	return nil, &Error{t.at, fmt.Sprintf("a property or a geometry such as POINT(-97.5 35.5) is missing before %s", t)}
}

// in reads one thing in parentheses.
func in[T any](p *parser, read func() (T, error)) (T, error) {
	var none T
	if err := p.expect("("); err != nil {
		return none, err
	}
	v, err := read()
	if err != nil {
		return none, err
	}
	return v, p.expect(")")
}

// several reads one or more things in parentheses, with commas between.
func several[T any](p *parser, read func() (T, error)) ([]T, error) {
	return in(p, func() (all []T, err error) {
		for {
			v, err := read()
			if err != nil {
				return nil, err
			}
			if all = append(all, v); !p.accept(",") {
				return all, nil
			}
		}
	})
}

// point reads longitude, latitude and perhaps a height, which is dropped.
func (p *parser) point() (orb.Point, error) {
	var n [2]float64
	at := p.head().at
	for i := range n {
		if p.head().kind != number {
			return orb.Point{}, p.fault("a number is missing before %s", p.head())
		}
		n[i] = p.pop().value
	}
	if p.head().kind == number {
		p.pop()
	}
	if !onEarth(n[0], n[1]) {
		return orb.Point{}, &Error{at, errNotOnEarth.Error()}
	}
	return orb.Point(n), nil
}

func (p *parser) line() (orb.LineString, error) {
	at := p.head().at
	points, err := several(p, p.point)
	if err == nil && len(points) < 2 {
		err = &Error{at, "a line has at least two points"}
	}
	return points, err
}

func (p *parser) polygon() (orb.Polygon, error) {
	rings, err := several(p, func() (orb.Ring, error) {
		at := p.head().at
		ring, err := several(p, p.point)
		if err == nil && (len(ring) < 4 || ring[0] != ring[len(ring)-1]) {
			err = &Error{at, "a ring has at least four points, and the last is the first"}
		}
		return ring, err
	})
	return rings, err
}
