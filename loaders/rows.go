package loaders

import (
	"context"
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

// value returns the trimmed value of a field, "" where there is none.
func (r *row) value(c *columns, field string) string {
	if i := c.col(field); i >= 0 && i < len(r.cells) {
		return strings.TrimSpace(r.cells[i])
	}
	return ""
}
