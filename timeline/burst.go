package timeline

import (
	"fmt"

	"sightline/internal/words"
)

// Folded is how many plate reads are not events of their own but in the burst of one.
func (d *Dossier) Folded() int {
	n := 0
	for i := range d.Events {
		n += max(0, len(d.Events[i].Burst())-1)
	}
	return n
}

// Unfolded returns every observation of a dossier by itself: of a burst its reads, each as its record has it.
func (d *Dossier) Unfolded() []Event {
	folded := d.Folded()
	if folded == 0 {
		return d.Events
	}
	all := make([]Event, 0, len(d.Events)+folded)
	for i := range d.Events {
		all = append(all, d.Events[i].Unfolded()...)
	}
	SortByTime(all)
	return all
}

// FoldedText says how many plate reads became how many sightings, "" when none was folded away.
func (d *Dossier) FoldedText() string {
	folded, sightings := d.Folded(), 0
	if folded == 0 {
		return ""
	}
	for i := range d.Events {
		if d.Events[i].Kind == KindRead {
			sightings++
		}
	}
	return fmt.Sprintf("%s plate reads, %s after folding bursts", words.Number(sightings+folded), words.Count(sightings, "sighting"))
}

// Unfolded returns the reads of a burst in time order, and of any other event itself.
func (e *Event) Unfolded() []Event {
	if burst := e.Burst(); len(burst) > 0 {
		return burst
	}
	return []Event{*e}
}

// FirstSeen is the beginning of an event, of a burst the time of its first read.
func (e *Event) FirstSeen() When {
	if burst := e.Burst(); len(burst) > 0 {
		return burst[0].First
	}
	return e.First
}

// LastSeen is the end of an event, of a burst the time of its read that was over last.
func (e *Event) LastSeen() When {
	if e.Spans() {
		return *e.Last
	}
	last := e.FirstSeen()
	for _, read := range e.Burst() {
		if read.First.End.After(last.End) {
			last = read.First
		}
	}
	return last
}
