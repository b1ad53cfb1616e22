package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// workbook writes sheets of typed cells one after another. Texts are never formulas; one that would look like one has the
// number format "text", so that it stays a text when it is edited.
type workbook struct {
	file   *excelize.File
	styles map[string]int // by number format, with an asterisk before it for rows set aside
	sheets int
}

// heading is the head of a column of a sheet.
type heading struct {
	title string
	width float64 // characters
}

// line is one row of a sheet.
type line struct {
	aside bool // drawn as set aside
	cells []any
}

// formats of cells.
const (
	formatText    = "@"
	formatInstant = "yyyy-mm-dd hh:mm:ss"
	formatWrapped = "wrapped" // text over several lines
	formatHead    = "head"
)

// face is the font of a new workbook.
const face = "Calibri"

func newWorkbook(m *material) (*workbook, error) {
	b := &workbook{file: excelize.NewFile(excelize.Options{TmpDir: m.Scratch}), styles: map[string]int{}}
	b.file.SetZipWriter(func(w io.Writer) excelize.ZipWriter { return newSortedZip(w) })
	at, creator := instant(m.Made), printable(m.Analyst)
	err := b.file.SetDocProps(&excelize.DocProperties{
		Title: printable(m.title()), Creator: creator, LastModifiedBy: creator, Created: at, Modified: at,
		Description: strings.Join(kinds.Caveats(), " "),
	})
	return b, err
}

// style returns the style of a format, made once.
func (b *workbook) style(format string, aside bool) (int, error) {
	key := format
	if aside {
		key = "*" + format
	}
	if id, ok := b.styles[key]; ok {
		return id, nil
	}
	s := &excelize.Style{Alignment: &excelize.Alignment{Vertical: "top"}}
	switch format {
	case "":
	case formatText:
		s.NumFmt = 49 // built in: text
	case formatWrapped:
		s.Alignment.WrapText = true
	case formatHead:
		s.Font = &excelize.Font{Bold: true, Family: face, Size: 11}
		s.Alignment = &excelize.Alignment{Vertical: "center", WrapText: true}
	default:
		s.CustomNumFmt = &format
	}
	if aside {
		s.Font = &excelize.Font{Italic: true, Color: "6a6a6a", Family: face, Size: 11}
	}
	id, err := b.file.NewStyle(s)
	b.styles[key] = id
	return id, err
}

// add writes a sheet with a frozen head and filters. Names are at most 31 characters.
func (b *workbook) add(ctx context.Context, name string, heads []heading, lines iter.Seq[line]) error {
	b.sheets++
	if err := b.begin(name); err != nil {
		return err
	}
	w, err := b.file.NewStreamWriter(name)
	if err != nil {
		return err
	}
	head, err := b.style(formatHead, false)
	if err != nil {
		return err
	}
	top := make([]any, len(heads))
	for i, h := range heads {
		top[i] = excelize.Cell{StyleID: head, Value: h.title}
		if err := w.SetColWidth(i+1, i+1, h.width); err != nil {
			return err
		}
	}
	if err := w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := w.SetRow("A1", top, excelize.RowOpts{Height: 30}); err != nil {
		return err
	}
	n := 1
	for l := range lines {
		if n++; n > excelize.TotalRows {
			return errors.New("there are more rows than a sheet holds; use csv")
		}
		if err := b.row(w, n, heads, l); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	last, err := excelize.CoordinatesToCellName(len(heads), max(n, 2))
	if err != nil {
		return err
	}
	plain := false
	err = w.AddTable(&excelize.Table{Range: "A1:" + last, Name: strings.ReplaceAll(name, " ", "_"), StyleName: "TableStyleLight1",
		ShowRowStripes: &plain})
	if err != nil {
		return err
	}
	return w.Flush()
}

func (b *workbook) begin(name string) error {
	if b.sheets == 1 { // a new file has one sheet
		return b.file.SetSheetName(b.file.GetSheetName(0), name)
	}
	_, err := b.file.NewSheet(name)
	return err
}

func (b *workbook) row(w *excelize.StreamWriter, n int, heads []heading, l line) error {
	cells := make([]any, len(l.cells))
	tall := 1
	for i, v := range l.cells {
		if v == nil {
			continue
		}
		if text, ok := v.(wrapped); ok {
			tall = max(tall, int(float64(utf8.RuneCountInString(string(text)))/heads[i].width)+1)
		}
		value, format := cellOf(v)
		style, err := b.style(format, l.aside)
		if err != nil {
			return err
		}
		cells[i] = excelize.Cell{StyleID: style, Value: value}
	}
	at, err := excelize.CoordinatesToCellName(1, n)
	if err != nil {
		return err
	}
	if tall > 1 { // a streamed row does not grow by itself
		return w.SetRow(at, cells, excelize.RowOpts{Height: min(15*float64(tall), excelize.MaxRowHeight)})
	}
	return w.SetRow(at, cells)
}

func (b *workbook) write(w io.Writer) error {
	_, err := b.file.WriteTo(w)
	return err
}

func (b *workbook) close() error { return b.file.Close() }

// wrapped is a text shown over several lines.
type wrapped string

// cellOf is a value as a workbook holds it, with its format. Dates that a workbook cannot hold are texts.
func cellOf(v any) (any, string) {
	switch v := v.(type) {
	case string:
		return textCell(v)
	case wrapped:
		text, format := textCell(string(v))
		if format == "" {
			format = formatWrapped
		}
		return text, format
	case time.Time:
		if v.Year() >= 1901 && v.Year() <= 9999 {
			return v, formatInstant
		}
		return instant(v), formatText
	case civil:
		if v.Year() < 1901 || v.Year() > 9999 {
			return v.String(), formatText
		}
		// A workbook's dates have no zone: the local time is written as if it were UTC.
		_, seconds := v.Zone()
		return v.Add(time.Duration(seconds) * time.Second).UTC(), dateFormat(v.precision)
	}
	return v, ""
}

func dateFormat(p timeline.Precision) string {
	switch p {
	case timeline.Year:
		return "yyyy"
	case timeline.Month:
		return "yyyy-mm"
	case timeline.Day:
		return "yyyy-mm-dd"
	case timeline.Hour:
		return "yyyy-mm-dd hh"
	case timeline.Minute:
		return "yyyy-mm-dd hh:mm"
	}
	return formatInstant
}

// mostInCell is a little less than the most UTF-16 units that a cell holds.
const mostInCell = excelize.TotalCellChars - 100

// textCell is a text as a cell: what is too long is cut, and says so.
func textCell(text string) (string, string) {
	text = printable(lineEnds(text))
	if len(text) > mostInCell {
		units := 0
		for i, r := range text {
			if units += utf16.RuneLen(r); units > mostInCell {
				text = fmt.Sprintf("%s… [cut: %d bytes in all; the record has them]", text[:i], len(text))
				break
			}
		}
	}
	if formula(text) {
		return text, formatText
	}
	return text, ""
}
