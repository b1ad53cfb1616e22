package loaders

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"sightline/timeline"
)

// dateFormats are number formats by which a workbook's day may have been shown.
var dateFormats = []string{
	"yyyy-mm-dd", "m/d/yyyy", "mm/dd/yyyy", "m/d/yy", "mm-dd-yy", "d-mmm-yy", "d-mmm-yyyy", "mmm-yy", "mmm yyyy", "mmmm yyyy", "mmmm-yy",
	"mm/yyyy", "m/yyyy",
	"yyyy-mm", "yyyy", "mmm d, yyyy", "mmmm d, yyyy", "m/d/yy h:mm", "m/d/yyyy h:mm", "mm/dd/yyyy hh:mm", "yyyy-mm-dd hh:mm:ss",
	"yyyy-mm-dd hh:mm",
}

// writeWorkbookRejects writes rejected rows of a workbook as one with a sheet.
func writeWorkbookRejects(w io.Writer, s Shape, rejects []timeline.Reject) (err error) {
	f := excelize.NewFile()
	defer func() {
		if closeErr := f.Close(); err == nil {
			err = closeErr
		}
		if err != nil {
			err = fmt.Errorf("write rejects: %w", err)
		}
	}()
	b := &rejectBook{file: f, sheet: f.GetSheetName(0), styles: map[string]int{}}
	if s.Days1904 {
		b.err = f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &s.Days1904})
	}
	for i, h := range append([]string{columnLine, columnReason, s.said(columnRow)}, s.Names...) {
		b.set(i, 1, h)
	}
	for n := range rejects {
		r := &rejects[n]
		b.set(0, n+2, "#"+strconv.Itoa(r.Line))
		reason := reasonOf(r)
		shown, cells := shownCells(r.Context), strings.Split(string(r.Text), "\t")
		if apart(r) || !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" }) ||
			slices.ContainsFunc(cells, noCell) {
			if len(r.Text) > maxHeldCell && !cut(r) {
				reason += cutNote
			}
			b.set(1, n+2, reason)
			b.set(2, n+2, strconv.QuoteToASCII(string(r.Text[:min(len(r.Text), maxHeldCell)])))
			continue
		}
		b.set(1, n+2, reason)
		if len(shown) == 0 {
			b.set(2, n+2, r.Context)
		}
		for i, raw := range cells {
			b.raw(markedCells+i, n+2, raw, shown[i])
		}
	}
	if b.err != nil {
		return b.err
	}
	_, err = f.WriteTo(w)
	return err
}

// maxHeldCell is how many bytes of a record a cell holds, quoted at up to four characters a byte.
const maxHeldCell = (excelize.TotalCellChars - 2) / 4

// noCell reports whether a workbook cannot keep a text in a cell.
func noCell(text string) bool {
	return len(text) > excelize.TotalCellChars ||
		strings.ContainsFunc(text, func(c rune) bool { return c < ' ' && c != '\n' || c >= 0xfffd && c <= 0xffff })
}

// rejectBook writes cells; the first failure is kept.
type rejectBook struct {
	file   *excelize.File
	sheet  string
	styles map[string]int
	err    error
}

func (b *rejectBook) set(column, row int, value any) {
	cell, err := excelize.CoordinatesToCellName(column+1, row)
	b.err = errors.Join(b.err, err)
	if b.err == nil {
		b.err = b.file.SetCellValue(b.sheet, cell, value)
	}
}

// raw writes a cell so that its raw value is the same again, and shows the same where that is known.
func (b *rejectBook) raw(column, row int, raw, shown string) {
	number, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsNaN(number) || math.IsInf(number, 0) || strconv.FormatFloat(number, 'f', -1, 64) != raw {
		b.set(column, row, raw)
		return
	}
	b.set(column, row, number)
	if shown == "" || b.err != nil {
		return
	}
	cell, err := excelize.CoordinatesToCellName(column+1, row)
	if err != nil {
		b.err = err
		return
	}
	for _, format := range dateFormats {
		if b.err = b.file.SetCellStyle(b.sheet, cell, cell, b.style(format)); b.err != nil {
			return
		}
		if now, err := b.file.GetCellValue(b.sheet, cell); err == nil && now == shown {
			return
		}
	}
	b.err = errors.Join(b.err, b.file.SetCellStyle(b.sheet, cell, cell, b.style(dateFormats[0])))
}

func (b *rejectBook) style(format string) int {
	if id, ok := b.styles[format]; ok {
		return id
	}
	id, err := b.file.NewStyle(&excelize.Style{CustomNumFmt: &format})
	b.err = errors.Join(b.err, err)
	b.styles[format] = id
	return id
}

// shownCells reads what shownContext wrote: texts by column.
func shownCells(context string) map[int]string {
	shown := map[int]string{}
	for line := range strings.Lines(context) {
		column, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if i, err := strconv.Atoi(column); err == nil {
			shown[i] = text
		}
	}
	return shown
}
