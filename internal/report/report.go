// Package report composes what is known about a subject into a document of plain data, and writes it out. A Report
// holds blocks of a closed set of types; a writer turns blocks into a format and decides nothing about what is said.
package report

import (
	"time"

	"sightline/timeline"
)

// Report is a document as data. The same dossier and options give the same Report.
type Report struct {
	Title      string           `json:"title"`
	Case       timeline.Case    `json:"case"`
	Subject    timeline.Subject `json:"subject"`
	Made       time.Time        `json:"made"` // UTC
	Zone       string           `json:"zone"` // of the times shown: timeline.ZoneOfPlace, "UTC" or an IANA name
	Blocks     []Block          `json:"blocks"`
	Provenance Provenance       `json:"provenance"`
	Issue      Issue            `json:"issue"`
}

// Issue says for whom a copy of a report is made and how it must be handled. It is no part of what the report says.
type Issue struct {
	RequestedBy string `json:"requested_by"` // agency, "" when not told
	RFI         string `json:"rfi"`          // number of its request for information, "" when not told
	Handling    string `json:"handling"`     // caveat on every page, "" for the usual one
	Recipient   string `json:"recipient"`    // whose copy it is, "" when not told
	Draft       bool   `json:"draft"`
	Paper       Paper  `json:"paper"` // of the writers that make pages
}

// Paper is a size of page.
type Paper string

const (
	Letter Paper = "letter" // 8.5 by 11 inches, also meant by ""
	A4     Paper = "a4"     // 210 by 297 mm
)

// usualHandling stands on every page when no other caveat is given.
const usualHandling = "Investigative lead, not proof of presence. Verify with the contributing agency before acting."

// caveat is the handling caveat of each page.
func (i Issue) caveat() string { return fallback(shorten(plain(i.Handling), 160), usualHandling) }

// mark is what stands across each page, "" for nothing.
func (i Issue) mark() string {
	recipient := shorten(plain(i.Recipient), 60)
	switch {
	case i.Draft && recipient != "":
		return "DRAFT · " + recipient
	case i.Draft:
		return "DRAFT"
	}
	return recipient
}

// Provenance says what a report was made from and by. Two reports with equal Content say the same thing, whenever and
// by whomever they were made.
type Provenance struct {
	Program  string `json:"program"`  // name and version
	Analyst  string `json:"analyst"`  // who made it, "" when not told
	Material string `json:"material"` // SHA-256 of the dossier as JSON, hexadecimal
	Content  string `json:"content"`  // SHA-256 of title, zone and blocks as JSON, hexadecimal
}

// Block is a part of a document: Heading, Paragraph, Aside, List, Facts, Profile, Table, Figure or Notice.
type Block interface{ block() }

// Heading begins a section.
type Heading struct {
	Level int // 1 for a section, 2 for a part of one
	Text  string
	ID    string // unique in the report
}

// Paragraph is running text.
type Paragraph struct{ Text Text }

// Aside is somebody's own words, set apart from what follows from records.
type Aside struct {
	By    string
	Texts []Text // a paragraph each
}

// List is a list of statements.
type List struct{ Items []Text }

// Facts are names with their values.
type Facts struct{ Facts []Fact }

// Profile is facts beside a photo.
type Profile struct {
	Facts []Fact
	Photo Photo
}

// Fact is a name and what is known under it, one text a line.
type Fact struct {
	Name   string
	Values []Text
}

// Table is rows under named columns. Its header is repeated on every page.
type Table struct {
	ID      string // unique in the report
	Caption string
	Columns []Column
	Rows    []Row
	Empty   string // stands in place of rows when there are none
	Dense   bool   // many short rows: set small and close
}

// Column is one column of a table.
type Column struct {
	Title  string
	Share  int  // of the width, percent; the shares of a table add up to 100
	Number bool // holds numbers, aligned right
}

// Row is one row of a table, with as many cells as the table has columns.
type Row struct {
	ID    string // what a Span links to, unique in the report, "" when nothing does
	Cells []Text
	Faint bool // does not count, and is shown so
}

// Figure is a drawing with its caption.
type Figure struct {
	ID            string // unique in the report
	SVG           string // a whole <svg> element without scripts, styles and references to elsewhere
	Width, Height int    // px
	Alt           string // what it shows, for those who cannot see it
	Caption       Text
}

// Notice is what must not be overlooked.
type Notice struct {
	Title string
	Items []Text
}

// signed are the paragraphs of an aside, the first with who says it.
func (a Aside) signed() []Text {
	out := append([]Text(nil), a.Texts...)
	if len(out) > 0 {
		out[0] = Text{{Text: "Note by " + a.By + ": ", Style: Strong}}.and(out[0]...)
	}
	return out
}

func (Heading) block()   {}
func (Paragraph) block() {}
func (Aside) block()     {}
func (Profile) block()   {}
func (List) block()      {}
func (Facts) block()     {}
func (Table) block()     {}
func (Figure) block()    {}
func (Notice) block()    {}

// Text is a run of spans. It is never markup: a writer escapes it.
type Text []Span

// Span is text of one look.
type Span struct {
	Text  string
	Style Style
	Link  string // ID of a row, table, figure or heading, "" for none
	Line  bool   // begins a new line
}

// Style is the look of a span.
type Style string

const (
	Plain  Style = ""
	Strong Style = "strong"
	Muted  Style = "muted" // set smaller and paler: how something is known, rather than what
	Code   Style = "code"  // hashes, plates, record references
)

// say returns text in plain style.
func say(s string) Text { return Text{{Text: s}} }

// and appends spans to text.
func (t Text) and(spans ...Span) Text { return append(t[:len(t):len(t)], spans...) }
