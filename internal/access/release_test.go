package access_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"sightline/internal/access"
	"sightline/timeline"
)

// handled is a dossier with ordinary rows, rows of criminal history, of a restricted load, of both, and hidden ones.
func handled() timeline.Dossier {
	history := []timeline.Handling{timeline.CriminalHistory}
	at := func(id string, load int64, codes ...timeline.Handling) timeline.Event {
		return timeline.Event{ID: id, Handling: codes, Records: []timeline.RecordRef{{Load: load}}}
	}
	span := func(e timeline.Event) timeline.Event {
		e.Last = &timeline.When{}
		return e
	}
	return timeline.Dossier{
		Loads: []timeline.Load{{ID: 1}, {ID: 2, Handling: []timeline.Handling{timeline.Restricted}}},
		Events: []timeline.Event{at("e1", 1), at("e2", 1, history...), at("e3", 2), at("e4", 1), at("e5", 1, history...),
			at("e6", 2, history...),
			span(at("e7", 1)), span(at("e8", 1, history...))},
		Withheld: []timeline.Note{{Text: "others", Count: 1}},
		Marks: []timeline.Mark{
			{ID: 1, Target: "e4", Kind: timeline.MarkHidden, Text: "misread"},
			{ID: 2, Target: "e5", Kind: timeline.MarkHidden, Text: "other person"},
			{ID: 3, Target: "e2", Kind: timeline.MarkNote, Text: "see file"},
			{ID: 4, Target: "e1", Kind: timeline.MarkHidden, UndoneAt: time.Unix(1, 0)},
			{ID: 5, Target: "e7", Kind: timeline.MarkHidden, Text: "not hers"},
		},
	}
}

func idsOf(d timeline.Dossier) (shown, hidden []string) {
	for _, e := range d.Events {
		shown = append(shown, e.ID)
	}
	for _, x := range d.Excluded {
		hidden = append(hidden, x.Mark.Target)
	}
	return shown, hidden
}

func counts(notes []timeline.Note) (all []int64) {
	for _, n := range notes {
		all = append(all, n.Count)
	}
	return all
}

func TestRelease(t *testing.T) {
	for _, tt := range []struct {
		release             access.Release
		shown, hidden       []string
		withheld, obligated []int64
	}{
		{nil, []string{"e1"}, []string{"e4", "e7"}, []int64{1, 4, 1}, nil},
		{access.Release{timeline.CriminalHistory}, []string{"e1", "e2", "e8"}, []string{"e4", "e5", "e7"}, []int64{1, 2}, []int64{3}},
		{access.Release{timeline.Restricted}, []string{"e1", "e3"}, []string{"e4", "e7"}, []int64{1, 4}, []int64{1}},
		{access.Release{timeline.Juvenile}, []string{"e1"}, []string{"e4", "e7"}, []int64{1, 4, 1}, nil},
		{access.Release{timeline.Restricted, timeline.CriminalHistory}, []string{"e1", "e2", "e3", "e6", "e8"}, []string{"e4", "e5", "e7"},
			[]int64{1}, []int64{4, 2}},
	} {
		whole := handled()
		d := tt.release.Of(whole)
		if shown, hidden := idsOf(d); !slices.Equal(shown, tt.shown) || !slices.Equal(hidden, tt.hidden) {
			t.Errorf("%v: %v and hidden %v, want %v and %v", tt.release, shown, hidden, tt.shown, tt.hidden)
		}
		if got := counts(d.Withheld); !slices.Equal(got, tt.withheld) {
			t.Errorf("%v: withheld %v, want %v", tt.release, got, tt.withheld)
		}
		if got := counts(d.Obligations); !slices.Equal(got, tt.obligated) {
			t.Errorf("%v: obligations %v, want %v", tt.release, got, tt.obligated)
		}
		for _, m := range d.Marks {
			if !tt.release.Lets(timeline.CriminalHistory) && (m.Target == "e2" || m.Target == "e5") {
				t.Errorf("%v: mark %d tells of what is withheld", tt.release, m.ID)
			}
		}
		if by, others := access.WithheldByRight(d), access.WithheldReads(d); len(by)+len(others) != len(d.Withheld) || len(others) != 1 {
			t.Errorf("%v: of %v withheld by right %v, otherwise %v", tt.release, d.Withheld, by, others)
		}
	}
}

// anyDossier is a dossier whose events, candidates and marks are under codes by chance: their own, those of any of their loads, and
// those of the reads of a burst.
func anyDossier(r *rand.Rand, codes []timeline.Handling) timeline.Dossier {
	some := func(chance float64) (all []timeline.Handling) {
		for _, code := range codes {
			if r.Float64() < chance {
				all = append(all, code)
			}
		}
		return all
	}
	var d timeline.Dossier
	for id := range int64(4) {
		d.Loads = append(d.Loads, timeline.Load{ID: id + 1, Handling: some(0.08)})
	}
	event := func(id string) timeline.Event {
		e := timeline.Event{ID: id, Handling: some(0.08), Records: []timeline.RecordRef{{Load: 1 + r.Int64N(4)}}}
		switch r.IntN(4) {
		case 0: // several records tell of it
			e.Records = append(e.Records, timeline.RecordRef{Load: 1 + r.Int64N(4)})
		case 1: // reads that are shown as one
			e.Read = &timeline.ReadDetail{Burst: []timeline.Event{{Records: e.Records},
				{Handling: some(0.1), Records: []timeline.RecordRef{{Load: 1 + r.Int64N(4)}}}}}
		}
		return e
	}
	for i := range 20 {
		id := fmt.Sprintf("e%d", i+1)
		d.Events = append(d.Events, event(id))
		if r.IntN(5) == 0 {
			d.Marks = append(d.Marks, timeline.Mark{ID: int64(i + 1), Target: id, Kind: timeline.MarkHidden, Text: "x"})
		}
	}
	for i := range 5 {
		d.Candidates = append(d.Candidates, timeline.Candidate{Event: event(fmt.Sprintf("r1-%d", i+1))})
	}
	return d
}

