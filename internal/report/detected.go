package report

import (
	"fmt"
	"strconv"

	"sightline/internal/render"
	"sightline/internal/words"
	"sightline/timeline/analysis"
)

// mostDetected is how many findings of one detector a section lists.
const mostDetected = 120

// tellFailures tells what of a section could not be worked out, and reports whether all of its own could.
func (b *builder) tellFailures(s section) (whole bool) {
	var items []Text
	whole = true
	for _, found := range b.findings.Found {
		if found.Section == s.name && found.Failed != "" {
			items = append(items, say(found.Failed))
			whole = whole && len(s.tells) == 0
		}
	}
	if len(items) > 0 {
		b.add(Notice{"Not worked out", items})
	}
	return whole
}

// detected tells what a detector found, as any detector's findings can be told: each sentence with its records and particulars.
func (b *builder) detected(s section, found analysis.Detected) error {
	if found.Title != s.title {
		b.add(Heading{Level: 2, Text: found.Title, ID: found.Name})
	}
	if len(found.Findings) == 0 {
		b.add(Paragraph{say(found.None)})
		return nil
	}
	var rules []string
	t := Table{ID: found.Name + "-table", Caption: words.Count(len(found.Findings), "finding"), Dense: true, Columns: []Column{
		{Title: "No.", Share: 5, Number: true}, {Title: "What", Share: 37}, {Title: "When", Share: 20}, {Title: "Particulars", Share: 24},
		{Title: "Rows", Share: 14},
	}}
	for i, x := range sortedBy(found.Findings, func(x analysis.Finding) float64 { return x.Rank }) {
		rules = append(rules, x.Basis)
		t.Rows = append(t.Rows, Row{Cells: []Text{say(strconv.Itoa(i + 1)), say(x.Text), say(b.whenOf(x)), b.particulars(x.Facts),
			b.index.bare(x.Evidence...)}})
	}
	b.add(byRule(rules...))
	b.cut(t, mostDetected, "the first "+strconv.Itoa(mostDetected))
	return b.detectedMap(found)
}

// detectedMap draws what a detector found, and what was sighted of that.
func (b *builder) detectedMap(found analysis.Detected) error {
	var shapes []analysis.Shape
	only := map[string]bool{}
	for _, x := range found.Findings {
		shapes = append(shapes, x.Shapes...)
		for _, id := range x.Evidence {
			only[id] = true
		}
	}
	if len(shapes) == 0 {
		return nil
	}
	id := found.Name + "-map"
	m, err := render.TravelMap(b.o.Base, b.d, render.MapOptions{
		Width: mapWidth, Height: partHeight, Zone: b.o.Zone, Gap: b.gap, Key: true, Aside: true, ID: id, Only: only, Prefix: "F",
		Shapes: shapes,
	})
	if err != nil {
		return fmt.Errorf("map of %s: %w", found.Name, err)
	}
	b.mapFigure(id, m, say(found.Title+": "+b.sayPart(only)+". Lines and discs are what was found, and inferred."))
	return nil
}

// whenOf writes from when to when something found was, in the zone of the first of its events.
func (b *builder) whenOf(x analysis.Finding) string {
	if x.Start.IsZero() || x.End.IsZero() {
		return ""
	}
	return b.span(x.Start, x.End, b.zoneOf(x.Evidence))
}

// particulars writes facts, a line each.
func (b *builder) particulars(facts []analysis.Fact) (t Text) {
	for i, f := range facts {
		line := say(f.Label + ": ")
		if f.Value != "" {
			line = line.and(Span{Text: f.Value})
		}
		if !f.At.IsZero() {
			line = line.and(Span{Text: " " + b.clock.instant(f.At, f.Zone)})
		}
		line = line.and(b.index.cite(f.Evidence...)...)
		line[0].Line = i > 0
		t = append(t, line...)
	}
	return t
}
