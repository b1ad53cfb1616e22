package loaders

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// sheetText is a workbook whose sheets stand behind one another in one document.
type sheetText struct {
	data []byte
	list []bookSheet
	from []int64 // where the sheets begin
}

func (b *sheetText) sheets() []bookSheet { return b.list }

func (b *sheetText) add(sheet bookSheet, from int64) error {
	if len(b.list) == maxSheets {
		return fmt.Errorf("it has more than %d sheets", maxSheets)
	}
	b.list, b.from = append(b.list, sheet), append(b.from, from)
	return nil
}

// at begins to read a sheet, behind the tag that begins it.
func (b *sheetText) at(sheet int) (*sheetXML, error) {
	from := b.from[sheet]
	x := newSheetXML(bytes.NewReader(b.data[from:]))
	x.lines = bytes.Count(b.data[:from], []byte("\n"))
	_, err := x.token()
	return x, err
}

// sheetML is a workbook in the XML of Excel 2003, which other programs write too, mostly with the ending .xls.
type sheetML struct {
	sheetText
	shown map[string]dateShown // by style
	days  bool
}

const sheetMLMark = "urn:schemas-microsoft-com:office:spreadsheet"

// isSheetXML reports whether a file begins like a workbook that is XML all of it.
func isSheetXML(head []byte) bool {
	if enc, _ := encodingOf(head); enc != nil {
		head, _ = enc.NewDecoder().Bytes(head[:len(head)&^1])
	}
	start := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	if !bytes.HasPrefix(start, []byte("<")) {
		return false
	}
	return bytes.Contains(start, []byte(sheetMLMark)) && bytes.Contains(start, []byte("Workbook")) || bytes.Contains(start, []byte(flatMark))
}

// utf8XML is XML in UTF-8, whatever it was in.
func utf8XML(data []byte) []byte {
	if enc, _ := encodingOf(data); enc != nil {
		if decoded, err := enc.NewDecoder().Bytes(data); err == nil {
			return decoded
		}
	}
	return bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
}

func openSheetML(data []byte) (book, error) {
	b := &sheetML{sheetText: sheetText{data: utf8XML(data)}, shown: map[string]dateShown{}}
	x := newSheetXML(bytes.NewReader(b.data))
	style := ""
	for {
		from := x.InputOffset()
		t, err := x.token()
		if err == io.EOF {
			return b, nil
		}
		if err != nil {
			return nil, err
		}
		x.begin()
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "Worksheet":
			if err := b.add(bookSheet{name: attribute(e, "Name")}, from); err != nil {
				return nil, err
			}
		case "Style":
			style = attribute(e, "ID")
		case "NumberFormat":
			b.shown[style] = sheetMLFormat(attribute(e, "Format"))
		case "Date1904":
			b.days = true
		case "Visible":
			text, err := elementText(x)
			if err != nil {
				return nil, err
			}
			if len(b.list) > 0 {
				b.list[len(b.list)-1].hidden = strings.HasPrefix(text, "SheetHidden") || strings.HasPrefix(text, "SheetVeryHidden")
			}
		}
	}
}

// sheetMLFormat reads a number format, which may be one by its name.
func sheetMLFormat(format string) dateShown {
	switch format {
	case "General Date":
		return dateShown{year: true, month: true, day: true, clock: true}
	case "Short Date", "Medium Date", "Long Date":
		return dateShown{year: true, month: true, day: true}
	case "Short Time", "Medium Time", "Long Time":
		return dateShown{clock: true}
	case "Scientific":
		return dateShown{powers: true}
	case "General Number", "Fixed", "Standard", "Percent", "Currency", "Euro Currency", "Yes/No", "True/False", "On/Off":
		return dateShown{}
	}
	return shownIn(format)
}

func (b *sheetML) from1904() bool { return b.days }

func (b *sheetML) open(sheet int) (bookRows, error) {
	x, err := b.at(sheet)
	return &sheetMLRows{book: b, xml: x}, err
}

// sheetMLRows reads a sheet up to its end.
type sheetMLRows struct {
	book *sheetML
	xml  *sheetXML
	last int
}

func (r *sheetMLRows) next() (bookRow, error) {
	for {
		t, err := r.xml.token()
		if err != nil {
			return bookRow{}, r.xml.fault(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if r.xml.begin(); t.Name.Local == "Row" {
				return r.row(t)
			}
		case xml.EndElement:
			if t.Name.Local == "Worksheet" {
				return bookRow{}, io.EOF
			}
		}
	}
}

// ahead reads the number that an element gives itself behind those before it.
func ahead(e xml.StartElement, before, most int) (int, error) {
	n := before + 1
	if text := attribute(e, "Index"); text != "" {
		given, err := strconv.Atoi(text)
		if err != nil || given < n {
			return 0, errors.New("rows or cells are not in their order")
		}
		n = given
	}
	if n > most {
		return 0, fmt.Errorf("a row or cell has number %d", n)
	}
	return n, nil
}

func (r *sheetMLRows) row(e xml.StartElement) (row bookRow, err error) {
	if row.line, err = ahead(e, r.last, maxSheetRow); err != nil {
		return row, err
	}
	r.last = row.line
	if span, err := strconv.Atoi(attribute(e, "Span")); err == nil && span > 0 {
		r.last = min(r.last+span, maxSheetRow)
	}
	for {
		t, err := r.xml.token()
		if err != nil {
			return row, r.xml.fault(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if t.Name.Local != "Cell" {
				if err := r.xml.Skip(); err != nil {
					return row, r.xml.fault(err)
				}
				continue
			}
			if err := r.cell(&row, t); err != nil {
				return row, err
			}
		case xml.EndElement:
			return row, nil
		}
	}
}

func (r *sheetMLRows) cell(row *bookRow, e xml.StartElement) error {
	at, err := ahead(e, len(row.cells), maxSheetColumn)
	if err != nil {
		return err
	}
	row.cells = append(row.cells, make([]cell, at-1-len(row.cells))...)
	c := cell{}
	for {
		t, err := r.xml.token()
		if err != nil {
			return r.xml.fault(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if t.Name.Local != "Data" {
				if err := r.xml.Skip(); err != nil { // a comment
					return r.xml.fault(err)
				}
				continue
			}
			text, err := allText(r.xml)
			if err != nil {
				return err
			}
			c = sheetMLCell(attribute(t, "Type"), text, r.book.shown[attribute(e, "StyleID")], r.book.days)
		case xml.EndElement:
			c.formula = attribute(e, "Formula") != ""
			row.cells = append(row.cells, c)
			if across, err := strconv.Atoi(attribute(e, "MergeAcross")); err == nil && across > 0 {
				row.cells = append(row.cells, make([]cell, min(across, maxSheetColumn-len(row.cells)))...)
			}
			return nil
		}
	}
}

func sheetMLCell(kind, text string, shown dateShown, from1904 bool) cell {
	switch kind {
	case "DateTime":
		return isoCell(text, shown)
	case "Number":
		return numberCell(text, shown, from1904)
	case "Boolean":
		return truthCell(text)
	case "Error":
		return cell{text: text, kind: cellError}
	}
	return cell{text: text}
}

// allText reads the text of an element and of those in it, up to its end.
func allText(x *sheetXML) (string, error) {
	var text strings.Builder
	for depth := 1; ; {
		t, err := x.token()
		if err != nil {
			return "", x.fault(err)
		}
		switch t := t.(type) {
		case xml.CharData:
			text.Write(t)
		case xml.StartElement:
			depth++
		case xml.EndElement:
			if depth--; depth == 0 {
				return text.String(), nil
			}
		}
	}
}
