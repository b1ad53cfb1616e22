package analysis

import (
	"testing"
	"time"

	"sightline/timeline"
)

// TestAccuracyNextRounds cuts histories with a circuit that goes on, and looks when the next round truly began.
func TestAccuracyNextRounds(t *testing.T) {
	for _, line := range []struct{ perDay, noise float64 }{{2, 0}, {4, 0}, {16, 0}, {4, 0.1}, {4, 0.3}} {
		n, found, told, hit, wide := 8**histories, 0, 0, 0, time.Duration(0)
		for k := range n {
			r := seeded("next rounds", k)
			c := around(r, 200)
			d := c.spoil(r, c.observe(r, line.perDay), line.noise, mixedNoise)
			cut := c.parts[0].from.AddDate(0, 0, 110+r.IntN(70))
			d.Events = timeline.Keep(d.Events, func(e *timeline.Event) bool { return e.First.Start.Before(cut) })
			p := DefaultParameters()
			p.AsOf = cut
			all := Of[Circuit](Analyze(d, p))
			if len(all) == 0 {
				continue
			}
			found++
			next := all[0].Next
			if next.From.IsZero() || next.Missed {
				continue
			}
			told++
			if next.From.Before(cut) || next.To.Before(next.From) {
				t.Errorf("told on %v: from %v to %v", cut, next.From, next.To)
			}
			wide += next.To.Sub(next.From)
			hit += count(nextOf(c, cut, next))
		}
		t.Logf("next rounds %3.0f a day %2.0f %% noise: of %d circuits %d found, %d foretold, %.2f began in the span told, of %.1f days on average",
			line.perDay, 100*line.noise, n, found, told, ratio(hit, told), wide.Hours()/24/float64(max(told, 1)))
		if line.noise == 0 && line.perDay >= 4 && (10*hit < 8*told || 2*told < n) {
			t.Errorf("at %.0f a day %d of %d rounds began in the span told, of %d", line.perDay, hit, told, n)
		}
	}
}

// nextOf reports whether the next round after the cut began in the span told.
func nextOf(c *course, cut time.Time, next Forecast) bool {
	for _, left := range c.left {
		if left.After(cut) {
			return !left.Before(next.From) && !left.After(next.To)
		}
	}
	return false
}
