package loaders

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
)

// openProfiled opens a table as its profile says.
func openProfiled(ctx context.Context, src *source, fit func(*columns) bool, want string, notes *notes) (*table, error) {
	p := src.profile
	t := &table{records: newRecords(src, src.head), headless: !p.table.headings}
	switch {
	case p.Form == FormFixed:
		t.openFixed(p)
		skip := p.table.skip
		if src.mend != nil {
			t.records.remarks, skip = &remarks{}, 0
		}
		return t, t.begin(ctx, src, skip, skip, notes)
	case p.Form != FormTable:
		return nil, &InputError{File: src.name,
			Reason: fmt.Sprintf("profile %s is for %s files, and this is a text table", p.Name, strings.ToUpper(string(p.Form)))}
	}
	found, ok := findProfiled(src.head, p, fit)
	if !ok {
		return nil, &InputError{File: src.name, Line: found.above + 1, Reason: found.reason(p, want)}
	}
	for _, m := range found.missing {
		notes.add(fmt.Sprintf("the file has no column %q, which profile %s names", m, p.Name), 1)
	}
	t.columns, t.fields = found.columns, fields{delim: found.delim, made: found.made}
	t.records.quotes, t.records.delim = true, found.delim
	headings := 1
	if t.headless {
		headings = 0
	}
	return t, t.begin(ctx, src, found.above+headings, found.above, notes)
}

// openFixed lays out fields at fixed positions, in their order.
func (t *table) openFixed(p *Profile) {
	cols := slices.Clone(p.columns)
	slices.SortStableFunc(cols, func(a, b profileColumn) int { return a.from + a.width - b.from - b.width })
	var names []string
	for i := range cols {
		names = append(names, cols[i].field)
		t.fields.fixed = append(t.fields.fixed, fixedField{cols[i].from - 1, cols[i].from - 1 + cols[i].width})
		cols[i].headings = []string{cols[i].field}
	}
	layout := Profile{columns: cols, constants: p.constants}
	t.columns, t.fields.made, _ = layout.columnsIn(names)
	clear(t.columns.zones)
}

// profiledHeadings is what was found of a profile's columns in a file.
type profiledHeadings struct {
	columns
	delim   byte
	above   int // records above the headings, or above the first row
	made    []madeColumn
	missing []string
	first   []byte
}

// findProfiled looks for the row of headings that a profile names, or for the first row of a table without headings.
// Of several rows that will do, one with all columns counts before one that lacks some.
func findProfiled(head []byte, p *Profile, fit func(*columns) bool) (best profiledHeadings, ok bool) {
	r := newRecords(bytes.NewReader(nil), head)
	r.buf, r.eof = head, true
	for above := range headingRows + 1 {
		rec, more := r.next()
		if !more {
			break
		}
		if p.table.skip >= 0 && above != p.table.skip {
			continue
		}
		h := profiledHeadings{delim: p.table.delimiter, above: above, first: bytes.Clone(rec.text[:min(len(rec.text), 120)])}
		if h.delim == 0 {
			h.delim = sniffDelimiter(rec.text)
		}
		f := fields{delim: h.delim}
		var headings []string
		for i, part := range f.separated(rec.text) {
			s, _ := decode(part)
			if !p.table.headings {
				s = fmt.Sprintf("column %d", i+1)
			}
			headings = append(headings, s)
		}
		if len(headings) > maxColumns {
			break
		}
		h.columns, h.made, h.missing = p.columnsIn(headings)
		switch fits := fit(&h.columns); {
		case fits && (!ok || len(h.missing) < len(best.missing)):
			best, ok = h, true
		case !ok && (best.first == nil || len(h.missing) < len(best.missing)):
			best = h
		}
		if ok && len(best.missing) == 0 {
			break
		}
	}
	return best, ok
}

// reason says why a file is not one of a profile.
func (h *profiledHeadings) reason(p *Profile, want string) string {
	if h.first == nil {
		return fmt.Sprintf("the file has no row where profile %s looks for the first", p.Name)
	}
	shown, _ := decode(h.first)
	var missing []string
	for _, m := range h.missing[:min(len(h.missing), 12)] {
		missing = append(missing, fmt.Sprintf("%q", m))
	}
	return fmt.Sprintf("this is no file of profile %s: it lacks the columns %s, and the table needs %s; the line is %q", p.Name,
		strings.Join(missing, ", "), want, shown)
}
