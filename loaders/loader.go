// Package loaders turns source files into records and sightings. Each format has its file; all of them read an Input,
// ask a Gazetteer and an AgencyTable where things are, and hand what they find to a Sink. The package knows no database.
package loaders

import (
	"context"
	"io"
	"time"

	"github.com/paulmach/orb"

	"sightline/timeline"
)

// Sink takes what a loader finds, in file order, inside one transaction that the caller commits or abandons.
// It decides what is a duplicate: a record whose Key the case already holds for the subject.
type Sink interface {
	Sighting(context.Context, Record, timeline.Sighting) error
	Stay(context.Context, Record, timeline.Stay) error
	// Reads takes a batch of plate reads. The slice and the bytes in it belong to the caller again after the call.
	Reads(context.Context, []Read) error
	Reject(context.Context, Reject) error
}

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
	Precision  timeline.Precision
	Flags      []timeline.TimeFlag
	Plate      timeline.Plate
	Site       Site
	Point      orb.Point // the read's own position; equal to Site.Point for a fixed reader
	Confidence float32   // 0 to 1, NaN when not given
}

// Site is a reader as the file describes it. Two reads are at the same site when Key is equal.
type Site struct {
	Key    string    // camera id, else camera name, else the position rounded to a fine grid
	Name   string    // what the file calls it
	Point  orb.Point // lon, lat; of a fixed reader, or the centre of the grid cell of a mobile one
	Mobile bool
	Where  timeline.Where // class, radius, county, state and zone of Point
}

// Reject is a row that could not be taken.
type Reject struct {
	Line   int
	Text   []byte // as the file has it; cut at MaxRejectText bytes
	Field  string // the field at fault, "" when it is the whole row
	Reason string // a sentence for the analyst that says what to mend
}

// MaxRejectText is the most bytes of a rejected row that are kept.
const MaxRejectText = 64 << 10

// Gazetteer says where named places are and what lies at a point. All answers carry class and radius.
// States are USPS codes; a county is its name with or without the word "County".
type Gazetteer interface {
	ZIP(zip string) (timeline.Where, bool)
	City(name, state string) (timeline.Where, bool)
	County(name, state string) (timeline.Where, bool)
	State(usps string) (timeline.Where, bool)
	// At fills in what lies at a point: state, county FIPS and IANA time zone; ok is false outside the United States.
	At(p orb.Point) (state, countyFIPS, zone string, ok bool)
}

// AgencyTable knows the loaded agencies.
type AgencyTable interface {
	Agency(ori string) (timeline.Agency, bool)
	// PrefixCounty returns the county most agencies of a five-character ORI prefix lie in: its name and state, how many
	// of the prefix's agencies name it and how many there are.
	PrefixCounty(prefix string) (county, state string, agree, of int, ok bool)
}

// Input is one file to load.
type Input struct {
	Name   string // as the analyst gave it
	Reader io.Reader
	Size   int64 // bytes, 0 when unknown
}

// Options are what the analyst says about a file.
type Options struct {
	Zone      *time.Location // zone of times that state none; nil: the format's usual zone, marked as assumed
	Now       time.Time      // times after it are flagged as future
	OwnORIs   []string       // agencies whose inquiries are set aside: the case's owner and the analysts' own
	Agencies  AgencyTable
	Gazetteer Gazetteer
}

// Tally counts what a loader did with a file. The sink adds the duplicates: read = taken + rejected.
type Tally struct {
	Read     int64 // records seen
	Taken    int64 // handed to the sink as a sighting, a stay or a read
	Rejected int64
	Notes    []timeline.Note
	// Zone and ZoneBasis are what the times of the file were read in.
	Zone      string
	ZoneBasis timeline.Basis
}
