package analysis

import (
	"fmt"
	"strconv"
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
	var t text
	kind := kinds.Of(e.Kind)
	t.add(e.ID, kind.Title(), timeline.FieldOf(e.Fields, timeline.FieldAddressType))
	burst := e.Burst()
	for i := range burst {
		t.add(burst[i].ID)
		if p := burst[i].PlateParty(); p != nil {
			t.add(p.Of.Raw)
		}
	}
	t.add(e.Code)
	raw := ""
	switch p := e.PlateParty(); {
	case p != nil:
		t.add(p.Of.String())
		raw = p.Of.Raw
	case e.Kind == kinds.Inquiry:
		t.add("person")
	}
	if len(burst) > 0 {
		t.add("×" + strconv.Itoa(len(burst)))
	}
	agency := &timeline.Agency{}
	if e.Agency != nil {
		agency = e.Agency
	}
	t.add(whereText(e.Where, agency), e.Where.Near, e.Where.State, agency.Name, agency.ORI, agency.County, agency.State, raw, e.Why)
	t.add(e.Remarked()...)
	for _, f := range e.Fields {
		t.add(f.Value)
	}
	return t.String()
}

// text is what has been put together, with blanks between.
type text struct{ strings.Builder }

// add puts texts behind what there is, leaving out those that are empty.
func (t *text) add(parts ...string) {
	for _, p := range parts {
		if p == "" {
			continue
		}
		if t.Len() > 0 {
			t.WriteByte(' ')
		}
		t.WriteString(p)
	}
}

func whereText(w timeline.Where, a *timeline.Agency) string {
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
