package timeline

import (
	"cmp"
	"fmt"
	"slices"

	"sightline/internal/words"
)

// Folded is how many plate reads are not sightings of their own but in the burst of one.
func (d Dossier) Folded() int {
	n := 0
	for i := range d.Sightings {
		n += max(0, len(d.Sightings[i].Burst)-1)
	}
	return n
}

// Reads returns every observation of a dossier by itself: of a burst its reads, each as its record has it.
func (d Dossier) Reads() []Sighting {
	folded := d.Folded()
	if folded == 0 {
		return d.Sightings
	}
	all := make([]Sighting, 0, len(d.Sightings)+folded)
	for i := range d.Sightings {
		all = append(all, d.Sightings[i].Reads()...)
	}
	slices.SortStableFunc(all, ByTime)
	return all
}

// FoldedText says how many plate reads became how many sightings, "" when none was folded away.
func (d Dossier) FoldedText() string {
	folded, sightings := d.Folded(), 0
	if folded == 0 {
		return ""
	}
	for i := range d.Sightings {
		if d.Sightings[i].Kind == KindRead {
			sightings++
		}
	}
	return fmt.Sprintf("%s plate reads, %s after folding bursts", words.Number(sightings+folded), words.Count(sightings, "sighting"))
}

// Reads returns the reads of a burst in time order, and of any other sighting itself.
func (s Sighting) Reads() []Sighting {
	if len(s.Burst) == 0 {
		return []Sighting{s}
	}
	return s.Burst
}

// FirstSeen is the time of a sighting, of a burst that of its first read.
func (s *Sighting) FirstSeen() When {
	if len(s.Burst) == 0 {
		return s.When
	}
	return s.Burst[0].When
}

// LastSeen is the time of a sighting, of a burst that of its read that was over last.
func (s *Sighting) LastSeen() When {
	last := s.FirstSeen()
	for i := range s.Burst {
		if s.Burst[i].When.End.After(last.End) {
			last = s.Burst[i].When
		}
	}
	return last
}

// ByTime orders sightings by their first instant.
func ByTime(a, b Sighting) int {
	return cmp.Or(a.When.Start.Compare(b.When.Start), cmp.Compare(a.ID, b.ID))
}
