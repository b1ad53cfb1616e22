package analysis

import (
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"sightline/geo"
)

func circuitsRow() accuracyRow {
	return accuracyRow{
		of: "circuits",
		try: func(c trial, s *score) {
			l, seen := c.history(plan{days: 240, circuit: c.n%2 == 0})
			scoreCircuits(s, &l, Analyze(seen.d, DefaultParameters()))
		},
		goals: func(perDay float64, n noisiness) (precision, recall float64) {
			if n.share > 0 || perDay < 4 {
				return 0, 0
			}
			return 0.9, 0.9
		},
	}
}

func scoreCircuits(s *score, l *life, f Findings) {
	want := ""
	if l.circuit != nil {
		codes := make([]uint8, len(l.circuit))
		for k, town := range l.circuit {
			codes[k] = uint8(town)
		}
		want = normalise(codes)
	}
	hit := none
	all := Of[Circuit](f)
	for k, c := range all {
		codes := make([]uint8, 0, len(c.Indexes))
		for _, a := range c.Indexes {
			codes = append(codes, l.townAt(f.Areas[a].Point))
		}
		switch got := normalise(codes); {
		case got == want && hit == none:
			hit = k
		case want == "":
			s.mistake("circuits in histories without one", c.Chance)
		case within(got, want):
			s.mistake("a stop of the circuit not seen", c.Chance)
		default:
			s.mistake("circuits with wrong stops", c.Chance)
		}
	}
	switch {
	case hit != none:
		s.found(all[hit].Chance)
	case want != "":
		s.miss("missed")
	}
}

func (l *life) townAt(p orb.Point) uint8 {
	for k, t := range l.w.towns {
		if geo.Distance(t.center, p) < 45e3 {
			return uint8(k)
		}
	}
	return 255
}

// TestAccuracyShuffledCircuits gives each history's times other places at random: any circuit is then noise.
func TestAccuracyShuffledCircuits(t *testing.T) {
	total, wrong := 0, 0
	for _, perDay := range sparsities() {
		for n := range *histories * 2 {
			r := seeded("shuffled", n)
			l := live(r, newWorld(r), plan{days: 240, circuit: true})
			seen := l.observe(r, noise(perDay), plateA, "s")
			h := newHistory(&seen.d, DefaultParameters())
			areas := h.findAreas()
			h.shuffleAreas(r)
			total++
			wrong += count(len(h.findCircuits(areas)) > 0)
		}
	}
	t.Logf("%-22s %d shuffled histories, %d with a circuit (%.2f %%)", "false circuits", total, wrong, 100*float64(wrong)/float64(total))
	if limit := max(1, total/100+2*count(total >= 100)); wrong > limit {
		t.Errorf("%d of %d shuffled histories show a circuit", wrong, total)
	}
}

// shuffleAreas permutes the order of the stays in areas and leaves their times.
func (h *history) shuffleAreas(r *rand.Rand) {
	var spots []int32
	for _, t := range h.tracks {
		for _, p := range h.passages(t) {
			spots = append(spots, p.area)
		}
		r.Shuffle(len(spots), func(i, j int) { spots[i], spots[j] = spots[j], spots[i] })
		for k, p := range h.passages(t) {
			for _, i := range p.obs {
				h.all[i].area = spots[k]
			}
		}
		spots = spots[:0]
	}
}
