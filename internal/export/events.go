package export

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"sightline/internal/words"
	"sightline/timeline"
)

// eventHeads are the columns for Timeline Maker, which takes CSV and workbooks and asks which column is which.
func eventHeads() []heading {
	return []heading{
		{"Event Name", 44}, {"Start Date", 19}, {"End Date", 19}, {"Category", 14}, {"Location", 34}, {"Latitude", 11}, {"Longitude", 11},
		{"Precision", 22},
		{"Source", 14}, {"Source Record ID", 26}, {"Notes", 80},
	}
}

// mostEventName is the most characters of an event's name before the identity that makes it unique.
const mostEventName = 120

// events are the rows of that table. The importer drops rows whose name is not new, so each ends with the row's identity.
// The first event is the export itself, on the day it was made, with all that the file must say.
func (m *material) events() iter.Seq[line] {
	return func(yield func(line) bool) {
		undated := 0
		for r := range m.rows() {
			if r.known().IsZero() {
				undated++
			}
		}
		about := m.about()
		if undated > 0 {
			about = append(about, remark{"without date", words.Either(undated, "event has", "events have") +
				" no Start Date: none is known"})
		}
		first := []any{"About this export [about]", civil{m.Made, timeline.Second}, nil, "About this export", nil, nil, nil, nil, m.Program,
			nil, lines(about)}
		if !yield(line{cells: first}) {
			return
		}
		for r := range m.rows() {
			if !yield(line{r.aside(), r.event()}) {
				return
			}
		}
	}
}

func (r *row) event() []any {
	start, end := r.eventSpan()
	notes := lines(append(r.facts(), remark{"Caveat", r.of.Caveat}))
	return []any{
		cut(oneLine(r.summary()), mostEventName) + " [" + r.ID + "]", start, end, r.eventCategory(), nilIfEmpty(r.Where.Label),
		r.degrees(1), r.degrees(0), r.eventPrecision(),
		string(r.of.Name), r.lineTexts(), notes,
	}
}

// eventSpan returns the dates of an event: an instant has no end, a day, month or year goes from its first to its last
// day, a span from the first day it was seen to the last.
func (r *row) eventSpan() (start, end any) {
	first, last := r.First, r.last
	if first.IsZero() {
		first = last
	}
	if last.IsZero() {
		last = first
	}
	switch {
	case first.IsZero():
		return nil, nil
	case !first.Precision.Coarse() && !last.Precision.Coarse():
		start := civil{first.Start.In(r.zone), timeline.Second}
		if last.End.Sub(first.Start) <= time.Minute {
			return start, nil
		}
		return start, civil{last.End.In(r.zone), timeline.Second}
	}
	from, to := days(first, last, r.zone)
	return civil{from, timeline.Day}, civil{to, timeline.Day}
}

func (r *row) eventCategory() string {
	switch r.Standing {
	case timeline.SetAside:
		return "Set aside"
	case timeline.Mention:
		return "Mention"
	}
	return r.of.Title()
}

// eventPrecision says how precisely time and place are known.
func (r *row) eventPrecision() string {
	if !r.Where.Located() {
		return joined("; ", string(r.known().Precision), "no position")
	}
	return joined("; ", string(r.known().Precision), fmt.Sprintf("%s, %.0f m", r.Where.Class, float64(r.Where.Radius)))
}

func nilIfEmpty(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// oneLine makes line ends and runs of blanks one blank.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// writeEventsCSV writes the table for Timeline Maker as CSV.
func writeEventsCSV(ctx context.Context, w io.Writer, m *material) error {
	t, err := newTextTable(w)
	if err != nil {
		return err
	}
	var cells []string
	for _, h := range eventHeads() {
		cells = append(cells, h.title)
	}
	t.write(cells)
	for l := range m.events() {
		for i, v := range l.cells {
			cells[i] = cellText(v)
		}
		t.write(cells)
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return t.close()
}

// writeEventsXLSX writes the table for Timeline Maker as a workbook of one sheet.
func writeEventsXLSX(ctx context.Context, w io.Writer, m *material) (err error) {
	b, err := newWorkbook(m)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := b.close(); err == nil {
			err = closeErr
		}
	}()
	if err := b.add(ctx, "Events", eventHeads(), m.events()); err != nil {
		return err
	}
	return b.write(w)
}
