package timeline

import "regexp"

// Look says who looks at sightings and why. It is written to the audit before the answer is given.
type Look struct {
	Actor   string // who asks
	Agency  string // ORI of the asker's agency, "" when not known
	Address string // from which the question came, "" for this machine's own
	Case    string // number of the case it is for, "" when none was named
	Purpose string // in the asker's words
	Viewer  Viewer // what the answer may hold; the zero Viewer sees nothing
}

// Extent says how much of a dossier is asked for.
type Extent int

const (
	// OwnRecords are the subject's sightings, stays and marks: for whatever draws, analyses or marks them.
	OwnRecords Extent = iota
	// WithWithheld also counts the reads of the case that may be of the subject's vehicles: for whatever shows or gives away the whole.
	WithWithheld
)

var sightingID = regexp.MustCompile(`^(s[0-9]{1,18}|r[0-9]{1,18}-[0-9]{1,9})$`)

// ValidSightingID reports whether id has the form of a sighting's.
func ValidSightingID(id string) bool { return sightingID.MatchString(id) }
