package timeline

import "sightline/internal/words"

// KindName names a kind of record in the database, in files, parameters and answers. It is never renamed. The kinds stand in
// package kinds, one file each.
type KindName string

// KindRead is the kind of plate reads, which are kept and searched by themselves; KindRecord is that of records of no kind
// that is known.
const (
	KindRead   KindName = "plate_read"
	KindRecord KindName = "record"
)

// Kind is all that the program knows of one kind of record.
type Kind struct {
	Name   KindName `json:"name"`
	One    string   `json:"one"`    // "custody"
	Many   string   `json:"many"`   // "custodies"
	Caveat string   `json:"caveat"` // what a record of it does not prove
	Group  string   `json:"group"`  // what filters and folders put it with: "Law enforcement"
	Rank   int      `json:"rank"`   // in which order lanes, legends, folders and filters have it, the least first
	Symbol Symbol   `json:"symbol"` // of its marks

	Contact  bool `json:"contact,omitempty"` // law enforcement asked about somebody or met them
	Confines bool `json:"-"`                 // who was held was not free to move meanwhile
	Agency   bool `json:"-"`                 // its position is the office of the agency that made it
	Search   bool `json:"-"`                 // it is a sighting that other agencies' searches may find

	// Light and Dark are its colours on light and dark ground, "#rrggbb".
	Light string `json:"-"`
	Dark  string `json:"-"`
}

// Count writes a number of records of a kind: "1 custody", "2 custodies".
func (k Kind) Count(n int) string { return words.Either(n, k.One, k.Many) }

// Title is the name of one with a capital, TitleMany that of several.
func (k Kind) Title() string     { return words.Capital(k.One) }
func (k Kind) TitleMany() string { return words.Capital(k.Many) }
