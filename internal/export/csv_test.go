package export

import (
	"bytes"
	"encoding/csv"
	"maps"
	"slices"
	"strings"
	"testing"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// table reads CSV into rows by column name.
func table(t *testing.T, body []byte) []map[string]string {
	t.Helper()
	rest, found := bytes.CutPrefix(body, []byte(bom))
	if !found {
		t.Error("no byte order mark")
	}
	if bytes.Count(rest, []byte("\n")) != bytes.Count(rest, []byte("\r\n")) || bytes.Count(rest, []byte("\r")) != bytes.Count(rest,
		[]byte("\r\n")) {
		t.Error("a line does not end in CR LF")
	}
	all, err := csv.NewReader(bytes.NewReader(rest)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, c := range cells {
			row[all[0][i]] = c
			if c != "" && strings.ContainsRune("=+-@\t\n＝", []rune(c)[0]) && !number(c) {
				t.Errorf("%s is %.40q, which a spreadsheet runs", all[0][i], c)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func number(text string) bool {
	return strings.Trim(text, "-.0123456789") == "" && strings.LastIndex(text, "-") <= 0
}

func countKinds(rows []map[string]string) map[string]int {
	n := map[string]int{}
	for _, r := range rows {
		n[r["kind"]]++
	}
	return n
}

func TestCSVHoldsAll(t *testing.T) {
	for name, d := range dossiers() {
		rows := table(t, written(t, "csv", d, given()))
		n, want := countKinds(rows), map[string]int{}
		for _, e := range d.Unfolded() {
			want[kinds.Of(e.Kind).One]++
		}
		delete(n, "about")
		if !maps.Equal(n, want) {
			t.Errorf("%s: rows of %v came of events of %v", name, n, want)
		}
		var about []string
		for _, r := range rows {
			if r["kind"] == "about" {
				about = append(about, r["id"]+": "+r["remarks"])
			}
		}
		all := strings.Join(about, "\n")
		for _, want := range append([]string{"recipient: Det. R. Cipient", "agency: Invented Police Department",
			"purpose: locate a missing child", "made: 2026-11-20T09:30:00Z"}, kinds.Caveats()...) {
			if !strings.Contains(all, want) {
				t.Errorf("%s does not say %q", name, want)
			}
		}
		for _, note := range d.Withheld {
			if !strings.Contains(all, "withheld: 7 "+note.Text) {
				t.Errorf("%s does not say what is withheld", name)
			}
		}
	}
	if all := string(written(t, "csv", empty(), given())); !strings.Contains(all, "No load brought an event") {
		t.Error("an empty table does not say why")
	}
}

func TestCSVRow(t *testing.T) {
	rows := map[string]map[string]string{}
	for _, r := range table(t, written(t, "csv", varied(), given())) {
		rows[r["id"]] = r
	}
	for _, want := range []map[string]string{
		{"kind": "plate read", "id": "e1", "time_local": "2026-02-03 10:00:07", "zone": "America/Chicago", "zone_offset": "UTC-06:00",
			"utc_from": "2026-02-03T16:00:07Z",
			"utc_to":   "2026-02-03T16:00:08Z", "precision": "second", "zone_basis": "stated", "source_zone": "UTC", "latitude": "32.78",
			"longitude": "-96.8", "position_class": "site", "radius_m": "30",
			"plate": "ZZZ0000", "plate_state": "TX", "plate_raw": "ZZZ-0000", "parties": "vehicle=ZZZ0000 (TX)", "confidence": "0.93",
			"moving_reader": "false", "standing": "", "handling": "restricted", "records": "1", "load": "2", "line": "1",
			"file": "reads.csv", "file_sha256": strings.Repeat("cd", 32)},
		{"kind": "inquiry", "id": "e8", "time_local": "2026-02-06 17:00", "standing": "set aside", "why": "own ORI",
			"locates": "agency's office, not the place of the encounter", "message_key": "QW", "ori": "OK0550000",
			"parties": "inquired=Anneliese Zzyzx", "handling": ""},
		{"kind": "address", "id": "e102", "time_local": "2026-05-04", "last_local": "", "utc_from": "2026-05-04T05:00:00Z", "utc_to": "",
			"radius_m": "6623", "county": "Invented", "details": "", "line": "102"},
		{"kind": "address", "id": "e103", "time_local": "", "last_local": "2026", "utc_from": "", "utc_to": "2027-01-01T06:00:00Z",
			"precision": "", "last_precision": "year"},
		{"kind": "custody", "id": "e15", "handling": "chri", "booking": "B-1", "record_state": "held", "state": "OK", "charge": "two",
			"details": "Charge=one", "records": "3", "load": "1", "line": "15; 200; 201", "file": "offline.txt",
			"file_sha256": strings.Repeat("ab", 32)},
		{"kind": "inquiry", "id": "e16", "standing": "mention", "latitude": "", "longitude": "", "position_class": "none", "radius_m": "",
			"place": "Invented Sheriff", "locates": "nobody: the subject is only mentioned"},
		{"kind": "record", "id": "e17"},
	} {
		for name, value := range want {
			if got, ok := rows[want["id"]][name]; !ok || got != value {
				t.Errorf("%s: %s is %q, want %q", want["id"], name, got, value)
			}
		}
	}
}

// TestCSVKeepsTexts finds every hostile text again, with no more than its guard and its line ends changed.
func TestCSVKeepsTexts(t *testing.T) {
	rows := table(t, written(t, "csv", hostile(), given()))
	var sightings []map[string]string
	for _, r := range rows {
		if r["kind"] != "about" && r["kind"] != "address" {
			sightings = append(sightings, r)
		}
	}
	for i, text := range hostileTexts() {
		want := lineEnds(text)
		if got := strings.TrimPrefix(sightings[i]["place"], "'"); got != want {
			t.Errorf("%.40q came back as %.40q", want, got)
		}
	}
}

func TestEventsCSV(t *testing.T) {
	for name, d := range dossiers() {
		rows := table(t, written(t, "timeline-csv", d, given()))
		if len(rows) != 1+len(d.Events) {
			t.Errorf("%s: %d rows came of %d events", name, len(rows)-1, len(d.Events))
		}
		names := map[string]bool{}
		for _, r := range rows {
			if n := r["Event Name"]; names[n] || len([]rune(n)) > mostEventName+40 {
				t.Errorf("%s: the name %.60q is not new or is too long", name, n)
			}
			names[r["Event Name"]] = true
			if !slices.ContainsFunc(kinds.All(), func(k timeline.Kind) bool { return strings.Contains(r["Notes"], "Caveat: "+k.Caveat) }) &&
				!strings.Contains(r["Notes"], kinds.Caveats()[0]) {
				t.Errorf("%s: %q lacks the caveat", name, r["Event Name"])
			}
		}
	}
}

func TestEventDates(t *testing.T) {
	for id, want := range map[string][3]string{
		"e1": {"2026-02-03 10:00:07", "", "second; site, 30 m"}, "e9": {"2026-02-06 19:00:00", "", "minute; no position"},
		"e10": {"2026-02-06 19:00:00", "2026-02-06 20:01:00", "minute; county, 30000 m"},
		"e11": {"2025-01-01", "2025-12-31", "year; agency, 500 m"}, "e12": {"2026-03-01", "2026-03-31", "month; agency, 500 m"},
		"e13":  {"2026-03-10", "2026-03-10", "day; agency, 500 m"},
		"e14":  {"2026-03-10 02:00:00", "2026-03-10 03:00:00", "hour; agency, 500 m"},
		"e101": {"2026-01-01", "2026-03-31", "month; street, 30 m"}, "e102": {"2026-05-04", "2026-05-04", "day; zip, 6623 m"},
		"e103": {"2026-01-01", "2026-12-31", "year; city, 15000 m"}, "e104": {"", "", "no position"},
	} {
		found := false
		for _, r := range table(t, written(t, "timeline-csv", varied(), given())) {
			if strings.HasSuffix(r["Event Name"], "["+id+"]") {
				found = true
				if got := [3]string{r["Start Date"], r["End Date"], r["Precision"]}; got != want {
					t.Errorf("%s is %q, want %q", id, got, want)
				}
			}
		}
		if !found {
			t.Errorf("%s is lost", id)
		}
	}
}
