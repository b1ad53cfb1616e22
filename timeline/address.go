package timeline

import "strings"

// Address is a postal address of the United States in its parts; any may be empty.
type Address struct {
	Street string // house number and street
	Unit   string // apartment, suite, room
	City   string
	State  string // USPS code
	ZIP    string // five digits
}

// String is the address on one line, as its stay is labelled.
func (a Address) String() string {
	var parts []string
	for _, p := range []string{strings.TrimSpace(a.Street + " " + a.Unit), a.City, strings.TrimSpace(a.State + " " + a.ZIP)} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ", ")
}

// LastLine is what stands below the street on an envelope.
func (a Address) LastLine() string { return Address{City: a.City, State: a.State, ZIP: a.ZIP}.String() }
