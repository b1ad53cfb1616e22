package export

import (
	"fmt"
	"strings"

	"sightline/internal/words"
	"sightline/timeline"
)

// summary says in a few words what a row is: "Read of ABC123 (TX) at Main St camera".
func (r *row) summary() string {
	what := r.of.One
	switch {
	case r.of.Name == timeline.KindRead:
		what = "Read of " + r.plate.String()
	case r.Code != "":
		what = r.Code + " " + what
		if r.plate.Number != "" {
			what += " about " + r.plate.String()
		}
	}
	at := r.Where.Label
	if r.agency.Name != "" {
		at = r.agency.Name
	} else if r.agency.ORI != "" && at == "" {
		at = r.agency.ORI
	}
	if at != "" {
		what += ", " + at
	}
	what = words.Capital(what)
	if r.Standing == timeline.SetAside || r.Standing == timeline.Mention {
		what = "[" + string(r.Standing) + "] " + what
	}
	return what
}

// facts are what a row says, in the order an analyst reads it, with words before each.
func (r *row) facts() []remark {
	said := func(when timeline.When) string {
		if when.IsZero() {
			return ""
		}
		return civil{when.Start.In(r.zone), when.Precision}.String() + " " + r.zone.String() + " (" + offset(when, r.zone) + ")"
	}
	all := []remark{
		{"Standing", r.standing()},
		{"Local time", said(r.First)},
		{"Last seen", said(r.last)},
		{"UTC", orOpen(instant(r.from)) + " to " + orOpen(instant(r.to))},
		{"Time", r.timeGround()},
		{"As recorded", joined(" to ", r.First.Raw, r.last.Raw)},
		{"Place", r.Where.Label},
		{"Position", r.positionGround()},
		{"Plate", r.plateGround()},
		{"Parties", r.others()},
		{r.of.Title(), timeline.MessageText(r.Code, r.Fields)},
		{"Agency", joined(", ", r.agency.ORI, r.agency.Name)},
		{"Remarks", r.warnings()},
		{"Handling", handlingNames(r.handling)},
		{words.Form(len(r.Records), "Record", "Records"), r.reference()},
		{"File", r.files()},
	}
	return told(all)
}

// timeGround says how precisely and on what ground a time is known.
func (r *row) timeGround() string {
	known := r.known()
	if known.IsZero() {
		return "not known"
	}
	return "to the " + string(known.Precision) + "; zone " + known.Zone + ", " + string(known.Basis)
}

// positionGround says what a position locates and how well.
func (r *row) positionGround() string {
	if !r.Where.Located() {
		return r.locates()
	}
	text := fmt.Sprintf("%.5f, %.5f: %s", r.Where.Point[1], r.Where.Point[0], r.locates())
	if r.Where.Class != timeline.ClassAgency && r.Where.Radius > 0 {
		text += fmt.Sprintf(", within %.0f m", float64(r.Where.Radius))
	}
	return joined("; ", text, r.Where.Basis)
}

func (r *row) plateGround() string {
	if r.plate.Number == "" {
		return ""
	}
	text := r.plate.String()
	if r.plate.Raw != "" && r.plate.Raw != r.plate.Number {
		text += ", recorded as " + r.plate.Raw
	}
	if sure := r.confidence(); sure != nil {
		text += fmt.Sprintf(", confidence %v", sure)
	}
	if r.Mobile() {
		text += ", moving reader"
	}
	return text
}

// joined joins the texts that are not empty.
func joined[T ~string](by string, texts ...T) string {
	var some []string
	for _, t := range texts {
		if t != "" {
			some = append(some, string(t))
		}
	}
	return strings.Join(some, by)
}

func orOpen(text string) string {
	if text == "" {
		return "(open)"
	}
	return text
}

// lines writes remarks as "name: text", one a line.
func lines(all []remark) string {
	var b strings.Builder
	for i, r := range all {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(r.name)
		b.WriteString(": ")
		b.WriteString(r.text)
	}
	return b.String()
}
