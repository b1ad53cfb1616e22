package timeline

import (
	"slices"
	"strings"
)

// Lead is what somebody types in: a record of a kind, by its fields, and where it is from.
type Lead struct {
	Kind KindName `json:"kind"`
	// Fields are the values of the fields of the kind by their names. Where a lead corrects a record, an empty one is taken away,
	// and one that is not named stays as it was.
	Fields map[string]string `json:"fields"`

	Source   string `json:"source"`             // where it is from: a caller, a post, a hotel's desk
	TakenBy  string `json:"taken_by,omitempty"` // who took it down, where that is not who types it in
	Received string `json:"received,omitempty"` // when it came in
	Zone     string `json:"zone,omitempty"`     // time zone of times that state none, such as America/Chicago
}

// LeadError says, for whoever typed something in, what to type otherwise.
type LeadError struct{ Reason string }

func (e *LeadError) Error() string { return e.Reason }

// What is said of a lead stands among its fields under these names.
const (
	LeadSource   = "source of the lead"
	LeadTaken    = "taken by"
	LeadReceived = "received"
)

// LeadFields are the names of what is said of a lead, in their order.
func LeadFields() []string { return []string{LeadSource, LeadTaken, LeadReceived} }

// Values are the lead's fields in the order of its kind's, with what is said of it behind them. Names that the kind does not have
// come last, in the order of the alphabet.
func (l *Lead) Values(k Kind) []Field {
	said := map[string]string{LeadSource: l.Source, LeadTaken: l.TakenBy, LeadReceived: l.Received}
	var all []Field
	for name, value := range l.Fields {
		all = append(all, Field{Name: name, Value: value})
	}
	for name, value := range said {
		if value != "" {
			all = append(all, Field{Name: name, Value: value})
		}
	}
	rank := func(name string) int {
		if i := slices.IndexFunc(k.Fields, func(f FieldSpec) bool { return f.Name == name }); i >= 0 {
			return i
		}
		if i := slices.Index(LeadFields(), name); i >= 0 {
			return len(k.Fields) + i
		}
		return len(k.Fields) + len(said)
	}
	slices.SortFunc(all, func(a, b Field) int {
		if by := rank(a.Name) - rank(b.Name); by != 0 {
			return by
		}
		return strings.Compare(a.Name, b.Name)
	})
	return all
}
