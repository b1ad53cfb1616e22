package report

import (
	"strconv"
	"strings"

	"sightline/geo"
	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/kinds"
	"sightline/timeline/plate"
)

// addresses lists the addresses.
func (b *builder) addresses() {
	b.stayTable(Table{ID: "stays", Caption: "Addresses, in the order first seen", Empty: "No address is known.", Columns: []Column{
		{Title: "No.", Share: 6}, {Title: "Address", Share: 42}, {Title: "First seen", Share: 18}, {Title: "Last seen", Share: 18},
		{Title: "Load, line", Share: 16},
	}}, func(k timeline.Kind) bool { return k.Name == kinds.Address })
}

// custodies lists the custodies, and every other stay that is no address.
func (b *builder) custodies() {
	b.stayTable(Table{ID: "custodies", Caption: "Custodies, in the order of their beginning", Empty: "No custody is known whose beginning and end are told; one without its end stands among the sightings.", Columns: []Column{
		{Title: "No.", Share: 6}, {Title: "Custody", Share: 42}, {Title: "Began", Share: 18}, {Title: "Ended", Share: 18},
		{Title: "Load, line", Share: 16},
	}}, func(k timeline.Kind) bool { return k.Name != kinds.Address })
}

// stayTable fills a table with the stays of some kinds. Each keeps its number among all.
func (b *builder) stayTable(t Table, of func(timeline.Kind) bool) {
	for i, s := range b.d.Stays {
		kind := kinds.Of(s.Kind)
		if !of(kind) {
			continue
		}
		number, id := stayRef(i + 1)
		remarks := append([]string{precision(s.Where), s.Where.Basis}, s.Flags...)
		remarks = append(remarks, b.said(s.ID)...)
		where := lines(stayAt(&s), remarks...)
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

// what says what was seen, and what analysts say of it.
func (b *builder) what(s timeline.Sighting) Text {
	t := Text{{Text: kinds.Of(s.Kind).Title()}}
	if s.Key != "" {
		t = t.and(Span{Text: " "}, Span{Text: s.Key, Style: Code}, Span{Text: strings.TrimPrefix(timeline.MessageText(s.Key, s.Fields), s.Key)})
	}
	if s.Plate != nil {
		t = t.and(Span{Text: " "}, Span{Text: s.Plate.String(), Style: Code})
	}
	if s.Confidence != nil {
		t = t.and(Span{Text: " " + strconv.FormatFloat(*s.Confidence, 'f', 2, 64), Style: Muted})
	}
	var notes []string
	if s.Plate != nil && s.Plate.Raw != "" && plate.Normalize(s.Plate.Raw) != s.Plate.Number {
		notes = append(notes, "read as "+s.Plate.Raw)
	}
	notes = append(notes, s.Flags...)
	if why := notCounted(s); why != "" {
		notes = append(notes, why)
	}
	notes = append(notes, b.said(s.ID)...)
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

// record leads back to the raw record. The table of files names the file of each load.
func record(r timeline.RecordRef) Text {
	text, link := loadRef(r.Load)
	return Text{{Text: strings.TrimPrefix(text, "load "), Link: link}, {Text: ", " + words.Number(r.Line)}}
}

// records leads back to the raw records of a sighting: of a burst to those of all its reads, which are of one load.
func records(s timeline.Sighting) Text {
	out := record(s.Record)
	var more []string
	for i := range s.Burst {
		if i > 0 {
			more = append(more, words.Number(s.Burst[i].Record.Line))
		}
	}
	if len(more) > 0 {
		out = out.and(Span{Text: "; " + strings.Join(more, "; ")})
	}
	return out
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
