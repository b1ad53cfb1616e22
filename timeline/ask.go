package timeline

import (
	"regexp"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
)

// Look says who looks at sightings and why. It is written to the audit before the answer is given.
type Look struct {
	Actor   string // who asks
	Case    string // number of the case it is for, "" when none was named
	Purpose string // in the asker's words
}

// Near asks what was sighted within Radius of Center in [From, To), newest first.
type Near struct {
	Center orb.Point  // lon, lat
	Radius geo.Meters // greater than 0
	From   time.Time  // zero: no bound
	To     time.Time  // zero: no bound
	Source Source     // "": all
	Case   string     // number of the case to search, "": all
	Limit  int        // most sightings in one page, at least 1
	After  Cursor     // zero: from the newest
}

// Cursor is the place in the newest-first order after which the next page begins.
type Cursor struct {
	At time.Time
	ID string // of the last sighting of the page before
}

// Nearby is one sighting found near a place.
type Nearby struct {
	Sighting Sighting
	Case     string     // number of its case
	Distance geo.Meters // from the centre asked for to the sighting's point
	Relation Relation
}

// Relation says how a sighting's circle of uncertainty lies to the circle asked for.
type Relation string

const (
	Within   Relation = "within"   // wholly inside
	Overlaps Relation = "overlaps" // its point is inside, its circle reaches out
	CouldBe  Relation = "could be" // its point is outside, its circle reaches in
)

// Page is one page of an answer.
type Page struct {
	Found []Nearby
	Next  *Cursor // nil on the last page
	Why   string  // why the first page is empty, "" when it is not
}

var sightingID = regexp.MustCompile(`^(s[0-9]{1,18}|r[0-9]{1,18}-[0-9]{1,9})$`)

// ValidSightingID reports whether id has the form of a sighting's.
func ValidSightingID(id string) bool { return sightingID.MatchString(id) }
