package report

import (
	"strconv"
	"strings"

	"sightline/geo"
	"sightline/timeline"
)

// addresses lists the stays.
func (b *builder) addresses() {
	b.heading("addresses", "Addresses")
	t := Table{ID: "stays", Caption: "Addresses, in the order first seen", Empty: "No address is known.", Columns: []Column{
		{Title: "No.", Share: 6}, {Title: "Address", Share: 42}, {Title: "First seen", Share: 18}, {Title: "Last seen", Share: 18},
		{Title: "Record", Share: 16},
	}}
	for i, s := range b.d.Stays {
		number, id := stayRef(i + 1)
		remarks := append([]string{precision(s.Where), s.Where.Basis}, s.Flags...)
		where := lines(fallback(s.Where.Label, "Address without a name"), remarks...)
		t.Rows = append(t.Rows, Row{ID: id, Cells: []Text{
			say(number), b.placed(s.ID, where), b.end(s.First, s.Where.Zone), b.end(s.Last, s.Where.Zone), record(s.Record),
		}})
	}
	b.add(t)
}

// end writes one end of a stay.
func (b *builder) end(w timeline.When, zone string) Text {
	if w.IsZero() {
		return say("open")
	}
	return lines(b.clock.stamp(w, zone), basis(w))
}

// gaps lists the spans without a sighting.
func (b *builder) gaps() {
	b.heading("gaps", "Gaps")
	t := Table{ID: "gap-table", Caption: "Spans of more than " + lasting(b.o.Gap) + " without any sighting",
		Empty: "No span between sightings is longer than " + lasting(b.o.Gap) + ".", Columns: []Column{
			{Title: "From", Share: 22}, {Title: "To", Share: 22}, {Title: "Lasted", Share: 16, Number: true},
			{Title: "Moved meanwhile", Share: 22, Number: true}, {Title: "Between rows", Share: 18},
		}}
	for _, g := range timeline.Gaps(b.d, b.o.Gap) {
		moved := "not known"
		if g.Moved > 0 {
			moved = distance(g.Moved)
		} else if b.bothLocated(g) {
			moved = "same place"
		}
		t.Rows = append(t.Rows, Row{Cells: []Text{
			say(b.clock.instant(g.Start, b.index.zone[g.After])), say(b.clock.instant(g.End, b.index.zone[g.Before])),
			say(lasting(g.End.Sub(g.Start))), say(moved), b.index.bare(g.After, g.Before),
		}})
	}
	b.add(t)
}

func (b *builder) bothLocated(g timeline.Gap) bool {
	return b.d.Sightings[b.index.sighting[g.After]-1].Where.Located() && b.d.Sightings[b.index.sighting[g.Before]-1].Where.Located()
}

// sightings lists every sighting, those that do not count too.
func (b *builder) sightings() {
	b.heading("sightings", "Sightings")
	t := Table{ID: "sighting-table", Caption: count(len(b.d.Sightings), "sighting", "sightings") + ", in time order",
		Empty: "There is no sighting; the summary says why.", Columns: []Column{
			{Title: "No.", Share: 6, Number: true}, {Title: "Time", Share: 21}, {Title: "What", Share: 21},
			{Title: "Where", Share: 37}, {Title: "Record", Share: 15},
		}}
	if len(b.d.Sightings) > 0 {
		b.add(Paragraph{Text{{Text: "Pale rows do not count as sightings; each says why. Below each time: how finely the source tells it, and on whose word its zone is known. Below each place: what the position locates, and how it was found.", Style: Muted}}})
	}
	for i, s := range b.d.Sightings {
		number, id := sightingRef(i + 1)
		t.Rows = append(t.Rows, Row{ID: id, Faint: !s.Counts(), Cells: []Text{
			say(number), lines(b.clock.stamp(s.When, s.Where.Zone), basis(s.When)), what(s), b.where(s), record(s.Record),
		}})
	}
	b.add(t)
}

