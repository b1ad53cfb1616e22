package main

import (
	"encoding/json"
	"fmt"
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
