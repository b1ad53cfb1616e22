package export

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"sightline/timeline"
)

// TestBursts finds every read of a burst in the tables, with the sighting it is part of, and one mark for it elsewhere.
func TestBursts(t *testing.T) {
	d := passing()
	want := []string{"s1 ", "s2 s2", "s3 s2", "s4 s2", "s5 "}
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
	rows, err := f.GetRows("Sightings")
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
		if unfolded := strings.NewReplacer("\r\n ", "", "\\", "").Replace(body); !strings.Contains(unfolded, "3 reads within 41 s, shown as one") {
			t.Errorf("%s does not tell of the burst", format)
		}
	}
}

// TestUnitColumns finds unit and kind of an address in columns of their own, as the loader parsed them.
func TestUnitColumns(t *testing.T) {
	d := varied()
	d.Stays[0].Fields = []timeline.Field{{Name: "Unit", Value: "Apt 4"}, {Name: timeline.FieldUnit, Value: "APT 4"}}
	d.Stays[1].Fields = []timeline.Field{{Name: timeline.FieldAddressType, Value: "post office box"}}
	for _, r := range table(t, written(t, "csv", d, given())) {
		if want := map[string]string{"a1": "APT 4/", "a2": "/post office box"}[r["id"]]; want != "" && r["unit"]+"/"+r["address_type"] != want {
			t.Errorf("%s: %s/%s, want %s", r["id"], r["unit"], r["address_type"], want)
		}
	}
}
