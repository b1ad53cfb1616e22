package analysis

import (
	"fmt"
	"maps"
	"slices"
	"time"

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
		Rules: []string{"base.night_from", "base.night_to", "area."}, Charts: []string{"hours", "calendar", "nights"}, Data: Routine{},
		Find: func(in *Inputs) (all []Finding) {
			r := in.routine()
			if r.Timed > 0 {
				all = append(all, Finding{Statement: r.Statement, Data: r})
			}
			if slices.ContainsFunc(r.Areas, func(a Area) bool { return a.Nights > 0 }) {
				all = append(all, Finding{Statement: r.Nights})
			}
			return all
		},
		None: func(in *Inputs) string { return in.routine().Text },
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
	r.Text = r.busiest()
	r.Nights = Statement{
		Text:  nightsText(areas),
		Basis: fmt.Sprintf("a night (%02d:00 to %02d:00 local time) is an area's when a sighting in it falls in the night, or two of one stay lie on either side", h.p.Base.From, h.p.Base.To),
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

// busiest says which six hours of the day and which days of the week hold most sightings.
func (r *Routine) busiest() string {
	if r.Timed == 0 {
		return "No sighting is known to the hour."
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
