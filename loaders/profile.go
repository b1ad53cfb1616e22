package loaders

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"sightline/timeline/clock"
)

// ProfileVersion is the version of the profile language. A profile that states another one is refused.
const ProfileVersion = 1

// Form is how the records of a file stand in it.
type Form string

const (
	FormTable Form = "table" // fields between separators, or a workbook
	FormFixed Form = "fixed" // fields at fixed positions of a line
	FormJSON  Form = "json"  // objects, one a line or in an array
	FormXML   Form = "xml"   // elements
)

// Profile says how one kind of file is to be read: which column holds which field, and what its texts mean. It is made
// by ParseProfile and not changed after.
type Profile struct {
	Name     string
	Title    string
	Version  int // of this profile; it changes when the same file would be read otherwise
	Format   FormatName
	Form     Form
	Verified bool   // the layout was read in a published source
	Source   string // where the layout is described
	Note     string // what to know before trusting it
	// Digest is the SHA-256 of the profile's text.
	Digest [32]byte
	// Shipped profiles come with the program.
	Shipped bool

	table     tableForm
	document  documentForm
	zone      *time.Location // of times that state none; nil: the format's usual zone
	burst     time.Duration  // how far apart reads of one passing are; 0: as usual
	order     clock.DateOrder
	layout    *clock.Layout     // of the time, as its columns are joined; nil: any known form
	columns   []profileColumn   // in the order of the profile
	constants []profileConstant // fields that are the same for every record
	detect    []string          // headings or paths that show the kind of file
}

// tableForm is how the text of a table is cut.
type tableForm struct {
	delimiter byte   // 0: found from the file
	encoding  string // "": UTF-8, and Windows-1252 for fields that are none
	headings  bool
	skip      int // lines above the headings, or above the first row; -1: found from the file
}

// profileColumn is where a field is found.
type profileColumn struct {
	field    string
	headings []string // the first that the file has counts; of JSON and XML paths
	join     []string // headings or paths whose values are put together
	with     string   // between them
	number   int      // column of a table without headings, from 1
	from     int      // first position of a fixed column, from 1
	width    int
	unit     string
	key      string // of the part that counts, of values that are lists of keys and values themselves; "": the whole
}

// profileConstant is a field that has the same value in every record.
type profileConstant struct{ field, value string }

// ID names the profile as it is kept with a load: name and version, and of one that does not ship the beginning of its
// digest.
func (p *Profile) ID() string {
	if p.Shipped {
		return fmt.Sprintf("%s/%d", p.Name, p.Version)
	}
	return fmt.Sprintf("%s/%d (%s)", p.Name, p.Version, hex.EncodeToString(p.Digest[:4]))
}

// Zone is the zone the profile names for times that state none, "" when it names none.
func (p *Profile) Zone() string {
	if p.zone == nil {
		return ""
	}
	return p.zone.String()
}

// Fields lists the fields the profile maps, in its order.
func (p *Profile) Fields() []string {
	var out []string
	for _, c := range p.columns {
		out = append(out, c.field)
	}
	for _, c := range p.constants {
		out = append(out, c.field)
	}
	return out
}

// options fills in what the analyst did not say about a file.
func (p *Profile) options(opt Options) Options {
	opt.Profile = p
	if opt.Zone == nil {
		opt.Zone = p.zone
	}
	if opt.DateOrder == "" {
		opt.DateOrder = p.order
	}
	return opt
}

// column returns where a field is found, nil when the profile does not map it.
func (p *Profile) column(field string) *profileColumn {
	for i := range p.columns {
		if p.columns[i].field == field {
			return &p.columns[i]
		}
	}
	return nil
}

// unit is the unit of a field's numbers, "" when the profile names none.
func (p *Profile) unit(field string) string {
	if p == nil {
		return ""
	}
	if c := p.column(field); c != nil {
		return c.unit
	}
	return ""
}

// timeText is what the time texts of a file may mean.
func (o *Options) timeText() clock.Text {
	t := clock.Text{Order: o.DateOrder, Latest: latestYear(o.Now)}
	if o.Profile != nil {
		t.Layout = o.Profile.layout
	}
	return t
}

// LoaderName names the loader of a file and its version, and the profile that was used, as it is kept with a load.
func LoaderName(f FormatName, p *Profile) string {
	if p == nil {
		return f.Loader()
	}
	return f.Loader() + " by " + p.ID()
}

func digest(text []byte) [32]byte { return sha256.Sum256(text) }
