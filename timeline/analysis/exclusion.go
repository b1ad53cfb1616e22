package analysis

import (
	"slices"
	"time"

	"sightline/geo"
)

// exclusion is a span of instants, without its ends, that one anchor rules out.
type exclusion struct {
	from, to time.Time
	anchor   int
}

// span is a stretch of time, both ends included.
type span struct{ from, to time.Time }

// free returns the longest stretch of [from, to], at least as long as stay, at every instant of which fewer than records
// independent anchors rule it out; nil when there is none.
func (w *Whereabouts) free(out []exclusion, from, to time.Time, stay time.Duration, records int) *span {
	edges := []time.Time{from, to}
	for _, x := range out {
		for _, t := range []time.Time{x.from, x.to} {
			if t.After(from) && t.Before(to) {
				edges = append(edges, t)
			}
		}
	}
	slices.SortFunc(edges, time.Time.Compare)
	var best, now *span
	close := func() {
		if now != nil && now.to.Sub(now.from) >= stay && (best == nil || now.to.Sub(now.from) > best.to.Sub(best.from)) {
			best = now
		}
		now = nil
	}
	extend := func(a, b time.Time) {
		if now == nil {
			now = &span{a, b}
		}
		now.to = b
	}
	for k, e := range edges {
		if !w.ruled(out, e, e, records) {
			extend(e, e)
		} else {
			close()
		}
		if k+1 < len(edges) && edges[k+1].After(e) {
			if !w.ruled(out, e, edges[k+1], records) {
				extend(e, edges[k+1])
			} else {
				close()
			}
		}
	}
	close()
	return best
}

// ruled reports whether at least so many independent anchors exclude the open stretch from a to b, or the instant a when
// they are equal. No exclusion begins or ends within the stretch.
func (w *Whereabouts) ruled(out []exclusion, a, b time.Time, records int) bool {
	var by []int
	for _, x := range out {
		inside := x.from.Before(a) && x.to.After(a)
		if b.After(a) {
			inside = !x.from.After(a) && !x.to.Before(b)
		}
		if !inside || slices.ContainsFunc(by, func(i int) bool { return !w.independent(i, x.anchor) }) {
			continue
		}
		if by = append(by, x.anchor); len(by) >= records {
			return true
		}
	}
	return false
}

// independent reports whether two anchors are not likely the same error: far enough apart or an hour apart.
func (w *Whereabouts) independent(i, j int) bool {
	a, b := w.anchors[i], w.anchors[j]
	return a.From.Sub(b.From).Abs() >= time.Hour || geo.Distance(a.Point, b.Point) >= w.rule.Apart
}
