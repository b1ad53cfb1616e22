// Package timeline holds the words for what is known about subjects in time: sightings, stays, vehicles, records, loads, marks.
// It is pure: no input or output, no clock.
package timeline

import "time"

// Category says what a law-enforcement transaction means for the whereabouts of its subject.
type Category string

const (
	Encounter      Category = "encounter"      // an inquiry that may have been made in the subject's presence
	Administrative Category = "administrative" // validation or off-line twin of an inquiry; no encounter
	Entry          Category = "entry"          // entering, changing or clearing a record
	NonCriminal    Category = "non-criminal"   // employment, licensing
	Unclassified   Category = "unclassified"   // message key not in the table
)

// Plate is a licence plate. Number holds only A-Z and 0-9; State is a USPS code or "" when it was not read.
type Plate struct {
	Number string `json:"number"`
	State  string `json:"state,omitempty"`
	Raw    string `json:"raw,omitempty"` // as the record has it
}

// String returns the plate as analysts write it, such as "ABC123 (TX)".
func (p Plate) String() string {
	if p.State == "" {
		return p.Number
	}
	return p.Number + " (" + p.State + ")"
}

// Agency is a law-enforcement agency known by its ORI.
type Agency struct {
	ORI    string `json:"ori"`
	Name   string `json:"name,omitempty"`
	Kind   string `json:"kind,omitempty"` // city, county, state police …
	County string `json:"county,omitempty"`
	State  string `json:"state,omitempty"` // USPS code
	ZIP    string `json:"zip,omitempty"`
	Where  Where  `json:"where"`
}

// RecordRef leads back to the raw record.
type RecordRef struct {
	Load   int64  `json:"load"`             // number of the load that brought it
	Line   int    `json:"line"`             // first line in the file, from 1
	File   string `json:"file,omitempty"`   // name the file had
	SHA256 string `json:"sha256,omitempty"` // of the file, hexadecimal
	Loader string `json:"loader,omitempty"` // loader and version
}

// Field is one named value of a record, kept in the record's order.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Sighting is one observation drawn from a record: who or what, when, where, how precisely, from which source.
type Sighting struct {
	ID       string    `json:"id"` // "s12" for a case sighting, "r7-88" for line 88 of load 7's plate reads
	Kind     KindName  `json:"kind"`
	When     When      `json:"when"`
	Where    Where     `json:"where"`
	Plate    *Plate    `json:"plate,omitempty"`
	Agency   *Agency   `json:"agency,omitempty"`
	Key      string    `json:"key,omitempty"` // message key: QW, QV …
	Category Category  `json:"category,omitempty"`
	SetAside string    `json:"set_aside,omitempty"` // why it does not count as a sighting, "" when it does
	Flags    []string  `json:"flags,omitempty"`     // plain-words warnings: "mobile reader", "misread?"
	Fields   []Field   `json:"fields,omitempty"`
	Record   RecordRef `json:"record"`
	// Confidence of a plate read, 0 to 1; nil when the reader gave none.
	Confidence *float64 `json:"confidence,omitempty"`
	Mobile     bool     `json:"mobile,omitempty"` // by a moving reader
	// Heading is which way the vehicle was going at a plate read, in degrees clockwise from north, 0 to 359; nil when the
	// record does not say.
	Heading *int `json:"heading,omitempty"`
	// Burst holds, in time order, the reads that are shown as this one sighting; nil when it stands for itself alone. See
	// Dossier.Fold.
	Burst []Sighting `json:"burst,omitempty"`
}

// Counts reports whether a sighting says something of whereabouts: it was not set aside, and is neither an
// administrative transaction, nor the entry of a record, nor a non-criminal inquiry. Inquiries with a message key that
// is not in the table count.
func (s Sighting) Counts() bool {
	if s.SetAside != "" || s.When.IsZero() {
		return false
	}
	switch s.Category {
	case Administrative, Entry, NonCriminal:
		return false
	}
	return true
}

// Stay is a span at a place: an address, a custody, a booking. A zero First or Last leaves that end open.
// The stay surely covered [First.End, Last.Start) and possibly [First.Start, Last.End).
type Stay struct {
	ID     string    `json:"id"` // "a12"
	Kind   KindName  `json:"kind"`
	First  When      `json:"first"`
	Last   When      `json:"last"`
	Where  Where     `json:"where"`
	Flags  []string  `json:"flags,omitempty"`
	Fields []Field   `json:"fields,omitempty"`
	Record RecordRef `json:"record"`
}

