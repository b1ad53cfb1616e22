package analysis

import (
	"slices"
	"time"

	"sightline/timeline"
)

// These detectors tell what is in any history; their rows hold that against a plain count of what was planted.

// quiet is a history with a month of silence in its middle.
func (c trial) quiet() (seen noted, from, to time.Time) {
	l, seen := c.history(plan{days: 240, circuit: c.n%2 == 0})
	from = l.parts[0].start.AddDate(0, 0, 100)
	to = from.AddDate(0, 0, 30)
	var kept noted
	for _, e := range seen.d.Events {
		if e.First.Start.Before(from) || e.First.Start.After(to) {
			kept.d.Events = append(kept.d.Events, e)
		}
	}
	return kept, from, to
}

func gapsRow() accuracyRow {
	return accuracyRow{of: "gaps", describes: true, try: func(c trial, s *score) {
		seen, from, to := c.quiet()
		hit := false
		for _, g := range Of[RankedGap](Analyze(seen.d, DefaultParameters())) {
			switch covers := !g.Start.After(from) && !g.End.Before(to); {
			case covers:
				hit = true
			case slices.ContainsFunc(seen.d.Events, func(e timeline.Event) bool {
				return observed(&e) && e.First.Start.After(g.Start) && e.First.End.Before(g.End)
			}):
				s.mistake("gaps with a sighting in them", -1)
			}
		}
		if hit {
			s.found(-1)
		} else {
			s.miss("silence missed")
		}
	}, goals: func(float64, noisiness) (precision, recall float64) { return 1, 1 }}
}

func tripsRow() accuracyRow {
	return accuracyRow{of: "trips", describes: true, try: func(c trial, s *score) {
		seen, from, to := c.quiet()
		for _, x := range Of[Trip](Analyze(seen.d, DefaultParameters())) {
			if x.Start.Before(from) && x.End.After(to) {
				s.mistake("trips through the silence", -1)
			} else {
				s.found(-1)
			}
		}
	}, goals: func(float64, noisiness) (precision, recall float64) { return 1, 0 }}
}

func routineRow() accuracyRow {
	return accuracyRow{of: "routine", describes: true, try: func(c trial, s *score) {
		_, seen := c.history(plan{days: 240})
		timed := 0
		for i := range seen.d.Events {
			timed += count(observed(&seen.d.Events[i]))
		}
		if r := One[Routine](Analyze(seen.d, DefaultParameters())); r.Timed > 0 && r.Timed <= timed {
			s.found(-1)
		} else {
			s.mistake("sightings that are none", -1)
		}
	}, goals: func(float64, noisiness) (precision, recall float64) { return 1, 1 }}
}

func interestRow() accuracyRow {
	return accuracyRow{of: "interest", describes: true, try: func(c trial, s *score) {
		_, seen := c.history(plan{days: 240})
		inquiries := 0
		for i := range seen.d.Events {
			inquiries += count(seen.d.Events[i].Code == "QV")
		}
		x := One[Interest](Analyze(seen.d, DefaultParameters()))
		counted := 0
		for _, contact := range x.Contacts {
			counted += len(contact.Sightings)
		}
		if counted == inquiries {
			s.found(-1)
		} else {
			s.mistake("inquiries that are in no encounter", -1)
		}
	}, goals: func(float64, noisiness) (precision, recall float64) { return 1, 1 }}
}

// burstsRow plants a dozen inquiries within a day and a half.
func burstsRow() accuracyRow {
	return accuracyRow{of: "bursts", try: func(c trial, s *score) {
		l, seen := c.history(plan{days: 240})
		at := l.parts[0].start.AddDate(0, 0, 60+c.r.IntN(100))
		if c.n%2 == 0 {
			for k := range 12 + int(2*c.perDay) {
				t := at.Add(time.Duration(c.r.Float64() * 36 * float64(time.Hour)))
				p := part{start: t, end: t, a: l.w.towns[k%9].office, b: l.w.towns[k%9].office}
				seen.d.Events = append(seen.d.Events, l.inquiryAt(t, p, k))
			}
			seen.sort()
		}
		hit := false
		for _, b := range Of[Burst](Analyze(seen.d, DefaultParameters())) {
			if c.n%2 == 0 && b.Start.Before(at.AddDate(0, 0, 3)) && b.End.After(at.AddDate(0, 0, -1)) {
				if !hit {
					s.found(b.Chance)
				}
				hit = true
			} else {
				s.mistake("bursts of chance", b.Chance)
			}
		}
		if c.n%2 == 0 && !hit {
			s.miss("missed")
		}
	}}
}
