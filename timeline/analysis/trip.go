package analysis

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/internal/words"
)

// Trip is a run of sightings of one track with no silence longer than the trip rule.
type Trip struct {
	Statement `json:"-"` // that of its Finding
	Track     string     `json:"track"`
	Start     time.Time  `json:"start"`
	End       time.Time  `json:"end"`
	Distance  geo.Meters `json:"distance_m"` // from sighting to sighting, straight: the least way
	Sightings int        `json:"sightings"`
	Exact     bool       `json:"exact"` // all its sightings are exact positions
}

func tripDetector() Detector {
	return Detector{
		Name: "trips", Kind: "trip", Title: "Trips", Group: "Gaps and trips", Section: "movements", Rules: []string{"trip_gap", "speed."},
		Data: Trip{},
		Find: func(in *Inputs) []Finding {
			return findingsOf(in.history().trips(in.unexplained()), func(t *Trip) Finding {
				return Finding{Statement: t.Statement, Start: t.Start, End: t.End, Shapes: in.way(t.Evidence)}
			})
		},
		None: func(in *Inputs) string {
			return fmt.Sprintf("No trip. It takes two sightings of one track at different places with no silence over %s between; %s.",
				in.Parameters.TripGap.Compact(), in.counted().all)
		},
	}
}

// way joins the places of events in their order.
func (in *Inputs) way(ids []string) (all []Shape) {
	var last orb.Point
	begun := false
	for _, id := range ids {
		p, ok := in.point(id)
		if !ok {
			continue
		}
		if begun && p != last {
			all = append(all, line(FormWay, last, p))
		}
		last, begun = p, true
	}
	return all
}

// RankedGap is a gap with what could have happened in it.
type RankedGap struct {
	Statement `json:"-"` // that of its Finding
	Gap
	// Reachable is how far from the straight way the subject could have gone and been back in time.
	Reachable geo.Meters `json:"reachable_m"`
}

func gapDetector() Detector {
	return Detector{
		Name: "gaps", Kind: "gap", Title: "Gaps", Group: "Gaps and trips", Section: "gaps", Rules: []string{"gap", "speed.road_kmh"},
		Data: RankedGap{},
		Find: func(in *Inputs) []Finding {
			return findingsOf(in.history().gaps(), func(g *RankedGap) Finding {
				return Finding{Statement: g.Statement, Start: g.Start, End: g.End, Shapes: in.between(FormWay, g.After, g.Before),
					Facts: []Fact{
						factOf("Within reach", lengthText(g.Reachable)+" out of the way"), factOf("Moved", lengthText(g.Moved)),
					}}
			})
		},
		None: func(in *Inputs) string {
			return fmt.Sprintf("No gap. There is no silence over %s between two sightings; %s.", in.Parameters.Gap.Compact(),
				in.counted().all)
		},
	}
}

// trips splits each track by silence and keeps the runs in which something moved. A sighting that contradicts both of its
// neighbours is left out, and a run ends where two contradict each other: nobody went that way.
func (h *history) trips(conflicts []Conflict) []Trip {
	type way struct{ a, b int32 }
	impossible := map[way]bool{}
	for _, c := range conflicts {
		impossible[way{c.a, c.b}] = true
	}
	misread := h.misreads(conflicts)
	longest := time.Duration(h.p.TripGap).Milliseconds()
	var out []Trip
	for _, t := range h.tracks {
		var run []int32
		for _, i := range h.located(t) {
			if misread[i] {
				continue
			}
			if n := len(run); n > 0 && (h.all[i].start-h.all[run[n-1]].end > longest || impossible[way{run[n-1], i}]) {
				out = h.appendTrip(out, t.key, run)
				run = nil
			}
			run = append(run, i)
		}
		out = h.appendTrip(out, t.key, run)
	}
	return out
}

func (h *history) appendTrip(out []Trip, track string, run []int32) []Trip {
	if len(run) < 2 {
		return out
	}
	first, last := &h.all[run[0]], &h.all[run[len(run)-1]]
	trip := Trip{Track: track, Start: instant(first.start), End: instant(last.end), Sightings: len(run), Exact: true}
	for k, i := range run {
		o := &h.all[i]
		trip.Exact = trip.Exact && o.exact
		if k > 0 {
			from := &h.all[run[k-1]]
			trip.Distance += max(0, geo.Distance(from.point, o.point)-from.slack-o.slack)
		}
	}
	if trip.Distance < 2*h.p.Place.Radius {
		return out
	}
	trip.Statement = Statement{
		Text: fmt.Sprintf("%s went at least %.0f km in %s from %s to %s, by %s.", subjectOf(track), trip.Distance.Kilometers(),
			hours(Span(trip.End.Sub(trip.Start))), h.nameOf(first.point, first.exact, run[:1]),
			h.nameOf(last.point, last.exact, run[len(run)-1:]),
			words.Count(len(run), "sighting")),
		Basis: fmt.Sprintf("no silence over %s and no impossible leg; straight lines between sightings, radii taken off",
			hours(h.p.TripGap)),
		Evidence: h.ids(run),
	}
	return append(out, trip)
}

// gaps returns the silences of the whole dossier, those in which most could have happened first.
func (h *history) gaps() []RankedGap {
	var out []RankedGap
	for _, g := range Gaps(*h.d, time.Duration(h.p.Gap)) {
		budget := geo.Meters(float64(h.p.Speed.Road) * g.End.Sub(g.Start).Seconds())
		out = append(out, RankedGap{Gap: g, Reachable: max(0, (budget-g.Moved)/2), Statement: Statement{
			Text: fmt.Sprintf("Nothing was seen for %s between %s and %s.", hours(Span(g.End.Sub(g.Start))),
				g.Start.Format("2 January 2006 15:04 UTC"), g.End.Format("2 January 2006 15:04 UTC")),
			Basis: fmt.Sprintf("silence over %s; ranked by how far at %.0f km/h the subject could have gone out of the way",
				hours(h.p.Gap), h.p.Speed.Road.KilometersPerHour()),
			Evidence: []string{g.After, g.Before},
		}})
	}
	slices.SortStableFunc(out, func(a, b RankedGap) int { return cmp.Compare(b.Reachable, a.Reachable) })
	return out
}
