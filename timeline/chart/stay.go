package chart

import (
	"fmt"
	"maps"
	"slices"
	"sort"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// maxStayRows is how many rows stays get; beyond it, stays that do not overlap share one.
const maxStayRows = 16

// stayBounds are the axis values of a stay: it possibly lasted [from, to) and surely [sureFrom, sureTo).
// sureFrom > sureTo when no part of it is sure.
type stayBounds struct{ from, to, sureFrom, sureTo int64 }

// boundsOf places a stay on an axis from first to last. An open end reaches to the end of the axis and fades from the
// end that is known.
func (r resolved) boundsOf(s timeline.Stay, first, last int64) stayBounds {
	var b stayBounds
	if s.First.IsZero() && s.Last.IsZero() {
		return stayBounds{first, last, 1, 0}
	}
	if !s.First.IsZero() {
		b.from, b.sureFrom = r.span(s.First, s.Where)
	}
	if !s.Last.IsZero() {
		b.sureTo, b.to = r.span(s.Last, s.Where)
	}
	if s.First.IsZero() {
		b.from, b.sureFrom = min(first, b.sureTo), b.sureTo
	}
	if s.Last.IsZero() {
		b.to, b.sureTo = max(last, b.sureFrom), b.sureFrom
	}
	b.to = max(b.to, b.from)
	return b
}

func (b stayBounds) item(id string, lane int) item {
	return item{Name: id, Value: []int64{b.from, int64(lane), b.to, b.sureFrom, b.sureTo}}
}

// stayRows gives every place a row for each kind of stay there, by kind and then in order of its first. With more than maxStayRows, stays of
// one kind that do not overlap share rows.
func (r resolved) stayRows(stays []timeline.Stay, first, last int64) []row {
	var out []row
	at := map[string]int{}
	for _, s := range stays {
		kind, label := kinds.Of(s.Kind).Name, stayLabel(s)
		key := "stay:" + string(kind) + ":" + label
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			lane := Lane{Key: key, Label: label, Kind: "stay", Of: kind}
			if kind != kinds.Address && s.Where.Label != "" {
				lane.Label = kinds.Of(s.Kind).Title() + ", " + label
			}
			out = append(out, row{Lane: lane})
		}
		out[i].stays = append(out[i].stays, s)
		out[i].Count++
	}
	if len(out) > maxStayRows {
		return r.packed(stays, first, last)
	}
	return byRank(out)
}

// packed fills rows from the top, each stay into the first row of its kind where it touches nothing, and the rest into the
// last of them.
func (r resolved) packed(stays []timeline.Stay, first, last int64) []row {
	byKind := map[timeline.KindName][]timeline.Stay{}
	for i := range stays {
		kind := kinds.Of(stays[i].Kind).Name
		byKind[kind] = append(byKind[kind], stays[i])
	}
	var out []row
	for _, kind := range slices.Sorted(maps.Keys(byKind)) {
		out = append(out, r.packedKind(kinds.Of(kind), byKind[kind], first, last)...)
	}
	return byRank(out)
}

func (r resolved) packedKind(kind timeline.Kind, sorted []timeline.Stay, first, last int64) []row {
	sort.SliceStable(sorted, func(i, j int) bool {
		return r.boundsOf(sorted[i], first, last).from < r.boundsOf(sorted[j], first, last).from
	})
	var out []row
	var free []int64 // end of the last stay of each row
	for _, s := range sorted {
		b := r.boundsOf(s, first, last)
		i := 0
		for i < len(free) && i < maxStayRows-1 && free[i] > b.from {
			i++
		}
		if i == len(free) {
			lane := Lane{Key: fmt.Sprintf("stay:%s:%d", kind.Name, i+1), Label: kind.TitleMany(), Kind: "stay", Of: kind.Name}
			out, free = append(out, row{Lane: lane}), append(free, b.to)
		}
		free[i] = max(free[i], b.to)
		out[i].stays = append(out[i].stays, s)
		out[i].Count++
	}
	return out
}

func stayLabel(s timeline.Stay) string {
	if label := plain(s.Where.Label); label != "" {
		return label
	}
	return kinds.Of(s.Kind).Title() + " " + plain(s.ID)
}
