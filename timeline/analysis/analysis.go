// Package analysis finds travel patterns in what is known of a subject: places, circuits, conflicts, where the subject could
// have been. It is pure.
package analysis

import (
	"fmt"

	"sightline/internal/words"
	"sightline/timeline"
)

// Findings are the travel patterns of one subject. Each carries its sentence, its rule and its evidence.
type Findings struct {
	Parameters Parameters  `json:"parameters"`
	Counts     Statement   `json:"counts"` // what was looked at and what was left out
	Places     []Place     `json:"places"` // exact ones first, in the order of their first sighting
	Areas      []Area      `json:"areas"`
	Legs       []Leg       `json:"legs"`
	Trips      []Trip      `json:"trips"`
	Gaps       []RankedGap `json:"gaps"` // those in which most could have happened first
	Shifts     []Shift     `json:"shifts"`
	Conflicts  []Conflict  `json:"conflicts"`
	Splits     []Split     `json:"splits"`
	Circuits   []Circuit   `json:"circuits"`
	Routine    Routine     `json:"routine"`
	Changes    []Change    `json:"changes"`
	Interest   Interest    `json:"interest"`
}

// Bases returns the places that are likely bases.
func (f *Findings) Bases() []Place {
	var out []Place
	for _, p := range f.Places {
		if p.Base != nil {
			out = append(out, p)
		}
	}
	return out
}

// Analyze finds the travel patterns of a dossier. The same dossier and parameters give the same findings.
//
// Times are taken as they were loaded: a load that looks shifted is reported, and taken into account when the causes of
// conflicts and the split of plates are judged, but places, circuits and the rest are not moved by it.
func Analyze(d timeline.Dossier, p Parameters) Findings {
	h := newHistory(&d, p)
	f := Findings{Parameters: p}
	f.Places = h.findPlaces()
	f.Areas = h.findAreas()
	f.Legs = h.legs()
	f.Gaps = h.gaps()
	f.Shifts = h.findShifts()
	mended := h.mended(f.Shifts)
	f.Splits = mended.findSplits()
	f.Conflicts = h.findConflicts()
	f.Trips = h.trips(f.Conflicts)
	h.explain(f.Conflicts, mended, f.Splits)
	f.Circuits = h.findCircuits(f.Areas)
	f.Routine = h.routine(f.Areas)
	f.Changes = h.findChanges(f.Areas)
	f.Interest = h.interest()
	f.Counts = h.counts()
	f.fill()
	return f
}

// fill makes lists of nothing empty rather than nil, which JSON would write as null.
func (f *Findings) fill() {
	f.Places, f.Areas, f.Legs, f.Trips, f.Gaps = filled(f.Places), filled(f.Areas), filled(f.Legs), filled(f.Trips), filled(f.Gaps)
	f.Shifts, f.Conflicts, f.Splits, f.Circuits, f.Changes = filled(f.Shifts), filled(f.Conflicts), filled(f.Splits), filled(f.Circuits), filled(f.Changes)
	f.Routine.Areas, f.Routine.Days, f.Counts.Evidence = filled(f.Routine.Areas), filled(f.Routine.Days), filled(f.Counts.Evidence)
	in := &f.Interest
	in.Contacts, in.Agencies, in.States, in.Kinds = filled(in.Contacts), filled(in.Agencies), filled(in.States), filled(in.Kinds)
	in.Months, in.Bursts, in.Evidence = filled(in.Months), filled(in.Bursts), filled(in.Evidence)
	f.Routine.Evidence, f.Routine.Nights.Evidence = filled(f.Routine.Evidence), filled(f.Routine.Nights.Evidence)
}

func filled[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// counts says what the analysis rests on.
func (h *history) counts() Statement {
	located, exact, spans := 0, 0, 0
	for i := range h.all {
		located += count(h.all[i].located)
		exact += count(h.all[i].exact)
	}
	for i := range h.d.Events {
		spans += count(h.d.Events[i].Spans())
	}
	text := "Of " + words.Count(len(h.d.Events), "event") + ", "
	if spans > 0 {
		text += words.Either(spans, "is a span", "are spans") + " of time; of the others "
	}
	aside := len(h.d.Events) - spans - len(h.all)
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
