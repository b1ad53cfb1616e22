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
	"sightline/internal/web"
	"sightline/static"
	"sightline/timeline"
)

type reportCmd struct {
	givenFlags
	Paper string `default:"letter" enum:"letter,a4" help:"Size of the pages: letter or a4."`
	Draft bool   `help:"Mark every page as a draft."`
}

// Run writes the report of a subject: the name of the file says as what.
func (c *reportCmd) Run(a *app) error {
	format, err := report.FormatOf(c.Out)
	if err != nil {
		return badInput("--out %w", err)
	}
	return c.give(a, web.Order{Kind: web.Report, Format: format.Name, Issue: report.Issue{Draft: c.Draft, Paper: report.Paper(c.Paper)}})
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

// reports is what reports and pictures are drawn with.
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
