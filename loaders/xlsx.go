package loaders

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

const (
	maxWorkbook = 64 << 20  // largest workbook file, in bytes
	maxUnpacked = 256 << 20 // most it may unpack to
	maxInMemory = 16 << 20  // largest part held in memory; larger ones go through a temporary file
)

// isWorkbook reports whether a file begins like an XLSX workbook.
func isWorkbook(head []byte) bool { return bytes.HasPrefix(head, []byte("PK\x03\x04")) }

// sheetRows reads the first sheet of a workbook whose headings fit. Values are raw: formulas are never evaluated, a
// cell's stored value is taken and its column is reported.
type sheetRows struct {
	cols     columns
	file     *excelize.File
	raw      *excelize.Rows
	shown    *excelize.Rows
	formulas map[int][]int // columns with formulas by row
	line     int
}

// openWorkbook opens a workbook and passes over the rows down to the headings.
func openWorkbook(in Input, aliases map[string]string, fit func(*columns) bool, want string, notes *notes) (*sheetRows, bool, error) {
	data, err := io.ReadAll(io.LimitReader(in.Reader, maxWorkbook+1))
	if err != nil {
		return nil, false, fmt.Errorf("%s: read: %w", in.Name, err)
	}
	if len(data) > maxWorkbook {
		return nil, false, &InputError{File: in.Name, Reason: fmt.Sprintf("the workbook is larger than %d MiB: save the sheet as CSV and load that", maxWorkbook>>20)}
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil || !slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == "xl/workbook.xml" }) {
		return nil, false, &InputError{File: in.Name, Reason: "this is a ZIP archive but no whole XLSX workbook: save it again as .xlsx or CSV and load that"}
	}
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxInMemory})
	if err != nil {
		return nil, false, &InputError{File: in.Name, Reason: fmt.Sprintf("the workbook cannot be opened (%v): save it again as .xlsx or CSV", err)}
	}
	s := &sheetRows{file: f}
	props, err := f.GetWorkbookProps()
	from1904 := err == nil && props.Date1904 != nil && *props.Date1904
	for _, name := range f.GetSheetList() {
		ok, err := s.open(name, aliases, fit)
		if err != nil {
			return nil, false, &InputError{File: in.Name, Reason: fmt.Sprintf("sheet %q cannot be read (%v): save it as CSV", name, err)}
		}
		if !ok {
			continue
		}
		if s.formulas, err = formulaCells(z, name); err != nil {
			return nil, false, &InputError{File: in.Name, Reason: fmt.Sprintf("sheet %q cannot be read (%v): save it as CSV", name, err)}
		}
		notes.add("sheet "+name, 1)
		if s.line > 1 {
			notes.add("lines above the headings", int64(s.line-1))
		}
		return s, from1904, nil
	}
	return nil, false, errors.Join(&InputError{File: in.Name, Reason: "no sheet has a row of headings: a sheet needs " + want}, f.Close())
}

// open looks for the headings in a sheet.
func (s *sheetRows) open(name string, aliases map[string]string, fit func(*columns) bool) (ok bool, err error) {
	if s.raw, err = s.file.Rows(name); err != nil {
		return false, err
	}
	if s.shown, err = s.file.Rows(name); err != nil {
		return false, errors.Join(err, s.raw.Close())
	}
	s.line = 0
	for range headingRows {
		cells, _, err := s.advance()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return false, err
		}
		if s.cols = mapColumns(cells, aliases); len(cells) <= maxColumns && fit(&s.cols) {
			return true, nil
		}
	}
	return false, errors.Join(s.raw.Close(), s.shown.Close())
}

// advance reads the next row, raw and as shown.
func (s *sheetRows) advance() (raw, shown []string, err error) {
	if !s.raw.Next() || !s.shown.Next() {
		if err := errors.Join(s.raw.Error(), s.shown.Error()); err != nil {
			return nil, nil, err
		}
		return nil, nil, io.EOF
	}
	s.line++
	if raw, err = s.raw.Columns(excelize.Options{RawCellValue: true}); err != nil {
		return nil, nil, err
	}
	shown, err = s.shown.Columns(excelize.Options{RawCellValue: false})
	return raw, shown, err
}

func (s *sheetRows) columns() *columns { return &s.cols }

func (s *sheetRows) close() error {
	return errors.Join(s.raw.Close(), s.shown.Close(), s.file.Close())
}

func (s *sheetRows) next(ctx context.Context) (row, error) {
	for {
		if err := ctx.Err(); err != nil {
			return row{}, err
		}
		raw, shown, err := s.advance()
		if err != nil {
			return row{}, err
		}
		text := strings.TrimRight(strings.Join(raw, "\t"), "\t")
		if strings.TrimSpace(text) == "" {
			continue
		}
		for i := range raw {
			raw[i], _ = decode([]byte(raw[i]))
		}
		r := row{line: s.line, text: []byte(text), cells: raw, shown: shown, formulas: s.formulas[s.line]}
		if len(text) > maxRecord {
			r.fault = fmt.Sprintf("the row is longer than %d bytes", maxRecord)
		}
		return r, nil
	}
}

// formulaCells lists the cells of a sheet that hold formulas, as columns by row number; both count from 0 and 1 as the
// rest of this package does. The workbook reader's row stream does not tell.
func formulaCells(z *zip.Reader, sheet string) (map[int][]int, error) {
	part, err := sheetPart(z, sheet)
	if err != nil {
		return nil, err
	}
	r, err := z.Open(part)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	cells := map[int][]int{}
	d := xml.NewDecoder(io.LimitReader(r, maxUnpacked))
	line, column := 0, -1
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return cells, nil
		}
		if err != nil {
			return nil, err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "row":
			line, column = line+1, -1
		case "c":
			column++
			for _, a := range start.Attr {
				if a.Name.Local == "r" {
					if c, l, err := excelize.CellNameToCoordinates(a.Value); err == nil {
						line, column = l, c-1
					}
				}
			}
		case "f":
			cells[line] = append(cells[line], column)
		}
	}
}

// sheetPart finds the part of the package that holds a sheet.
func sheetPart(z *zip.Reader, sheet string) (string, error) {
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var rels struct {
		Rels []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := readPart(z, "xl/workbook.xml", &book); err != nil {
		return "", err
	}
	if err := readPart(z, "xl/_rels/workbook.xml.rels", &rels); err != nil {
		return "", err
	}
	for _, s := range book.Sheets {
		for _, r := range rels.Rels {
			if s.Name == sheet && r.ID == s.ID {
				if strings.HasPrefix(r.Target, "/") {
					return strings.TrimPrefix(path.Clean(r.Target), "/"), nil
				}
				return path.Join("xl", r.Target), nil
			}
		}
	}
	return "", fmt.Errorf("no part holds sheet %q", sheet)
}

func readPart(z *zip.Reader, name string, into any) error {
	r, err := z.Open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	return xml.NewDecoder(io.LimitReader(r, maxInMemory)).Decode(into)
}