// what says what was seen.
func what(s timeline.Sighting) Text {
	t := Text{{Text: capital(singular(s))}}
	if s.Key != "" {
		t = t.and(Span{Text: " "}, Span{Text: s.Key, Style: Code})
	}
	if s.Plate != nil {
		t = t.and(Span{Text: " "}, Span{Text: s.Plate.String(), Style: Code})
	}
	var notes []string
	if s.Plate != nil && s.Plate.Raw != "" && timeline.NormalizePlate(s.Plate.Raw) != s.Plate.Number {
		notes = append(notes, "read as "+s.Plate.Raw)
	}
	if s.Confidence != nil {
		notes = append(notes, "confidence "+strconv.FormatFloat(*s.Confidence, 'f', 2, 64))
	}
	if s.Mobile {
		notes = append(notes, "mobile reader")
	}
	notes = append(notes, s.Flags...)
	if why := notCounted(s); why != "" {
		notes = append(notes, why)
	}
	if len(notes) > 0 {
		t = t.and(Span{Text: strings.Join(unique(notes), "; "), Style: Muted, Line: true})
	}
	return t
}

// notCounted says why a sighting does not count, "" when it does.
func notCounted(s timeline.Sighting) string {
	switch {
	case s.SetAside != "":
		return "set aside: " + s.SetAside
	case s.Counts():
		return ""
	case s.When.IsZero():
		return "does not count: no time is known"
	case s.Category == timeline.Entry:
		return "does not count: entry of a record"
	}
	return "does not count: " + string(s.Category) + " transaction"
}

// where says where it was seen, which place on the map that is, and how precisely it is known.
func (b *builder) where(s timeline.Sighting) Text {
	return b.placed(s.ID, lines(fallback(placeName(s), "Place not known"), precision(s.Where), s.Where.Basis))
}

// placed adds, after the first line of a text, the number of the place on the map.
func (b *builder) placed(id string, t Text) Text {
	n, ok := b.place[id]
	if !ok {
		return t
	}
	number := strconv.Itoa(n)
	head := t[:1:1].and(Span{Text: " ("}, Span{Text: "place " + number, Link: "place" + number}, Span{Text: ")"})
	return head.and(t[1:]...)
}

// placeName names the place of a sighting: the agency for one located by its agency, else the place's own name.
func placeName(s timeline.Sighting) string {
	if s.Agency != nil && !s.Where.Class.Exact() {
		name := fallback(s.Agency.Name, s.Where.Label)
		switch {
		case name == "":
			return s.Agency.ORI
		case s.Agency.ORI == "" || strings.Contains(name, s.Agency.ORI):
			return name
		}
		return name + " (" + s.Agency.ORI + ")"
	}
	if s.Where.Label == "" && s.Where.Located() {
		return position(s.Where)
	}
	return s.Where.Label
}

// position writes coordinates as finely as the radius deserves.
func position(w timeline.Where) string {
	digits := 4
	for r := w.Radius; r > geo.Meters(100) && digits > 1; r /= 10 {
		digits--
	}
	return strconv.FormatFloat(w.Point[1], 'f', digits, 64) + ", " + strconv.FormatFloat(w.Point[0], 'f', digits, 64)
}

// record leads back to the raw record.
func record(r timeline.RecordRef) Text {
	text, link := loadRef(r.Load)
	return Text{
		{Text: text, Link: link}, {Text: ", line " + thousands(int64(r.Line))},
		{Text: shorten(r.File, 32), Style: Muted, Line: true},
	}
}

// lines sets a text over a line of remarks; empty ones are left out.
func lines(text string, remarks ...string) Text {
	var kept []string
	for _, r := range remarks {
		if r != "" && r != text {
			kept = append(kept, r)
		}
	}
	if len(kept) == 0 {
		return say(text)
	}
	return say(text).and(Span{Text: strings.Join(kept, "; "), Style: Muted, Line: true})
}
