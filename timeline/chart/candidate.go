package chart

import (
	"cmp"
	"slices"
	"strings"

	"sightline/timeline"
)

// candidateRows returns a row for each vehicle that reads may be of, in the order first read; beyond maxVehicles they share
// one. Candidates are none of the subject's sightings: they stand in no row of those.
func (r resolved) candidateRows(d timeline.Dossier) []row {
	var rows []row
	at := map[string]int{}
	for i := range d.Candidates {
		c := &d.Candidates[i]
		if c.Event.First.IsZero() {
			continue
		}
		key := c.Vehicle.String()
		n, ok := at[key]
		if !ok {
			n = len(rows)
			at[key] = n
			rows = append(rows, row{Lane: Lane{Key: "candidate:" + key, Label: "Maybe " + plain(key), Kind: "candidate",
				Of: timeline.KindRead}})
		}
		m := r.markOf(&c.Event)
		m.id, m.shape, m.faint = c.ID(), shapeCandidate, false
		rows[n].marks = append(rows[n].marks, m)
	}
	if len(rows) > maxVehicles+1 {
		others := row{Lane: Lane{Key: "candidates:other", Label: "Maybe other plates", Kind: "candidate", Of: timeline.KindRead}}
		for _, o := range rows[maxVehicles:] {
			others.marks = append(others.marks, o.marks...)
		}
		slices.SortStableFunc(others.marks, func(a, b mark) int { return cmp.Compare(a.from, b.from) })
		rows = append(rows[:maxVehicles:maxVehicles], others)
	}
	for i := range rows {
		rows[i].Count = len(rows[i].marks)
	}
	return rows
}

// withCandidates puts the rows of candidates each below that of its vehicle, and those of vehicles without one below all.
func withCandidates(rows, candidates []row) []row {
	out := slices.Clip(rows)
	for _, c := range candidates {
		vehicle := "vehicle:" + strings.TrimPrefix(c.Key, "candidate:")
		at := slices.IndexFunc(out, func(o row) bool { return o.Key == vehicle })
		if at < 0 {
			at = len(out) - 1
		}
		out = slices.Insert(out, at+1, c)
	}
	return out
}

// candidateLayers are the candidates drawn singly and the counts of those that are not.
func candidateLayers(rows []row, p Palette) []layer {
	single := layer{id: "candidates", name: "Candidate: maybe the vehicle, no sighting", render: "candidate",
		color: p.Kind(timeline.KindRead), icon: iconCandidate, hollow: true}
	counts := layer{id: "bin-candidate", name: "Candidates, count", render: "candidates", color: p.Kind(timeline.KindRead), icon: iconBar,
		hollow: true}
	for lane, row := range rows {
		if row.Kind != "candidate" {
			continue
		}
		for _, m := range row.shown {
			single.items = append(single.items, m.item(lane))
		}
		for _, b := range row.bins {
			counts.items = append(counts.items, b.item(lane))
		}
	}
	return []layer{counts, single}
}
