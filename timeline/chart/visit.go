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
			visits: map[string]bounds{}}
		if row.Label == "" {
			row.Label = "Place without a name"
		}
		for n, v := range p.Visits {
			id := fmt.Sprintf("visit:%d:%d", k, n)
			b := r.visitBounds(v, p.Zone, m)
			row.visits[id] = b
			row.marks = append(row.marks, mark{id: id, from: b.sureFrom, to: b.sureTo})
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

// visitBounds places a visit on the axis: from its first to its last sighting it was surely there, and it can have been
// there from Earliest to Latest. A side that no sighting bounds reaches to the end of the axis.
func (r resolved) visitBounds(v analysis.Visit, zone string, m Meta) bounds {
	at := func(t time.Time) int64 { return r.at(t, timeline.Where{Zone: zone}, timeline.When{}) }
	b := bounds{from: m.From, to: m.To, sureFrom: at(v.First)}
	b.sureTo = max(b.sureFrom, at(v.Last)-1)
	if !v.Earliest.IsZero() {
		b.from = at(v.Earliest)
	}
	if !v.Latest.IsZero() {
		b.to = at(v.Latest)
	}
	b.from, b.to = min(b.from, b.sureFrom), max(b.to, b.sureTo)
	return b
}
