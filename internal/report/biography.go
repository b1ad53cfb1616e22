package report

import (
	"strconv"
	"strings"

	"sightline/internal/words"
	"sightline/timeline"
)

// biography tells who the subject is: names, identifiers and vehicles, beside a photo if there is one.
func (b *builder) biography() {
	s := b.d.Subject
	facts := []Fact{{"Name", []Text{{{Text: s.Name, Style: Strong}}}}, {"Role in the case", []Text{say(s.Role)}}}
	add := func(name string, values []Text, none string) {
		if len(values) == 0 {
			values = []Text{{{Text: none, Style: Muted}}}
		}
		facts = append(facts, Fact{name, values})
	}
	var born []Text
	if s.BirthDate != "" {
		born = []Text{say(s.BirthDate)}
	}
	add("Date of birth", born, "not known")
	add("Also known as", each(s.Aliases), "no other name is known")
	var identifiers []Text
	for _, h := range s.Others() {
		identifiers = append(identifiers, identifierText(h))
	}
	add("Identifiers", identifiers, "none is known")
	photo := b.o.Photo
	most := mostVehicles
	if photo != nil && len(s.Vehicles()) > vehiclesBeside {
		most = 0 // a long list goes into a table below
	}
	switch vehicles := b.vehicles(); {
	case len(vehicles) <= most:
		add("Vehicles", vehicles, "none is known")
	default:
		add("Vehicles", []Text{say(words.Count(len(vehicles), "vehicle") + ", in the table ").and(Span{Text: "Vehicles",
			Link: "vehicles"})}, "")
	}
	if photo == nil {
		b.add(Facts{facts})
	} else {
		shown := *photo
		shown.Alt = "Photo of " + b.name
		b.add(Profile{facts, shown})
	}
	if len(s.Vehicles()) > most {
		b.add(b.vehicleTable())
	}
}

// Most vehicles that are listed as facts; more become a table.
const (
	mostVehicles   = 12
	vehiclesBeside = 6 // a photo
)

// identifierText is what a subject holds beside vehicles, with what is told of it.
func identifierText(h timeline.Holding) Text {
	t := say(capital(string(h.Of.Type)) + " ").and(Span{Text: h.Of.String(), Style: Code})
	if h.Description != "" {
		t = t.and(Span{Text: ", " + h.Description})
	}
	if !h.From.IsZero() || !h.To.IsZero() {
		t = t.and(Span{Text: ", " + held(h.From, h.To)})
	}
	if h.Basis != "" {
		t = t.and(Span{Text: " (" + h.Basis + ")", Style: Muted})
	}
	return t
}

func (b *builder) vehicleTable() Table {
	vehicles := b.d.Subject.Vehicles()
	t := Table{ID: "vehicles", Caption: words.Count(len(vehicles), "vehicle"), Dense: true, Columns: []Column{
		{Title: "No.", Share: 6, Number: true}, {Title: "Plate", Share: 16}, {Title: "Description", Share: 36}, {Title: "Held", Share: 24},
		{Title: "Who says so", Share: 18},
	}}
	for i, v := range vehicles {
		t.Rows = append(t.Rows, Row{Cells: []Text{
			say(strconv.Itoa(i + 1)), {{Text: v.Of.String(), Style: Code}}, textOrNone(v.Description), say(held(v.From, v.To)),
			textOrNone(v.Basis),
		}})
	}
	return t
}

func textOrNone(s string) Text {
	if strings.TrimSpace(s) == "" {
		return nil
	}
	return say(s)
}
