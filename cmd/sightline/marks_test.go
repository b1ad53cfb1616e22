package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sightline/timeline"
)

// TestMarksFromCommandLine hides a sighting, sees it leave the report and stand among the excluded, and takes it back.
func TestMarksFromCommandLine(t *testing.T) {
	c := newCommand(t)
	few := "plate,state,time,lat,lon,camera\n8OK1234,OK,2026-05-02T12:00:00Z,35.5,-97.5,cam-1\n8OK1234,OK,2026-05-03T12:00:00Z,35.5,-97.5,cam-1\n8OK1234,OK,2026-05-04T12:00:00Z,36.5,-97.5,cam-of-the-misread\n"
	c.must("load", "plates", c.file("few.csv", []byte(few)), "--case", "T-1", "--subject", "Ann")
	of := []string{"--case", "T-1", "--subject", "ann"}
	must := func(args ...string) string { return c.must(append(args, of...)...) }
	refused := func(code int, args ...string) string {
		got, out, log := c.run(append(args, of...)...)
		if got != code {
			t.Errorf("%v: exit code %d, want %d\n%s%s", args, got, code, out, log)
		}
		return log
	}
	if said := must("marks"); !strings.Contains(said, "no mark") {
		t.Error(said)
	}
	const target = "r1-4"
	var m timeline.Mark
	if err := json.Unmarshal([]byte(must("--json", "marks", "add", target, "--hide", "misread <b>8</b>")), &m); err != nil ||
		m.Kind != timeline.MarkHidden || m.Target != target {
		t.Fatalf("%+v, %v", m, err)
	}
	must("marks", "add", target, "--note", "asked the agency")
	must("marks", "add", "r1-2", "--confirmed", "--text", "photo of the driver")
	for _, args := range [][]string{
		{"marks", "add", target, "--hide", "again"}, {"marks", "add", target, "--hide", " "}, {"marks", "add", "r9-9", "--note", "x"},
		{"marks", "add", "nobody", "--note", "x"},
		{"marks", "add", target, "--note", "x", "--text", "y"}, {"marks", "undo", "99"},
	} {
		refused(exitInput, args...)
	}
	refused(exitUsage, "marks", "add", target)
	refused(exitUsage, "marks", "add", target, "--note", "x", "--confirmed")
	list := must("marks", "list")
	for _, want := range []string{"mark 1: r1-4 hidden, by ", "misread <b>8</b>", "asked the agency", "photo of the driver"} {
		if !strings.Contains(list, want) {
			t.Errorf("the list lacks %q:\n%s", want, list)
		}
	}

	out := filepath.Join(c.dir, "r.html")
	report := func() string {
		must("report", "--out", out)
		body, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	if said := report(); strings.Count(said, "cam-of-the-misread") != 1 || !strings.Contains(said, "Excluded by the analyst") ||
		!strings.Contains(said, "misread &lt;b&gt;8&lt;/b&gt;") {

		t.Errorf("the report names the hidden read %d times", strings.Count(said, "cam-of-the-misread"))
	}
	must("marks", "undo", "1")
	refused(exitInput, "marks", "undo", "1")
	if said := must("marks", "list", "--undone"); !strings.Contains(said, "undone by ") {
		t.Error(said)
	}
	if said := report(); strings.Contains(said, "misread &lt;b&gt;8&lt;/b&gt;") || !strings.Contains(said, "cam-of-the-misread") {
		t.Error("what is no longer hidden is not in the report")
	}
}
