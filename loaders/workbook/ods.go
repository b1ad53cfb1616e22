package workbook

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// ods is a workbook of OpenDocument, in a ZIP archive or as one flat XML document.
type ods struct{ sheetText }

// flatMark is what a flat workbook says of itself.
const flatMark = "application/vnd.oasis.opendocument.spreadsheet"

// maxSheetsText is the largest part with the sheets of such a workbook, which is held in memory.
const maxSheetsText = 96 << 20

func openODS(p parts) (Book, error) {
	if f := p["meta-inf/manifest.xml"]; f != nil {
		if text, err := readAll(f, 1<<20); err == nil && bytes.Contains(text, []byte("encryption-data")) {
			return nil, errors.New("the workbook is protected by a password: save it without one")
		}
	}
	content, err := readAll(p["content.xml"], maxSheetsText+1)
	if err != nil {
		return nil, fmt.Errorf("its content is damaged: %w", err)
	}
	if len(content) > maxSheetsText {
		return nil, fmt.Errorf("its sheets take more than %d MiB: save them as CSV", maxSheetsText>>20)
	}
	return newODS(content)
}

func newODS(content []byte) (Book, error) {
	b := &ods{sheetText{data: utf8XML(content)}}
	x := newSheetXML(bytes.NewReader(b.data))
	unseen, style := map[string]bool{}, ""
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
		case "tracked-changes", "annotation", "shapes":
			if err := x.Skip(); err != nil {
				return nil, x.fault(err)
			}
		case "style":
			style = attribute(e, "name")
		case "table-properties":
			unseen[style] = attribute(e, "display") == "false"
		case "table":
			if err := b.add(Sheet{attribute(e, "name"), unseen[attribute(e, "style-name")]}, from); err != nil {
				return nil, err
			}
		}
	}
}

func (b *ods) From1904() bool { return false }

func (b *ods) Open(sheet int) (Rows, error) {
	x, err := b.at(sheet)
	return &odsRows{xml: x}, err
}

// odsRows reads a sheet up to its end. A row that stands for several is given so often.
type odsRows struct {
	xml   *sheetXML
	last  int
	again Row
	times int // that it is still to be given
}

