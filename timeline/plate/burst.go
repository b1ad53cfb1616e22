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
	window := func(s timeline.Sighting) time.Duration { return windows[s.Record.Load] }
	marked := map[string]bool{}
	for _, m := range d.Marks {
		marked[m.Target] = marked[m.Target] || m.Stands()
	}
	all, _ := Collapse(d.Sightings, window)
	alone := map[string]bool{}
	for i := range all {
		for k := range all[i].Burst {
			if id := all[i].Burst[k].ID; k > 0 && marked[id] {
				alone[id] = true
			}
		}
	}
	if len(alone) > 0 {
		rest := slices.DeleteFunc(slices.Clone(d.Sightings), func(s timeline.Sighting) bool { return alone[s.ID] })
		all, _ = Collapse(rest, window)
		all = append(all, slices.DeleteFunc(slices.Clone(d.Sightings), func(s timeline.Sighting) bool { return !alone[s.ID] })...)
		slices.SortStableFunc(all, timeline.ByTime)
	}
	d.Sightings = all
	return d
}

// Bursts gathers plate reads that follow one another at the same reader within the window. A read belongs to the burst
// when it begins no later than the window after the end of those before it, whatever the order of the sightings given,
// and the burst lasts no longer than ten minutes or the window. Reads belong together whose load, whose plate's OCR key and
// state and whose place agree, that of a moving reader within the radii of its fixes; a read without a state joins those
// that have one. A time spread over more than the window (a day, an ambiguous hour) joins nothing. Sightings that are no plate reads, have no position or are set aside are not among the
// result. A window of 0 or less stands for BurstWindow.
//
// Each burst is a sighting that begins with its first read, whose ID and record it has, and ends with its last; plate and
// confidence are those of the read most surely made, and Burst holds the reads unless there is only one. The bursts are in
// time order.
func Bursts(sightings []timeline.Sighting, window func(timeline.Sighting) time.Duration) []timeline.Sighting {
	order := make([]int, 0, len(sightings))
	for i := range sightings {
		if inBurst(&sightings[i]) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return timeline.ByTime(sightings[a], sightings[b]) })
	out := make([]timeline.Sighting, 0, len(order))
	open := map[burstKey][]int{} // the newest bursts of a plate at a reader, one for each state
	for _, i := range order {
		s := &sightings[i]
		limit := BurstWindow
		if window != nil {
			if w := window(*s); w > 0 {
				limit = w
			}
		}
		if s.When.End.Sub(s.When.Start) > limit {
			out = append(out, *s)
			continue
		}
		key := burstKeyOf(s)
		joined := slices.IndexFunc(open[key], func(n int) bool { return continues(&out[n], s, limit) })
		if joined >= 0 {
			join(&out[open[key][joined]], s)
			continue
		}
		others := slices.DeleteFunc(open[key], func(n int) bool { return out[n].Plate.State == s.Plate.State })
		open[key] = append(others, len(out))
		out = append(out, *s)
	}
	return out
}

// Collapse returns the sightings in time order with every burst of plate reads as one sighting, which says in a flag how
// many reads it stands for, and how many reads were folded away. Everything else stays as it is. The sightings given
// are not changed.
func Collapse(sightings []timeline.Sighting, window func(timeline.Sighting) time.Duration) (collapsed []timeline.Sighting, folded int) {
	collapsed = make([]timeline.Sighting, 0, len(sightings))
	for i := range sightings {
		if !inBurst(&sightings[i]) {
			collapsed = append(collapsed, sightings[i])
		}
	}
	for _, s := range Bursts(sightings, window) {
		if n := len(s.Burst); n > 1 {
			s.Flags = append(slices.Clip(s.Flags), fmt.Sprintf("%s within %s, shown as one", words.Count(n, "read"), brief(s.When.End.Sub(s.When.Start))))
			folded += n - 1
		}
		collapsed = append(collapsed, s)
	}
	slices.SortStableFunc(collapsed, timeline.ByTime)
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
func inBurst(s *timeline.Sighting) bool {
	return s.Kind == timeline.KindRead && s.Plate != nil && s.SetAside == "" && s.Where.Located() && !s.When.IsZero() && len(s.Burst) == 0
}

// burstKey is what the reads of a burst have in common beside the state: load, reader and plate. A moving reader has no
// place in it: see continues.
type burstKey struct {
	load         int64
	plate, label string
	lon, lat     float64
}

func burstKeyOf(s *timeline.Sighting) burstKey {
	key := burstKey{s.Record.Load, OCRKey(s.Plate.Number), s.Where.Label, 0, 0}
	if !s.Mobile {
		key.lon, key.lat = s.Where.Point[0], s.Where.Point[1]
	}
	return key
}

// continues reports whether a read continues a burst. Reads of a moving reader do while their fixes can be of one place.
func continues(s, read *timeline.Sighting, window time.Duration) bool {
	if s.Plate.State != "" && read.Plate.State != "" && s.Plate.State != read.Plate.State {
		return false
	}
	if s.Mobile && geo.Distance(s.Where.Point, read.Where.Point) > s.Where.Radius+read.Where.Radius {
		return false
	}
	return read.When.Start.Sub(s.When.End) <= window && read.When.End.Sub(s.When.Start) <= max(window, longestBurst)
}

// join takes a read into a burst. The number most surely read stands for it.
func join(s, read *timeline.Sighting) {
	if len(s.Burst) == 0 {
		s.Burst = []timeline.Sighting{*s}
	}
	s.Burst = append(s.Burst, *read)
	if read.When.End.After(s.When.End) {
		s.When.End = read.When.End
	}
	for _, f := range read.When.Flags {
		if !slices.Contains(s.When.Flags, f) {
			s.When.Flags = append(slices.Clip(s.When.Flags), f)
		}
	}
	for _, f := range read.Flags {
		if !slices.Contains(s.Flags, f) {
			s.Flags = append(slices.Clip(s.Flags), f)
		}
	}
	state := s.Plate.State
	if read.Confidence != nil && (s.Confidence == nil || *read.Confidence > *s.Confidence) {
		s.Confidence, s.Plate = read.Confidence, read.Plate
	}
	if s.Plate.State == "" {
		whole := *s.Plate
		whole.State = cmp.Or(state, read.Plate.State)
		s.Plate = &whole
	}
}
