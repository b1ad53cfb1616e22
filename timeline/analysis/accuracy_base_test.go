package analysis

import (
	"math/rand/v2"
	"testing"
	"time"

	"sightline/geo"
	"sightline/timeline"
)

// TestAccuracyBases holds bases to lives of every sort, with and without noise.
func TestAccuracyBases(t *testing.T) {
	var clean score
	for _, line := range []struct {
		name    string
		perDay  float64
		noise   float64
		live    func(*rand.Rand) *course
		recalls []float64 // least of the first base, of the second
	}{
		{"home, 2 nights a week away", 1, 0, second(2), nil},
		{"home, 2 nights a week away", 2, 0, second(2), []float64{0.9, 0.7}},
		{"home, 2 nights a week away", 4, 0, second(2), []float64{0.95, 0.8}},
		{"home, 2 nights a week away", 2, 0.1, second(2), nil},
		{"home, 2 nights a week away", 2, 0.3, second(2), nil},
		{"home, 3 nights a week away", 2, 0, second(3), []float64{0.9, 0.8}},
		{"moves house", 2, 0, moving, []float64{0.9, 0.7}},
		{"moves house", 2, 0.3, moving, nil},
		{"passes a reader at night", 2, 0, passing, []float64{0.9}},
		{"passes a reader at night", 8, 0, passing, []float64{0.9}},
		{"goes a circuit", 2, 0, func(r *rand.Rand) *course { return around(r, 180) }, []float64{0.9}},
		{"goes a circuit", 8, 0, func(r *rand.Rand) *course { return around(r, 180) }, []float64{0.9}},
	} {
		var all, first, later score
		for n := range 5 * *histories {
			r := seeded("bases of "+line.name, n)
			c := line.live(r)
			d := c.spoil(r, c.observe(r, line.perDay), line.noise, mixedNoise)
			scoreBasesOf(&all, &first, &later, c, Analyze(d, DefaultParameters()))
		}
		t.Logf("%-28s %2.0f a day %2.0f %% noise: precision %.3f, recall of the first base %.2f, of the second %.2f; %v", line.name, line.perDay,
			100*line.noise, all.precision(), first.recall(), later.recall(), all.confused)
		for k, want := range line.recalls {
			if got := []score{first, later}[k].recall(); got < want {
				t.Errorf("%s: recall %d is %.2f, want %.2f", line.name, k, got, want)
			}
		}
		if line.noise == 0 {
			clean.hit, clean.wrong = clean.hit+all.hit, clean.wrong+all.wrong
		}
	}
	if t.Logf("bases without noise: precision %.3f of %d", clean.precision(), clean.hit+clean.wrong); clean.precision() < 0.97 {
		t.Errorf("precision %.3f, want 0.97", clean.precision())
	}
}

func second(nights int) func(*rand.Rand) *course {
	return func(r *rand.Rand) *course { return settled(r, manner{days: 90 + r.IntN(150), second: nights}) }
}

func moving(r *rand.Rand) *course  { return settled(r, manner{days: 150 + r.IntN(90), move: true}) }
func passing(r *rand.Rand) *course { return settled(r, manner{days: 120, passing: true}) }

func scoreBasesOf(all, first, later *score, c *course, f Findings) {
	found := map[int]bool{}
	for _, p := range f.Bases() {
		hit := false
		for k, b := range c.bases {
			if geo.Distance(b.point, p.Point) < 150 {
				hit, found[k] = true, true
			}
		}
		what := "another spot taken for a base"
		for _, reader := range c.readers {
			if geo.Distance(reader, p.Point) < 150 {
				what = "a reader taken for a base"
			}
		}
		if hit {
			all.hit++
		} else {
			all.mistake(what, -1)
		}
	}
	for k := range c.bases {
		s := []*score{first, later}[min(k, 1)]
		if found[k] {
			s.hit++
		} else {
			s.miss("missed")
			all.missed++
		}
	}
}

// TestAccuracyNoBases holds bases to histories without one.
func TestAccuracyNoBases(t *testing.T) {
	for _, line := range []struct {
		name string
		draw func(*rand.Rand) timeline.Dossier
	}{
		{"drifters, 1 a day", drifting(1, 4, 120)},
		{"drifters, 2 a day", drifting(2, 4, 120)},
		{"drifters, 8 a day", drifting(8, 4, 120)},
		{"drifters in a month", drifting(2, 4, 30)},
		{"slow drifters", drifting(2, 10, 200)},
		{"single stays", func(r *rand.Rand) timeline.Dossier { c := once(r); return c.spoil(r, c.observe(r, 4), 0, noNoise) }},
		{"independent noise", independent(100)},
		{"noise of few readers", independent(6)},
	} {
		wrong := 0
		n := 10 * *histories
		for k := range n {
			d := line.draw(seeded("no bases of "+line.name, k))
			wrong += count(len(Bases(d)) > 0)
		}
		t.Logf("%-28s %d histories, %d show a base", line.name, n, wrong)
		if 20*wrong > n {
			t.Errorf("%s: %d of %d histories show a base", line.name, wrong, n)
		}
	}
}

// Bases are those of a dossier by the usual rules.
func Bases(d timeline.Dossier) []Place {
	f := Analyze(d, DefaultParameters())
	return f.Bases()
}

func drifting(perDay float64, longest, days int) func(*rand.Rand) timeline.Dossier {
	return func(r *rand.Rand) timeline.Dossier {
		c := drifter(r, days, longest)
		return c.spoil(r, c.observe(r, perDay), 0, noNoise)
	}
}

// independent reads the vehicle at so many readers anywhere, at random times.
func independent(readers int) func(*rand.Rand) timeline.Dossier {
	return func(r *rand.Rand) timeline.Dossier {
		c := settled(r, manner{days: 120})
		all := c.observe(r, 2)
		for i := range all {
			reader := c.readers[r.IntN(len(c.readers))]
			if readers < len(c.readers) {
				reader = c.readers[r.IntN(readers)]
			}
			t := c.parts[0].from.Add(time.Duration(r.Float64() * float64(c.now.Sub(c.parts[0].from))))
			all[i] = c.read(i, t, geo.Destination(reader, r.Float64()*360, 40*geo.Meters(r.Float64())), r.IntN(2) == 0)
		}
		return c.spoil(r, all, 0, noNoise)
	}
}
