package loaders

import (
	"bytes"
	"context"
	"iter"
	"strings"
)

// row is one row of a small table, from delimited text or a workbook.
type row struct {
	line     int
	text     []byte
	cells    []string
	made     int    // columns that the file does not have, before the others
	formulas []int  // columns whose value a formula gave
	fault    string // why the row cannot be read, "" when it can
	context  string // of rejects: what the text does not say of itself
	legacy   bool   // the row was read as Windows-1252
}

// rows reads a small table row by row; next returns io.EOF after the last.
type rows interface {
	columns() *columns
	next(ctx context.Context) (row, error)
	close() error
}

// textRows is a delimited text as rows.
type textRows struct {
	*table
	notes *notes
}

func (t textRows) columns() *columns { return &t.table.columns }
func (t textRows) close() error      { return nil }

func (t textRows) next(ctx context.Context) (row, error) {
	rec, err := t.records.read(ctx)
	if err != nil {
		return row{}, err
	}
	parts := t.fields.split(rec.text)
	for rec.fault == "" && t.isHeadings(parts) {
		t.notes.add(repeatedHeadings, 1)
		if rec, err = t.records.read(ctx); err != nil {
			return row{}, err
		}
		parts = t.fields.split(rec.text)
	}
	r := row{line: rec.line, text: rec.text, fault: t.rowFault(&rec, parts)}
	for _, p := range parts[:min(len(parts), len(t.names))] {
		s, legacy := decode(p)
		r.cells = append(r.cells, s)
		r.legacy = r.legacy || legacy
	}
	return r, nil
}

// rowsAhead are rows of which the first were read before they are asked for.
type rowsAhead struct {
	rows
	first []row
	err   error // behind the first; nil: there are more
}

// How many rows, and how many bytes of their text, are looked at before the first is taken.
const (
	aheadRows = 1000
	aheadText = 1 << 20
)

// lookAhead reads the first rows of a table. An error is told where it stands; only one that concerns no row is returned.
func lookAhead(ctx context.Context, of rows) (*rowsAhead, error) {
	a := &rowsAhead{rows: of}
	for size := 0; len(a.first) < aheadRows && size < aheadText; {
		r, err := of.next(ctx)
		if err != nil {
			a.err = err
			return a, ctx.Err()
		}
		r.text = bytes.Clone(r.text)
		size += len(r.text)
		a.first = append(a.first, r)
	}
	return a, nil
}

func (a *rowsAhead) next(ctx context.Context) (row, error) {
	switch {
	case len(a.first) > 0:
		r := a.first[0]
		a.first = a.first[1:]
		return r, nil
	case a.err != nil:
		return row{}, a.err
	}
	return a.rows.next(ctx)
}

// sample yields the cells of the first rows, as a workbook shows them.
func (a *rowsAhead) sample() iter.Seq[[][]byte] {
	first := a.first
	return func(yield func([][]byte) bool) {
		for i := range first {
			r := &first[i]
			if r.fault != "" {
				continue
			}
			parts := make([][]byte, len(r.cells))
			for c := range r.cells {
				parts[c] = []byte(r.date(c).text)
			}
			if !yield(parts) {
				return
			}
		}
	}
}

// value returns the trimmed value of a field, "" where there is none.
func (r *row) value(c *columns, field string) string {
	if i := c.col(field); i >= 0 && i < len(r.cells) {
		return strings.TrimSpace(r.cells[i])
	}
	return ""
}
