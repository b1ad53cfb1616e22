package chart

import (
	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
	"sightline/timeline/analysis"
)

// origin is what distances are measured from.
type origin struct {
	point  orb.Point
	radius geo.Meters
	words  string
}

func baseOf(d timeline.Dossier, f analysis.Findings) (origin, bool) {
	best, words := -1, ""
	places := analysis.Of[analysis.Place](f)
	for k, p := range places {
		if p.Base != nil && (best < 0 || p.Base.Nights > places[best].Base.Nights) {
			best, words = k, "likely base"
		}
	}
	if best < 0 {
		for k, p := range places {
			if p.Exact && (best < 0 || p.Sightings > places[best].Sightings) {
				best, words = k, "place with most sightings"
			}
		}
	}
	if best >= 0 {
		p := places[best]
		return origin{p.Point, p.Radius, plain(p.Name) + ", the " + words}, true
	}
	for _, t := range analysis.Tracks(d.Events) {
		for i := range t.Sightings {
			s := &t.Sightings[i]
			if located(s.Where) {
				return origin{s.Where.Point, f.Parameters.Reach.Slack(s), "the first position known"}, true
			}
		}
	}
	return origin{}, false
}
