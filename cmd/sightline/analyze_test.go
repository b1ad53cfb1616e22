package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// commute is a track between two points 10 km apart: an hour at each, a fix a minute, for some days.
func commute(days int) string {
	var text strings.Builder
	text.WriteString("id,time,lat,lon,radius_m\n")
	at := time.Date(2026, 5, 4, 6, 0, 0, 0, time.UTC)
	for range days {
		for minute := range 150 {
			share := 0.0
			switch {
			case minute >= 90:
				share = 1
			case minute >= 60:
				share = float64(minute-60) / 30
			}
			fmt.Fprintf(&text, "car,%s,%.5f,-97.50000,8\n", at.Add(time.Duration(minute)*time.Minute).Format(time.RFC3339), 35+0.09*share)
		}
		at = at.AddDate(0, 0, 1)
	}
	return text.String()
}

func TestAnalyze(t *testing.T) {
	c := newCommand(t)
	c.url = "postgres:///none" // no database is needed
	path := c.file("track.csv", []byte(commute(5)))
	for what, want := range map[string]struct {
		args []string
		n    int
		text string
	}{
		"stops":     {nil, 10, "61 positions"},
		"trips":     {nil, 5, "km along the positions"},
		"places":    {nil, 2, ""},
		"legs":      {nil, 154, "km/h"},
		"conflicts": {nil, 0, ""},
		"circuits":  {nil, 0, ""},
		"reach":     {[]string{"--at", "2026-05-04T07:15:00Z"}, 1, ""},
	} {
		var got struct {
			Found []struct{ Track, Text string }
		}
		args := append([]string{"analyze", what, path, "--json"}, want.args...)
		if err := json.Unmarshal([]byte(c.must(args...)), &got); err != nil {
			t.Fatal(err)
		}
		if len(got.Found) != want.n || want.n > 0 && (got.Found[0].Track != "car" || !strings.Contains(got.Found[0].Text, want.text)) {
			t.Errorf("%s: %d found, want %d with %q: %+v", what, len(got.Found), want.n, want.text, got.Found[:min(3, len(got.Found))])
		}
	}
	for point, want := range map[string]string{"35.0,-97.5": "possible", "41.0,-87.5": "no"} {
		out := c.must("analyze", "reach", path, "--point", point, "--from", "2026-05-04T06:10:00Z", "--to", "2026-05-04T06:20:00Z")
		if !strings.Contains(out, want+": ") {
			t.Errorf("reach of %s: %s", point, out)
		}
	}
	for _, args := range [][]string{{"reach", path}, {"reach", path, "--point", "95,0"}, {"reach", path, "--at", "noon"},
		{"stops", c.file("none.csv", []byte("a,b\n"))}} {
		if code, _, log := c.run(append([]string{"analyze"}, args...)...); code != exitInput {
			t.Errorf("analyze %v: exit %d, %s", args, code, log)
		}
	}
}

