package loaders

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"sightline/timeline/clock"
)

// columns maps the fields a format knows to the columns of a table.
type columns struct {
	names  []string          // headings as the file has them
	at     map[string]int    // field → column
	zones  map[string]string // zones that headings name for the times of fields: UTC, an offset or an IANA name
	rivals map[string][]int  // further columns whose headings are of a field that has its column
	order  clock.DateOrder   // that a heading of dates states
	beside map[string]int    // of latitude and longitude: the column of their hemispheres
	made   int               // columns that the file does not have, before the others
	parts  []int             // columns of the file of which those are made
	above  []string          // the lines above the headings, cells with blanks between them
}

// col returns the column of a field, -1 when the table has none.
func (c *columns) col(field string) int {
	if i, ok := c.at[field]; ok {
		return i
	}
	return -1
}

// has reports whether the table has a column for one of the fields.
func (c *columns) has(fields ...string) bool {
	for _, f := range fields {
		if _, ok := c.at[f]; ok {
			return true
		}
	}
	return false
}

// zone is the zone that the headings of some fields name, the first that names one; "" where none does.
func (c *columns) zone(fields ...string) string {
	for _, f := range fields {
		if z := c.zones[f]; z != "" {
			return z
		}
	}
	return ""
}

// mapColumns finds the fields of a format in a row of headings. The first of several columns for a field counts; the others are its rivals.
func mapColumns(headings []string, aliases aliases) columns {
	c := columns{names: headings, at: map[string]int{}, zones: map[string]string{}, rivals: map[string][]int{}, beside: map[string]int{}}
	for i, h := range headings {
		field, zone := aliases.match(h)
		if numbered := aliases[columnNumber(i)]; numbered != "" {
			field, zone = numbered, zoneOfHeading(h)
		}
		_, taken := c.at[field]
		switch {
		case field == "":
			if of := hemisphereOf(h); of != "" {
				c.beside[of] = i
			}
		case taken:
			c.rivals[field] = append(c.rivals[field], i)
		default:
			c.at[field] = i
			if zone != "" {
				c.zones[field] = zone
			}
			if _, order, ok := formOfHeading(h); ok && timeFields()[field] {
				c.order = cmp.Or(c.order, order)
			}
		}
	}
	return c
}

// plainHeading reduces a heading to its lower-case letters and digits.
func plainHeading(h string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, h)
}

// headingRows is how many rows from the top may stand above the headings.
const headingRows = 30

// findHeadings looks for the row of headings among the first rows of a table's text and returns the columns, the field
// separator and how many records stand above it. fit says whether a set of columns is enough.
func findHeadings(head []byte, aliases aliases, fit func(*columns) bool) (c columns, delim byte, above int, ok bool) {
	r := newRecords(bytes.NewReader(nil), head)
	r.buf, r.eof = head, true
	var lines []string
	for above = range headingRows {
		rec, more := r.next()
		if !more {
			break
		}
		delim = sniffDelimiter(rec.text)
		f := fields{delim: delim}
		var headings []string
		for _, h := range f.split(rec.text) {
			s, _ := decode(h)
			headings = append(headings, s)
		}
		if len(headings) > maxColumns {
			break
		}
		if c = mapColumns(headings, aliases); fit(&c) {
			c.above = lines
			return c, delim, above, true
		}
		lines = append(lines, filled(headings))
	}
	return columns{}, 0, 0, false
}

// table reads the rows of a delimited text below its headings, or of one with fields at fixed positions.
type table struct {
	columns
	records  *records
	fields   fields
	headless bool
}

// openTable finds the headings of a table and passes over them. want says in words what columns the format needs.
func openTable(ctx context.Context, src *source, aliases aliases, fit func(*columns) bool, want string, notes *notes) (*table, error) {
	if src.mend != nil && src.mend.delim != 0 {
		return openMended(ctx, src, aliases, fit, want)
	}
	if src.profile != nil {
		return openProfiled(ctx, src, fit, want, notes)
	}
	c, delim, above, ok := findHeadings(src.head, aliases, fit)
	if !ok {
		first, _, _ := bytes.Cut(src.head, []byte("\n"))
		shown, _ := decode(first[:min(len(first), 120)])
		return nil, &InputError{File: src.name, Line: 1,
			Reason: fmt.Sprintf("no row of headings was found: the table needs %s; the first line is %q", want, shown)}
	}
	if slices.Contains(c.names, columnLine) {
		return nil, &InputError{File: src.name, Line: above + 1,
			Reason: fmt.Sprintf("the column %q is not the first: an earlier version wrote these rejects, or columns were moved; write them again with sightline loads rejects", columnLine)}
	}
	t := &table{columns: c, records: newRecords(src, src.head), fields: fields{delim: delim}}
	t.records.quotes, t.records.delim = true, delim
	return t, t.begin(ctx, src, above+1, above, notes)
}

