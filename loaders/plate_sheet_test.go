package loaders

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"sightline/loaders/workbook"
)

var plateHeadings = []any{"Plate", "State", "Read Time", "Latitude", "Longitude", "Camera", "Confidence"}

// TestPlateWorkbook loads reads from a workbook, with day numbers, formulas, numbers made of plates, and damaged rows.
func TestPlateWorkbook(t *testing.T) {
	data := madeWorkbook(t, map[string][][]any{
		"Notes": {{"an invented export"}},
		"Addresses": {
			{"Reads for an invented case"},
			plateHeadings,
			{"ZZZ0001", "TX", 46207.5, 30.2672, -97.7431, "C1", 0.91},
			{"ZZZ0002", "TX", "2026-07-04 12:01:00", 30.3, -97.74312, "C2", "88%"},
			{"ZZZ0003", "OK", shown{"2026-07-04", "m/d/yy"}, 30.2672, -97.7431, "C1", formula{"0.5+0.25", 0.75}},
			{},
			plateHeadings,
			{1.2e45, "TX", 46207.5, 30.2672, -97.7431, "C1", ""},
			{"ZZZ0005", "TX", "never", 30.2672, -97.7431, "C1", ""},
			{"ZZZ0006", "TX", 46207.75, "", "", "C1", ""},
		},
	})
	m, tally, err := load(t, FormatPlates, "reads.xlsx", data)
	if err != nil {
		t.Fatal(err)
	}
	m.tally(tally)
	compare(t, "testdata/plate_workbook.golden", m.out.Bytes())

	d, err := Recognize(context.Background(), Input{Name: "x.bin", Reader: bytes.NewReader(data)})
	if err != nil || d.Format != FormatPlates || d.Confidence < 0.9 {
		t.Errorf("recognised as %+v, %v", d, err)
	}
	opt := fakeOptions()
	opt.Profile = ShippedProfile("vigilant-like")
	if _, err := Load(context.Background(), FormatPlates, Input{Name: "x.xlsx", Reader: bytes.NewReader(data)}, opt,
		&memory{}); err == nil || !strings.HasPrefix(err.Error(), "x.xlsx: no sheet has a row of headings") {
		t.Errorf("got %v", err)
	}
}

// TestPlateWorkbookDamaged flips bits in a workbook of reads: an error or a load, never a panic.
func TestPlateWorkbookDamaged(t *testing.T) {
	good := madeWorkbook(t, map[string][][]any{"Addresses": {plateHeadings, {"ZZZ0001", "TX", 46207.5, 30.2672, -97.7431, "C1", 0.91}}})
	for n := 0; n < len(good); n += 61 {
		damaged := bytes.Clone(good)
		damaged[n] ^= 0x55
		if _, _, err := load(t, FormatPlates, "x.xlsx", damaged); err != nil && !isInputError(err) {
			t.Fatalf("byte %d: %v", n, err)
		}
	}
}

// generateSheet is a workbook of invented reads.
func generateSheet(b testing.TB, rows int) []byte {
	b.Helper()
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	if err == nil {
		err = w.SetRow("A1", plateHeadings)
	}
	for i := 0; i < rows && err == nil; i++ {
		err = w.SetRow(fmt.Sprintf("A%d", i+2), []any{fmt.Sprintf("ZZ%05d", i), "TX", 46207 + float64(i)/1e5, 30 + float64(i%25)*0.0137,
			-97 + float64(i%50)*0.0211, fmt.Sprintf("C%d", i%500), 0.9})
	}
	var out bytes.Buffer
	if err = errors.Join(err, w.Flush()); err == nil {
		err = f.Write(&out)
	}
	if err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}

// BenchmarkPlateWorkbook compares loading 100,000 reads from a workbook with the workbook reader's own bare time.
func BenchmarkPlateWorkbook(b *testing.B) {
	const rows = 100_000
	data := generateSheet(b, rows)
	b.Run("bare", func(b *testing.B) {
		for b.Loop() {
			f, err := excelize.OpenReader(bytes.NewReader(data),
				excelize.Options{RawCellValue: true, UnzipSizeLimit: workbook.MaxUnpacked, UnzipXMLSizeLimit: workbook.MaxRow})
			if err != nil {
				b.Fatal(err)
			}
			r, err := f.Rows("Sheet1")
			n := 0
			for err == nil && r.Next() {
				_, err = r.Columns(excelize.Options{RawCellValue: true})
				n++
			}
			if err = errors.Join(err, r.Close(), f.Close()); err != nil || n != rows+1 {
				b.Fatal(n, err)
			}
		}
	})
	b.Run("load", func(b *testing.B) {
		for b.Loop() {
			tally, err := Load(context.Background(), FormatPlates, Input{Name: "x", Reader: bytes.NewReader(data)}, fakeOptions(),
				&nowhere{})
			if err != nil || tally.Taken != rows {
				b.Fatalf("%+v, %v", tally, err)
			}
		}
	})
}

// TestManyColumnsEverywhere refuses tables of 100,000 columns, with a profile and without, and drafts none for them.
func TestManyColumnsEverywhere(t *testing.T) {
	data := []byte("plate,time,lat,lon," + strings.Repeat("x,", 100_000) + "\n" + smallPlates)
	opt := fakeOptions()
	for _, p := range []*Profile{nil, ShippedProfile("vigilant-like"), ShippedProfile("elsag")} {
		opt.Profile = p
		if _, err := Load(context.Background(), FormatPlates, Input{Name: "x", Reader: bytes.NewReader(data)}, opt,
			&memory{}); !isInputError(err) {
			t.Errorf("got %v", err)
		}
	}
	if _, err := guess(t, "x", data); !isInputError(err) {
		t.Errorf("drafted: %v", err)
	}
	if _, _, err := load(t, FormatPlates, "x",
		[]byte("["+strings.Repeat(`{"best_plate_number":"x","epoch_start":1,`, 1)+strings.Repeat(`"k":1,`,
			100_000)+`"gps_latitude":30}]`)); err != nil {
		t.Errorf("an object of 100,000 keys: %v", err)
	}
}

// TestTimesOfTables holds what tables write for times to what is made of it, whatever is configured.
func TestTimesOfTables(t *testing.T) {
	for file, want := range map[string]string{
		"testdata/plates/daylight_saving.golden":         "[ambiguous]",
		"testdata/plates/spreadsheet_days.golden":        "read",
		"testdata/plates/zone_column.golden":             "read",
		"testdata/profiles/flock-like.golden":            "[future]",
		"testdata/profiles/vigilant-like.golden":         "[century]",
		"testdata/profiles/plates-fixed.golden":          "[nonexistent]",
		"testdata/profiles/rekor.golden":                 "2026-07-04T12:00:05.25Z",
		"testdata/profiles/platerecognizer.golden":       "2026-07-04T12:31:00Z",
		"testdata/plates/mixed_date_orders.golden":       "dates rejected because",
		"testdata/profiles/genetec.golden":               "zone UTC stated",
		"testdata/profiles/elsag.golden":                 "zone UTC configured",
		"testdata/plates/day_first.golden":               "read",
		"testdata/profiles/ncic-fixed.golden":            "America/New_York, assumed",
		"testdata/profiles/addresses-fixed.golden":       "America/Chicago, assumed",
		"testdata/addresses/one_field_and_ranges.golden": "month",
	} {
		text, err := os.ReadFile(file)
		if err != nil || !bytes.Contains(text, []byte(want)) {
			t.Errorf("%s: %q is not in it (%v)", file, want, err)
		}
	}
}
