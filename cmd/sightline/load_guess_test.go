package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// guessable are files of no layout that is known by name, each of two reads, with what load reads them by.
var guessable = map[string]struct{ text, mapping string }{
	"isapi.xml": {`<?xml version="1.0"?><list><EventNotificationAlert xmlns="urn:invented"><dateTime>2026-07-04T12:30:05Z</dateTime><deviceID>D1</deviceID>
<ANPR><licensePlate>ZZZ0001</licensePlate><confidenceLevel>91</confidenceLevel></ANPR><GPS><latitude>30.2672</latitude><longitude>-97.7431</longitude></GPS></EventNotificationAlert>
<EventNotificationAlert xmlns="urn:invented"><dateTime>2026-07-04T12:31:05Z</dateTime><deviceID>D1</deviceID>
<ANPR><licensePlate>ZZZ0002</licensePlate></ANPR><GPS><latitude>30.2672</latitude><longitude>-97.7431</longitude></GPS></EventNotificationAlert></list>`,
		"each list/EventNotificationAlert, time = dateTime, camera = deviceID, plate = ANPR/licensePlate"},
	"positions.geojson": {`{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[-97.7431,30.2672]},"properties":{"plate":"ZZZ0001","when":"2026-07-04T12:30:05Z"}},
{"type":"Feature","geometry":{"type":"Point","coordinates":[-97.7431,30.2672]},"properties":{"plate":"ZZZ0002","when":"2026-07-04T12:31:05Z"}}]}`,
		"each features, lon = geometry.coordinates[0], lat = geometry.coordinates[1], plate = properties.plate, time = properties.when"},
	"message.json": {`{"site":{"lat":30.2672,"lng":-97.7431,"id":"S1"},"passages":[{"at":"x","lp":"ZZZ0001","seen_at":"2026-07-04T12:30:05Z"},{"lp":"ZZZ0002","seen_at":"2026-07-04T12:31:05Z"}]}`,
		"lat = site.lat, lon = site.lng, camera = site.id, plate = passages[].lp, time = passages[].seen_at"},
	"everyday.csv": {"Tag Number,Tag St,Captured On,Site Lat,Site Lon,Match %,Lane\nZZZ0001,TX,2026-07-04 12:30:05Z,30.2672,-97.7431,91,2\nZZZ0002,TX,2026-07-04 12:31:05Z,30.2672,-97.7431,88,1\n", ""},
	"nameless.csv": {"a;b;c;d\nZZZ0001;2026-07-04 12:30:05Z;30.26720;-97.74310\nZZZ0002;2026-07-04 12:31:05Z;30.26720;-97.74310\nZZZ0003;2026-07-04 12:31:05Z;30.26720;-97.74310\n",
		"plate = a, time = b, lat = c, lon = d"},
}

// TestLoadByGuess reads files of no known layout by a guess that fits, and says by which; the draft that is kept reads the same.
func TestLoadByGuess(t *testing.T) {
	c := withoutDatabase(t)
	for name, file := range guessable {
		path := c.file(name, []byte(file.text))
		rows := 2 + strings.Count(file.text, "ZZZ0003")
		want := fmt.Sprintf("read %d = taken %d + rejected 0", rows, rows)
		for _, format := range []string{"auto", "plates"} {
			out := c.must("load", format, path, "--dry-run")
			if !strings.Contains(out, want) || !strings.Contains(out, "ZZZ0002") || !strings.Contains(out, "30.26720, -97.74310") ||
				!strings.Contains(out, "= 2026-07-04T12:31:05Z") {
				t.Errorf("%s as %s: %s", name, format, out)
			}
			if said := strings.Contains(out, "is read by a guess that fits"); said != (file.mapping != "") || !strings.Contains(out, file.mapping) {
				t.Errorf("%s as %s does not say how it is read: %s", name, format, out)
			}
		}
		draft := c.must("profile", "guess", path)
		if strings.Contains(draft, "NOT ") || !strings.Contains(draft, fmt.Sprintf("taken %d of %d.", rows, rows)) {
			t.Errorf("%s: %s", name, draft)
		}
		kept := c.file("kept.toml", []byte(draft))
		if out := c.must("load", "plates", path, "--dry-run", "--profile", kept); !strings.Contains(out, want) {
			t.Errorf("%s by the draft: %s", name, out)
		}
	}
}

