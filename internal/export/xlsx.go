package export

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strings"
)

// inWorkbook says how texts are kept from being run as formulas in a workbook.
const inWorkbook = "No cell holds a formula: every text is typed as text, and one that begins with = + - @, a tab or a line end keeps that type when it is edited."

// writeXLSX writes a workbook: what it is, a sheet for the events of each kind, what the subject held, and loads.
func writeXLSX(ctx context.Context, w io.Writer, m *material) (err error) {
	b, err := newWorkbook(m)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := b.close(); err == nil {
			err = closeErr
		}
	}()
	sheets := m.byKind()
	about := m.about()
	for _, t := range sheets {
		about = append(about, t.about()...)
	}
	about = append(about, remark{"formulas", inWorkbook},
		remark{"times", "Local and UTC times are dates of the workbook, shown as precisely as the source has them."})
	if err := b.add(ctx, "About", []heading{{"What", 20}, {"Text", 120}}, remarkLines(about)); err != nil {
		return err
	}
	for _, t := range sheets {
		if err := b.add(ctx, t.TitleMany(), headings(t.columns), rowLines(t.columns, t.rows(m))); err != nil {
			return err
		}
	}
	if err := b.add(ctx, "Identifiers", holdingHeads(), m.holdingLines()); err != nil {
		return err
	}
	if err := b.add(ctx, "Loads", loadHeads(), m.loadLines()); err != nil {
		return err
	}
	return b.write(w)
}

// title names an export.
func (m *material) title() string { return fmt.Sprintf("%s, case %s", m.Subject.Name, m.Case.Number) }

func headings(all []column) []heading {
	heads := make([]heading, len(all))
	for i, c := range all {
		heads[i] = heading{c.title, c.width}
	}
	return heads
}

func rowLines(all []column, rows iter.Seq[*row]) iter.Seq[line] {
	return func(yield func(line) bool) {
		cells := make([]any, len(all))
		for r := range rows {
			for i, c := range all {
				cells[i] = c.value(r)
			}
			if !yield(line{r.aside(), cells}) {
				return
			}
		}
	}
}

func remarkLines(all []remark) iter.Seq[line] {
	return func(yield func(line) bool) {
		for _, r := range all {
			if !yield(line{cells: []any{r.name, wrapped(r.text)}}) {
				return
			}
		}
	}
}

// holdingHeads are those of the sheet of what the subject held: plates, numbers of licences, registers and the like.
func holdingHeads() []heading {
	return []heading{{"Type", 11}, {"Identifier", 18}, {"Region", 7}, {"As recorded", 18}, {"Description", 34}, {"Held from, UTC", 19},
		{"Held to, UTC", 19}, {"Known by", 30}}
}

func (m *material) holdingLines() iter.Seq[line] {
	return func(yield func(line) bool) {
		for _, h := range m.Subject.Holdings {
			cells := []any{string(h.Of.Type), h.Of.Value, h.Of.Region, h.Of.Raw, h.Description, timeOrNil(h.From), timeOrNil(h.To), h.Basis}
			if !yield(line{cells: cells}) {
				return
			}
		}
	}
}

func loadHeads() []heading {
	return []heading{
		{"Load", 6}, {"File", 30}, {"SHA-256", 66}, {"Bytes", 11}, {"Format", 10}, {"Loader", 14}, {"Zone", 20}, {"Zone known by", 11},
		{"Loaded, UTC", 19}, {"By", 12},
		{"Read", 9}, {"Accepted", 9}, {"Duplicates", 10}, {"Rejected", 9}, {"Handling", 24}, {"Notes", 80},
	}
}

func (m *material) loadLines() iter.Seq[line] {
	return func(yield func(line) bool) {
		for _, l := range m.Loads {
			notes := make([]string, len(l.Notes))
			for i, n := range l.Notes {
				notes[i] = fmt.Sprintf("%d × %s", n.Count, n.Text)
			}
			cells := []any{
				l.ID, l.File, l.SHA256, l.Bytes, l.Format, l.Loader, l.Zone, string(l.ZoneBasis), timeOrNil(l.At), l.Actor,
				l.Read, l.Accepted, l.Duplicates, l.Rejected, handlingNames(l.Handling), wrapped(strings.Join(notes, "; ")),
			}
			if !yield(line{cells: cells}) {
				return
			}
		}
	}
}
