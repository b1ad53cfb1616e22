// Package loaders turns source files into records and events. Each format has its file; all of them read an Input,
// ask a Gazetteer and an AgencyTable where things are, and hand what they find to a Sink. The package knows no database.
//
// A record's text is byte for byte what the file holds, of a compressed file (gzip, Zstandard, or one file of a ZIP
// archive) what it unpacks to, with two exceptions: of a file in UTF-16 or an encoding that a profile names it is the
// text in UTF-8, and of a workbook the raw values of the row's cells with a tab between them. A record's key is the SHA-256 of what it
// says, so that it is the same record in another file, at another line, with other line ends or columns in another order.
//
// Nothing is guessed in silence. What cannot be taken is rejected with a sentence that says what to mend; what was taken
// with a doubt carries a remark; and both are counted in the Tally. Times of records that name no zone are read in the zone
// the analyst names (configured), else (assumed) NCIC's in America/New_York, which no source confirms, plate reads in the
// zone of the reader's position and addresses in the zone of the address, or UTC where that is not known.
package loaders

import (
	"context"
	"io"
	"time"

	"github.com/paulmach/orb"

	"sightline/timeline"
	"sightline/timeline/clock"
)

// Sink takes what a loader finds, in file order, inside one transaction that the caller commits or abandons.
// It decides what is a duplicate: a record whose Key the case already holds.
type Sink interface {
	// Events takes the events that a record tells of, in the record's order: one or several, none for a record kept for its text
	// alone. None of their parties is a subject yet: the sink knows for whom the file is loaded. The slice belongs to the caller
	// again after the call; what its events hold may be kept.
	Events(context.Context, timeline.Record, []timeline.Event) error
	// Reads takes a batch of plate reads. The slice and the bytes in it belong to the caller again after the call.
	Reads(context.Context, []timeline.Read) error
	Reject(context.Context, timeline.Reject) error
}

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
	// At reads the same bytes at any place, with Size; nil when that cannot be. ZIP archives larger than 64 MiB need it.
	At io.ReaderAt
	// Member is the file of a ZIP archive to load; "" when it holds one. Each file of an archive is a load of its own.
	Member string
	// profile says how the columns of the file are to be read; nil: by their headings.
	profile *Profile
	// shape is filled in with what the file looks like; nil: nobody asks.
	shape *Shape
}

// Options are what the analyst says about a file.
type Options struct {
	Zone      *time.Location  // zone of times that state none; nil: the format's usual zone, marked as assumed
	DateOrder clock.DateOrder // of dates such as 03/04/2026; "": found from the file, month/day when it cannot be told
	Now       time.Time       // times after it are flagged as future
	OwnORIs   []string        // agencies whose inquiries are set aside: the case's owner and the analysts' own
	Agencies  AgencyTable
	Gazetteer Gazetteer
	Tables    *Tables  // of message keys, field codes, states and ORIs; nil: those shipped
	Profile   *Profile // how the columns of the file are to be read; nil: by their headings, or a shipped profile they show
	// Columns names the columns of fields, by their headings or as #4 by their numbers; of a field named "" there is none.
	Columns map[string]string
	Cameras *Cameras // positions of readers whose reads give none; nil: only those the file itself gives
}

// Tally counts what a loader did with a file. The sink adds the duplicates: read = taken + rejected.
type Tally struct {
	Read     int64 // records seen
	Taken    int64 // handed to the sink with its events, or as a read
	Rejected int64
	Notes    []timeline.Note
	// Zone and ZoneBasis are what the times of the file were read in.
	Zone      string
	ZoneBasis timeline.Basis
	// BurstWindow is how far apart reads of one plate by one reader are one passing, as the profile says; 0: as usual.
	BurstWindow time.Duration
	// Shape is what to know to write rejected rows as a file of the same kind.
	Shape Shape
}
