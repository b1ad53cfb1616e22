package geo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

const road = MetersPerSecond(130 / 3.6)

// origins are places where longitudes wrap, shrink or end.
var origins = []orb.Point{{-95, 36}, {179.99, 52}, {-179.5, -17}, {20, 78}, {0, 89.5}, {130, -89.9}, {0, 0}}

// journey is a truth: a thing that goes from one spot to the next no faster than top, with its position at any time.
type journey struct {
	points []orb.Point
	times  []time.Time
}

func travel(r *rand.Rand, from orb.Point, legs int, top MetersPerSecond) journey {
	j := journey{[]orb.Point{from}, []time.Time{noon}}
	for range legs {
		d := Meters(r.ExpFloat64() * 200e3)
		took := time.Duration(float64(d)/float64(top)/(0.3+0.7*r.Float64())*1e9) + time.Duration(r.IntN(7200))*time.Second
		j.points = append(j.points, Destination(j.points[len(j.points)-1], r.Float64()*360, d))
		j.times = append(j.times, j.times[len(j.times)-1].Add(took))
	}
	return j
}

func (j journey) at(t time.Time) orb.Point {
	for i := 1; i < len(j.times); i++ {
		if t.Before(j.times[i]) {
			a, b := j.points[i-1], j.points[i]
			f := float64(t.Sub(j.times[i-1])) / float64(j.times[i].Sub(j.times[i-1]))
			return Destination(a, BearingBetween(a, b), Distance(a, b)*Meters(f))
		}
	}
	return j.points[len(j.points)-1]
}

func (j journey) span() time.Duration { return j.times[len(j.times)-1].Sub(j.times[0]) }

// seen makes an anchor that holds the truth at t.
func (j journey) seen(r *rand.Rand, t time.Time) Anchor {
	radius := Meters([]float64{10, 500, 40e3, 300e3}[r.IntN(4)])
	before, after := time.Duration(r.IntN(3600))*time.Second, time.Duration(1+r.IntN(3600))*time.Second
	return Anchor{Destination(j.at(t), r.Float64()*360, radius*Meters(r.Float64())), radius, t.Add(-before), t.Add(after)}
}

func (j journey) anchors(r *rand.Rand, n int) []Anchor {
	var out []Anchor
	for range n {
		out = append(out, j.seen(r, noon.Add(time.Duration(r.Float64()*float64(j.span())))))
	}
	return out
}

func TestReachHoldsTheTruth(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 1))
	for round := range 180 {
		j := travel(r, origins[round%len(origins)], 4, road)
		anchors := j.anchors(r, 5)
		when := noon.Add(time.Duration(r.Float64() * float64(j.span())))
		truth := j.at(when)
		var caps, wider []Cap
		for _, a := range anchors {
			caps, wider = append(caps, a.CapAt(when, road)), append(wider, a.CapAt(when, road*1.3))
		}
		for i, c := range caps {
			if c.Margin(truth) < 0 {
				t.Fatalf("from %v: anchor %+v says no to the truth %v at %v by %v m", j.points[0], anchors[i], truth, when, c.Margin(truth))
			}
			if wider[i].Margin(truth) < c.Margin(truth) {
				t.Fatal("a higher speed shrinks the reach")
			}
		}
		p, margin := CommonPoint(caps)
		if margin < 0 {
			t.Fatalf("round %d: no common point of %v, though %v is one; best %v by %v", round, caps, truth, p, margin)
		}
		outline, ok := Region(caps)
		if !ok || !holds(outline, truth) {
			t.Fatalf("round %d: the region %v of %v does not hold the truth %v", round, outline, caps, truth)
		}
		for _, poly := range outline {
			for _, ring := range poly {
				if ring[0] != ring[len(ring)-1] || ring.Orientation() != orb.CCW {
					t.Fatalf("ring %v", ring)
				}
				for _, q := range ring {
					if math.Abs(q[0]) > 180 || math.Abs(q[1]) > 90 {
						t.Fatalf("corner %v", q)
					}
				}
			}
		}
	}
}

func holds(m orb.MultiPolygon, p orb.Point) bool {
	for _, q := range []orb.Point{p, {p[0] + 1e-9, p[1]}, {p[0] - 1e-9, p[1]}} {
		if planar.MultiPolygonContains(m, q) {
			return true
		}
	}
	return false
}

