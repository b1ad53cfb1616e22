package timeline

import "iter"

// Dossier is everything known about one subject, ready to be drawn: the part of a Material that Material.Of gives. Events are in
// time order, those set aside included.
type Dossier struct {
	Case    Case    `json:"case"`
	Subject Subject `json:"subject"`
	Loads   []Load  `json:"loads"`
	Events  []Event `json:"events"`
	// Candidates are the reads that may be of the subject's vehicles, where they were asked for. They are none of Events
	// and count for nothing.
	Candidates []Candidate `json:"candidates,omitempty"`
	// Withheld are counted reasons why material of the case is not among Events, such as reads of similar plates.
	Withheld []Note `json:"withheld,omitempty"`
	// Marks are the analysts' marks that stand, in the order they were made.
	Marks []Mark `json:"marks,omitempty"`
	// Excluded are the events that marks hide, once WithoutHidden has taken them out of the others.
	Excluded []Excluded `json:"excluded,omitempty"`
	// Shown says that this is a part and of what; nil for the whole. See analysis.Selection.
	Shown *Shown `json:"shown,omitempty"`
	// Obligations count what was released only by right, with what it obliges to; see access.Release.
	Obligations []Note `json:"obligations,omitempty"`
}

// Shown says of a dossier that it is a part, and of what.
type Shown struct {
	Text string `json:"text"` // the filters, in words
	Rows int    `json:"rows"` // events in it
	Of   int    `json:"of"`   // of so many
}

// Instants are the events that are no spans, in time order.
func (d *Dossier) Instants() iter.Seq[*Event] { return d.those(false) }

// Spans are the events that are spans, in the order of their beginnings.
func (d *Dossier) Spans() iter.Seq[*Event] { return d.those(true) }

func (d *Dossier) those(span bool) iter.Seq[*Event] {
	return func(yield func(*Event) bool) {
		for i := range d.Events {
			if e := &d.Events[i]; e.Spans() == span && !yield(e) {
				return
			}
		}
	}
}
