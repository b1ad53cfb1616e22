package chart

import (
	"fmt"

	"sightline/timeline"
	"sightline/timeline/analysis"
)

// conflictRow is the row of all conflicts, from the one record to the other. ok is false when there are none.
func (r resolved) conflictRow(d timeline.Dossier, f *analysis.Findings) (out row, ok bool) {
	if f == nil || len(f.Conflicts) == 0 {
		return row{}, false
	}
	at := eventsByID(d)
	out = row{Lane: Lane{Key: "conflicts", Label: "Conflicts", Kind: "conflict"}}
	for k, c := range f.Conflicts {
		b := at[c.B]
		if b == nil {
			continue
		}
		m := mark{id: conflictRef(k), faint: !c.Certain}
		m.from, m.to = r.span(b.First, b.Where)
		if a := at[c.A]; a != nil && !a.Spans() { // a span has a row of its own
			m.from = min(m.from, r.at(a.First.Start, a.Where, a.First))
		}
		m.to = max(m.from, m.to-1)
		out.marks = append(out.marks, m)
	}
	out.Count = len(out.marks)
	return out, out.Count > 0
}

func conflictRef(k int) string { return fmt.Sprintf("conflict:%d", k) }

// flagItems flags each record in conflict where it is drawn singly, once, by its first conflict.
func flagItems(f *analysis.Findings, at map[string]spot) []item {
	if f == nil {
		return nil
	}
	var out []item
	done := map[string]bool{}
	for k, c := range f.Conflicts {
		for _, id := range []string{c.A, c.B} {
			s, drawn := at[id]
			if !drawn || done[id] {
				continue
			}
			done[id] = true
			out = append(out, item{Name: conflictRef(k), Value: []int64{s.from, int64(s.lane), s.to, one(c.Certain)}})
		}
	}
	return out
}

func eventsByID(d timeline.Dossier) map[string]*timeline.Event {
	at := make(map[string]*timeline.Event, len(d.Events))
	for i := range d.Events {
		at[d.Events[i].ID] = &d.Events[i]
	}
	return at
}

func one(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
