package workbook

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"sightline/loaders/charset"
)

// sheetText is a workbook whose sheets stand behind one another in one document.
type sheetText struct {
	data []byte
	list []Sheet
	from []int64 // where the sheets begin
}

func (b *sheetText) Sheets() []Sheet { return b.list }

func (b *sheetText) add(sheet Sheet, from int64) error {
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
	shown map[string]Shown // by style
	days  bool
}

const sheetMLMark = "urn:schemas-microsoft-com:office:spreadsheet"

// isSheetXML reports whether a file begins like a workbook that is XML all of it.
func isSheetXML(head []byte) bool {
	if enc, _ := charset.UTF16(head); enc != nil {
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
	if enc, _ := charset.UTF16(data); enc != nil {
		if decoded, err := enc.NewDecoder().Bytes(data); err == nil {
			return decoded
		}
	}
	return bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
}

func openSheetML(data []byte) (Book, error) {
	b := &sheetML{sheetText: sheetText{data: utf8XML(data)}, shown: map[string]Shown{}}
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
			if err := b.add(Sheet{Name: attribute(e, "Name")}, from); err != nil {
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
				b.list[len(b.list)-1].Hidden = strings.HasPrefix(text, "SheetHidden") || strings.HasPrefix(text, "SheetVeryHidden")
			}
		}
	}
}

// sheetMLFormat reads a number format, which may be one by its name.
func sheetMLFormat(format string) Shown {
	switch format {
	case "General Date":
		return Shown{Year: true, Month: true, Day: true, Clock: true}
	case "Short Date", "Medium Date", "Long Date":
		return Shown{Year: true, Month: true, Day: true}
	case "Short Time", "Medium Time", "Long Time":
		return Shown{Clock: true}
	case "Scientific":
		return Shown{powers: true}
	case "General Number", "Fixed", "Standard", "Percent", "Currency", "Euro Currency", "Yes/No", "True/False", "On/Off":
		return Shown{}
	}
	return shownIn(format)
}

func (b *sheetML) From1904() bool { return b.days }

func (b *sheetML) Open(sheet int) (Rows, error) {
	x, err := b.at(sheet)
	return &sheetMLRows{book: b, xml: x}, err
}

// sheetMLRows reads a sheet up to its end.
type sheetMLRows struct {
	book *sheetML
	xml  *sheetXML
	last int
}

func (r *sheetMLRows) Next() (Row, error) {
	for {
		t, err := r.xml.token()
		if err != nil {
			return Row{}, r.xml.fault(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if r.xml.begin(); t.Name.Local == "Row" {
				return r.row(t)
			}
		case xml.EndElement:
			if t.Name.Local == "Worksheet" {
				return Row{}, io.EOF
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

func (r *sheetMLRows) row(e xml.StartElement) (row Row, err error) {
	if row.Line, err = ahead(e, r.last, maxSheetRow); err != nil {
		return row, err
	}
	r.last = row.Line
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

func (r *sheetMLRows) cell(row *Row, e xml.StartElement) error {
	at, err := ahead(e, len(row.Cells), maxSheetColumn)
	if err != nil {
		return err
	}
	row.Cells = append(row.Cells, make([]Cell, at-1-len(row.Cells))...)
	c := Cell{}
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
			c.Formula = attribute(e, "Formula") != ""
			row.Cells = append(row.Cells, c)
			if across, err := strconv.Atoi(attribute(e, "MergeAcross")); err == nil && across > 0 {
				row.Cells = append(row.Cells, make([]Cell, min(across, maxSheetColumn-len(row.Cells)))...)
			}
			return nil
		}
	}
}

func sheetMLCell(kind, text string, shown Shown, from1904 bool) Cell {
	switch kind {
	case "DateTime":
		return isoCell(text, shown)
	case "Number":
		return numberCell(text, shown, from1904)
	case "Boolean":
		return truthCell(text)
	case "Error":
		return Cell{Text: text, Kind: KindError}
	}
	return Cell{Text: text}
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
