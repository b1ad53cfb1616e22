package timeline

// Candidate is a plate read of the case that may be of a vehicle of the subject and is not among its sightings, because
// number, state or time do not surely agree. It joins nothing without an analyst's decision.
type Candidate struct {
	Event   Event      `json:"event"`
	Vehicle Plate      `json:"vehicle"` // that it may have been
	Level   MatchLevel `json:"level"`
	State   StateMatch `json:"state"`
	Reason  string     `json:"reason"` // why it is none of the sightings, in words
}

// ID tells a candidate from the read it is, which may be a sighting by another vehicle.
func (c *Candidate) ID() string { return c.Event.ID + "~" + c.Vehicle.Number }

// MatchLevel says how well two plate numbers agree.
type MatchLevel string

const (
	MatchExact   MatchLevel = "exact"          // the same characters
	MatchOCR     MatchLevel = "OCR-equivalent" // they differ only in characters that readers confuse
	MatchOneEdit MatchLevel = "one edit"       // one character is wrong, missing or too many, beyond those readers confuse
	MatchNone    MatchLevel = ""               // different plates
)

// StateMatch says how the states of two plates agree.
type StateMatch string

const (
	StateSame    StateMatch = "same"
	StateOther   StateMatch = "different"
	StateUnknown StateMatch = "unknown" // one of the plates was read without its state
)

// MostCandidates are drawn of one subject: those of the earliest reads.
const MostCandidates = 20_000
