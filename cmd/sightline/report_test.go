package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReportFiles writes the report of a subject as every kind of file.
func TestReportFiles(t *testing.T) {
	c := newCommand(t)
	few := "plate,state,time,lat,lon,camera\n8OK1234,OK,2026-05-02T12:00:00Z,35.5,-97.5,cam-1\n8OK1234,OK,2026-05-03T12:00:00Z,35.5,-97.5,cam-1\n"
	c.must("load", "plates", c.file("few.csv", []byte(few)), "--case", "T-1", "--subject", "Ann")
	for name, begins := range map[string]string{"r.html": "<!DOCTYPE html>", "r.PDF": "%PDF-1.", "r.docx": "PK"} {
		out := filepath.Join(c.dir, name)
		said := c.must("report", "--case", "T-1", "--subject", "ann", "--out", out, "--recipient", "Sheriff of Nowhere", "--agency",
			"Nowhere SO", "--purpose", "a briefing")
		body, err := os.ReadFile(out)
		if err != nil || !bytes.HasPrefix(body, []byte(begins)) || !strings.Contains(said, "SHA-256") {
			t.Errorf("%s: %v, %.20q, %q", name, err, body, said)
		}
	}
	audit := c.must("audit")
	for _, want := range []string{"a briefing", "export"} {
		if !strings.Contains(audit, want) {
			t.Errorf("the audit does not tell %q:\n%s", want, audit)
		}
	}
	if code, _, _ := c.run("report", "--case", "T-1", "--subject", "ann", "--out", "r.txt"); code != exitInput {
		t.Errorf("a report as .txt: exit code %d", code)
	}
	if left, err := filepath.Glob(filepath.Join(c.dir, ".export-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestPictureFiles writes charts and the map by themselves.
func TestPictureFiles(t *testing.T) {
	c := newCommand(t)
	few := "plate,state,time,lat,lon,camera\n8OK1234,OK,2026-05-02T12:00:00Z,35.5,-97.5,cam-1\n8OK1234,OK,2026-05-03T12:00:00Z,35.5,-97.5,cam-1\n"
	c.must("load", "plates", c.file("few.csv", []byte(few)), "--case", "T-1", "--subject", "Ann")
	of := []string{"--case", "T-1", "--subject", "ann"}
	for _, tt := range []struct {
		out, begins string
		args        []string
	}{
		{"m.svg", "<svg ", []string{"map"}},
		{"m.pdf", "%PDF-1.", []string{"map", "--width", "700"}},
		{"t.png", "\x89PNG", []string{"chart", "--resolution", "96"}},
		{"h.picture", "<svg ", []string{"chart", "--chart", "hours", "--format", "svg"}},
	} {
		out := filepath.Join(c.dir, tt.out)
		c.must(append(append([]string{"export"}, tt.args...), append(of, "--out", out)...)...)
		if body, err := os.ReadFile(out); err != nil || !bytes.HasPrefix(body, []byte(tt.begins)) {
			t.Errorf("%s: %v, %.20q", tt.out, err, body)
		}
	}
	for _, args := range [][]string{{"map", "--out", "m.gif"}, {"chart", "--out", "c.svg", "--width", "3"},
		{"chart", "--out", "c.png", "--resolution", "9000"}, {"map", "--out", "m.svg", "--zone", "Mars/Olympus"}} {
		if code, _, _ := c.run(append(append([]string{"export"}, args...), of...)...); code != exitInput {
			t.Errorf("%v: exit code %d", args, code)
		}
	}
}
