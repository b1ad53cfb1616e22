package timeline

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"
)

// readAt is a read of a plate at a camera, so many seconds after noon.
func readAt(id, plate, state, camera string, second int, confidence float64) Sighting {
	at := time.Date(2026, 7, 4, 12, 0, second, 0, time.UTC)
	s := Sighting{
		ID: id, Source: SourcePlate, Plate: &Plate{Number: plate, State: state},
		When:  When{Start: at, End: at.Add(time.Second), Precision: Second},
		Where: Where{Point: orb.Point{-97.7431, 30.2672}, Class: ClassSite, Radius: 30, Label: camera},
	}
	if confidence > 0 {
		s.Confidence = &confidence
	}
	return s
}

func TestBursts(t *testing.T) {
	day := readAt("day", "ZZZ0001", "TX", "C1", 0, 0)
	day.When.End, day.When.Precision = day.When.Start.AddDate(0, 0, 1), Day
	aside := readAt("aside", "ZZZ0001", "TX", "C1", 2, 0)
	aside.SetAside = "removed by the analyst"
	nowhere := readAt("nowhere", "ZZZ0001", "TX", "C1", 3, 0)
	nowhere.Where = Where{Class: ClassNone}
	in := []Sighting{
		readAt("c", "ZZZ0001", "TX", "C1", 90, 0.8),
		readAt("a", "ZZZ0001", "TX", "C1", 0, 0.6),
		readAt("b", "ZZZOOO1", "", "C1", 45, 0.9), // misread, without its state
		readAt("d", "ZZZ0001", "TX", "C1", 152, 0),
		readAt("e", "ZZZ0001", "TX", "C2", 10, 0),
		readAt("f", "ZZZ0001", "OK", "C1", 20, 0),
		readAt("g", "ZZZ0009", "TX", "C1", 20, 0),
		day, aside, nowhere,
		{ID: "stop", Source: SourceNCIC, When: When{Start: time.Date(2026, 7, 4, 12, 0, 1, 0, time.UTC)}},
	}
	before := fmt.Sprint(in)
	var got []string
	for _, b := range Bursts(in, nil) {
		got = append(got, fmt.Sprint(b.Count, b.Members, b.Sighting.Plate, b.Sighting.When.End.Sub(b.Sighting.When.Start)))
	}
	// c begins 44 s after b ended, d 61 s after c ended; f has another state.
	want := []string{"3 [a b c] ZZZOOO1 (TX) 1m31s", "1 [day] ZZZ0001 (TX) 24h0m0s", "1 [e] ZZZ0001 (TX) 1s", "1 [f] ZZZ0001 (OK) 1s",
		"1 [g] ZZZ0009 (TX) 1s", "1 [d] ZZZ0001 (TX) 1s"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if fmt.Sprint(in) != before {
		t.Error("the sightings given were changed")
	}
}

// TestCollapse holds the collapsed list to the counts of the whole one, for reads in any order.
func TestCollapse(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var in []Sighting
	for i := range 500 {
		in = append(in, readAt(fmt.Sprintf("r%03d", i), fmt.Sprintf("ZZZ000%d", r.IntN(3)), []string{"TX", ""}[r.IntN(2)], fmt.Sprintf("C%d", r.IntN(3)), r.IntN(40_000), r.Float64()))
	}
	in = append(in, Sighting{ID: "stop", Source: SourceNCIC})
	all, folded := Collapse(in, nil)
	if len(all)+folded != len(in) || folded == 0 {
		t.Fatalf("%d sightings and %d folded away of %d", len(all), folded, len(in))
	}
	r.Shuffle(len(in), func(i, j int) { in[i], in[j] = in[j], in[i] })
	again, _ := Collapse(in, nil)
	if len(again) != len(all) {
		t.Errorf("in another order there are %d, not %d", len(again), len(all))
	}
	hour := func(Sighting) time.Duration { return time.Hour }
	if wide, _ := Collapse(in, hour); len(wide) >= len(all) {
		t.Errorf("a window of an hour leaves %d, one of a minute %d", len(wide), len(all))
	}
	one, _ := Collapse([]Sighting{readAt("a", "Z1", "TX", "C", 0, 0), readAt("b", "Z1", "TX", "C", 30, 0)}, nil)
	if len(one) != 1 || !slices.Equal(one[0].Flags, []string{"2 reads within 31s, shown as one"}) {
		t.Errorf("got %+v", one)
	}
}
