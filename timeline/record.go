package timeline

import (
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
)

// Record is one raw source line or message, kept as it came.
type Record struct {
	Line int      // first line in the file, from 1
	Text []byte   // the bytes of the record as the file has them, without the line end
	Key  [32]byte // SHA-256 of what makes two records the same one: equal keys are duplicates
}

// Read is one plate read. It is lean because files hold tens of millions of them.
type Read struct {
	Record     Record // Key is unused: a read is the same one when plate, time and site are
	At         time.Time
	Precision  Precision
	Flags      []TimeFlag
	Plate      Plate
	Site       Site
	Point      orb.Point // the read's own position; equal to Site.Point for a fixed reader
	Confidence float32   // 0 to 1, NaN when not given
	Heading    *int      // which way the vehicle was going: degrees clockwise from north, 0 to 359; nil when not known. Shared, never changed
}

// Site is a reader as the file describes it. Two reads are at the same site when Key is equal.
type Site struct {
	Key    string    // camera id, else camera name, else the position rounded to a fine grid
	Name   string    // what the file calls it
	Point  orb.Point // lon, lat; of a fixed reader, or the centre of the grid cell of a mobile one
	Mobile bool
	Where  Where // class, radius, county, state and zone of Point
}

// Reject is a row that could not be taken.
type Reject struct {
	Line   int
	Text   []byte // as the file has it; cut at MaxRejectText bytes
	Field  string // the field at fault, "" when it is the whole row
	Reason string // a sentence for the analyst that says what to mend
	// Context is what a loader has to know of the row beside its text to take it again out of a file of rejects.
	Context string
}

// MaxRejectText is the most bytes of a rejected row that are kept.
const MaxRejectText = 64 << 10

// ZoneOfPlace stands in a load's Zone when each time of the file was read in the time zone of its own place.
const ZoneOfPlace = "place"

// ZoneOfRecord stands in a load's Zone when every record states its own.
const ZoneOfRecord = "stated by each record"

// ReadIn says in which zone a load's times were read and how that is known; "" where no time was.
func ReadIn(zone string, basis Basis) string {
	switch zone {
	case "":
		return ""
	case ZoneOfRecord:
		return "times read in the zone that each record states"
	case ZoneOfPlace:
		return "times read in the zone of each place, zone " + string(basis)
	}
	return "times read in " + zone + ", zone " + string(basis)
}

// MobileRadius is the uncertainty of a mobile reader's own GPS fix: the car is near the reader, the fix is good to some
// metres, and the reader moves while it reads.
const MobileRadius = geo.Meters(50)
