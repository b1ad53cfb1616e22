package analysis

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"sightline/internal/words"
	"sightline/timeline"
)

// Shift is a load, or its daylight-saving or standard part, whose times seem to be in another zone than it was read with.
type Shift struct {
	Statement `json:"-"` // that of its Finding
	Load      int64      `json:"load"`
	File      string     `json:"file,omitempty"`
	Zone      string     `json:"zone,omitempty"` // the zone they seem to be in, where the hours differ by season or place
	Part      string     `json:"part"`           // "all", "daylight time" or "standard time": which of the load's sightings
	Hours     int        `json:"hours"`          // to add to its times
	Before    int        `json:"before"`         // legs to other loads that are too fast as it stands
	After     int        `json:"after"`          // legs that still are after the shift

	moves map[string]time.Duration // of each of its sightings
}

func shiftDetector() Detector {
	return Detector{
		Name: "shifts", Kind: "shift", Title: "Wrong zones", Group: "Wrong zones", Section: "conflicts", Headline: 2,
		Rules: []string{"shift.", "speed.road_kmh"}, Data: Shift{},
		Find: func(in *Inputs) []Finding {
			return findingsOf(in.shifts(), func(s *Shift) Finding { return Finding{Statement: s.Statement} })
		},
		None: func(in *Inputs) string {
			return fmt.Sprintf("No load looks as if its times were in a wrong zone. It takes %s to other loads too fast for a vehicle; %s.",
				words.Count(in.Parameters.Shift.Legs, "leg"), words.Count(len(in.Dossier.Loads), "load"))
		},
	}
}

// part of a load: which of its sightings a shift moves.
type loadPart struct {
	load int64
	part string
}

const (
	partAll      = "all"
	partDaylight = "daylight time"
	partStandard = "standard time"
)

// findShifts looks for loads that contradict the other loads of the same tracks as they stand, and agree once their
// times are moved by whole hours. The load that gains most is taken first and moved, then the rest is looked at again.
//
// A second vehicle with the same number contradicts the first at any shift and hides it, so where nothing is found the
// plates that look like two vehicles are looked at as two.
func (h *history) findShifts() []Shift {
	work := h.copyTimes()
	out := h.shiftsAmong(work)
	if len(out) == 0 && work.divideTracks() {
		out = h.shiftsAmong(work)
	}
	return out
}

// shiftsAmong finds the shifts in a copy of the history, and moves the copy's times accordingly.
func (h *history) shiftsAmong(work *history) []Shift {
	var out []Shift
	done := map[loadPart]bool{}
	for range 8 {
		best := work.bestShift(done)
		if best == nil {
			break
		}
		done[loadPart{best.Load, partAll}] = true
		done[loadPart{best.Load, partDaylight}] = true
		done[loadPart{best.Load, partStandard}] = true
		for i := range work.all {
			if work.inPart(&work.all[i], loadPart{best.Load, best.Part}) {
				work.move(i, work.by(best.correction(), &work.all[i]))
			}
		}
		work.order()
		h.sayShift(best)
		out = append(out, *best)
	}
	return out
}

// copyTimes returns a history whose times can be moved without touching h.
func (h *history) copyTimes() *history {
	w := *h
	w.all = slices.Clone(h.all)
	w.tracks = slices.Clone(h.tracks)
	for k := range w.tracks {
		w.tracks[k].obs = slices.Clone(h.tracks[k].obs)
	}
	return &w
}

func (s *Shift) correction() correction { return correction{s.Hours, s.Zone} }

func (h *history) move(i int, ms int64) {
	h.all[i].start += ms
	h.all[i].end += ms
}

// order sorts the tracks again after times were moved, and forgets what was found by the old ones.
func (h *history) order() {
	h.twos = map[string]*sorted{}
	for _, t := range h.tracks {
		slices.SortStableFunc(t.obs, func(a, b int32) int { return cmp.Compare(h.all[a].start, h.all[b].start) })
	}
}

// inPart reports whether an observation belongs to a part of a load.
func (h *history) inPart(o *observation, p loadPart) bool {
	if o.load != p.load {
		return false
	}
	if p.part == partAll {
		return true
	}
	// The zone the text was read in decides whether its clock was on daylight time.
	return (p.part == partDaylight) == o.s.First.Start.In(h.zone(o.s.First.Zone)).IsDST()
}

