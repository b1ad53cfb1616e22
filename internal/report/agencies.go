package report

import (
	"sort"
	"strings"
	"time"

	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/analysis"
)

// interest of one agency.
type interest struct {
	agency      timeline.Agency
	encounters  int
	first, last time.Time
	ids         []string
	keys        map[string]int
}

// agencyTable lists the agencies, those with most encounters first.
func (b *builder) agencyTable(contacts []analysis.Contact) Table {
	t := Table{ID: "agencies", Caption: "Encounters by agency", Dense: true, Columns: []Column{
		{Title: "Agency", Share: 36}, {Title: "Enc.", Share: 5, Number: true}, {Title: "Rec.", Share: 5, Number: true},
		{Title: "First contact", Share: 16}, {Title: "Last contact", Share: 16}, {Title: "Keys", Share: 10}, {Title: "Rows", Share: 12},
	}}
	for _, a := range byAgency(contacts) {
		t.Rows = append(t.Rows, Row{Cells: []Text{
			agencyText(a.agency), say(words.Number(a.encounters)), say(words.Number(b.recordsOf(a.ids))),
			say(b.clock.instant(a.first, a.agency.Where.Zone)), say(b.clock.instant(a.last, a.agency.Where.Zone)),
			say(tallied(a.keys)), b.index.bare(a.ids...),
		}})
	}
	b.add(Paragraph{say("An encounter is an arrest, or the chain of inquiries that one agency made within " + lasting(b.contact) +
		" of each other; the records are counted beside. The position of an agency is that of its office: the encounter may have been anywhere it polices, and the inquiry may have been made at a desk.")})
	return t
}

// recordsOf counts the records that tell of some events.
func (b *builder) recordsOf(ids []string) int {
	n := 0
	for _, id := range ids {
		if e := b.index.event(id); e != nil {
			n += len(e.Records)
		}
	}
	return n
}

func byAgency(contacts []analysis.Contact) []*interest {
	found := map[string]*interest{}
	var out []*interest
	for _, c := range contacts {
		a := found[c.Agency.ORI]
		if a == nil {
			a = &interest{agency: c.Agency, first: c.Start, keys: map[string]int{}}
			found[c.Agency.ORI] = a
			out = append(out, a)
		}
		a.encounters++
		a.last = c.Start
		a.ids = append(a.ids, c.Sightings...)
		for _, k := range c.Keys {
			a.keys[k]++
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].encounters > out[j].encounters })
	return out
}

// agencyText names an agency, with its ORI, seat and how its position is known on a line of their own.
func agencyText(a timeline.Agency) Text {
	name := a.Name
	if name == "" {
		name = "Agency not in the table"
	}
	t := Text{{Text: name, Style: Strong}}
	var facts []string
	for _, f := range []string{a.ORI, a.Kind, county(a), located(a.Where)} {
		if f != "" {
			facts = append(facts, f)
		}
	}
	return t.and(Span{Text: strings.Join(facts, " · "), Style: Muted, Line: true})
}

// bursts says when encounters came thick, and how they are spread over states, message keys and months.
func (b *builder) bursts() {
	in := analysis.One[analysis.Interest](b.findings)
	if len(in.Bursts) > 0 {
		items, rules := make([]Text, len(in.Bursts)), make([]string, len(in.Bursts))
		for i, x := range in.Bursts {
			items[i], rules[i] = b.finding(x.Statement), x.Basis
		}
		b.add(Heading{Level: 2, Text: "Times of many encounters", ID: "bursts"}, List{items}, byRule(rules...))
	}
	b.add(Facts{[]Fact{
		{"By state", []Text{say(namedCounts(in.States))}},
		{"By message key", []Text{say(namedCounts(in.Kinds))}},
		{"By month", []Text{say(namedCounts(in.Months))}},
	}})
}

func namedCounts(counts []analysis.NamedCount) string {
	said := make([]string, len(counts))
	for i, c := range counts {
		said[i] = fallback(c.Name, "not told") + " " + words.Number(c.Count)
	}
	return fallback(strings.Join(said, ", "), "none")
}

func county(a timeline.Agency) string {
	switch {
	case a.County != "" && a.State != "":
		return a.County + ", " + a.State
	case a.County != "":
		return a.County
	}
	return a.State
}

// located says what is known of an agency's position.
func located(w timeline.Where) string {
	switch {
	case !w.Located():
		return "position not known"
	case w.Class == timeline.ClassAgency:
		return "position: its office"
	}
	return "position: " + precision(w)
}
