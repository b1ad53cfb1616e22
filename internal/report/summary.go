package report

import (
	"slices"
	"time"

	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/kinds"
)

// summary states what the counts say, each statement with the events it rests on.
func (b *builder) summary() {
	if len(b.counting) == 0 {
		b.add(Notice{"No sighting counts", b.whyEmpty()})
	}
	var items []Text
	for _, statement := range []func() Text{
		b.sayKinds, b.sayPeriod, b.sayStates, b.sayContacts, b.saySpans, b.sayGaps, b.sayLast,
	} {
		if t := statement(); len(t) > 0 {
			items = append(items, t)
		}
	}
	items = append(items, b.sayFindings()...)
	for _, t := range []Text{b.sayLeftOut(), b.sayExcluded()} {
		if len(t) > 0 {
			items = append(items, t)
		}
	}
	if len(items) > 0 {
		b.add(List{items}, Paragraph{Text{{Text: b.sayNumbers(), Style: Muted}}})
	}
}

// sayNumbers says what the numbers in brackets are.
func (b *builder) sayNumbers() string {
	if !b.wants("events") {
		return "Numbers in brackets count the events in time order; their table was left out."
	}
	return "Numbers in brackets are rows of the table of events."
}

// whyEmpty says why there is nothing to see.
func (b *builder) whyEmpty() []Text {
	var out []Text
	if len(b.d.Loads) == 0 {
		out = append(out, say("No file was loaded for this subject."))
	}
	var read, rejected int64
	for _, l := range b.d.Loads {
		read, rejected = read+l.Read, rejected+l.Rejected
	}
	if n := len(b.d.Excluded); n > 0 {
		out = append(out, say(words.Either(n, "event was",
			"events were")+" excluded by the analyst; ").and(Span{Text: "Excluded by the analyst", Link: "excluded"},
			Span{Text: " says why."}))
	}
	pale := b.d.Aside()
	switch {
	case len(b.d.Excluded) > 0 && pale == 0:
	case len(b.d.Loads) > 0 && read == 0:
		out = append(out, say("The loaded files hold no records."))
	case rejected == read && read > 0:
		out = append(out, say(words.Form(read, "The one record of the loaded files was",
			"All "+words.Number(read)+" records of the loaded files were")+" rejected; see the sources."))
	case pale > 0:
		out = append(out, say(words.Either(pale, "event is",
			"events are")+" known, but set aside, no encounter or only a mention; the table of events says why."))
	case read > 0:
		out = append(out, say("The loaded files hold "+words.Count(read,
			"record")+", none of them a sighting of this subject or of a vehicle held by the subject at the time."))
	}
	for _, n := range b.d.Withheld {
		out = append(out, say("Withheld: "+n.Text+", "+words.Number(n.Count)+"."))
	}
	return out
}

func (b *builder) sayKinds() Text {
	if len(b.counting) == 0 {
		return nil
	}
	var out Text
	for i, k := range tallyOf(b.counting).kinds() {
		ids := idsOf(b.counting, ofKind(k.Name))
		lead := "; "
		if i == 0 {
			lead = b.name + " or a vehicle of the subject was sighted " + words.Count(len(b.counting), "time") + ": "
		}
		out = out.and(Span{Text: lead + k.Count(len(ids))}).and(b.index.cite(ids...)...)
	}
	if folded := b.d.FoldedText(); folded != "" {
		out = out.and(Span{Text: " (" + folded + ")"})
	}
	return out.and(Span{Text: "."})
}

// idsOf returns the ids of the events for which a condition holds.
func idsOf(events []*timeline.Event, holds func(*timeline.Event) bool) []string {
	var ids []string
	for _, e := range events {
		if holds(e) {
			ids = append(ids, e.ID)
		}
	}
	return ids
}

func ofKind(name timeline.KindName) func(*timeline.Event) bool {
	return func(e *timeline.Event) bool { return kinds.Of(e.Kind).Name == name }
}

func (b *builder) sayPeriod() Text {
	if len(b.counting) < 2 {
		return nil
	}
	first, last := b.counting[0], b.counting[len(b.counting)-1]
	return say("The sightings go from " + b.clock.stamp(first.First, first.Where.Zone)).and(b.index.cite(first.ID)...).
		and(Span{Text: " to " + b.clock.stamp(last.First, last.Where.Zone)}).and(b.index.cite(last.ID)...).
		and(Span{Text: ", " + lasting(last.First.Start.Sub(first.First.Start)) + " in all."})
}

