// Package analysis finds travel patterns in what is known of a subject: places, circuits, conflicts, where the subject could
// have been. It is pure.
package analysis

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"sightline/internal/words"
	"sightline/timeline"
)

// Findings are the travel patterns found in some material: those of each detector, with what charts and maps need beside.
type Findings struct {
	Parameters Parameters `json:"parameters"`
	Counts     Statement  `json:"counts"` // what was looked at and what was left out
	Areas      []Area     `json:"areas"`
	Legs       []Leg      `json:"legs"`
	Found      []Detected `json:"found"` // by each detector, in the order of the list
	Routine    Routine    `json:"-"`     // also where there is too little of it for a finding
}

// Detected is what one detector found, and how that is shown.
type Detected struct {
	Name     string    `json:"name"`
	Kind     string    `json:"kind"`
	Title    string    `json:"title"`
	Group    string    `json:"group"`
	Section  string    `json:"section"`
	Headline int       `json:"headline"`
	Rules    []string  `json:"rules"`  // names of those it goes by
	Charts   []string  `json:"charts"` // of the findings together
	Chart    string    `json:"chart,omitempty"`
	Findings []Finding `json:"findings"`
	// None says why there is none, Failed that they could not be worked out and why; both empty where there are some.
	None   string `json:"none,omitempty"`
	Failed string `json:"failed,omitempty"`
}

// All are all findings.
func (f *Findings) All() iter.Seq[*Finding] {
	return func(yield func(*Finding) bool) {
		for i := range f.Found {
			for k := range f.Found[i].Findings {
				if !yield(&f.Found[i].Findings[k]) {
					return
				}
			}
		}
	}
}

// By is what the detector of a name found, nothing where there is no such detector.
func (f *Findings) By(name string) Detected {
	for i := range f.Found {
		if f.Found[i].Name == name {
			return f.Found[i]
		}
	}
	return Detected{Name: name}
}

// Failures are what could not be worked out and why, a sentence each.
func (f *Findings) Failures() (all []string) {
	for i := range f.Found {
		if f.Found[i].Failed != "" {
			all = append(all, f.Found[i].Failed)
		}
	}
	return all
}

// Of returns what findings carry, of those that carry a T: Of[Circuit] are the circuits.
func Of[T any](f Findings) []T {
	var out []T
	for found := range f.All() {
		if data, is := found.Data.(T); is {
			out = append(out, data)
		}
	}
	return out
}

// One returns what the first finding that carries a T carries, the zero T where there is none.
func One[T any](f Findings) (one T) {
	if all := Of[T](f); len(all) > 0 {
		return all[0]
	}
	return one
}

// Bases returns the places that are likely bases.
func (f *Findings) Bases() []Place {
	return timeline.Keep(Of[Place](*f), func(p *Place) bool { return p.Base != nil })
}

// Analyze finds the travel patterns of a dossier by the detectors of the parameters. The same dossier and parameters give the
// same findings.
//
// Times are taken as they were loaded: a load that looks shifted is reported, and taken into account when the causes of
// conflicts and the split of plates are judged, but places, circuits and the rest are not moved by it.
func Analyze(d timeline.Dossier, p Parameters) Findings { return AnalyzeCase(timeline.Material{d}, p) }

// AnalyzeCase does so for the first subject of a case, and finds what detectors of a case find among all its subjects that
// concerns the first.
func AnalyzeCase(m timeline.Material, p Parameters) Findings {
	each := make([]*Inputs, len(m))
	for i := range m {
		each[i] = newInputs(m[i], p)
	}
	if len(each) == 0 {
		each = []*Inputs{newInputs(timeline.Dossier{}, p)}
	}
	first := each[0]
	f := Findings{Parameters: p}
	for _, d := range p.Looking() {
		f.Found = append(f.Found, d.run(each))
	}
	f.Counts = first.history().counts()
	_ = attempt(func() { f.Areas = first.areas() }) // who needs them says that they could not be worked out
	_ = attempt(func() { f.Legs = first.legs() })
	_ = attempt(func() { f.Routine = first.routine() })
	f.fill()
	return f
}

