package loaders

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"sightline/timeline"
)

const (
	maxWorkbook = 64 << 20  // largest workbook file, in bytes
	maxUnpacked = 256 << 20 // most it may unpack to
	maxInMemory = 16 << 20  // largest part held in memory; larger ones go through a temporary file
	maxCells    = 32 << 20  // most cells of a sheet, with those that are empty before others
)

// workbookPart is the part that makes a ZIP archive an XLSX workbook.
const workbookPart = "xl/workbook.xml"

// isWorkbook reports whether a file begins like an XLSX workbook.
func isWorkbook(head []byte) bool { return bytes.HasPrefix(head, []byte("PK\x03\x04")) }

// sheetRows reads the first sheet of a workbook whose headings fit. Values are raw: formulas are never evaluated, a
// cell's stored value is taken and its column is reported.
type sheetRows struct {
	cols     columns
	above    []string // the rows above the headings, which may state the zone of the times
	made     []madeColumn
	missing  []string // columns that the profile names and the sheet has not
	file     *excelize.File
	raw      *excelize.Rows
	shown    *excelize.Rows // nil when only raw values are asked for
	formulas map[int][]int  // columns with formulas by row
	line     int
	cells    int // of the rows so far
	name     string
	last     int           // the least number of the sheet's last row, 0 when it is not known
	own      int           // of rejects: how many columns are the sheet's own
	mend     *rejectOrigin // what a sheet of rejects says of the whole file; nil for any other
}

// openWorkbook opens a workbook and passes over the rows down to the headings. Rows have what the workbook shows too.
func openWorkbook(in Input, aliases aliases, fit func(*columns) bool, want string, notes *notes) (*sheetRows, bool, error) {
	return openSheet(in, aliases, fit, want, notes, true)
}

// openPlainWorkbook is openWorkbook for rows of raw values only, in half the time.
func openPlainWorkbook(in Input, aliases aliases, fit func(*columns) bool, want string, notes *notes) (*sheetRows, bool, error) {
	return openSheet(in, aliases, fit, want, notes, false)
}

func openSheet(in Input, aliases aliases, fit func(*columns) bool, want string, notes *notes, shown bool) (*sheetRows, bool, error) {
	if p := in.profile; p != nil && (p.Form != FormTable || !p.table.headings) {
		return nil, false, &InputError{File: in.Name,
			Reason: fmt.Sprintf("this is a workbook, and profile %s is for files of another form", p.Name)}
	}
	data, err := io.ReadAll(io.LimitReader(in.Reader, maxWorkbook+1))
	if err != nil {
		return nil, false, fmt.Errorf("%s: read: %w", in.Name, err)
	}
	if len(data) > maxWorkbook {
		return nil, false, &InputError{File: in.Name,
			Reason: fmt.Sprintf("the workbook is larger than %d MiB: save the sheet as CSV and load that", maxWorkbook>>20)}
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil || !slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == workbookPart }) {
		return nil, false, &InputError{File: in.Name,
			Reason: "this is a ZIP archive but no whole XLSX workbook: save it again as .xlsx or CSV and load that"}
	}
	f, err := excelize.OpenReader(bytes.NewReader(data),
		excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxInMemory})
	if err != nil {
		return nil, false, &InputError{File: in.Name,
			Reason: fmt.Sprintf("the workbook cannot be opened (%v): save it again as .xlsx or CSV", err)}
	}
	s := &sheetRows{file: f, name: in.Name}
	props, err := f.GetWorkbookProps()
	from1904 := err == nil && props.Date1904 != nil && *props.Date1904
	for _, name := range f.GetSheetList() {
		ok, err := s.open(name, shown, s.mapper(in.profile, aliases), fit)
		if err != nil {
			return nil, false, &InputError{File: in.Name, Reason: fmt.Sprintf("sheet %q cannot be read (%v): save it as CSV", name, err)}
		}
		if !ok {
			continue
		}
		if err := s.check(z, name); err != nil {
			return nil, false, &InputError{File: in.Name, Reason: fmt.Sprintf("sheet %q cannot be read (%v): save it as CSV", name, err)}
		}
		notes.add("sheet "+name, 1)
		for _, m := range s.missing {
			notes.add(fmt.Sprintf("the sheet has no column %q, which profile %s names", m, in.profile.Name), 1)
		}
		if s.line > 1 {
			notes.add("lines above the headings", int64(s.line-1))
		}
		if in.shape != nil {
			in.shape.Kind, in.shape.Names, in.shape.Days1904 = shapeWorkbook, s.cols.names[len(s.made):], from1904
		}
		return s, from1904, nil
	}
	return nil, false, errors.Join(&InputError{File: in.Name, Reason: "no sheet has a row of headings: a sheet needs " + want}, f.Close())
}

