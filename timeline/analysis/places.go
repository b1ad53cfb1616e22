package analysis

import (
	"fmt"

	"sightline/internal/words"
)

func placeDetector() Detector {
	return Detector{
		Name: "places", Kind: "place", Title: "Places", Group: "Places", Section: "places", Rules: []string{"place."}, Data: Place{},
		Find: func(in *Inputs) []Finding {
			return findingsOf(in.places(), func(p *Place) Finding {
				return Finding{Statement: p.Statement, Start: p.First, End: p.Last, Rank: p.rank(), Shapes: p.shapes(), Facts: p.facts()}
			})
		},
		None: func(in *Inputs) string {
			p := in.Parameters.Place
			return fmt.Sprintf("No place. It takes %s within %.0f m of each other at %s, or %d known by one office or area; %s.",
				words.Count(p.Sightings, "exact sighting"), p.Distance, words.Count(p.Visits, "separate time"), p.Sightings, in.counted().exact)
		},
	}
}

// rank puts exact places before offices and areas, then those with most nights, then those with most visits.
func (p *Place) rank() float64 {
	const most = 1e6 // of nights or visits
	rank := float64(p.Nights)*most + float64(len(p.Visits))
	if p.Exact {
		rank += most * most
	}
	return rank
}

func (p *Place) shapes() []Shape { return []Shape{disc(p.Point, p.Radius, p.Name)} }

func (p *Place) facts() []Fact {
	known := "an office or area; within "
	if p.Exact {
		known = "exact, within "
	}
	facts := []Fact{
		factOf("Position", fmt.Sprintf("%.5f, %.5f · %s", p.Point[1], p.Point[0], known+lengthText(p.Radius))),
		factOf("Seen", fmt.Sprintf("%s in %s on %s (%s of the days known)", words.Count(p.Sightings, "time"),
			words.Count(len(p.Visits), "visit"),
			words.Count(p.Days, "day"), percent(p.DayShare))),
		factOf("Nights", words.Number(p.Nights)),
	}
	if p.TimeShare >= 0.005 {
		facts = append(facts, factOf("Share of the stays", percent(p.TimeShare)))
	}
	return facts
}
