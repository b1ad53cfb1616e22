package analysis

import (
	"fmt"
	"slices"

	"sightline/internal/words"
)

// Base is why a place is a likely base.
type Base struct {
	Statement `json:"-"` // that of its Finding
	Place     int        `json:"place"`  // number of the finding that is the place
	Nights    int        `json:"nights"` // spent here
	Of        int        `json:"of"`     // nights known, from the first here to the last
	Share     float64    `json:"share"`
}

func baseDetector() Detector {
	return Detector{
		Name: "bases", Kind: "base", Title: "Likely bases", Group: "Likely bases", Section: "places", Headline: 2,
		Rules: []string{"base.", "place."}, Charts: []string{"nights", "distance"}, Data: Base{},
		Find: func(in *Inputs) (all []Finding) {
			for k := range in.places() {
				p := &in.places()[k]
				if p.Base != nil {
					all = append(all, Finding{
						Statement: p.Base.Statement, Start: p.First, End: p.Last, Rank: float64(p.Base.Nights), Shapes: p.shapes(),
						Facts: p.facts(), Data: *p.Base,
					})
				}
			}
			return all
		},
		None: func(in *Inputs) string {
			p := in.Parameters.Base
			return fmt.Sprintf("No likely base. It takes %s at one exact place and %.0f %% of the nights known; %s.",
				words.Count(p.Nights, "night"), 100*p.Share, mostNights(in.places()))
		},
	}
}

// mostNights says which place comes nearest to a base.
func mostNights(places []Place) string {
	var best *Place
	for k := range places {
		if p := &places[k]; p.Exact && (best == nil || p.Nights > best.Nights) {
			best = p
		}
	}
	if best == nil {
		return "no exact place was found"
	}
	return fmt.Sprintf("most are at %s, %s", best.Name, words.Count(best.Nights, "night"))
}

// findBases marks the exact places where the subject spends the nights.
func (h *history) findBases(places []Place) {
	known := map[int]bool{}
	for k := range places {
		if places[k].Exact {
			for day := range places[k].nights {
				known[day] = true
			}
		}
	}
	for k := range places {
		pl := &places[k]
		if !pl.Exact || pl.Nights < h.p.Base.Nights {
			continue
		}
		days := make([]int, 0, pl.Nights)
		for day := range pl.nights {
			days = append(days, day)
		}
		slices.Sort(days)
		of := 0
		for day := range known {
			if day >= days[0] && day <= days[len(days)-1] {
				of++
			}
		}
		share := float64(pl.Nights) / float64(of)
		if share < h.p.Base.Share {
			continue
		}
		pl.Base = &Base{Place: k, Nights: pl.Nights, Of: of, Share: share, Statement: Statement{
			Text: fmt.Sprintf("%s is a likely base: %d of the %s known between %s and %s.", pl.Name, pl.Nights, words.Count(of, "night"),
				dateOf(days[0]), dateOf(days[len(days)-1])),
			Basis: fmt.Sprintf("at least %s (%02d:00 to %02d:00 local time) and %.0f %% of those known; a night counts when it holds a sighting here and the sightings elsewhere leave %s",
				words.Count(h.p.Base.Nights, "night"), h.p.Base.From, h.p.Base.To, 100*h.p.Base.Share, hours(h.p.Base.Rest)),
			Evidence: pl.Evidence,
		}}
	}
}
