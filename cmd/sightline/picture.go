package main

import (
	"io"
	"path/filepath"
	"strings"

	"sightline/internal/report"
)

// pictureFlags are those of a chart or map by itself.
type pictureFlags struct {
	Chart      string `default:"timeline" enum:"timeline,interest,hours,calendar,nights,distance,circuit" help:"Which chart: timeline, interest, hours, calendar, nights, distance or circuit."`
	As         string `name:"format" placeholder:"KIND" help:"Write a chart or map as svg, pdf or png; without it, as the name of the file ends."`
	Width      int    `default:"1000" help:"Width of a chart or map, px; 96 are an inch."`
	Resolution int    `default:"150" help:"Dots per inch of a png, 24 to 1200."`
	Draft      bool   `help:"Mark a chart or map as a draft."`
}

// picture writes a chart or the map of a subject by itself, with a caption that says what it shows.
func (c *exportCmd) picture(a *app) error {
	kind := c.Format
	if kind == "chart" {
		kind = c.Chart
	}
	format := strings.ToLower(fallback(c.As, strings.TrimPrefix(filepath.Ext(c.Out), ".")))
	switch {
	case format != "svg" && format != "pdf" && format != "png":
		return badInput("--format %q is none of svg, pdf, png", format)
	case c.Width < 320 || c.Width > 8000:
		return badInput("--width %d is not within 320 to 8000", c.Width)
	case c.Resolution < 24 || c.Resolution > 1200:
		return badInput("--resolution %d is not within 24 to 1200", c.Resolution)
	}
	g, err := c.begin(a, kind+" "+format)
	if err != nil {
		return err
	}
	r, err := a.newReports()
	if err != nil {
		return err
	}
	drawn, err := report.Draw(a.ctx, g.dossier, kind, c.Width, report.Options{
		Made: g.options.Made, Zone: c.Zone, Program: program(), Analyst: actor(), Charts: r.charts, Base: r.atlas,
		Issue: report.Issue{Recipient: c.Recipient, Draft: c.Draft},
	})
	if err != nil {
		return err
	}
	return g.give(a, func(w io.Writer) error { return drawn.Write(w, format, c.Resolution) })
}