func (r *odsRows) Next() (Row, error) {
	if r.times > 0 {
		r.times--
		r.last++
		return Row{Line: r.last, Cells: append([]Cell(nil), r.again.Cells...)}, nil
	}
	for {
		t, err := r.xml.token()
		if err != nil {
			return Row{}, r.xml.fault(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			r.xml.begin()
			switch t.Name.Local {
			case "table-row":
				row, err := r.row(t)
				if err != nil || len(row.Cells) > 0 {
					return row, err
				}
			case "shapes", "annotation", "forms":
				if err := r.xml.Skip(); err != nil {
					return Row{}, r.xml.fault(err)
				}
			}
		case xml.EndElement:
			if t.Name.Local == "table" {
				return Row{}, io.EOF
			}
		}
	}
}

// timesOf reads how often an element is meant.
func timesOf(e xml.StartElement, name string) int {
	n, err := strconv.Atoi(attribute(e, name))
	if err != nil {
		return 1
	}
	return max(n, 1)
}

func (r *odsRows) row(e xml.StartElement) (row Row, err error) {
	n := timesOf(e, "number-rows-repeated")
	empty := 0 // cells behind the last one with a value
	for {
		t, err := r.xml.token()
		if err != nil {
			return row, r.xml.fault(err)
		}
		if _, ends := t.(xml.EndElement); ends {
			break
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		if e.Name.Local != "table-cell" && e.Name.Local != "covered-table-cell" {
			if err := r.xml.Skip(); err != nil {
				return row, r.xml.fault(err)
			}
			continue
		}
		c, err := r.cell(e)
		if err != nil {
			return row, err
		}
		columns := timesOf(e, "number-columns-repeated")
		if c.Text == "" {
			empty += min(columns, maxSheetColumn)
			continue
		}
		if len(row.Cells)+empty+columns > maxSheetColumn {
			return row, errors.New("a row has more cells than a sheet can have")
		}
		row.Cells = append(row.Cells, make([]Cell, empty)...)
		empty = 0
		for range columns {
			row.Cells = append(row.Cells, c)
		}
	}
	if len(row.Cells) == 0 {
		r.last = min(r.last+min(n, maxSheetRow), maxSheetRow)
		return row, nil
	}
	if r.last+min(n, maxSheetRow+1) > maxSheetRow {
		return row, errors.New("it has more rows than a sheet can have")
	}
	r.last++
	row.Line, r.again, r.times = r.last, row, n-1
	if r.times > 0 {
		row.Cells = append([]Cell(nil), row.Cells...)
	}
	return row, nil
}

func (r *odsRows) cell(e xml.StartElement) (Cell, error) {
	shown, err := paragraphs(r.xml)
	if err != nil {
		return Cell{}, err
	}
	c := Cell{Text: shown}
	value := attribute(e, "value")
	switch attribute(e, "value-type") {
	case "float", "currency":
		c = Cell{Text: numberText(value), Kind: KindNumber}
		if powersShown.MatchString(shown) {
			c.Kind = KindPowers
		}
	case "percentage":
		c = Cell{Text: numberText(value), Kind: KindNumber}
	case "date":
		c = isoCell(attribute(e, "date-value"), odsShown(shown))
	case "time":
		c = durationCell(attribute(e, "time-value"))
	case "boolean":
		c = truthCell(attribute(e, "boolean-value"))
	case "string":
		if text := attribute(e, "string-value"); text != "" {
			c.Text = text
		}
	}
	if strings.HasPrefix(shown, "#") && strings.HasSuffix(attribute(e, "value-type"), "error") {
		c.Kind = KindError
	}
	c.Formula = attribute(e, "formula") != ""
	return c, nil
}

var (
	powersShown = regexp.MustCompile(`^-?\d+([.,]\d+)?E[+-]?\d+$`)
	// What a workbook shows for a date without its day: Mar-19, March 2019, 03/2019, 2019-03.
	monthShown = regexp.MustCompile(`^([A-Za-z]{3,9}[-/ ,]+(\d{2}|\d{4})|\d{1,2}[-/.]\d{4}|\d{4}[-/.]\d{1,2})$`)
	yearShown  = regexp.MustCompile(`^\d{4}$`)
)

// odsShown reads what is shown of a date by what it shows: its styles may lie in another part.
func odsShown(text string) Shown {
	switch {
	case yearShown.MatchString(text):
		return Shown{Year: true}
	case monthShown.MatchString(text):
		return Shown{Year: true, Month: true}
	}
	return Shown{Year: true, Month: true, Day: true, Clock: strings.Contains(text, ":")}
}

// durationText is a time of day as XML writes it.
var durationText = regexp.MustCompile(`^PT(\d{1,6})H(\d{1,2})M(\d{1,2}(?:[.,]\d+)?)S$`)

func durationCell(text string) Cell {
	m := durationText.FindStringSubmatch(text)
	if m == nil {
		return Cell{Text: text, Kind: KindClock}
	}
	hours, _ := strconv.Atoi(m[1])
	minutes, _ := strconv.Atoi(m[2])
	seconds, err := strconv.ParseFloat(strings.Replace(m[3], ",", ".", 1), 64)
	if hours > 23 || minutes > 59 || err != nil || seconds >= 60 {
		return Cell{Text: text, Kind: KindClock}
	}
	at := time.Date(2000, 1, 1, hours, minutes, 0, 0, time.UTC).Add(time.Duration(math.Round(seconds*1000)) * time.Millisecond)
	return Cell{Text: at.Format("15:04:05.999"), Kind: KindClock}
}

// paragraphs reads the text that a cell shows, up to its end, with a line for each paragraph and without its comment.
func paragraphs(x *sheetXML) (string, error) {
	var text strings.Builder
	inside, lines := 0, 0
	for depth := 1; ; {
		t, err := x.token()
		if err != nil {
			return "", x.fault(err)
		}
		switch t := t.(type) {
		case xml.CharData:
			if inside > 0 {
				text.Write(t)
			}
		case xml.StartElement:
			switch t.Name.Local {
			case "annotation", "object", "image", "frame", "shapes", "table":
				if err := x.Skip(); err != nil {
					return "", x.fault(err)
				}
				continue
			case "p", "h":
				if lines++; lines > 1 {
					text.WriteByte('\n')
				}
				inside++
			case "s":
				text.WriteString(strings.Repeat(" ", min(timesOf(t, "c"), 1000)))
			case "tab":
				text.WriteByte('\t')
			case "line-break":
				text.WriteByte('\n')
			}
			depth++
		case xml.EndElement:
			if t.Name.Local == "p" || t.Name.Local == "h" {
				inside--
			}
			if depth--; depth == 0 {
				return text.String(), nil
			}
		}
		if text.Len() > MaxRow {
			return "", errLongRow
		}
	}
}