// TestGuessNotSure refuses a file that a guess does not fit, with what is missing; the draft says so too.
func TestGuessNotSure(t *testing.T) {
	c := withoutDatabase(t)
	const read = `{"plate":"ZZZ0001","time":"2026-07-04T12:30:05Z","lat":30.2672,"lon":-97.7431}`
	for name, tt := range map[string]struct{ text, draft, why string }{
		"no time":    {`[{"plate":"ZZZ0001","lat":30.2672,"lon":-97.7431}]`, "NOT COMPLETE: plates need columns for plate, time", "plates need columns"},
		"two places": {`{"front":[` + read + "," + read + `],"rear":[` + read + "," + read + `]}`, "NOT COMPLETE: records stand in front[] and in rear[]", "front[]"},
		"two times": {`[{"plate":"ZZZ0001","read_time":"2026-07-04T12:30:05Z","event_time":"2026-07-04T15:30:05Z","lat":30.2672,"lon":-97.7431}]`,
			"NOT SURE", `could both be time, and they differ`},
		"bad times": {`[{"plate":"ZZZ0001","time":"2026-07-44T12:30:05Z","lat":30.2672,"lon":-97.7431}]`, "NOT COMPLETE", ""},
		"something": {`{"a":1,"b":[{"c":2}]}`, "NOT COMPLETE", "plates need columns"},
	} {
		path := c.file("x.json", []byte(tt.text))
		if draft := c.must("profile", "guess", path); !strings.Contains(draft, tt.draft) {
			t.Errorf("%s: want %q in %s", name, tt.draft, draft)
		}
		for _, format := range []string{"auto", "plates"} {
			code, out, log := c.run("load", format, path, "--dry-run")
			if code != exitInput || !strings.Contains(log, tt.why) || !strings.Contains(log, "sightline profile guess") {
				t.Errorf("%s as %s: exit %d, %s%s", name, format, code, out, log)
			}
		}
	}
}

// TestNothingTaken ends with 3 where a file has rows and none of them is taken, and says why; a table of headings alone is no fault.
func TestNothingTaken(t *testing.T) {
	c := newCommand(t)
	const rows = "plate,time,lat,lon\nZZZ0001,yesterday,30.2672,-97.7431\nZZZ0002,yesterday,30.2672,-97.7431\n,2026-07-04 12:00,30.2672,-97.7431\n"
	const good = "plate,time,lat,lon\nZZZ0001,2026-07-04 12:00,30.2672,-97.7431\n"
	for name, tt := range map[string]struct {
		format, text string
		code         int
		want         string
	}{
		"rejected.csv": {"plates", rows, exitInput, "rejected.csv: nothing of it was taken; 2 × such as line 2: the time \"yesterday\""},
		"some.csv":     {"plates", rows + "ZZZ0003,2026-07-04 12:00,30.2672,-97.7431\n", exitOK, ""},
		"empty.csv":    {"plates", "plate,time,lat,lon\n", exitOK, ""},
		"letter.txt":   {"ncic", "DEAR COLLEAGUE\n\nTHE SEARCH WAS RUN\n", exitInput, "letter.txt: nothing"},
		"row.csv":      {"addresses", "street,city,state,lat,lon\n,,,,\n,,,,\n", exitInput, "row.csv: nothing of it was taken; "},
	} {
		path := c.file(name, []byte(tt.text))
		for _, more := range [][]string{{"--dry-run"}, {"--case", "T-1", "--subject", "Roe, Richard"}} {
			code, out, log := c.run(append([]string{"load", tt.format, path}, more...)...)
			if code != tt.code || !strings.Contains(log, tt.want) {
				t.Errorf("%s %v: exit %d, want %d and %q: %s%s", name, more, code, tt.code, tt.want, out, log)
			}
		}
	}
	path := c.file("good.csv", []byte(good))
	for range 2 { // the second time everything is there
		c.must("load", "plates", path, "--case", "T-1")
	}
}

// TestRejectsOfAGuess loads a file by a guess, mends what it rejects of a record that holds several, and loads that by a guess too.
func TestRejectsOfAGuess(t *testing.T) {
	c := newCommand(t)
	const text = `{"lat":30.2672,"lon":-97.7431,"reads":[{"plate":"ZZZ0001","time":"2026-07-04T12:30:05Z"},{"plate":"ZZZ0002","time":"2026-07-44T12:31:05Z"},{"plate":"ZZZ0003","time":"2026-07-04T12:32:05Z"}]}`
	out := c.must("load", "plates", c.file("x.json", []byte(text)), "--case", "T-1")
	if !strings.Contains(out, "read 3 = accepted 2 + duplicates 0 + rejected 1") {
		t.Fatal(out)
	}
	mended := filepath.Join(c.dir, "rejects.json")
	c.must("loads", "rejects", "1", "--out", mended)
	rejects, err := os.ReadFile(mended)
	if err != nil {
		t.Fatal(err)
	}
	again := c.file("mended.json", []byte(strings.ReplaceAll(string(rejects), "2026-07-44T", "2026-07-04T")))
	if out := c.must("load", "plates", again, "--case", "T-1"); !strings.Contains(out, "read 1 = accepted 1 + duplicates 0 + rejected 0") {
		t.Errorf("%s\n%s", out, rejects)
	}
	if code, _, log := c.run("load", "plates", mended, "--case", "T-1"); code != exitInput || !strings.Contains(log, "does not exist") {
		t.Errorf("not mended: exit %d: %s", code, log)
	}
}
