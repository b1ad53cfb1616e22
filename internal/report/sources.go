package report

import (
	"fmt"
	"strconv"
	"strings"

	"sightline/internal/access"
	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/plate"
)

// sources lists the loads with their counts, and what was left out and why.
func (b *builder) sources() {
	b.add(b.loadTable())
	var left []Text
	for _, l := range b.d.Loads {
		text, link := loadRef(l.ID)
		if l.Read != l.Accepted+l.Duplicates+l.Rejected {
			left = append(left, Text{{Text: text, Link: link}, {Text: ": the counts do not add up; load the file again.", Style: Strong}})
		}
		if len(l.Notes) > 0 {
			left = append(left, Text{{Text: text, Link: link}, {Text: ": " + noted(l.Notes)}})
		}
	}
	for _, n := range access.WithheldByRight(b.d) {
		left = append(left, say("Withheld: "+n.Text+", "+words.Number(n.Count)))
	}
	before := "Withheld: "
	if len(b.d.Candidates) > 0 {
		before = "Not among the sightings, and drawn as candidates: "
	}
	for _, n := range access.WithheldReads(b.d) {
		left = append(left, say(before+n.Text+", "+words.Number(n.Count)))
	}
	if folded := b.d.FoldedText(); folded != "" {
		left = append(left, say("Bursts: "+folded+"; the table of events names the records of each."))
	}
	left = append(left, b.leftOut()...)
	if len(left) > 0 {
		b.add(Heading{Level: 2, Text: "Set aside, withheld and without position", ID: "left-out"}, List{left})
	}
}

// noted writes the remarks about a load in one line.
func noted(notes []timeline.Note) string {
	said := make([]string, len(notes))
	for i, n := range notes {
		said[i] = n.Text + ", " + words.Number(n.Count)
	}
	return strings.Join(said, "; ") + "."
}

// handled says what all that a load brought is drawn from, "" where nothing holds for it.
func handled(codes []timeline.Handling) string {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = code.Name()
	}
	if len(names) == 0 {
		return ""
	}
	return "handling: " + words.List(names)
}

func (b *builder) loadTable() Table {
	t := Table{ID: "loads", Caption: "Files loaded: read = accepted + duplicates + rejected", Empty: "No file was loaded.",
		Columns: []Column{
			{Title: "Load", Share: 6, Number: true}, {Title: "File", Share: 53}, {Title: "Read", Share: 10, Number: true},
			{Title: "Accepted", Share: 10, Number: true}, {Title: "Duplicates", Share: 11, Number: true},
			{Title: "Rejected", Share: 10, Number: true},
		}}
	var sum timeline.Load
	for _, l := range b.d.Loads {
		_, link := loadRef(l.ID)
		file := lines(l.File, l.Format+", "+words.Number(l.Bytes)+" bytes, loaded "+l.At.UTC().Format(
			"2006-01-02 15:04 UTC")+" by "+l.Loader, timeline.ReadIn(l.Zone, l.ZoneBasis), handled(l.Handling)).
			and(Span{Text: "SHA-256 " + l.SHA256, Style: Code, Line: true})
		t.Rows = append(t.Rows, Row{ID: link, Cells: []Text{
			say(strconv.FormatInt(l.ID, 10)), file,
			say(words.Number(l.Read)), say(words.Number(l.Accepted)), say(words.Number(l.Duplicates)), say(words.Number(l.Rejected)),
		}})
		sum.Read, sum.Accepted, sum.Duplicates, sum.Rejected = sum.Read+l.Read, sum.Accepted+l.Accepted, sum.Duplicates+l.Duplicates,
			sum.Rejected+l.Rejected
	}
	if len(t.Rows) > 1 {
		cells := []Text{nil, {{Text: "All files", Style: Strong}}}
		for _, n := range []int64{sum.Read, sum.Accepted, sum.Duplicates, sum.Rejected} {
			cells = append(cells, Text{{Text: words.Number(n), Style: Strong}})
		}
		t.Rows = append(t.Rows, Row{Cells: cells})
	}
	return t
}

