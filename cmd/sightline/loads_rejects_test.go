package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sightline/timeline"
)

// TestMendRejects writes the rejects of a load, loads them unmended, mends them, and loads them again with the very
// command that the first told.
func TestMendRejects(t *testing.T) {
	c := newCommand(t)
	file := c.file("reads.csv", []byte("plate,state,time,lat,lon,camera\n"+
		"8OK1234,OK,31/05/2026 12:00:00,35.5,-97.5,cam-1\n8OK1234,OK,01/05/2026 12:00:00,35.5,97.5,cam-1\n8OK1234,OK,never,35.5,-97.5,cam-1\n"))
	if out := c.must("load", "plates", file, "--case", "T-1", "--subject", "Ann B", "--tz", "America/Chicago", "--bursts",
		"30s"); !strings.Contains(out, "rejected 2") || !strings.Contains(out, "--out FILE") {
		t.Fatalf("load: %s", out)
	}
	path := filepath.Join(t.TempDir(), "mend.csv")
	var done struct {
		Rejects, Cut int
		Command      string
	}
	if err := json.Unmarshal([]byte(c.must("loads", "rejects", "1", "--out", path, "--json")), &done); err != nil {
		t.Fatal(err)
	}
	if want := "sightline load plates " + path + " --case T-1 --subject \"Ann B\" --tz America/Chicago"; done.Rejects != 2 ||
		done.Command != want {
		t.Errorf("wrote %+v, want %s", done, want)
	}
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(body),
		"sightline line,sightline reason,\"sightline row, dates day/month\",plate,state,time,lat,lon,camera\n#3,") ||
		!strings.Contains(string(body), ",,8OK1234,OK,01/05/2026 12:00:00,35.5,97.5,cam-1\n") {
		t.Errorf("the file is %s", body)
	}
	again := []string{"load", "plates", path, "--case", "T-1", "--subject", "Ann B", "--tz", "America/Chicago"}
	if code, out, log := c.run(again...); code != exitInput || !strings.Contains(out, "read 2 = accepted 0 + duplicates 0 + rejected 2") {
		t.Errorf("unmended: exit %d: %s%s", code, out, log)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(body), ",97.5,", ",-97.5,", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := c.must(again...); !strings.Contains(out, "read 2 = accepted 1 + duplicates 0 + rejected 1") {
		t.Errorf("mended: %s", out)
	}
	out := c.must("export", "csv", "--case", "T-1", "--subject", "Ann B", "--out", filepath.Join(t.TempDir(), "x.csv"), "--json")
	if !strings.Contains(out, "\"rows\":2") {
		t.Errorf("export: %s", out)
	}
	// 1 May, not 5 January: that the days come first was known from the other rows of the first file only.
	if out := c.must("near", "--lat", "35.5", "--lon=-97.5", "--radius-m", "100", "--json"); !strings.Contains(out,
		"2026-05-01T17:00:00Z") {
		t.Errorf("near: %s", out)
	}
	if code, _, log := c.run("loads", "rejects", "1", "--out", path); code != exitInput || !strings.Contains(log, "is there already") {
		t.Errorf("written over: exit %d, %s", code, log)
	}
	if code, _, log := c.run("loads", "rejects", "9", "--out", path+"2"); code == 0 || !strings.Contains(log, "load 9") {
		t.Errorf("no load: exit %d, %s", code, log)
	}
	if out := c.must("audit"); strings.Count(out, "rejects: ") < 1 && strings.Count(out, "rejects") < 1 {
		t.Errorf("audit: %s", out)
	}
}

// TestMendRejectsWithCameras loads mended rows with the command that is told: it names the table of cameras.
func TestMendRejectsWithCameras(t *testing.T) {
	c := newCommand(t)
	cameras := c.file("cameras.csv", []byte("device_id,name,latitude,longitude\ncam-1,Invented Rd,35.5,-97.5\n"))
	file := c.file("reads.csv", []byte("plate,state,time,camera\n8OK1234,OK,2026-05-31T12:00:00Z,cam-1\n8OK1234,OK,never,cam-1\n"))
	if out := c.must("load", "plates", file, "--case", "T-1", "--cameras", cameras); !strings.Contains(out, "accepted 1") ||
		!strings.Contains(out, "rejected 1") {
		t.Fatalf("load: %s", out)
	}
	path := filepath.Join(t.TempDir(), "mend.csv")
	var done struct{ Command string }
	if err := json.Unmarshal([]byte(c.must("loads", "rejects", "1", "--out", path, "--json")), &done); err != nil {
		t.Fatal(err)
	}
	if want := "sightline load plates " + path + " --case T-1 --cameras " + cameras; done.Command != want {
		t.Fatalf("%s, want %s", done.Command, want)
	}
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(body), ",never,", ",2026-05-31T13:00:00Z,", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := c.must(strings.Fields(done.Command)[1:]...); !strings.Contains(out, "accepted 1") {
		t.Errorf("mended: %s", out)
	}
}

// TestBurstWindow folds reads by the window that their load was given.
func TestBurstWindow(t *testing.T) {
	c := newCommand(t)
	body := "plate,state,time,lat,lon,camera\n8OK1234,OK,2026-05-01T12:00:00Z,35.5,-97.5,cam-1\n8OK1234,OK,2026-05-01T12:00:40Z,35.5,-97.5,cam-1\n8OK1234,OK,2026-05-01T12:01:50Z,35.5,-97.5,cam-1\n"
	c.must("load", "plates", c.file("a.csv", []byte(body)), "--case", "T-1", "--subject", "Ann")
	c.must("load", "plates", c.file("b.csv", []byte(body)), "--case", "T-2", "--subject", "Bea", "--bursts", "30s")
	c.must("load", "plates", c.file("c.csv", []byte(body)), "--case", "T-3", "--subject", "Cea", "--bursts", "2m")
	at := c.serving("serve", "--listen", "127.0.0.1:0")
	for subject, want := range map[string]string{"1": "3 plate reads, 2 sightings after folding bursts", "2": "",
		"3": "3 plate reads, 1 sighting after folding bursts"} {
		var d struct {
			timeline.Dossier
			Folded string `json:"folded"`
		}
		get(t, at+"/api/v1/subjects/"+subject+"/dossier", &d)
		if d.Folded != want || len(d.Unfolded()) != 3 {
			t.Errorf("subject %s: %q of %d reads, want %q", subject, d.Folded, len(d.Unfolded()), want)
		}
	}
	if code, _, log := c.run("load", "plates", c.file("d.csv", []byte(body)), "--case", "T-4", "--bursts", "2h"); code != exitInput ||
		!strings.Contains(log, "--bursts") {
		t.Errorf("a window of two hours: exit %d, %s", code, log)
	}
}
