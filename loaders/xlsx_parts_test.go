package loaders

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"sightline/loaders/workbook"
)

// sheetOf is a sheet of addresses in XML, with texts in the cells; rows are its further rows.
func sheetOf(rows ...string) string {
	head := ""
	for i, h := range addressHeadings {
		head += fmt.Sprintf(`<c r="%c1" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+i, h)
	}
	return `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">` + head + `</row>` + strings.Join(rows, "") + `</sheetData></worksheet>`
}

// addressRow is a row of it.
func addressRow(number int, street string) string {
	return fmt.Sprintf(`<row r="%[1]d"><c r="A%[1]d" t="inlineStr"><is><t>%[2]s</t></is></c><c r="B%[1]d" t="inlineStr"><is><t>Austin</t></is></c><c r="C%[1]d" t="inlineStr"><is><t>TX</t></is></c></row>`, number, street)
}

// TestDamagedSheets refuses a workbook of which the reader would leave out rows, texts or cells without a word, and takes
// one that only looks like it.
func TestDamagedSheets(t *testing.T) {
	const noTexts, noStyles = `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"></sst>`,
		`<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"></styleSheet>`
	many := strings.Repeat(" ", 3*chunkBytes)
	tests := []struct {
		name, sheet, texts string
		want               string // of the error; "" for none
		taken, rejected    int64
	}{
		{"whole", sheetOf(addressRow(2, "1 Invented St"), addressRow(9, "2 Invented St")), noTexts, "", 2, 0},
		{"entities", sheetOf(addressRow(2, "1 Invented &amp; St &#233;"), addressRow(3, "2 <!-- <row r=\"99\"> -->Invented St")), noTexts,
			"", 2, 0},
		{"over many pieces", sheetOf(addressRow(2, "1 Invented St"), many, addressRow(3, "2 Invented St")), noTexts, "", 2, 0},
		{"control character", sheetOf(addressRow(2, "1 Invented St"), addressRow(3, "2 \x01Invented St"), addressRow(4, "3 Invented St")),
			noTexts, "damaged at line 1 of its XML", 0, 0},
		{"control character by number", sheetOf(addressRow(2, "1 &#1; Invented St"), addressRow(3, "2 Invented St")), noTexts,
			"damaged at line 1", 0, 0},
		{"entity of its own", sheetOf(addressRow(2, "1 &nbsp;Invented St"), addressRow(3, "2 Invented St")), noTexts,
			"damaged at line 1", 0, 0},
		{"no UTF-8", sheetOf(addressRow(2, "1 \xe9 Invented St"), addressRow(3, "2 Invented St")), noTexts, "damaged at line 1", 0, 0},
		{"cut off", strings.TrimSuffix(sheetOf(addressRow(2, "1 Invented St"), addressRow(3, "2 Invented St")),
			"</row></sheetData></worksheet>"), noTexts, "damaged at line 1", 0, 0},
		{"tags that do not fit", sheetOf(addressRow(2, "1 Invented St"), "<row r=\"3\"><c></row>", addressRow(4, "2 Invented St")), noTexts,
			"damaged at line 1", 0, 0},
		{"attributes without marks",
			sheetOf(addressRow(2, "1 Invented St"), "<row r=\"3\"><c r=A3></c></row>", addressRow(4, "2 Invented St")), noTexts,
			"damaged at line 1", 0, 0},
		{"rows without numbers", strings.NewReplacer(` r="2"`, "", ` r="3"`,
			"").Replace(sheetOf(addressRow(2, "1 Invented St"), "<row><c r=A3></c></row>", addressRow(3, "2 Invented St"))), noTexts,
			"damaged at line 1", 0, 0},
		{"texts damaged", sheetOf(addressRow(2, "1 Invented St")), strings.Replace(noTexts, "></", "><si><t>\x02</t></si></", 1),
			"illegal character code U+0002", 0, 0},
		{"entities of its own", strings.Replace(sheetOf(addressRow(2, "1 &b; Invented St")), "<worksheet",
			`<!DOCTYPE a [<!ENTITY b "c">]><worksheet`, 1), noTexts, "invalid character entity &b;", 0, 0},
		{"a text that is not there",
			sheetOf(strings.Replace(addressRow(2, "1 Invented St"), `</row>`, `<c r="D2" t="s"><v>1</v></c></row>`, 1)),
			strings.Replace(noTexts, "></", "><si><t>78701</t></si></", 1), "a cell refers to text 2 of 1", 0, 0},
		{"a text that is there", sheetOf(strings.Replace(addressRow(2, "1 Invented St"), `</row>`, `<c r="D2" t="s"><v>0</v></c></row>`,
			1)), strings.Replace(noTexts, "></", "><si><t>78701</t></si></", 1), "", 1, 0},
		{"rows out of order", sheetOf(addressRow(3, "1 Invented St"), addressRow(2, "2 Invented St")), noTexts, "not in their order", 0, 0},
		{"a row twice", sheetOf(addressRow(2, "1 Invented St"), addressRow(2, "2 Invented St")), noTexts, "not in their order", 0, 0},
		{"cells out of order", sheetOf(strings.Replace(addressRow(2, "1 Invented St"), "A2", "D2", 1)), noTexts,
			"not in their order", 0, 0},
		{"a row too far", sheetOf(addressRow(2, "1 Invented St"), addressRow(1<<21, "2 Invented St")), noTexts,
			"the sheet cannot be read further", 0, 0},
		{"a cell too far", sheetOf(addressRow(2, "1 Invented St"), `<row r="3"><c r="ZZZZ3"><v>1</v></c></row>`), noTexts,
			"line 3: the sheet cannot be read further", 0, 0},
		{"many columns", sheetOf(addressRow(2, "1 Invented St"), `<row r="3"><c r="A3"><v>5</v></c><c r="XFD3"><v>1</v></c></row>`),
			noTexts, "line 3: the row reaches beyond column 4096", 0, 0},
		{"empty cells by the million", sheetOf(strings.Repeat(`<row><c r="FAA2"><v>1</v></c></row>`, workbook.MaxCells/4000)), noTexts,
			"cells so far", 0, 0},
		{"a long row", sheetOf(addressRow(2, "1 Invented St"), addressRow(3, strings.Repeat("x", maxRecord))), noTexts, "", 1, 1},
		{"a longer row", sheetOf(addressRow(2, "1 Invented St"), addressRow(3, strings.Repeat("x", 2*workbook.MaxRow))), noTexts,
			"a row takes more than 16 MiB", 0, 0},
		{"a long text in many cells", sheetOf(`<row r="2">` + strings.Repeat(`<c t="s"><v>0</v></c>`, 3000) + `</row>`),
			strings.Replace(noTexts, "></", "><si><t>"+strings.Repeat("x", 100_000)+"</t></si></", 1), "", 0, 1},
	}
	for _, tt := range tests {
		m, tally, err := load(t, FormatAddresses, "x.xlsx",
			bookOf(t, []byte(oneSheet), []byte(tt.sheet), []byte(tt.texts), []byte(noStyles)))
		var whole *InputError
		switch {
		case tt.want == "" && (err != nil || tally.Taken != tt.taken || tally.Rejected != tt.rejected):
			t.Errorf("%s: %+v, %v\n%s", tt.name, tally, err, &m.out)
		case tt.want != "" && (!errors.As(err, &whole) || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%s: got %v, want %q\n%s", tt.name, err, tt.want, &m.out)
		}
	}
}
