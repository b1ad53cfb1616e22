// Package chart turns a dossier and its findings into chart options for ECharts: swim lanes of all that was seen,
// law-enforcement interest by agency, hours of the week, calendar, nights by area, distance from the base, and circuits.
// The same option is drawn in the page and, through the server-side renderer, in reports.
//
// An option is JSON. Where ECharts wants a function it carries the name of one of static/src/chart/functions.ts; text from
// records is only ever data. The top-level key "sightline" holds a Meta for whoever draws the chart.
//
// What is drawn of an event carries its id. What is drawn of a finding carries its key instead, such
// as "conflict:5" or "circuit:0"; a visit "visit:3:17", that of visit 17 of place 3.
//
// # The time axis
//
// Axis values are milliseconds of a wall clock written as if it were UTC, and are drawn with useUTC. For the zone "UTC"
// that is the instant itself. For a named zone it is what a clock in that zone showed. For "place", the default, it is
// what a clock showed where each sighting was made: two sightings at the same height of the axis were made at the same
// local time, and may be some hours apart. The order of sightings in different zones can therefore differ from their
// order in UTC by the difference of the zones. A repeated hour in autumn is drawn over itself.
package chart

import (
	"errors"
	"fmt"
	"time"

	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/clock"
)

// Options say how a chart is drawn. The zero value draws everything, 1000 px wide, in light colours, in the local time
// of each place, for the page.
type Options struct {
	Zone  string // timeline.ZoneOfPlace or "", "UTC", or an IANA name
	Theme Theme  // Light or "", or Dark
	Width int    // px, 0 stands for 1000; decides how many marks a lane may hold before it shows counts
	// From and To are the part shown in detail, on the axis (see the package comment). Zero: from the first or to the last.
	From, To time.Time
	// Static draws for paper: with legend, without zoom.
	Static bool
	// Gap is how long nothing must be seen for a gap; Contact is how close together the inquiries of one stop are.
	// 0 stands for the defaults of package timeline.
	Gap, Contact time.Duration
	// Language of month and day names and of the way numbers are written: English or "", or Spanish. All other text is
	// English whatever the language.
	Language string
	// Findings of the same dossier. With them, Timeline has rows for places and for marks of findings.
	Findings *analysis.Findings
	// Part is what of the dossier is shown, nil for all. Rows keep their place and label; kinds and single events that it
	// leaves out are not drawn. Counts, gaps and what is inferred stay those of all.
	Part *analysis.Selection
}

// Bounds on the width of a chart, px.
const (
	MinWidth     = 320
	MaxWidth     = 8000
	defaultWidth = 1000
)

// resolved is a checked Options with its defaults filled in.
type resolved struct {
	Options
	palette  Palette
	display  *clock.Display
	language language
	filter   *filter // nil when all is drawn
}

func (o Options) resolve() (resolved, error) {
	r := resolved{Options: o}
	if r.Width == 0 {
		r.Width = defaultWidth
	}
	if r.Width < MinWidth || r.Width > MaxWidth {
		return r, fmt.Errorf("chart width %d px is not between %d and %d", r.Width, MinWidth, MaxWidth)
	}
	if !r.From.IsZero() && !r.To.IsZero() && !r.From.Before(r.To) {
		return r, errors.New("chart window ends before it begins")
	}
	if r.Gap <= 0 {
		r.Gap = analysis.DefaultGap
	}
	if r.Contact <= 0 {
		r.Contact = analysis.DefaultContactWindow
	}
	var err error
	if r.language, err = languageOf(o.Language); err != nil {
		return r, err
	}
	if r.palette, err = PaletteOf(o.Theme); err != nil {
		return r, err
	}
	if r.display, err = clock.NewDisplay(o.Zone); err != nil {
		return r, err
	}
	return r, nil
}

// Meta says about a chart what ECharts' own options have no place for.
type Meta struct {
	Kind       string   `json:"kind"`            // "timeline", "interest", "hours", "calendar", "nights", "distance" or "circuit"
	Height     int      `json:"height"`          // px the chart needs
	Zone       string   `json:"zone"`            // as Options.Zone, never ""
	Axis       string   `json:"axis"`            // what the time axis shows, in words
	From       int64    `json:"from"`            // first and last value of the time axis; both 0 where there is none
	To         int64    `json:"to"`              //
	Window     [2]int64 `json:"window"`          // part of the axis shown in detail
	Aggregated bool     `json:"aggregated"`      // some lanes show counts instead of single sightings
	Lanes      []Lane   `json:"lanes"`           // rows from the top
	Notes      []string `json:"notes,omitempty"` // what is not drawn, and how to read what is
}

// Lane is one row of a chart.
type Lane struct {
	Key   string            `json:"key"`          // "kind:inquiry", "vehicle:ABC123 (TX)", "vehicles:other", "candidate:ABC123 (TX)", "stay:custody:…", "agency:ORI", "conflicts", "place:3", "area:7"
	Label string            `json:"label"`        // as drawn at the row
	Kind  string            `json:"kind"`         // "records", "vehicle", "candidate", "stay", "agency", "place", "area", or a kind of findings such as "conflict"
	Of    timeline.KindName `json:"of,omitempty"` // kind of all records in it, "" where they are of several
	Count int               `json:"count"`        // instants, candidates, spans, contacts, findings, visits or nights in it
	// Finding says that it holds marks of findings, whose kind is Kind.
	Finding bool `json:"finding,omitempty"`
	Dense   bool `json:"dense,omitempty"` // the window shows counts
}
