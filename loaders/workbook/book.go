// Package workbook reads the sheets of workbooks of any form, cell by cell as text with its type: Office Open XML (.xlsx), Excel 97 (.xls),
// OpenDocument (.ods, .fods) and XML of Excel 2003. What is read is bounded, and formulas are never evaluated.
package workbook

import (
	"archive/zip"
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

	"golang.org/x/text/encoding/htmlindex"
)

const (
	MaxBytes    = 64 << 20  // largest workbook file, in bytes
	MaxUnpacked = 256 << 20 // most one of its parts may unpack to
	maxTexts    = 128 << 20 // most its shared texts may take
	MaxRow      = 16 << 20  // largest row
	MaxCells    = 32 << 20  // most cells of a workbook, with those that are empty before others
	maxSheetRow = 1 << 20   // rows of a sheet in the programs that write them
	maxSheets   = 1024
	headBytes   = 64 << 10 // of a file, by which is told what it is
)

// book is a workbook of any form. Formulas are never evaluated: the values that they had when it was saved are read.
type Book interface {
	Sheets() []Sheet
	Open(sheet int) (Rows, error)
	From1904() bool // bare day numbers count from 1904
}

// bookSheet is a sheet as the workbook lists it.
type Sheet struct {
	Name   string
	Hidden bool
}

// bookRows reads the rows of a sheet; next returns io.EOF after the last. Rows without cells may be left out.
type Rows interface{ Next() (Row, error) }

// bookRow is a row and its number, from 1. Nothing of it is used again by its reader.
type Row struct {
	Line  int
	Cells []Cell
}

// cell is a value as text: dates and times as 2026-03-02 14:15:30, a month as 2026-03, truth values as TRUE and FALSE.
type Cell struct {
	Text    string
	Kind    Kind
	Formula bool
}

// cellKind is what a workbook says that a value is.
type Kind byte

const (
	KindText Kind = iota
	KindNumber
	KindPowers // a number shown with a power of ten, which is what becomes of 12E45
	KindDate   // a date, perhaps with a time
	KindClock  // a date and time of which only the time is shown, or a time alone
	KindTruth
	KindError
)

// isWorkbook reports whether a file begins like a workbook: a ZIP archive, which may hold one, an XML document of Excel 2003 or a flat
// one of OpenDocument, or a container of Office 97.
func IsWorkbook(head []byte) bool {
	return IsZIP(head) || isOLE(head) || isSheetXML(head)
}

func IsZIP(head []byte) bool { return bytes.HasPrefix(head, []byte("PK\x03\x04")) }

func isOLE(head []byte) bool {
	return bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
}

// openBook opens a workbook by its content. The error says what the file is instead, or what is wrong with it, and what to do.
func Open(data []byte) (Book, error) {
	switch {
	case isOLE(data):
		return openXLS(data)
	case !IsZIP(data):
		if bytes.Contains(data[:min(len(data), headBytes)], []byte(flatMark)) {
			return newODS(data)
		}
		return openSheetML(data)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, errors.New("this is a ZIP archive or a workbook that is damaged or cut off: get the whole file")
	}
	switch p := newParts(z); InArchive(z) {
	case "xlsx":
		return openXLSX(p)
	case "ods":
		return openODS(p)
	case "xlsb":
		return nil, errors.New("this is a binary workbook (.xlsb): open it and save it as .xlsx or CSV")
	case "numbers":
		return nil, errors.New("this is a workbook of Apple Numbers: open it and export it as Excel (.xlsx) or CSV")
	}
	return nil, errors.New("this is a ZIP archive but no whole XLSX workbook: save it again as .xlsx or CSV and load that")
}

// bookIn says what workbook a ZIP archive is, "" for none.
func InArchive(z *zip.Reader) string {
	p := newParts(z)
	has := func(name string) bool { return p[name] != nil }
	switch {
	case has("xl/workbook.xml"):
		return "xlsx"
	case has("xl/workbook.bin"):
		return "xlsb"
	case has("index/document.iwa"), has("index.zip"):
		return "numbers"
	case has("content.xml") && has("mimetype"):
		if text, err := readAll(p["mimetype"], 100); err == nil && strings.Contains(string(text), "opendocument.spreadsheet") {
			return "ods"
		}
	}
	return ""
}

// partName is the name of a part as it is looked for: some programs write backslashes, or another case.
func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// parts are those of a workbook that is a ZIP archive.
type parts map[string]*zip.File

func newParts(z *zip.Reader) parts {
	p := parts{}
	for _, f := range z.File {
		if name := partName(f.Name); p[name] == nil {
			p[name] = f
		}
	}
	return p
}

func readAll(f *zip.File, most int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, most))
}

