package analysis

import (
	"time"

	"sightline/geo"
)

func basesRow() accuracyRow {
	return accuracyRow{
		of: "bases",
		try: func(c trial, s *score) {
			l, seen := c.history(plan{days: 240, move: c.n%3 == 0, circuit: c.n%4 == 0})
			scoreBases(s, &l, &seen, Analyze(seen.d, DefaultParameters()))
		},
		goals: func(perDay float64, n noisiness) (precision, recall float64) {
			if n.share > 0 || perDay < 4 { // at fewer TestAccuracyBases has the goals
				return 0, 0
			}
			return 0.95, 0.9
		},
	}
}

func scoreBases(s *score, l *life, seen *noted, f Findings) {
	nights := map[int]map[int]bool{}
	for _, x := range seen.d.Events {
		spot, ok := seen.spots[x.ID]
		if !ok || spot < 0 {
			continue
		}
		local := x.First.Start.In(l.w.towns[l.spots[spot].town].zone)
		if h := local.Hour(); h >= 22 || h < 7 {
			if nights[spot] == nil {
				nights[spot] = map[int]bool{}
			}
			nights[spot][dayNumber(local.Add(-12*time.Hour))] = true
		}
	}
	found := map[int]bool{}
	for _, p := range f.Bases() {
		hit := false
		for _, b := range l.base {
			if geo.Distance(l.spots[b].point, p.Point) < 150 {
				hit, found[b] = true, true
			}
		}
		if hit {
			s.found(p.Base.Chance)
			continue
		}
		what := "a reader taken for a base"
		for _, sp := range l.spots {
			if geo.Distance(sp.point, p.Point) < 150 {
				what = "a haunt or lodging taken for a base"
			}
		}
		s.mistake(what, p.Base.Chance)
	}
	for _, b := range l.base {
		if !found[b] && len(nights[b]) >= DefaultParameters().Base.Nights {
			s.miss("bases missed")
		}
	}
}
