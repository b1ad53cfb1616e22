package query

import (
	"slices"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// Searched says of which kinds a question looks for events, and whether for spans of time too. Without kinds those are all
// that searches find, with Spans those that have spans as well. Spans are looked for only where they are asked for, by Spans or by naming
// a kind that has them: an address of six years would answer every question about its neighbourhood.
func (s Search) Searched() (of []timeline.KindName, spans bool) {
	if len(s.Kinds) == 0 {
		return kinds.Names(func(k timeline.Kind) bool { return k.Search || s.Spans && k.Spans }), s.Spans
	}
	return s.Kinds, s.Spans || slices.ContainsFunc(s.Kinds, func(name timeline.KindName) bool { return kinds.Of(name).Spans })
}
