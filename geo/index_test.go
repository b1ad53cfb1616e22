package geo

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
)

func TestIndexFindsWhatIsNear(t *testing.T) {
	r := rand.New(rand.NewPCG(20, 1))
	for round := range 200 {
		origin := origins[round%len(origins)]
		reach := Meters(1000 * (1 + r.IntN(100)))
		var points []orb.Point
		for range 300 {
			points = append(points, Destination(origin, r.Float64()*360, reach*Meters(3*r.Float64())))
		}
		x := NewIndex(points, reach/Meters(1+r.IntN(4)))
		p := Destination(origin, r.Float64()*360, reach*Meters(r.Float64()))
		var got []int
		x.Within(p, reach, func(i int, _ Meters) { got = append(got, i) })
		slices.Sort(got)
		if len(slices.Compact(slices.Clone(got))) != len(got) {
			t.Fatalf("a point was visited twice: %v", got)
		}
		for i, q := range points {
			d := Distance(p, q)
			_, found := slices.BinarySearch(got, i)
			if d < reach*0.99 && !found || d > reach*1.01 && found {
				t.Fatalf("about %v: point %v is %.0f m from %v, found %v within %.0f", origin, q, d, p, found, reach)
			}
		}
	}
}

func TestMean(t *testing.T) {
	if m := Mean([]orb.Point{{179.9, 10}, {-179.9, 12}}); Distance(m, orb.Point{180, 11}) > 1 {
		t.Errorf("%v", m)
	}
	if m := Mean(nil); m != (orb.Point{}) {
		t.Errorf("%v", m)
	}
}
