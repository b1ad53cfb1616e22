package render

import (
	"math"
	"sort"
	"strings"

	"github.com/paulmach/orb"

	"sightline/timeline"
	"sightline/timeline/chart"
	"sightline/timeline/kinds"
)

// mark is one symbol on the sheet; fixes that would cover each other exactly share one.
type mark struct {
	shape shape
	kind  timeline.KindName
	x, y  float64
	n     int
}

// marksOf returns the marks of the fixes of a frame, those of fewest fixes last so that none is hidden.
func (f frame) marksOf(fixes []marker) []mark {
	type key struct {
		shape shape
		kind  timeline.KindName
		x, y  int
	}
	index := map[key]int{}
	var out []mark
	for _, x := range fixes {
		px, py, inside := f.pixel(x.where.Point)
		if !inside {
			continue
		}
		k := key{x.shape(), x.kind, int(math.Round(px / 1.5)), int(math.Round(py / 1.5))}
		i, ok := index[k]
		if !ok {
			i = len(out)
			index[k] = i
			out = append(out, mark{k.shape, k.kind, px, py, 0})
		}
		out[i].n++
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].n > out[j].n })
	return out
}

// radius is half the width of a mark in pixels. It grows slowly with the fixes the mark stands for. That of a candidate is
// seen around the dot of any reads at the same spot.
func (m mark) radius() float64 {
	if m.shape == ring {
		return 7
	}
	return 3.1 + 1.1*math.Log10(float64(max(1, m.n)))
}

func (m mark) box() rect {
	r := m.radius() + 1
	if m.shape != ring {
		for _, p := range kinds.Of(m.kind).Symbol.Corners() {
			r = max(r, m.radius()*max(math.Abs(p[0]), math.Abs(p[1]))+1)
		}
	}
	return rect{m.x - r, m.y - r, m.x + r, m.y + r}
}

// draw draws the symbol in an ink. Each has a light rim or ground, which keeps overlapping marks apart in black and white too.
func (m mark) draw(w *svgWriter, ink string) {
	r := m.radius()
	switch m.shape {
	case exact:
		m.outline(w, r, "fill", ink, "stroke", w.inks.land, "stroke-width", 0.9)
	case office:
		m.outline(w, r, "fill", w.inks.land, "stroke", ink, "stroke-width", 1.5)
		w.leaf("circle", "cx", m.x, "cy", m.y, "r", r*0.3, "fill", ink)
	case area:
		m.outline(w, r, "fill", w.inks.land, "stroke", ink, "stroke-width", 1.5)
	case ring:
		w.leaf("circle", "cx", m.x, "cy", m.y, "r", r, "fill", "none", "stroke", ink, "stroke-width", 1.2)
		w.words("text", "?", "x", m.x, "y", m.y+2.8, "text-anchor", "middle", "font-size", 8, "fill", ink)
	}
}

// outline draws the outline of the kind's symbol with some attributes.
func (m mark) outline(w *svgWriter, r float64, attrs ...any) {
	corners := kinds.Of(m.kind).Symbol.Corners()
	if corners == nil {
		w.leaf("circle", append([]any{"cx", m.x, "cy", m.y, "r", r}, attrs...)...)
		return
	}
	var d strings.Builder
	for i, by := range corners {
		d.WriteByte("ML"[min(i, 1)])
		writePair(&d, m.x+by[0]*r, m.y+by[1]*r)
	}
	d.WriteByte('Z')
	w.leaf("path", append([]any{"d", d.String()}, attrs...)...)
}

// circles draws the uncertain positions of a frame in their true size, each size at each point once.
func (f frame) circles(w *svgWriter, fixes []marker, palette chart.Palette) {
	type key struct {
		at     orb.Point
		radius float64
		kind   timeline.KindName
	}
	seen := map[key]bool{}
	var found []key
	for _, x := range fixes {
		if k := (key{x.where.Point, float64(x.where.Radius), x.kind}); x.uncertain() && !seen[k] {
			seen[k] = true
			found = append(found, k)
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].radius > found[j].radius })
	for _, k := range found {
		x, y, ok := f.pixel(k.at)
		r := k.radius * f.scale
		if !ok && !f.box.overlaps(rect{x - r, y - r, x + r, y + r}) || r < 2 {
			continue
		}
		ink := palette.Kind(k.kind)
		w.leaf("circle", "cx", x, "cy", y, "r", r, "fill", ink, "fill-opacity", 0.05, "stroke", ink,
			"stroke-width", 0.9, "stroke-dasharray", "3 2.5", "stroke-opacity", 0.85)
	}
}
