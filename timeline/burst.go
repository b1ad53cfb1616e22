package timeline

import (
	"cmp"
	"slices"
	"time"
)

// BurstWindow is how far apart two reads of a plate by one reader may be to count as one passing, where the source
// says nothing else. No source confirms it: readers group what they read within seconds to some minutes.
const BurstWindow = 60 * time.Second

// ReadBurst is a run of reads of one plate by one reader that is one sighting. The reads stay what they are; only their
// number goes into the sighting.
type ReadBurst struct {
	Sighting Sighting // the first read; its When reaches to the end of the last, its Confidence is the best
	Count    int      // reads, at least 1
	Members  []string // IDs of the reads, in time order
}

// Bursts gathers plate reads that follow one another at the same reader within the window. A read belongs to the burst
// when it begins no later than the window after the end of those before it, whatever the order of the sightings given. Reads
// belong together whose plate's OCR key and state and whose place agree; a read without a state joins those that have
// one. A time spread over more than the window (a day, an ambiguous hour) joins nothing. Sightings that are no plate
// reads, have no position or are set aside are not among the result: see Collapse. A window of 0 or less stands for
// BurstWindow. The bursts are in time order.
func Bursts(sightings []Sighting, window func(Sighting) time.Duration) []ReadBurst {
	order := make([]int, 0, len(sightings))
	for i := range sightings {
		if bursts(&sightings[i]) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return sightings[a].When.Start.Compare(sightings[b].When.Start)
	})
	var out []ReadBurst
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
			out = append(out, ReadBurst{Sighting: *s, Count: 1, Members: []string{s.ID}})
			continue
		}
		key := burstKeyOf(s)
		joined := slices.IndexFunc(open[key], func(n int) bool { return out[n].joins(s, limit) })
		if joined >= 0 {
			out[open[key][joined]].add(s)
			continue
		}
		others := slices.DeleteFunc(open[key], func(n int) bool { return out[n].Sighting.Plate.State == s.Plate.State })
		open[key] = append(others, len(out))
		out = append(out, ReadBurst{Sighting: *s, Count: 1, Members: []string{s.ID}})
	}
	return out
}

// Collapse returns the sightings in time order with every burst of plate reads as one sighting, which says in a flag how
// many reads it stands for, and how many reads were folded away. Everything else stays as it is. The sightings given
// are not changed.
func Collapse(sightings []Sighting, window func(Sighting) time.Duration) (collapsed []Sighting, folded int) {
	collapsed = make([]Sighting, 0, len(sightings))
	for i := range sightings {
		if !bursts(&sightings[i]) {
			collapsed = append(collapsed, sightings[i])
		}
	}
	for _, b := range Bursts(sightings, window) {
		s := b.Sighting
		if b.Count > 1 {
			s.Flags = append(slices.Clip(s.Flags), plural(b.Count, "read")+" within "+s.When.End.Sub(s.When.Start).Round(time.Second).String()+", shown as one")
			folded += b.Count - 1
		}
		collapsed = append(collapsed, s)
	}
	slices.SortStableFunc(collapsed, func(a, b Sighting) int {
		return cmp.Or(a.When.Start.Compare(b.When.Start), cmp.Compare(a.ID, b.ID))
	})
	return collapsed, folded
}

// bursts reports whether a sighting may be part of a burst.
func bursts(s *Sighting) bool {
	return s.Source == SourcePlate && s.Plate != nil && s.SetAside == "" && s.Where.Located() && !s.When.IsZero()
}

// burstKey is what the reads of a burst have in common beside the state: reader and plate. A moving reader is known
// only by the place where it is, so its bursts are those of one place.
type burstKey struct {
	plate, label string
	lon, lat     float64
}

func burstKeyOf(s *Sighting) burstKey {
	return burstKey{OCRKey(s.Plate.Number), s.Where.Label, s.Where.Point[0], s.Where.Point[1]}
}

// joins reports whether a read continues the burst.
func (b *ReadBurst) joins(s *Sighting, window time.Duration) bool {
	have := b.Sighting.Plate.State
	if have != "" && s.Plate.State != "" && have != s.Plate.State {
		return false
	}
	return s.When.Start.Sub(b.Sighting.When.End) <= window
}

// add takes a read into the burst. The number most surely read stands for it.
func (b *ReadBurst) add(s *Sighting) {
	b.Count++
	b.Members = append(b.Members, s.ID)
	if s.When.End.After(b.Sighting.When.End) {
		b.Sighting.When.End = s.When.End
	}
	state := b.Sighting.Plate.State
	if s.Confidence != nil && (b.Sighting.Confidence == nil || *s.Confidence > *b.Sighting.Confidence) {
		b.Sighting.Confidence, b.Sighting.Plate = s.Confidence, s.Plate
	}
	if have := b.Sighting.Plate; have.State == "" {
		plate := *have
		plate.State = cmp.Or(state, s.Plate.State)
		b.Sighting.Plate = &plate
	}
}
