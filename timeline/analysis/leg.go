package analysis

import (
	"time"

	"sightline/geo"
	"sightline/timeline"
)

// Leg is the movement between two consecutive located sightings of one track. It is inferred: nothing was seen between.
type Leg struct {
	Track    string              `json:"track"` // Track.Key: "" for the person, else the plate
	From     string              `json:"from"`  // sighting ids
	To       string              `json:"to"`
	Start    time.Time           `json:"start"` // first instant From, of a burst its last read, can mean: no movement before it belongs to the leg
	End      time.Time           `json:"end"`   // end of the instants To, of a burst its first read, can mean, exclusive: the leg was over by then
	Distance geo.Meters          `json:"distance_m"`
	Speed    geo.MetersPerSecond `json:"speed_mps"` // least speed that explains it, both radii taken off the distance
	Exact    bool                `json:"exact"`     // both ends are exact positions
	Gap      bool                `json:"gap"`       // longer than the gap rule: where the subject went between is unknown
}

// Legs returns the movements of a dossier by track and time. A leg whose ends are surely further apart in time than gap
// is marked; a gap of 0 or less stands for DefaultGap. Two sightings at one point make no leg. The least speed gives the
// subject every benefit: the whole of both time spans, and both radii (with the agency's reach for an agency's position).
func Legs(d timeline.Dossier, gap time.Duration) []Leg {
	if gap <= 0 {
		gap = DefaultGap
	}
	p := DefaultParameters()
	p.Gap = Span(gap)
	return newHistory(&d, p).legs()
}

func (h *history) legs() []Leg {
	var out []Leg
	for _, t := range h.tracks {
		var last *timeline.Event
		for _, i := range t.obs {
			to := h.all[i].s
			if !h.all[i].located {
				continue
			}
			if last != nil && last.Where.Point != to.Where.Point {
				out = append(out, legBetween(t.key, last, to, time.Duration(h.p.Gap), h.p.Reach))
			}
			last = to
		}
	}
	return out
}

func legBetween(track string, from, to *timeline.Event, gap time.Duration, reach JurisdictionReach) Leg {
	l := Leg{
		Track: track, From: from.ID, To: to.ID,
		Start: from.LastSeen().Start, End: later(from.First.End, to.FirstSeen().End),
		Distance: geo.Distance(from.Where.Point, to.Where.Point),
		Exact:    from.Where.Class.Exact() && to.Where.Class.Exact(),
		Gap:      to.First.Start.Sub(from.First.End) > gap,
	}
	// At least a millisecond, so that no record with an empty span makes a speed that JSON cannot carry.
	l.Speed = geo.LeastSpeed(l.Distance-reach.Slack(from)-reach.Slack(to), max(l.End.Sub(l.Start), time.Millisecond))
	return l
}

// Gap is a span with no sighting at all, longer than the gap rule.
type Gap struct {
	After  string     `json:"after"` // sighting ids
	Before string     `json:"before"`
	Start  time.Time  `json:"start"`
	End    time.Time  `json:"end"`
	Moved  geo.Meters `json:"moved_m"` // distance between the sightings on either side, 0 where either has no position
}

// Gaps returns the spans of time in which nothing of a dossier was sighted, neither the person nor any vehicle, in time order.
// A span starts when the sightings before it are surely over and ends when the next can have begun. A gap of 0 or less
// stands for DefaultGap.
func Gaps(d timeline.Dossier, gap time.Duration) []Gap {
	if gap <= 0 {
		gap = DefaultGap
	}
	var out []Gap
	var last *timeline.Event // the one that is over latest
	for _, s := range inOrder(d.Events) {
		if last != nil && s.First.Start.Sub(last.First.End) > gap {
			g := Gap{After: last.ID, Before: s.ID, Start: last.First.End, End: s.First.Start}
			if last.Where.Located() && s.Where.Located() {
				g.Moved = geo.Distance(last.Where.Point, s.Where.Point)
			}
			out = append(out, g)
		}
		if last == nil || s.First.End.After(last.First.End) {
			last = s
		}
	}
	return out
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
