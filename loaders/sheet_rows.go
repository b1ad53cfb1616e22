package loaders

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"sightline/loaders/workbook"
	"sightline/timeline"
)

// sheetRows reads the sheets of a workbook whose headings fit and are those of the first of them, one behind the other. The others
// are named.
type sheetRows struct {
	cols    columns
	made    []madeColumn
	missing []string // columns that the profile names and the sheet has not
	book    workbook.Book
	rows    workbook.Rows
	sheet   int          // that is being read
	more    []laterSheet // of the same layout
	apart   []int        // sheets whose headings fit but are others
	order   []int        // of a later sheet: where the columns of the first stand in it; nil: in the same places
	base    int          // lines of the sheets before
	line    int          // of the workbook so far, as if the sheets were one
	cells   int          // of the rows so far
	name    string
	own     int           // of rejects: how many columns are the sheet's own
	mend    *rejectOrigin // what a sheet of rejects says of the whole file; nil for any other
	notes   *notes
}

// laterSheet is a sheet that is read behind another of the same layout.
type laterSheet struct {
	sheet, headings int // the row of its headings
	order           []int
}

// openWorkbook opens a workbook and passes over the rows down to the headings.
func openWorkbook(in Input, aliases aliases, fit func(*columns) bool, want string, notes *notes) (*sheetRows, bool, error) {
	if p := in.profile; p != nil && (p.Form != FormTable || !p.table.headings) {
		return nil, false, &InputError{File: in.Name,
			Reason: fmt.Sprintf("this is a workbook, and profile %s is for files of another form", p.Name)}
	}
	b, err := readBook(in)
	if err != nil {
		return nil, false, err
	}
	s, err := openSheets(b, nil, in, aliases, fit, want, notes)
	if err != nil {
		return nil, false, err
	}
	for _, i := range s.apart {
		notes.add(fmt.Sprintf("sheet %s was not read: its headings are not those of sheet %s; load it as a workbook of its own", s.title(i),
			s.title(s.sheet)), 1)
	}
	if in.shape != nil {
		in.shape.Kind, in.shape.Names, in.shape.Days1904 = shapeWorkbook, s.cols.names[len(s.made):], b.From1904()
	}
	return s, b.From1904(), nil
}

