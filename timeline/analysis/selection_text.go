package analysis

import (
	"fmt"
	"strings"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// What a filter's words are looked for in is made here alone: the page gets it with each row (static/src/subject/store.ts), and
// files are made of the rows that a Part holds, so both find the same.

// EventText is what a filter finds an event by, in small letters.
func EventText(e *timeline.Event) string { return strings.ToLower(eventText(e)) }

// CandidateText is what a filter finds a candidate by, in small letters.
func CandidateText(c *timeline.Candidate) string {
	return strings.ToLower(fmt.Sprintf("%s candidate for %s, %s: %s", eventText(&c.Event), c.Vehicle, c.Level, c.Reason))
}

func eventText(e *timeline.Event) string {
	parts := []string{e.ID, kinds.Of(e.Kind).Title(), timeline.FieldOf(e.Fields, timeline.FieldAddressType)}
	for i := range e.Burst() {
		read := &e.Burst()[i]
		parts = append(parts, read.ID)
		if p := read.PlateParty(); p != nil {
			parts = append(parts, p.Of.Raw)
		}
	}
	what, raw := []string{e.Code}, ""
	switch p := e.PlateParty(); {
	case p != nil:
		what, raw = append(what, p.Of.String()), p.Of.Raw
	case e.Kind == kinds.Inquiry:
		what = append(what, "person")
	}
	if n := len(e.Burst()); n > 0 {
		what = append(what, fmt.Sprintf("×%d", n))
	}
	agency := timeline.Agency{}
	if e.Agency != nil {
		agency = *e.Agency
	}
	parts = append(parts, phrase(what), whereText(e.Where, agency), e.Where.Near, e.Where.State, agency.Name, agency.ORI, agency.County,
		agency.State, raw, e.Why)
	parts = append(parts, e.Remarked()...)
	for _, f := range e.Fields {
		parts = append(parts, f.Value)
	}
	return phrase(parts)
}

func whereText(w timeline.Where, a timeline.Agency) string {
	for _, name := range []string{w.Label, a.Name, a.ORI} {
		if name != "" {
			return name
		}
	}
	if w.Located() {
		return "unnamed position"
	}
	return "no position"
}

// phrase puts texts behind each other, leaving out those that are empty.
func phrase(parts []string) string {
	kept := parts[:0:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, " ")
}
