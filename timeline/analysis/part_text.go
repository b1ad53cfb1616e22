package analysis

import (
	"fmt"
	"strings"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// What a filter's words are looked for in is made here alone: the page gets it with each row (static/src/subject/store.ts), and
// files are made of the rows that a Part holds, so both find the same.

// SightingText is what a search finds a sighting by, in small letters.
func SightingText(s *timeline.Sighting) string { return strings.ToLower(sightingText(s)) }

// CandidateText is what a search finds a candidate by, in small letters.
func CandidateText(c *timeline.Candidate) string {
	return strings.ToLower(fmt.Sprintf("%s candidate for %s, %s: %s", sightingText(&c.Sighting), c.Vehicle, c.Level, c.Reason))
}

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
	parts = append(parts, whereText(s.Where, agency), s.Where.Near, s.Where.State, agency.Name, agency.ORI, agency.County, agency.State)
	if s.Plate != nil {
		parts = append(parts, s.Plate.Raw)
	}
	parts = append(parts, s.SetAside)
	return phrase(append(parts, rest(s.Flags, s.Fields)...))
}

// StayText is what a search finds a stay by, in small letters.
func StayText(s *timeline.Stay) string {
	noun := kinds.Of(s.Kind).Title()
	if kind := timeline.FieldOf(s.Fields, timeline.FieldAddressType); kind != "" {
		noun = strings.ToUpper(kind[:1]) + kind[1:]
	}
	parts := []string{s.ID, noun, kinds.Of(s.Kind).Title(), whereText(s.Where, timeline.Agency{}), s.Where.Near, s.Where.State}
	return strings.ToLower(phrase(append(parts, rest(s.Flags, s.Fields)...)))
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
