package analysis

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"sightline/geo"
	"sightline/internal/words"
)

// Region is where a track can have been at an instant.
type Region struct {
	Answer
	Track   string           `json:"track"`
	When    time.Time        `json:"when"`
	Outline orb.MultiPolygon `json:"-"` // empty unless the verdict is Possible
}

// RegionAt returns where the track can have been at an instant, if every record that bounds it is right. The verdict is
// Unknown when no sighting lies within the horizon or when the records leave no common place: then one of them is wrong.
func (w *Whereabouts) RegionAt(at time.Time) Region {
	r := Region{Track: w.track, When: at, Answer: Answer{Verdict: Unknown, Statement: Statement{Basis: w.basis()}}}
	if len(w.each) > 0 {
		r.Answer = w.ofEach(func(one *Whereabouts) Answer {
			part := one.RegionAt(at)
			r.Outline = append(r.Outline, part.Outline...)
			return part.Answer
		})
		return r
	}
	caps, ids := w.binding(at)
	if len(caps) == 0 {
		r.Text = fmt.Sprintf("Unknown: %s was not sighted within %s of the time asked about.", w.name(), hours(w.rule.Horizon))
		return r
	}
	r.Evidence = ids
	outline, ok := geo.Region(caps)
	if !ok {
		r.Text = fmt.Sprintf("Unknown: the records around the time asked about leave %s no place, so one of them is wrong.", w.name())
		return r
	}
	_, r.Margin = geo.CommonPoint(caps)
	r.Verdict, r.Outline = Possible, outline
	r.Text = fmt.Sprintf("%s can have been anywhere in the outline on %s, by %s.", capital(w.name()),
		at.Format("2 January 2006 15:04 UTC"), words.Count(len(ids), "record"))
	return r
}

// mostCaps bounds how many reaches are intersected; those left out are the widest.
const mostCaps = 24

// binding returns the reaches at an instant of the anchors within the horizon, without those that hold another wholly.
func (w *Whereabouts) binding(at time.Time) ([]geo.Cap, []string) {
	h := time.Duration(w.rule.Horizon)
	type reach struct {
		cap geo.Cap
		id  string
	}
	var all []reach
	for _, a := range w.anchors {
		if !a.From.After(at.Add(h)) && !a.To.Before(at.Add(-h)) {
			all = append(all, reach{a.CapAt(at, w.rule.Top), a.id})
		}
	}
	slices.SortStableFunc(all, func(a, b reach) int { return cmp.Compare(a.cap.Radius, b.cap.Radius) })
	var caps []geo.Cap
	var ids []string
	for _, x := range all {
		holds := slices.ContainsFunc(caps, func(c geo.Cap) bool {
			return geo.Distance(c.Center, x.cap.Center)+c.Radius <= x.cap.Radius
		})
		if !holds && len(caps) < mostCaps {
			caps, ids = append(caps, x.cap), append(ids, x.id)
		}
	}
	return caps, ids
}

// GeoJSON returns the region as a collection of one feature, without a geometry unless the verdict is Possible.
func (r Region) GeoJSON() *geojson.FeatureCollection {
	var outline orb.Geometry
	if len(r.Outline) > 0 {
		outline = r.Outline
	}
	f := geojson.NewFeature(outline)
	f.Properties = geojson.Properties{
		"track": r.Track, "when": r.When.Format(time.RFC3339), "verdict": string(r.Verdict), "text": r.Text,
		"basis": r.Basis, "evidence": nonNil(r.Evidence), "margin_m": float64(r.Margin),
	}
	fc := geojson.NewFeatureCollection()
	return fc.Append(f)
}

// nearAnchors is how many sightings on either side of a stretch of time are asked about a meeting.
const nearAnchors = 4

// CouldMeet answers whether two tracks can have been within a distance of each other in [from, to).
func CouldMeet(a, b *Whereabouts, apart geo.Meters, from, to time.Time) Answer {
	if len(a.each) > 0 {
		return a.ofEach(func(one *Whereabouts) Answer { return CouldMeet(one, b, apart, from, to) })
	}
	if len(b.each) > 0 {
		return b.ofEach(func(one *Whereabouts) Answer { return CouldMeet(a, one, apart, from, to) })
	}
	out := Answer{Verdict: No, Margin: 0, Statement: Statement{Basis: fmt.Sprintf("%s; %s", a.basis(), b.basis())}}
	var one Answer // an answer that is not known, if any stretch has none
	first := true
	for _, s := range stretches(a, b, from, to) {
		got := meetWithin(a, b, apart, s)
		switch {
		case got.Verdict == Possible && out.Verdict != Possible:
			got.Basis = out.Basis
			out = got
		case got.Verdict == Possible:
			out.From, out.To = earlier(out.From, got.From), later(out.To, got.To)
		case got.Verdict == Unknown && one.Verdict == "":
			got.Basis = out.Basis
			one = got
		case got.Verdict == No && out.Verdict == No && (first || got.Margin > out.Margin):
			got.Basis = out.Basis
			out, first = got, false
		}
	}
	if out.Verdict == No && one.Verdict == Unknown {
		return one
	}
	return out
}

