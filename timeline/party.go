package timeline

import (
	"slices"
	"strings"
	"time"
)

// IdentifierType says what an identifier singles somebody or something out by. Others than these may stand in the database.
type IdentifierType string

const (
	PlateNumber IdentifierType = "plate" // Value holds only A-Z and 0-9, Region is a USPS code
	PersonName  IdentifierType = "person"
)

// Identifier singles out a person, a vehicle, a device or an account.
type Identifier struct {
	Type   IdentifierType `json:"type"`
	Value  string         `json:"value"`            // in the normal form of its type
	Region string         `json:"region,omitempty"` // within which the value is one: a plate's state; "" where it is not known or not needed
	Raw    string         `json:"raw,omitempty"`    // as the record has it
}

// IsZero reports whether there is no identifier.
func (i Identifier) IsZero() bool { return i.Type == "" }

// String returns the identifier as analysts write it, such as "ABC123 (TX)".
func (i Identifier) String() string {
	if i.Region == "" {
		return i.Value
	}
	return i.Value + " (" + i.Region + ")"
}

// Party is whom or what an event is about, and in what part: one of the parts of its kind.
type Party struct {
	Part    string     `json:"part"`
	Of      Identifier `json:"of,omitzero"`       // none where only the subject is told
	Subject int64      `json:"subject,omitempty"` // of the case; 0: not a subject, or not known to be one
}

// Holding is an identifier that a subject held over a span; a zero From or To leaves that end open.
type Holding struct {
	ID          int64      `json:"id"`
	Of          Identifier `json:"of"`
	Description string     `json:"description,omitempty"`
	From        time.Time  `json:"from,omitzero"`
	To          time.Time  `json:"to,omitzero"`
	Basis       string     `json:"basis,omitempty"` // who said so
}

// Plate is the plate of a vehicle that was held; the zero Plate where it is something else.
func (h Holding) Plate() Plate {
	if h.Of.Type != PlateNumber {
		return Plate{}
	}
	return Plate{Number: h.Of.Value, State: h.Of.Region, Raw: h.Of.Raw}
}

// Plate is a licence plate. Number holds only A-Z and 0-9; State is a USPS code or "" when it was not read.
type Plate struct {
	Number string `json:"number"`
	State  string `json:"state,omitempty"`
	Raw    string `json:"raw,omitempty"` // as the record has it
}

// String returns the plate as analysts write it, such as "ABC123 (TX)".
func (p Plate) String() string { return p.Identifier().String() }

// Identifier is the plate as what a vehicle is known by.
func (p Plate) Identifier() Identifier {
	return Identifier{Type: PlateNumber, Value: p.Number, Region: p.State, Raw: p.Raw}
}

// Person is a person by name, and by birth date, CCYY-MM-DD, where it is known. The normal form of a name is in capitals without
// full stops, with one blank between words and behind a comma; its words stand as the record has them.
func Person(name, birth string) Identifier {
	return Identifier{Type: PersonName, Value: normalName(name), Region: birth, Raw: name}
}

// normalName is the normal form of a name. Of one that is in it no copy is made.
func normalName(name string) string {
	before := byte(' ')
	normal := name != "" && name[len(name)-1] > ' ' && name[len(name)-1] != ','
	for i := 0; normal && i < len(name); i++ {
		c := name[i]
		normal = c >= 'A' && c <= 'Z' && before != ',' || (c == '-' || c == '\'') && before >= 'A' || c == ' ' && before != ' ' ||
			c == ',' && before >= 'A'
		before = c
	}
	if normal {
		return name
	}
	text := strings.NewReplacer(".", " ", ",", " , ").Replace(strings.ToUpper(name))
	var words []string
	for _, w := range strings.Fields(text) {
		switch n := len(words); {
		case w != ",":
			words = append(words, w)
		case n > 0 && !strings.HasSuffix(words[n-1], ","):
			words[n-1] += ","
		}
	}
	return strings.TrimSuffix(strings.Join(words, " "), ",")
}

// Vehicles are the vehicles that a subject held.
func (s Subject) Vehicles() []Holding {
	return slices.DeleteFunc(slices.Clone(s.Holdings), func(h Holding) bool { return h.Of.Type != PlateNumber })
}

// Others are what a subject holds beside vehicles: numbers of licences, of registers.
func (s Subject) Others() []Holding {
	return slices.DeleteFunc(slices.Clone(s.Holdings), func(h Holding) bool { return h.Of.Type == PlateNumber })
}
