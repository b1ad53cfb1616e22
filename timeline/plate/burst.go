package plate

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"sightline/geo"
	"sightline/internal/words"
	"sightline/timeline"
)

// BurstWindow is how far apart two reads of a plate by one reader may be to count as one passing, where neither the load
// nor its profile says so. No source confirms it: readers group what they read within seconds to some minutes.
const BurstWindow = 60 * time.Second

// longestBurst is the most that lies between the first and the last read of a burst, unless the window is longer. What
// goes on beyond it is a vehicle that stayed at the reader, and every so often a sighting of its own.
const longestBurst = 10 * time.Minute

// Fold returns the dossier with every burst of plate reads as one sighting that holds its reads; see Bursts. The window is
// that of the load of the reads. A read that an analyst marked stands by itself unless it is the first of its burst, whose
// marks are the burst's. This is the one place where reads are folded: what is shown, analysed and reported is made from
// what it returns. Reads gives them back one by one. Folding again changes nothing.
func Fold(d timeline.Dossier) timeline.Dossier {
	if d.Folded() > 0 {
		return d
	}
	windows := map[int64]time.Duration{}
	for _, l := range d.Loads {
		windows[l.ID] = time.Duration(l.BurstWindow) * time.Second
	}
	window := func(s timeline.Event) time.Duration { return windows[s.Record().Load] }
	marked := map[string]bool{}
	for _, m := range d.Marks {
		marked[m.Target] = marked[m.Target] || m.Stands()
	}
	all, _ := Collapse(d.Events, window)
	alone := map[string]bool{}
	for i := range all {
		for k := range all[i].Burst() {
			if id := all[i].Burst()[k].ID; k > 0 && marked[id] {
				alone[id] = true
			}
		}
	}
	if len(alone) > 0 {
		rest := slices.DeleteFunc(slices.Clone(d.Events), func(s timeline.Event) bool { return alone[s.ID] })
		all, _ = Collapse(rest, window)
		all = append(all, slices.DeleteFunc(slices.Clone(d.Events), func(s timeline.Event) bool { return !alone[s.ID] })...)
		timeline.SortByTime(all)
	}
	d.Events = all
	return d
}

// Bursts gathers plate reads that follow one another at the same reader within the window. A read belongs to the burst
// when it begins no later than the window after the end of those before it, whatever the order of the events given,
// and the burst lasts no longer than ten minutes or the window. Reads belong together whose load, whose plate's OCR key and
// state and whose place agree, that of a moving reader within the radii of its fixes; a read without a state joins those
// that have one. A time spread over more than the window (a day, an ambiguous hour) joins nothing. Events that are no plate reads, have no
// position or are set aside are not among the
// result. A window of 0 or less stands for BurstWindow.
//
// Each burst is a sighting that begins with its first read, whose ID and record it has, and ends with its last; plate and
// confidence are those of the read most surely made, and Burst holds the reads unless there is only one. The bursts are in
// time order.
func Bursts(events []timeline.Event, window func(timeline.Event) time.Duration) []timeline.Event {
	order := make([]int, 0, len(events))
	for i := range events {
		if inBurst(&events[i]) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return events[a].CompareTime(&events[b]) })
	out := make([]timeline.Event, 0, len(order))
	open := map[burstKey][]int{} // the newest bursts of a plate at a reader, one for each state
	for _, i := range order {
		s := &events[i]
		limit := BurstWindow
		if window != nil {
			if w := window(*s); w > 0 {
				limit = w
			}
		}
		if s.First.End.Sub(s.First.Start) > limit {
			out = append(out, *s)
			continue
		}
		key := burstKeyOf(s)
		joined := slices.IndexFunc(open[key], func(n int) bool { return continues(&out[n], s, limit) })
		if joined >= 0 {
			join(&out[open[key][joined]], s)
			continue
		}
		others := slices.DeleteFunc(open[key], func(n int) bool { return region(&out[n]) == region(s) })
		open[key] = append(others, len(out))
		out = append(out, *s)
	}
	return out
}

