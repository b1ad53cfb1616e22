package export

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

func openBook(t *testing.T, body []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func sheetRows(t *testing.T, f *excelize.File, sheet string) [][]string {
	t.Helper()
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestXLSXHoldsAll(t *testing.T) {
	for name, d := range dossiers() {
		f := openBook(t, written(t, "xlsx", d, given()))
		want, of := []string{"About"}, map[string]int{"Identifiers": len(d.Subject.Holdings), "Loads": len(d.Loads)}
		for _, e := range d.Unfolded() {
			of[kinds.Of(e.Kind).TitleMany()]++
		}
		for _, k := range append(kinds.All(), kinds.Of("not known")) {
			if of[k.TitleMany()] > 0 {
				want = append(want, k.TitleMany())
			}
		}
		if got := f.GetSheetList(); !slices.Equal(got, append(want, "Identifiers", "Loads")) {
			t.Errorf("%s: sheets are %q, want %q", name, got, want)
		}
		for sheet, want := range of {
			if got := len(sheetRows(t, f, sheet)) - 1; got != want {
				t.Errorf("%s: sheet %s has %d rows, want %d", name, sheet, got, want)
			}
			tables, err := f.GetTables(sheet)
			if err != nil || len(tables) != 1 {
				t.Errorf("%s: sheet %s has %d filters: %v", name, sheet, len(tables), err)
			}
			panes, err := f.GetPanes(sheet)
			if err != nil || !panes.Freeze || panes.YSplit != 1 {
				t.Errorf("%s: the head of %s is not frozen: %v", name, sheet, err)
			}
		}
		about := ""
		for _, r := range sheetRows(t, f, "About") {
			about += strings.Join(r, ": ") + "\n"
		}
		for _, want := range append([]string{"recipient: Det. R. Cipient", "purpose: locate a missing child"}, kinds.Caveats()...) {
			if !strings.Contains(about, want) {
				t.Errorf("%s does not say %q", name, want)
			}
		}
	}
}

// cellAt is the raw value and the shown value of a cell, found by its column's title and its row's identity.
func cellAt(t *testing.T, f *excelize.File, sheet, title, id string) (raw, shown string, kind excelize.CellType) {
	t.Helper()
	rows := sheetRows(t, f, sheet)
	for c, head := range rows[0] {
		for r := range rows {
			if head != title || r == 0 || rows[r][1] != id {
				continue
			}
			at, err := excelize.CoordinatesToCellName(c+1, r+1)
			if err != nil {
				t.Fatal(err)
			}
			raw, _ = f.GetCellValue(sheet, at, excelize.Options{RawCellValue: true})
			shown, _ = f.GetCellValue(sheet, at)
			kind, _ = f.GetCellType(sheet, at)
			return raw, shown, kind
		}
	}
	t.Fatalf("%s has no %s of %s", sheet, title, id)
	return "", "", 0
}

func TestXLSXTypes(t *testing.T) {
	f := openBook(t, written(t, "xlsx", varied(), given()))
	for _, c := range []struct{ sheet, title, id, shown string }{
		{"Plate reads", "Local time", "e1", "2026-02-03 10:00:07"}, {"Plate reads", "UTC from", "e1", "2026-02-03 16:00:07"},
		{"Inquiries", "Local time", "e9", "2026-02-06 19:00"},
		{"Inquiries", "Local time", "e11", "2025"}, {"Inquiries", "Local time", "e12", "2026-03"},
		{"Inquiries", "Local time", "e13", "2026-03-10"}, {"Inquiries", "Local time", "e14", "2026-03-10 02"},
		{"Addresses", "Last seen, local", "e101", "2026-03"}, {"Plate reads", "Latitude", "e1", "32.78"},
		{"Plate reads", "Longitude", "e1", "-96.8"}, {"Inquiries", "Line", "e9", "9"},
		{"Custodies", "Load", "e15", "1"}, {"Custodies", "Records", "e15", "3"},
	} {
		raw, shown, kind := cellAt(t, f, c.sheet, c.title, c.id)
		if shown != c.shown {
			t.Errorf("%s of %s shows %q, want %q", c.title, c.id, shown, c.shown)
		}
		if kind != excelize.CellTypeNumber && kind != excelize.CellTypeUnset || strings.Trim(raw, "-.E+0123456789") != "" {
			t.Errorf("%s of %s is no number but %q", c.title, c.id, raw)
		}
	}
	if _, shown, _ := cellAt(t, f, "Inquiries", "Set aside because", "e8"); shown != "own ORI" {
		t.Errorf("e8 is set aside because of %q", shown)
	}
	if _, shown, _ := cellAt(t, f, "Plate reads", "SHA-256 of the file", "e1"); shown != strings.Repeat("cd", 32) {
		t.Errorf("the hash of e1's file is %q", shown)
	}
}

// TestXLSXRunsNothing looks for formulas, and finds every hostile text again.
func TestXLSXRunsNothing(t *testing.T) {
	f := openBook(t, written(t, "xlsx", hostile(), given()))
	for _, sheet := range f.GetSheetList() {
		for r, row := range sheetRows(t, f, sheet) {
			for c := range row {
				at, _ := excelize.CoordinatesToCellName(c+1, r+1)
				if text, err := f.GetCellFormula(sheet, at); err != nil || text != "" {
					t.Errorf("%s!%s holds the formula %q (%v)", sheet, at, text, err)
				}
			}
		}
	}
	rows := sheetRows(t, f, "Inquiries")
	place := -1
	for i, head := range rows[0] {
		if head == "Place" {
			place = i
		}
	}
	for i, text := range hostileTexts() {
		got, want := rows[i+1][place], printable(lineEnds(text))
		if len(text) > excelize.TotalCellChars {
			if !strings.Contains(got, "cut: 40000 bytes in all") {
				t.Errorf("a text too long for a cell is cut without a word: %.20q … %q", got, got[len(got)-60:])
			}
			continue
		}
		if got != want {
			t.Errorf("%.40q came back as %.40q", want, got)
		}
	}
}

func TestXLSXOldDates(t *testing.T) {
	d := tell().seen(func(e *timeline.Event) {
		e.First.Start = time.Date(1887, 4, 5, 18, 0, 0, 0, time.UTC)
		e.First.End, e.First.Precision = e.First.Start.Add(time.Minute), timeline.Minute
	}).done()
	f := openBook(t, written(t, "xlsx", d, given()))
	if _, shown, _ := cellAt(t, f, "Inquiries", "UTC from", "e1"); shown != "1887-04-05T18:00:00Z" {
		t.Errorf("a date before all workbooks' dates is shown as %q", shown)
	}
}

// TestXLSXLeavesNothing looks into the directory that a workbook too large for memory uses.
func TestXLSXLeavesNothing(t *testing.T) {
	o := given()
	o.Scratch = t.TempDir()
	before := written(t, "xlsx", many(10_000), o)
	if left, err := os.ReadDir(o.Scratch); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	o.Scratch = filepath.Join(o.Scratch, "none")
	if !bytes.Equal(before, written(t, "xlsx", many(10_000), o)) {
		t.Error("without the directory the workbook is another")
	}
}
