package analysis

import (
	"fmt"
	"strings"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// eventText is what a search finds an event by. The page's own search goes by the same (static/src/model.ts).
func eventText(e *timeline.Event) string {
	parts := []string{e.ID, kinds.Of(e.Kind).Title()}
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
	parts = append(parts, phrase(what), whereText(e.Where, agency), e.Where.State, agency.Name, agency.ORI, raw, e.Why)
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

// candidateText is the text of a candidate that is searched in.
func candidateText(c *timeline.Candidate) string {
	return fmt.Sprintf("%s candidate for %s, %s: %s", eventText(&c.Event), c.Vehicle, c.Level, c.Reason)
}
