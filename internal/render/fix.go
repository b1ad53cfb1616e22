package render

import (
	"sort"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// fix is one located thing to draw: a sighting that counts, or a stay.
type fix struct {
	id    string
	kind  timeline.KindName
	where timeline.Where
	when  timeline.When // of a stay, the first time known
	last  timeline.When // equal to when for a sighting
	stay  bool
	maybe bool // a candidate: a read that may be of a vehicle of the subject
}

// shape is how a mark shows what its position really locates; its outline is that of its kind, so that a map can be read without
// colours.
type shape int

const (
	exact  shape = iota // solid
	office              // hollow with a point within: an agency's office
	area                // hollow: the middle of a circle of uncertainty
	ring                // a candidate, a ring with a question mark
)

func (f fix) shape() shape {
	switch {
	case f.maybe:
		return ring
	case f.where.Class == timeline.ClassAgency:
		return office
	case f.where.Class.Exact():
		return exact
	}
	return area
}

// uncertain reports whether a circle of the position's true size is drawn. The position of an agency has none: the
// encounter may have been anywhere it polices.
func (f fix) uncertain() bool {
	return !f.maybe && !f.where.Class.Exact() && f.where.Class != timeline.ClassAgency && f.where.Radius > 0
}

// coarse is the class when it stands for a whole area whose centre is no place of its own, else "".
func (f fix) coarse() timeline.Class {
	switch f.where.Class {
	case timeline.ClassCounty, timeline.ClassState:
		return f.where.Class
	}
	return ""
}

// fixes returns what can be drawn of a dossier in time order, and how many sightings and stays have no position.
func fixes(d timeline.Dossier) (located []fix, unlocated int) {
	add := func(f fix) {
		if !f.where.Located() {
			unlocated++
			return
		}
		located = append(located, f)
	}
	for i := range d.Sightings {
		if s := &d.Sightings[i]; s.Counts() {
			add(fix{s.ID, kinds.Of(s.Kind).Name, s.Where, s.When, s.When, false, false})
		}
	}
	for i := range d.Stays {
		s := &d.Stays[i]
		first, last := s.First, s.Last
		if first.IsZero() {
			first = last
		}
		if last.IsZero() {
			last = first
		}
		add(fix{s.ID, kinds.Of(s.Kind).Name, s.Where, first, last, true, false})
	}
	sort.SliceStable(located, func(i, j int) bool { return located[i].when.Start.Before(located[j].when.Start) })
	return located, unlocated
}

// candidates returns the candidates of a dossier that can be drawn, and how many have no position.
func candidates(d timeline.Dossier) (located []fix, unlocated int) {
	for i := range d.Candidates {
		c := &d.Candidates[i]
		if !c.Sighting.Where.Located() {
			unlocated++
			continue
		}
		located = append(located, fix{c.ID(), kinds.Of(c.Sighting.Kind).Name, c.Sighting.Where, c.Sighting.When, c.Sighting.When, false, true})
	}
	return located, unlocated
}
