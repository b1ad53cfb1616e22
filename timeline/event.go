// Package timeline holds the words for what is known about subjects in time: events, their parties, identifiers and who holds them,
// records, loads, marks. It is pure: no input or output, no clock.
package timeline

import (
	"cmp"
	"slices"
)

// Event is one observation drawn from a record: an instant or a span, where, how precisely, about whom, from which source. First is
// when it was, or when it began; Last is nil for an instant, and without a time where the end of a span is open, as a First without
// one is. A span surely covered [First.End, Last.Start) and possibly [First.Start, Last.End).
type Event struct {
	ID       string      `json:"id"` // "e12" for an event of a case, "r7-88" for line 88 of load 7's plate reads
	Kind     KindName    `json:"kind"`
	First    When        `json:"first"`
	Last     *When       `json:"last,omitempty"`
	Where    Where       `json:"where"`
	Parties  []Party     `json:"parties,omitempty"` // whom and what it is about
	Agency   *Agency     `json:"agency,omitempty"`
	Code     string      `json:"code,omitempty"`     // message key: QW, QV …
	Standing Standing    `json:"standing,omitempty"` // what it means for whereabouts
	Why      string      `json:"why,omitempty"`      // why it was set aside, "" when it was not
	Remarks  []Remark    `json:"remarks,omitempty"`  // what to read it with care for
	Handling []Handling  `json:"handling,omitempty"` // beyond that of its loads
	Fields   []Field     `json:"fields,omitempty"`
	Read     *ReadDetail `json:"read,omitempty"` // of plate reads only
	Records  []RecordRef `json:"records"`        // that tell of it, the earliest first: one or several
}

// ReadDetail is what only a plate read has.
type ReadDetail struct {
	Confidence *float64 `json:"confidence,omitempty"` // 0 to 1; nil when the reader gave none
	Mobile     bool     `json:"mobile,omitempty"`     // by a moving reader
	// Heading is which way the vehicle was going, in degrees clockwise from north, 0 to 359; nil when the record does not say.
	Heading *int `json:"heading,omitempty"`
	// Burst holds, in time order, the reads that are shown as this one; nil when it stands for itself alone. See plate.Fold.
	Burst []Event `json:"burst,omitempty"`
}

// Standing says what an event means for the whereabouts of whom it is about.
type Standing string

const (
	Counts         Standing = ""               // it may tell of presence
	Administrative Standing = "administrative" // validation, off-line twin of an inquiry, a court's paper: no encounter
	EntryOnly      Standing = "entry"          // entering, changing or clearing a record
	NonCriminal    Standing = "non-criminal"   // employment, licensing
	SetAside       Standing = "set aside"      // by a rule of its load; Event.Why says which
	// Mention is given, when a subject's events are read, to those in which the subject has a part that puts nobody anywhere, such as a
	// number that was called. It is not kept.
	Mention Standing = "mention"
)

// Spans reports whether the event is a span of time, such as a stay at an address, and no instant.
func (e *Event) Spans() bool { return e.Last != nil }

// Counts reports whether an event says something of whereabouts: its standing counts, and it has a time. Inquiries with a message
// key that is not in the table count.
func (e *Event) Counts() bool {
	return e.Standing == Counts && (!e.First.IsZero() || e.Spans() && !e.Last.IsZero())
}

// Record is the first of the records that tell of the event; the zero RecordRef where there is none.
func (e *Event) Record() RecordRef {
	if len(e.Records) == 0 {
		return RecordRef{}
	}
	return e.Records[0]
}

// PlateParty is the party that is the plate that the event is about, the first where there are several; nil where it is about none.
func (e *Event) PlateParty() *Party {
	for i := range e.Parties {
		if e.Parties[i].Of.Type == PlateNumber {
			return &e.Parties[i]
		}
	}
	return nil
}

// Plate is a copy of the plate that the event is about; nil where it is about none.
func (e *Event) Plate() *Plate {
	party := e.PlateParty()
	if party == nil {
		return nil
	}
	return &Plate{Number: party.Of.Value, State: party.Of.Region, Raw: party.Of.Raw}
}

// Burst are the reads that are shown as this one, nil where it stands for itself alone.
func (e *Event) Burst() []Event {
	if e.Read == nil {
		return nil
	}
	return e.Read.Burst
}

// Mobile reports whether a moving reader read it.
func (e *Event) Mobile() bool { return e.Read != nil && e.Read.Mobile }

// begins is when an event may have begun at the earliest, or, where that is open, when it ended.
func (e *Event) begins() When {
	if e.First.IsZero() && e.Spans() {
		return *e.Last
	}
	return e.First
}

// ByTime orders events by their first instant; what has no beginning stands where it ended.
func ByTime(a, b Event) int { return a.CompareTime(&b) }

// CompareTime is less than 0 where an event stands before another by ByTime.
func (e *Event) CompareTime(other *Event) int {
	return cmp.Or(e.begins().Start.Compare(other.begins().Start), cmp.Compare(e.ID, other.ID))
}

// SortByTime sorts events by ByTime. An event is large, so that places are found first and each is moved once.
func SortByTime(events []Event) {
	order := make([]*Event, len(events))
	for i := range events {
		order[i] = &events[i]
	}
	if slices.IsSortedFunc(order, (*Event).CompareTime) {
		return
	}
	slices.SortStableFunc(order, (*Event).CompareTime)
	sorted := make([]Event, len(events))
	for i, e := range order {
		sorted[i] = *e
	}
	copy(events, sorted)
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

// Switch is the kind of an Agency that is none: its ORI is a message switch's, a motor-vehicle line's or the like, and who asked by
// way of it is not known.
const Switch = "switch"

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
