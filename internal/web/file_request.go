package web

import (
	"context"
	"io"

	"sightline/internal/access"
	"sightline/internal/report"
	"sightline/timeline"
	"sightline/timeline/analysis"
)

// Kind is a kind of file that is made of a subject.
type Kind string

const (
	Report  Kind = "report"  // html, pdf or docx
	Picture Kind = "picture" // the map or a chart: svg, png or pdf
	Data    Kind = "data"    // one of ExportFormats
	Bundle  Kind = "bundle"  // zip: all of these with the raw records
)

// FileRequest says which file is to be made of a dossier: of which part, by which rules, how it looks, and for whom.
type FileRequest struct {
	Kind    Kind
	Format  string
	Zone    string // of the times: timeline.ZoneOfPlace or "", "UTC" or an IANA name
	Part    analysis.Selection
	Release access.Release
	Rules   *analysis.Parameters // nil for the usual ones
	// Candidates says that the reads that may be of the subject's vehicles are drawn in the timelines and on the map of a report or
	// picture.
	Candidates bool

	Frame      report.Frame // of a picture, but for its part
	Resolution int          // of a PNG, dots to the inch

	Plan  report.Plan   // of a report
	Photo *report.Photo // in a report; nil for none

	Issue   report.Issue // who asked, recipient, handling, draft and paper
	Agency  string       // the recipient's, "" when not named
	Scratch string       // directory the file is made in, "" for the maker's own
}

// ExportFormat is one kind of data file.
type ExportFormat struct {
	Name      string // as the address has it
	Extension string // of the file's name, with its dot
	MediaType string
}

// File is a file made to order, which the audit holds. Its reader must be closed; that removes the file unless it was
// moved away.
type File struct {
	io.ReadCloser
	Path      string // where it lies until it is closed
	Extension string // for its name, with its dot
	MediaType string
	Bytes     int64
	Rows      int    // events in it
	SHA256    string // hexadecimal
}

// Exports makes files to order, for the server and for the command line.
type Exports interface {
	Formats() []ExportFormat
	// Make makes a file of the whole dossier that an order takes its part of. It is made and its hash stands in the audit
	// with recipient, agency, purpose and counts, before anybody gets a byte of it.
	Make(ctx context.Context, d timeline.Dossier, o FileRequest, look access.Asker) (*File, error)
}
