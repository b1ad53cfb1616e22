package analysis

import (
	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
)

func placesRow() accuracyRow {
	return accuracyRow{
		of: "places",
		try: func(c trial, s *score) {
			l, seen := c.history(plan{days: 240, move: c.n%3 == 0, circuit: c.n%4 == 0})
			f := Analyze(seen.d, DefaultParameters())
			scorePlaces(s, &l, &seen, f)
			for _, p := range Of[Place](f) {
				if p.Exact && p.Class == timeline.ClassAgency {
					s.mistake("an agency's office made an exact place", -1)
				}
			}
		},
		goals: func(_ float64, n noisiness) (precision, recall float64) {
			if n.share > 0 {
				return 0, 0
			}
			return 0.9, 0.9
		},
	}
}

// planted returns the spots that were noted in at least as many visits as make a place, and where they are.
func planted(l *life, seen *noted) map[int]orb.Point {
	visits := map[int]map[int]bool{}
	sightings := map[int]int{}
	for _, s := range seen.d.Events {
		spot, ok := seen.spots[s.ID]
		if !ok {
			continue
		}
		if visits[spot] == nil {
			visits[spot] = map[int]bool{}
		}
		visits[spot][seen.visit[s.ID]] = true
		sightings[spot]++
	}
	out := map[int]orb.Point{}
	for spot, v := range visits {
		if len(v) < DefaultParameters().Place.Visits || sightings[spot] < DefaultParameters().Place.Sightings {
			continue
		}
		if spot < -1 {
			out[spot] = l.w.towns[-2-spot].gateway
		} else {
			out[spot] = l.spots[spot].point
		}
	}
	return out
}

func scorePlaces(s *score, l *life, seen *noted, f Findings) {
	truth := planted(l, seen)
	found := map[int]bool{}
	for _, p := range Of[Place](f) {
		if !p.Exact {
			continue
		}
		match, again := none, false
		for spot, at := range truth {
			if geo.Distance(at, p.Point) < 150 {
				match, again = spot, found[spot]
			}
		}
		switch {
		case match == none:
			s.mistake("where nothing is", -1)
		case again:
			s.mistake("one place found as two", -1)
		default:
			found[match] = true
			s.found(-1)
		}
	}
	for spot := range truth {
		if !found[spot] {
			s.miss(map[bool]string{true: "haunts missed", false: "readers missed"}[spot >= 0])
		}
	}
}
