package timeline

import (
	"fmt"
	"strings"
)

// Candidate is a plate read of the case that may be of a vehicle of the subject and is not among its sightings, because
// number, state or time do not surely agree. It joins nothing without an analyst's decision.
type Candidate struct {
	Sighting Sighting   `json:"sighting"`
	Vehicle  Plate      `json:"vehicle"` // that it may have been
	Level    MatchLevel `json:"level"`
	State    StateMatch `json:"state"`
	Reason   string     `json:"reason"` // why it is none of the sightings, in words
}

// ID tells a candidate from the read it is, which may be a sighting by another vehicle.
func (c *Candidate) ID() string { return c.Sighting.ID + "~" + c.Vehicle.Number }

// CandidateOf says why a read may be of a vehicle but is not surely so; ok is false when it is another plate, and when it
// is surely the vehicle.
func CandidateOf(s Sighting, v Vehicle) (c Candidate, ok bool) {
	if s.Plate == nil {
		return c, false
	}
	m := MatchPlates(*s.Plate, v.Plate)
	outside := !v.From.IsZero() && s.When.Start.Before(v.From) || !v.To.IsZero() && !s.When.Start.Before(v.To)
	if m.Level == MatchNone || m.Certain() && !outside {
		return c, false
	}
	var why []string
	switch m.Level {
	case MatchOCR:
		why = append(why, "readers confuse "+differing(s.Plate.Number, v.Plate.Number))
	case MatchOneEdit:
		why = append(why, fmt.Sprintf("one character off %s", v.Plate.Number))
	}
	switch {
	case m.State == StateOther:
		why = append(why, fmt.Sprintf("its state is %s, not %s", s.Plate.State, v.Plate.State))
	case s.Plate.State == "":
		why = append(why, "its state was not read")
	case v.Plate.State == "":
		why = append(why, "the vehicle's state is not known")
	}
	if outside {
		why = append(why, "outside the time the subject held the vehicle")
	}
	return Candidate{s, v.Plate, m.Level, m.State, strings.Join(why, "; ")}, true
}

// differing lists the characters in which two numbers of one length differ: "8 for B, 0 for O".
func differing(read, plate string) string {
	var pairs []string
	for i := range min(len(read), len(plate)) {
		if read[i] != plate[i] {
			pairs = append(pairs, fmt.Sprintf("%c for %c", read[i], plate[i]))
		}
	}
	return strings.Join(pairs, ", ")
}

// Candidates is one page of them, in time order.
type Candidates struct {
	Found []Candidate `json:"candidates"`
	Total int64       `json:"total"` // of all pages, one for each vehicle that a read may be of
	Next  *Cursor     `json:"-"`     // nil on the last page
}

// MostCandidates are drawn of one subject: those of the earliest reads.
const MostCandidates = 20_000

// AllCandidates asks for one page after the other until there is no next, or there are MostCandidates.
func AllCandidates(page func(after Cursor) (Candidates, error)) ([]Candidate, error) {
	var all []Candidate
	for after := (Cursor{}); ; {
		p, err := page(after)
		if err != nil {
			return nil, err
		}
		if all = append(all, p.Found...); p.Next == nil || len(all) >= MostCandidates {
			return all[:min(len(all), MostCandidates)], nil
		}
		after = *p.Next
	}
}