// TestReleaseLetsOnlyWhatItNames takes any dossier and any release, of codes that are known and one that is not: an event goes out
// if all codes that it is under are released, and only then; each that does not is counted once, and each that does for every code.
func TestReleaseLetsOnlyWhatItNames(t *testing.T) {
	codes := append(timeline.Handlings(), "made_up")
	r := rand.New(rand.NewPCG(1, 2))
	let, kept := map[timeline.Handling]int{}, map[timeline.Handling]int{}
	for range 500 {
		whole := anyDossier(r, codes)
		loads := map[int64][]timeline.Handling{}
		for _, l := range whole.Loads {
			loads[l.ID] = l.Handling
		}
		var release access.Release
		for _, code := range codes {
			if r.IntN(2) == 0 {
				release = append(release, code)
			}
		}
		d := release.Of(whole)
		out := map[string]bool{}
		events := func(d *timeline.Dossier, do func(*timeline.Event)) {
			for i := range d.Events {
				do(&d.Events[i])
			}
			for i := range d.Candidates {
				do(&d.Candidates[i].Event)
			}
			for i := range d.Excluded {
				do(&d.Excluded[i].Event)
			}
		}
		events(&d, func(e *timeline.Event) { out[e.ID] = true })
		var withheld int64
		obliged := map[timeline.Handling]int64{}
		events(&whole, func(e *timeline.Event) {
			under := timeline.HandlingOf(e, loads)
			goes := !slices.ContainsFunc(under, func(code timeline.Handling) bool { return !slices.Contains(release, code) })
			if goes != out[e.ID] {
				t.Fatalf("releasing %v: %s under %v goes: %v", release, e.ID, under, out[e.ID])
			}
			for _, code := range under {
				if goes {
					obliged[code]++
					let[code]++
				} else if !slices.Contains(release, code) {
					kept[code]++
				}
			}
			if !goes {
				withheld++
			}
		})
		for _, n := range d.Withheld {
			if withheld -= n.Count; n.Text != n.Handling.Withheld() || n.Count < 1 || release.Lets(n.Handling) {
				t.Fatalf("releasing %v: withheld %+v", release, n)
			}
		}
		for _, n := range d.Obligations {
			if n.Count != obliged[n.Handling] || n.Text != n.Handling.Obliges() {
				t.Fatalf("releasing %v: %+v, want %d", release, n, obliged[n.Handling])
			}
			delete(obliged, n.Handling)
		}
		if withheld != 0 || len(obliged) > 0 {
			t.Fatalf("releasing %v: %d withheld and %v obliged are not told", release, withheld, obliged)
		}
		for _, m := range d.Marks {
			if !out[m.Target] {
				t.Fatalf("releasing %v: a mark on %s, which is withheld", release, m.Target)
			}
		}
		if again := release.Of(d); !reflect.DeepEqual(again, d) {
			t.Fatalf("releasing %v again gives another dossier", release)
		}
	}
	for _, code := range codes {
		if let[code] == 0 || kept[code] == 0 {
			t.Errorf("%s was let go %d times and kept %d times", code, let[code], kept[code])
		}
	}
}

// TestReleaseChangesNothing releases parts of a dossier and leaves it itself as it was.
func TestReleaseChangesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 50 {
		seed := [2]uint64{r.Uint64(), r.Uint64()}
		make := func() timeline.Dossier {
			return anyDossier(rand.New(rand.NewPCG(seed[0], seed[1])), timeline.Handlings())
		}
		whole := make()
		for _, code := range timeline.Handlings() {
			access.Release{code}.Of(whole)
		}
		if !reflect.DeepEqual(whole, make()) {
			t.Fatal("the dossier itself was changed")
		}
	}
}

// TestMaySee holds the right to each code to that very code.
func TestMaySee(t *testing.T) {
	codes := append(timeline.Handlings(), "made_up")
	for _, held := range codes {
		v := access.Viewer{User: 1, Role: access.RoleAnalyst, May: []timeline.Handling{held}}
		for _, code := range codes {
			if v.MaySee(code) != (code == held) {
				t.Errorf("with the right to %s: to %s %v", held, code, v.MaySee(code))
			}
			if (access.Viewer{}).MaySee(code) || !(access.Viewer{Everything: true}).MaySee(code) {
				t.Errorf("nobody may see %s, or not who sees everything", code)
			}
		}
	}
}