// bestShift returns the shift that takes away most contradictions, nil when none does so well enough.
func (h *history) bestShift(done map[loadPart]bool) *Shift {
	var best *Shift
	for _, load := range h.suspects() {
		whole := h.tryShift(loadPart{load, partAll}, done)
		for _, part := range []string{partDaylight, partStandard} {
			// An hour is what daylight time makes; other shifts of a part are tried only to see that none does as well.
			if s := h.tryShift(loadPart{load, part}, done); s != nil && better(s, whole) && max(s.Hours, -s.Hours) == 1 {
				whole = s
			}
		}
		if better(whole, best) {
			best = whole
		}
	}
	return best
}

// better prefers the shift that resolves more; with equals the smaller shift.
func better(a, b *Shift) bool {
	if a == nil || b == nil {
		return a != nil
	}
	return a.Before-a.After > b.Before-b.After
}

// maxSuspects bounds the work where very many loads contradict each other.
const maxSuspects = 6

// suspects returns the loads with most legs to other loads that are too fast, those whose zone was assumed first among
// equals.
func (h *history) suspects() []int64 {
	counts := tally[int64]{}
	for _, t := range h.tracks {
		last := int32(none)
		for _, i := range t.obs {
			if !h.all[i].located {
				continue
			}
			if last >= 0 && h.all[last].load != h.all[i].load && h.tooFast(&h.all[last], &h.all[i], 0) {
				counts[h.all[last].load]++
				counts[h.all[i].load]++
			}
			last = i
		}
	}
	var out []int64
	for _, load := range counts.ranked() {
		if counts[load] >= h.p.Shift.Legs && len(out) < maxSuspects {
			out = append(out, load)
		}
	}
	sizes := tally[int64]{}
	for i := range h.all {
		sizes[h.all[i].load]++
	}
	assumed := map[int64]int{}
	for load := range counts {
		assumed[load] = h.zoneTrust(load)
	}
	// A zone that is stated is not accused while one that is assumed is at hand.
	least := 2
	for _, load := range out {
		least = min(least, assumed[load])
	}
	out = slices.DeleteFunc(out, func(load int64) bool { return least < 2 && assumed[load] == 2 })
	slices.SortStableFunc(out, func(a, b int64) int {
		return cmp.Or(cmp.Compare(assumed[a], assumed[b]), cmp.Compare(sizes[a], sizes[b]), cmp.Compare(a, b))
	})
	return out
}

// zoneTrust says how well the zone of a load is known: 0 assumed, 1 named for the load, 2 stated in it.
func (h *history) zoneTrust(load int64) int {
	rank := map[timeline.Basis]int{timeline.BasisAssumed: 0, timeline.BasisConfigured: 1, timeline.BasisStated: 2}
	for _, l := range h.d.Loads {
		if l.ID == load && l.ZoneBasis != "" {
			return rank[l.ZoneBasis]
		}
	}
	counts := tally[timeline.Basis]{}
	for i := range h.all {
		if h.all[i].load == load {
			counts[h.all[i].s.First.Basis]++
		}
	}
	return rank[counts.most()]
}

// corrections are what is tried on a load: shifts of whole hours, and the zones that sources write their times in.
func (h *history) corrections(p loadPart) []correction {
	var all []correction
	for n := 1; n <= h.p.Shift.Hours; n++ {
		all = append(all, correction{hours: n}, correction{hours: -n})
	}
	if p.part != partAll {
		return all
	}
	for _, zone := range []string{"UTC", "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix",
		"America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu"} {
		if c := (correction{zone: zone}); h.varies(p, c) {
			all = append(all, c)
		}
	}
	return all
}

// varies reports whether a correction moves sightings by different hours; else it is a shift of hours.
func (h *history) varies(p loadPart, c correction) bool {
	first, begun := int64(0), false
	for i := range h.all {
		if o := &h.all[i]; h.inPart(o, p) {
			if by := h.by(c, o); !begun {
				first, begun = by, true
			} else if by != first {
				return true
			}
		}
	}
	return false
}

