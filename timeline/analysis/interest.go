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

// Interest is the interest law enforcement has shown in the subject.
type Interest struct {
	Statement
	Contacts []Contact        `json:"contacts"`
	Agencies []AgencyInterest `json:"agencies"` // most encounters first
	States   []NamedCount     `json:"states"`   // encounters by the agency's state
	Kinds    []NamedCount     `json:"kinds"`    // inquiries by message key
	Months   []NamedCount     `json:"months"`   // encounters by month CCYY-MM, local to the agency, in order
	First    time.Time        `json:"first,omitzero"`
	Latest   time.Time        `json:"latest,omitzero"`
	Bursts   []Burst          `json:"bursts"`
}

// AgencyInterest is how often one agency met the subject.
type AgencyInterest struct {
	Agency   timeline.Agency `json:"agency"`
	Contacts int             `json:"contacts"`
	First    time.Time       `json:"first"`
	Latest   time.Time       `json:"latest"`
	Evidence []string        `json:"evidence"`
}

// NamedCount is how often something with a name occurred.
type NamedCount struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

// Burst is a time in which encounters came much thicker than usual.
type Burst struct {
	Statement
	Start    time.Time `json:"start"`
	End      time.Time `json:"end"`
	Contacts int       `json:"contacts"`
	Chance   float64   `json:"chance"` // of so many within the window at the usual rate, over the whole history
}

func (h *history) interest() Interest {
	in := Interest{Contacts: Contacts(h.d.Events, time.Duration(h.p.Contact))}
	in.Basis = fmt.Sprintf("inquiries of one agency up to %s apart are one encounter; administrative, entry and non-criminal transactions and those set aside are left out",
		hours(h.p.Contact))
	if len(in.Contacts) == 0 {
		in.Text = "No encounter with law enforcement is on record."
		return in
	}
	index, unnamed := map[string]int{}, 0
	states, kinds, months := tally[string]{}, tally[string]{}, tally[string]{}
	for _, c := range in.Contacts {
		if c.Agency.ORI == "" {
			unnamed++
			in.Evidence = append(in.Evidence, c.Sightings...)
			for _, key := range c.Keys {
				kinds[key]++
			}
			months[c.Start.Format("2006-01")]++
			continue
		}
		k, ok := index[c.Agency.ORI]
		if !ok {
			k = len(in.Agencies)
			index[c.Agency.ORI] = k
			in.Agencies = append(in.Agencies, AgencyInterest{Agency: c.Agency, First: c.Start})
		}
		a := &in.Agencies[k]
		a.Contacts++
		a.Latest = c.Start
		a.Evidence = append(a.Evidence, c.Sightings...)
		in.Evidence = append(in.Evidence, c.Sightings...)
		states[c.Agency.State]++
		months[c.Start.In(h.zone(c.Agency.Where.Zone)).Format("2006-01")]++
		for _, key := range c.Keys {
			kinds[key]++
		}
	}
	slices.SortStableFunc(in.Agencies, func(a, b AgencyInterest) int { return b.Contacts - a.Contacts })
	in.States, in.Kinds, in.Months = named(states), named(kinds), named(months)
	slices.SortFunc(in.Months, func(a, b NamedCount) int { return cmp.Compare(a.Name, b.Name) })
	in.First, in.Latest = in.Contacts[0].Start, in.Contacts[len(in.Contacts)-1].Start
	in.Bursts = h.bursts(in.Contacts)
	in.Text = fmt.Sprintf("%s with %s, from %s to %s", words.Count(len(in.Contacts), "encounter"), words.Count(len(in.Agencies), "agency"),
		in.First.Format("2 January 2006"), in.Latest.Format("2 January 2006"))
	if len(in.Agencies) > 0 {
		in.Text += fmt.Sprintf("; most with %s (%d)", agencyName(in.Agencies[0].Agency), in.Agencies[0].Contacts)
	}
	if unnamed > 0 {
		in.Text += "; " + words.Either(unnamed, "names", "name") + " no agency"
	}
	in.Text += "."
	return in
}

func agencyName(a timeline.Agency) string {
	if a.Name != "" {
		return a.Name
	}
	return a.ORI
}

func named(t tally[string]) []NamedCount {
	out := make([]NamedCount, 0, len(t))
	for _, k := range t.ranked() {
		out = append(out, NamedCount{k, t[k]})
	}
	return out
}

// bursts finds the windows that hold more encounters than chance would have it at the usual rate (Poisson), with every
// window tried taken into account, and joins those that overlap.
func (h *history) bursts(contacts []Contact) []Burst {
	window := time.Duration(h.p.Burst.Window)
	total := contacts[len(contacts)-1].Start.Sub(contacts[0].Start)
	if total <= window {
		return nil // there is no usual rate to compare with
	}
	mean := float64(len(contacts)) * window.Hours() / total.Hours()
	var out []Burst
	last := 0
	for i := range contacts {
		for last = max(last, i); last+1 < len(contacts) && contacts[last+1].Start.Sub(contacts[i].Start) <= window; last++ {
		}
		n := last - i + 1
		chance := math.Min(1, float64(len(contacts))*poissonTail(n, mean))
		if n < h.p.Burst.Contacts || chance > h.p.Burst.Chance {
			continue
		}
		b := Burst{Start: contacts[i].Start, End: contacts[last].End, Contacts: n, Chance: chance}
		from := i
		if k := len(out) - 1; k >= 0 && !b.Start.After(out[k].End) {
			b.Start, b.Chance = out[k].Start, math.Min(b.Chance, out[k].Chance)
			for from > 0 && !contacts[from-1].Start.Before(b.Start) {
				from--
			}
			b.Contacts = last - from + 1
			out = out[:k]
		}
		for _, c := range contacts[from : last+1] {
			b.Evidence = append(b.Evidence, c.Sightings...)
		}
		b.Text = fmt.Sprintf("%s between %s and %s, where %.1f would be usual.", words.Count(b.Contacts, "encounter"),
			b.Start.Format("2 January 2006"), b.End.Format("2 January 2006"), mean)
		b.Basis = fmt.Sprintf("at least %s within %s that chance at the usual rate would bring with less than %.2g",
			words.Count(h.p.Burst.Contacts, "encounter"), hours(h.p.Burst.Window), h.p.Burst.Chance)
		out = append(out, b)
	}
	return out
}

// poissonTail returns the chance of n or more events where mean are expected.
func poissonTail(n int, mean float64) float64 {
	term := math.Exp(-mean)
	below := 0.0
	for k := range n {
		below += term
		term *= mean / float64(k+1)
	}
	return math.Max(0, 1-below)
}

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