// readBook reads the parts of a workbook.
func readBook(in Input) (workbook.Book, error) {
	data, err := io.ReadAll(io.LimitReader(in.Reader, workbook.MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%s: read: %w", in.Name, err)
	}
	if len(data) > workbook.MaxBytes {
		return nil, &InputError{File: in.Name,
			Reason: fmt.Sprintf("the workbook is larger than %d MiB: save the sheet as CSV and load that", workbook.MaxBytes>>20)}
	}
	b, err := workbook.Open(data)
	if err != nil {
		reason := err.Error()
		if !strings.Contains(reason, ": ") || strings.Contains(reason, "damaged at line") {
			reason = fmt.Sprintf("the workbook cannot be opened (%v): save it again as .xlsx or CSV", err)
		}
		return nil, &InputError{File: in.Name, Reason: reason}
	}
	return b, nil
}

// openSheets opens the first sheet whose headings fit, and those of its layout behind it. Of all sheets only some are looked at where
// they are named.
func openSheets(b workbook.Book, only []int, in Input, aliases aliases, fit func(*columns) bool, want string, notes *notes) (*sheetRows, error) {
	s := &sheetRows{book: b, name: in.Name, notes: notes}
	var unread []string
	found := false
	for i, sheet := range b.Sheets() {
		if only != nil && !slices.Contains(only, i) {
			continue
		}
		if found && s.mend != nil {
			break // rejects are one sheet
		}
		at, err := s.headings(i, s.mapper(in.profile, aliases), fit, found)
		switch {
		case err != nil:
			return nil, &InputError{File: in.Name, Reason: fmt.Sprintf("sheet %q cannot be read (%v): save it as CSV", sheet.Name, err)}
		case at.blank:
		case !at.fits:
			unread = append(unread, fmt.Sprintf("sheet %s was not read: it has no row of headings that fits", s.title(i)))
		case !found:
			found = true
			s.sheet, s.line = i, at.row
			notes.add("sheet "+s.title(i), 1)
			for _, m := range s.missing {
				notes.add(fmt.Sprintf("the sheet has no column %q, which profile %s names", m, in.profile.Name), 1)
			}
			if at.row > 1 {
				notes.add("lines above the headings", int64(at.row-1))
			}
		default:
			order, same := sameColumns(s.cols.names[len(s.made):], at.names)
			if !same {
				s.apart = append(s.apart, i)
				continue
			}
			s.more = append(s.more, laterSheet{i, at.row, order})
		}
	}
	if !found {
		return nil, &InputError{File: in.Name, Reason: "no sheet has a row of headings: a sheet needs " + want}
	}
	for _, u := range unread {
		notes.add(u, 1)
	}
	return s, nil
}

// title is the name of a sheet as notes tell it.
func (s *sheetRows) title(sheet int) string {
	at := s.book.Sheets()[sheet]
	if at.Hidden {
		return at.Name + " (hidden)"
	}
	return at.Name
}

// sameColumns tells where the columns of a sheet stand in another one that has the same headings, in any order. The order is nil where
// they stand in the same places.
func sameColumns(names, other []string) (order []int, same bool) {
	plain := func(names []string) []string {
		var all []string
		for _, n := range names {
			all = append(all, strings.ToLower(blanks.ReplaceAllString(strings.TrimSpace(n), " ")))
		}
		for len(all) > 0 && all[len(all)-1] == "" {
			all = all[:len(all)-1]
		}
		return all
	}
	mine, theirs := plain(names), plain(other)
	if slices.Equal(mine, theirs) {
		return nil, true
	}
	if len(mine) != len(theirs) {
		return nil, false
	}
	used := make([]bool, len(theirs))
	for _, n := range mine {
		at := -1
		for i, o := range theirs {
			if o == n && !used[i] {
				at = i
				break
			}
		}
		if at < 0 {
			return nil, false
		}
		used[at] = true
		order = append(order, at)
	}
	return order, true
}

// mapper returns how a row of headings is mapped to fields: as a profile says, else by known headings.
func (s *sheetRows) mapper(p *Profile, aliases aliases) func([]string) {
	return func(headings []string) {
		if p != nil {
			s.cols, s.made, s.missing = p.columnsIn(headings)
		} else {
			s.cols = mapColumns(headings, aliases)
		}
	}
}

// headingRow is the row of headings of a sheet.
type headingRow struct {
	row         int
	names       []string
	fits, blank bool
}

// headings looks for the row of headings of a sheet. The first sheet whose headings fit is opened behind them; of a later one they
// are only told.
func (s *sheetRows) headings(sheet int, mapTo func([]string), fit func(*columns) bool, later bool) (at headingRow, err error) {
	rows, err := s.book.Open(sheet)
	if err != nil {
		return at, err
	}
	at.blank = true
	var above []string // which may state the zone of the times
	for range headingRows {
		r, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return at, nil
		}
		if err != nil {
			return at, err
		}
		cells := textsOf(r.Cells)
		if cells = s.text(&row{}, cells); cells == nil {
			continue
		}
		for i := range cells {
			cells[i], _ = decode([]byte(cells[i]))
			at.blank = at.blank && strings.TrimSpace(cells[i]) == ""
		}
		var mend *rejectOrigin
		if mend = mendOf(cells); mend != nil {
			cells = cells[markedCells:]
		}
		if len(cells) > maxColumns {
			continue
		}
		kept := *s
		mapTo(cells)
		s.cols.above, above = above, append(above, filled(cells))
		if fit(&s.cols) {
			at.fits, at.row, at.names = true, r.Line, cells
			if later {
				s.cols, s.made, s.missing = kept.cols, kept.made, kept.missing
				return at, nil
			}
			s.rows, s.mend, s.own = rows, mend, len(cells)
			return at, nil
		}
		s.cols, s.made, s.missing = kept.cols, kept.made, kept.missing
	}
	return at, nil
}

// textsOf are the texts of cells.
func textsOf(cells []workbook.Cell) []string {
	all := make([]string, len(cells))
	for i := range cells {
		all[i] = cells[i].Text
	}
	return all
}

// mendOf reads the headings of a sheet of rejects; nil: they are of any other.
func mendOf(headings []string) *rejectOrigin {
	if len(headings) <= markedCells || headings[0] != columnLine || headings[1] != columnReason {
		return nil
	}
	return new(rejectOrigin).read(strings.TrimPrefix(headings[2], columnRow))
}

// advance reads the next row, of this sheet or the next one.
func (s *sheetRows) advance() (workbook.Row, error) {
	for {
		r, err := s.rows.Next()
		if !errors.Is(err, io.EOF) || len(s.more) == 0 {
			r.Line += s.base
			s.line = max(s.line, r.Line)
			return r, err
		}
		next := s.more[0]
		s.more = s.more[1:]
		if s.rows, err = s.book.Open(next.sheet); err != nil {
			return workbook.Row{}, err
		}
		s.sheet, s.order, s.base = next.sheet, next.order, s.line
		s.notes.add(fmt.Sprintf("sheet %s: its row 1 counts as line %d", s.title(s.sheet), s.base+1), 1)
		for {
			r, err := s.rows.Next()
			if err != nil {
				return r, err
			}
			if s.line = s.base + r.Line; r.Line >= next.headings {
				break
			}
		}
	}
}

