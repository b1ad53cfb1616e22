package analysis

import (
	"cmp"
	"slices"

	"sightline/timeline"
)

// Track is the sightings that locate one thing: a plate, or the person. Spans are in none.
//
// A plate's reads and the inquiries about that plate are one track, because the plate was there or was asked about. An
// inquiry without a plate is about the person and belongs to the person's track. The tracks are kept apart because a
// vehicle can be driven by another, two vehicles can be in two cities at once, and an officer can ask about an absent
// person: a line from one to the other would claim a journey that nobody made. Plates of the same number and different
// states are different vehicles; a read without a state belongs to the number's most frequent state.
type Track struct {
	Key       string           `json:"key"` // "" for the person, else Plate.String()
	Plate     *timeline.Plate  `json:"plate,omitempty"`
	Sightings []timeline.Event `json:"sightings"` // in time order
}

// Tracks returns the tracks of the events that are instants and count, the person's first, then the plates by name. Sightings that
// have no position are in them too: they were made, though nobody knows where.
func Tracks(events []timeline.Event) []Track {
	states := usualStates(events)
	byPlate := map[timeline.Plate]*Track{}
	for i := range events {
		s := &events[i]
		if !observed(s) {
			continue
		}
		plate := plateOf(s, states)
		t := byPlate[plate]
		if t == nil {
			t = &Track{}
			if plate != (timeline.Plate{}) {
				own := plate
				t.Key, t.Plate = own.String(), &own
			}
			byPlate[plate] = t
		}
		t.Sightings = append(t.Sightings, *s)
	}
	tracks := make([]Track, 0, len(byPlate))
	for _, t := range byPlate {
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

// plateOf is the plate whose track an event is in, with its usual state where it was read without one; the zero Plate for the
// person's.
func plateOf(e *timeline.Event, states map[string]string) timeline.Plate {
	p := e.PlateParty()
	if p == nil {
		return timeline.Plate{}
	}
	return timeline.Plate{Number: p.Of.Value, State: cmp.Or(p.Of.Region, states[p.Of.Value])}
}

// usualStates returns the state each plate number is most often seen with.
func usualStates(events []timeline.Event) map[string]string {
	counts := map[string]map[string]int{}
	for i := range events {
		p := events[i].PlateParty()
		if p == nil || p.Of.Region == "" || !observed(&events[i]) {
			continue
		}
		if counts[p.Of.Value] == nil {
			counts[p.Of.Value] = map[string]int{}
		}
		counts[p.Of.Value][p.Of.Region]++
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
