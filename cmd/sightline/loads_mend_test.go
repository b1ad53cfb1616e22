package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestMendPlateRows holds that a plate row, for whatever reason it was rejected, is taken once the cell at fault is mended
// in the file of rejects, and nothing else: also a row whose position stands only in another row of the first file.
func TestMendPlateRows(t *testing.T) {
	const own = ",35.6,-97.6,"
	reasons := []struct{ why, bad, good string }{
		{"no plate", "||TIME,,,CAM", "8OK1234||TIME,,,CAM"},
		{"a reader's word for no plate", "UNREADABLE||TIME,,,CAM", "8OK1234||TIME,,,CAM"},
		{"marks only", "--||TIME,,,CAM", "8OK1234||TIME,,,CAM"},
		{"a number that a spreadsheet made", "1.2E+45||TIME,,,CAM", "12E45||TIME,,,CAM"},
		{"characters not read", "8OK?234||TIME,,,CAM", "8OK1234||TIME,,,CAM"},
		{"longer than a plate", "8OK1234567890123||TIME,,,CAM", "8OK1234||TIME,,,CAM"},
		{"no time", "8OK1234||,,,CAM", "8OK1234||TIME,,,CAM"},
		{"no time that can be read", "8OK1234||never,,,CAM", "8OK1234||TIME,,,CAM"},
		{"a time without a day", "8OK1234||2026-05,,,CAM", "8OK1234||TIME,,,CAM"},
		{"a day that is none", "8OK1234||2026-02-30 12:00:00,,,CAM", "8OK1234||TIME,,,CAM"},
		{"a latitude that is no number", "8OK1234||TIME,north,-97.5,CAM", "8OK1234||TIME,,,CAM"},
		{"a longitude that is no number", "8OK1234||TIME,35.5,west,CAM", "8OK1234||TIME,,,CAM"},
		{"a longitude without its sign", "8OK1234||TIME,35.5,97.5,own", "8OK1234||TIME,35.5,-97.5,own"},
		{"a position that is nowhere", "8OK1234||TIME,135.5,-97.5,own", "8OK1234||TIME,35.5,-97.5,own"},
		{"neither position nor camera", "8OK1234||TIME,,,", "8OK1234||TIME" + own},
		{"a camera that nobody places", "8OK1234||TIME,,,cam-9", "8OK1234||TIME" + own},
	}
	const heads = "plate,state,time,lat,lon,camera"
	var rows, bad, good []string
	for i, r := range reasons {
		// Odd rows have their camera's position from the row below them all, even rows from the one above.
		whole := strings.NewReplacer("||", ",OK,", "TIME", fmt.Sprintf("2026-05-%02d 12:00:00", i+1), "CAM",
			[]string{"above", "below"}[i%2])
		bad, good = append(bad, whole.Replace(r.bad)), append(good, whole.Replace(r.good))
	}
	rows = append(rows, heads, "8OK0001,OK,2026-04-01 12:00:00,35.5,-97.5,above")
	rows = append(append(rows, bad...), "8OK0001,OK,2026-04-02 12:00:00,35.7,-97.7,below", "")

	c := newCommand(t)
	out := c.must("load", "plates", c.file("reads.csv", []byte(strings.Join(rows, "\n"))), "--case", "T-1", "--tz", "UTC")
	if !strings.Contains(out, fmt.Sprintf("accepted 2 + duplicates 0 + rejected %d", len(reasons))) {
		t.Fatalf("load: %s\n%s", out, c.must("loads", "rejects", "1"))
	}
	path := filepath.Join(t.TempDir(), "mend.csv")
	c.must("loads", "rejects", "1", "--out", path)
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := string(body)
	for i := range bad {
		if strings.Count(text, ","+bad[i]+"\n") != 1 {
			t.Errorf("%s: the row %q does not stand in the file as it came", reasons[i].why, bad[i])
		}
		text = strings.Replace(text, ","+bad[i]+"\n", ","+good[i]+"\n", 1)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := c.must("load", "plates", path, "--case", "T-1", "--tz", "UTC"); !strings.Contains(out,
		fmt.Sprintf("accepted %d + duplicates 0 + rejected 0", len(reasons))) {
		t.Errorf("mended: %s\n%s\n%s", out, c.must("loads", "rejects", "2"), text)
	}
}
