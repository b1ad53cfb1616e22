package geo

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"
)

// TestJumpsAreThePlantedOnes plants fixes that are far off among those of a life, at its beginning, in its midst and its end.
func TestJumpsAreThePlantedOnes(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 1))
	for range 60 {
		track, _ := live(r, orb.Point{-95, 30}, 4)
		truth := slices.Clone(track)
		var want []int
		for range 1 + r.IntN(6) {
			i := r.IntN(len(track))
			if r.IntN(3) == 0 {
				i = []int{0, len(track) - 1}[r.IntN(2)]
			}
			if !track[i].Point.Equal(truth[i].Point) {
				continue
			}
			// So far off that no gap of the track leaves the time for it.
			track[i].Point = Destination(track[i].Point, r.Float64()*360, Meters(8e6+r.Float64()*1e6))
			want = append(want, i)
		}
		slices.Sort(want)
		held, jumps := WithoutJumps(track, DefaultJumpSpeed)
		var got []int
		for _, j := range jumps {
			got = append(got, j.Index)
			if j.Speed <= DefaultJumpSpeed || j.Fix != track[j.Index] {
				t.Fatalf("%+v", j)
			}
		}
		if !slices.Equal(got, want) || len(held)+len(jumps) != len(track) {
			t.Fatalf("jumps %v, planted %v of %d", got, want, len(track))
		}
	}
}

func TestJumpsTakeNothingAway(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 1))
	for range 30 {
		track, _ := live(r, orb.Point{179.9995, 64}, 5)
		if held, jumps := WithoutJumps(track, DefaultJumpSpeed); len(jumps) > 0 || len(held) != len(track) {
			t.Fatalf("jumps in a true track: %+v", jumps)
		}
	}
	// A flight is no jump where its speed is allowed, and two fixes of one instant are one place within their radii.
	flight := []Fix{{Point: orb.Point{-97, 35}, At: noon}, {Point: orb.Point{-97, 36}, At: noon.Add(8 * time.Minute)}}
	if _, jumps := WithoutJumps(flight, 1000/3.6); len(jumps) > 0 {
		t.Errorf("%+v", jumps)
	}
	if _, jumps := WithoutJumps(flight, 500/3.6); len(jumps) != 1 || jumps[0].Index != 1 {
		t.Errorf("%+v", jumps)
	}
	two := []Fix{{Point: orb.Point{-97, 35}, At: noon, Radius: 50}, {Point: orb.Point{-97.0005, 35}, At: noon, Radius: 50}}
	if _, jumps := WithoutJumps(two, DefaultJumpSpeed); len(jumps) > 0 {
		t.Errorf("%+v", jumps)
	}
	if _, jumps := WithoutJumps(nil, DefaultJumpSpeed); jumps != nil {
		t.Errorf("%+v", jumps)
	}
}
