package analysis

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"sightline/internal/words"
	"sightline/timeline"
)

// Interest is the interest law enforcement has shown in the subject.
type Interest struct {
	Statement `json:"-"`       // that of its Finding
	Contacts  []Contact        `json:"contacts"`
	Agencies  []AgencyInterest `json:"agencies"` // most encounters first
	States    []NamedCount     `json:"states"`   // encounters by the agency's state
	Kinds     []NamedCount     `json:"kinds"`    // inquiries by message key
	Months    []NamedCount     `json:"months"`   // encounters by month CCYY-MM, local to the agency, in order
	First     time.Time        `json:"first,omitzero"`
	Latest    time.Time        `json:"latest,omitzero"`
	Bursts    []Burst          `json:"bursts"`
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

func interestDetector() Detector {
	return Detector{
		Name: "interest", Kind: "interest", Title: "Law-enforcement interest", Group: "Law-enforcement interest", Section: "interest",
		Headline: 1,
		Rules:    []string{"contact_window"}, Charts: []string{"interest"}, Data: Interest{},
		Find: func(in *Inputs) []Finding {
			i := in.interest()
			if len(i.Contacts) == 0 {
				return nil
			}
			return []Finding{{Statement: i.Statement, Start: i.First, End: i.Latest, Data: i}}
		},
		None: func(*Inputs) string {
			return "No encounter: none of the records is an inquiry or an arrest that counts."
		},
	}
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
	in.Agencies, in.Bursts = nonNil(in.Agencies), nonNil(in.Bursts)
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
