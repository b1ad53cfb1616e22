package analysis

import (
	"fmt"
	"math"
	"slices"
	"time"

	"sightline/internal/words"
)

// Base is why a place is a likely base.
type Base struct {
	Statement `json:"-"` // that of its Finding
	Place     int        `json:"place"`  // number of the finding that is the place
	Nights    int        `json:"nights"` // spent here
	Of        int        `json:"of"`     // nights known in the whole history
	Share     float64    `json:"share"`
	Stays     int        `json:"stays"` // with nights here, each parted from the next by a sighting elsewhere
	// Chance is how often so many nights would be at one place if each stay were at any lodging by chance.
	Chance float64 `json:"chance"`
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
						Facts: append(p.facts(), factOf("Chance", chanceText(p.Base.Chance))), Data: *p.Base,
					})
				}
			}
			return all
		},
		None: func(in *Inputs) string { return in.Parameters.noBase(in.places()) },
	}
}

func (p *Parameters) noBase(places []Place) string {
	return fmt.Sprintf("No likely base. It takes %s at one exact place in %s with a sighting elsewhere between, %.0f %% of all nights known, and more stays than chance brings in %s; %s.",
		words.Count(p.Base.Nights, "night"), words.Count(p.Base.Stays, "stay"), 100*p.Base.Share, percentOf(p.Base.Chance), mostNights(places))
}

// mostNights says which place comes nearest to a base, and what it lacks.
func mostNights(places []Place) string {
	var best, passed *Place
	for k := range places {
		p := &places[k]
		if p.Exact && (best == nil || p.Nights > best.Nights) {
			best = p
		}
		if p.Exact && p.Passes > 0 && (passed == nil || p.Passes > passed.Passes) {
			passed = p
		}
	}
	switch {
	case best == nil:
		return "no exact place was found"
	case best.Nights == 0 && passed != nil:
		return fmt.Sprintf("no night is known at any place; past %s it went in %s, which shows no stay", passed.Name,
			words.Count(passed.Passes, "night"))
	}
	return fmt.Sprintf("most are at %s, %s", best.Name, best.nightsText())
}

// nightsText is the nights at a place, in how many stays, of how many known.
func (pl *Place) nightsText() string {
	if pl.Nights == 0 {
		return words.Count(0, "night")
	}
	return fmt.Sprintf("%s of %d known, in %s", words.Count(pl.Nights, "night"), pl.known, words.Count(pl.stays, "stay"))
}

func chanceText(p float64) string { return fmt.Sprintf("p = %#.2g", p) }

// lodging is some nights running at one spot: what one choice of where to sleep brought.
type lodging struct {
	place  int32
	spot   int // number of the spot, of a place the same for all its lodgings
	nights int
}

// leastLodgings is how many lodgings chance is held to choose from, where fewer were seen.
const leastLodgings = 8

// findBases fills in the nights of the exact places, and marks those where the subject spends them.
func (h *history) findBases(places []Place) {
	h.sighted = h.atNight(places)
	known, units := h.countNights(places)
	order := make([]int, 0, len(places))
	for k := range places {
		if pl := &places[k]; pl.Exact && pl.Nights > 0 {
			pl.known = known
			order = append(order, k)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return places[b].Nights - places[a].Nights })
	dark := h.byNight(len(places))
	// A second base is held against what is left beside the first: its stays are not the first's by chance.
	for _, k := range order {
		pl := &places[k]
		if !h.mayBeBase(pl) {
			continue
		}
		chance, of := chanceOf(units, int32(k))
		// A base may be one for a time: it is also held against the lodgings of that time, where there are others.
		if during := whileAt(units, int32(k)); slices.ContainsFunc(during, func(u lodging) bool { return u.place != int32(k) }) {
			if then, among := chanceOf(during, int32(k)); then < chance {
				chance, of = then, among
			}
			chance = min(1, 2*chance)
		}
		if chance > h.p.Base.Chance || dark[k].share() < nightly*dark.elsewhere(func(k int) bool { return h.mayBeBase(&places[k]) }).share() {
			continue
		}
		units = slices.DeleteFunc(units, func(u lodging) bool { return u.place == int32(k) })
		pl.Base = &Base{Place: k, Nights: pl.Nights, Of: known, Share: pl.share(), Stays: pl.stays, Chance: chance, Statement: Statement{
			Text: fmt.Sprintf("%s is a likely base: %d of all %s known, in %s.", pl.Name, pl.Nights, words.Count(known, "night"),
				words.Count(pl.stays, "stay")),
			Basis: fmt.Sprintf("at least %s (%02d:00 to %02d:00 local time) in %s with a sighting elsewhere between, and %.0f %% of all known; a night counts when a sighting in it, by more than a reader that it passed, leaves %s there; were each stay at one of %d lodgings by chance, so many nights at one would come in %s",
				words.Count(h.p.Base.Nights, "night"), h.p.Base.From, h.p.Base.To, words.Count(h.p.Base.Stays, "stay"),
				100*h.p.Base.Share, hours(h.p.Base.Rest), of, percentOf(chance)),
			Evidence: pl.Evidence,
		}}
	}
}

// mayBeBase reports whether a place has the nights, stays and share of a base, be it by chance.
func (h *history) mayBeBase(pl *Place) bool {
	rule := h.p.Base
	return pl.Exact && pl.Nights >= max(rule.Nights, 1) && pl.stays >= rule.Stays && min(pl.share(), h.reaches(pl)) >= rule.Share
}

// share is that of all nights known.
func (pl *Place) share() float64 { return float64(pl.Nights) / float64(max(pl.known, 1)) }

