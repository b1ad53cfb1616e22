package report

import (
	"strconv"
	"time"

	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/kinds"
)

// conflicts lists what cannot all be right: loads in a wrong zone, plates on two vehicles, and pairs of records.
func (b *builder) conflicts() {
	conflicts := analysis.Of[analysis.Conflict](b.findings)
	f := b.findings
	p := f.Parameters
	if len(conflicts)+len(analysis.Of[analysis.Shift](f))+len(analysis.Of[analysis.Split](f)) == 0 {
		b.noneFound("No two records contradict each other.",
			speedRule(p)+"; a sighting elsewhere in custody; one plate number read with two states; "+
				"a load whose times agree with the others only when moved by whole hours")
		return
	}
	b.add(Paragraph{say("Nothing was removed because of these. Each is to be checked with the agency that contributed the record.")})
	b.shifts()
	b.splits()
	if len(conflicts) == 0 {
		return
	}
	b.add(Heading{Level: 2, Text: "Records that contradict each other", ID: "conflict-list"})
	rules := make([]string, len(conflicts))
	for i, c := range conflicts {
		rules[i] = c.Basis
	}
	b.add(byRule(rules...))
	t := Table{ID: "conflict-table",
		Caption: words.Count(len(conflicts), "conflict") + ", with both records and the likely causes, the likeliest first", Dense: true,
		Columns: []Column{
			{Title: "No.", Share: 5, Number: true}, {Title: "What", Share: 41}, {Title: "First record", Share: 27},
			{Title: "Second record", Share: 27},
		}}
	for i, c := range conflicts {
		what := say(c.Text)
		if c.Certain {
			what = what.and(Span{Text: "beyond what any vehicle does", Style: Muted, Line: true})
		}
		t.Rows = append(t.Rows, Row{Cells: []Text{say(strconv.Itoa(i + 1)), what, b.party(c.A), b.party(c.B)}})
	}
	b.cut(t, mostConflicts, "the first "+strconv.Itoa(mostConflicts))
}

func speedRule(p analysis.Parameters) string {
	return "a vehicle that needs more than " + kmh(float64(p.Speed.Review)) + ", a person more than " + kmh(float64(p.Speed.Person))
}

// party is one of two records in conflict: its row, its time and its place.
func (b *builder) party(id string) Text {
	t := b.index.bare(id)
	e := b.index.event(id)
	if e == nil {
		return t
	}
	when := b.stampOf(e)
	if e.Spans() {
		when = kinds.Of(e.Kind).One + " " + when
	}
	return t.and(Span{Text: ": " + when}, Span{Text: fallback(placeName(e), "place not known"), Style: Muted, Line: true})
}

// shifts says which loads seem to be in another zone than they were read with.
func (b *builder) shifts() {
	shifts := analysis.Of[analysis.Shift](b.findings)
	if len(shifts) == 0 {
		return
	}
	items, rules := make([]Text, len(shifts)), []string{}
	for i, s := range shifts {
		text, link := loadRef(s.Load)
		items[i] = b.finding(s.Statement).and(Span{Text: " See "}, Span{Text: text, Link: link}, Span{Text: "."})
		rules = append(rules, s.Basis)
	}
	b.add(Notice{"Times that look wrong", items}, byRule(rules...))
}

// splits shows the two vehicles that one plate seems to be on.
func (b *builder) splits() {
	splits := analysis.Of[analysis.Split](b.findings)
	if len(splits) == 0 {
		return
	}
	b.add(Heading{Level: 2, Text: "Plates that fit two vehicles", ID: "splits"})
	var items []Text
	var rules []string
	t := Table{ID: "split-table", Caption: "The two vehicles of each plate", Columns: []Column{
		{Title: "Plate", Share: 18}, {Title: "Vehicle", Share: 10}, {Title: "Seen", Share: 8, Number: true},
		{Title: "First – last", Share: 40}, {Title: "Rows", Share: 24},
	}}
	for _, s := range splits {
		items, rules = append(items, say(s.Text)), append(rules, s.Basis)
		for i, ids := range [][]string{s.First, s.Second} {
			t.Rows = append(t.Rows, Row{Cells: []Text{trackText(s.Track), say([]string{"first", "second"}[i]), say(words.Number(len(ids))),
				say(b.extentOf(ids)), b.index.bare(ids...)}})
		}
	}
	b.add(List{items}, byRule(rules...), t)
}

// extentOf writes the times of the first and the last of some events.
func (b *builder) extentOf(ids []string) string {
	var first, last *timeline.Event
	for _, id := range ids {
		e := b.index.event(id)
		if e == nil {
			continue
		}
		if first == nil || e.First.Start.Before(first.First.Start) {
			first = e
		}
		if last == nil || e.First.Start.After(last.First.Start) {
			last = e
		}
	}
	if first == nil {
		return ""
	}
	return b.clock.stamp(first.First, first.Where.Zone) + " – " + b.clock.stamp(last.First, last.Where.Zone)
}

// kmh writes a speed given in metres per second.
func kmh(mps float64) string { return strconv.Itoa(int(mps*3.6+0.5)) + " km/h" }

// hoursOf writes a rule's length of time.
func hoursOf(s analysis.Span) string { return lasting(time.Duration(s)) }
