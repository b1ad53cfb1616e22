package analysis

import (
	"time"

	"sightline/timeline"
)

// wrongTimes is a way in which the times of a load can be wrong.
type wrongTimes struct {
	load  int64
	hours int                      // by so many everywhere, or
	zone  string                   // written in this zone
	as    string                   // and read in that
	by    map[string]time.Duration // how much later each sighting then is
}

// wrongWays are those that are planted, one after the other.
func wrongWays() []wrongTimes {
	return []wrongTimes{
		{load: 2, hours: 1}, {load: 2, zone: "UTC", as: "America/New_York"}, {load: 2, hours: -1},
		{load: 4, zone: "UTC", as: "America/New_York"}, {load: 2, hours: 2}, {load: 2, zone: "America/Phoenix", as: "America/Chicago"},
		{load: 3, hours: -5}, {load: 2, zone: "America/Los_Angeles", as: "America/New_York"},
	}
}

func shiftsRow() accuracyRow {
	return accuracyRow{
		of: "shifts",
		try: func(c trial, s *score) {
			_, seen := c.history(plan{days: 240, circuit: c.n%4 < 2})
			var wrong wrongTimes
			seen.d.Loads = []timeline.Load{{ID: 1, ZoneBasis: timeline.BasisStated}, {ID: 2}, {ID: 3}, {ID: 4}}
			for k := range seen.d.Loads[1:] {
				seen.d.Loads[k+1].ZoneBasis = timeline.BasisAssumed
			}
			if c.n%2 == 0 {
				wrong = wrongWays()[c.n/2%len(wrongWays())]
				wrong.plant(&seen)
			}
			hit := false
			for _, x := range Of[Shift](Analyze(seen.d, DefaultParameters())) {
				switch {
				case x.Load == 1:
					s.mistake("a load whose zone is stated", -1)
				case wrong.load == 0:
					s.mistake("shifts of loads that are right", -1)
				case x.Load != wrong.load:
					s.mistake("the wrong load", -1)
				case !wrong.is(x):
					s.mistake("wrong hours", -1)
				default:
					hit = true
				}
			}
			switch {
			case hit:
				s.found(-1)
			case wrong.load != 0:
				s.miss(wrong.String() + " missed")
			}
		},
		goals: func(perDay float64, n noisiness) (precision, recall float64) {
			switch {
			case perDay < 2:
				return 0, 0
			case n.share > 0.1:
				return 0.97, 0.7
			case n.share > 0:
				return 0.97, 0.9
			}
			return 0.97, 0.95
		},
	}
}

func (w wrongTimes) String() string {
	name := "hours"
	if w.zone != "" {
		name = w.zone + " read as " + w.as
	}
	if w.load == 4 {
		name = "inquiries in " + name
	}
	return name
}

// is reports whether what was found mends what was planted: it moves nearly all sightings back to where they were.
func (w *wrongTimes) is(x Shift) bool {
	right := 0
	for id, by := range w.by {
		right += count(x.moves[id] == -by)
	}
	return 10*right >= 9*len(w.by)
}

// plant gives the sightings of a load the times that a wrong reading would.
func (w *wrongTimes) plant(n *noted) {
	w.by = map[string]time.Duration{}
	for k := range n.d.Events {
		x := &n.d.Events[k]
		if x.Record().Load != w.load {
			continue
		}
		by := time.Duration(w.hours) * time.Hour
		if w.zone != "" {
			by = misreading(x.First.Start, w.zone, w.as)
			x.First.Zone = w.as
		}
		w.by[x.ID] = by
		x.First.Start, x.First.End = x.First.Start.Add(by), x.First.End.Add(by)
	}
	n.sort()
}

// misreading is how much later an instant becomes when its local time in one zone is read as another's.
func misreading(t time.Time, zone, as string) time.Duration {
	from, err := time.LoadLocation(zone)
	if err != nil {
		panic(err)
	}
	to, err := time.LoadLocation(as)
	if err != nil {
		panic(err)
	}
	local := t.In(from)
	y, m, d := local.Date()
	return time.Date(y, m, d, local.Hour(), local.Minute(), local.Second(), local.Nanosecond(), to).Sub(t)
}
