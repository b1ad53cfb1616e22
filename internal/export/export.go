// Package export writes a dossier as data files for other programs: CSV, XLSX, GeoJSON, KMZ, GPX, ICS and the tables that
// Timeline Maker imports. The same dossier and options always give the same bytes. Every file carries the caveats, who it
// was made for and why, what is withheld, and for every row the record it comes from.
package export

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"sightline/timeline"
	"sightline/timeline/analysis"
)

// Options say how an export is made, by whom and for whom.
type Options struct {
	Made      time.Time // when the export is made; the package reads no clock
	Zone      string    // timeline.ZoneOfPlace (also ""), "UTC" or an IANA name: the zone local times are written in
	Program   string    // program and version
	Analyst   string    // who makes it
	Recipient string    // the person it goes to, "" when not named
	Agency    string    // the agency it goes to, "" when not named
	Purpose   string    // what it is for, "" when not named
	Handling  string    // how it must be handled, "" when not said
	// Scratch is the directory for what a large workbook does not keep in memory; it is removed when the workbook is
	// written. It holds personal data, so it should not be the system's, which "" stands for. One that is not there is
	// made up for by memory.
	Scratch string
	// Findings finds what there is to find in a dossier, for formats that draw it; nil draws none.
	Findings func(timeline.Dossier) analysis.Findings
}

// Format is one kind of file that an export can be.
type Format struct {
	Name      string // as the command line and the web address have it
	Extension string // of file names, with its dot
	MediaType string
	Help      string // for whom it is, in a few words
	write     func(context.Context, io.Writer, *material) error
}

const mediaXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Formats returns all kinds of files, those for people first.
func Formats() []Format {
	return []Format{
		{"csv", ".csv", "text/csv; charset=utf-8", "one table for any program", writeCSV},
		{"xlsx", ".xlsx", mediaXLSX, "a workbook, a sheet for each kind", writeXLSX},
		{"geojson", ".geojson", "application/geo+json", "map programs", writeGeoJSON},
		{"kmz", ".kmz", "application/vnd.google-earth.kmz", "Google Earth", writeKMZ},
		{"gpx", ".gpx", "application/gpx+xml", "navigation devices", writeGPX},
		{"ics", ".ics", "text/calendar; charset=utf-8", "calendars", writeICS},
		{"timeline-csv", ".timeline.csv", "text/csv; charset=utf-8", "import into Timeline Maker", writeEventsCSV},
		{"timeline-xlsx", ".timeline.xlsx", mediaXLSX, "the same as a workbook", writeEventsXLSX},
	}
}

// Names are the names of all formats.
func Names() []string {
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name)
	}
	return names
}

// FormatOf returns the format of a name. Its error lists those there are.
func FormatOf(name string) (Format, error) {
	for _, f := range Formats() {
		if f.Name == name {
			return f, nil
		}
	}
	return Format{}, fmt.Errorf("export format %q is none of %s", name, strings.Join(Names(), ", "))
}

// Write writes a dossier. It fails when the zone is unknown, the context ends or w does.
func (f Format) Write(ctx context.Context, w io.Writer, d timeline.Dossier, o Options) error {
	m, err := newMaterial(d, o)
	if err == nil {
		err = f.write(ctx, w, m)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", f.Name, err)
	}
	return nil
}

// Rows is how many events an export of a dossier holds, the reads of bursts one by one. None is left out.
func Rows(d timeline.Dossier) int { return len(d.Events) + d.Folded() }
