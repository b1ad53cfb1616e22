package report

import (
	"cmp"
	"slices"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// tally counts events by kind, in the order that kinds have everywhere.
type tally map[timeline.KindName]int

// tallyOf counts events.
func tallyOf(events []*timeline.Event) tally {
	t := tally{}
	for _, e := range events {
		t[kinds.Of(e.Kind).Name]++
	}
	return t
}

// kinds are those that were counted.
func (t tally) kinds() []timeline.Kind {
	var all []timeline.Kind
	for name := range t {
		all = append(all, kinds.Of(name))
	}
	slices.SortFunc(all, func(a, b timeline.Kind) int { return cmp.Compare(kinds.Rank(a.Name), kinds.Rank(b.Name)) })
	return all
}

// String writes "12 inquiries, 2 arrests and 1 custody".
func (t tally) String() string { return kinds.Counted(t) }

// andSpans counts the spans by kind, for what follows a number of sightings; "" where there is none.
func (b *builder) andSpans() string {
	if len(b.spans) == 0 {
		return ""
	}
	return " and " + tallyOf(b.spans).String()
}
