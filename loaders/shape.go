package loaders

import (
	"bytes"
	"strings"

	"sightline/timeline/clock"
)

// Shape is what of a file has to be known to write some of its records as a file of the same kind. It is kept with a load
// so that rejected rows can be mended and loaded again.
type Shape struct {
	Kind string `json:"kind"` // see the constants
	// Names are the headings of a table or a workbook's sheet as they were read, or numbers where it has none.
	Names []string `json:"names,omitempty"`
	// Head, of loads of an earlier version, is what stands above the first record of a table, and of a workbook the headings
	// with a tab between them.
	Head    []byte `json:"head,omitempty"`
	Columns int    `json:"columns,omitempty"` // how many of them there are
	// Delimiter parts the fields of a table; of JSON with an object a line, and of messages, it is the end of a line.
	Delimiter byte `json:"delimiter,omitempty"`
	// Order, Percent, Dated and Days1904 are what was found from the whole file and cannot be from some of its rows.
	Order    clock.DateOrder `json:"date_order,omitempty"`
	Percent  bool            `json:"percent,omitempty"`   // confidences run to 100
	Dated    bool            `json:"dated,omitempty"`     // times hold the date, though there is a column for that
	Days1904 bool            `json:"days_1904,omitempty"` // a workbook counts days from 1904
	// Zone is what the lines around a table state for its times, "" where they state none.
	Zone string `json:"zone,omitempty"`
	// Profile is the shipped profile that the file showed by its content, "" for none.
	Profile string `json:"profile,omitempty"`
	// Cameras is the table of cameras that the file was read with, as whoever loaded it named it, "" for none.
	Cameras string `json:"cameras,omitempty"`
}

// Kinds of shapes.
const (
	shapeTable    = "table"    // fields between separators
	shapeLines    = "lines"    // fields at fixed positions
	shapeWorkbook = "workbook" //
	shapeMessages = "messages" // CODE/VALUE text
	shapeJSON     = "json"     //
	shapeXML      = "xml"      //
	shapeRapText  = "rap sheet text"
	shapeRapXML   = "rap sheet XML"
)

// table fills in the shape of a table. A nil shape stays as it is.
func (s *Shape) table(t *table) {
	switch {
	case s == nil:
	case t.fields.fixed != nil:
		s.Kind = shapeLines
	default:
		s.Kind, s.Delimiter, s.Names = shapeTable, t.fields.delim, t.names[len(t.fields.made):]
	}
}

// names are the headings, also of a load of an earlier version.
func (s *Shape) names() []string {
	if s.Names != nil || s.Columns == 0 {
		return s.Names
	}
	var names []string
	if s.Kind == shapeWorkbook {
		names = strings.Split(string(s.Head), "\t")
	} else {
		r := newRecords(bytes.NewReader(nil), s.Head)
		r.buf, r.eof = s.Head, true
		f := fields{delim: s.Delimiter}
		for rec, ok := r.next(); ok; rec, ok = r.next() {
			names = names[:0]
			for _, h := range f.separated(rec.text) {
				name, _ := decode(h)
				names = append(names, name)
			}
		}
	}
	return append(names, make([]string, s.Columns)...)[:s.Columns]
}

// kind fills in the shape of a file that is no table.
func (s *Shape) kind(kind string) {
	if s != nil {
		s.Kind = kind
	}
}

// lines fills in that a JSON file has an object a line.
func (s *Shape) lines() {
	if s != nil {
		s.Delimiter = '\n'
	}
}

// messages fills in the shape of CODE/VALUE text, whose lines end so.
func (s *Shape) messages(eol byte) {
	if s != nil {
		s.Kind, s.Delimiter = shapeMessages, eol
	}
}

// found keeps the order of dates that was found from the whole file.
func (s *Shape) found(order clock.DateOrder) {
	if s != nil {
		s.Order = order
	}
}

// reads keeps what was found from a whole file of plate reads.
func (s *Shape) reads(percent, dated bool) {
	if s != nil {
		s.Percent, s.Dated = percent, dated
	}
}

// stated keeps the zone that the lines around a table state.
func (s *Shape) stated(zone *clock.Zone) {
	if s != nil && zone != nil {
		s.Zone = zone.Name()
	}
}

// by keeps the shipped profile that a file showed.
func (s *Shape) by(p *Profile) {
	if s != nil {
		s.Profile = p.Name
	}
}