// Collapse returns the events in time order with every burst of plate reads as one sighting, which says in a remark how
// many reads it stands for, and how many reads were folded away. Everything else stays as it is. The events given
// are not changed.
func Collapse(events []timeline.Event, window func(timeline.Event) time.Duration) (collapsed []timeline.Event, folded int) {
	collapsed = make([]timeline.Event, 0, len(events))
	for i := range events {
		if !inBurst(&events[i]) {
			collapsed = append(collapsed, events[i])
		}
	}
	for _, s := range Bursts(events, window) {
		if n := len(s.Burst()); n > 1 {
			s.Remark(timeline.RemarkBurst, words.Count(n, "read"), brief(s.First.End.Sub(s.First.Start)))
			folded += n - 1
		}
		collapsed = append(collapsed, s)
	}
	timeline.SortByTime(collapsed)
	return collapsed, folded
}

// brief writes the length of a burst: in seconds up to two minutes.
func brief(d time.Duration) string {
	if d < 2*time.Minute {
		return fmt.Sprintf("%.0f s", d.Seconds())
	}
	return fmt.Sprintf("%.0f min", d.Minutes())
}

// inBurst reports whether a sighting may be part of a burst.
func inBurst(s *timeline.Event) bool {
	return s.Kind == timeline.KindRead && s.PlateParty() != nil && s.Standing == timeline.Counts && s.Where.Located() &&
		!s.First.IsZero() && len(s.Burst()) == 0
}

// burstKey is what the reads of a burst have in common beside the state: load, reader and plate. A moving reader has no
// place in it: see continues.
type burstKey struct {
	load         int64
	plate, label string
	lon, lat     float64
}

func burstKeyOf(s *timeline.Event) burstKey {
	key := burstKey{s.Record().Load, OCRKey(s.PlateParty().Of.Value), s.Where.Label, 0, 0}
	if !s.Mobile() {
		key.lon, key.lat = s.Where.Point[0], s.Where.Point[1]
	}
	return key
}

// continues reports whether a read continues a burst. Reads of a moving reader do while their fixes can be of one place.
func continues(s, read *timeline.Event, window time.Duration) bool {
	if mine, other := region(s), region(read); mine != "" && other != "" && mine != other {
		return false
	}
	if s.Mobile() && geo.Distance(s.Where.Point, read.Where.Point) > s.Where.Radius+read.Where.Radius {
		return false
	}
	return read.First.Start.Sub(s.First.End) <= window && read.First.End.Sub(s.First.Start) <= max(window, longestBurst)
}

// region is the state of the plate of a read, "" where it was not read.
func region(read *timeline.Event) string { return read.PlateParty().Of.Region }

// join takes a read into a burst. The number most surely read stands for it.
func join(s, read *timeline.Event) {
	detail := timeline.ReadDetail{}
	if s.Read != nil {
		detail = *s.Read // which others share
	}
	if len(detail.Burst) == 0 {
		detail.Burst = []timeline.Event{*s}
	}
	detail.Burst = append(detail.Burst, *read)
	if read.First.End.After(s.First.End) {
		s.First.End = read.First.End
	}
	for _, f := range read.First.Flags {
		if !slices.Contains(s.First.Flags, f) {
			s.First.Flags = append(slices.Clip(s.First.Flags), f)
		}
	}
	for _, r := range read.Remarks {
		s.RemarkOnce(r)
	}
	plate, state := *s.PlateParty(), region(s)
	if read.Read != nil && read.Read.Confidence != nil && (detail.Confidence == nil || *read.Read.Confidence > *detail.Confidence) {
		detail.Confidence, plate = read.Read.Confidence, *read.PlateParty()
	}
	plate.Of.Region = cmp.Or(plate.Of.Region, state, region(read))
	s.Parties, s.Read = withPlate(s.Parties, plate), &detail
}

// withPlate returns parties with another plate in place of the first, and leaves those given as they are.
func withPlate(parties []timeline.Party, plate timeline.Party) []timeline.Party {
	parties = slices.Clone(parties)
	parties[slices.IndexFunc(parties, func(p timeline.Party) bool { return p.Of.Type == timeline.PlateNumber })] = plate
	return parties
}
