package analysis

import (
	"cmp"
	"slices"

	"sightline/timeline"
)

// Track is the sightings that locate one thing: a plate, or the person.
//
// A plate's reads and the inquiries about that plate are one track, because the plate was there or was asked about. An
// inquiry without a plate is about the person and belongs to the person's track. The tracks are kept apart because a
// vehicle can be driven by another, two vehicles can be in two cities at once, and an officer can ask about an absent
// person: a line from one to the other would claim a journey that nobody made. Plates of the same number and different
// states are different vehicles; a read without a state belongs to the number's most frequent state.
type Track struct {
	Key       string              `json:"key"` // "" for the person, else Plate.String()
	Plate     *timeline.Plate     `json:"plate,omitempty"`
	Sightings []timeline.Event `json:"sightings"` // in time order
}

// Tracks returns the tracks of the sightings that count, the person's first, then the plates by name. Sightings that
// have no position are in them too: they were made, though nobody knows where.
func Tracks(sightings []timeline.Event) []Track {
	states := usualStates(sightings)
	byKey := map[string]*Track{}
	for i := range sightings {
		s := &sightings[i]
		if !s.Counts() {
			continue
		}
		key := trackKey(s.Plate, states)
		t := byKey[key]
		if t == nil {
			t = &Track{Key: key}
			if s.Plate != nil {
				t.Plate = &timeline.Plate{Number: s.Plate.Number, State: s.Plate.State}
				if s.Plate.State == "" {
					t.Plate.State = states[s.Plate.Number]
				}
			}
			byKey[key] = t
		}
		t.Sightings = append(t.Sightings, *s)
	}
	tracks := make([]Track, 0, len(byKey))
	for _, t := range byKey {
		slices.SortStableFunc(t.Sightings, func(a, b timeline.Event) int { return compareTimes(&a, &b) })
		tracks = append(tracks, *t)
	}
	slices.SortFunc(tracks, func(a, b Track) int { return cmp.Compare(a.Key, b.Key) })
	return tracks
}

// compareTimes orders sightings by the first instant they can mean, then by the last, then by identity.
func compareTimes(a, b *timeline.Event) int {
	return cmp.Or(a.First.Start.Compare(b.First.Start), a.First.End.Compare(b.First.End), cmp.Compare(a.ID, b.ID))
}

func trackKey(p *timeline.Plate, states map[string]string) string {
	if p == nil {
		return ""
	}
	q := timeline.Plate{Number: p.Number, State: p.State}
	if q.State == "" {
		q.State = states[q.Number]
	}
	return q.String()
}

// usualStates returns the state each plate number is most often seen with.
func usualStates(sightings []timeline.Event) map[string]string {
	counts := map[string]map[string]int{}
	for i := range sightings {
		s := &sightings[i]
		if s.Plate == nil || s.Plate.State == "" || !s.Counts() {
			continue
		}
		if counts[s.Plate.Number] == nil {
			counts[s.Plate.Number] = map[string]int{}
		}
		counts[s.Plate.Number][s.Plate.State]++
	}
	usual := make(map[string]string, len(counts))
	for number, states := range counts {
		for state, n := range states {
			best := usual[number]
			if best == "" || n > states[best] || n == states[best] && state < best {
				usual[number] = state
			}
		}
	}
	return usual
}
