package chart

import (
	"fmt"
	"maps"
	"slices"
	"sort"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// maxSpanRows is how many rows spans get; beyond it, those that do not overlap share one.
const maxSpanRows = 16

// bounds are the axis values of a span of time: it possibly lasted [from, to) and surely [sureFrom, sureTo).
// sureFrom > sureTo when no part of it is sure.
type bounds struct{ from, to, sureFrom, sureTo int64 }

// boundsOf places an event that is a span on an axis from first to last. An open end reaches to the end of the axis and fades from the
// end that is known.
func (r resolved) boundsOf(s *timeline.Event, first, last int64) bounds {
	var b bounds
	if s.First.IsZero() && s.Last.IsZero() {
		return bounds{first, last, 1, 0}
	}
	if !s.First.IsZero() {
		b.from, b.sureFrom = r.span(s.First, s.Where)
	}
	if !s.Last.IsZero() {
		b.sureTo, b.to = r.span(*s.Last, s.Where)
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

func (b bounds) item(id string, lane int) item {
	return item{Name: id, Value: []int64{b.from, int64(lane), b.to, b.sureFrom, b.sureTo}}
}

// spanRows gives every place a row for each kind of span there, in order of its first. With more than maxSpanRows, those of
// one kind that do not overlap share rows.
func (r resolved) spanRows(spans []*timeline.Event, first, last int64) []row {
	var out []row
	at := map[string]int{}
	for _, s := range spans {
		kind, label := kinds.Of(s.Kind).Name, spanLabel(s)
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
		out[i].spans = append(out[i].spans, s)
		out[i].Count++
	}
	if len(out) > maxSpanRows {
		return r.packed(spans, first, last)
	}
	return byRank(out)
}

// packed fills rows from the top, each span into the first row of its kind where it touches nothing, and the rest into the
// last of them.
func (r resolved) packed(spans []*timeline.Event, first, last int64) []row {
	byKind := map[timeline.KindName][]*timeline.Event{}
	for i := range spans {
		kind := kinds.Of(spans[i].Kind).Name
		byKind[kind] = append(byKind[kind], spans[i])
	}
	var out []row
	for _, kind := range slices.Sorted(maps.Keys(byKind)) {
		out = append(out, r.packedKind(kinds.Of(kind), byKind[kind], first, last)...)
	}
	return byRank(out)
}

func (r resolved) packedKind(kind timeline.Kind, sorted []*timeline.Event, first, last int64) []row {
	sort.SliceStable(sorted, func(i, j int) bool {
		return r.boundsOf(sorted[i], first, last).from < r.boundsOf(sorted[j], first, last).from
	})
	var out []row
	var free []int64 // end of the last span of each row
	for _, s := range sorted {
		b := r.boundsOf(s, first, last)
		i := 0
		for i < len(free) && i < maxSpanRows-1 && free[i] > b.from {
			i++
		}
		if i == len(free) {
			lane := Lane{Key: fmt.Sprintf("stay:%s:%d", kind.Name, i+1), Label: kind.TitleMany(), Kind: "stay", Of: kind.Name}
			out, free = append(out, row{Lane: lane}), append(free, b.to)
		}
		free[i] = max(free[i], b.to)
		out[i].spans = append(out[i].spans, s)
		out[i].Count++
	}
	return out
}

func spanLabel(s *timeline.Event) string {
	if label := plain(s.Where.Label); label != "" {
		return label
	}
	return kinds.Of(s.Kind).Title() + " " + plain(s.ID)
}
