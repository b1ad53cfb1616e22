package loaders

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// The parts of a workbook that its reader looks into; the fuzzer changes each by itself, behind the archive's checksums.
const (
	workbookPart = "xl/workbook.xml"
	partTypes    = "[Content_Types].xml"
	partRoot     = "_rels/.rels"
	partRels     = "xl/_rels/workbook.xml.rels"
	partSheet    = "xl/worksheets/sheet1.xml"
	partTexts    = "xl/sharedStrings.xml"
	partStyles   = "xl/styles.xml"
)

// fixedParts are those that tell where the others are.
var fixedParts = map[string]string{
	partTypes: `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`,
	partRoot:  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
	partRels:  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`,
}

// oneSheet is the part that lists the sheets.
const oneSheet = `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr date1904="0"/><sheets><sheet name="Addresses" sheetId="1" r:id="rId1"/></sheets></workbook>`

// bookOf packs a workbook of one sheet.
func bookOf(tb testing.TB, book, sheet, texts, styles []byte) []byte {
	tb.Helper()
	parts := map[string]string{workbookPart: string(book), partSheet: string(sheet), partTexts: string(texts), partStyles: string(styles)}
	for name, text := range fixedParts {
		parts[name] = text
	}
	return packed(tb, parts)
}

// partOf reads a part of a workbook.
func partOf(tb testing.TB, data []byte, name string) []byte {
	tb.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		tb.Fatal(err)
	}
	r, err := z.Open(name)
	if err != nil {
		tb.Fatal(err)
	}
	part, err := io.ReadAll(r)
	if err != nil {
		tb.Fatal(err)
	}
	return part
}

// FuzzWorkbook holds the reader of workbooks to the loaders' promises whatever their parts hold: no panic, an InputError
// or nothing, counts that add up, and rejects that come back.
func FuzzWorkbook(f *testing.F) {
	for _, rows := range [][][]any{
		{{"Report for an invented case"}, addressHeadings,
			{"1 Invented St", "Austin", "TX", 78701, shown{"2019-03-01", "mmm-yy"}, shown{"2020-06-15", "m/d/yyyy"}},
			{"2 Invented St", "Austin", "TX", formula{"78700+1", 78701}, "2021", "2020"},
			{"3 Invented St", "Austin", "TX", 78701, 43600.5, 43525}},
		{{"Plate", "State", "Time", "Lat", "Lon", "Camera"}, {"ZZZ0001", "TX", "2026-07-04 12:00", 30.2672, -97.7431, "C1"},
			{"ZZZ0002", "TX", 46207.5, "", "", "C1"}, {"ZZZ0003", "TX", "never", "", "", "C1"}},
	} {
		data := madeWorkbook(f, map[string][][]any{"Addresses": rows})
		for which := range uint8(2) {
			f.Add(which, []byte(oneSheet), partOf(f, data, partSheetOf(f, data)), partOf(f, data, partTexts), partOf(f, data, partStyles))
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, book, sheet, texts, styles []byte) {
		if len(book)+len(sheet)+len(texts)+len(styles) > 64<<10 {
			return
		}
		format := []FormatName{FormatAddresses, FormatPlates}[which%2]
		data := bookOf(t, book, sheet, texts, styles)
		_, _, err := load(t, format, "fuzz.xlsx", data)
		var whole *InputError
		if err != nil && !errors.As(err, &whole) {
			t.Fatal(err)
		}
		if err == nil {
			noRowLost(t, sheet)
		}
		roundTrip(t, string(format), format, nil, data)
	})
}

// noRowLost holds a sheet that was taken to it that its XML can be read up to the last row.
func noRowLost(t *testing.T, part []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(part))
	d.CharsetReader = excelize.NewFile().CharsetReader
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			if rest := part[min(int(d.InputOffset()), len(part)):]; bytes.Contains(rest, []byte("<row")) {
				t.Fatalf("a load was made of a damaged sheet: %v\n%q\n%q", err, part, rest)
			}
			return
		}
	}
}

// partSheetOf is the part of the sheet with the rows: the longest.
func partSheetOf(tb testing.TB, data []byte) (part string) {
	tb.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		tb.Fatal(err)
	}
	longest := uint64(0)
	for _, f := range z.File {
		if strings.HasPrefix(f.Name, "xl/worksheets/sheet") && f.UncompressedSize64 > longest {
			part, longest = f.Name, f.UncompressedSize64
		}
	}
	return part
}
