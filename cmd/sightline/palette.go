package main

import (
	"encoding/json"
	"fmt"

	"sightline/timeline"
	"sightline/timeline/chart"
)

type paletteCmd struct{}

// Run prints the colours that the page shares with charts, maps and reports as a style sheet; the build puts it into the
// page's own.
func (paletteCmd) Run(a *app) error {
	return a.print(chart.Palettes(), chart.StyleSheet())
}

type symbolsCmd struct{}

// Run prints the outlines of marks, which the page draws as maps on paper do; the build puts them into the page's scripts.
func (symbolsCmd) Run(a *app) error {
	type outline struct {
		Name    timeline.Symbol `json:"name"`
		Corners [][2]float64    `json:"corners"` // none of a circle of radius 1
	}
	var all []outline
	for _, s := range timeline.Symbols() {
		all = append(all, outline{s, append([][2]float64{}, s.Corners()...)})
	}
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return fmt.Errorf("print symbols: %w", err)
	}
	return a.print(all, string(text)+"\n")
}
