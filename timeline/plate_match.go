package timeline

import "strings"

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

// MatchLevel says how well two plate numbers agree.
type MatchLevel string

const (
	MatchExact   MatchLevel = "exact"          // the same characters
	MatchOCR     MatchLevel = "OCR-equivalent" // they differ only in characters that readers confuse
	MatchOneEdit MatchLevel = "one edit"       // one character is wrong, missing or too many, beyond those readers confuse
	MatchNone    MatchLevel = ""               // different plates
)

// PlateMatch is how two plates agree in number and state.
type PlateMatch struct {
	Level MatchLevel
	// State tells whether both plates have the same state, or different ones, or at least one has none.
	State StateMatch
}

// StateMatch says how the states of two plates agree.
type StateMatch string

const (
	StateSame    StateMatch = "same"
	StateOther   StateMatch = "different"
	StateUnknown StateMatch = "unknown" // one of the plates was read without its state
)

// Certain reports whether the match may join a report without an analyst's decision: the same number and the same state.
func (m PlateMatch) Certain() bool { return m.Level == MatchExact && m.State == StateSame }

// MatchPlates compares two plates. Numbers must be normalised (NormalizePlate) and states USPS codes.
func MatchPlates(a, b Plate) PlateMatch {
	m := PlateMatch{Level: MatchNumbers(a.Number, b.Number), State: StateUnknown}
	switch {
	case a.State == "" || b.State == "":
	case a.State == b.State:
		m.State = StateSame
	default:
		m.State = StateOther
	}
	return m
}

// MatchNumbers compares two normalised plate numbers. An empty number matches nothing.
func MatchNumbers(a, b string) MatchLevel {
	switch {
	case a == "" || b == "":
		return MatchNone
	case a == b:
		return MatchExact
	}
	a, b = OCRKey(a), OCRKey(b)
	switch {
	case a == b:
		return MatchOCR
	case oneEdit(a, b):
		return MatchOneEdit
	}
	return MatchNone
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
