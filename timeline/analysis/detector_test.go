package analysis

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"sightline/timeline"
)

// Every detector is told of whole and goes by rules that there are; every rule is a detector's, or a question's.
func TestDetectors(t *testing.T) {
	p := DefaultParameters()
	groups, used := map[string]bool{}, map[string]bool{}
	for _, r := range p.Rules() {
		groups[r.Group] = true
	}
	names := map[string]bool{}
	for _, d := range Detectors() {
		if d.Name == "" || d.Kind == "" || d.Title == "" || d.Section == "" || d.Find == nil || d.None == nil || !groups[d.Group] {
			t.Errorf("%+v", d)
		}
		if names[d.Name] || names[d.Kind] && d.Kind != d.Name {
			t.Errorf("two are called %s or %s", d.Name, d.Kind)
		}
		names[d.Name], names[d.Kind] = true, true
		for _, name := range d.Rules {
			if len(ruleNames(Detector{Rules: []string{name}}, p.Rules())) == 0 {
				t.Errorf("%s goes by %s, which is no rule", d.Name, name)
			}
		}
		for _, name := range ruleNames(d, p.Rules()) {
			used[name] = true
		}
	}
	for _, r := range p.Rules() {
		if !used[r.Name] && !strings.HasPrefix(r.Name, "question.") {
			t.Errorf("no detector goes by %s", r.Name)
		}
	}
}

// A detector that panics, on whatever of what several share, takes only those with it that need the same.
func TestAFaultStaysWhereItIs(t *testing.T) {
	d := richDossier(1)
	whole := Analyze(d, DefaultParameters())
	for i, broken := range Detectors() {
		p := DefaultParameters()
		p.Detectors = Detectors()
		p.Detectors[i].Find = func(*Inputs) []Finding { panic("odd data") }
		f := Analyze(d, p)
		if want := broken.Title + " could not be worked out: odd data."; !slices.Equal(f.Failures(), []string{want}) {
			t.Errorf("%q, want %q", f.Failures(), want)
		}
		for k, found := range f.Found {
			want := whole.Found[k]
			if k == i {
				if len(found.Findings) > 0 || found.None != "" || found.Failed == "" {
					t.Errorf("%s: %+v", broken.Name, found)
				}
				continue
			}
			if found.Failed != "" || len(found.Findings) != len(want.Findings) || found.None != want.None {
				t.Errorf("without %s there are %d %s of %d: %s", broken.Name, len(found.Findings), found.Name, len(want.Findings),
					found.Failed)
			}
		}
	}
	in := newInputs(d, DefaultParameters())
	in.areas = func() []Area { panic("no areas") }
	for _, detector := range Detectors() {
		found := detector.run([]*Inputs{in})
		needs := slices.Contains([]string{"circuits", "changes", "routine"}, detector.Name)
		if failed := found.Failed != ""; failed != needs {
			t.Errorf("without areas: %s: %q", detector.Name, found.Failed)
		}
	}
}

// A detector of a case looks at all subjects at once, and what concerns others is theirs; the others look at the first.
func TestSeveralSubjects(t *testing.T) {
	a, b, c := richDossier(1), richDossier(2), richDossier(3)
	a.Subject.ID, b.Subject.ID, c.Subject.ID = 7, 9, 11
	p := DefaultParameters()
	if p.LooksAtCase() {
		t.Error("a detector of a case is among the usual ones: compare the sample's findings again")
	}
	p.Detectors = append(Detectors(), Detector{Name: "pairs", Kind: "pair", Title: "Pairs", Case: true,
		Find: func(in *Inputs) (all []Finding) {
			for i, one := range in.Each() {
				for _, other := range in.Each()[i+1:] {
					all = append(all, Finding{Subjects: []int64{one.Dossier.Subject.ID, other.Dossier.Subject.ID}})
				}
			}
			return all
		},
		None: func(*Inputs) string { return "None." },
	})
	if !p.LooksAtCase() {
		t.Error("the detector of a case is not seen")
	}
	for _, m := range []timeline.Material{{a, b, c}, {b, c, a}, {c}} {
		f := AnalyzeCase(m, p)
		first := m[0].Subject.ID
		pairs := f.By("pairs")
		if len(pairs.Findings) != len(m)-1 || (pairs.None == "") != (len(m) > 1) {
			t.Errorf("of %d: %+v", len(m), pairs)
		}
		for _, x := range pairs.Findings {
			if !slices.Contains(x.Subjects, first) {
				t.Errorf("%d is told of %v", first, x.Subjects)
			}
		}
		alone := Analyze(m[0], DefaultParameters())
		for k, found := range alone.Found {
			if !reflect.DeepEqual(f.Found[k], found) {
				t.Errorf("%s among %d subjects are not those of the first alone", found.Name, len(m))
			}
		}
		for _, d := range m {
			if of := m.Of(d.Subject.ID); len(of.Events) != len(d.Events) {
				t.Errorf("the dossier of %d has %d events", d.Subject.ID, len(of.Events))
			}
		}
	}
}

// A detector's own rule is one of all rules, is set like any other, and copies of parameters do not share it.
func TestOwnRules(t *testing.T) {
	rule := Rule{Name: "meet.distance_m", Group: "Meetings", Label: "Closest", Unit: UnitMeters, Low: 10, High: 1000, Usual: 100}
	var got float64
	p := DefaultParameters()
	p.Detectors = append(Detectors(), Detector{Name: "meetings", Kind: "meeting", Title: "Meetings", Own: []Rule{rule},
		Find: func(in *Inputs) []Finding { got = in.Rule(rule); return nil },
		None: func(*Inputs) string { return "None." },
	})
	usual := p
	if err := SetRules(p.Rules(), func(name string) string { return map[string]string{"meet.distance_m": "250"}[name] }); err != nil {
		t.Fatal(err)
	}
	if f := Analyze(timeline.Dossier{}, p); got != 250 || !slices.Equal(f.By("meetings").Rules, []string{"meet.distance_m"}) {
		t.Errorf("looked by %v: %+v", got, f.By("meetings"))
	}
	if Analyze(timeline.Dossier{}, usual); got != 100 || ChangedRules(p.Rules())["meet.distance_m"] != "250" ||
		len(ChangedRules(usual.Rules())) > 0 {
		t.Errorf("the usual rule is %v", got)
	}
	if err := SetRules(p.Rules(), func(name string) string { return map[string]string{"meet.distance_m": "5"}[name] }); err == nil {
		t.Error("a value out of bounds was taken")
	}
}
