package analysis

import (
	"fmt"
	"strings"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// sightingText is what a search finds a sighting by. The page's own search goes by the same (static/src/subject/model.ts).
func sightingText(s *timeline.Sighting) string {
	var what []string
	switch {
	case s.Plate != nil:
		what = []string{s.Key, s.Plate.String()}
	case kinds.Of(s.Kind).Name == kinds.Inquiry:
		what = []string{s.Key, "person"}
	default:
		what = []string{s.Key}
	}
	if n := len(s.Burst); n > 0 {
		what = append(what, fmt.Sprintf("×%d", n))
	}
	parts := []string{s.ID, kinds.Of(s.Kind).Title()}
	for i := range s.Burst {
		parts = append(parts, s.Burst[i].ID)
		if p := s.Burst[i].Plate; p != nil {
			parts = append(parts, p.Raw)
		}
	}
	parts = append(parts, phrase(what))
	agency := timeline.Agency{}
	if s.Agency != nil {
		agency = *s.Agency
	}
	parts = append(parts, whereText(s.Where, agency), s.Where.State, agency.Name, agency.ORI)
	if s.Plate != nil {
		parts = append(parts, s.Plate.Raw)
	}
	parts = append(parts, s.SetAside)
	return phrase(append(parts, rest(s.Flags, s.Fields)...))
}

// stayText is what a search finds a stay by.
func stayText(s *timeline.Stay) string {
	noun := kinds.Of(s.Kind).Title()
	if kind := timeline.FieldOf(s.Fields, timeline.FieldAddressType); kind != "" {
		noun = strings.ToUpper(kind[:1]) + kind[1:]
	}
	parts := []string{s.ID, noun, whereText(s.Where, timeline.Agency{}), s.Where.State}
	return phrase(append(parts, rest(s.Flags, s.Fields)...))
}

func rest(flags []string, fields []timeline.Field) []string {
	out := append([]string(nil), flags...)
	for _, f := range fields {
		out = append(out, f.Value)
	}
	return out
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
	return fmt.Sprintf("%s candidate for %s, %s: %s", sightingText(&c.Sighting), c.Vehicle, c.Level, c.Reason)
}
