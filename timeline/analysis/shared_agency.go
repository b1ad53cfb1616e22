package analysis

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"sightline/internal/words"
	"sightline/timeline"
)

// SharedAgency is an agency that asked about both of two subjects.
type SharedAgency struct {
	Statement
	Agency timeline.Agency `json:"agency"`
	First  int             `json:"first"`  // encounters with the first subject
	Second int             `json:"second"` // encounters with the second
	// Closest is the least time between an encounter with the one and an encounter with the other.
	Closest Span `json:"closest"`
}

// SharedAgencies returns the agencies that had encounters with both subjects, those closest in time first.
func SharedAgencies(a, b timeline.Dossier, p Parameters) []SharedAgency {
	byORI := func(d timeline.Dossier) map[string][]Contact {
		out := map[string][]Contact{}
		for _, c := range Contacts(d.Events, time.Duration(p.Contact)) {
			if c.Agency.ORI != "" {
				out[c.Agency.ORI] = append(out[c.Agency.ORI], c)
			}
		}
		return out
	}
	first, second := byORI(a), byORI(b)
	var out []SharedAgency
	for ori, x := range first {
		y := second[ori]
		if len(y) == 0 {
			continue
		}
		s := SharedAgency{Agency: x[0].Agency, First: len(x), Second: len(y), Closest: closest(x, y)}
		for _, c := range append(slices.Clone(x), y...) {
			s.Evidence = append(s.Evidence, c.Sightings...)
		}
		s.Evidence = distinct(s.Evidence)
		s.Text = fmt.Sprintf("%s asked about both: %s about %s and %s about %s, at the closest %s apart.", agencyName(s.Agency),
			words.Times(s.First), a.Subject.Name, words.Times(s.Second), b.Subject.Name, hours(s.Closest))
		s.Basis = "encounters of one agency with each"
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b SharedAgency) int {
		return cmp.Or(cmp.Compare(a.Closest, b.Closest), cmp.Compare(a.Agency.ORI, b.Agency.ORI))
	})
	return out
}

// closest returns the least time between contacts of two lists in time order.
func closest(a, b []Contact) Span {
	best := Span(math.MaxInt64)
	for i, j := 0, 0; i < len(a) && j < len(b); {
		d := a[i].Start.Sub(b[j].Start)
		best = min(best, Span(d.Abs()))
		if d < 0 {
			i++
		} else {
			j++
		}
	}
	return best
}