// stretches divides [from, to] at the sightings of both, so that within one the same sightings are the nearest.
func stretches(a, b *Whereabouts, from, to time.Time) []span {
	edges := []time.Time{from, to}
	for _, w := range []*Whereabouts{a, b} {
		for _, x := range w.anchors {
			for _, t := range []time.Time{x.From, x.To} {
				if t.After(from) && t.Before(to) {
					edges = append(edges, t)
				}
			}
		}
	}
	slices.SortFunc(edges, time.Time.Compare)
	edges = slices.CompactFunc(edges, time.Time.Equal)
	if len(edges) == 1 {
		return []span{{from, to}}
	}
	out := make([]span, 0, len(edges)-1)
	for k := 1; k < len(edges); k++ {
		out = append(out, span{edges[k-1], edges[k]})
	}
	return out
}

// meetWithin answers for a stretch of time. A no must stand without either of the two records that bind it, when the
// rule asks for more than one.
func meetWithin(a, b *Whereabouts, apart geo.Meters, s span) Answer {
	if !a.bounded(s.from, s.to) || !b.bounded(s.from, s.to) {
		return Answer{Verdict: Unknown, Statement: Statement{
			Text: fmt.Sprintf("Unknown: one of the two was not sighted within %s of the time asked about.", hours(a.rule.Horizon)),
		}}
	}
	near, far := a.around(s), b.around(s)
	m := geo.Meet(a.pick(near), b.pick(far), a.rule.Top, b.rule.Top, apart, s.from, s.to)
	out := Answer{Margin: m.Margin}
	switch {
	case m.Possible:
		out.Verdict, out.From, out.To, out.At, out.Point = Possible, m.From, m.To, m.At, &m.Point
		out.Evidence = distinct(append(a.names(near), b.names(far)...))
		out.Text = fmt.Sprintf("Possible: %s and %s can have met between %s and %s, for example at %.4f, %.4f. It does not say that they did.",
			a.name(), b.name(), m.From.Format("2 January 2006 15:04"), m.To.Format("2 January 2006 15:04 UTC"), m.Point[1], m.Point[0])
	case !m.Ruled:
		out.Verdict, out.Evidence = Unknown, distinct(append(a.names(near), b.names(far)...))
		out.Text = "Unknown: the records neither rule a meeting out nor leave a place for it that could be named."
	default:
		i, j := near[m.Binding[0]], far[m.Binding[1]]
		out.Evidence = distinct([]string{a.anchors[i].id, b.anchors[j].id})
		out.Verdict = No
		out.Text = fmt.Sprintf("No: %s and %s were at least %.0f km out of each other's reach.", a.name(), b.name(), -m.Margin.Kilometers())
		if a.records > 1 && !ruledOften(a, b, near, far, apart, s) {
			out.Verdict = Unknown
			out.Text = fmt.Sprintf("Unknown: the meeting of %s and %s is ruled out by one record alone, which can be wrong.", a.name(),
				b.name())
		}
	}
	return out
}

// ruledOften reports whether pairs of records each rule a meeting out in a stretch of time, and no one record, with those that
// share its error, is in all of them.
func ruledOften(a, b *Whereabouts, near, far []int, apart geo.Meters, s span) bool {
	type pair struct{ i, j int }
	var pairs []pair
	for _, i := range near {
		for _, j := range far {
			lacks := func(t time.Time) bool {
				return a.anchors[i].CapAt(t, a.rule.Top).Apart(b.anchors[j].CapAt(t, b.rule.Top)) > apart
			}
			if lacks(s.from) && lacks(s.to) {
				pairs = append(pairs, pair{i, j})
			}
		}
	}
	for _, p := range pairs {
		if !slices.ContainsFunc(pairs, func(o pair) bool { return a.independent(p.i, o.i) }) ||
			!slices.ContainsFunc(pairs, func(o pair) bool { return b.independent(p.j, o.j) }) {
			return false
		}
	}
	return len(pairs) > 0
}

// around returns the anchors nearest to a stretch of time on either side, and those within it.
func (w *Whereabouts) around(s span) []int {
	first, _ := slices.BinarySearchFunc(w.anchors, s.from, func(a anchor, t time.Time) int { return a.From.Compare(t) })
	last, _ := slices.BinarySearchFunc(w.anchors, s.to, func(a anchor, t time.Time) int { return a.From.Compare(t) })
	first, last = max(0, first-nearAnchors), min(len(w.anchors), last+nearAnchors)
	out := make([]int, 0, last-first)
	for i := first; i < last; i++ {
		out = append(out, i)
	}
	return out
}

func (w *Whereabouts) pick(index []int) []geo.Anchor {
	out := make([]geo.Anchor, len(index))
	for k, i := range index {
		out[k] = w.anchors[i].Anchor
	}
	return out
}

func (w *Whereabouts) names(index []int) []string {
	out := make([]string, len(index))
	for k, i := range index {
		out[k] = w.anchors[i].id
	}
	return out
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func capital(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}