// xml opens a part as XML.
func (p parts) xml(name string) (*sheetXML, error) {
	f := p[partName(name)]
	if f == nil {
		return nil, fmt.Errorf("it has no part %q", name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	return newSheetXML(r), nil
}

// decode reads a whole part of which little is wanted; one that is missing is empty.
func (p parts) decode(name string, into any) error {
	if p[partName(name)] == nil {
		return nil
	}
	x, err := p.xml(name)
	if err != nil {
		return err
	}
	x.begin()
	return x.fault(x.Decode(into))
}

// sheetXML reads the XML of a workbook: so much of it, and between two calls of begin no more than a row may take.
type sheetXML struct {
	*xml.Decoder
	in    *rowReader
	lines int // of the document before what is read
}

func newSheetXML(r io.Reader) *sheetXML {
	in := &rowReader{r: r}
	x := &sheetXML{Decoder: xml.NewDecoder(in), in: in}
	x.CharsetReader = charsetReader
	return x
}

// begin marks that a row begins.
func (x *sheetXML) begin() { x.in.since = 0 }

// charsetReader reads the encodings that XML may declare.
func charsetReader(label string, in io.Reader) (io.Reader, error) {
	if l := strings.ToLower(label); strings.HasPrefix(l, "utf-16") || l == "ucs-2" {
		return in, nil // which was decoded before
	}
	enc, err := htmlindex.Get(label)
	if err != nil {
		return nil, fmt.Errorf("encoding %q is not known", label)
	}
	return enc.NewDecoder().Reader(in), nil
}

// damage is where the XML of a workbook is damaged.
type damage struct {
	line int
	err  error
}

func (d *damage) Error() string {
	return fmt.Sprintf("damaged at line %d of its XML: %v", d.line, d.err)
}
func (d *damage) Unwrap() error { return d.err }

// fault tells where the XML is damaged.
func (x *sheetXML) fault(err error) error {
	var known *damage
	if err == nil || errors.Is(err, errLongRow) || errors.Is(err, errLongPart) || errors.As(err, &known) {
		return err
	}
	line, _ := x.InputPos()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return &damage{x.lines + line, err}
}

// token returns the next token; io.EOF at the end of the whole document.
func (x *sheetXML) token() (xml.Token, error) {
	t, err := x.Token()
	if err == nil || err == io.EOF {
		return t, err
	}
	return nil, x.fault(err)
}

var (
	errLongRow  = fmt.Errorf("a row takes more than %d MiB", MaxRow>>20)
	errLongPart = fmt.Errorf("it unpacks to more than %d MiB", MaxUnpacked>>20)
)

// rowReader bounds what is read in all, and since the last row began.
type rowReader struct {
	r            io.Reader
	total, since int64
}

func (r *rowReader) Read(b []byte) (int, error) {
	n, err := r.r.Read(b)
	r.total, r.since = r.total+int64(n), r.since+int64(n)
	switch {
	case r.total > MaxUnpacked:
		return n, errLongPart
	case r.since > MaxRow+headBytes:
		return n, errLongRow
	}
	return n, err
}

// attribute is the value of an attribute whatever its name space, "" where there is none.
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// numberText writes a number as workbooks show it, to fifteen digits.
func numberText(raw string) string {
	raw = strings.TrimSpace(raw)
	if len(raw) < 16 && !strings.ContainsAny(raw, "eExXpP_") {
		return raw
	}
	v, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) || strings.ContainsAny(raw, "xXpP_") {
		return raw
	}
	short := strconv.FormatFloat(v, 'g', 15, 64)
	if v, err = strconv.ParseFloat(short, 64); err != nil {
		return raw
	}
	if size := math.Abs(v); size != 0 && (size >= 1e15 || size < 1e-9) {
		return strconv.FormatFloat(v, 'E', -1, 64)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// dateShown is what a number format shows of a date.
type Shown struct {
	Year, Month, Day, Clock bool
	elapsed                 bool // hours beyond a day
	powers                  bool // no date: a number with a power of ten
}

func (d Shown) isDate() bool { return d.Year || d.Month || d.Day || d.Clock }

// shownBy reads a number format. The format that Excel keeps by the numbers of its own is "" with that number.
func shownBy(id int, format string) Shown {
	switch {
	case format != "":
		return shownIn(format)
	case id == 17:
		return Shown{Year: true, Month: true}
	case id == 14 || id == 15 || id >= 27 && id <= 31 || id >= 50 && id <= 54 || id == 36 || id == 57 || id == 58:
		return Shown{Year: true, Month: true, Day: true}
	case id == 16:
		return Shown{Month: true, Day: true}
	case id == 22:
		return Shown{Year: true, Month: true, Day: true, Clock: true}
	case id >= 18 && id <= 21 || id >= 32 && id <= 35 || id == 45 || id == 47 || id == 55 || id == 56:
		return Shown{Clock: true}
	case id == 46:
		return Shown{Clock: true, elapsed: true}
	case id == 11 || id == 48:
		return Shown{powers: true}
	}
	return Shown{}
}

var powersFormat = regexp.MustCompile(`[0#?]\.?e[+-][0#?]`)

// shownIn reads the text of a number format such as yyyy-mm-dd or [$-409]h:mm AM/PM.
func shownIn(format string) (d Shown) {
	format, _, _ = strings.Cut(format, ";")
	if strings.EqualFold(format, "General") {
		return d
	}
	text := []byte(strings.NewReplacer("am/pm", "", "a/p", "").Replace(strings.ToLower(format)))
	if powersFormat.Match(text) {
		return Shown{powers: true}
	}
	months, minutes := false, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '\\', '_', '*':
			i++
		case '"':
			for i++; i < len(text) && text[i] != '"'; i++ {
			}
		case '[':
			end := bytes.IndexByte(text[i:], ']')
			if end < 0 {
				return Shown{}
			}
			if inner := strings.Trim(string(text[i+1:i+end]), "hms"); inner == "" && end > 1 {
				d.Clock, d.elapsed = true, true
			}
			i += end
		case 'e':
			d.Year = true
		case 'y':
			d.Year = true
		case 'd':
			d.Day = true
		case 'h', 's':
			d.Clock = true
			minutes = minutes || c == 'h'
		case 'm':
			run := 1
			for i+run < len(text) && text[i+run] == 'm' {
				run++
			}
			rest := bytes.TrimLeft(text[i+run:], ": .\\")
			if run > 2 || !minutes && !bytes.HasPrefix(rest, []byte("s")) {
				months = true
			} else {
				d.Clock = true
			}
			minutes = false
			i += run - 1
		case '0', '#', '?':
			if !d.isDate() && !months {
				return Shown{} // a number, whatever letters are behind
			}
		}
	}
	d.Month = months
	return d
}

// dayText writes a day number of a workbook's calendar as its format shows it: a month where no day is shown, and the time of day
// wherever there is one.
func Day(raw string, shown Shown, from1904 bool) Cell {
	v, err := strconv.ParseFloat(strings.TrimSpace(raw), 64)
	number := Cell{Text: numberText(raw), Kind: KindNumber}
	if err != nil || v < 0 || v >= 2958466 || v < 1 && !shown.Clock || v >= 1 && shown.elapsed || math.IsNaN(v) {
		return number
	}
	day, part := math.Modf(v)
	milli := int64(math.Round(part * 86_400_000))
	if left := milli % 1000; left <= 1 || left >= 999 { // what a day number of so many digits cannot tell
		milli = (milli + 1) / 1000 * 1000
	}
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case from1904:
		base = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case day < 60:
		base = base.AddDate(0, 0, 1) // the calendar has a 29 February 1900
	}
	at := base.AddDate(0, 0, int(day)).Add(time.Duration(milli) * time.Millisecond)
	return Cell{timeText(at, shown, v < 1), dateKind(shown, v < 1), false}
}