// LooksAtCase reports whether any detector looks at all subjects of a case: then AnalyzeCase needs the others' dossiers.
func (p *Parameters) LooksAtCase() bool {
	return slices.ContainsFunc(p.Looking(), func(d Detector) bool { return d.Case })
}

// run finds what a detector finds, or says why it cannot.
func (d Detector) run(each []*Inputs) Detected {
	found := Detected{
		Name: d.Name, Kind: d.Kind, Title: d.Title, Group: d.Group, Section: d.Section, Headline: d.Headline, Charts: d.Charts,
		Chart: d.Chart,
		Rules: ruleNames(d, each[0].Parameters.Rules()),
	}
	in := each[0]
	if d.Case {
		whole := *in
		whole.each = each
		in = &whole
	}
	first := in.Dossier.Subject.ID
	err := attempt(func() {
		found.Findings = slices.DeleteFunc(d.Find(in),
			func(x Finding) bool { return len(x.Subjects) > 0 && !slices.Contains(x.Subjects, first) })
		if len(found.Findings) == 0 {
			found.None = d.None(in)
		}
	})
	if err != nil {
		found.Findings, found.None = nil, ""
		found.Failed = fmt.Sprintf("%s could not be worked out: %v.", d.Title, err)
	}
	for k := range found.Findings {
		x := &found.Findings[k]
		x.Kind, x.Key = d.Kind, fmt.Sprintf("%s:%d", d.Kind, k)
		if len(x.Subjects) == 0 {
			x.Subjects = []int64{first}
		}
	}
	return found
}

// attempt returns as an error what a function panics with.
func attempt(do func()) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("%v", fault)
		}
	}()
	do()
	return nil
}

// ruleNames are the names of the rules that a detector goes by.
func ruleNames(d Detector, all []Rule) (names []string) {
	for _, r := range all {
		if slices.ContainsFunc(d.Rules, func(name string) bool {
			return name == r.Name || strings.HasSuffix(name, ".") && strings.HasPrefix(r.Name, name)
		}) || slices.ContainsFunc(d.Own, func(own Rule) bool { return own.Name == r.Name }) {
			names = append(names, r.Name)
		}
	}
	return names
}

// fill makes lists of nothing empty rather than nil, which JSON would write as null.
func (f *Findings) fill() {
	f.Areas, f.Legs, f.Counts.Evidence = nonNil(f.Areas), nonNil(f.Legs), nonNil(f.Counts.Evidence)
	for i := range f.Found {
		found := &f.Found[i]
		found.Rules, found.Charts, found.Findings = nonNil(found.Rules), nonNil(found.Charts), nonNil(found.Findings)
		for k := range found.Findings {
			x := &found.Findings[k]
			x.Evidence, x.Subjects, x.Shapes, x.Marks, x.Facts = nonNil(x.Evidence), nonNil(x.Subjects), nonNil(x.Shapes), nonNil(x.Marks),
				nonNil(x.Facts)
			for n := range x.Facts {
				x.Facts[n].Evidence = nonNil(x.Facts[n].Evidence)
			}
		}
	}
}

func nonNil[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// counts says what the analysis rests on.
func (h *history) counts() Statement {
	located, exact, spans, aside := 0, 0, 0, h.d.Aside()
	for i := range h.all {
		located += count(h.all[i].located)
		exact += count(h.all[i].exact)
	}
	for i := range h.d.Events {
		spans += count(h.d.Events[i].Spans() && !h.d.Events[i].Aside())
	}
	text := "Of " + words.Count(len(h.d.Events), "event") + ", "
	if spans > 0 {
		text += words.Either(spans, "is a span", "are spans") + " of time; of the others "
	}
	text += fmt.Sprintf("%s (%d set aside, administrative, entries, non-criminal or mentions); %s a position and %d an exact one.",
		words.Either(len(h.all), "counts", "count"), aside, words.Either(located, "of those has", "of those have"), exact)
	if folded := h.d.FoldedText(); folded != "" {
		text += " " + folded + "."
	}
	if n := len(h.d.Excluded); n > 0 {
		text += fmt.Sprintf(" %d more an analyst excluded.", n)
	}
	return Statement{Text: text, Basis: "every event of the dossier"}
}
