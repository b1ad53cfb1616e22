package report

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"sightline/internal/words"
	"sightline/timeline/analysis"
	"sightline/timeline/chart"
)

// routines says when the subject is seen, where nights are spent, and since when that is so.
func (b *builder) routines() error {
	r := b.findings.Routine
	if r.Timed < b.findings.Parameters.Routine.Sightings {
		b.noneFound(r.Text, r.Basis)
	} else {
		b.add(Paragraph{b.finding(r.Statement)}, byRule(r.Basis))
		if err := b.drawn("hours-figure", "Sightings by weekday and hour, in the local time of each place.",
			chart.HourWeekday); err != nil {
			return err
		}
	}
	if len(r.Days) > 1 {
		if err := b.drawn("calendar-figure", "Days on which the subject was seen.", chart.Calendar); err != nil {
			return err
		}
	}
	b.add(Heading{Level: 2, Text: "Nights", ID: "nights"}, Paragraph{b.finding(r.Nights)}, byRule(r.Nights.Basis))
	if b.nightTable(r) {
		option, err := chart.Nights(b.d, b.findings, b.chartOptions())
		if err == nil {
			err = b.chart("nights-figure", option, "Nights by area.")
		}
		if err != nil {
			return err
		}
	}
	b.changes()
	return nil
}

// drawn adds a chart of the findings.
func (b *builder) drawn(id, alt string, draw func(analysis.Findings, chart.Options) (json.RawMessage, error)) error {
	option, err := draw(b.findings, b.chartOptions())
	if err != nil {
		return err
	}
	return b.chart(id, option, alt)
}

// nightTable lists the areas in which nights were spent, and reports whether there are any.
func (b *builder) nightTable(r analysis.Routine) bool {
	t := Table{ID: "night-table", Caption: "Nights by area",
		Columns: []Column{{Title: "Area", Share: 60}, {Title: "Nights", Share: 20, Number: true},
			{Title: "Sightings", Share: 20, Number: true}}}
	for _, a := range sortedBy(r.Areas, func(a analysis.Area) int { return a.Nights }) {
		if a.Nights > 0 {
			t.Rows = append(t.Rows, Row{Cells: []Text{say(a.Name), say(words.Number(a.Nights)), say(words.Number(a.Sightings))}})
		}
	}
	if len(t.Rows) > 0 {
		b.cut(t, mostPlaces, "those with most")
	}
	return len(t.Rows) > 0
}

// changes says on which dates the pattern changed.
func (b *builder) changes() {
	changes := analysis.Of[analysis.Change](b.findings)
	b.add(Heading{Level: 2, Text: "Changes of the pattern", ID: "changes"})
	f := b.findings
	if len(changes) == 0 {
		r := f.Parameters.Change
		b.noneFound("No date is found on which the pattern changed more than chance would have it.",
			fmt.Sprintf("days seen in each area; at least %s and %s with sightings on either side; at most %s of %s as sharp",
				words.Count(r.Weeks, "week"), words.Count(r.Days, "day"), percent(r.Chance),
				words.Either(r.Shuffles, "shuffled history", "shuffled histories")))
		return
	}
	t := Table{ID: "change-table", Caption: "Where the subject was seen before and after each date", Columns: []Column{
		{Title: "From", Share: 12}, {Title: "Before", Share: 32}, {Title: "After", Share: 32}, {Title: "Chance", Share: 8, Number: true},
		{Title: "Rows", Share: 16},
	}}
	rules := make([]string, len(changes))
	items := make([]Text, len(changes))
	for i, c := range changes {
		rules[i], items[i] = c.Basis, b.finding(c.Statement)
		t.Rows = append(t.Rows, Row{Cells: []Text{say(c.At.Format(time.DateOnly)), sharesText(c.Rate[0], c.Before),
			sharesText(c.Rate[1], c.After),
			say(fmt.Sprintf("%.1f %%", 100*c.Chance)), b.index.bare(c.Evidence...)}})
	}
	b.add(List{items}, byRule(rules...), t)
}

func sharesText(rate float64, shares []analysis.Share) Text {
	words := make([]string, 0, 3)
	for _, s := range shares[:min(3, len(shares))] {
		words = append(words, s.Area+" "+percent(s.Share))
	}
	return lines(strings.Join(words, "; "), fmt.Sprintf("seen on %.1f days a week", rate))
}
