package chart

import "sightline/timeline"

// ends are the first and last axis value of something; none when from is after to.
type ends struct{ from, to int64 }

func (e ends) none() bool { return e.from > e.to }

func (e ends) include(from, to int64) ends {
	if e.none() {
		return ends{from, to}
	}
	return ends{min(e.from, from), max(e.to, to)}
}

var noEnds = ends{1, 0}

func (r resolved) markEnds(rows []row) ends {
	e := noEnds
	for _, row := range rows {
		for _, m := range row.marks {
			e = e.include(m.from, m.to)
		}
	}
	return e
}

// spanEnds takes in the known ends of spans; an open end has none.
func (r resolved) spanEnds(spans []*timeline.Event) ends {
	e := noEnds
	for _, s := range spans {
		for _, w := range []timeline.When{s.First, *s.Last} {
			if !w.IsZero() {
				e = e.include(r.span(w, s.Where))
			}
		}
	}
	return e
}

// extent returns the first and last axis value of anything known, with a little room at both ends.
func extent(all ...ends) (int64, int64) {
	e := noEnds
	for _, a := range all {
		if !a.none() {
			e = e.include(a.from, a.to)
		}
	}
	if e.none() {
		e = ends{}
	}
	room := max((e.to-e.from)/50, hour)
	return e.from - room, e.to + room
}

// window returns the part to be shown in detail, within the extent.
func (r resolved) window(from, to int64) [2]int64 {
	w := [2]int64{from, to}
	if !r.From.IsZero() {
		w[0] = min(max(from, axisTime(r.From)), to)
	}
	if !r.To.IsZero() {
		w[1] = max(min(to, axisTime(r.To)), from)
	}
	if w[0] >= w[1] {
		return [2]int64{from, to} // nothing lies in the window asked for
	}
	return w
}

// paperWindow returns the axis of a chart that cannot be zoomed. Addresses often reach back years before the first
// sighting; where they would press the sightings into less than half the axis, it shows the sightings' span only. cut
// are the spans that this touches.
func (r resolved) paperWindow(m Meta, rows []row, spans []*timeline.Event) (window [2]int64, cut []*timeline.Event) {
	window = m.Window
	seen := r.markEnds(rows)
	if r.From.IsZero() && r.To.IsZero() && !seen.none() && 2*(seen.to-seen.from) < m.To-m.From {
		window[0], window[1] = extent(seen)
	}
	if window == m.Window {
		return window, nil
	}
	for _, s := range spans {
		if b := r.boundsOf(s, m.From, m.To); b.from < window[0] || b.to > window[1] {
			cut = append(cut, s)
		}
	}
	return window, cut
}

// spansWithin are the spans that the axis shows at least a part of.
func (r resolved) spansWithin(spans []*timeline.Event, m Meta) []*timeline.Event {
	var out []*timeline.Event
	for _, s := range spans {
		if b := r.boundsOf(s, m.From, m.To); b.to >= m.From && b.from <= m.To {
			out = append(out, s)
		}
	}
	return out
}

// onAxis leaves out, and does not count, marks beside an axis that cannot be moved to them.
func onAxis(rows []row, m Meta) []row {
	for i := range rows {
		var in []mark
		for _, k := range rows[i].marks {
			if k.to >= m.From && k.from <= m.To {
				in = append(in, k)
			}
		}
		rows[i].marks, rows[i].Count = in, len(in)
	}
	return rows
}
