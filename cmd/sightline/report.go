package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"sightline/internal/atlas"
	"sightline/internal/render"
	"sightline/internal/report"
	"sightline/static"
	"sightline/timeline"
)

type reportCmd struct {
	Case    string `required:"" placeholder:"NUMBER" help:"The case."`
	Subject string `required:"" placeholder:"NAME" help:"The subject."`
	Out     string `required:"" placeholder:"FILE" help:"Where to write it, such as report.html."`
	Zone    string `default:"place" help:"Zone of the times: place (that of each place), UTC or an IANA name."`
}

// Run writes the report of a subject.
func (c *reportCmd) Run(a *app) error {
	if ext := filepath.Ext(c.Out); ext != ".html" && ext != ".htm" {
		return badInput("--out %q: reports are written as .html", c.Out)
	}
	if c.Zone != timeline.ZoneOfPlace {
		if _, err := time.LoadLocation(c.Zone); err != nil || c.Zone == "Local" || c.Zone == "" {
			return badInput("--zone %q is not place, UTC or an IANA name such as America/Chicago", c.Zone)
		}
	}
	s, err := a.open()
	if err != nil {
		return err
	}
	id, err := a.subject(s, c.Case, c.Subject)
	if err != nil {
		return err
	}
	d, err := s.Dossier(a.ctx, id, a.look("report"))
	if err != nil {
		return err
	}
	if err := a.writeReport(d, c.Zone, c.Out); err != nil {
		return err
	}
	return a.print(map[string]string{"report": c.Out}, fmt.Sprintf("Wrote %s\n", c.Out))
}

// writeReport writes a report beside its final name and then moves it there, so that no half report is ever found.
func (a *app) writeReport(d timeline.Dossier, zone, path string) error {
	r, err := a.newReports()
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".report-*")
	if err != nil {
		return surrounding(fmt.Errorf("write report: %w", err))
	}
	defer os.Remove(f.Name())
	err = r.HTML(a.ctx, f, d, zone)
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
	made, err := report.Build(ctx, d, report.Options{Made: now(), Zone: zone, Program: "Sightline " + version, Analyst: actor(), Charts: r.charts, Base: r.atlas})
	if err != nil {
		return err
	}
	return report.WriteHTML(w, made)
}