// TestAnalyzeSaysWhatItDidNotUnderstand: a file of which no position is taken ends with exit 3 and the reasons, and nothing is said to have
// been looked for in it; what was left out of one that is read is told.
func TestAnalyzeSaysWhatItDidNotUnderstand(t *testing.T) {
	c := newCommand(t)
	c.url = "postgres:///none"
	for name, of := range map[string]struct{ text, want string }{
		"commas.csv":  {"time,lat,lon\n2026-03-02T15:00:00Z,\"35,2,1\",\"-97,4,1\"\n", `line 2: "35,2,1", "-97,4,1" is not a latitude`},
		"zeros.csv":   {"time,lat,lon\n2026-03-02T15:00:00Z,0,0\n2026-03-02T15:00:00Z,-1,-1\n", "no fix"},
		"days.csv":    {"date,lat,lon\n2026-03-02,35.2,-97.4\n", "has no minute"},
		"short.json":  {`{"type":"Feature","properties":{"times":["2026-03-02T15:10:00Z"]},"geometry":{"type":"LineString","coordinates":[[-97.4,35.2],[-97.5,35.3]]}}`, "2 positions and 1 times"},
		"wpt.gpx":     {`<gpx><wpt lat="35" lon="-97"><time>2026-03-02T15:00:00Z</time></wpt></gpx>`, "1 × way points, which are no track"},
		"office.json": {`{"features":[{"type":"Feature","properties":{"time":"2026-03-02T15:00:00Z","class":"agency"},"geometry":{"type":"Point","coordinates":[-97.4,35.2]}}]}`, "position is that of the agency"},
		"untimed.kml": {`<kml><Placemark><LineString><coordinates>-97,35 -97,36</coordinates></LineString></Placemark></kml>`, "has no times"},
		"two.csv":     {"time,latitude,lat,lon\n2026-03-02T15:00:00Z,35.1,36.2,-97.4\n", `--column lat="latitude"`},
		"asked.csv":   {"time,lat,lon\n3/4/2026 10:00,35.1,-97.4\n25/4/2026 10:00,35.1,-97.4\n", "--date-order"},
	} {
		path := c.file(name, []byte(of.text))
		for _, what := range []string{"stops", "trips", "tours", "jumps", "legs", "conflicts"} {
			code, out, log := c.run("analyze", what, path)
			if code != exitInput || !strings.Contains(out+log, of.want) || strings.Contains(out, "were found") {
				t.Errorf("%s of %s: exit %d, %s%s; want %q", what, name, code, out, log, of.want)
			}
		}
	}
	for name, of := range map[string]struct {
		text string
		args []string
		want string
	}{
		"local.csv": {"time,lat,lon\n2026-03-02 15:00:00,35.2,-97.4\n", nil, "1 × times that state no zone, read in UTC: --tz says which it is"},
		"cut.gpx":   {`<gpx><trk><trkseg><trkpt lat="35" lon="-97"><time>2026-03-02T15:00:00Z</time></trkpt><trkpt lat="35"`, nil, "get the whole file"},
		"two.csv":   {"time,latitude,lat,lon\n2026-03-02T15:00:00Z,95.1,36.2,-97.4\n", []string{"--column", "lat=lat"}, "taken 1"},
		"order.csv": {"time,lat,lon\n3/4/2026 10:00,35.1,-97.4\n25/4/2026 10:00,35.1,-97.4\n", []string{"--date-order", "day/month"}, "taken 2"},
		"row.csv":   {"id,device_id,time,lat,lon\n1,p,2026-03-02T15:00:00Z,35.2,-97.4\n2,p,2026-03-02T15:10:00Z,35.2,-97.4\n", nil, "2 × values of the field id that differ from position to position"},
		"jump.csv": {"time,lat,lon\n2026-03-02T15:00:00Z,35.2,-97.4\n2026-03-02T15:01:00Z,35.2,-97.4\n2026-03-02T15:02:00Z,35.2,-97.4\n2026-03-02T15:03:00Z,29,-97.4\n2026-03-02T15:10:00Z,35.2,-97.4\n",
			nil, "1 position left out: only a speed over 500 km/h"},
	} {
		if out := c.must(append([]string{"analyze", "stops", c.file(name, []byte(of.text))}, of.args...)...); !strings.Contains(out, of.want) {
			t.Errorf("%s: %s; want %q", name, out, of.want)
		}
	}
}

// TestAnalyzeTellsOfNamesOfSinglePositions does not say that nothing was found of a file whose rows each have a device of their own.
func TestAnalyzeTellsOfNamesOfSinglePositions(t *testing.T) {
	c := newCommand(t)
	c.url = "postgres:///none"
	for _, heading := range []string{"device", "vehicle_id", "unit", "tid"} {
		text := heading + ",time,lat,lon\n"
		for i := range 12 {
			text += fmt.Sprintf("q%d,2026-04-07T13:%02d:00Z,41.5,-93.6\n", i*37, i)
		}
		file := filepath.Join(t.TempDir(), "x.csv")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, what := range []string{"stops", "trips", "tours", "jumps"} {
			_, out, log := c.run("analyze", what, file)
			if strings.Contains(out, "No "+what) || !strings.Contains(out, "None of the 12 tracks has two positions") {
				t.Errorf("%s of %s: %s%s", what, heading, out, log)
			}
		}
	}
}
