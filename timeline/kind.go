package timeline

import (
	"slices"

	"sightline/internal/words"
)

// KindName names a kind of record in files, parameters and answers. It is never renamed.
type KindName string

const (
	KindInquiry KindName = "inquiry"
	KindEntry   KindName = "entry"
	KindArrest  KindName = "arrest"
	KindCourt   KindName = "court"
	KindCustody KindName = "custody"
	KindRead    KindName = "plate_read"
	KindAddress KindName = "address"
	KindRecord  KindName = "record" // any other
)

// Kind is what is said of one kind of record, wherever it is shown.
type Kind struct {
	Name   KindName `json:"name"`
	One    string   `json:"one"`
	Many   string   `json:"many"`
	Caveat string   `json:"caveat"` // what a record of it does not prove

	// A sighting is of the last of Kinds that has its source and, where they are not empty, its message key and category.
	Source   Source   `json:"source"`
	Key      string   `json:"key,omitempty"`
	Category Category `json:"category,omitempty"`

	// Contact says that law enforcement asked about somebody or met them.
	Contact bool `json:"contact,omitempty"`
	// Light and Dark are its colours on light and dark ground, "#rrggbb".
	Light string `json:"-"`
	Dark  string `json:"-"`
}

// What the events of a rap sheet have for a message key.
const (
	KeyArrest  = "ARREST"
	KeyCourt   = "COURT"
	KeyCustody = "CUSTODY"
)

var kinds = []Kind{
	{Name: KindInquiry, One: "inquiry", Many: "inquiries", Caveat: caveatLead + " " + caveatInquiry,
		Source: SourceNCIC, Contact: true, Light: "#0b3fa0", Dark: "#5b93ff"},
	{Name: KindEntry, One: "entry", Many: "entries", Caveat: caveatEntry, // drawn like the inquiries among which it stands, but pale
		Source: SourceNCIC, Category: Entry, Light: "#0b3fa0", Dark: "#5b93ff"},
	{Name: KindArrest, One: "arrest", Many: "arrests", Caveat: caveatRapSheet,
		Source: SourceNCIC, Key: KeyArrest, Contact: true, Light: "#7a2a17", Dark: "#ed0b54"},
	{Name: KindCourt, One: "court event", Many: "court events", Caveat: caveatRapSheet,
		Source: SourceNCIC, Key: KeyCourt, Light: "#0d0d07", Dark: "#c5f08e"},
	{Name: KindCustody, One: "custody", Many: "custodies", Caveat: caveatRapSheet,
		Source: SourceNCIC, Key: KeyCustody, Light: "#830ffa", Dark: "#f4c8ff"},
	{Name: KindRead, One: "plate read", Many: "plate reads", Caveat: caveatLead + " " + caveatRead,
		Source: SourcePlate, Light: "#cf5a00", Dark: "#f5832f"},
	{Name: KindAddress, One: "address", Many: "addresses", Caveat: caveatAddress,
		Source: SourceAddress, Light: "#2a9269", Dark: "#5fe0b0"},
}

// Kinds are all kinds, in the order that lanes, legends and folders have them.
func Kinds() []Kind { return slices.Clone(kinds) }

// anyKind is what is said of a record of no kind that is known.
func anyKind() Kind {
	return Kind{Name: KindRecord, One: "record", Many: "records", Caveat: caveatLead, Light: "#5d2a5c", Dark: "#b07aa5"}
}

// KindOf returns the kind of a name; of one that is not known, that of any record.
func KindOf(name KindName) Kind {
	for i := range kinds {
		if kinds[i].Name == name {
			return kinds[i]
		}
	}
	return anyKind()
}

// KindNames are the names of all kinds, that of any other record too.
func KindNames() []KindName {
	var names []KindName
	for i := range kinds {
		names = append(names, kinds[i].Name)
	}
	return append(names, KindRecord)
}

// OfKind is the kind of a sighting.
func (s *Sighting) OfKind() Kind {
	for i := len(kinds) - 1; i >= 0; i-- {
		k := &kinds[i]
		if k.Source == s.Source && (k.Key == "" || k.Key == s.Key) && (k.Category == "" || k.Category == s.Category) {
			return *k
		}
	}
	return anyKind()
}

// OfKind is the kind of a stay, which it names.
func (s *Stay) OfKind() Kind { return KindOf(KindName(s.Kind)) }

// Rank orders kinds as lanes, legends and folders have them.
func (k KindName) Rank() int {
	if i := slices.IndexFunc(kinds, func(known Kind) bool { return known.Name == k }); i >= 0 {
		return i
	}
	return len(kinds)
}

// Count writes a number of records of a kind: "1 custody", "2 custodies".
func (k Kind) Count(n int) string { return words.Either(n, k.One, k.Many) }

// Title is the name of one with a capital, TitleMany that of several.
func (k Kind) Title() string     { return words.Capital(k.One) }
func (k Kind) TitleMany() string { return words.Capital(k.Many) }
