package render

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sightline/internal/atlas"
	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/chart"
)

// MapOptions say how a travel map is drawn. The zero value is a map 680 by 460 px in the local time of each place.
type MapOptions struct {
	Width  int           // px of the whole drawing, 0 stands for 680
	Height int           // px of the main frame, 0 stands for 460; insets, legend and key come below it
	Zone   string        // of the dates in the key: timeline.ZoneOfPlace or "", "UTC", or an IANA name
	Gap    time.Duration // no movement is drawn over more time than this; 0 stands for analysis.DefaultGap
	Theme  chart.Theme   // chart.Light or "", or chart.Dark
	// Legs are the inferred movements, of which those between what is drawn are drawn; nil stands for those of the dossier.
	Legs []analysis.Leg
	Key  bool   // list the numbered places below the map; without it the caller lists Map.Places
	ID   string // begins the identifiers in the drawing, "" stands for "map"; must differ between maps of a page
	// Only are the ids of the events to draw; nil draws all. Movement is drawn between two of them only where
	// nothing else lies between.
	Only map[string]bool
	// Steady shows the ground of the whole dossier though only a part is drawn, so that maps of several parts compare.
	Steady bool
	// Candidates draws those of the dossier too. They are no sightings: they have no numbers and no part in movement, and the
	// ground is theirs only where nothing else is drawn.
	Candidates bool
	Aside      bool // the key stands beside the map instead, and as many places have numbers as it has room for
	// Shapes are those of findings, drawn below what was seen; the ground reaches over them.
	Shapes []analysis.Shape
	Prefix string // of the numbers of places, such as "B" for B1, B2 …
}

// Map is a drawn travel-pattern map.
type Map struct {
	SVG           string
	Width, Height int      // px
	Places        []*Place // the numbered places
	Elsewhere     []string // events drawn at places without a number, in time order
	Notes         []string // what is not on the map and why, a sentence each
	Alt           string   // what the map shows, for those who cannot see it
}

// legendInset keeps the arrows of the legend within the drawing, px.
const legendInset = 4.0

// Bounds on the size of a map, px.
const (
	minMap = 240
	maxMap = 8000
)

// TravelMap draws where the subject of a dossier was sighted: exact positions as dots, agencies' offices as hollow
// squares, spans of time such as addresses as diamonds, imprecise positions as circles of their true size; inferred movement as dashed
// arrows,
// none over gaps. Numbered places gather what is too close together to be told apart. Positions far from the rest get
// insets. Events that do not count are left out; mentions are counted among the notes.
func TravelMap(base BaseMap, d timeline.Dossier, o MapOptions) (Map, error) {
	if o.Width == 0 {
		o.Width = 680
	}
	if o.Height == 0 {
		o.Height = 460
	}
	if o.ID == "" {
		o.ID = "map"
	}
	if min(o.Width, o.Height) < minMap || max(o.Width, o.Height) > maxMap {
		return Map{}, fmt.Errorf("draw travel map: %d by %d px is not within %d to %d", o.Width, o.Height, minMap, maxMap)
	}
	dates, err := datesIn(o.Zone)
	if err != nil {
		return Map{}, fmt.Errorf("draw travel map: %w", err)
	}
	palette, err := chart.PaletteOf(o.Theme)
	if err != nil {
		return Map{}, fmt.Errorf("draw travel map: %w", err)
	}
	ruler, err := NewRuler()
	if err != nil {
		return Map{}, fmt.Errorf("draw travel map: %w", err)
	}
	s := &canvas{base: base, ruler: ruler, palette: palette, options: o, dates: dates}
	s.lay(d)
	m := s.draw(d)
	if err := base.Err(); err != nil {
		return Map{}, fmt.Errorf("draw travel map: %w", err)
	}
	return m, nil
}

