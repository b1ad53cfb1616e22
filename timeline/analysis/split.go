package analysis

import (
	"fmt"
	"time"

	"sightline/geo"
	"sightline/internal/words"
)

// Split is a plate whose sightings contradict each other, divided into two vehicles that each agree with themselves.
type Split struct {
	Statement `json:"-"` // that of its Finding
	Track     string     `json:"track"`
	First     []string   `json:"first"`  // sighting ids
	Second    []string   `json:"second"` // the one that appears later
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
				return Finding{Statement: s.Statement, Facts: []Fact{
					{Label: "First vehicle", Value: words.Count(len(s.First), "sighting"), Evidence: s.First},
					{Label: "Second vehicle", Value: words.Count(len(s.Second), "sighting"), Evidence: s.Second},
				}}
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

// findSplits tries, for each plate with persistent conflicts, to tell two vehicles apart. Scattered misreads contradict
// a vehicle too, but do not make a second one: that must be seen repeatedly within single days, on several days.
func (h *history) findSplits() []Split {
	var out []Split
	for _, t := range h.tracks {
		second := h.looksLikeTwo(t)
		if second == nil {
			continue
		}
		before := len(h.speedConflicts(t, nil))
		after := len(h.speedConflicts(t, func(i int32) bool { return !second[i] })) +
			len(h.speedConflicts(t, func(i int32) bool { return second[i] }))
		if float64(after) > h.p.Split.Remaining*float64(before) {
			continue
		}
		one, two := apartBy(t.obs, second)
		s := Split{Track: t.key, First: h.ids(one), Second: h.ids(two), Before: before, After: after, Sized: true}
		s.Statement = Statement{
			Text: fmt.Sprintf("The sightings of plate %s fit two vehicles, of %d and %s: as one vehicle they contradict each other %s, as two %s.",
				t.key, len(one), words.Count(len(two), "sighting"), words.Times(before), words.Times(after)),
			Basis: fmt.Sprintf("at least %s over %.0f km/h; the second seen repeatedly, in conflict with the first, on at least %s; at most %.0f %% of the conflicts left",
				words.Count(h.p.Split.Conflicts, "conflict"), h.p.Speed.Review.KilometersPerHour(), words.Count(h.p.Split.Days, "day"),
				100*h.p.Split.Remaining),
			Evidence: h.ids(t.obs),
		}
		out = append(out, s)
	}
	return out
}

// divideTracks makes two tracks of each plate that looks like two vehicles, and reports whether there was any. It asks
// less than findSplits: what contradictions are left does not matter.
func (h *history) divideTracks() bool {
	var out []trackOf
	for _, t := range h.tracks {
		second := h.looksLikeTwo(t)
		if second == nil {
			out = append(out, t)
			continue
		}
		own, other := trackOf{key: t.key, plate: t.plate}, trackOf{key: t.key, plate: t.plate}
		own.obs, other.obs = apartBy(t.obs, second)
		out = append(out, own, other)
	}
	divided := len(out) > len(h.tracks)
	h.tracks = out
	return divided
}

// looksLikeTwo returns the sightings of a second vehicle with the plate of a track, nil when nothing speaks for one.
func (h *history) looksLikeTwo(t trackOf) map[int32]bool {
	two, ok := h.twos[t.key]
	if !ok {
		two = h.lookForTwo(t)
		h.twos[t.key] = two
	}
	return two
}

func (h *history) lookForTwo(t trackOf) map[int32]bool {
	if t.plate == nil || len(h.speedConflicts(t, nil)) < h.p.Split.Conflicts {
		return nil
	}
	second := h.tellApart(t)
	one, two := apartBy(t.obs, second)
	if len(one) < h.p.Split.Sightings || len(two) < h.p.Split.Sightings || !h.persists(h.foreign(t, second)) {
		return nil
	}
	return second
}

// apartBy divides observations by whether they are in a set.
func apartBy(obs []int32, set map[int32]bool) (out, in []int32) {
	for _, i := range obs {
		if set[i] {
			in = append(in, i)
		} else {
			out = append(out, i)
		}
	}
	return out, in
}

// foreign returns the sightings of the second vehicle that the first cannot have made: the way from its sighting before
// or to its sighting after is too fast.
func (h *history) foreign(t trackOf, second map[int32]bool) []int32 {
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
		case !h.all[i].located:
		case second[i]:
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