// leftOut counts, by reason, the events that do not count, and by agency the sightings without a position.
func (b *builder) leftOut() []Text {
	type reason struct {
		text string
		ids  []string
	}
	var found []*reason
	add := func(text, id string) {
		for _, r := range found {
			if r.text == text {
				r.ids = append(r.ids, id)
				return
			}
		}
		found = append(found, &reason{text, []string{id}})
	}
	for i := range b.d.Events {
		if why := b.notCounted(&b.d.Events[i]); why != "" {
			add(capital(why), b.d.Events[i].ID)
		}
	}
	for _, s := range b.counting {
		if !s.Where.Located() {
			add("Counts, but has no position: "+fallback(placeName(s), "place not told"), s.ID)
		}
	}
	var out []Text
	for _, r := range found {
		out = append(out, say(r.text+", "+strconv.Itoa(len(r.ids))).and(b.index.cite(r.ids...)...))
	}
	return out
}

// method says how the report was made, so that another can make it again.
func (b *builder) method() {
	b.add(List{sayEach([]string{
		"Events are what the records of the loaded files tell. Administrative, entry and non-criminal transactions, those of the case's own agencies and those that only mention the subject do not count; they stay in the table of events, pale. A sighting is an event that counts and is no span of time, such as an address or a custody.",
		"Reads of one plate by one reader that follow each other within " + b.windows() +
			" are one passing and one sighting, with the time of the first; it says how many they are. Such a burst lasts ten minutes at most.",
		"A gap is more than " + lasting(b.gap) +
			" without any sighting. An encounter is an arrest, or a chain of inquiries by one agency, each within " + lasting(b.contact) +
			" of the one before.",
		"Movement is inferred between sightings that follow each other on one track: a vehicle's, by plate and state, or the person's. It is drawn only where no gap lies between and the positions, with their radii and an agency's reach, cannot be one spot.",
		"A position's radius is how far the truth may lie from the point; it is drawn in true size. An agency's position is its office, and no radius is drawn.",
		"Times are kept in UTC with the source's text, zone and precision. A time told to the day, month or year is that of the source's zone.",
	})})
	b.add(Heading{Level: 2, Text: "Parameters", ID: "parameters"}, rules(b.findings.Parameters), Facts{[]Fact{
		{"Times shown", []Text{say(b.timesShown())}},
		{"Material", []Text{say(words.Count(len(b.d.Loads), "load") + ", " + b.sayEvents())}},
	}})
}

// sayEvents counts all events, and those of each kind.
func (b *builder) sayEvents() string {
	all := make([]*timeline.Event, len(b.d.Events))
	for i := range b.d.Events {
		all[i] = &b.d.Events[i]
	}
	said := words.Count(len(all), "event")
	if len(all) > 0 {
		said += ": " + tallyOf(all).String()
	}
	return said
}

// windows says how far apart reads of a burst may be: as usual, and in the loads that say otherwise.
func (b *builder) windows() string {
	words := fmt.Sprintf("%.0f s", plate.BurstWindow.Seconds())
	for _, l := range b.d.Loads {
		if l.BurstWindow > 0 {
			words += fmt.Sprintf(", of load %d %d s", l.ID, l.BurstWindow)
		}
	}
	return words
}

// colophon is the provenance of a report, at its end.
func (r Report) colophon() []Block {
	fact := func(name, value string, style Style) Fact { return Fact{name, []Text{{{Text: value, Style: style}}}} }
	facts := []Fact{fact("Made", r.Made.UTC().Format("2006-01-02 15:04:05 UTC"), Plain), fact("Made by", r.Provenance.Program, Plain)}
	if r.Provenance.Analyst != "" {
		facts = append(facts, fact("Made for", r.Provenance.Analyst, Plain))
	}
	if r.Issue.Recipient != "" {
		facts = append(facts, fact("Copy for", shorten(plain(r.Issue.Recipient), 160), Plain))
	}
	return []Block{
		Heading{Level: 1, Text: "Provenance", ID: "provenance"},
		Facts{append(facts,
			fact("SHA-256 of the material", r.Provenance.Material, Code),
			fact("SHA-256 of the content", r.Provenance.Content, Code))},
		Paragraph{Text{{Text: "Reports with the same content hash say the same, whenever they were made. The material is the dossier as the program keeps it; the hash of each loaded file stands in the table of files.", Style: Muted}}},
	}
}
