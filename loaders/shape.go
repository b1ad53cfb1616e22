package loaders

import (
	"bytes"

	"sightline/timeline"
)

// Shape is what of a file has to be known to write some of its records as a file of the same kind. It is kept with a load
// so that rejected rows can be mended and loaded again.
type Shape struct {
	Kind     string `json:"kind"` // see the constants
	Encoding string `json:"encoding,omitempty"`
	// Head is what stands above the first record: headings and the lines above them, as the file has them but in UTF-8 if
	// it was UTF-16 or the profile names its encoding. Of a workbook the headings with a tab between them.
	Head      []byte `json:"head,omitempty"`
	Columns   int    `json:"columns,omitempty"`   // of a table with headings
	Delimiter byte   `json:"delimiter,omitempty"` // of a table
	Element   string `json:"element,omitempty"`   // of XML: the name of a record's element
	// Order and Percent are what was found from the whole file and cannot be from some of its rows.
	Order   timeline.DateOrder `json:"date_order,omitempty"`
	Percent bool               `json:"percent,omitempty"` // confidences run to 100
	// Profile is the shipped profile that the file showed by its content, "" for none.
	Profile string `json:"profile,omitempty"`
}

// Kinds of shapes.
const (
	shapeTable    = "table"    // with headings
	shapeLines    = "lines"    // fields at fixed positions, or between separators without headings
	shapeWorkbook = "workbook" //
	shapeMessages = "messages" // CODE/VALUE text
	shapeJSON     = "json"     //
	shapeXML      = "xml"      //
	shapeRapText  = "rap sheet text"
	shapeRapXML   = "rap sheet XML"
)

// of fills in the shape of a table, which has so many records above its first row. A nil shape stays as it is.
func (s *Shape) of(src *source, t *table, above int) {
	if s == nil {
		return
	}
	s.Kind, s.Delimiter, s.Columns = shapeTable, t.fields.delim, len(t.names)-len(t.fields.made)
	if t.headless {
		s.Kind = shapeLines
	}
	s.Encoding = src.encoding
	r := newRecords(bytes.NewReader(nil), src.head)
	r.buf, r.eof = src.head, true
	for range above {
		if _, ok := r.next(); !ok {
			break
		}
	}
	s.Head = bytes.Clone(src.head[:r.pos])
}

// kind fills in the shape of a file that is no table.
func (s *Shape) kind(kind string, src *source) {
	if s != nil {
		s.Kind = kind
		if src != nil {
			s.Encoding = src.encoding
		}
	}
}

// found keeps what was found from the whole file.
func (s *Shape) found(order timeline.DateOrder, percent bool) {
	if s != nil {
		s.Order, s.Percent = order, percent
	}
}

// by keeps the shipped profile that a file showed.
func (s *Shape) by(p *Profile) {
	if s != nil {
		s.Profile = p.Name
	}
}
