package loaders

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"sightline/loaders/workbook"
)

// madeWorkbook builds an XLSX file; a cell is a value, an excelize.Cell or a shown date.
func madeWorkbook(t testing.TB, sheets map[string][][]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	for _, name := range []string{"Notes", "Addresses"} {
		rows, ok := sheets[name]
		if !ok {
			continue
		}
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			for j, v := range row {
				cell, err := excelize.CoordinatesToCellName(j+1, i+1)
				if err == nil {
					err = setCell(f, name, cell, v)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// shown is a date that a workbook shows in its own way.
type shown struct {
	date   string
	format string
}

// formula is a formula with the value it had when the workbook was saved.
type formula struct {
	text  string
	value any
}

func setCell(f *excelize.File, sheet, cell string, v any) error {
	switch v := v.(type) {
	case shown:
		at, err := time.Parse("2006-01-02", v.date)
		if err != nil {
			return err
		}
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &v.format})
		if err != nil {
			return err
		}
		if err := f.SetCellValue(sheet, cell, at); err != nil {
			return err
		}
		return f.SetCellStyle(sheet, cell, cell, style)
	case formula:
		if err := f.SetCellValue(sheet, cell, v.value); err != nil {
			return err
		}
		return f.SetCellFormula(sheet, cell, v.text)
	}
	return f.SetCellValue(sheet, cell, v)
}

var addressHeadings = []any{"Street", "City", "State", "Zip", "First Seen", "Last Seen"}

func TestWorkbookGolden(t *testing.T) {
	data := madeWorkbook(t, map[string][][]any{
		"Notes": {{"Invented addresses"}, {"made for a test"}},
		"Addresses": {
			{"Report for an invented case"},
			{},
			addressHeadings,
			{"1 Invented St", "Austin", "TX", 78701, shown{"2019-03-01", "mmm-yy"}, shown{"2020-06-15", "m/d/yyyy"}},
			{"2 Invented St", "Austin", "TX", "78701", shown{"2019-01-01", "yyyy"}, "Present"},
			{"3 Invented St", "Austin", "TX", 78701, 2019, 201907},
			{"4 Invented St", "Austin", "TX", formula{"78700+1", 78701}, "03/2019", "04/2019"},
			{},
			{"=5 Invented St", "Austin", "TX", 78701, 43525, 43600.5},
			{"6 Invented St", "Austin", "TX", 78701, shown{"1900-02-10", "m/d/yyyy"}, ""},
		},
	})
	m, tally, err := load(t, FormatAddresses, "book.xlsx", data)
	if err != nil {
		t.Fatal(err)
	}
	m.tally(tally)
	compare(t, filepath.Join("testdata", "workbook.golden"), m.out.Bytes())
}

// TestWorkbookAndTableAgree loads the same addresses from a workbook and from text: they are the same records.
func TestWorkbookAndTableAgree(t *testing.T) {
	book, _, err := load(t, FormatAddresses, "a.xlsx", madeWorkbook(t, map[string][][]any{"Addresses": {addressHeadings,
		{"1 Invented St", "Austin", "TX", 78701, shown{"2019-03-01", "mm/yyyy"}, shown{"2020-06-15", "m/d/yyyy"}}}}))
	if err != nil {
		t.Fatal(err)
	}
	text, _, err := load(t, FormatAddresses, "a.csv",
		[]byte("Street\tCity\tState\tZip\tFirst Seen\tLast Seen\r\n1  INVENTED ST\tAustin\ttx\t78701\t2019-03\t6/15/2020\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	if len(book.keys) != 1 || len(text.keys) != 1 || book.keys[0] != text.keys[0] {
		t.Errorf("the keys differ:\n%s\n%s", &book.out, &text.out)
	}
}

func TestWorkbook1904(t *testing.T) {
	f := excelize.NewFile()
	yes := true
	if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}); err != nil {
		t.Fatal(err)
	}
	for i, row := range [][]any{addressHeadings, {"1 Invented St", "Austin", "TX", "78701", 42063, ""}} {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	m, _, err := load(t, FormatAddresses, "a.xlsx", b.Bytes())
	if err != nil || !strings.Contains(m.out.String(), "first 2019-03-01T06:00:00Z") {
		t.Errorf("%v %s", err, &m.out)
	}
}

func TestBadWorkbooks(t *testing.T) {
	good := madeWorkbook(t, map[string][][]any{"Addresses": {addressHeadings, {"1 Invented St", "Austin", "TX", "78701", "2019", ""}}})
	plain := packed(t, map[string]string{"readme.txt": "not a workbook"})
	bomb := packed(t, map[string]string{
		"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"xl/workbook.xml":            `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   strings.Repeat(" ", workbook.MaxUnpacked+1),
	})
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"plain.zip", plain, "line 1: no row of headings was found"},
		{"cut.xlsx", good[:len(good)/2], "this is a ZIP archive or a workbook that is damaged or cut off"},
		{"bomb.xlsx", bomb, `sheet "S" cannot be read (a row takes more than 16 MiB)`},
		{"none.xlsx", madeWorkbook(t, map[string][][]any{"Notes": {{"nothing"}}}), "no sheet has a row of headings"},
	}
	for _, tt := range tests {
		m := &memory{}
		_, err := Load(context.Background(), FormatAddresses, Input{Name: tt.name, Reader: bytes.NewReader(tt.data)}, fakeOptions(), m)
		var whole *InputError
		if !errors.As(err, &whole) || !strings.HasPrefix(err.Error(), tt.name+": "+tt.want) {
			t.Errorf("%s: got %v", tt.name, err)
		}
	}
}

func packed(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range parts {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestWorkbookDamaged cuts a workbook, and flips bits in it: an error or a load, never a panic.
func TestWorkbookDamaged(t *testing.T) {
	good := madeWorkbook(t, map[string][][]any{"Addresses": {addressHeadings, {"1 Invented St", "Austin", "TX", "78701", "2019", ""}}})
	for n := 0; n < len(good); n += 97 {
		damaged := bytes.Clone(good)
		damaged[n] ^= 0x55
		for _, data := range [][]byte{good[:n], damaged} {
			_, _, err := load(t, FormatAddresses, "x.xlsx", data)
			var whole *InputError
			if err != nil && !errors.As(err, &whole) {
				t.Fatalf("byte %d: %v", n, err)
			}
		}
	}
}
