package main

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReportByPlan writes reports as plans and flags ask for, with request and photo.
func TestReportByPlan(t *testing.T) {
	c := newCommand(t)
	few := "plate,state,time,lat,lon,camera\n8OK1234,OK,2026-05-02T12:00:00Z,35.5,-97.5,cam-1\n8OK1234,OK,2026-05-03T12:00:00Z,35.5,-97.5,cam-1\n"
	c.must("load", "plates", c.file("few.csv", []byte(few)), "--case", "T-1", "--subject", "Ann")
	plan := c.must("report", "plan")
	plan = strings.Replace(plan, `rfi = ""`, `rfi = "RFI-7"`, 1)
	plan = strings.Replace(plan, "note = \"\"", "note = \"\"\"\nThe words\nof the analyst.\n\"\"\"\nby = \"A. Analyst\"", 1)
	file := c.file("plan.toml", []byte(plan))
	out := filepath.Join(c.dir, "r.html")
	of := []string{"report", "--case", "T-1", "--subject", "ann", "--out", out}
	write := func(args ...string) string {
		t.Helper()
		c.must(append(of, args...)...)
		body, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	photo, err := os.Create(filepath.Join(c.dir, "p.png"))
	if err == nil {
		err = png.Encode(photo, image.NewGray(image.Rect(0, 0, 30, 40)))
	}
	if err != nil {
		t.Fatal(err)
	}
	photo.Close()
	said := write("--plan", file, "--requested-by", "Sheriff of Nowhere", "--photo", photo.Name())
	for _, want := range []string{"RFI-7", "Sheriff of Nowhere", "Note by A. Analyst: </strong>The words of the analyst.",
		`src="data:image/jpeg;base64,`} {
		if !strings.Contains(said, want) {
			t.Errorf("the report does not hold %q", want)
		}
	}
	if said := write("--without", "circuits,gaps", "--because", "told before"); strings.Contains(said, ">Circuits</h2>") ||
		!strings.Contains(said, "<strong>Circuits</strong>, because told before.") {
		t.Error("a section was not left out, or not said to be")
	}
	if said := write("--sections", "excluded,sources", "--because", "told before"); strings.Count(said, "<h2") != 3 { // and the provenance
		t.Errorf("%d sections", strings.Count(said, "<h2"))
	}
	bad := c.file("bad.toml", []byte("version = 1\n[[without]]\nsection = \"sources\"\n"))
	for want, args := range map[string][]string{
		"say why":            {"--without", "gaps"},
		"no section \"gap\"": {"--without", "gap", "--because", "x"},
		"cannot be left":     {"--plan", bad},
		"goes without":       {"--plan", file, "--without", "gaps", "--because", "x"},
		"name them":          {"--because", "x"},
		"neither JPEG":       {"--photo", file},
		"no such file":       {"--plan", filepath.Join(c.dir, "none.toml")},
	} {
		if code, _, log := c.run(append(of, args...)...); code != exitInput || !strings.Contains(log, want) {
			t.Errorf("%v: exit code %d, %s, want %q", args, code, log, want)
		}
	}
}
