package loaders

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"sightline/loaders/workbook"
)

// value is what a cell of a made-up workbook holds: a string, a float64, a bool, or one of these.
type (
	dayValue    time.Time // a date
	timeValue   time.Time // a date with a time
	clockValue  time.Time // the time of day alone
	monthValue  time.Time // a date of which month and year are shown
	powersValue float64   // shown with a power of ten
	bareValue   float64   // a number without a style that tells what it is
)

// madeSheet is a sheet of a made-up workbook.
type madeSheet struct {
	name   string
	hidden bool
	rows   [][]any
}

// What files of OpenDocument and of Excel 2003 say that they are.
const (
	flatMark    = "application/vnd.oasis.opendocument.spreadsheet"
	sheetMLMark = "urn:schemas-microsoft-com:office:spreadsheet"
)

// serialOf is a time as a day number.
func serialOf(at time.Time) float64 {
	return at.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24
}

func clockPart(at time.Time) float64 { s := serialOf(at); return s - float64(int(s)) }

func inXML(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		panic(err)
	}
	return b.String()
}

// asXLSX writes sheets as Office Open XML, with texts in the cells or shared, strict or transitional.
func asXLSX(tb testing.TB, sheets []madeSheet, strict, shared bool) map[string]string {
	main, rel := "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	if strict {
		main, rel = "http://purl.oclc.org/ooxml/spreadsheetml/main", "http://purl.oclc.org/ooxml/officeDocument/relationships"
	}
	parts := map[string]string{partTypes: fixedParts[partTypes], partRoot: fixedParts[partRoot], partStyles: `<styleSheet xmlns="` + main +
		`"><numFmts><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="m/d/yyyy h:mm:ss AM/PM"/></numFmts>` +
		`<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="21"/><xf numFmtId="17"/><xf numFmtId="11"/></cellXfs></styleSheet>`}
	list, rels := "", ""
	var known []string
	for i, s := range sheets {
		state := ""
		if s.hidden {
			state = ` state="hidden"`
		}
		list += fmt.Sprintf(`<sheet name="%s" sheetId="%d"%s r:id="rId%d"/>`, inXML(s.name), i+1, state, i+1)
		rels += fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, rel, i+1)
		var b strings.Builder
		b.WriteString(`<worksheet xmlns="` + main + `"><sheetData>`)
		for r, row := range s.rows {
			fmt.Fprintf(&b, `<row r="%d">`, r+1)
			for c, v := range row {
				number := func(style int, n float64) {
					fmt.Fprintf(&b, `<c r="%c%d" s="%d"><v>%v</v></c>`, 'A'+c, r+1, style, n)
				}
				switch v := v.(type) {
				case string:
					if shared {
						known = append(known, v)
						fmt.Fprintf(&b, `<c r="%c%d" t="s"><v>%d</v></c>`, 'A'+c, r+1, len(known)-1)
						continue
					}
					fmt.Fprintf(&b, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+c, r+1, inXML(v))
				case bool:
					fmt.Fprintf(&b, `<c r="%c%d" t="b"><v>%d</v></c>`, 'A'+c, r+1, map[bool]int{true: 1}[v])
				case float64:
					number(0, v)
				case bareValue:
					number(0, float64(v))
				case dayValue:
					number(1, serialOf(time.Time(v)))
				case timeValue:
					number(2, serialOf(time.Time(v)))
				case clockValue:
					number(3, clockPart(time.Time(v)))
				case monthValue:
					number(4, serialOf(time.Time(v)))
				case powersValue:
					number(5, float64(v))
				case nil:
				}
			}
			b.WriteString(`</row>`)
		}
		b.WriteString(`</sheetData></worksheet>`)
		parts[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)] = b.String()
	}
	texts := ""
	for _, k := range known {
		texts += `<si><r><t>` + inXML(k) + `</t></r><rPh><t>spoken</t></rPh></si>`
	}
	parts[workbookPart] = `<workbook xmlns="` + main + `" xmlns:r="` + rel + `"><workbookPr/><sheets>` + list + `</sheets></workbook>`
	parts[partRels] = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + rels + `</Relationships>`
	parts[partTexts] = `<sst xmlns="` + main + `">` + texts + `</sst>`
	return parts
}

