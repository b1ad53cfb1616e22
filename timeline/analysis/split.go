package analysis

import (
	"fmt"
	"slices"
	"time"

	"sightline/geo"
	"sightline/internal/words"
)

// Split is a plate whose sightings contradict each other, divided into two vehicles that each agree with themselves.
type Split struct {
	Statement `json:"-"` // that of its Finding
	Track     string     `json:"track"`
	First     []string   `json:"first"`  // sighting ids
	Second    []string   `json:"second"` // the one with fewer
	Neither   []string   `json:"neither"`
	Before    int        `json:"before"` // conflicts as one vehicle
	After     int        `json:"after"`  // conflicts left within the two
	Sized     bool       `json:"sized"`  // who is of which is sure enough to tell how many each has
}

func splitDetector() Detector {
	return Detector{
		Name: "splits", Kind: "split", Title: "Two vehicles with one plate", Group: "Two vehicles", Section: "conflicts", Headline: 2,
		Rules: []string{"split.", "speed.review_kmh"}, Data: Split{},
		Find: func(in *Inputs) []Finding {
			return findingsOf(in.splits(), func(s *Split) Finding {
				return Finding{Statement: s.Statement, Facts: s.facts()}
			})
		},
		None: func(in *Inputs) string {
			return fmt.Sprintf("No plate looks like two vehicles. It takes %s on %s; %s.",
				words.Count(in.Parameters.Split.Conflicts, "conflict"),
				words.Count(in.Parameters.Split.Days, "day"),
				words.Either(len(in.conflicts()), "conflict was found", "conflicts were found"))
		},
	}
}

func (s *Split) facts() []Fact {
	size := func(ids []string) string {
		if s.Sized {
			return words.Count(len(ids), "sighting")
		}
		return "mostly these"
	}
	facts := []Fact{
		{Label: "First vehicle", Value: size(s.First), Evidence: s.First},
		{Label: "Second vehicle", Value: size(s.Second), Evidence: s.Second},
	}
	if len(s.Neither) > 0 {
		facts = append(facts, Fact{Label: "Fit neither", Value: size(s.Neither), Evidence: s.Neither})
	}
	return facts
}

// findSplits tries, for each plate with persistent conflicts, to tell two vehicles apart. Scattered misreads contradict
// a vehicle too, but do not make a second one: that must be seen repeatedly within single days, on several days.
func (h *history) findSplits() []Split {
	var out []Split
	for _, t := range h.tracks {
		two := h.looksLikeTwo(t)
		if two == nil {
			continue
		}
		before := len(h.speedConflicts(t, nil))
		after := len(h.speedConflicts(t, two.is(firstVehicle))) + len(h.speedConflicts(t, two.is(secondVehicle)))
		if float64(after) > h.p.Split.Remaining*float64(before) {
			continue
		}
		s := Split{
			Track: t.key, First: h.ids(two.pick(t, firstVehicle)), Second: h.ids(two.pick(t, secondVehicle)),
			Neither: nonNil(h.ids(two.pick(t, noVehicle))), Before: before, After: after, Sized: two.sized(),
		}
		s.Statement = h.saySplit(t, &s)
		out = append(out, s)
	}
	return out
}

func (h *history) saySplit(t trackOf, s *Split) Statement {
	text := fmt.Sprintf("The sightings of plate %s fit two vehicles", t.key)
	if s.Sized {
		text += fmt.Sprintf(", of %d and %s", len(s.First), words.Count(len(s.Second), "sighting"))
		if n := len(s.Neither); n > 0 {
			text += "; " + words.Either(n, "fits neither", "fit neither")
		}
	}
	text += fmt.Sprintf(": as one vehicle they contradict each other %s, as two %s.", words.Times(s.Before), words.Times(s.After))
	if !s.Sized {
		text += " Which sighting is of which vehicle is not sure enough to say how many each has."
	}
	return Statement{
		Text: text,
		Basis: fmt.Sprintf("at least %s over %.0f km/h; the second seen repeatedly, in conflict with the first and mostly elsewhere, on at least %s; at most %.0f %% of the conflicts left",
			words.Count(h.p.Split.Conflicts, "conflict"), h.p.Speed.Review.KilometersPerHour(), words.Count(h.p.Split.Days, "day"),
			100*h.p.Split.Remaining),
		Evidence: h.ids(t.obs),
	}
}

