package geo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
)

// Published geodesics: the first three from PostGIS (geography, WGS 84), the rest from Geoscience Australia's
// Flinders Peak – Buninyong example and the quarter meridian of WGS 84.
func TestDistance(t *testing.T) {
	for _, c := range []struct {
		name string
		a, b orb.Point
		want Meters
		tol  float64 // relative
	}{
		{"San Francisco to New York", orb.Point{-122.4194, 37.7749}, orb.Point{-74.0060, 40.7128}, 4139145, 1e-5},
		{"one degree of the equator", orb.Point{0, 0}, orb.Point{1, 0}, 111319.490793, 1e-9},
		{"pole to equator", orb.Point{0, 0}, orb.Point{45, 90}, 10001965.729, 2e-6},
		{"Flinders Peak to Buninyong", orb.Point{144.42486789, -37.95103342}, orb.Point{143.92649553, -37.65282114}, 54972.271, 1e-6},
		{"across the antimeridian", orb.Point{179.5, 0}, orb.Point{-179.5, 0}, 111319.490793, 1e-9},
		{"a step of 11 m", orb.Point{-95, 30}, orb.Point{-95, 30.0001}, 11.085, 1e-3},
		{"the same place", orb.Point{-95, 30}, orb.Point{-95, 30}, 0, 0},
		{"the same place, written twice", orb.Point{180, 30}, orb.Point{-180, 30}, 0, 0},
	} {
		got := Distance(c.a, c.b)
		if diff := math.Abs(float64(got - c.want)); diff > c.tol*float64(c.want)+1e-6 {
			t.Errorf("%s: got %.3f, want %.3f", c.name, got, c.want)
		}
		if back := Distance(c.b, c.a); back != got {
			t.Errorf("%s: %v there, %v back", c.name, got, back)
		}
	}
}

func TestDistanceAntipodes(t *testing.T) {
	for _, c := range [][2]orb.Point{{{0, 0}, {180, 0}}, {{0, 90}, {0, -90}}, {{10, 20}, {-170, -20}}, {{0, 0}, {179.9, 0.01}}} {
		got := float64(Distance(c[0], c[1]))
		if math.IsNaN(got) || math.Abs(got-20003931) > 0.005*20003931 {
			t.Errorf("%v to %v: %.0f", c[0], c[1], got)
		}
	}
}

func anywhere(r *rand.Rand) orb.Point {
	return orb.Point{r.Float64()*360 - 180, degrees(math.Asin(2*r.Float64() - 1))}
}

func TestDistanceIsAMetric(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 20000 {
		a, b, c := anywhere(r), anywhere(r), anywhere(r)
		ab, bc, ac := Distance(a, b), Distance(b, c), Distance(a, c)
		if ab < 0 || ab != Distance(b, a) {
			t.Fatalf("%v, %v: %v and %v", a, b, ab, Distance(b, a))
		}
		if ac > (ab+bc)*(1+1e-4) && ac < 19e6 {
			t.Fatalf("triangle %v %v %v: %v > %v + %v", a, b, c, ac, ab, bc)
		}
	}
}

func TestDestinationReturns(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	for range 20000 {
		p, bearing, d := anywhere(r), r.Float64()*360, Meters(r.Float64()*15e6)
		q := Destination(p, bearing, d)
		if q[0] < -180 || q[0] >= 180 || math.Abs(q[1]) > 90 {
			t.Fatalf("from %v by %.1f° %.0f m: %v", p, bearing, d, q)
		}
		if got := Distance(p, q); math.Abs(float64(got-d)) > 5e-5*float64(d)+0.01 {
			t.Fatalf("from %v by %.1f°: went %.1f, is %.1f away", p, bearing, d, got)
		}
		if math.Abs(p[1]) < 89 && d > 1 {
			turn := math.Abs(wrapLon(BearingBetween(p, q) - bearing))
			if turn > 0.001 {
				t.Fatalf("from %v by %.4f° %.0f m: bearing %.4f", p, bearing, d, BearingBetween(p, q))
			}
		}
	}
}

func TestBoundsAround(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	inside := func(bs []orb.Bound, p orb.Point) bool {
		for _, b := range bs {
			if b.Contains(p) {
				return true
			}
		}
		return false
	}
	for range 5000 {
		p := anywhere(r)
		switch r.IntN(4) {
		case 0:
			p[0] = 180 - r.Float64()*0.01
		case 1:
			p[1] = math.Copysign(90-r.Float64()*0.1, p[1])
		}
		radius := Meters(math.Exp(r.Float64() * math.Log(5e6)))
		bs := BoundsAround(p, radius)
		for _, b := range bs {
			if b.Min[0] > b.Max[0] || b.Min[0] < -180 || b.Max[0] > 180 || b.Min[1] < -90 || b.Max[1] > 90 {
				t.Fatalf("around %v, %v m: box %v", p, radius, b)
			}
		}
		for range 32 {
			q := Destination(p, r.Float64()*360, radius*Meters(r.Float64()))
			if !inside(bs, q) {
				t.Fatalf("around %v, %.1f m: %v is %.1f m away and in none of %v", p, radius, q, Distance(p, q), bs)
			}
		}
	}
	if bs := BoundsAround(orb.Point{-95, 30}, 1000); len(bs) != 1 || Distance(bs[0].Min, bs[0].Max) > 2*1000*1.42*1.01 {
		t.Errorf("the box is too wide: %v", bs)
	}
	if bs := BoundsAround(orb.Point{179.999, 30}, 1000); len(bs) != 2 {
		t.Errorf("across the antimeridian: %v", bs)
	}
}

func ExampleDistance() {
	tulsa, amarillo := orb.Point{-95.9928, 36.1540}, orb.Point{-101.8313, 35.2220}
	fmt.Printf("%.1f km, bearing %.0f°\n", Distance(tulsa, amarillo).Kilometers(), BearingBetween(tulsa, amarillo))
	// Output: 538.4 km, bearing 261°
}

func BenchmarkDistance(b *testing.B) {
	p, q := orb.Point{-95.9928, 36.1540}, orb.Point{-101.8313, 35.2220}
	var sum Meters
	for b.Loop() {
		sum += Distance(p, q)
	}
	_ = sum
}
