package render

import (
	"fmt"
	"math"
)

const (
	metersPerMile = 1609.344
)

// scaleBar draws a bar of a round number of miles over one of kilometres, its left end at (x, y), at most width wide.
func (f frame) scaleBar(w *svgWriter, x, y, width float64) {
	w.leaf("line", "x1", x, "y1", y, "x2", x+width, "y2", y, "stroke", w.inks.rule, "stroke-width", 1)
	for _, unit := range []struct {
		name   string
		meters float64
		up     float64 // direction of the tick and the text
	}{{"mi", metersPerMile, -1}, {"km", 1000, 1}} {
		n := roundBelow(width / f.scale / unit.meters)
		end := x + n*unit.meters*f.scale
		for _, at := range []float64{x, end} {
			w.leaf("line", "x1", at, "y1", y, "x2", at, "y2", y+5*unit.up, "stroke", w.inks.rule, "stroke-width", 1)
		}
		text := fmt.Sprintf("%g %s", n, unit.name)
		w.words("text", text, "x", end-3, "y", y+unit.up*3+4.5+unit.up*4.5, "text-anchor", "end", "font-size", 8.5, "fill", w.inks.rule)
	}
}

// roundBelow returns the largest 1, 2 or 5 times a power of ten that is not above v.
func roundBelow(v float64) float64 {
	if v <= 0 {
		return 0
	}
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{5, 2} {
		if m*power <= v {
			return m * power
		}
	}
	return power
}

// north draws an arrow towards north at the middle of the frame, its tip at (x, y).
func north(w *svgWriter, x, y float64) {
	w.leaf("path", "d", "M"+number(x)+","+number(y)+"l4.5,13l-4.5,-3l-4.5,3z", "fill", w.inks.rule)
	w.words("text", "N", "x", x, "y", y+23, "text-anchor", "middle", "font-size", 9, "font-weight", "bold", "fill", w.inks.rule)
}
