package analysis

import (
	"slices"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
)

// sighted is how a track was seen at one spot in one night.
type sighted struct {
	day   int   // local, counted from 1970, on whose evening the night began
	track int   // its number
	place int32 // none: a spot that is no place
	obs   []int32
	// rest: it can have been there for as long as the rule asks, and was seen there by more than a reader that it passed.
	rest bool
	// seen: that is a place, or it was seen there twice; one sighting at a spot that is no place may be of a passing vehicle.
	seen bool
	stay int // number of the run of sightings there
}

// awake is how far apart two sightings at a spot must be to tell a stay from a passing.
const awake = time.Hour

// openNight is how long a stay that no other sighting bounds is held possible.
const openNight = 12 * time.Hour

// atNight says where each track was seen in each night, by track and time. Only exact sightings whose hour is known tell of
// nights, and only those that agree with the others of the track.
func (h *history) atNight(places []Place) (all []sighted) {
	repeated := h.repeated()
	stay := 0
	for n, t := range h.tracks {
		agreed, _ := h.consistent(t)
		before := int32(none)
		for k := 0; k < len(agreed); {
			run, next := h.spotRun(agreed[k:], places)
			after := int32(none)
			if k+next < len(agreed) {
				after = agreed[k+next]
			}
			if h.all[run[0]].exact {
				for _, s := range h.nightsOf(run, before, after, repeated) {
					s.track, s.stay = n, stay
					all = append(all, s)
				}
				stay++
			}
			before = agreed[k+next-1]
			k += next
		}
	}
	slices.SortStableFunc(all, func(a, b sighted) int { return a.day - b.day })
	return all
}

// spotRun returns the first observations that are at one spot, and after how many the next spot begins: those not exact that can
// have been made there are passed over.
func (h *history) spotRun(agreed []int32, places []Place) (run []int32, next int) {
	first := &h.all[agreed[0]]
	run, next = agreed[:1:1], 1
	for n, i := range agreed[1:] {
		o := &h.all[i]
		switch {
		case first.place >= 0 && o.place == first.place,
			first.place < 0 && o.place < 0 && o.exact && first.exact && geo.Distance(o.point, first.point) <= h.p.Place.Radius:
			run, next = append(run, i), n+2
		case first.place >= 0 && h.fits(o, &places[first.place]),
			first.place < 0 && first.exact && !o.exact && geo.Distance(o.point, first.point) <= o.slack:
		default:
			return run, next
		}
	}
	return run, next
}

// nightsOf says in which nights a run of sightings at one spot was seen, between an observation before and one after it elsewhere.
func (h *history) nightsOf(run []int32, before, after int32, repeated map[orb.Point]int) (all []sighted) {
	first, last := &h.all[run[0]], &h.all[run[len(run)-1]]
	from, to := instant(first.start).Add(-openNight), instant(last.end).Add(openNight)
	if before != none {
		from = instant(min(first.start, h.all[before].end-h.all[before].last+h.between(&h.all[before], first)))
	}
	if after != none {
		to = instant(max(last.end, h.all[after].start+h.all[after].first-h.between(last, &h.all[after])))
	}
	long := instant(last.end).Sub(instant(first.start)) >= awake
	least := time.Duration(h.p.Base.Rest)
	at := func(day int) *sighted {
		k, is := slices.BinarySearchFunc(all, day, func(s sighted, day int) int { return s.day - day })
		if !is {
			all = slices.Insert(all, k, sighted{day: day, place: first.place})
		}
		return &all[k]
	}
	for n, i := range run {
		o := &h.all[i]
		if !o.timed() {
			continue
		}
		local := h.local(o, o.start)
		day := dayNumber(local.Add(-12 * time.Hour))
		if dusk, dawn := h.night(day, local.Location()); o.end > dusk.UnixMilli() && o.start < dawn.UnixMilli() {
			s := at(day)
			s.obs = append(s.obs, i)
			s.rest = s.rest || !h.passedReader(o, repeated) && overlap(from, to, dusk, dawn) >= least
		}
		if n+1 < len(run) {
			for ; h.stood(o, &h.all[run[n+1]]); day++ {
				dusk, dawn := h.night(day, local.Location())
				if h.all[run[n+1]].start <= dusk.UnixMilli() {
					break
				}
				if overlap(instant(o.start), instant(h.all[run[n+1]].end), dusk, dawn) >= least {
					s := at(day)
					s.rest, s.obs = true, distinctOf(append(s.obs, i, run[n+1]))
				}
			}
		}
	}
	for k := range all {
		s := &all[k]
		s.seen = s.rest && (first.place >= 0 || long)
		// What no reader that moves has read once, at a spot that is no place, was on its way as likely as not.
		s.rest = s.seen || s.rest && slices.ContainsFunc(s.obs, func(i int32) bool {
			e := h.all[i].s
			return e.Kind != timeline.KindRead || e.Mobile()
		})
	}
	return all
}

// stood reports whether a device tells of a stay between two of its positions at one spot: of a stop, its arrival and departure.
func (h *history) stood(a, b *observation) bool {
	return a.s.Kind == kindFix && b.s.Kind == kindFix && b.start-a.end <= time.Duration(h.p.Place.Session).Milliseconds()
}

func distinctOf(obs []int32) []int32 {
	slices.Sort(obs)
	return slices.Compact(obs)
}

// between returns the least time between two observations, in milliseconds.
func (h *history) between(a, b *observation) int64 {
	d := max(0, geo.Distance(a.point, b.point)-a.slack-b.slack)
	return int64(float64(d) / float64(h.p.Speed.Road) * 1000)
}

// leastRepeated is how many reads at one exact position make it a fixed reader's, where none is said to move.
const leastRepeated = 3

// repeated counts the reads at each exact position, but those of moving readers: a fixed reader's position is always the same.
func (h *history) repeated() map[orb.Point]int {
	reads := map[orb.Point]int{}
	for i := range h.all {
		if o := &h.all[i]; o.exact && o.s.Kind == timeline.KindRead && !o.s.Mobile() {
			reads[o.point]++
		}
	}
	return reads
}

// passedReader reports whether an observation is by a fixed reader, which sees what passes it.
func (h *history) passedReader(o *observation, repeated map[orb.Point]int) bool {
	return o.s.Kind == timeline.KindRead && !o.s.Mobile() && repeated[o.point] >= leastRepeated
}