// nightly is how many times as often a base is seen by night as what is no base, of all sightings there: a spot that is passed at any
// hour is passed by night too.
const nightly = 1.5

// hoursSeen is how many sightings at a spot were by night, of all whose hour is known.
type hoursSeen struct{ night, all int }

func (s hoursSeen) share() float64 { return float64(s.night) / float64(max(s.all, 1)) }

// seenByNight are those at each place.
type seenByNight []hoursSeen // the last: at no place

// elsewhere are the sightings that are at no place that may be a base.
func (all seenByNight) elsewhere(mayBe func(place int) bool) (sum hoursSeen) {
	for k, s := range all {
		if k == len(all)-1 || !mayBe(k) {
			sum.night, sum.all = sum.night+s.night, sum.all+s.all
		}
	}
	return sum
}

// byNight counts the exact sightings by night and day at each place.
func (h *history) byNight(places int) seenByNight {
	all := make(seenByNight, places+1)
	for i := range h.all {
		o := &h.all[i]
		if !o.exact || !o.timed() {
			continue
		}
		k := places
		if o.place >= 0 {
			k = int(o.place)
		}
		local := h.local(o, o.start)
		dusk, dawn := h.night(dayNumber(local.Add(-12*time.Hour)), local.Location())
		all[k].all++
		all[k].night += count(o.end > dusk.UnixMilli() && o.start < dawn.UnixMilli())
	}
	return all
}

// reaches is what share of the whole history the nights at a place reach over, from the first to the last: one stay is a small one.
func (h *history) reaches(pl *Place) float64 {
	from, to := math.MaxInt, math.MinInt
	for day := range pl.nights {
		from, to = min(from, day), max(to, day)
	}
	whole := instant(h.all[len(h.all)-1].end).Sub(instant(h.all[0].start)).Hours() / 24
	return float64(to-from+1) / math.Max(whole, 1)
}

// countNights fills in nights, stays and passes of the places, and returns how many nights are known anywhere and the lodgings
// that they make, in order.
func (h *history) countNights(places []Place) (known int, units []lodging) {
	days := map[int]bool{}
	stays, seen := map[int]bool{}, map[[2]int]bool{}
	for k := range places {
		places[k].nights = map[int]bool{}
	}
	passed := map[int32]map[int]bool{}
	for i := range h.sighted {
		s := &h.sighted[i]
		switch {
		case s.rest:
			days[s.day] = true
			if s.place >= 0 {
				pl := &places[s.place]
				pl.nights[s.day] = true
				// The first stay of another vehicle is parted from none.
				pair := [2]int{int(s.place), s.track}
				pl.stays += count(!stays[s.stay] && (seen[pair] || pl.stays == 0))
				stays[s.stay], seen[pair] = true, true
			}
		case s.place >= 0:
			if passed[s.place] == nil {
				passed[s.place] = map[int]bool{}
			}
			passed[s.place][s.day] = true
		}
	}
	for k := range places {
		pl := &places[k]
		pl.Nights = len(pl.nights)
		for day := range passed[int32(k)] {
			pl.Passes += count(!pl.nights[day])
		}
	}
	return len(days), h.lodgings(len(days))
}

// lodgings divides the nights known, in their order, into choices of where to sleep: a new one begins at another spot, and at one
// spot once a choice has lasted so many nights and the subject was seen elsewhere since. The fewer nights are known the shorter.
func (h *history) lodgings(known int) (units []lodging) {
	longest := min(max(known/24, 1), 7)
	day, parted := 0, false
	stays := map[int]int{} // the last of each track
	for i := range h.sighted {
		s := &h.sighted[i]
		if !s.rest {
			continue
		}
		spot := -1 - s.stay
		if s.place >= 0 {
			spot = int(s.place)
		}
		last := len(units) - 1
		before, is := stays[s.track]
		parted = parted || is && before != s.stay
		if last < 0 || units[last].spot != spot || units[last].nights >= longest && parted && s.day != day {
			parted = false
			units = append(units, lodging{place: s.place, spot: spot, nights: 1})
		} else {
			units[last].nights += count(s.day != day)
		}
		day, stays[s.track] = s.day, s.stay
	}
	return units
}

// whileAt are the lodgings from the first at a place to the last there.
func whileAt(units []lodging, place int32) []lodging {
	here := func(u lodging) bool { return u.place == place }
	first := slices.IndexFunc(units, here)
	last := len(units)
	for last > 0 && !here(units[last-1]) {
		last--
	}
	return units[max(first, 0):last]
}

// chanceOf is at most the chance that lodgings dealt out to as many spots as were seen, one as likely as another, bring any spot as
// many nights as a place has; and how many spots that are.
func chanceOf(units []lodging, place int32) (chance float64, of int) {
	spots, here, all := map[int]bool{}, 0, 0
	for _, u := range units {
		spots[u.spot] = true
		all += u.nights
		if u.place == place {
			here += u.nights
		}
	}
	of = max(len(spots), leastLodgings)
	share := 1 / float64(of)
	dealt := make([]float64, all+1) // the chance of so many nights at one spot
	dealt[0] = 1
	for _, u := range units {
		for n := all; n >= 0; n-- {
			dealt[n] *= 1 - share
			if n >= u.nights {
				dealt[n] += share * dealt[n-u.nights]
			}
		}
	}
	for _, p := range dealt[here:] {
		chance += p
	}
	return min(1, float64(of)*chance), of
}

// percentOf writes a small share: "0.4 %", "under 0.1 %".
func percentOf(share float64) string {
	if share < 0.001 {
		return "under 0.1 %"
	}
	return fmt.Sprintf("%.2g %%", 100*share)
}
