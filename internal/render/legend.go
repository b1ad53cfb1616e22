package render

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sightline/timeline"
	"sightline/timeline/chart"
	"sightline/timeline/kinds"
)

const (
	sizeLegend = 10.0
	legendRow  = 17.0
	keyRow     = 27.0
)

// entry is one line of the legend: a symbol 22 px wide and its meaning.
type entry struct {
	text string
	draw func(w *svgWriter, x, y float64)
}

// legendOf explains the symbols that a map really has.
func legendOf(all []marker, routes []*route, palette chart.Palette) []entry {
	type look struct {
		kind  timeline.KindName
		shape shape
	}
	counts := map[look]int{}
	circles := 0
	var order []look
	for _, f := range all {
		k := look{f.kind, f.shape()}
		if counts[k] == 0 {
			order = append(order, k)
		}
		counts[k]++
		if f.uncertain() {
			circles++
		}
	}
	slices.SortStableFunc(order, func(a, b look) int {
		return cmp.Or(cmp.Compare(kinds.Rank(a.kind), kinds.Rank(b.kind)), cmp.Compare(a.shape, b.shape))
	})
	var out []entry
	for _, k := range order {
		ink := palette.Kind(k.kind)
		out = append(out, entry{fmt.Sprintf("%s (%d)", meaning(kinds.Of(k.kind), k.shape), counts[k]), func(w *svgWriter, x, y float64) {
			mark{k.shape, k.kind, x + 11, y, 4}.draw(w, ink)
		}})
	}
	if circles > 0 {
		out = append(out, entry{"true-size circle: the position lies somewhere within", func(w *svgWriter, x, y float64) {
			w.leaf("circle", "cx", x+11, "cy", y, "r", 6.0, "fill", w.inks.rule, "fill-opacity", 0.06, "stroke", w.inks.rule,
				"stroke-width", 0.9, "stroke-dasharray", "3 2.5")
		}})
	}
	return append(out, routeEntries(routes, palette)...)
}

func routeEntries(routes []*route, palette chart.Palette) []entry {
	var exact, vague bool
	rash := 0
	for _, r := range routes {
		switch {
		case r.rash:
			rash += r.legs
		case r.exact > 0:
			exact = true
		default:
			vague = true
		}
	}
	line := func(dash string) func(w *svgWriter, x, y float64) {
		return func(w *svgWriter, x, y float64) {
			w.leaf("line", "x1", x, "y1", y, "x2", x+22, "y2", y, "stroke", palette.Leg, "stroke-width", 1.4,
				"stroke-dasharray", dash, "stroke-linecap", "round")
			arrow(w, x+11, y, 1, 0, 4, palette.Leg)
		}
	}
	var out []entry
	if exact {
		out = append(out, entry{"inferred movement between exact positions", line("6 3.5")})
	}
	if vague {
		out = append(out, entry{"inferred movement, ends imprecise", line("1.2 3.6")})
	}
	if rash > 0 {
		text := fmt.Sprintf("too fast for one vehicle: misread, same number twice or wrong time (%d)", rash)
		out = append(out, entry{text, func(w *svgWriter, x, y float64) {
			w.leaf("line", "x1", x, "y1", y, "x2", x+22, "y2", y, "stroke", palette.Leg, "stroke-width", 0.7,
				"stroke-dasharray", "1 2.5", "stroke-linecap", "round")
			strike(w, x+11, y, palette.Leg)
		}})
	}
	return out
}

// meaning says what a symbol of a kind stands for.
func meaning(k timeline.Kind, shape shape) string {
	switch shape {
	case ring:
		return "candidate: maybe the vehicle, no sighting"
	case office:
		return k.One + ": the agency's office, not where it took place"
	case area:
		return k.One + ", imprecise"
	}
	return k.One
}

// row is entries of the legend beside each other.
type row []entry

// legendRows breaks entries into rows no wider than width.
func legendRows(ruler *Ruler, entries []entry, width float64) []row {
	var rows []row
	used := 0.0
	for _, e := range entries {
		w := entryWidth(ruler, e)
		if len(rows) == 0 || used+w > width {
			rows, used = append(rows, nil), 0
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], e)
		used += w
	}
	return rows
}

func entryWidth(ruler *Ruler, e entry) float64 {
	return 28 + ruler.Width(e.text, sizeLegend, false) + 16
}

// drawLegend writes rows of the legend from (x, y) downward and returns the y below them.
func drawLegend(w *svgWriter, ruler *Ruler, rows []row, x, y float64) float64 {
	for _, r := range rows {
		at := x
		for _, e := range r {
			e.draw(w, at, y+legendRow/2)
			w.words("text", e.text, "x", at+28, "y", y+legendRow/2+3.5, "font-size", sizeLegend, "fill", w.inks.text)
			at += entryWidth(ruler, e)
		}
		y += legendRow
	}
	return y
}

// key lists the numbered places in columns from (x, y) downward.
func (s *canvas) key(w *svgWriter, x, y, width float64, columns int) {
	column := width / float64(columns)
	half := max(1, (len(s.places)+columns-1)/columns)
	indent := 26.0
	for _, p := range s.places {
		indent = max(indent, badgeWidth(s.ruler, s.number(p))+7)
	}
	for i, p := range s.places {
		left, top := x+column*float64(i/half), y+keyRow*float64(i%half)
		badge(w, s.ruler, left, top+2, s.number(p))
		name := s.ruler.fit(p.Name, sizeLegend, true, column-indent-8)
		w.words("text", name, "x", left+indent, "y", top+10.5, "font-size", sizeLegend, "font-weight", "bold", "fill", w.inks.text)
		detail := s.ruler.fit(s.dates(p)+" · "+Counted(p)+p.within(), 9, false, column-indent-8)
		w.words("text", detail, "x", left+indent, "y", top+21, "font-size", 9, "fill", w.inks.city)
	}
}

// number is a place's number as the map writes it.
func (s *canvas) number(p *Place) string { return s.options.Prefix + strconv.Itoa(p.Number) }

// Counted says what is known of a place, by kind.
func Counted(p *Place) string {
	var said []string
	counts := slices.SortedStableFunc(slices.Values(p.Counts),
		func(a, b KindCount) int { return cmp.Compare(kinds.Rank(a.Kind), kinds.Rank(b.Kind)) })
	for _, c := range counts {
		text := kinds.Of(c.Kind).Count(c.N)
		if c.Office {
			text += " (agency's office)"
		}
		said = append(said, text)
	}
	return strings.Join(said, ", ")
}

// within says how far a place reaches, when that is more than a town.
func (p *Place) within() string {
	const town = 10_000 // metres
	if p.Reach < town {
		return ""
	}
	return fmt.Sprintf(", within %.0f km", p.Reach.Kilometers())
}

// badge draws the number of a place with its top left corner at (x, y).
func badge(w *svgWriter, ruler *Ruler, x, y float64, text string) {
	width := badgeWidth(ruler, text)
	w.leaf("rect", "x", x, "y", y, "width", width, "height", badgeHeight, "rx", 3, "fill", w.inks.text, "stroke", w.inks.land,
		"stroke-width", 0.8)
	w.words("text", text, "x", x+width/2, "y", y+badgeHeight-3.4, "text-anchor", "middle", "font-size", 9.5, "font-weight", "bold", "fill",
		w.inks.land)
}

const badgeHeight = 13.0

func badgeWidth(ruler *Ruler, text string) float64 {
	return max(badgeHeight+2, ruler.Width(text, 9.5, true)+8)
}
