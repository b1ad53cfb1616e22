package analysis

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"sightline/timeline"
)

// historyOf makes a dossier of about n sightings over eight months, with a circuit, misreads and three loads.
func historyOf(n int) timeline.Dossier {
	r := rand.New(rand.NewPCG(42, uint64(n)))
	l := live(r, newWorld(r), plan{days: 240, circuit: true, move: true})
	seen := l.observe(r, noise(float64(n)/240*0.93), plateA, "s")
	return seen.d
}

// BenchmarkAnalyze shows how the time for all patterns of a subject grows with its sightings.
func BenchmarkAnalyze(b *testing.B) {
	for _, n := range []int{1000, 10000, 100000} {
		d := historyOf(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				Analyze(d, DefaultParameters())
			}
			b.ReportMetric(float64(len(d.Events)), "sightings")
		})
	}
}

// BenchmarkAnalyzeClone does so of a plate on two vehicles, which are told apart.
func BenchmarkAnalyzeClone(b *testing.B) {
	for _, n := range []int{1000, 10000, 100000} {
		r := rand.New(rand.NewPCG(43, uint64(n)))
		w := newWorld(r)
		l := live(r, w, plan{days: 240, circuit: true})
		perDay := float64(n) / 240 * 0.6
		seen := l.observe(r, noise(perDay), plateA, "s")
		addClone(r, w, &seen, perDay)
		if len(Of[Split](Analyze(seen.d, DefaultParameters()))) == 0 {
			b.Fatalf("%d: the clone is not seen", n)
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				Analyze(seen.d, DefaultParameters())
			}
			b.ReportMetric(float64(len(seen.d.Events)), "sightings")
		})
	}
}

func BenchmarkWhereabouts(b *testing.B) {
	d := historyOf(10000)
	w := NewWhereabouts(d, Analyze(d, DefaultParameters()), timeline.Plate{Number: plateA, State: "XX"}.String())
	at := d.Events[len(d.Events)/2].First.Start
	b.Run("region", func(b *testing.B) {
		for b.Loop() {
			w.RegionAt(at.Add(3e12))
		}
	})
	b.Run("meeting over a month", func(b *testing.B) {
		for b.Loop() {
			CouldMeet(w, w, 100, at, at.AddDate(0, 1, 0))
		}
	})
}
