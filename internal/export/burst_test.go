package export

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestBursts finds every read of a burst in the tables, with the sighting it is part of, and one mark for it elsewhere.
func TestBursts(t *testing.T) {
	d := passing()
	want := []string{"e1 ", "e2 e2", "e3 e2", "e4 e2", "e5 "}
	var got []string
	body := written(t, "csv", d, given())
	for _, r := range table(t, body) {
		if r["kind"] == "plate read" {
			got = append(got, r["id"]+" "+r["burst"])
		}
	}
	if strings.Join(got, ",") != strings.Join(want, ",") {
		t.Errorf("CSV holds %q", got)
	}
	if !strings.Contains(string(body), "5 plate reads, 3 sightings after folding bursts.") {
		t.Error("the CSV file does not tell of bursts")
	}
	f, err := excelize.OpenReader(bytes.NewReader(written(t, "xlsx", d, given())))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows("Plate reads")
	if err != nil {
		t.Fatal(err)
	}
	column := -1
	for i, name := range rows[0] {
		if name == "Burst" {
			column = i
		}
	}
	got = got[:0]
	for _, r := range rows[1:] {
		got = append(got, r[1]+" "+r[column])
	}
	if strings.Join(got, ",") != strings.Join(want, ",") {
		t.Errorf("XLSX holds %q", got)
	}
	var features struct{ Features []json.RawMessage }
	if err := json.Unmarshal(written(t, "geojson", d, given()), &features); err != nil || len(features.Features) != 5 {
		t.Errorf("GeoJSON holds %d features, %v", len(features.Features), err)
	}
	for format, mark := range map[string]string{"gpx": "<wpt", "ics": "BEGIN:VEVENT", "timeline-csv": "Plate read"} {
		body := string(written(t, format, d, given()))
		if n := strings.Count(body, mark); n != 3 && format != "timeline-csv" {
			t.Errorf("%s has %d marks", format, n)
		}
		if unfolded := strings.NewReplacer("\r\n ", "", "\\", "").Replace(body); !strings.Contains(unfolded,
			"3 reads within 41 s, shown as one") {
			t.Errorf("%s does not tell of the burst", format)
		}
	}
}