// openMended opens a table of rejects, which says itself how it is laid out.
func openMended(ctx context.Context, src *source, aliases aliases, fit func(*columns) bool, want string) (*table, error) {
	t := &table{records: newRecords(src, src.head), fields: fields{delim: src.mend.delim}}
	t.records.quotes, t.records.delim = true, src.mend.delim
	rec, err := t.records.read(ctx)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", src.name, err)
	}
	var headings []string
	for _, h := range t.fields.separated(rec.text)[markedCells:] {
		s, _ := decode(h)
		headings = append(headings, s)
	}
	if p := src.profile; p != nil {
		t.headless = !p.table.headings
		t.columns, t.fields.made, _ = p.columnsIn(headings)
	} else {
		t.columns = mapColumns(headings, aliases)
	}
	if !fit(&t.columns) || len(headings) > maxColumns {
		return nil, &InputError{File: src.name, Line: 1,
			Reason: "these rejects are of another kind of table, or its headings were changed: the table needs " + want}
	}
	t.records.own = len(headings)
	src.shape.table(t)
	return t, nil
}

// begin passes over the headings and what stands above them and keeps the table's shape.
func (t *table) begin(ctx context.Context, src *source, n, above int, notes *notes) error {
	// The headings were looked for line by line, and are passed over in the same way.
	quotes := t.records.quotes
	t.records.quotes = false
	src.shape.table(t)
	err := t.pass(ctx, src.name, n, above, notes)
	t.records.quotes = quotes
	return err
}

// pass passes over records at the beginning of a table, of which so many stand above the headings or the first row.
func (t *table) pass(ctx context.Context, name string, n, above int, notes *notes) error {
	for range n {
		if _, err := t.records.read(ctx); err != nil && err != io.EOF {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if above > 0 {
		notes.add("lines above the headings", int64(above))
	}
	return nil
}

// isHeadings reports whether a row repeats the headings, as tables do that were put together from several.
func (t *table) isHeadings(parts [][]byte) bool {
	if t.headless || len(parts) != len(t.names) {
		return false
	}
	for i := len(t.fields.made); i < len(parts); i++ {
		if s, _ := decode(parts[i]); s != t.names[i] {
			return false
		}
	}
	return true
}

const repeatedHeadings = "headings repeated further down"

// rowFault says why a row with that many fields cannot be one of the table, "" when it can. Missing empty columns at
// the end are forgiven; a last row without a line end that is short was cut off.
func (t *table) rowFault(rec *record, parts [][]byte) string {
	want, made := len(t.names), len(t.fields.made)
	switch {
	case rec.fault != "":
		return rec.fault
	case bytes.IndexByte(rec.text, 0) >= 0:
		return "the row holds NUL bytes: the file is damaged here; export it again"
	case len(parts) < want && rec.cut:
		return fmt.Sprintf("the row has %d of %d fields and no line end: the file is cut off here; get the whole file", len(parts)-made,
			want-made)
	case t.fields.fixed != nil && rec.cut && len(rec.text) < t.fields.fixed[len(t.fields.fixed)-1].to:
		return "the line is shorter than the others and has no line end: the file is cut off here; get the whole file"
	case len(parts) > want:
		for _, p := range parts[want:] {
			if !isBlank(p) {
				return fmt.Sprintf("the row has %d fields, the headings %d: put a value that holds the separator in quotation marks",
					len(parts)-made, want-made)
			}
		}
	}
	return ""
}

// filled are the cells of a row that hold something, with blanks between them.
func filled[T ~string | ~[]byte](cells []T) string {
	var words []string
	for _, c := range cells {
		if s, _ := decode([]byte(c)); s != "" {
			words = append(words, s)
		}
	}
	return strings.Join(words, " ")
}

// rows yields the fields of the whole rows in a file's head, below the headings.
func (t *table) rows(head []byte) iter.Seq[[][]byte] {
	return func(yield func([][]byte) bool) {
		below := t.headless || t.records.own > 0
		for parts := range t.sample(head) {
			switch {
			case !below:
				below = t.isHeadings(parts)
			case t.isHeadings(parts):
			case !yield(parts):
				return
			}
		}
	}
}

// sample yields the fields of the whole rows in a file's head, headings included. They are valid until the next row.
func (t *table) sample(head []byte) iter.Seq[[][]byte] {
	return func(yield func([][]byte) bool) {
		r := newRecords(bytes.NewReader(nil), head)
		r.buf, r.eof, r.quotes, r.delim = head, true, t.records.quotes, t.fields.delim
		if r.own = t.records.own; t.records.remarks != nil {
			r.remarks = &remarks{}
		}
		f := t.fields.fresh()
		for rec, ok := r.next(); ok; rec, ok = r.next() {
			if !rec.cut && rec.fault == "" && !yield(f.split(rec.text)) {
				return
			}
		}
	}
}
