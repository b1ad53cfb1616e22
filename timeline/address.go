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

// Names of the fields of an address that every loader of addresses fills in where the address has them.
const (
	FieldUnit        = "unit"         // apartment, suite, room; in capitals
	FieldAddressType = "address type" // post office box, rural route or general delivery; none for a house in a street
)

// FieldOf is the value of a named field, whatever the case of its name; "" where there is none. Of several the last counts,
// which is what a loader parsed and not what a column happens to be called.
func FieldOf(fields []Field, name string) string {
	for i := len(fields) - 1; i >= 0; i-- {
		if strings.EqualFold(fields[i].Name, name) {
			return fields[i].Value
		}
	}
	return ""
}

// String is the address on one line, as its event is labelled.
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