// mapper returns how a row of headings is mapped to fields: as a profile says, else by known headings.
func (s *sheetRows) mapper(p *Profile, aliases aliases) func([]string) {
	return func(headings []string) {
		if p != nil {
			s.cols, s.made, s.missing = p.columnsIn(headings)
		} else {
			s.cols = mapColumns(headings, aliases)
		}
		s.cols.above, s.above = s.above, append(s.above, filled(headings))
	}
}

// open looks for the headings in a sheet.
func (s *sheetRows) open(name string, shown bool, mapTo func([]string), fit func(*columns) bool) (ok bool, err error) {
	if s.raw, err = s.file.Rows(name); err != nil {
		return false, err
	}
	if shown {
		if s.shown, err = s.file.Rows(name); err != nil {
			return false, errors.Join(err, s.raw.Close())
		}
	}
	s.line, s.above = 0, nil
	for range headingRows {
		cells, _, err := s.advance()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return false, err
		}
		if s.text(&row{}, cells) == nil {
			continue
		}
		for i := range cells {
			cells[i], _ = decode([]byte(cells[i]))
		}
		if s.mend = mendOf(cells); s.mend != nil {
			cells = cells[markedCells:]
			s.own = len(cells)
		}
		if len(cells) > maxColumns {
			continue
		}
		if mapTo(cells); fit(&s.cols) {
			return true, nil
		}
	}
	return false, s.closeRows()
}

// mendOf reads the headings of a sheet of rejects; nil: they are of any other.
func mendOf(headings []string) *rejectOrigin {
	if len(headings) <= markedCells || headings[0] != columnLine || headings[1] != columnReason {
		return nil
	}
	return new(rejectOrigin).read(strings.TrimPrefix(headings[2], columnRow))
}

func (s *sheetRows) closeRows() error {
	if s.shown == nil {
		return s.raw.Close()
	}
	return errors.Join(s.raw.Close(), s.shown.Close())
}

// advance reads the next row, raw and as shown.
func (s *sheetRows) advance() (raw, shown []string, err error) {
	if !s.raw.Next() || s.shown != nil && !s.shown.Next() {
		err := s.raw.Error()
		if s.shown != nil {
			err = errors.Join(err, s.shown.Error())
		}
		if err != nil {
			return nil, nil, err
		}
		return nil, nil, io.EOF
	}
	s.line++
	if raw, err = s.raw.Columns(excelize.Options{RawCellValue: true}); err != nil {
		return nil, nil, err
	}
	if s.shown == nil {
		return raw, nil, nil
	}
	shown, err = s.shown.Columns(excelize.Options{RawCellValue: false})
	return raw, shown, err
}

func (s *sheetRows) columns() *columns { return &s.cols }

func (s *sheetRows) close() error {
	return errors.Join(s.closeRows(), s.file.Close())
}

func (s *sheetRows) next(ctx context.Context) (row, error) {
	for {
		if err := ctx.Err(); err != nil {
			return row{}, err
		}
		raw, shown, err := s.advance()
		switch {
		case errors.Is(err, io.EOF) && s.line < s.last:
			return row{}, &InputError{File: s.name, Line: s.line,
				Reason: fmt.Sprintf("the sheet has rows up to %d and is damaged behind this one: open the workbook and save it again", s.last)}
		case errors.Is(err, io.EOF):
			return row{}, err
		case err != nil:
			return row{}, &InputError{File: s.name, Line: s.line,
				Reason: fmt.Sprintf("the sheet cannot be read further (%v): save it as CSV", err)}
		case len(raw) > maxColumns+markedCells:
			return row{}, &InputError{File: s.name, Line: s.line,
				Reason: fmt.Sprintf("the row reaches beyond column %d: clear the cells far to the right and save the workbook again",
					maxColumns)}
		}
		if s.cells += len(raw); s.cells > maxCells {
			return row{}, &InputError{File: s.name, Line: s.line,
				Reason: fmt.Sprintf("the rows reach far to the right and have more than %d million cells so far: clear those and save the workbook again", maxCells>>20)}
		}
		r := row{line: s.line, shown: shown, formulas: s.formulas[s.line]}
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
	raw, r.shown = raw[min(len(raw), markedCells):], r.shown[min(len(r.shown), markedCells):]
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
	if r.shown != nil {
		r.shown = slices.Concat(made, r.shown)
	}
	r.formulas = slices.Clone(r.formulas)
	for i := range r.formulas {
		r.formulas[i] += len(made)
	}
}
