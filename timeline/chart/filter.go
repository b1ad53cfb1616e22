package chart

import (
	"slices"
	"strings"

	"sightline/timeline"
	"sightline/timeline/analysis"
)

// filter leaves out of a chart what the page's switches leave out of it (static/src/chart/filter.ts).
type filter struct {
	part analysis.Selection
	ids  map[string]bool // what the part holds
}

// see makes the chart's filter ready for a dossier. The error is about the part's zone or span.
func (r *resolved) see(d timeline.Dossier) error {
	if r.Part == nil || r.Part.Whole() {
		return nil
	}
	shown, err := r.Part.Of(d)
	if err != nil {
		return err
	}
	r.filter = &filter{part: *r.Part, ids: map[string]bool{}}
	for i := range shown.Events {
		r.filter.ids[shown.Events[i].ID] = true
	}
	for i := range shown.Candidates {
		r.filter.ids[shown.Candidates[i].ID()] = true
	}
	return nil
}

// lane is the lane of a row of records with the count of what is left in it. Others count findings, which are of everything.
func (f *filter) lane(r row) Lane {
	lane := r.Lane
	if f == nil || !r.ofEvents() && r.Kind != "candidate" && r.Kind != "stay" {
		return lane
	}
	lane.Count = 0
	for i := range r.marks {
		lane.Count += int(one(f.ids[r.marks[i].id]))
	}
	for i := range r.spans {
		lane.Count += int(one(f.ids[r.spans[i].ID]))
	}
	return lane
}

// layers returns what is left of a chart's layers, and says in the chart's notes what they still stand for.
func (f *filter) layers(m *Meta, all []layer) []layer {
	if f == nil {
		return all
	}
	var out []layer
	counts := false
	for _, l := range all {
		var items []item
		for _, i := range l.items {
			if i, ok := f.item(m, l.id, i); ok {
				items = append(items, i)
			}
		}
		if l.items = items; len(items) > 0 {
			out = append(out, l)
			counts = counts || strings.HasPrefix(l.id, "bin-") || strings.HasSuffix(l.id, "cells") || l.id == "gaps" || l.id == "all"
		}
	}
	if counts {
		m.Notes = append(slices.Clip(m.Notes), "Counts, gaps and what is inferred are of everything, whatever is filtered.")
	}
	return out
}

func (f *filter) item(m *Meta, id string, i item) (item, bool) {
	if id == "gaps" {
		return i, true
	}
	if m.Kind == "distance" {
		return i, !strings.HasPrefix(id, "dot-") || f.ids[i.Name]
	}
	lane := Lane{}
	if n := int(i.Value[1]); n >= 0 && n < len(m.Lanes) {
		lane = m.Lanes[n]
	}
	if lane.Of != "" && slices.Contains(f.part.Without, lane.Of) {
		return i, false
	}
	some := strings.TrimSpace(f.part.Search) != "" || f.part.IDs != nil
	switch {
	case strings.HasPrefix(id, "mark-"):
		if f.part.Counting && i.Value[4] == 1 {
			return i, false
		}
		return i, !some || f.any(i)
	case id == "candidates":
		return i, !some || f.any(i)
	case strings.HasPrefix(id, "stay-"):
		return i, !some && !f.part.Counting || f.ids[i.Name]
	case strings.HasPrefix(id, "bin-") && f.part.Counting && !lane.Finding:
		i.Value = slices.Clone(i.Value)
		i.Value[4] = 0
	}
	return i, true
}

// any reports whether the part holds one of the events that an item stands for.
func (f *filter) any(i item) bool {
	return f.ids[i.Name] || slices.ContainsFunc(i.IDs, func(id string) bool { return f.ids[id] })
}
