package timeline

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestInstantsAndSpans: every event of a dossier is among its instants or among its spans, in order, and whoever stops looking at one of
// them is shown no more.
func TestInstantsAndSpans(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 41))
	for range 200 {
		var d Dossier
		var want [2][]*Event
		d.Events = make([]Event, r.IntN(20))
		for i := range d.Events {
			e, of := &d.Events[i], r.IntN(2)
			if of == 1 {
				e.Last = &When{}
			}
			want[of] = append(want[of], e)
		}
		if !slices.Equal(slices.Collect(d.Instants()), want[0]) || !slices.Equal(slices.Collect(d.Spans()), want[1]) {
			t.Fatalf("%d events are not told apart", len(d.Events))
		}
		seen := 0
		for e := range d.Spans() {
			seen++
			if e != want[1][0] {
				t.Fatal("not the first")
			}
			break
		}
		if seen != min(1, len(want[1])) {
			t.Errorf("%d of the first span", seen)
		}
	}
}
