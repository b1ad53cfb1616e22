package render

import (
	"github.com/paulmach/orb"

	"sightline/timeline/analysis"
)

// shapeSpots are what shapes reach over.
func shapeSpots(shapes []analysis.Shape) (all []viewPoint) {
	for _, s := range shapes {
		for _, p := range s.Points {
			all = append(all, viewPoint{p, float64(s.Radius)})
		}
	}
	return all
}

// shapes draw findings below what was seen: discs, and lines straight on the map.
func (s *canvas) shapes(w *svgWriter, f frame) {
	for _, x := range s.options.Shapes {
		switch at, ok := f.pixels(x.Points); {
		case !ok || len(at) == 0:
		case x.Form == analysis.FormDisc:
			w.leaf("circle", "cx", at[0][0], "cy", at[0][1], "r", max(2, float64(x.Radius)*f.scale), "fill", s.palette.Selected,
				"fill-opacity", 0.12,
				"stroke", s.palette.Selected, "stroke-width", 1.2)
		case len(at) == 2:
			ink, dash := s.palette.Selected, "3 2.4"
			if x.Form == analysis.FormClash {
				ink, dash = s.palette.Conflict, "2 1.6"
			}
			w.leaf("line", "x1", at[0][0], "y1", at[0][1], "x2", at[1][0], "y2", at[1][1], "stroke", ink, "stroke-width", 1.8,
				"stroke-dasharray", dash,
				"opacity", 0.8)
		}
	}
}

// shapeNames write the names and numbers of shapes above what was seen, and keep other labels off them.
func (s *canvas) shapeNames(w *svgWriter, f frame, labels *labelPlacer) {
	const size = 9.0
	for _, x := range s.options.Shapes {
		at, ok := f.pixels(x.Points)
		if !ok || len(at) != 1 || !f.box.holds(at[0][0], at[0][1]) {
			continue
		}
		left, base := at[0][0]+5, at[0][1]+3
		if x.Number > 0 {
			badge(w, s.ruler, left, base-badgeHeight+3, number(float64(x.Number)))
			left += badgeWidth(s.ruler, number(float64(x.Number))) + 3
		}
		if x.Label == "" {
			continue
		}
		label := s.ruler.fit(x.Label, size, true, 150)
		labels.take(rect{left, base - size, left + s.ruler.Width(label, size, true), base + 2})
		halo(w, label, left, base, size, s.palette.Selected, true)
	}
}

// pixels are where positions fall on the sheet; ok is false where one lies on the far side of the earth.
func (f frame) pixels(points []orb.Point) (at [][2]float64, ok bool) {
	for _, p := range points {
		e, n, near := f.proj.forward(p)
		if !near {
			return nil, false
		}
		x, y := f.place(e, n)
		at = append(at, [2]float64{x, y})
	}
	return at, true
}
