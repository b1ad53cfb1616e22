package export

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"sightline/internal/access"
	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// whyEmpty says why there is no event.
func (m *material) whyEmpty() string {
	if m.Shown != nil || len(m.Excluded) > 0 || len(access.WithheldByRight(m.Dossier)) > 0 {
		return "No event is left: what was left out is told above."
	}
	return "No load brought an event of this subject."
}

// eventCount counts the events by kind, the reads of bursts one by one, and those that are aside, as page and report do.
func (m *material) eventCount() string {
	counts := map[timeline.KindName]int{}
	for i := range m.single {
		counts[kinds.Of(m.single[i].Kind).Name]++
	}
	var said []string
	byRank := func(a, b timeline.KindName) int { return cmp.Compare(kinds.Rank(a), kinds.Rank(b)) }
	for _, name := range slices.SortedFunc(maps.Keys(counts), byRank) {
		said = append(said, kinds.Of(name).Count(counts[name]))
	}
	text := cmp.Or(words.List(said), "none")
	if aside := m.Aside(); aside > 0 {
		text += fmt.Sprintf("; %s set aside, administrative, an entry, non-criminal, a mention or without a time, and each says what",
			words.Either(aside, "does not count: it is", "do not count: each is"))
	}
	return text
}

// recordCount says how many events rest on several records, "" when each rests on one.
func (m *material) recordCount() string {
	several := 0
	for i := range m.single {
		if len(m.single[i].Records) > 1 {
			several++
		}
	}
	if several == 0 {
		return ""
	}
	return words.Either(several, "event rests", "events rest") + " on several records each, which are all told"
}

// undrawn counts the events that a map of the rows does not show, "" when it shows all.
func (m *material) undrawn() string {
	var nowhere, mentions int
	for r := range m.rows() {
		switch {
		case r.Standing == timeline.Mention:
			mentions++
		case !r.Where.Located():
			nowhere++
		}
	}
	var said []string
	if nowhere > 0 {
		said = append(said, words.Either(nowhere, "event without", "events without")+" a position")
	}
	if mentions > 0 {
		said = append(said, words.Either(mentions, "event that only mentions", "events that only mention")+" the subject")
	}
	return words.List(said)
}
