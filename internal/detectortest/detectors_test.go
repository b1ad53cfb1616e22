package detectortest

import (
	"slices"
	"strings"
	"testing"

	"sightline/timeline"
	"sightline/timeline/analysis"
)

const seeds = 8 // stories of each sort

// TestPlantedIsFound plants what each detector is to find: it is found, and what is found is worded, cited and drawn.
func TestPlantedIsFound(t *testing.T) {
	all := plants()
	for _, d := range analysis.Detectors() {
		p, there := all[d.Name]
		if !there {
			t.Errorf("nothing is planted for the detector %q", d.Name)
			continue
		}
		delete(all, d.Name)
		t.Run(d.Name, func(t *testing.T) {
			for seed := range uint64(seeds) {
				s := tell(seed)
				is := p.truth(s)
				f := analysis.Analyze(inTime(s.d), analysis.DefaultParameters())
				found := f.By(d.Name)
				at := slices.IndexFunc(found.Findings, is)
				if at < 0 {
					t.Errorf("story %d: not found among %d; %s%s", seed, len(found.Findings), found.None, found.Failed)
					continue
				}
				holdWhole(t, s.d, found)
				if x := found.Findings[at]; p.drawn && len(x.Shapes) == 0 {
					t.Errorf("story %d: %q is not drawn", seed, x.Text)
				}
			}
		})
	}
	for name := range all {
		t.Errorf("something is planted for %q, which is no detector", name)
	}
}

// TestDecoysAreNotFound plants what looks alike and is not: the detector finds nothing and says why.
func TestDecoysAreNotFound(t *testing.T) {
	for name, p := range plants() {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(seeds) {
				s := tell(seed)
				p.decoy(s)
				f := analysis.Analyze(inTime(s.d), analysis.DefaultParameters())
				found := f.By(name)
				for _, x := range found.Findings {
					t.Errorf("story %d: %s", seed, x.Text)
				}
				if !strings.HasSuffix(found.None, ".") || found.Failed != "" {
					t.Errorf("story %d: there is none because %q%s", seed, found.None, found.Failed)
				}
			}
		})
	}
}

// TestNoiseIsNotFound drives about at random: nothing may be claimed of that but what the largest chance of the rules lets through.
func TestNoiseIsNotFound(t *testing.T) {
	const stories = 30
	claims := map[string]int{}
	for seed := range uint64(stories) {
		s := tell(seed)
		s.drive(120)
		f := analysis.Analyze(inTime(s.d), analysis.DefaultParameters())
		for _, found := range f.Found {
			holdWhole(t, s.d, found)
			if len(found.Findings) > 0 {
				claims[found.Name]++
			}
		}
	}
	for name, p := range plants() {
		if n := claims[name]; !p.noisy && n > 2 { // one in a hundred: more than two of thirty by less than one in 200
			t.Errorf("%s are claimed of %d of %d random histories", name, n, stories)
		}
	}
	t.Logf("of %d random histories claims are made of: %v", stories, claims)
}

// holdWhole holds what was found to what every finding must have.
func holdWhole(t *testing.T, d timeline.Dossier, found analysis.Detected) {
	t.Helper()
	known := map[string]bool{}
	for i := range d.Events {
		known[d.Events[i].ID] = true
	}
	if found.Failed != "" || (found.None == "") != (len(found.Findings) > 0) {
		t.Errorf("%s: %d findings, none because %q, failed because %q", found.Name, len(found.Findings), found.None, found.Failed)
	}
	for _, x := range found.Findings {
		if !strings.HasSuffix(x.Text, ".") || x.Basis == "" || strings.Contains(x.Text+x.Basis, "%!") || strings.Contains(x.Text, "NaN") {
			t.Errorf("%s is worded %q by %q", x.Key, x.Text, x.Basis)
		}
		if len(x.Evidence) == 0 || !slices.Equal(x.Subjects, []int64{d.Subject.ID}) {
			t.Errorf("%s rests on %v, of %v", x.Key, x.Evidence, x.Subjects)
		}
		cited := slices.Clone(x.Evidence)
		for _, f := range x.Facts {
			cited = append(cited, f.Evidence...)
			if f.Label == "" || f.Value == "" && f.At.IsZero() && len(f.Evidence) == 0 {
				t.Errorf("%s: the fact %+v says nothing", x.Key, f)
			}
		}
		for _, m := range x.Marks {
			cited = append(cited, m.Event[:]...)
		}
		for _, id := range cited {
			if id != "" && !known[id] {
				t.Errorf("%s cites %q, which is no event", x.Key, id)
			}
		}
		for _, s := range x.Shapes {
			if want := map[analysis.Form]int{analysis.FormDisc: 1, analysis.FormStop: 1, analysis.FormWay: 2,
				analysis.FormClash: 2}[s.Form]; want == 0 || len(s.Points) != want {
				t.Errorf("%s: a %s of %d points", x.Key, s.Form, len(s.Points))
			}
		}
	}
}

// inTime is a dossier with its events in time order, as the store gives them.
func inTime(d timeline.Dossier) timeline.Dossier {
	d.Events = slices.Clone(d.Events)
	slices.SortStableFunc(d.Events, func(a, b timeline.Event) int { return a.First.Start.Compare(b.First.Start) })
	return d
}
