package export

import (
	"fmt"
	"strconv"
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
	case r.key != "":
		what = r.key + " " + what
		if r.plate.Number != "" {
			what += " about " + r.plate.String()
		}
	}
	at := r.where.Label
	if r.agency.Name != "" {
		at = r.agency.Name
	} else if r.agency.ORI != "" && at == "" {
		at = r.agency.ORI
	}
	if at != "" {
		what += ", " + at
	}
	what = words.Capital(what)
	if r.aside != "" {
		what = "[set aside] " + what
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
		{"Set aside", r.aside},
		{"Local time", said(r.when)},
		{"Last seen", said(r.last)},
		{"UTC", orOpen(instant(r.from)) + " to " + orOpen(instant(r.to))},
		{"Time", r.timeGround()},
		{"As recorded", joined(" to ", r.when.Raw, r.last.Raw)},
		{"Place", r.where.Label},
		{"Position", r.positionGround()},
		{"Plate", r.plateGround()},
		{r.of.Title(), r.message()},
		{"Agency", joined(", ", r.agency.ORI, r.agency.Name)},
		{"Remarks", strings.Join(r.flags, "; ")},
		{"Record", r.reference()},
		{"File", joined(", SHA-256 ", r.record.File, r.record.SHA256)},
	}
	return told(all)
}

// message is the message key of an inquiry or an entry, and what such messages are; "" of what has none of its own.
func (r *row) message() string {
	if r.key == "" {
		return ""
	}
	return joined(", ", timeline.MessageText(r.key, r.fields), string(r.category))
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
	if !r.where.Located() {
		return locates("")
	}
	text := fmt.Sprintf("%.5f, %.5f: %s", r.where.Point[1], r.where.Point[0], locates(r.where.Class))
	if r.where.Class != timeline.ClassAgency && r.where.Radius > 0 {
		text += fmt.Sprintf(", within %.0f m", float64(r.where.Radius))
	}
	return joined("; ", text, r.where.Basis)
}

func (r *row) plateGround() string {
	if r.plate.Number == "" {
		return ""
	}
	text := r.plate.String()
	if r.plate.Raw != "" && r.plate.Raw != r.plate.Number {
		text += ", recorded as " + r.plate.Raw
	}
	if r.sureness != nil {
		text += fmt.Sprintf(", confidence %v", round(*r.sureness, 1e4))
	}
	if r.moving {
		text += ", moving reader"
	}
	return text
}

// line names the load and the line of a row's record.
func (r *row) line() string {
	return "load " + strconv.FormatInt(r.record.Load, 10) + ", line " + strconv.Itoa(r.record.Line)
}

// reference names the record a row leads back to.
func (r *row) reference() string {
	return joined(", ", r.id+": "+r.line(), r.record.Loader)
}

// joined joins the texts that are not empty.
func joined(by string, texts ...string) string {
	var some []string
	for _, t := range texts {
		if t != "" {
			some = append(some, t)
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
