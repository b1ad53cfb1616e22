package render

import (
	"fmt"
	"math"
	"slices"

	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/chart"
)

// canvas is a map being drawn.
type canvas struct {
	base    BaseMap
	ruler   *Ruler
	palette chart.Palette
	options MapOptions
	dates   func(*Place) string

	all    []marker
	maybe  []marker   // candidates
	frames []frame    // the main one and the insets
	groups [][]marker // the fixes of each frame
	titles []string
	places []*Place // the numbered ones
	lesser []*Place // the others
	routes []*route
	left   tally
	notes  []string
}

const (
	insetHeight = 124.0
	insetGap    = 6.0
)

// lay decides what goes where.
func (s *canvas) lay(d timeline.Dossier) {
	whole, left := fixes(d)
	all := whole
	if only := s.options.Only; only != nil {
		all = slices.DeleteFunc(slices.Clone(whole), func(f marker) bool { return !only[f.id] })
	} else {
		s.note(left.unlocated, "event has no position and is not on the map", "events have no position and are not on the map")
		s.note(left.mentions, "event only mentions the subject and is not on the map",
			"events only mention the subject and are not on the map")
	}
	s.all = all
	main := rect{0.5, 0.5, s.across() - 0.5, float64(s.options.Height) - 0.5}
	basis := all
	if s.options.Steady {
		basis = whole
	}
	if s.options.Candidates {
		maybe, unlocated := candidates(d)
		s.maybe = maybe
		s.note(unlocated, "candidate has no position and is not on the map", "candidates have no position and are not on the map")
		if len(basis) == 0 {
			basis = s.maybe
		}
	}
	if len(basis) == 0 {
		s.frames, s.groups, s.titles = []frame{newFrame(main, worldly(), 12, leastSpan)}, [][]marker{nil}, []string{""}
		return
	}
	s.groups = regions(basis)
	if outside := len(s.groups) - 1 - mostInsets; outside > 0 {
		n := 0
		for _, g := range s.groups[1+mostInsets:] {
			n += len(g)
		}
		s.groups = s.groups[:1+mostInsets]
		s.note(n, "position lies far outside the map and its insets", "positions lie far outside the map and its insets")
	}
	width := (main.width() - insetGap*float64(mostInsets-1)) / mostInsets
	for i, g := range s.groups {
		box, margin := main, frameMargin
		if i > 0 {
			x := main.x0 + float64(i-1)*(width+insetGap)
			box, margin = rect{x, main.y1 + insetGap, x + width, main.y1 + insetGap + insetHeight}, 22
		}
		reach := spots(g)
		if i == 0 {
			reach = append(reach, shapeSpots(s.options.Shapes)...)
		}
		s.frames = append(s.frames, newFrame(box, reach, margin, least(g, i > 0)))
		title := ""
		if i > 0 {
			title = s.title(g)
		}
		s.titles = append(s.titles, title)
	}
	s.part()
	s.keepMaybe()
	places := placesOf(s.frames, s.groups, s.most())
	s.places, s.lesser = places[:min(s.most(), len(places))], places[min(s.most(), len(places)):]
	for _, p := range s.places {
		p.nameIn(s.base, s.frames[p.frame])
	}
	legs := s.options.Legs
	if legs == nil {
		legs = analysis.Legs(d, s.options.Gap)
	}
	s.routes, s.left = routesOf(legs, places)
	s.note(len(s.lesser), "place of few sightings has no number", "places of few sightings have no number")
	s.note(s.left.gaps, "movement is not drawn: too long passed between its sightings to say where it went",
		"movements are not drawn: too long passed between their sightings to say where they went")
	s.note(s.left.near, "movement is not drawn: its imprecise ends may be one and the same spot",
		"movements are not drawn: their imprecise ends may be one and the same spot")
	s.note(s.left.outside, "movement leads out of what this map shows, or into it, and is not drawn",
		"movements lead out of what this map shows, or into it, and are not drawn")
	s.note(s.left.frames, "movement between the map and an inset is not drawn", "movements between the map and an inset are not drawn")
	s.note(s.left.unseen, "movement on a little-used way is not drawn, to keep the map readable",
		"movements on little-used ways are not drawn, to keep the map readable")
}

// keepMaybe keeps the candidates that lie in a frame. Nothing else is told of places where only they are.
func (s *canvas) keepMaybe() {
	n := len(s.maybe)
	s.maybe = slices.DeleteFunc(s.maybe, func(x marker) bool {
		return !slices.ContainsFunc(s.frames, func(f frame) bool { _, _, inside := f.pixel(x.where.Point); return inside })
	})
	s.note(n-len(s.maybe), "candidate lies outside the map", "candidates lie outside the map")
	if len(s.all) == 0 {
		s.groups = make([][]marker, len(s.frames))
	}
}

// across is how wide the frames are, px.
func (s *canvas) across() float64 {
	const beside = 0.34 // of the drawing
	if s.options.Aside {
		return math.Round(float64(s.options.Width) * (1 - beside))
	}
	return float64(s.options.Width)
}

// most is how many places get numbers.
func (s *canvas) most() int {
	if s.options.Aside {
		return min(mostPlaces, int(float64(s.options.Height)/keyRow))
	}
	return mostPlaces
}

// part leaves to each frame only what the map draws.
func (s *canvas) part() {
	if s.options.Only == nil || !s.options.Steady {
		return
	}
	for i, g := range s.groups {
		s.groups[i] = slices.DeleteFunc(slices.Clone(g), func(f marker) bool { return !s.options.Only[f.id] })
	}
}

func (s *canvas) note(n int, one, many string) {
	switch {
	case n == 1:
		s.notes = append(s.notes, "1 "+one+".")
	case n > 1:
		s.notes = append(s.notes, fmt.Sprintf("%d %s.", n, many))
	}
}

// title names an inset after the state most of its fixes lie in.
func (s *canvas) title(g []marker) string {
	counts := map[string]int{}
	for _, x := range g {
		if x.where.State != "" {
			counts[x.where.State]++
		}
	}
	code := commonest(counts)
	for _, o := range s.base.States() {
		if o.State == code {
			return o.Name
		}
	}
	return coordinates(g[0].where.Point)
}
