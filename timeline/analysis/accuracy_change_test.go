package analysis

import (
	"math/rand/v2"
	"testing"
	"time"
)

// TestAccuracyChanges looks for planted moves, and for changes where there is none.
func TestAccuracyChanges(t *testing.T) {
	move := func(r *rand.Rand) *course { return settled(r, manner{days: 120 + r.IntN(120), move: true}) }
	home := func(r *rand.Rand) *course { return settled(r, manner{days: 120 + r.IntN(120), second: r.IntN(3)}) }
	drift := func(longest int) func(*rand.Rand) *course {
		return func(r *rand.Rand) *course { return drifter(r, 120+r.IntN(120), longest) }
	}
	for _, line := range []struct {
		name   string
		perDay float64
		noise  float64
		live   func(*rand.Rand) *course
	}{
		{"moves", 1, 0, move}, {"moves", 1, 0.1, move}, {"moves", 1, 0.3, move}, {"moves", 4, 0, move},
		{"settled", 1, 0, home}, {"settled", 4, 0.3, home},
		{"drifters", 1, 0, drift(4)}, {"drifters", 4, 0, drift(4)}, {"slow drifters", 1, 0, drift(12)}, {"slow drifters", 4, 0, drift(12)},
		{"drifters", 1, 0.3, drift(4)},
	} {
		n, found, wrong := 8**histories, 0, 0
		for k := range n {
			r := seeded("changes of "+line.name, k)
			c := line.live(r)
			f := Analyze(c.spoil(r, c.observe(r, line.perDay), line.noise, mixedNoise), DefaultParameters())
			hit := false
			for _, x := range Of[Change](f) {
				if !c.moved.IsZero() && x.At.Sub(c.moved).Abs() <= 8*24*time.Hour {
					hit = true
				} else {
					wrong++
				}
			}
			found += count(hit)
		}
		t.Logf("%-14s %2.0f a day %2.0f %% noise: %d histories, %.2f of the moves found within a week, %d false claims", line.name, line.perDay,
			100*line.noise, n, ratio(found, n), wrong)
		switch {
		case line.name == "moves" && line.noise < 0.3 && 10*found < 8*n:
			t.Errorf("%s at %.0f a day: %d of %d moves found", line.name, line.perDay, found, n)
		case 40*wrong > n:
			t.Errorf("%s at %.0f a day: %d false claims in %d histories", line.name, line.perDay, wrong, n)
		}
	}
}
