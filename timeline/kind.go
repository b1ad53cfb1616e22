package timeline

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"

	"sightline/internal/words"
)

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
	Spans    bool `json:"spans,omitempty"`   // its events are spans of time where both ends are told or open

	Section string `json:"-"` // heading under which a report lists its events, beside the table of all; "" for none. Kinds may share one

	Parts    []Part     `json:"parts,omitempty"` // of the parties that its events have, the subject's first
	Handling []Handling `json:"-"`               // codes that every event of it has
	// Key names the fields that make two records tell of one event, such as the number of a booking. None: every record is an
	// event of its own, as is one without any of these fields.
	Key []string `json:"-"`
	// Fields are those of its records that come as tables or are typed in, and what files of a syntax of their own call theirs.
	Fields []FieldSpec `json:"fields,omitempty"`
	// Standing is what its events have where their record says no other.
	Standing Standing `json:"-"`

	// Light and Dark are its colours on light and dark ground, "#rrggbb".
	Light string `json:"-"`
	Dark  string `json:"-"`
}

// Count writes a number of records of a kind: "1 custody", "2 custodies".
func (k Kind) Count(n int) string { return words.Either(n, k.One, k.Many) }

// Title is the name of one with a capital, TitleMany that of several.
func (k Kind) Title() string     { return words.Capital(k.One) }
func (k Kind) TitleMany() string { return words.Capital(k.Many) }

// Part is a part that somebody or something has in events of a kind.
type Part struct {
	Name    string `json:"name"`    // "caller", "called", "holder"
	Located bool   `json:"located"` // it puts whoever has it at the event's place
}

// Locates reports whether a part of that name puts whoever has it at the place of an event. A part that is not known does not.
func (k *Kind) Locates(part string) bool {
	for _, p := range k.Parts {
		if p.Name == part {
			return p.Located
		}
	}
	return false
}

// EventKey is what makes two events of the kind in a case the same one: the values of the kind's Key fields where the event has all
// of them, else the record that tells of it, the place of the event among those of the record, and the subject it was loaded for.
func (k *Kind) EventKey(e *Event, record [32]byte, nth int, subject int64) [32]byte {
	if len(k.Key) > 0 {
		text := "fields\n" + string(k.Name)
		whole := true
		for _, name := range k.Key {
			v := strings.Join(strings.Fields(strings.ToUpper(FieldOf(e.Fields, name))), " ")
			whole = whole && v != ""
			text += "\n" + v
		}
		if whole {
			return sha256.Sum256([]byte(text))
		}
	}
	b := append([]byte("record\n"+string(k.Name)+"\n"), record[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(subject))
	return sha256.Sum256(binary.BigEndian.AppendUint64(b, uint64(nth)))
}