// draw writes the drawing.
func (s *canvas) draw(d timeline.Dossier) Map {
	width := float64(s.options.Width)
	rows := legendRows(s.ruler, legendOf(slices.Concat(s.all, s.maybe), s.routes, s.palette), width-legendInset)
	top := float64(s.options.Height)
	if len(s.frames) > 1 {
		top += insetGap + insetHeight
	}
	height := top + 34 + legendRow*float64(len(rows))
	if s.options.Key && !s.options.Aside && len(s.places) > 0 {
		height += 8 + keyRow*float64((len(s.places)+1)/2)
	}
	elsewhere := map[string]bool{}
	for _, p := range s.lesser {
		for _, id := range p.IDs {
			elsewhere[id] = true
		}
	}
	m := Map{Width: s.options.Width, Height: int(height + 0.5), Places: s.places, Notes: s.notes, Alt: s.alt(d)}

	for _, x := range s.all {
		if elsewhere[x.id] {
			m.Elsewhere = append(m.Elsewhere, x.id)
		}
	}
	w := newSVG(1 << 18)
	w.inks = inksOf(s.options.Theme)
	w.open("svg", "xmlns", "http://www.w3.org/2000/svg", "width", m.Width, "height", m.Height,
		"viewBox", fmt.Sprintf("0 0 %d %d", m.Width, m.Height), "font-family", fontFamily)
	w.words("title", "Travel pattern of "+d.Subject.Name)
	w.words("desc", m.Alt)
	w.leaf("rect", "width", m.Width, "height", m.Height, "fill", w.inks.paper)
	for i := range s.frames {
		s.frame(w, i)
	}
	s.foot(w, top)
	y := drawLegend(w, s.ruler, rows, legendInset, top+34)
	switch {
	case s.options.Aside:
		s.key(w, s.across()+12, 0, width-s.across()-12, 1)
	case s.options.Key:
		s.key(w, 0, y+8, width, 2)
	}
	w.close()
	m.SVG = w.String()
	return m
}

// frame draws one frame with all that lies in it.
func (s *canvas) frame(w *svgWriter, i int) {
	f, group := s.frames[i], s.groups[i]
	id := fmt.Sprintf("%s-frame%d", s.options.ID, i)
	w.open("clipPath", "id", id)
	w.leaf("rect", "x", f.box.x0, "y", f.box.y0, "width", f.box.width(), "height", f.box.height())
	w.close()
	w.open("g", "clip-path", "url(#"+id+")")
	f.ground(w, s.base)
	f.circles(w, group, s.palette)
	s.shapes(w, f)
	labels := &labelPlacer{ruler: s.ruler, bounds: f.box.inset(3)}
	if i > 0 {
		labels.take(rect{f.box.x0, f.box.y0, f.box.x1, f.box.y0 + 14})
	}
	for _, r := range s.routes {
		if r.from.frame == i {
			labels.marks = append(labels.marks, r.draw(w, s.palette.Leg)...)
		}
	}
	marks := slices.Concat(f.marksOf(s.maybe), f.marksOf(group)) // sightings above candidates
	for _, m := range marks {
		labels.marks = append(labels.marks, m.box())
	}
	top := newSVG(1 << 12) // drawn last, placed first
	top.inks = w.inks
	if i == 0 {
		s.locator(top, labels)
	}
	s.shapeNames(top, f, labels)
	s.numbers(top, i, labels)
	f.cities(w, s.base, labels, 26, s.named())
	f.regions(w, s.base, labels)
	for _, m := range marks {
		m.draw(w, s.palette.Kind(m.kind))
	}
	w.raw(top)
	if i > 0 {
		halo(w, s.ruler.fit(s.titles[i], 10, true, f.box.width()-10), f.box.x0+5, f.box.y0+11.5, 10, w.inks.text, true)
	}
	w.close()
	w.leaf("rect", "x", f.box.x0, "y", f.box.y0, "width", f.box.width(), "height", f.box.height(), "fill", "none", "stroke", w.inks.state,
		"stroke-width", 1)
}

// foot writes scale, north and sources below the frames.
func (s *canvas) foot(w *svgWriter, top float64) {
	s.frames[0].scaleBar(w, 1, top+17, 130)
	north(w, 152, top+5)
	for i, line := range []string{
		"Outlines: U.S. Census Bureau, Natural Earth. Cities: GeoNames (CC BY 4.0).",
		"Lambert azimuthal equal-area; scale and north hold at the middle of the main map.",
	} {
		w.words("text", line, "x", float64(s.options.Width)-1, "y", top+14+11*float64(i), "text-anchor", "end", "font-size", 8.0, "fill",
			w.inks.city)
	}
}

// alt says in a sentence or two what the map shows.
func (s *canvas) alt(d timeline.Dossier) string {
	if len(s.places) == 0 {
		return "Map without marks: no event that counts has a position."
	}
	names := make([]string, len(s.places))
	for i, p := range s.places {
		names[i] = fmt.Sprintf("%s%d %s (%s)", s.options.Prefix, p.Number, p.Name, Counted(p))
	}
	return fmt.Sprintf("Map of %s of %s at %s, in the order first seen: %s.",
		words.Count(len(s.all), "located event"), d.Subject.Name, words.Count(len(s.places), "numbered place"), strings.Join(names, "; "))
}

var _ BaseMap = (*atlas.Atlas)(nil)
