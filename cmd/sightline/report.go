package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"sightline/internal/atlas"
	"sightline/internal/render"
	"sightline/internal/report"
	"sightline/internal/store"
	"sightline/static"
	"sightline/timeline"
)

type reportCmd struct {
	Case      string `required:"" placeholder:"NUMBER" help:"The case."`
	Subject   string `required:"" placeholder:"NAME" help:"The subject."`
	Out       string `required:"" placeholder:"FILE" help:"Where to write it: report.html, report.pdf or report.docx."`
	Zone      string `default:"place" help:"Zone of the times: place (that of each place), UTC or an IANA name."`
	Paper     string `default:"letter" enum:"letter,a4" help:"Size of the pages: letter or a4."`
	Handling  string `placeholder:"WORDS" help:"Handling caveat at the head of every page."`
	Recipient string `placeholder:"NAME" help:"Whose copy it is; it stands across every page and in the audit."`
	Agency    string `placeholder:"NAME" help:"The recipient's agency; it goes into the audit."`
	Purpose   string `placeholder:"WORDS" help:"What it is for; likewise."`
	Draft     bool   `help:"Mark every page as a draft."`
}

// Run writes the report of a subject.
func (c *reportCmd) Run(a *app) error {
	format, err := report.FormatOf(c.Out)
	if err != nil {
		return badInput("--out %w", err)
	}
	if err := checkZone(c.Zone); err != nil {
		return err
	}
	s, err := a.open()
	if err != nil {
		return err
	}
	id, err := a.subject(s, c.Case, c.Subject)
	if err != nil {
		return err
	}
	look := a.look(fallback(c.Purpose, "report"))
	d, err := s.Dossier(a.ctx, id, look)
	if err != nil {
		return err
	}
	r, err := a.newReports()
	if err != nil {
		return err
	}
	issue := report.Issue{Handling: c.Handling, Recipient: c.Recipient, Draft: c.Draft, Paper: report.Paper(c.Paper)}
	given := store.Dissemination{Case: d.Case, Subject: id, Format: "report " + format.Name, Rows: len(d.Reads()) + len(d.Stays), Recipient: c.Recipient, Agency: c.Agency}
	given, err = a.give(s, c.Out, given, look, func(w io.Writer) error { return r.write(a.ctx, w, d, c.Zone, format, issue) })
	if err != nil {
		return err
	}
	return a.print(map[string]any{"report": c.Out, "sha256": given.SHA256, "bytes": given.Bytes}, fmt.Sprintf("Wrote %s, SHA-256 %s\n", c.Out, given.SHA256))
}

func fallback(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// writeReport writes a report beside its final name and then moves it there, so that no half report is ever found.
func (a *app) writeReport(d timeline.Dossier, zone, path string) error {
	format, err := report.FormatOf(path)
	if err != nil {
		return badInput("%w", err)
	}
	r, err := a.newReports()
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".report-*")
	if err != nil {
		return surrounding(fmt.Errorf("write report: %w", err))
	}
	defer os.Remove(f.Name())
	err = r.write(a.ctx, f, d, zone, format, report.Issue{})
	if closeErr := f.Close(); err == nil && closeErr != nil {
		err = surrounding(closeErr)
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// reports writes reports; see web.Reports.
type reports struct {
	charts *render.Charts
	atlas  *atlas.Atlas
}

// newReports starts what draws reports: the chart engine and the outlines. It is kept for the next time.
func (a *app) newReports() (*reports, error) {
	if a.reports != nil {
		return a.reports, nil
	}
	assets, err := static.Assets()
	if err != nil {
		return nil, err
	}
	places, err := a.places()
	if err != nil {
		return nil, err
	}
	charts, err := render.NewCharts(assets)
	if err != nil {
		return nil, err
	}
	a.reports = &reports{charts, places}
	return a.reports, nil
}

// HTML writes a report made now.
func (r *reports) HTML(ctx context.Context, w io.Writer, d timeline.Dossier, zone string) error {
	return r.write(ctx, w, d, zone, report.Formats()[0], report.Issue{})
}

// write writes a report made now as some kind of file.
func (r *reports) write(ctx context.Context, w io.Writer, d timeline.Dossier, zone string, as report.Format, issue report.Issue) error {
	made, err := report.Build(ctx, d, report.Options{
		Made: now(), Zone: zone, Program: program(), Analyst: actor(), Charts: r.charts, Base: r.atlas, Issue: issue,
	})
	if err != nil {
		return err
	}
	return as.Write(w, made)
}
