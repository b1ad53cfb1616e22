package report

import (
	"slices"
	"time"

	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// summary states what the counts say, each statement with the sightings it rests on.
func (b *builder) summary() {
	if len(b.counting) == 0 {
		b.add(Notice{"No sighting counts", b.whyEmpty()})
	}
	var items []Text
	for _, statement := range []func() Text{
		b.sayKinds, b.sayPeriod, b.sayStates, b.sayContacts, b.sayStays, b.sayGaps, b.sayLast,
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
	out := "Numbers in brackets are rows of the sightings table"
	if !b.wants("sightings") {
		out = "Numbers in brackets count the sightings in time order; their table was left out"
	}
	var named []string
	for _, k := range stayKinds(b.d.Stays).kinds() {
		named = append(named, k.Many)
	}
	if len(named) == 0 {
		return out + "."
	}
	return out + "; A and a number, the " + words.List(named) + "."
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
		out = append(out, say(words.Either(n, "sighting or stay was", "sightings and stays were")+" excluded by the analyst; ").and(Span{Text: "Excluded by the analyst", Link: "excluded"}, Span{Text: " says why."}))
	}
	switch {
	case len(b.d.Excluded) > 0 && len(b.d.Sightings) == 0:
	case len(b.d.Loads) > 0 && read == 0:
		out = append(out, say("The loaded files hold no records."))
	case rejected == read && read > 0:
		out = append(out, say(words.Form(read, "The one record of the loaded files was", "All "+words.Number(read)+" records of the loaded files were")+" rejected; see the sources."))
	case len(b.d.Sightings) > 0:
		out = append(out, say(words.Either(len(b.d.Sightings), "sighting is", "sightings are")+" known, but set aside or no encounter; the sightings table says why."))
	case read > 0:
		out = append(out, say("The loaded files hold "+words.Count(read, "record")+", none of them a sighting of this subject or of a vehicle held by the subject at the time."))
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
	for i, k := range sightingKinds(b.counting).kinds() {
		ids := b.idsOf(func(x timeline.Event) bool { return kinds.Of(x.Kind).Name == k.Name })
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

// idsOf returns the sightings that count for which keep holds.
func (b *builder) idsOf(keep func(timeline.Event) bool) []string {
	var ids []string
	for _, s := range b.counting {
		if keep(s) {
			ids = append(ids, s.ID)
		}
	}
	return ids
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
		ids := b.idsOf(func(s timeline.Event) bool { return s.Where.Located() && s.Where.State == state })
		out = out.and(Span{Text: state + " " + words.Number(counts[state])}).and(b.index.cite(ids...)...)
	}
	return out.and(Span{Text: "."})
}

func (b *builder) sayContacts() Text {
	contacts := b.findings.Interest.Contacts
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
	return say(words.Count(len(agencies), "agency") + " of law enforcement " + did + ", in " + words.Count(len(contacts), "encounter") + " of " + counted.String()).
		and(b.index.cite(ids...)...).and(Span{Text: "."})
}

func (b *builder) sayStays() Text {
	if len(b.d.Stays) == 0 {
		return nil
	}
	var out Text
	for i, k := range stayKinds(b.d.Stays).kinds() {
		var ids []string
		for j := range b.d.Stays {
			if s := &b.d.Stays[j]; kinds.Of(s.Kind).Name == k.Name {
				ids = append(ids, s.ID)
			}
		}
		if i > 0 {
			out = out.and(Span{Text: "; "})
		}
		out = out.and(Span{Text: k.Count(len(ids)) + words.Form(len(ids), " is", " are") + " reported"}).and(b.index.cite(ids...)...)
	}
	return out.and(Span{Text: "."})
}

func (b *builder) sayGaps() Text {
	gaps := b.findings.Gaps
	if len(gaps) == 0 {
		return nil
	}
	longest := gaps[0]
	for _, g := range gaps {
		if g.End.Sub(g.Start) > longest.End.Sub(longest.Start) {
			longest = g
		}
	}
	return say(words.Count(len(gaps), "span") + " of more than " + lasting(b.gap) + words.Form(len(gaps), " holds no sighting at all; it lasted ", " hold no sighting at all; the longest lasted ") +
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
	var aside, none []string
	for _, s := range b.d.Sightings {
		switch {
		case !s.Counts():
			aside = append(aside, s.ID)
		case !s.Where.Located():
			none = append(none, s.ID)
		}
	}
	var out Text
	if len(aside) > 0 {
		out = say(words.Either(len(aside), "record does not count as a sighting", "records do not count as sightings")).and(b.index.cite(aside...)...).and(Span{Text: ". "})
	}
	if len(none) > 0 {
		out = out.and(Span{Text: words.Either(len(none), "sighting has", "sightings have") + " no position"}).and(b.index.cite(none...)...).and(Span{Text: ". "})
	}
	var withheld int64
	for _, n := range b.d.Withheld {
		withheld += n.Count
	}
	if withheld > 0 {
		out = out.and(Span{Text: words.Either(withheld, "record of the case is", "records of the case are") + " withheld; the sources say why."})
	}
	return out
}
