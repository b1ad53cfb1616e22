package chart

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"sightline/timeline"
	"sightline/timeline/analysis"
)

// maxPlaces is how many places get a row; the bases come first, then those with most nights.
const maxPlaces = 8

// placeRows returns a row of visits for each of the weightiest places, and how many places have none.
func (r resolved) placeRows(f *analysis.Findings, m Meta) (rows []row, left int) {
	if f == nil {
		return nil, 0
	}
	places := analysis.Of[analysis.Place](*f)
	order := make([]int, len(places))
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := &places[a], &places[b]
		return cmp.Or(-compare(x.Base != nil, y.Base != nil), cmp.Compare(y.Nights, x.Nights), -compare(x.Exact, y.Exact),
			cmp.Compare(len(y.Visits), len(x.Visits)))
	})
	for _, k := range order[:min(len(order), maxPlaces)] {
		p := &places[k]
		row := row{Lane: Lane{Key: fmt.Sprintf("place:%d", k), Label: plain(p.Name), Kind: "place", Count: len(p.Visits)},
			visits: map[string][]bounds{}}
		if row.Label == "" {
			row.Label = "Place without a name"
		}
		for n, v := range p.Visits {
			id := fmt.Sprintf("visit:%d:%d", k, n)
			all := r.visitBounds(v, p.Zone, m)
			row.visits[id] = all
			row.marks = append(row.marks, mark{id: id, from: all[0].sureFrom, to: all[len(all)-1].sureTo})
		}
		rows = append(rows, row)
	}
	return rows, len(order) - len(rows)
}

func compare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// visitBounds places a visit on the axis: where it was surely there, from each of which on it can have been there until the next, and
// from Earliest to Latest on the whole. A side that no sighting bounds reaches to the end of the axis.
func (r resolved) visitBounds(v analysis.Visit, zone string, m Meta) (all []bounds) {
	at := func(t time.Time) int64 { return r.at(t, timeline.Where{Zone: zone}, timeline.When{}) }
	for _, s := range v.Sure {
		from := at(s.From)
		all = append(all, bounds{from: from, sureFrom: from, sureTo: max(from, at(s.To)-1)})
	}
	last := len(all) - 1
	for k := range all[:last] {
		all[k].to = all[k+1].sureFrom
	}
	first := m.From
	if !v.Earliest.IsZero() {
		first = at(v.Earliest)
	}
	all[last].to = m.To
	if !v.Latest.IsZero() {
		all[last].to = at(v.Latest)
	}
	all[0].from, all[last].to = min(first, all[0].sureFrom), max(all[last].to, all[last].sureTo)
	return all
}