func dateKind(shown Shown, timeOnly bool) Kind {
	if timeOnly || shown.Clock && !shown.Day && !shown.Month && !shown.Year {
		return KindClock
	}
	return KindDate
}

// timeText writes a time of a workbook.
func timeText(at time.Time, shown Shown, timeOnly bool) string {
	clock := "15:04:05.999"
	midnight := at.Hour() == 0 && at.Minute() == 0 && at.Second() == 0 && at.Nanosecond() == 0
	switch {
	case timeOnly:
		return at.Format(clock)
	case shown.Clock || !midnight:
		return at.Format("2006-01-02 " + clock)
	case shown.Year && !shown.Day && at.Day() == 1 && shown.Month:
		return at.Format("2006-01")
	case shown.Year && !shown.Day && !shown.Month && at.YearDay() == 1:
		return at.Format("2006")
	}
	return at.Format(time.DateOnly)
}

// isoCell reads a date or time in the form of XML: 2026-03-02T14:15:30.000, 2026-03-02, 14:15:30. A time alone may stand on the first
// day of the calendar.
func isoCell(text string, shown Shown) Cell {
	text = strings.TrimSpace(text)
	for _, layout := range []string{"2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", time.DateOnly,
		"2006-01-02T15:04", time.RFC3339Nano} {
		at, err := time.Parse(layout, text)
		if err != nil {
			continue
		}
		if layout == time.RFC3339Nano {
			return Cell{Text: text, Kind: KindDate}
		}
		at = at.Round(time.Millisecond)
		timeOnly := at.Year() == 1899 && at.Month() == time.December && at.Day() >= 30
		return Cell{timeText(at, shown, timeOnly), dateKind(shown, timeOnly), false}
	}
	return Cell{Text: strings.TrimSuffix(text, "Z"), Kind: KindDate}
}
