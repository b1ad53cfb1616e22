package plate

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// written is the text of events with all that they hold.
func written(events []timeline.Event) string {
	text, err := json.Marshal(events)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// readAt is a read of a plate at a camera, so many seconds after noon.
func readAt(id, plate, state, camera string, second int, confidence float64) timeline.Event {
	at := time.Date(2026, 7, 4, 12, 0, second, 0, time.UTC)
	s := timeline.Event{
		ID: id, Kind: timeline.KindRead, Parties: kinds.Vehicle(timeline.Plate{Number: plate, State: state}),
		First: timeline.When{Start: at, End: at.Add(time.Second), Precision: timeline.Second},
		Where: timeline.Where{Point: orb.Point{-97.7431, 30.2672}, Class: timeline.ClassSite, Radius: 30, Label: camera},
	}
	if confidence > 0 {
		s.Read = &timeline.ReadDetail{Confidence: &confidence}
	}
	return s
}

func TestBursts(t *testing.T) {
	day := readAt("day", "ZZZ0001", "TX", "C1", 0, 0)
	day.First.End, day.First.Precision = day.First.Start.AddDate(0, 0, 1), timeline.Day
	aside := readAt("aside", "ZZZ0001", "TX", "C1", 2, 0)
	aside.Standing, aside.Why = timeline.SetAside, "removed by the analyst"
	nowhere := readAt("nowhere", "ZZZ0001", "TX", "C1", 3, 0)
	nowhere.Where = timeline.Where{Class: timeline.ClassNone}
	in := []timeline.Event{
		readAt("c", "ZZZ0001", "TX", "C1", 90, 0.8),
		readAt("a", "ZZZ0001", "TX", "C1", 0, 0.6),
		readAt("b", "ZZZOOO1", "", "C1", 45, 0.9), // misread, without its state
		readAt("d", "ZZZ0001", "TX", "C1", 152, 0),
		readAt("e", "ZZZ0001", "TX", "C2", 10, 0),
		readAt("f", "ZZZ0001", "OK", "C1", 20, 0),
		readAt("g", "ZZZ0009", "TX", "C1", 20, 0),
		day, aside, nowhere,
		{ID: "stop", Kind: kinds.Inquiry, First: timeline.When{Start: time.Date(2026, 7, 4, 12, 0, 1, 0, time.UTC)}},
	}
	before := written(in)
	var got []string
	for _, b := range Bursts(in, nil) {
		var members []string
		for _, r := range b.Burst() {
			members = append(members, r.ID)
		}
		got = append(got, fmt.Sprint(b.ID, members, b.Plate(), b.First.End.Sub(b.First.Start)))
	}
	// c begins 44 s after b ended, d 61 s after c ended; f has another state.
	want := []string{"a[a b c] ZZZOOO1 (TX) 1m31s", "day[] ZZZ0001 (TX) 24h0m0s", "e[] ZZZ0001 (TX) 1s", "f[] ZZZ0001 (OK) 1s",
		"g[] ZZZ0009 (TX) 1s", "d[] ZZZ0001 (TX) 1s"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if written(in) != before {
		t.Error("the events given were changed")
	}
}

// TestCollapse holds the collapsed list to the counts of the whole one, for reads in any order.
func TestCollapse(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var in []timeline.Event
	for i := range 500 {
		in = append(in, readAt(fmt.Sprintf("r%03d", i), fmt.Sprintf("ZZZ000%d", r.IntN(3)), []string{"TX", ""}[r.IntN(2)],
			fmt.Sprintf("C%d", r.IntN(3)), r.IntN(40_000), r.Float64()))
	}
	in = append(in, timeline.Event{ID: "stop", Kind: kinds.Inquiry})
	all, folded := Collapse(in, nil)
	if len(all)+folded != len(in) || folded == 0 {
		t.Fatalf("%d sightings and %d folded away of %d", len(all), folded, len(in))
	}
	r.Shuffle(len(in), func(i, j int) { in[i], in[j] = in[j], in[i] })
	again, _ := Collapse(in, nil)
	if len(again) != len(all) {
		t.Errorf("in another order there are %d, not %d", len(again), len(all))
	}
	hour := func(timeline.Event) time.Duration { return time.Hour }
	if wide, _ := Collapse(in, hour); len(wide) >= len(all) {
		t.Errorf("a window of an hour leaves %d, one of a minute %d", len(wide), len(all))
	}
	one, _ := Collapse([]timeline.Event{readAt("a", "Z1", "TX", "C", 0, 0), readAt("b", "Z1", "TX", "C", 30, 0)}, nil)
	if len(one) != 1 || !slices.Equal(one[0].Remarked(), []string{"2 reads within 31 s, shown as one"}) {
		t.Errorf("got %+v", one)
	}
}

// TestFold holds a folded dossier to the reads it was made of: all are there, each once and as it was, and folding again
// changes nothing.
func TestFold(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	d := timeline.Dossier{Loads: []timeline.Load{{ID: 1}, {ID: 2, BurstWindow: 600}}}
	for i := range 400 {
		s := readAt(fmt.Sprintf("r%03d", i), "ZZZ0001", "TX", fmt.Sprintf("C%d", r.IntN(3)), r.IntN(40_000), r.Float64())
		s.Records = []timeline.RecordRef{{Load: int64(1 + i%2), Line: i}}
		d.Events = append(d.Events, s)
	}
	d.Events = append(d.Events, timeline.Event{ID: "stop", Kind: kinds.Inquiry, First: d.Events[0].First})
	slices.SortStableFunc(d.Events, timeline.ByTime)
	f := Fold(d)
	if f.Folded() == 0 || len(f.Events)+f.Folded() != len(d.Events) {
		t.Fatalf("%d sightings and %d folded away of %d", len(f.Events), f.Folded(), len(d.Events))
	}
	if written(f.Unfolded()) != written(d.Events) {
		t.Error("the reads are not those that were folded")
	}
	for _, s := range f.Events {
		if s.Burst() == nil {
			continue
		}
		if s.ID != s.Burst()[0].ID || s.First.Start != s.FirstSeen().Start || s.First.End != s.LastSeen().End ||
			s.First.End.Sub(s.First.Start) > longestBurst {
			t.Errorf("%s: %s to %s of %d reads", s.ID, s.First.Start, s.First.End, len(s.Burst()))
		}
	}
	want := fmt.Sprintf("400 plate reads, %d sightings after folding bursts", 400-f.Folded())
	if got := f.FoldedText(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	again := Fold(f)
	if len(again.Events) != len(f.Events) || again.Folded() != f.Folded() {
		t.Errorf("folded again: %d and %d, was %d and %d", len(again.Events), again.Folded(), len(f.Events), f.Folded())
	}
	for _, s := range f.Events {
		if s.Burst() == nil {
			continue
		}
		marked := d
		marked.Marks = []timeline.Mark{{Target: s.ID, Kind: timeline.MarkHidden}, {Target: s.Burst()[1].ID, Kind: timeline.MarkHidden}}
		out := Fold(marked).WithoutHidden()
		if n := len(out.Unfolded()); n > len(d.Events)-2 || slices.ContainsFunc(out.Unfolded(),
			func(r timeline.Event) bool { return r.ID == s.Burst()[1].ID }) {
			t.Errorf("%s is still there: %d of %d reads", s.Burst()[1].ID, n, len(d.Events))
		}
	}
	if (&timeline.Dossier{}).FoldedText() != "" {
		t.Error("nothing folded is told")
	}
}

// TestMobileBurst joins the reads of a patrol car that passes, while its fixes can be of one place.
func TestMobileBurst(t *testing.T) {
	var in []timeline.Event
	for i, east := range []float64{0, 0.0004, 0.0009, 0.003} { // 38, 86 and 288 m from the first
		s := readAt(fmt.Sprintf("r%d", i), "ZZZ0001", "TX", "Car 4", 10*i, 0)
		s.Read = &timeline.ReadDetail{Mobile: true}
		s.Where.Class, s.Where.Radius = timeline.ClassGPS, timeline.MobileRadius
		s.Where.Point[0] += east
		in = append(in, s)
	}
	if all, folded := Collapse(in, nil); len(all) != 2 || folded != 2 || len(all[0].Burst()) != 3 {
		t.Errorf("%d sightings, %d folded", len(all), folded)
	}
}

// TestLongBurst cuts a vehicle that stays at a reader into sightings of ten minutes at most.
func TestLongBurst(t *testing.T) {
	var in []timeline.Event
	for i := range 60 {
		in = append(in, readAt(fmt.Sprintf("r%02d", i), "ZZZ0001", "TX", "C", i*30, 0))
	}
	all, folded := Collapse(in, nil)
	if len(all) != 3 || folded != 57 || all[0].Remarked()[0] != "20 reads within 10 min, shown as one" {
		t.Errorf("%d sightings, %d folded: %+v", len(all), folded, all[0].Remarked())
	}
}

// FuzzBursts folds reads of any times, cameras and plates.
func FuzzBursts(f *testing.F) {
	f.Add([]byte{0, 1, 2, 60, 1, 2, 61, 1, 2, 200, 0, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		var d timeline.Dossier
		for i := 0; i+2 < len(data) && i < 300; i += 3 {
			s := readAt(fmt.Sprintf("r%03d", i), fmt.Sprintf("ZZZ000%d", data[i+2]%3), []string{"TX", "OK", ""}[data[i+2]/85%3],
				fmt.Sprintf("C%d", data[i+1]%3), int(data[i])*(1+int(data[i+1])/16), float64(data[i+1])/255)
			d.Events = append(d.Events, s)
		}
		slices.SortStableFunc(d.Events, timeline.ByTime)
		folded := Fold(d)
		if len(folded.Events)+folded.Folded() != len(d.Events) || !slices.IsSortedFunc(folded.Events, timeline.ByTime) {
			t.Fatalf("%d and %d of %d", len(folded.Events), folded.Folded(), len(d.Events))
		}
		if written(folded.Unfolded()) != written(d.Unfolded()) {
			t.Error("reads were lost or changed")
		}
	})
}
