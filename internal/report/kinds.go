package report

import (
	"cmp"
	"slices"

	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// tally counts records by kind, in the order that kinds have everywhere.
type tally map[timeline.KindName]int

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
func (t tally) String() string {
	var said []string
	for _, k := range t.kinds() {
		said = append(said, k.Count(t[k.Name]))
	}
	return words.List(said)
}

// sightingKinds and stayKinds count sightings and stays by kind.
func sightingKinds(all []timeline.Event) tally {
	t := tally{}
	for i := range all {
		t[kinds.Of(all[i].Kind).Name]++
	}
	return t
}

func stayKinds(all []timeline.Event) tally {
	t := tally{}
	for i := range all {
		t[kinds.Of(all[i].Kind).Name]++
	}
	return t
}

// stayAt names where a stay was.
func stayAt(s *timeline.Event) string {
	return fallback(s.Where.Label, kinds.Of(s.Kind).Title()+" without a name of the place")
}

// andStays counts the stays by kind, for what follows a number of sightings; "" where there is none.
func (b *builder) andStays(link string) string {
	if len(b.d.Stays) == 0 {
		return ""
	}
	return link + stayKinds(b.d.Stays).String()
}