// asODS writes sheets as the content of an OpenDocument workbook, with empty rows and cells as Calc adds them.
func asODS(sheets []madeSheet) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><office:document office:mimetype="` + flatMark + `" xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"><office:automatic-styles><style:style style:name="ta1"><style:table-properties table:display="true"/></style:style><style:style style:name="ta2"><style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>`)
	for _, s := range sheets {
		fmt.Fprintf(&b, `<table:table table:name="%s" table:style-name="%s"><table:table-column/>`, inXML(s.name), map[bool]string{false: "ta1", true: "ta2"}[s.hidden])
		for _, row := range s.rows {
			b.WriteString(`<table:table-row>`)
			for _, v := range row {
				typed := func(kind, attribute, value, shown string) {
					fmt.Fprintf(&b, `<table:table-cell office:value-type="%s" office:%s="%s"><text:p>%s</text:p></table:table-cell>`, kind, attribute, value, shown)
				}
				switch v := v.(type) {
				case string:
					fmt.Fprintf(&b, `<table:table-cell office:value-type="string"><office:annotation><text:p>a comment</text:p></office:annotation><text:p>%s</text:p></table:table-cell>`,
						strings.ReplaceAll(inXML(v), "  ", ` <text:s/>`))
				case bool:
					typed("boolean", "boolean-value", fmt.Sprint(v), strings.ToUpper(fmt.Sprint(v)))
				case float64:
					typed("float", "value", fmt.Sprint(v), fmt.Sprintf("%.1f", v))
				case bareValue:
					typed("float", "value", fmt.Sprint(float64(v)), "1")
				case dayValue:
					typed("date", "date-value", time.Time(v).Format(time.DateOnly), time.Time(v).Format("01/02/06"))
				case timeValue:
					typed("date", "date-value", time.Time(v).Format("2006-01-02T15:04:05"), time.Time(v).Format("01/02/06 15:04"))
				case clockValue:
					typed("time", "time-value", time.Time(v).Format("PT15H04M05S"), time.Time(v).Format("03:04 PM"))
				case monthValue:
					typed("date", "date-value", time.Time(v).Format(time.DateOnly), time.Time(v).Format("Jan-06"))
				case powersValue:
					typed("float", "value", fmt.Sprint(float64(v)), fmt.Sprintf("%.2E", float64(v)))
				case nil:
					b.WriteString(`<table:table-cell/>`)
				}
			}
			b.WriteString(`<table:table-cell table:number-columns-repeated="16000"/></table:table-row>`)
		}
		b.WriteString(`<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>`)
	}
	b.WriteString(`</office:spreadsheet></office:body></office:document>`)
	return b.String()
}