func (b *builder) sayStates() Text {
	counts := map[string]int{}
	for _, s := range b.counting {
		if s.Where.Located() && s.Where.State != "" {
			counts[s.Where.State]++
		}
	}
	if len(counts) == 0 {
		return nil
	}
	out := say("They lie in " + words.Either(len(counts), "state or territory", "states or territories") + ": ")
	for i, state := range sortedByCount(counts) {
		if i == 8 {
			out = out.and(Span{Text: " and " + words.Count(len(counts)-i, "other")})
			break
		}
		if i > 0 {
			out = out.and(Span{Text: "; "})
		}
		ids := idsOf(b.counting, func(s *timeline.Event) bool { return s.Where.Located() && s.Where.State == state })
		out = out.and(Span{Text: state + " " + words.Number(counts[state])}).and(b.index.cite(ids...)...)
	}
	return out.and(Span{Text: "."})
}

func (b *builder) sayContacts() Text {
	contacts := analysis.One[analysis.Interest](b.findings).Contacts
	if len(contacts) == 0 {
		return nil
	}
	agencies := map[string]bool{}
	var ids []string
	for _, c := range contacts {
		agencies[c.Agency.ORI] = true
		ids = append(ids, c.Sightings...)
	}
	counted := tally{}
	for _, s := range b.counting {
		if slices.Contains(ids, s.ID) {
			counted[s.Kind]++
		}
	}
	did := "asked about the subject or a vehicle"
	switch arrests := counted[kinds.Arrest]; {
	case arrests == len(ids):
		did = "arrested the subject"
	case arrests > 0:
		did += ", or arrested the subject"
	}
	return say(words.Count(len(agencies), "agency") + " of law enforcement " + did + ", in " + words.Count(len(contacts), "encounter") +
		" of " + counted.String()).
		and(b.index.cite(ids...)...).and(Span{Text: "."})
}

func (b *builder) saySpans() Text {
	if len(b.spans) == 0 {
		return nil
	}
	var out Text
	for i, k := range tallyOf(b.spans).kinds() {
		ids := idsOf(b.spans, ofKind(k.Name))
		if i > 0 {
			out = out.and(Span{Text: "; "})
		}
		out = out.and(Span{Text: k.Count(len(ids)) + words.Form(len(ids), " is", " are") + " reported"}).and(b.index.cite(ids...)...)
	}
	return out.and(Span{Text: "."})
}

func (b *builder) sayGaps() Text {
	gaps := analysis.Of[analysis.RankedGap](b.findings)
	if len(gaps) == 0 {
		return nil
	}
	longest := gaps[0]
	for _, g := range gaps {
		if g.End.Sub(g.Start) > longest.End.Sub(longest.Start) {
			longest = g
		}
	}
	return say(words.Count(len(gaps), "span") + " of more than " + lasting(b.gap) +
		words.Form(len(gaps), " holds no sighting at all; it lasted ", " hold no sighting at all; the longest lasted ") +
		lasting(longest.End.Sub(longest.Start)) + ", after").and(b.index.cite(longest.After)...).
		and(Span{Text: " and before"}).and(b.index.cite(longest.Before)...).and(Span{Text: "."})
}

func (b *builder) sayLast() Text {
	if len(b.counting) == 0 {
		return nil
	}
	s := b.counting[len(b.counting)-1]
	where := placeName(s)
	if where != "" {
		where = " at " + shorten(where, 120)
	}
	return say("The last sighting is the " + kinds.Of(s.Kind).One + " of " + b.clock.stamp(s.First, s.Where.Zone) + where +
		" (" + precision(s.Where) + ")").and(b.index.cite(s.ID)...).
		and(Span{Text: ", " + lasting(b.o.Made.Sub(s.First.Start).Truncate(time.Hour)) + " before this report."})
}

// sayLeftOut counts what does not count or cannot be drawn.
func (b *builder) sayLeftOut() Text {
	var aside, mentions, none []string
	for i := range b.d.Events {
		switch e := &b.d.Events[i]; {
		case e.Standing == timeline.Mention:
			mentions = append(mentions, e.ID)
		case b.notCounted(e) != "":
			aside = append(aside, e.ID)
		case !e.Where.Located():
			none = append(none, e.ID)
		}
	}
	var out Text
	say := func(ids []string, one, many string) {
		if len(ids) > 0 {
			out = out.and(Span{Text: words.Either(len(ids), one, many)}).and(b.index.cite(ids...)...).and(Span{Text: ". "})
		}
	}
	say(aside, "event does not count as a sighting", "events do not count as sightings")
	say(mentions, "event only mentions the subject and is not drawn on maps", "events only mention the subject and are not drawn on maps")
	say(none, "event has no position", "events have no position")
	var withheld int64
	for _, n := range b.d.Withheld {
		withheld += n.Count
	}
	if withheld > 0 {
		out = out.and(Span{Text: words.Either(withheld, "event of the case is", "events of the case are") +
			" withheld; the sources say why."})
	}
	return out
}
