package analysis

import "time"

func changesRow() accuracyRow {
	return accuracyRow{
		of: "changes",
		try: func(c trial, s *score) {
			l, seen := c.history(plan{days: 240, move: c.n%2 == 0, circuit: c.n%4 == 1})
			f := Analyze(seen.d, DefaultParameters())
			hit := false
			for _, x := range Of[Change](f) {
				switch off := x.At.Sub(l.moved).Abs(); {
				case l.moved.IsZero():
					s.mistake("changes of one who keeps to a pattern", x.Chance)
				case off > 14*24*time.Hour:
					s.mistake("weeks off", x.Chance)
				case !hit:
					hit = true
					s.found(x.Chance)
				}
			}
			if !hit && !l.moved.IsZero() {
				s.miss("moves missed")
			}
		},
	}
}