func (s *sheetRows) columns() *columns { return &s.cols }

func (s *sheetRows) close() error { return nil }

func (s *sheetRows) next(ctx context.Context) (row, error) {
	for {
		if err := ctx.Err(); err != nil {
			return row{}, err
		}
		read, err := s.advance()
		switch {
		case errors.Is(err, io.EOF):
			return row{}, err
		case err != nil:
			return row{}, &InputError{File: s.name, Line: s.line,
				Reason: fmt.Sprintf("the sheet cannot be read further (%v): save it as CSV", err)}
		case len(read.Cells) > maxColumns+markedCells:
			return row{}, &InputError{File: s.name, Line: read.Line,
				Reason: fmt.Sprintf("the row reaches beyond column %d: clear the cells far to the right and save the workbook again",
					maxColumns)}
		}
		if s.cells += len(read.Cells); s.cells > workbook.MaxCells {
			return row{}, &InputError{File: s.name, Line: read.Line,
				Reason: fmt.Sprintf("the rows reach far to the right and have more than %d million cells so far: "+
					"clear those and save the workbook again", workbook.MaxCells>>20)}
		}
		if s.order != nil {
			read.Cells = reordered(read.Cells, s.order)
		}
		s.typed(read.Cells)
		raw := textsOf(read.Cells)
		r := row{line: read.Line}
		for i := range read.Cells {
			if read.Cells[i].Formula {
				r.formulas = append(r.formulas, i)
			}
		}
		if s.mend != nil && isMarked(raw, s.own) {
			raw = s.unmark(&r, raw)
		}
		if r.text == nil {
			raw = s.text(&r, raw)
		}
		if len(bytes.TrimSpace(r.text)) == 0 {
			continue
		}
		for i := range raw {
			raw[i], _ = decode([]byte(raw[i]))
		}
		r.cells = raw
		s.make(&r)
		return r, nil
	}
}

// reordered puts the cells of a row as the columns of the first sheet stand; what lies behind them stays.
func reordered(cells []workbook.Cell, order []int) []workbook.Cell {
	out := make([]workbook.Cell, len(order), max(len(order), len(cells)))
	for i, from := range order {
		if from < len(cells) {
			out[i] = cells[from]
		}
	}
	if len(cells) > len(order) {
		out = append(out, cells[len(order):]...)
	}
	return out
}

// text joins the cells of a row to its record's text. Of one that is too long no cells are left.
func (s *sheetRows) text(r *row, raw []string) []string {
	size := 0
	for i := range raw {
		size += len(raw[i]) + 1
	}
	if size > maxRecord {
		r.fault = fmt.Sprintf("the row is longer than %d bytes", maxRecord)
		for i := 0; len(r.text) < timeline.MaxRejectText; i++ {
			r.text = append(append(r.text, raw[i][:min(len(raw[i]), timeline.MaxRejectText)]...), '\t')
		}
		return nil
	}
	for i := range raw {
		raw[i] = strings.ReplaceAll(raw[i], "\t", " ") // which parts them in the text
	}
	r.text = []byte(strings.TrimRight(strings.Join(raw, "\t"), "\t"))
	return raw
}

// unmark takes the marks off a row of rejects and returns its own cells.
func (s *sheetRows) unmark(r *row, raw []string) []string {
	marks := append(slices.Clone(raw[:min(len(raw), markedCells)]), make([]string, markedCells)...)
	raw = raw[min(len(raw), markedCells):]
	r.formulas = slices.Clone(r.formulas)
	for i := range r.formulas {
		r.formulas[i] -= markedCells
	}
	r.formulas = slices.DeleteFunc(r.formulas, func(column int) bool { return column < 0 })
	if isHeld(marks[2]) && strings.TrimSpace(strings.Join(raw, "")) == "" {
		held := heldRecord(marks[2], marks[1], r.line)
		r.text, r.fault = held.text, held.fault
	} else {
		r.context = strings.TrimSpace(marks[2])
	}
	return raw
}

// make puts the columns that the file does not have before the others.
func (s *sheetRows) make(r *row) {
	if len(s.made) == 0 {
		return
	}
	parts := make([][]byte, len(r.cells))
	for i, c := range r.cells {
		parts[i] = []byte(c)
	}
	made := make([]string, len(s.made))
	for i := range s.made {
		made[i] = string(s.made[i].value(parts))
	}
	r.cells, r.made = slices.Concat(made, r.cells), len(made)
	r.formulas = slices.Clone(r.formulas)
	for i := range r.formulas {
		r.formulas[i] += len(made)
	}
}
