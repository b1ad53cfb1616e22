package main

import (
	"sightline/timeline/chart"
)

type paletteCmd struct{}

// Run prints the colours that the page shares with charts, maps and reports as a style sheet; the build puts it into the
// page's own.
func (paletteCmd) Run(a *app) error {
	return a.print(chart.Palettes(), chart.StyleSheet())
}
