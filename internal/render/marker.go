package render

import (
	"sort"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// marker is one located event to draw.
type marker struct {
	id    string
	kind  timeline.KindName
	where timeline.Where
	when  timeline.When // when it was, or began
	last  timeline.When // when it ended, of an instant equal to when
	span  bool
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

func (f marker) shape() shape {
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
func (f marker) uncertain() bool {
	return !f.maybe && !f.where.Class.Exact() && f.where.Class != timeline.ClassAgency && f.where.Radius > 0
}

// coarse is the class when it stands for a whole area whose centre is no place of its own, else "".
func (f marker) coarse() timeline.Class {
	switch f.where.Class {
	case timeline.ClassCounty, timeline.ClassState:
		return f.where.Class
	}
	return ""
}

// fixes returns what can be drawn of a dossier in time order, and counts what is not.
func fixes(d timeline.Dossier) (located []marker, left leftOut) {
	for i := range d.Events {
		e := &d.Events[i]
		switch {
		case e.Standing == timeline.Mention:
			left.mentions++
		case e.Standing != timeline.Counts || !e.Spans() && e.First.IsZero():
		case !e.Where.Located():
			left.unlocated++
		default:
			located = append(located, markerOf(e))
		}
	}
	sort.SliceStable(located, func(i, j int) bool { return located[i].when.Start.Before(located[j].when.Start) })
	return located, left
}

// leftOut counts the events that a map does not draw though they count, or are told of.
type leftOut struct {
	unlocated int // without a position
	mentions  int // in which the subject has a part that puts nobody anywhere
}

// markerOf is a located event. An end of a span that is not known is where the other is.
func markerOf(e *timeline.Event) marker {
	f := marker{id: e.ID, kind: kinds.Of(e.Kind).Name, where: e.Where, when: e.First, last: e.First, span: e.Spans()}
	if f.span && !e.Last.IsZero() {
		f.last = *e.Last
	}
	if f.when.IsZero() {
		f.when = f.last
	}
	return f
}

// candidates returns the candidates of a dossier that can be drawn, and how many have no position.
func candidates(d timeline.Dossier) (located []marker, unlocated int) {
	for i := range d.Candidates {
		c := &d.Candidates[i]
		if !c.Event.Where.Located() {
			unlocated++
			continue
		}
		f := markerOf(&c.Event)
		f.id, f.maybe = c.ID(), true
		located = append(located, f)
	}
	return located, unlocated
}