// divided returns the history with the tracks of plates that are two vehicles divided into those. What fits neither is in no track.
func (h *history) divided(splits []Split, by *history) *history {
	if len(splits) == 0 {
		return h
	}
	w := h.copyTimes()
	w.tracks = nil
	for _, t := range h.tracks {
		if !slices.ContainsFunc(splits, func(s Split) bool { return s.Track == t.key }) {
			w.tracks = append(w.tracks, t)
			continue
		}
		two := by.looksLikeTwo(t)
		for _, v := range []vehicleNo{firstVehicle, secondVehicle} {
			w.tracks = append(w.tracks, trackOf{key: t.key, plate: t.plate, obs: two.pick(t, v)})
		}
	}
	return w
}

// divideTracks makes two tracks of each plate that looks like two vehicles, and reports whether there was any. It asks
// less than findSplits: what contradictions are left does not matter.
func (h *history) divideTracks() bool {
	var out []trackOf
	for _, t := range h.tracks {
		two := h.looksLikeTwo(t)
		if two == nil {
			out = append(out, t)
			continue
		}
		for _, v := range []vehicleNo{firstVehicle, secondVehicle} {
			out = append(out, trackOf{key: t.key, plate: t.plate, obs: two.pick(t, v)})
		}
	}
	divided := len(out) > len(h.tracks)
	h.tracks = out
	return divided
}

// looksLikeTwo returns the vehicles of a track, nil when nothing speaks for a second.
func (h *history) looksLikeTwo(t trackOf) *sorted {
	two := h.vehicles(t)
	if two == nil || !two.two {
		return nil
	}
	return two
}

// vehicles returns how the sightings of a plate divide between vehicles and errors, nil where they contradict each other too little.
func (h *history) vehicles(t trackOf) *sorted {
	two, ok := h.twos[t.key]
	if !ok {
		if t.plate != nil && len(h.speedConflicts(t, nil)) > 0 {
			found := h.sortOut(t)
			found.two = h.areTwo(t, &found)
			two = &found
		}
		h.twos[t.key] = two
	}
	return two
}

func (h *history) areTwo(t trackOf, two *sorted) bool {
	foreign := h.foreign(t, two)
	two.foreign = len(foreign)
	return two.count[firstVehicle] >= h.p.Split.Sightings && two.count[secondVehicle] >= h.p.Split.Sightings &&
		len(h.speedConflicts(t, nil)) >= h.p.Split.Conflicts && two.elsewhere >= ownPlaces && h.persists(foreign)
}

// foreign returns the sightings of the second vehicle that the first cannot have made: the way from its sighting before
// or to its sighting after is too fast.
func (h *history) foreign(t trackOf, two *sorted) []int32 {
	limit := h.limit(t)
	clash := map[int32]bool{}
	look := func(first, other int32) {
		if first >= 0 {
			if need, _ := h.need(&h.all[first], &h.all[other]); need > limit {
				clash[other] = true
			}
		}
	}
	before := int32(none)
	var open []int32 // of the second, since the first was seen
	for _, i := range t.obs {
		switch {
		case !h.all[i].located || two.of[i] == noVehicle:
		case two.of[i] == secondVehicle:
			look(before, i)
			open = append(open, i)
		default:
			for _, j := range open {
				look(i, j)
			}
			before, open = i, open[:0]
		}
	}
	out := make([]int32, 0, len(clash))
	for _, i := range t.obs {
		if clash[i] {
			out = append(out, i)
		}
	}
	return out
}

// persists reports whether sightings are of one vehicle that goes about there: on several days, and on enough of the days
// it is seen at all, it is seen again more than ten minutes later and within reach of a day's errands. Independent
// misreads of a plate hardly ever do that.
func (h *history) persists(obs []int32) bool {
	const apart, errands = 10 * time.Minute, 100e3
	day := 24 * time.Hour.Milliseconds()
	seen, busy := map[int64]bool{}, map[int64]bool{}
	last := int32(none)
	for _, i := range obs {
		o := &h.all[i]
		seen[o.start/day] = true
		if last >= 0 {
			p := &h.all[last]
			gap := o.start - p.start
			if gap < apart.Milliseconds() && o.point == p.point {
				continue // the same passage
			}
			if gap <= day/2 && gap >= apart.Milliseconds() && geo.Distance(o.point, p.point) <= errands {
				busy[o.start/day] = true
			}
		}
		last = i
	}
	return len(busy) >= h.p.Split.Days && float64(len(busy)) >= h.p.Split.DayShare*float64(len(seen))
}
