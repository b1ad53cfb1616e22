package render

import (
	"fmt"
	"slices"
)

// numbers writes number and name beside each place of a frame, or the number alone where the name has no room. The
// weightiest choose first.
func (s *canvas) numbers(w *svgWriter, i int, labels *labelPlacer) {
	const gap = 3.0
	near, far := []float64{7, 10}, []float64{7, 12, 20, 30, 42, 56, 72, 90}
	order := slices.Clone(s.places)
	slices.SortStableFunc(order, func(a, b *Place) int { return b.weight() - a.weight() })
	for _, p := range order {
		if p.frame != i {
			continue
		}
		width := badgeWidth(s.ruler, s.number(p))
		name := s.ruler.fit(p.Name, sizeLegend, true, 150)
		named := width + gap + s.ruler.Width(name, sizeLegend, true)
		box, distance, ok := labels.room(p.x, p.y, named, badgeHeight, near, 0.12)
		if !ok {
			name = ""
			if box, distance, ok = labels.room(p.x, p.y, width, badgeHeight, far, 0.05); !ok {
				box, distance, ok = labels.room(p.x, p.y, width, badgeHeight, far, 1)
			}
		}
		if !ok {
			s.notes = append(s.notes, fmt.Sprintf("Place %s has no room for its number on the map.", s.number(p)))
			continue
		}
		labels.take(rect{box.x0 - 1, box.y0 - 1, box.x1 + 2, box.y1 + 1})
		if distance > 10 {
			w.leaf("line", "x1", p.x, "y1", p.y, "x2", (box.x0+box.x1)/2, "y2", (box.y0+box.y1)/2, "stroke", w.inks.text,
				"stroke-width", 0.7)
		}
		badge(w, s.ruler, box.x0, box.y0, s.number(p))
		if name != "" {
			halo(w, name, box.x0+width+gap, box.y1-3.2, sizeLegend, w.inks.text, true)
		}
	}
}

// named returns the names that numbered places carry, which the base map need not repeat.
func (s *canvas) named() map[string]bool {
	names := map[string]bool{}
	for _, p := range s.places {
		names[p.Name] = true
	}
	return names
}

// locator draws a small map of where a close map lies, in a corner without marks if there is one.
func (s *canvas) locator(w *svgWriter, labels *labelPlacer) {
	const closer, width, height, edge = 320_000.0, 128.0, 92.0, 7.0
	f := s.frames[0]
	if f.span() > closer {
		return
	}
	left, right := f.box.x0+edge, f.box.x1-edge-width
	top, bottom := f.box.y0+edge, f.box.y1-edge-height
	for _, at := range [][2]float64{{right, top}, {left, top}, {right, bottom}, {left, bottom}} {
		box := rect{at[0], at[1], at[0] + width, at[1] + height}
		if labels.covered(box.inset(-edge)) > 0 {
			continue
		}
		labels.take(box)
		middle := f.under((f.box.x0+f.box.x1)/2, (f.box.y0+f.box.y1)/2)
		l := newFrame(box, []viewPoint{{middle, 1.6 * closer}}, 0, 0)
		id := s.options.ID + "-locator"
		w.open("clipPath", "id", id)
		w.leaf("rect", "x", box.x0, "y", box.y0, "width", width, "height", height)
		w.close()
		w.open("g", "clip-path", "url(#"+id+")")
		l.ground(w, s.base)
		l.regions(w, s.base, &labelPlacer{ruler: s.ruler, bounds: box.inset(2)})
		x, y, _ := l.pixel(middle)
		half := max(2.5, f.span()*l.scale/2)
		w.leaf("rect", "x", x-half, "y", y-half*f.box.height()/f.box.width(), "width", 2*half, "height",
			2*half*f.box.height()/f.box.width(),
			"fill", s.palette.Selected, "fill-opacity", 0.25, "stroke", s.palette.Selected, "stroke-width", 1.2)
		w.close()
		w.leaf("rect", "x", box.x0, "y", box.y0, "width", width, "height", height, "fill", "none", "stroke", w.inks.state,
			"stroke-width", 1)
		return
	}
}
