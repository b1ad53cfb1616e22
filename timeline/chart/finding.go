package chart

import (
	"cmp"
	"slices"

	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/analysis"
)

// findingRows are a row for the marks that the findings of each detector have in one lane, in one form.
func (r resolved) findingRows(d timeline.Dossier, f *analysis.Findings) (rows []row) {
	if f == nil {
		return nil
	}
	at := eventsByID(d)
	for _, found := range f.Found {
		first := len(rows)
		for k := range found.Findings {
			x := &found.Findings[k]
			for _, m := range x.Marks {
				drawn, known := r.findingMark(x, m, at)
				if !known {
					continue
				}
				i := first + slices.IndexFunc(rows[first:], func(r row) bool { return r.Label == plain(m.Lane) && r.form == m.Form })
				if i < first {
					key := found.Name
					if i = len(rows); i > first {
						key += ":" + string(m.Form) + ":" + m.Lane
					}
					lane := Lane{Key: key, Label: cmp.Or(plain(m.Lane), found.Title), Kind: found.Kind, Finding: true}
					rows = append(rows, row{Lane: lane, form: m.Form, title: found.Title})
				}
				rows[i].marks = append(rows[i].marks, drawn)
				rows[i].Count++
			}
		}
	}
	return rows
}

// findingMark places a mark on the axis, from the one event or instant to the other; known is false where it has neither.
func (r resolved) findingMark(x *analysis.Finding, m analysis.ChartMark, at map[string]*timeline.Event) (out mark, known bool) {
	out = mark{id: x.Key, faint: !x.Certain}
	where := timeline.Where{Zone: m.Zone}
	if !m.From.IsZero() {
		out.from = r.at(m.From, where, timeline.When{})
		out.to, known = out.from, true
	}
	if !m.To.IsZero() {
		if out.to = r.at(m.To, where, timeline.When{}); !known {
			out.from, known = out.to, true
		}
	}
	if b := at[m.Event[1]]; b != nil {
		from, to := r.span(b.First, b.Where)
		if !known {
			out.from = from
		}
		out.to, known = to, true
	}
	if a := at[m.Event[0]]; a != nil && !a.Spans() { // a span has a row of its own
		from := r.at(a.First.Start, a.Where, a.First)
		if !known {
			out.from, out.to = from, from+1
		}
		out.from, known = min(out.from, from), true
	}
	out.to = max(out.from, out.to-1)
	return out, known
}

// findingLayers are what is drawn of the rows of findings: what cannot all be right in one layer, other marks in one for each
// heading.
func findingLayers(rows []row, p Palette) (all []layer) {
	clashes := layer{id: "conflicts", name: "Conflict of two records", render: "conflict", color: p.Conflict, icon: iconWarning}
	bars := map[string]*layer{}
	var order []*layer
	for lane, row := range rows {
		if !row.Finding {
			continue
		}
		l := &clashes
		if row.form != analysis.FormClash {
			if l = bars[row.title]; l == nil {
				l = &layer{id: "found-" + row.Kind, name: row.title, render: "finding", color: p.Leg, icon: iconBar}
				bars[row.title], order = l, append(order, l)
			}
		}
		for _, k := range row.shown {
			l.items = append(l.items, item{Name: k.id, Value: []int64{k.from, int64(lane), k.to, one(!k.faint)}, IDs: k.alike})
		}
	}
	for _, l := range order {
		all = append(all, *l)
	}
	return append(all, clashes)
}

// countName is what counts of a row of findings are called in the legend.
func countName(l Lane) string { return words.Capital(l.Kind) + " count" }

// flagItems flags each record in conflict where it is drawn singly, once, by its first conflict.
func flagItems(f *analysis.Findings, at map[string]drawnAt) []item {
	if f == nil {
		return nil
	}
	var out []item
	done := map[string]bool{}
	for x := range f.All() {
		for _, m := range x.Marks {
			for _, id := range m.Event {
				s, drawn := at[id]
				if !drawn || done[id] || m.Form != analysis.FormClash {
					continue
				}
				done[id] = true
				out = append(out, item{Name: x.Key, Value: []int64{s.from, int64(s.lane), s.to, one(x.Certain)}})
			}
		}
	}
	return out
}

// clashing reports whether anything is found that cannot all be right.
func clashing(f *analysis.Findings) bool {
	for x := range f.All() {
		if slices.ContainsFunc(x.Marks, func(m analysis.ChartMark) bool { return m.Form == analysis.FormClash }) {
			return true
		}
	}
	return false
}

// failedNotes say what could not be worked out of what a kind of chart is drawn from.
func failedNotes(f analysis.Findings, kind string) (notes []string) {
	for _, found := range f.Found {
		if found.Failed != "" && (found.Chart == kind || slices.Contains(found.Charts, kind)) {
			notes = append(notes, found.Failed)
		}
	}
	return notes
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
