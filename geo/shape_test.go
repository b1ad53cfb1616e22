package geo

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

func TestShapesAreChecked(t *testing.T) {
	square := orb.Ring{{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}}
	polygon := func(rings ...orb.Ring) func() (Shape, error) {
		return func() (Shape, error) { return NewPolygon(orb.MultiPolygon{rings}) }
	}
	for name, c := range map[string]struct {
		make func() (Shape, error)
		want string // part of the error, "" for none
	}{
		"circle":           {func() (Shape, error) { return NewCircle(orb.Point{1, 2}, 500) }, ""},
		"no radius":        {func() (Shape, error) { return NewCircle(orb.Point{1, 2}, 0) }, "radius must be"},
		"NaN radius":       {func() (Shape, error) { return NewCircle(orb.Point{1, 2}, Meters(math.NaN())) }, "radius must be"},
		"swapped":          {func() (Shape, error) { return NewCircle(orb.Point{35, -97}, 5) }, "no longitude and latitude"},
		"box":              {func() (Shape, error) { return NewBox(-1, -1, 1, 1) }, ""},
		"over 180°":        {func() (Shape, error) { return NewBox(170, -1, -170, 1) }, ""},
		"upside down":      {func() (Shape, error) { return NewBox(-1, 1, 1, -1) }, "south below north"},
		"polygon":          {polygon(square), ""},
		"open ring":        {polygon(square[:4]), "the last of them the first again"},
		"no rings":         {polygon(), "no ring"},
		"no polygons":      {func() (Shape, error) { return NewPolygon(nil) }, "no ring"},
		"bow tie":          {polygon(orb.Ring{{0, 0}, {1, 1}, {1, 0}, {0, 1.5}, {0, 0}}), "crosses itself"},
		"flat":             {polygon(orb.Ring{{0, 0}, {1, 0}, {0.5, 0}, {0, 0}}), "encloses nothing"},
		"too many corners": {polygon(make(orb.Ring, MaxShapeCorners+1)), "corners"},
		"corridor":         {func() (Shape, error) { return NewCorridor(orb.MultiLineString{{{0, 0}, {1, 0}}}, 100) }, ""},
		"one point":        {func() (Shape, error) { return NewCorridor(orb.MultiLineString{{{0, 0}}}, 100) }, "two points"},
		"no line":          {func() (Shape, error) { return NewCorridor(nil, 100) }, "two points"},
		"no width":         {func() (Shape, error) { return NewCorridor(orb.MultiLineString{{{0, 0}, {1, 0}}}, 0) }, "width"},
		"uncut corridor":   {func() (Shape, error) { return NewCorridor(orb.MultiLineString{{{179, 0}, {-179, 0}}}, 100) }, "antimeridian"},
	} {
		_, err := c.make()
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// TestShapeBoundsHoldTheShape picks points of random shapes, some at the antimeridian and the poles, and finds them in the
// bounds.
func TestShapeBoundsHoldTheShape(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	between := func(a, b float64) float64 { return a + (b-a)*random.Float64() }
	for range 3000 {
		from := orb.Point{between(-180, 180), between(-89.9, 89.9)}
		reach := Meters(math.Exp(between(0, math.Log(float64(MaxShapeReach)))))
		to := orb.Point{math.Max(-180, math.Min(180, from[0]+between(-5, 5))), math.Max(-90, math.Min(90, from[1]+between(-5, 5)))}
		along := between(0, 1)
		on := orb.Point{from[0] + (to[0]-from[0])*along, from[1] + (to[1]-from[1])*along}
		for _, c := range []struct {
			lines orb.MultiLineString
			on    orb.Point
		}{{orb.MultiLineString{{from}}, from}, {orb.MultiLineString{{from, to}}, on}} {
			s := Shape{Lines: c.lines, Reach: reach}
			p := Destination(c.on, between(0, 360), reach*Meters(between(0, 1)))
			held := false
			for _, b := range s.Bounds() {
				if math.Abs(b.Min[0]) > 180 || math.Abs(b.Max[0]) > 180 || math.Abs(b.Min[1]) > 90 || math.Abs(b.Max[1]) > 90 {
					t.Fatalf("%v reaches over the map", b)
				}
				held = held || b.Contains(p)
			}
			if !held {
				t.Fatalf("%v, %v m of %v, is in none of %v", p, reach, c.lines, s.Bounds())
			}
		}
	}
}

// TestEdgeHasNoSeams: what only the map cuts is no edge.
func TestEdgeHasNoSeams(t *testing.T) {
	for name, c := range map[string]struct {
		west, south, east, north float64
		lines                    int
		length                   float64 // degrees
	}{
		"ordinary":           {-1, -1, 1, 1, 1, 8},
		"at the antimeridan": {178, 0, 180, 1, 1, 6},
		"over it":            {179, 0, -179, 1, 3, 6},
		"a band":             {-180, 10, 180, 20, 2, 720},
		"a polar cap":        {-180, 60, 180, 90, 1, 360},
		"a polar sector":     {0, 60, 10, 90, 2, 70},
		"the whole globe":    {-180, -90, 180, 90, 0, 0},
	} {
		s, err := NewBox(c.west, c.south, c.east, c.north)
		if err != nil {
			t.Fatal(err)
		}
		length := 0.0
		for _, line := range s.Edge() {
			for i := 1; i < len(line); i++ {
				length += span(line[i-1], line[i])
			}
		}
		if len(s.outline()) < c.lines || math.Abs(length-c.length) > 1e-6 {
			t.Errorf("%s: %d lines of %v°, want %d of %v°", name, len(s.outline()), length, c.lines, c.length)
		}
	}
}

// TestEdgeFollowsTheShape: the shortest way between two points of an edge stays within a metre of the straight line.
func TestEdgeFollowsTheShape(t *testing.T) {
	s, err := NewBox(-100, 40, -90, 60)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range s.Edge() {
		for i := 1; i < len(line); i++ {
			a, b := line[i-1], line[i]
			half := Destination(a, BearingBetween(a, b), Distance(a, b)/2)
			if d := Distance(half, orb.Point{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2}); d > 1 {
				t.Fatalf("between %v and %v the shortest way is %.1f m off", a, b, d)
			}
		}
	}
}