// Case is a numbered inquiry.
type Case struct {
	ID        int64     `json:"id"`
	Number    string    `json:"number"`
	Title     string    `json:"title,omitempty"`
	OwningORI string    `json:"owning_ori,omitempty"`
	Opened    time.Time `json:"opened"`
}

// Subject is a person in a case.
type Subject struct {
	ID          int64     `json:"id"`
	Name        string    `json:"name"`
	Role        string    `json:"role"` // "missing child", "companion", "suspect", "unknown"
	Aliases     []string  `json:"aliases,omitempty"`
	BirthDate   string    `json:"birth_date,omitempty"` // CCYY-MM-DD, "" when unknown
	Identifiers []Field   `json:"identifiers,omitempty"`
	Vehicles    []Vehicle `json:"vehicles,omitempty"`
}

// Vehicle is a plate held by a subject over a span; zero From or To leaves that end open.
type Vehicle struct {
	ID          int64     `json:"id"`
	Plate       Plate     `json:"plate"`
	Description string    `json:"description,omitempty"`
	From        time.Time `json:"from,omitzero"`
	To          time.Time `json:"to,omitzero"`
	Basis       string    `json:"basis,omitempty"` // who said so
}

// Load is one file taken in. Read = Accepted + Duplicates + Rejected always holds.
type Load struct {
	ID         int64     `json:"id"`
	File       string    `json:"file"`
	SHA256     string    `json:"sha256"`
	Bytes      int64     `json:"bytes"`
	Format     string    `json:"format"`
	Loader     string    `json:"loader"` // loader and version
	Zone       string    `json:"zone,omitempty"`
	ZoneBasis  Basis     `json:"zone_basis,omitempty"`
	At         time.Time `json:"at"`
	Actor      string    `json:"actor,omitempty"` // who made it
	Read       int64     `json:"read"`
	Accepted   int64     `json:"accepted"`
	Duplicates int64     `json:"duplicates"`
	Rejected   int64     `json:"rejected"`
	Notes      []Note    `json:"notes,omitempty"`
	Undone     *Undone   `json:"undone,omitempty"`     // nil while it stands
	Restricted bool      `json:"restricted,omitempty"` // its sightings and stays go into no document without the right to them
	// BurstWindow is how many seconds apart reads of one plate by one reader are one passing; 0: as usual, BurstWindow.
	BurstWindow int `json:"burst_window_s,omitempty"`
}

// Undone says when a load was taken back, by whom and why. The load's counts are those it had.
type Undone struct {
	At  time.Time `json:"at"`
	By  string    `json:"by"`
	Why string    `json:"why"`
}

// Note is a counted remark about a load, such as {"set aside: own ORI", 4}.
type Note struct {
	Text  string `json:"text"`
	Count int64  `json:"count"`
}

// Dossier is everything known about one subject, ready to be drawn. Sightings are in time order, those set aside
// included; Stays are in order of their first time.
type Dossier struct {
	Case      Case       `json:"case"`
	Subject   Subject    `json:"subject"`
	Loads     []Load     `json:"loads"`
	Sightings []Sighting `json:"sightings"`
	Stays     []Stay     `json:"stays"`
	// Candidates are the reads that may be of the subject's vehicles, where they were asked for. They are none of Sightings
	// and count for nothing.
	Candidates []Candidate `json:"candidates,omitempty"`
	// Withheld are counted reasons why material of the case is not among Sightings, such as reads of similar plates.
	Withheld []Note `json:"withheld,omitempty"`
	// Marks are the analysts' marks that stand, in the order they were made.
	Marks []Mark `json:"marks,omitempty"`
	// Excluded are the sightings and stays that marks hide, once WithoutHidden has taken them out of the others.
	Excluded []Excluded `json:"excluded,omitempty"`
	// Shown says that this is a part and of what; nil for the whole. See Part.
	Shown *Shown `json:"shown,omitempty"`
	// Obligations count what was released only by right, with what it obliges to; see Release.
	Obligations []Note `json:"obligations,omitempty"`
}

// Shown says of a dossier that it is a part, and of what.
type Shown struct {
	Text string `json:"text"` // the filters, in words
	Rows int    `json:"rows"` // sightings and stays in it
	Of   int    `json:"of"`   // of so many
}
