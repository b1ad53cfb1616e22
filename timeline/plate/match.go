package plate

import (
	"fmt"
	"strings"

	"sightline/timeline"
)

// OCRKey folds each class of characters that readers confuse (0ODQ, 1I, 2Z, 5S, 8B, 6G) to its digit. Two normalised
// plates with equal keys may be the same plate read twice.
func OCRKey(plate string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case 'O', 'D', 'Q':
			return '0'
		case 'I':
			return '1'
		case 'Z':
			return '2'
		case 'S':
			return '5'
		case 'B':
			return '8'
		case 'G':
			return '6'
		}
		return r
	}, plate)
}

// PlateMatch is how two plates agree in number and state.
type Match struct {
	Level timeline.MatchLevel
	// State tells whether both plates have the same state, or different ones, or at least one has none.
	State timeline.StateMatch
}

// Certain reports whether the match may join a report without an analyst's decision: the same number and the same state.
func (m Match) Certain() bool { return m.Level == timeline.MatchExact && m.State == timeline.StateSame }

// MatchPlates compares two plates. Numbers must be normalised (NormalizePlate) and states USPS codes.
func Compare(a, b timeline.Plate) Match {
	m := Match{Level: CompareNumbers(a.Number, b.Number), State: timeline.StateUnknown}
	switch {
	case a.State == "" || b.State == "":
	case a.State == b.State:
		m.State = timeline.StateSame
	default:
		m.State = timeline.StateOther
	}
	return m
}

// MatchNumbers compares two normalised plate numbers. An empty number matches nothing.
func CompareNumbers(a, b string) timeline.MatchLevel {
	switch {
	case a == "" || b == "":
		return timeline.MatchNone
	case a == b:
		return timeline.MatchExact
	}
	a, b = OCRKey(a), OCRKey(b)
	switch {
	case a == b:
		return timeline.MatchOCR
	case oneEdit(a, b):
		return timeline.MatchOneEdit
	}
	return timeline.MatchNone
}

// oneEdit reports whether one character replaced, added or removed makes the two the same.
func oneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return a[i+1:] == b[i+1:]
	}
	return a[i:] == b[i+1:]
}

// CandidateOf says why a read may be of a vehicle but is not surely so; ok is false when it is another plate, and when it
// is surely the vehicle.
func CandidateOf(s timeline.Event, held timeline.Holding) (c timeline.Candidate, ok bool) {
	seen, v := s.Plate(), held.Plate()
	if seen == nil || v.Number == "" {
		return c, false
	}
	m := Compare(*seen, v)
	outside := !held.From.IsZero() && s.First.Start.Before(held.From) || !held.To.IsZero() && !s.First.Start.Before(held.To)
	if m.Level == timeline.MatchNone || m.Certain() && !outside {
		return c, false
	}
	var why []string
	switch m.Level {
	case timeline.MatchOCR:
		why = append(why, "readers confuse "+differing(seen.Number, v.Number))
	case timeline.MatchOneEdit:
		why = append(why, fmt.Sprintf("one character off %s", v.Number))
	}
	switch {
	case m.State == timeline.StateOther:
		why = append(why, fmt.Sprintf("its state is %s, not %s", seen.State, v.State))
	case seen.State == "":
		why = append(why, "its state was not read")
	case v.State == "":
		why = append(why, "the vehicle's state is not known")
	}
	if outside {
		why = append(why, "outside the time the subject held the vehicle")
	}
	return timeline.Candidate{Event: s, Vehicle: v, Level: m.Level, State: m.State, Reason: strings.Join(why, "; ")}, true
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
