package main

import (
	"context"
	"io"

	"sightline/internal/atlas"
	"sightline/internal/render"
	"sightline/internal/report"
	"sightline/internal/web"
	"sightline/static"
	"sightline/timeline"
)

type reportCmd struct {
	Write reportWriteCmd `cmd:"" default:"withargs" help:"Write the report of a subject."`
	Plan  reportPlanCmd  `cmd:"" help:"Print the usual plan of reports, to be changed and given to --plan."`
}

type reportPlanCmd struct{}

// Run prints the usual plan.
func (c *reportPlanCmd) Run(a *app) error {
	return a.print(map[string]string{"plan": report.PlanText()}, report.PlanText())
}

type reportWriteCmd struct {
	givenFlags
	ruleFlags
	RequestedBy string `placeholder:"NAME" help:"The agency that asked for it; it stands on the cover."`
	RFI         string `name:"rfi" placeholder:"NUMBER" help:"Number of its request for information; likewise."`
	Photo       string `placeholder:"FILE" help:"Photo of the subject, JPEG or PNG. Its metadata are left out."`
	As          string `name:"format" placeholder:"KIND" help:"Write it as html, pdf or docx; without it, as the name of the file ends."`
	Paper       string `default:"letter" enum:"letter,a4" help:"Size of the pages: letter or a4."`
	Draft       bool   `help:"Mark every page as a draft."`
	Candidates  bool   `help:"Draw the reads that may be of the subject's vehicles in the timelines and on the overview map too, hollow."`
	planFlags
}

// Run writes the report of a subject: the name of the file says as what.
func (c *reportWriteCmd) Run(a *app) error {
	format, err := c.format()
	if err != nil {
		return err
	}
	c.read = []string{c.Photo, c.Plan}
	plan, err := c.plan()
	if err != nil {
		return err
	}
	photo, err := photoOf(c.Photo)
	if err != nil {
		return err
	}
	return c.give(a, web.FileRequest{
		Kind: web.Report, Format: format.Name, Plan: plan, Photo: photo, Candidates: c.Candidates,
		Issue: report.Issue{RequestedBy: c.RequestedBy, RFI: c.RFI, Draft: c.Draft, Paper: report.Paper(c.Paper)},
	}, c.ruleFlags)
}

func fallback(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// format is the kind of file that is asked for: by name, or as the file's name ends.
func (c *reportWriteCmd) format() (report.Format, error) {
	name := c.Out
	if c.As != "" {
		name = "report." + c.As
	}
	format, err := report.FormatOf(name)
	if err != nil {
		return format, badInput("--out %w; or say as what: --format pdf", err)
	}
	return format, nil
}

// writeReport writes a report as the name of its file ends.
func (a *app) writeReport(d timeline.Dossier, zone, path string) error {
	format, err := report.FormatOf(path)
	if err != nil {
		return badInput("%w", err)
	}
	r, err := a.newReports()
	if err != nil {
		return err
	}
	out, err := regularOutput(path)
	if err != nil {
		return err
	}
	return out.write(func(w io.Writer) error { return r.write(a.ctx, w, d, zone, format) })
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
func (r *reports) write(ctx context.Context, w io.Writer, d timeline.Dossier, zone string, as report.Format) error {
	made, err := report.Build(ctx, d, report.Options{
		Made: now(), Zone: zone, Program: program(), Analyst: actor(), Charts: r.charts, Base: r.atlas,
	})
	if err != nil {
		return err
	}
	return as.Write(w, made)
}
