package main

import (
	"path/filepath"
	"strings"

	"sightline/internal/report"
	"sightline/internal/web"
	"sightline/timeline/chart"
)

// pictureFlags are those of a chart or map by itself.
type pictureFlags struct {
	Chart      string `default:"timeline" enum:"timeline,interest,hours,calendar,nights,distance,circuit" help:"Which chart: timeline, interest, hours, calendar, nights, distance or circuit."`
	As         string `name:"format" placeholder:"KIND" help:"Write a chart or map as svg, pdf or png; without it, as the name of the file ends."`
	Width      int    `default:"1000" help:"Width of a chart or map, px; 96 are an inch."`
	Height     int    `help:"Height of a map without its legend, px; two thirds of the width unless given."`
	Theme      string `default:"light" enum:"light,dark" help:"Colours of a chart or map: light or dark."`
	Circuit    int    `help:"Which circuit, from 0, the likeliest."`
	Resolution int    `default:"150" help:"Dots per inch of a png, 24 to 1200."`
	Draft      bool   `help:"Mark a chart or map as a draft."`
	Candidates bool   `help:"Draw the reads that may be of the subject's vehicles in the timeline or on the map too, hollow."`
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
	case c.Height != 0 && (kind != "map" || c.Height < 240 || c.Height > 8000):
		return badInput("--height is of the map, and within 240 to 8000")
	case c.Candidates && kind != "timeline" && kind != "map":
		return badInput("--candidates is of the timeline and the map")
	case c.Resolution < 24 || c.Resolution > 1200:
		return badInput("--resolution %d is not within 24 to 1200", c.Resolution)
	}
	return c.give(a, web.FileRequest{
		Kind: web.Picture, Format: format, Resolution: c.Resolution, Candidates: c.Candidates, Issue: report.Issue{Draft: c.Draft},
		Frame: report.Frame{Kind: kind, Index: c.Circuit, Width: c.Width, Height: c.Height, Theme: chart.Theme(c.Theme)},
	}, c.ruleFlags)
}
