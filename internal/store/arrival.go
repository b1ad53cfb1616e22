package store

import (
	"slices"
	"strings"
	"unicode"

	"sightline/timeline"
)

// arrivals are the identifiers that a load brings, each with how often and where first it stands in it.
type arrivals struct {
	parties map[timeline.Identifier]*arrival
	numbers map[timeline.Identifier]*arrival // in fields, of the types that subjects hold, in plain capitals and digits
	types   []string                         // of those, in lower case
}

type arrival struct {
	events   int64
	line     int
	handling string // codes of one of the events, the fewest; with commas between them
}

// mostArrivals is how many different identifiers of a load are matched.
const mostArrivals = 50_000

func newArrivals() *arrivals {
	return &arrivals{parties: map[timeline.Identifier]*arrival{}, numbers: map[timeline.Identifier]*arrival{}}
}

// add notes what an event is about.
func (a *arrivals) add(e *timeline.Event, line int) {
	for i := range e.Parties {
		if of := &e.Parties[i].Of; of.Type == timeline.PlateNumber || of.Type == timeline.PersonName {
			note(a.parties, timeline.Identifier{Type: of.Type, Value: of.Value, Region: of.Region}, e, line)
		}
	}
	if len(a.types) == 0 {
		return
	}
	for _, f := range e.Fields {
		if i := slices.IndexFunc(a.types, func(t string) bool { return len(t) == len(f.Name) && strings.EqualFold(t, f.Name) }); i >= 0 {
			if value := plainNumber(f.Value); value != "" {
				note(a.numbers, timeline.Identifier{Type: timeline.IdentifierType(a.types[i]), Value: value}, e, line)
			}
		}
	}
}

func note(in map[timeline.Identifier]*arrival, of timeline.Identifier, e *timeline.Event, line int) {
	known := in[of]
	if known == nil {
		if len(in) >= mostArrivals {
			return
		}
		known = &arrival{line: line, handling: codesText(e.Handling)}
		in[of] = known
	}
	known.events++
	if known.handling != "" {
		if codes := codesText(e.Handling); len(codes) < len(known.handling) {
			known.handling = codes
		}
	}
}

func codesText(codes []timeline.Handling) string { return strings.Join(texts(codes), ",") }

// plainNumber is a number in capital letters and digits alone.
func plainNumber(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, text)
}

// arrivalColumns are identifiers as queries want them.
type arrivalColumns struct {
	types, values, regions, handling []string
	events                           []int64
	lines                            []int
}

// columnsOf are the columns of those for which a condition holds.
func columnsOf(in map[timeline.Identifier]*arrival, holds func(timeline.Identifier) bool) (c arrivalColumns) {
	for id, a := range in {
		if holds == nil || holds(id) {
			c.put(id, a)
		}
	}
	return c
}

func (c *arrivalColumns) put(id timeline.Identifier, a *arrival) {
	c.types, c.values, c.regions = append(c.types, string(id.Type)), append(c.values, id.Value), append(c.regions, id.Region)
	c.events, c.lines, c.handling = append(c.events, a.events), append(c.lines, a.line), append(c.handling, a.handling)
}

func (c arrivalColumns) args() args {
	return args{"types": list(c.types), "values": list(c.values), "regions": list(c.regions), "events": list(c.events),
		"lines": list(c.lines), "handling": list(c.handling)}
}