// tryShift returns the correction of a part of a load that makes it agree with the rest, nil when it needs none or none helps.
func (h *history) tryShift(p loadPart, done map[loadPart]bool) *Shift {
	if done[p] {
		return nil
	}
	own, rest := h.apart(p)
	before := h.clashes(own, rest, correction{}, math.MaxInt)
	if before < h.p.Shift.Legs {
		return nil
	}
	type tried struct {
		correction
		left int
	}
	var all []tried
	for _, c := range h.corrections(p) {
		all = append(all, tried{c, h.clashes(own, rest, c, before)})
	}
	slices.SortStableFunc(all, func(a, b tried) int { return cmp.Compare(a.left, b.left) })
	best := all[0]
	for _, t := range all { // a zone is a likelier mistake than many hours that are as good
		if t.zone != "" && max(best.hours, -best.hours) > 1 && t.left <= best.left+before/50 && h.alike(p, t.correction, best.correction) {
			best = t
			break
		}
	}
	second := before
	for _, t := range all {
		if t != best && !h.alike(p, t.correction, best.correction) {
			second = min(second, t.left)
			break
		}
	}
	// What errors bring is left after any shift, so what counts is how much more goes than chance would take.
	gone := float64(before - best.left)
	sure := gone >= float64(h.p.Shift.Legs) && gone >= shiftSure*math.Sqrt(float64(before))
	lead := max(2, h.p.Shift.Lead*gone) // one leg more or less decides nothing
	if !sure && float64(best.left) > h.p.Shift.Remaining*float64(before) || best.left >= before || float64(second-best.left) < lead {
		return nil
	}
	return &Shift{Load: p.load, Part: p.part, Hours: best.hours, Zone: best.zone, Before: before, After: best.left}
}

// shiftSure is how many standard deviations of their number the contradictions that a shift takes away must be.
const shiftSure = 1.6

// alike reports whether two corrections move many sightings by the same: such as a zone, and its hours in half of the year.
func (h *history) alike(p loadPart, a, b correction) bool {
	if a.zone == "" && b.zone == "" {
		return false
	}
	same, all := 0, 0
	for i := range h.all {
		if o := &h.all[i]; h.inPart(o, p) {
			same += count(h.by(a, o) == h.by(b, o))
			all++
		}
	}
	return 10*same >= 3*all
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (h *history) sayShift(s *Shift) {
	for _, l := range h.d.Loads {
		if l.ID == s.Load {
			s.File = l.File
		}
	}
	name := fmt.Sprintf("load %d", s.Load)
	if s.File != "" {
		name += " (" + s.File + ")"
	}
	part := ""
	if s.Part != partAll {
		part = " in " + s.Part
	}
	gone := fmt.Sprintf("%d of %s with other loads are gone", s.Before-s.After, words.Count(s.Before, "contradiction"))
	if s.Zone != "" {
		s.Text = fmt.Sprintf("The times of %s look as if they were in the zone %s: read so, %s. Check the zone it was read with.", name, s.Zone, gone)
	} else {
		s.Text = fmt.Sprintf("The times of %s%s look %s off: moved by %+d h, %s. Check the zone it was read with.",
			name, part, words.Count(max(s.Hours, -s.Hours), "hour"), s.Hours, gone)
	}
	s.Basis = fmt.Sprintf("at least %s between this load and others over %.0f km/h, at most %.0f %% of them left after a shift of whole hours or in another zone, or as many gone as chance does not take, at least %.0f %% more than by any other",
		words.Count(h.p.Shift.Legs, "leg"), h.p.Speed.Road.KilometersPerHour(), 100*h.p.Shift.Remaining, 100*h.p.Shift.Lead)
	s.moves = map[string]time.Duration{}
	for i := range h.all {
		if h.inPart(&h.all[i], loadPart{s.Load, s.Part}) {
			s.Evidence = append(s.Evidence, h.all[i].s.ID)
			s.moves[h.all[i].s.ID] = time.Duration(h.by(s.correction(), &h.all[i])) * time.Millisecond
		}
	}
}

// mended returns the history with the shifts applied.
func (h *history) mended(shifts []Shift) *history {
	if len(shifts) == 0 {
		return h
	}
	w := h.copyTimes()
	for i := range w.all {
		for _, s := range shifts {
			if w.inPart(&w.all[i], loadPart{s.Load, s.Part}) {
				w.move(i, h.by(s.correction(), &h.all[i]))
			}
		}
	}
	w.order()
	return w
}
