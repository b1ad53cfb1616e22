package analysis

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// richDossier is a history with everything in it: circuit, clone, shifted load, misreads, inquiries, custody, address.
func richDossier(seed uint64) timeline.Dossier {
	r := rand.New(rand.NewPCG(seed, 7))
	w := newWorld(r)
	l := live(r, w, plan{days: 120, circuit: true, move: true})
	d := l.observe(r, noise(6), plateA, "s").d
	clone := live(r, w, plan{days: 100, home: 3})
	d.Events = append(d.Events, clone.observe(r, noise(3), plateA, "c").d.Events...)
	person := l.observe(r, watch{perDay: 0.5, agency: 1}, "", "q").d
	for _, s := range person.Events {
		s.Parties = nil
		d.Events = append(d.Events, s)
	}
	for k := range d.Events {
		if s := &d.Events[k]; s.Record().Load == 3 {
			s.First.Start, s.First.End = s.First.Start.Add(time.Hour), s.First.End.Add(time.Hour)
		}
	}
	d.Events = append(d.Events,
		timeline.Event{ID: "e1", Kind: kinds.Custody, First: day("2026-03-01"), Last: last(day("2026-03-04")),
			Where: timeline.Where{Point: w.towns[1].center, Class: timeline.ClassStreet, Radius: 50}},
		timeline.Event{ID: "e2", Kind: kinds.Address, First: day("2026-01-01"), Last: last(timeline.When{}),
			Where: timeline.Where{Point: l.spots[0].point, Class: timeline.ClassStreet, Radius: 50, Label: "12 Invented Street"}},
	)
	n := noted{d: d}
	n.sort()
	n.d.Subject.Name = "Quill Example"
	return n.d
}

func TestAnalyzeIsDeterministic(t *testing.T) {
	d := richDossier(1)
	want := Analyze(d, DefaultParameters())
	if again := Analyze(d, DefaultParameters()); !reflect.DeepEqual(again, want) {
		t.Error("the same dossier gives other findings")
	}
	r := rand.New(rand.NewPCG(2, 2))
	mixed := d
	mixed.Events = append([]timeline.Event(nil), d.Events...)
	r.Shuffle(len(mixed.Events), func(i, j int) { mixed.Events[i], mixed.Events[j] = mixed.Events[j], mixed.Events[i] })
	if other := Analyze(mixed, DefaultParameters()); !reflect.DeepEqual(other, want) {
		t.Error("the order of the sightings changes the findings")
	}
}

func TestAnalyzeLeavesTheDossierAlone(t *testing.T) {
	d := richDossier(1)
	before, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	Analyze(d, DefaultParameters())
	after, _ := json.Marshal(d)
	if string(before) != string(after) {
		t.Error("the analysis changed its input")
	}
}

func TestEveryFindingHasSentenceRuleAndEvidence(t *testing.T) {
	d := richDossier(1)
	f := Analyze(d, DefaultParameters())
	known := map[string]bool{}
	for _, s := range d.Events {
		known[s.ID] = true
	}
	if f.Counts.Text == "" || f.Counts.Basis == "" {
		t.Errorf("%+v", f.Counts)
	}
	for found := range f.All() {
		s := found.Statement
		if s.Text == "" || s.Basis == "" {
			t.Errorf("%s: %+v", found.Key, s)
		}
		if strings.Contains(s.Text, "%!") || strings.Contains(s.Basis, "%!") || strings.Contains(s.Text, "NaN") {
			t.Errorf("%s: %s (%s)", found.Key, s.Text, s.Basis)
		}
		if len(s.Evidence) == 0 {
			t.Errorf("%s: no evidence for %q", found.Key, s.Text)
		}
		for _, id := range s.Evidence {
			if !known[id] {
				t.Fatalf("%s: evidence %q is no record", found.Key, id)
			}
		}
	}
	for _, found := range f.Found {
		if found.Name != "bursts" && len(found.Findings) == 0 {
			t.Errorf("the rich dossier has no %s: %s%s", found.Name, found.None, found.Failed)
		}
	}
	text, err := json.Marshal(f)
	if err != nil {
		t.Fatalf("findings do not fit into JSON: %v", err)
	}
	var back Findings
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if back.Parameters.Gap != f.Parameters.Gap || len(back.By("places").Findings) != len(f.By("places").Findings) {
		t.Error("findings do not come back from JSON")
	}
}

func TestAnalyzeTakesAnything(t *testing.T) {
	odd := read("odd", "2026-03-01 08:00:00", orb.Point{math.NaN(), 30}, "QZX0001")
	far := read("far", "2026-03-01 08:00:00", orb.Point{400, 95}, "QZX0001")
	backwards := read("back", "2026-03-01 08:00:00", tulsa, "QZX0001")
	backwards.First.End = backwards.First.Start.Add(-time.Hour)
	ancient := read("old", "0001-01-02 08:00:00", tulsa, "QZX0001")
	zone := read("zone", "2026-03-01 08:00:00", tulsa, "")
	zone.Where.Zone = "Nowhere/Invented"
	for name, d := range map[string]timeline.Dossier{
		"nothing": {},
		"one":     {Events: []timeline.Event{read("a", "2026-03-01 08:00:00", tulsa, "QZX0001")}},
		"same":    {Events: []timeline.Event{backwards, backwards, backwards, backwards}},
		"odd":     {Events: []timeline.Event{odd, far, backwards, ancient, zone, {}, {ID: "x", Kind: kinds.Inquiry}}},
		"spans":   {Events: []timeline.Event{{ID: "e1", Kind: kinds.Custody, Last: &timeline.When{}}, {Last: &timeline.When{}}}},
	} {
		f := Analyze(d, DefaultParameters())
		if text, err := json.Marshal(f); err != nil || strings.Contains(string(text), ":null") {
			t.Errorf("%s: %v %s", name, err, text)
		}
		if len(f.Bases()) > 0 || len(Of[Circuit](f)) > 0 || len(Of[Split](f)) > 0 || len(Of[Shift](f)) > 0 {
			t.Errorf("%s: %+v", name, f)
		}
		w := NewWhereabouts(d, f, "")
		w.RegionAt(at("2026-03-01 09:00:00"))
		CouldMeet(w, w, 100, at("2026-03-01 09:00:00"), at("2026-03-01 10:00:00"))
	}
}

func FuzzSpan(f *testing.F) {
	for _, seed := range []string{"24h0m0s", "0s", "-1h", "15m", "1e9h", "", "soon"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var s, back Span
		if s.UnmarshalText([]byte(text)) != nil {
			return
		}
		out, err := s.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		if err := back.UnmarshalText(out); err != nil || back != s {
			t.Errorf("%q became %v, %q, %v", text, s, out, back)
		}
	})
}