// asSheetML writes sheets in the XML of Excel 2003.
func asSheetML(sheets []madeSheet) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?>` + "\n" + `<?mso-application progid="Excel.Sheet"?><Workbook xmlns="` + sheetMLMark + `" xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:ss="` + sheetMLMark + `"><Styles><Style ss:ID="d"><NumberFormat ss:Format="Short Date"/></Style><Style ss:ID="t"><NumberFormat ss:Format="General Date"/></Style><Style ss:ID="c"><NumberFormat ss:Format="h:mm:ss"/></Style><Style ss:ID="m"><NumberFormat ss:Format="mmm\-yy"/></Style><Style ss:ID="e"><NumberFormat ss:Format="Scientific"/></Style></Styles>`)
	for _, s := range sheets {
		fmt.Fprintf(&b, "<Worksheet ss:Name=\"%s\"><Table>\n", inXML(s.name))
		for _, row := range s.rows {
			b.WriteString(`<Row>`)
			skipped := 0
			for c, v := range row {
				typed := func(style, kind, text string) {
					index := ""
					if skipped > 0 {
						index = fmt.Sprintf(` ss:Index="%d"`, c+1)
					}
					skipped = 0
					fmt.Fprintf(&b, `<Cell ss:StyleID="%s"%s><Data ss:Type="%s">%s</Data><Comment><Data>a comment</Data></Comment></Cell>`, style, index, kind, inXML(text))
				}
				switch v := v.(type) {
				case string:
					typed("x", "String", v)
				case bool:
					typed("x", "Boolean", map[bool]string{true: "1", false: "0"}[v])
				case float64:
					typed("x", "Number", fmt.Sprint(v))
				case bareValue:
					typed("x", "Number", fmt.Sprint(float64(v)))
				case dayValue:
					typed("d", "DateTime", time.Time(v).Format("2006-01-02T15:04:05.000"))
				case timeValue:
					typed("t", "DateTime", time.Time(v).Format("2006-01-02T15:04:05.000"))
				case clockValue:
					typed("c", "DateTime", "1899-12-31T"+time.Time(v).Format("15:04:05.000"))
				case monthValue:
					typed("m", "DateTime", time.Time(v).Format("2006-01-02T15:04:05.000"))
				case powersValue:
					typed("e", "Number", fmt.Sprint(float64(v)))
				case nil:
					skipped++
				}
			}
			b.WriteString(`</Row>`)
		}
		b.WriteString(`</Table>`)
		if s.hidden {
			b.WriteString(`<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>`)
		}
		b.WriteString(`</Worksheet>`)
	}
	b.WriteString(`</Workbook>`)
	return b.String()
}

// forms writes sheets in every form of workbook that is read.
func forms(tb testing.TB, sheets []madeSheet) map[string][]byte {
	backslash := map[string]string{}
	for name, part := range asXLSX(tb, sheets, false, false) {
		backslash[strings.ReplaceAll(name, "/", `\`)] = part
	}
	ods := asODS(sheets)
	utf16, err := encodings["utf-16le"].NewEncoder().Bytes([]byte(strings.Replace(asSheetML(sheets), `version="1.0"`, `version="1.0" encoding="UTF-16"`, 1)))
	if err != nil {
		tb.Fatal(err)
	}
	return map[string][]byte{
		"transitional":  packed(tb, asXLSX(tb, sheets, false, false)),
		"shared texts":  packed(tb, asXLSX(tb, sheets, false, true)),
		"strict":        packed(tb, asXLSX(tb, sheets, true, true)),
		"backslashes":   packed(tb, backslash),
		"OpenDocument":  packed(tb, map[string]string{"mimetype": flatMark, "content.xml": ods, "META-INF/manifest.xml": "<manifest/>"}),
		"flat":          []byte(ods),
		"XML":           []byte(asSheetML(sheets)),
		"XML in UTF-16": utf16,
		"Excel 97":      asXLS(sheets),
	}
}

// TestBookForms writes tables of any values in every form: each is read as the same rows.
func TestBookForms(t *testing.T) {
	random := rand.New(rand.NewPCG(13, 7))
	for range 40 {
		rows := [][]any{{"Plate", "State", "Time", "Latitude", "Longitude", "Camera", "Note"}}
		var want []string
		for n := range 1 + random.IntN(12) {
			at := time.Date(2026, 1, 1+random.IntN(300), random.IntN(24), random.IntN(60), 1+random.IntN(59), 0, time.UTC)
			plate := fmt.Sprintf("ZZ%03d", n)
			row := []any{plate, "TX", nil, 30.2672, -97.7431, "C1 & Co", []any{nil, true, "a <b>", 0.1, float64(n)}[random.IntN(5)]}
			switch random.IntN(3) {
			case 0:
				row[2] = timeValue(at)
			case 1:
				row[2] = at.Format("1/2/2006 3:04:05 PM")
			case 2:
				row[2] = bareValue(serialOf(at))
			}
			rows = append(rows, row)
			if random.IntN(4) == 0 {
				rows = append(rows, nil)
			}
			zone, err := time.LoadLocation("America/Chicago")
			if err != nil {
				t.Fatal(err)
			}
			local := time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, zone)
			want = append(want, fmt.Sprintf("read %s (TX) raw %q\n  at %s", plate, plate, local.UTC().Format(time.RFC3339)))
		}
		for form, data := range forms(t, []madeSheet{{"Reads", false, rows}}) {
			m, tally, err := load(t, FormatPlates, "reads", data)
			if err != nil || int(tally.Taken) != len(want) || tally.Rejected > 0 {
				t.Fatalf("%s: %v %+v\n%s", form, err, tally, &m.out)
			}
			for _, w := range want {
				if !strings.Contains(m.out.String(), w) {
					t.Fatalf("%s: %q is missing in\n%s", form, w, &m.out)
				}
			}
		}
	}
}

// TestBookTypes holds each type of cell to what it says, in every form: in a plate what it was made into, in two cells a date and time.
func TestBookTypes(t *testing.T) {
	at := time.Date(2026, 3, 2, 14, 15, 30, 0, time.UTC)
	head := []any{"Plate", "State", "Date", "Time", "Latitude", "Longitude"}
	row := func(plate, date, clock any) []any { return []any{plate, "TX", date, clock, 30.2672, -97.7431} }
	good := "at 2026-03-02T20:15:30Z second"
	for want, cells := range map[string][][]any{
		good: {{"ZZ1", dayValue(at.Truncate(24 * time.Hour)), clockValue(at)}, {"ZZ1", dayValue(at.Truncate(24 * time.Hour)), "2:15:30 PM"},
			{"ZZ1", "3/2/2026", clockValue(at)}, {"ZZ1", bareValue(46083), bareValue(clockPart(at))}, {"ZZ1", bareValue(46083), "14:15:30"},
			{"ZZ1", "2026-03-02", bareValue(clockPart(at))}, {"ZZ1", timeValue(at), clockValue(at)}, {"ZZ1", dayValue(at.Truncate(24 * time.Hour)), bareValue(clockPart(at))},
			{46093.0, dayValue(at.Truncate(24 * time.Hour)), clockValue(at)}},
		"is a date that a spreadsheet":         {{dayValue(at.Truncate(24 * time.Hour)), "3/2/2026", "10:00"}, {monthValue(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)), "3/2/2026", "10:00"}, {timeValue(at), "3/2/2026", "10:00"}},
		"is a truth value that":                {{true, "3/2/2026", "10:00"}, {false, "3/2/2026", "10:00"}},
		"is a number that a spreadsheet":       {{0.1, "3/2/2026", "10:00"}, {powersValue(1230000), "3/2/2026", "10:00"}, {1.2e45, "3/2/2026", "10:00"}},
		"is a time of day that a spreadsheet ": {{clockValue(at), "3/2/2026", "10:00"}},
	} {
		for _, c := range cells {
			for form, data := range forms(t, []madeSheet{{"Reads", false, [][]any{head, row(c[0], c[1], c[2])}}}) {
				m, tally, err := load(t, FormatPlates, "reads", data)
				if err != nil || tally.Read != 1 || !strings.Contains(m.out.String(), want) {
					t.Errorf("%s, %v: %v %+v, want %s\n%s", form, c, err, tally, want, &m.out)
				}
			}
		}
	}
	month := monthValue(time.Date(2019, 3, 1, 0, 0, 0, 0, time.UTC))
	for form, data := range forms(t, []madeSheet{{"A", false, [][]any{{"Street", "City", "State", "First Seen", "Last Seen"}, {"1 Invented St", "Austin", "TX", month, dayValue(at)}}}}) {
		m, tally, err := load(t, FormatAddresses, "reads", data)
		if err != nil || tally.Taken != 1 || !strings.Contains(m.out.String(), "month; \"2019-03\"") {
			t.Errorf("%s: %v %+v\n%s", form, err, tally, &m.out)
		}
	}
}

// TestBookSheets reads all sheets of one layout, hidden ones and those with the columns in another order too, and names the others.
func TestBookSheets(t *testing.T) {
	head := []any{"Plate", "State", "Time", "Latitude", "Longitude", "Camera"}
	row := func(plate string) []any { return []any{plate, "TX", "2026-03-02 10:00:00", 30.2672, -97.7431, "C1"} }
	turned := func(r []any) []any { return []any{r[5], r[0], r[3], r[4], r[2], r[1]} }
	sheets := []madeSheet{
		{"Cover", false, [][]any{{"An invented export"}}},
		{"North", false, [][]any{{"Reads of the north"}, head, row("ZZ1"), row("ZZ2")}},
		{"Blank", false, nil},
		{"Secret", true, [][]any{head, row("ZZ3")}},
		{"Turned", false, [][]any{turned(head), turned(row("ZZ4")), nil, turned(row("ZZ5"))}},
		{"Other", false, [][]any{append(slices.Clone(head), "Operator"), append(row("ZZ6"), "x")}},
	}
	for form, data := range forms(t, sheets) {
		m, tally, err := load(t, FormatPlates, "reads", data)
		if err != nil || tally.Taken != 5 || tally.Rejected != 0 {
			t.Errorf("%s: %v %+v\n%s", form, err, tally, &m.out)
			continue
		}
		m.tally(tally)
		for _, want := range []string{"line 3: read ZZ1 (TX)", "line 4: read ZZ2 (TX)", "line 6: read ZZ3 (TX)", "line 8: read ZZ4 (TX)", "line 10: read ZZ5 (TX)",
			"sheet Cover was not read", "note 1 x sheet North\n", "sheet Secret (hidden): its row 1 counts as line 5", "sheet Turned: its row 1 counts as line 7",
			"sheet Other was not read: its headings are not those of sheet North"} {
			if !strings.Contains(m.out.String(), want) {
				t.Errorf("%s: %q is missing in\n%s", form, want, &m.out)
			}
		}
		if strings.Contains(m.out.String(), "Blank") || strings.Contains(m.out.String(), "ZZ6") {
			t.Errorf("%s: %s", form, &m.out)
		}
	}
}

// TestBookCut cuts workbooks of every form at every byte, and changes each byte: an error or a load, never a panic; what is cut off is
// never taken for the whole.
func TestBookCut(t *testing.T) {
	sheets := []madeSheet{{"Reads", false, [][]any{{"Plate", "State", "Time", "Lat", "Lon"},
		{"ZZ1", "TX", timeValue(time.Date(2026, 3, 2, 14, 15, 30, 0, time.UTC)), 30.2672, -97.7431}}}}
	random := rand.New(rand.NewPCG(1, 1))
	for form, data := range forms(t, sheets) {
		data = bytes.TrimRight(data, "\n")
		step := 1 + len(data)/1500
		for n := 0; n < len(data); n += 1 + random.IntN(step) {
			_, _, err := load(t, FormatPlates, "x", data[:n])
			if !isInputError(err) && (err != nil || !strings.HasPrefix(form, "XML in")) {
				t.Fatalf("%s cut at %d of %d: %v", form, n, len(data), err)
			}
			damaged := bytes.Clone(data)
			damaged[n] ^= byte(1 + random.IntN(255))
			if _, _, err := load(t, FormatPlates, "x", damaged); err != nil && !isInputError(err) {
				t.Fatalf("%s changed at %d: %v", form, n, err)
			}
		}
	}
}

// TestBookRefused refuses what is no workbook that can be read, by its right name and with what to do.
func TestBookRefused(t *testing.T) {
	for want, data := range map[string][]byte{
		"an old Office file (.xls or .doc): it is damaged":      []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)),
		"binary workbook (.xlsb): open it and save it as .xlsx": packed(t, map[string]string{"xl/workbook.bin": "x"}),
		"Apple Numbers: open it and export it as Excel":         packed(t, map[string]string{"Index/Document.iwa": "x"}),
		"protected by a password: save it without one":          packed(t, map[string]string{"mimetype": flatMark, "content.xml": "\x01", "META-INF/manifest.xml": "<encryption-data/>"}),
		"no part holds sheet":                                   packed(t, map[string]string{workbookPart: `<workbook><sheets><sheet name="A" sheetId="1" id="r1"/></sheets></workbook>`}),
		"it unpacks to more than 256 MiB":                       packed(t, bomb(t, workbook.MaxUnpacked+1)),
		"a row takes more than 16 MiB":                          packed(t, bomb(t, 2*workbook.MaxRow)),
		"invalid character entity &b;":                          []byte(`<!DOCTYPE x [<!ENTITY b "bbbbbbbb">]>` + strings.Replace(asSheetML([]madeSheet{{"A", false, [][]any{{"Plate"}}}}), ">Plate<", ">&b;<", 1)),
	} {
		_, err := Load(context.Background(), FormatPlates, Input{Name: "x", Reader: bytes.NewReader(data)}, fakeOptions(), &memory{})
		if !isInputError(err) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// bomb is a workbook whose one sheet unpacks to so many bytes.
func bomb(t *testing.T, size int) map[string]string {
	parts := asXLSX(t, []madeSheet{{"A", false, [][]any{{"Plate", "Time", "Lat", "Lon"}}}}, false, false)
	sheet := parts[partSheet]
	filling := strings.Repeat(" ", size)
	if size > 2*workbook.MaxRow {
		filling = strings.Repeat("<row></row>"+strings.Repeat(" ", 1<<20), size>>20+1)
	}
	parts[partSheet] = strings.Replace(sheet, "</sheetData>", filling+"</sheetData>", 1)
	return parts
}

func fuzzBook(f *testing.F, seed func([]madeSheet) []byte, wrap func(*testing.T, []byte) []byte) {
	at := time.Date(2026, 3, 2, 14, 15, 30, 0, time.UTC)
	f.Add(seed([]madeSheet{{"Reads", false, [][]any{{"Plate", "State", "Time", "Lat", "Lon"}, {"ZZ1", "TX", timeValue(at), 30.2672, -97.7431}, {true, 1.5, monthValue(at), nil, "x"}}},
		{"Other", true, [][]any{{"Plate", "State", "Time", "Lat", "Lon"}, {"ZZ2", "TX", clockValue(at), 30.2672, -97.7431}}}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 64<<10 {
			return
		}
		_, _, err := load(t, FormatPlates, "fuzz", wrap(t, data))
		var whole *InputError
		if err != nil && !errors.As(err, &whole) && !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
	})
}

// FuzzSheetML holds the reader of Excel's XML to the loaders' promises.
func FuzzSheetML(f *testing.F) {
	fuzzBook(f, func(s []madeSheet) []byte { return []byte(asSheetML(s)) }, func(_ *testing.T, b []byte) []byte { return b })
}

// FuzzODS does so with OpenDocument.
func FuzzODS(f *testing.F) {
	fuzzBook(f, func(s []madeSheet) []byte { return []byte(asODS(s)) }, func(t *testing.T, b []byte) []byte {
		return packed(t, map[string]string{"mimetype": flatMark, "content.xml": string(b)})
	})
}
