package report

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"sightline/internal/render"
	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/chart"
)

func (b *builder) placeTable(m render.Map) Table {
	t := Table{ID: "places", Caption: "Places on the map, in the order first seen", Columns: []Column{
		{Title: "No.", Share: 6, Number: true}, {Title: "Place", Share: 22}, {Title: "Seen", Share: 30},
		{Title: "First", Share: 11}, {Title: "Last", Share: 11}, {Title: "Rows", Share: 20},
	}}
	for _, p := range m.Places {
		last := p.Last
		if !last.IsZero() {
			last.Start = last.End.Add(-1)
		}
		t.Rows = append(t.Rows, Row{ID: "place" + strconv.Itoa(p.Number), Cells: []Text{
			say(strconv.Itoa(p.Number)), placeText(p), say(render.Counted(p)),
			say(b.clock.date(p.First, p.Zone)), say(b.clock.date(last, p.Zone)), b.index.bare(p.IDs...),
		}})
	}
	if n := len(m.Elsewhere); n > 0 {
		seen := say(words.Count(n, "event"))
		t.Rows = append(t.Rows, Row{Cells: []Text{nil,
			{{Text: "Elsewhere", Style: Strong}, {Text: "marks without a number", Style: Muted, Line: true}},
			seen, nil, nil, b.index.bare(m.Elsewhere...)}})
	}
	return t
}

// placeText names a place and says how far it reaches, when that is more than a town.
func placeText(p *render.Place) Text {
	const town = 10_000 // metres
	t := Text{{Text: p.Name, Style: Strong}}
	if p.Reach >= town {
		t = t.and(Span{Text: "and around, within " + Distance(p.Reach), Style: Muted, Line: true})
	}
	return t
}

// timeline draws the swim lanes: all of them, and then those of each period that the plan asks for. Those of a period leave
// out spans and places, which would only be told again.
func (b *builder) timeline() error {
	o := b.chartOptions()
	said, err := b.lanes("timeline-figure", b.d, o, "Timeline of "+words.Count(len(b.counting), "sighting")+b.andSpans()+" of "+b.name+".")
	if err != nil {
		return err
	}
	parts, left := b.divided(b.plan.Timelines, b.autoPeriods)
	if len(parts)+left < 2 && (b.plan.Timelines.By == "" || b.plan.Timelines.By == "auto") {
		return nil // it would show the same again
	}
	moving, findings := b.d, b.findings
	moving.Events = timeline.Keep(moving.Events, func(e *timeline.Event) bool { return !e.Spans() })
	findings.Found = timeline.Keep(findings.Found, func(x *analysis.Detected) bool { return x.Name != "places" })
	o.Findings = &findings
	elsewhere := words.Capital(words.List(append(namesOf(tallyOf(b.spans).kinds(), func(k timeline.Kind) string { return k.Many }),
		"places")))
	for i, p := range parts {
		id := "timeline" + strconv.Itoa(i+1)
		o.From, o.To = p.from, p.to
		b.add(Heading{Level: 2, Text: shorten(plain(p.name), 120), ID: id + "-head"})
		if _, err := b.lanes(id, moving, o,
			p.name+": "+words.Count(p.weight, "sighting")+". "+elsewhere+" stand in the timeline of everything.", said...); err != nil {
			return fmt.Errorf("timeline of %s: %w", p.name, err)
		}
	}
	b.sayPartsLeft(left, "timeline")
	return nil
}

// lanes adds swim lanes as a figure, and returns the notes on them. Those that are said already are left out.
func (b *builder) lanes(id string, d timeline.Dossier, o chart.Options, alt string, said ...string) ([]string, error) {
	option, err := chart.Timeline(d, o)
	if err != nil {
		return nil, err
	}
	meta, err := metaOf(option)
	if err != nil {
		return nil, err
	}
	return meta.Notes, b.chart(id, option, alt, said...)
}

// interest draws and lists the law-enforcement agencies that asked about or arrested somebody.
func (b *builder) interest() error {
	contacts := analysis.One[analysis.Interest](b.findings).Contacts
	if len(contacts) == 0 {
		b.add(Paragraph{say("No inquiry or arrest by law enforcement counts as an encounter.")})
		return nil
	}
	option, err := chart.Interest(b.d, b.chartOptions())
	if err != nil {
		return err
	}
	if err := b.chart("interest-figure", option,
		fmt.Sprintf("Encounters with law enforcement over time, by agency: %d in all.", len(contacts))); err != nil {
		return err
	}
	b.add(b.agencyTable(contacts))
	b.bursts()
	return nil
}

func (b *builder) chartOptions() chart.Options {
	return chart.Options{Zone: b.o.Zone, Width: chartWidth, Static: true, Gap: b.gap, Contact: b.contact, Findings: &b.findings}
}

// chart adds a chart as a figure, with the chart's own notes as caption, but those that are said already.
func (b *builder) chart(id string, option json.RawMessage, alt string, said ...string) error {
	meta, err := metaOf(option)
	if err != nil {
		return fmt.Errorf("chart %s: %w", id, err)
	}
	b.drawings.chart(b.o, id, option, chartWidth, meta.Height)
	caption := say(alt)
	for _, n := range meta.Notes {
		if slices.Contains(said, n) {
			continue
		}
		caption = caption.and(Span{Text: " " + sentence(n)})
	}
	b.add(Figure{ID: id, Width: chartWidth, Height: meta.Height, Alt: alt, Caption: caption})
	return nil
}

// metaOf is what a chart says of itself.
func metaOf(option json.RawMessage) (chart.Meta, error) {
	var o struct {
		Sightline chart.Meta `json:"sightline"`
	}
	if err := json.Unmarshal(option, &o); err != nil {
		return chart.Meta{}, fmt.Errorf("read a chart's option: %w", err)
	}
	return o.Sightline, nil
}
