package analysis

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"sightline/internal/words"
	"sightline/timeline"
)

// Routine is when the subject is seen, in the local time of each place.
type Routine struct {
	Statement `json:"-"` // that of its Finding
	Rhythm
	Areas  []Area    `json:"areas"` // areas and the nights in each
	Nights Statement `json:"-"`     // where nights were spent: a Finding of its own
}

// Rhythm counts the sightings that count by hour and day, in the local time of each place.
type Rhythm struct {
	Hours [7][24]int `json:"hours"` // sightings by weekday from Sunday and hour; those whose hour is not known are left out
	Timed int        `json:"timed"` // how many sightings that are
	Days  []DayCount `json:"days"`  // local days with sightings, in order
}

// DayCount is how often the subject was seen on a local day.
type DayCount struct {
	Day   string `json:"day"` // CCYY-MM-DD
	Count int    `json:"count"`
}

func routineDetector() Detector {
	return Detector{
		Name: "routine", Kind: "routine", Title: "Routine", Group: "Likely bases", Section: "routines", Headline: 2,
		Rules: []string{"routine.", "base.night_from", "base.night_to", "base.rest", "area."}, Charts: []string{"hours", "calendar", "nights"}, Data: Routine{},
		Find: func(in *Inputs) (all []Finding) {
			r := in.routine()
			least := in.Parameters.Routine.Sightings
			if r.Timed >= least {
				all = append(all, Finding{Statement: r.Statement, Data: r})
			}
			if nightsKnown(r.Areas) >= least {
				all = append(all, Finding{Statement: r.Nights})
			}
			return all
		},
		None: func(in *Inputs) string { return in.routine().Text + " " + in.routine().Nights.Text },
	}
}

func (h *history) routine(areas []Area) Routine {
	h.areaNights(areas)
	r := Routine{Areas: nonNil(areas), Rhythm: h.rhythm()}
	for i := range h.all {
		if h.all[i].timed() {
			r.Evidence = append(r.Evidence, h.all[i].s.ID)
		}
	}
	r.Basis = "sightings whose hour is known, in the local time of each place"
	least := h.p.Routine.Sightings
	r.Text = r.busiest(least)
	r.Nights = Statement{
		Text: nightsText(areas, least),
		Basis: fmt.Sprintf("a night (%02d:00 to %02d:00 local time) is an area's when it was seen in the night at a place or twice at one spot there, by more than a reader that it passed, and can have rested %s; at least %s",
			h.p.Base.From, h.p.Base.To, hours(h.p.Base.Rest), words.Count(least, "night")),
	}
	for i := range h.all {
		if h.all[i].area >= 0 {
			r.Nights.Evidence = append(r.Nights.Evidence, h.all[i].s.ID)
		}
	}
	return r
}

// timed reports whether the hour of an observation is known.
func (o *observation) timed() bool { return o.end-o.start <= time.Hour.Milliseconds() }

func (h *history) rhythm() (r Rhythm) {
	days := tally[int]{}
	for i := range h.all {
		o := &h.all[i]
		local := h.local(o, o.start)
		if o.end-o.start <= 25*time.Hour.Milliseconds() {
			days[dayNumber(local)]++
		}
		if o.timed() {
			r.Hours[local.Weekday()][local.Hour()]++
			r.Timed++
		}
	}
	for _, d := range slices.Sorted(maps.Keys(days)) {
		r.Days = append(r.Days, DayCount{time.Unix(int64(d)*86400, 0).UTC().Format(time.DateOnly), days[d]})
	}
	return r
}

// RhythmOf counts a dossier's sightings that count by hour and day.
func RhythmOf(d timeline.Dossier) Rhythm {
	h := &history{zones: map[string]*time.Location{}}
	for i := range d.Events {
		if s := &d.Events[i]; observed(s) {
			h.all = append(h.all, observation{s: s, start: s.First.Start.UnixMilli(),
				end: max(s.First.End.UnixMilli(), s.First.Start.UnixMilli()+1)})
		}
	}
	return h.rhythm()
}

// busiest says which six hours of the day and which days of the week hold most sightings, of enough.
func (r *Routine) busiest(least int) string {
	switch {
	case r.Timed == 0:
		return "No sighting is known to the hour."
	case r.Timed < least:
		return fmt.Sprintf("No usual hour or day: %s known to the hour, and it takes %d.", words.Either(r.Timed, "sighting is", "sightings are"), least)
	}
	var byHour [24]int
	weekend := 0
	for d := range r.Hours {
		for hour, n := range r.Hours[d] {
			byHour[hour] += n
			if d == 0 || d == 6 {
				weekend += n
			}
		}
	}
	best, most := 0, -1
	for from := range 24 {
		n := 0
		for k := range 6 {
			n += byHour[(from+k)%24]
		}
		if n > most {
			best, most = from, n
		}
	}
	return fmt.Sprintf("%d of %d timed sightings fall between %02d:00 and %02d:00 local time; %d %% fall on weekends.",
		most, r.Timed, best, (best+6)%24, weekend*100/r.Timed)
}
