package timeline

import "strings"

// sightingText is what a search finds a sighting by. The page's own search goes by the same (static/src/model.ts).
func sightingText(s *Sighting) string {
	var what []string
	switch {
	case s.Plate != nil:
		what = []string{s.Key, s.Plate.String()}
	case s.Source == SourceNCIC:
		what = []string{s.Key, "person"}
	default:
		what = []string{s.Key}
	}
	parts := []string{s.ID, phrase(what)}
	if parts[1] == "" {
		parts[1] = sourceNoun(s.Source)
	}
	agency := Agency{}
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
func stayText(s *Stay) string {
	parts := []string{s.ID, sourceNoun(s.Source), whereText(s.Where, Agency{}), s.Where.State}
	return phrase(append(parts, rest(s.Flags, s.Fields)...))
}

func rest(flags []string, fields []Field) []string {
	out := append([]string(nil), flags...)
	for _, f := range fields {
		out = append(out, f.Value)
	}
	return out
}

func whereText(w Where, a Agency) string {
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

func sourceNoun(s Source) string {
	switch s {
	case SourceNCIC:
		return "Inquiry"
	case SourcePlate:
		return "Plate read"
	case SourceAddress:
		return "Address"
	}
	return string(s)
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
