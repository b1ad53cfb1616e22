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

// inquest is one question: whether a track can have been in a disc.
type inquest struct {
	w    *Whereabouts
	disc geo.Cap
	out  []exclusion
}

// free returns the longest stretch of [from, to], at least as long as stay, at every instant of which fewer than records
// independent anchors rule it out; nil when there is none.
func (q *inquest) free(from, to time.Time, stay time.Duration, records int) *span {
	edges := []time.Time{from, to}
	for _, x := range q.out {
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
		if !q.ruled(e, e, records) {
			extend(e, e)
		} else {
			close()
		}
		if k+1 < len(edges) && edges[k+1].After(e) {
			if !q.ruled(e, edges[k+1], records) {
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
func (q *inquest) ruled(a, b time.Time, records int) bool {
	var by []int
	against := 0
	for _, x := range q.out {
		inside := x.from.Before(a) && x.to.After(a)
		if b.After(a) {
			inside = !x.from.After(a) && !x.to.Before(b)
		}
		if !inside || slices.ContainsFunc(by, func(i int) bool { return !q.w.independent(i, x.anchor) }) {
			continue
		}
		if records > 1 {
			n, there := q.opposed(x.anchor, a, b)
			if there || n > 0 && !q.w.settled {
				continue
			}
			against = max(against, n)
		}
		if by = append(by, x.anchor); len(by) >= records+against {
			return true
		}
	}
	return false
}

// nearOpposed is how many records on either side of an instant are looked through for one that speaks for the opposite.
const nearOpposed = 12

// standsWithin is how near in time a record stands to what is asked when it is about that very presence.
const standsWithin = 3 * time.Hour

// opposed counts the records near in time that leave room for what is asked and contradict an anchor: either may be wrong, so the
// anchor proves little. there: one of them stands where and when it is asked about.
func (q *inquest) opposed(i int, a, b time.Time) (n int, there bool) {
	x := q.w.anchors[i]
	for _, side := range [][]anchor{q.w.anchors, q.w.aside} {
		at, _ := slices.BinarySearchFunc(side, a, func(x anchor, t time.Time) int { return x.From.Compare(t) })
		for k := max(0, at-nearOpposed); k < min(len(side), at+nearOpposed); k++ {
			o := side[k]
			from, to, excludes := o.Excludes(q.disc, q.w.rule.Top)
			if excludes && from.Before(b.Add(1)) && to.After(a) {
				continue // it speaks against it too
			}
			if clash(x.Anchor, o.Anchor, q.w.rule.Top) {
				n++
				away := max(o.From.Sub(b), a.Sub(o.To))
				there = there || away <= standsWithin && geo.Distance(o.Point, q.disc.Center) <= o.Radius+q.disc.Radius+q.w.rule.Apart
			}
		}
	}
	return n, there
}

// witness returns a record that stands where and when it is asked about, nil where there is none.
func (q *inquest) witness(from, to time.Time) *anchor {
	for _, side := range [][]anchor{q.w.anchors, q.w.aside} {
		for k := range side {
			x := &side[k]
			if !x.From.After(to) && !x.To.Before(from) && geo.Distance(x.Point, q.disc.Center) <= x.Radius+q.disc.Radius {
				return x
			}
		}
	}
	return nil
}

// clash reports whether two records cannot both be of one vehicle.
func clash(a, b geo.Anchor, top geo.MetersPerSecond) bool {
	most := max(b.To.Sub(a.From), a.To.Sub(b.From)).Seconds()
	return float64(geo.Distance(a.Point, b.Point)-a.Radius-b.Radius) > float64(top)*most
}

// independent reports whether two anchors are not likely the same error. Of a vehicle they are by another reader, an hour apart, so
// that neither one reader's position nor one passing of another vehicle made both, and not both of a load whose times are doubted.
// A person is not mistaken for another all along a way: there either will do.
func (w *Whereabouts) independent(i, j int) bool {
	a, b := w.anchors[i], w.anchors[j]
	later := a.From.Sub(b.From).Abs() >= time.Hour
	elsewhere := geo.Distance(a.Point, b.Point) >= w.rule.Apart
	if w.track == "" {
		return later || elsewhere
	}
	return later && elsewhere && !(a.doubted && a.load == b.load)
}
