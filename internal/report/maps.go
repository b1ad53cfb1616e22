package report

import (
	"fmt"
	"strconv"

	"sightline/internal/render"
	"sightline/internal/words"
)

// Heights of the main frames of maps, px.
const (
	overviewHeight = 470
	partHeight     = 300
)

// overview draws the map of everything, whose numbers other sections name places by.
func (b *builder) overview() error {
	if !b.wants("travel") {
		return nil
	}
	m, err := render.TravelMap(b.o.Base, b.d, render.MapOptions{Width: mapWidth, Height: overviewHeight, Zone: b.o.Zone, Gap: b.gap,
		ID: "travel", Candidates: true})
	if err != nil {
		return err
	}
	for _, p := range m.Places {
		for _, id := range p.IDs {
			b.place[id] = p.Number
		}
	}
	b.world = m
	return nil
}

// travel shows the map of everything with its places, and then a map for each part that the plan asks for.
func (b *builder) travel() error {
	m := b.world
	caption := say("No event that counts has a position: nothing is drawn.")
	if len(m.Places) > 0 {
		caption = say("Overview: " + b.sayPart(nil) +
			". Where the subject or a vehicle was sighted, and inferred movement; the numbers are those of the table of places. " +
			"Nothing was seen along a dashed line: it joins two sightings, straight, and is no route.")
	}
	b.mapFigure("map", m, caption)
	if len(m.Places) == 0 {
		return nil
	}
	b.add(b.placeTable(m))
	return b.partMaps()
}

func (b *builder) mapFigure(id string, m render.Map, caption Text) {
	for _, n := range m.Notes {
		caption = caption.and(Span{Text: " " + n})
	}
	b.add(Figure{ID: id, SVG: m.SVG, Width: m.Width, Height: m.Height, Alt: m.Alt, Caption: caption})
}

// partMaps draws the maps of parts. Those of places are closer, each with its own numbers; those of periods show the
// ground of the overview, so that one can be held against the other.
func (b *builder) partMaps() error {
	parts, left := b.divided(b.plan.Maps, b.autoMaps)
	for i, p := range parts {
		id, letter := "map"+strconv.Itoa(i+1), partLetter(i)
		steady := p.radius == 0
		m, err := render.TravelMap(b.o.Base, b.d, render.MapOptions{
			Width: mapWidth, Height: partHeight, Zone: b.o.Zone, Gap: b.gap, Key: true, Aside: true, ID: id, Only: p.ids, Steady: steady,
			Prefix: letter,
		})
		if err != nil {
			return fmt.Errorf("map of %s: %w", p.name, err)
		}
		title, caption := p.name, p.name+": "+b.sayPart(p.ids)+". "
		if steady {
			caption += "The ground is that of the overview. "
		} else {
			title = "Around " + p.name
			caption = "What was sighted within " + Distance(p.radius) + " of the middle of " + caption
		}
		b.add(Heading{Level: 2, Text: shorten(plain(title), 120), ID: id + "-head"})
		b.mapFigure(id, m, say(caption+"Numbers are listed beside the map."))
	}
	b.sayPartsLeft(left, "map")
	return nil
}

// sayPartsLeft says how many parts have no map or timeline of their own.
func (b *builder) sayPartsLeft(left int, what string) {
	if left > 0 {
		b.add(Paragraph{Text{{Text: words.Either(left, "more part has", "more parts have") + " no " + what +
			" of their own: those with fewest sightings. The plan of the report sets how many are drawn.", Style: Muted}}})
	}
}

// partLetter begins the numbers of a part's places: A, B … Z, AA.
func partLetter(i int) string {
	if i >= 26 {
		return partLetter(i/26-1) + partLetter(i%26)
	}
	return string(rune('A' + i))
}
