package report

import (
	"strconv"
	"strings"
	"time"

	"sightline/internal/words"
	"sightline/timeline"
)

// excluded tells what the analyst left out or hid, by whom, when and why.
func (b *builder) excluded() {
	left := b.leftOutSections()
	if len(left)+len(b.d.Excluded) == 0 {
		b.add(Paragraph{say("Nothing: no section was left out, and no event is hidden.")})
		return
	}
	if len(left) > 0 {
		b.add(Paragraph{say("Sections left out of this report:")}, List{left})
	}
	if len(b.d.Excluded) == 0 {
		b.add(Paragraph{say("No event is hidden.")})
		return
	}
	b.add(Paragraph{say("What follows is in no map, chart, finding or other table of this report. The records themselves are kept as they came.")})
	t := Table{ID: "excluded-table", Caption: words.Count(len(b.d.Excluded), "event") + " excluded", Dense: true, Columns: []Column{
		{Title: "No.", Share: 6, Number: true}, {Title: "Time", Share: 19}, {Title: "What", Share: 18}, {Title: "Where", Share: 23},
		{Title: "Why", Share: 25}, {Title: "Load, line", Share: 9},
	}}
	for i, x := range b.d.Excluded {
		why := say(x.Mark.Text).and(Span{Text: "by " + x.Mark.Actor + ", " + markedAt(x.Mark), Style: Muted, Line: true})
		e := &x.Event
		t.Rows = append(t.Rows, Row{ID: "x" + strconv.Itoa(i+1), Cells: []Text{
			say("X" + strconv.Itoa(i+1)), lines(b.stampOf(e), basisOf(e)), b.what(e), b.where(e, precision(e.Where)), why, records(e),
		}})
	}
	b.add(t)
}

func markedAt(m timeline.Mark) string { return m.At.UTC().Format("2006-01-02 15:04 UTC") }

// said are the marks on an event that do not hide it.
func (b *builder) said(id string) []string {
	var out []string
	for _, m := range b.marks[id] {
		what := "note"
		if m.Kind == timeline.MarkConfirmed {
			what = "confirmed"
		}
		words := what + " by " + m.Actor + ", " + m.At.UTC().Format(time.DateOnly)
		if m.Text != "" {
			words += ": " + strings.Join(strings.Fields(m.Text), " ")
		}
		out = append(out, words)
	}
	return out
}

// marksByTarget are the marks that stand and hide nothing.
func marksByTarget(marks []timeline.Mark) map[string][]timeline.Mark {
	out := map[string][]timeline.Mark{}
	for _, m := range marks {
		if m.Stands() && m.Kind != timeline.MarkHidden {
			out[m.Target] = append(out[m.Target], m)
		}
	}
	return out
}

// sayExcluded says how much the analyst left out.
func (b *builder) sayExcluded() Text {
	var parts []string
	if n := len(b.plan.Without); n > 0 {
		parts = append(parts, "left out "+words.Count(n, "section"))
	}
	if n := len(b.d.Excluded); n > 0 {
		parts = append(parts, "excluded "+words.Count(n, "event"))
	}
	if len(parts) == 0 {
		return nil
	}
	return say("The analyst "+strings.Join(parts, " and ")+": see ").and(Span{Text: "Excluded by the analyst", Link: "excluded"},
		Span{Text: "."})
}