func TestRegionIsTight(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 1))
	for round := range 70 {
		c := origins[round%len(origins)]
		caps := []Cap{{c, 300e3}, {Destination(c, r.Float64()*360, 350e3), 200e3}}
		outline, ok := Region(caps)
		if !ok {
			t.Fatalf("%v: nothing in common", caps)
		}
		for range 200 {
			p := Destination(c, r.Float64()*360, Meters(r.Float64()*600e3))
			_, margin := binding(caps, p)
			if margin > 0 && !holds(outline, p) {
				t.Fatalf("%v is %.0f m inside and not in the outline of %v: %v", p, margin, caps, outline)
			}
			if margin < -1500 && holds(outline, p) && math.Abs(p[1]) < 89 {
				t.Fatalf("%v is %.0f m outside and in the outline of %v", p, margin, caps)
			}
		}
	}
	if _, ok := Region([]Cap{{orb.Point{0, 0}, 100e3}, {orb.Point{10, 0}, 100e3}}); ok {
		t.Error("a region of two discs that do not touch")
	}
	if world, ok := Region([]Cap{{orb.Point{0, 0}, 15e6}}); !ok || !holds(world, orb.Point{120, -60}) {
		t.Error("a reach beyond a hemisphere bounds nothing")
	}
}

func TestMeetNeverRulesOutTheTruth(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 1))
	decided := 0
	for round := range 1500 {
		j := travel(r, origins[round%len(origins)], 4, road)
		// The other thing comes to where the first one is at the third time, and goes on.
		k := travel(r, j.points[2], 2, road)
		late := j.times[2].Sub(noon)
		for i := range k.times {
			k.times[i] = k.times[i].Add(late)
		}
		a := j.anchors(r, 4)
		var b []Anchor
		for range 3 {
			x := k.seen(r, k.times[0].Add(time.Duration(r.Float64()*float64(k.span()))))
			b = append(b, x)
		}
		from, to := j.times[2].Add(-time.Hour), j.times[2].Add(time.Hour)
		m := Meet(a, b, road, road, 0, from, to)
		if m.Ruled || m.From.After(j.times[2]) || m.To.Before(j.times[2]) {
			t.Fatalf("round %d: %+v rules out the meeting at %v, %v", round, m, j.times[2], j.points[2])
		}
		if m.Possible {
			decided++
		}
		back := Meet(b, a, road, road, 0, from, to)
		if back.Ruled || back.Possible != m.Possible || !near(back.From, m.From) || !near(back.To, m.To) {
			t.Fatalf("round %d: not symmetric:\n%+v\n%+v", round, m, back)
		}
		if faster := Meet(a, b, road*2, road, 0, from, to); faster.Ruled || m.Possible && !faster.Possible {
			t.Fatalf("a higher speed rules out a meeting: %+v", faster)
		}
	}
	if decided < 1480 {
		t.Errorf("a place was found for only %d of 1500 meetings", decided)
	}
}

func near(a, b time.Time) bool { return a.Sub(b).Abs() < time.Millisecond }

func TestMeetRulesOut(t *testing.T) {
	a := []Anchor{{orb.Point{-96, 36}, 20, noon, noon.Add(time.Second)}}
	b := []Anchor{{orb.Point{-86, 36}, 20, noon, noon.Add(time.Second)}}
	m := Meet(a, b, road, road, 100, noon.Add(-2*time.Hour), noon.Add(2*time.Hour))
	if !m.Ruled || m.Possible || m.Margin > -300e3 {
		t.Errorf("900 km apart, two hours each: %+v", m)
	}
	m = Meet(a, b, road, road, 100, noon, noon.Add(12*time.Hour))
	if !m.Possible || m.From.Sub(noon) < 3*time.Hour || m.From.Sub(noon) > 4*time.Hour {
		t.Errorf("they can meet after three and a half hours: %+v", m)
	}
	if Distance(m.Point, a[0].Point) > Meters(float64(road)*m.At.Sub(noon).Seconds())+30 {
		t.Errorf("the place given is out of reach: %+v", m)
	}
}

func ExampleRegion() {
	tulsa := Anchor{orb.Point{-95.9928, 36.1540}, 20, noon, noon.Add(time.Second)}
	amarillo := Anchor{orb.Point{-101.8313, 35.2220}, 20, noon.Add(5 * time.Hour), noon.Add(5*time.Hour + time.Second)}
	at := noon.Add(2 * time.Hour)
	outline, ok := Region([]Cap{tulsa.CapAt(at, road), amarillo.CapAt(at, road)})
	b := outline.Bound()
	fmt.Printf("%v: longitude %.1f to %.1f, latitude %.1f to %.1f\n", ok, b.Min[0], b.Max[0], b.Min[1], b.Max[1])
	// Output: true: longitude -98.9 to -97.5, latitude 34.3 to 37.4
}

func BenchmarkRegion(b *testing.B) {
	caps := []Cap{{orb.Point{-96, 36}, 260e3}, {orb.Point{-101.8, 35.2}, 390e3}}
	for b.Loop() {
		Region(caps)
	}
}
