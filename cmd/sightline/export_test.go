package main

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sightline/internal/export"
	"sightline/internal/ledger"
	"sightline/internal/store"
)

const sampleCase = "SAMPLE-2026-001"

// auditRow is a row of the audit with what was asked as values.
type auditRow struct {
	ledger.Row
	Asked map[string]any
}

// UnmarshalJSON reads what sightline audit --json prints.
func (r *auditRow) UnmarshalJSON(text []byte) error {
	if err := json.Unmarshal(text, &r.Row); err != nil {
		return err
	}
	return json.Unmarshal([]byte(r.Row.Asked), &r.Asked)
}

// audited are the newest rows of the audit, newest first.
func (c command) audited() []auditRow {
	c.t.Helper()
	var said struct{ Audit []auditRow }
	if err := json.Unmarshal([]byte(c.must("audit", "--json")), &said); err != nil {
		c.t.Fatal(err)
	}
	return said.Audit
}

// TestExportSample writes the sample's data in every format and as a bundle, and asks the server for the same.
func TestExportSample(t *testing.T) {
	c := newCommand(t)
	c.must("demo", "--once", "--out", t.TempDir())
	dir := t.TempDir()
	of := []string{"--case", sampleCase, "--subject", "Corwin Specimen", "--recipient", "Det. R. Cipient", "--agency", "Invented PD",
		"--purpose", "find the child", "--json"}
	for _, f := range export.Formats() {
		path := filepath.Join(dir, "out"+f.Extension)
		var said struct {
			SHA256 string
			Rows   int
		}
		if err := json.Unmarshal([]byte(c.must(append([]string{"export", f.Name, "--out", path}, of...)...)), &said); err != nil {
			t.Fatal(err)
		}
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		hash := sha256.Sum256(body)
		row := c.audited()[0]
		if row.Action != "export" || row.Asked["sha256"] != hex.EncodeToString(hash[:]) || row.Asked["sha256"] != said.SHA256 ||
			row.Asked["recipient"] != "Det. R. Cipient" ||
			row.Purpose != "find the child" || row.Rows != said.Rows || said.Rows < 1000 {
			t.Errorf("%s: the audit holds %+v, the command said %+v", f.Name, row, said)
		}
	}
	checkBundle(t, c, of)
	checkServed(t, c)
}

func checkBundle(t *testing.T, c command, of []string) {
	path := filepath.Join(t.TempDir(), "case.zip")
	c.must(append([]string{"bundle", "--out", path}, of...)...)
	if rows := c.audited(); rows[0].Action != "export" || rows[0].Asked["format"] != "bundle" || rows[1].Action != "records" ||
		rows[1].Rows < 1000 {
		t.Errorf("the audit of a bundle is %+v", rows[:2])
	}
	if said := c.must("bundle", "verify", path); !strings.Contains(said, "is whole") {
		t.Errorf("a new bundle: %s", said)
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for name, want := range map[string]string{
		"report.html": "Corwin Specimen", "report.pdf": "%PDF-1.", "report.docx": "word/document.xml",
		"pictures/map.svg":      "Travel pattern of Corwin Specimen",
		"pictures/timeline.png": "IHDR", "pictures/circuit.svg": "<svg", "data/dossier.kmz": "doc.kml",
		"records/load-4.jsonl": `{"line":2,"text":`, "sources/loads.json": "plate-reads.csv",
	} {
		f, err := z.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(f)
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s lacks %q: %v", name, want, err)
		}
	}
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	body[len(body)/2] ^= 1
	bad := c.file("changed.zip", body)
	if code, _, log := c.run("bundle", "verify", bad); code != exitInput || !strings.Contains(log, "was changed") {
		t.Errorf("a changed bundle: exit %d, %s", code, log)
	}
	for _, name := range []string{c.file("no.zip", []byte("no")), filepath.Join(c.dir, "none.zip")} {
		if code, _, _ := c.run("bundle", "verify", name); code != exitInput {
			t.Errorf("%s: exit %d, want %d", name, code, exitInput)
		}
	}
}

func checkServed(t *testing.T, c command) {
	address := c.serving("serve", "--listen", "127.0.0.1:0") + "/subjects/2/export/"
	answer, err := http.Get(address + "csv?recipient=Det.+B&purpose=look")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s, %v", answer.Status, err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(body))).ReadAll()
	if err != nil || len(rows) < 1000 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	hash := sha256.Sum256(body)
	if row := c.audited()[0]; row.Action != "export" || row.Asked["sha256"] != hex.EncodeToString(hash[:]) ||
		row.Asked["recipient"] != "Det. B" || row.Purpose != "look" {
		t.Errorf("the audit holds %+v", row)
	}
}

// TestExportRefusals leaves no file behind.
func TestExportRefusals(t *testing.T) {
	c := newCommand(t)
	c.must("cases", "put", "T-1", "--title", "Test")
	c.must("cases", "subject", "Nobody", "--case", "T-1")
	dir := t.TempDir()
	out := filepath.Join(dir, "x.csv")
	for name, k := range map[string]struct {
		args []string
		code int
		says string
	}{
		"format":  {[]string{"export", "pdf", "--case", "T-1", "--subject", "Nobody", "--out", out}, exitInput, "timeline-csv"},
		"zone":    {[]string{"export", "csv", "--case", "T-1", "--subject", "Nobody", "--out", out, "--zone", "Mars"}, exitInput, "Mars"},
		"case":    {[]string{"export", "csv", "--case", "T-9", "--subject", "Nobody", "--out", out}, exitInput, "T-9"},
		"subject": {[]string{"bundle", "--case", "T-1", "--subject", "Else", "--out", out}, exitInput, "Else"},
		"directory": {[]string{"export", "csv", "--case", "T-1", "--subject", "Nobody", "--out", filepath.Join(dir, "no", "x.csv")},
			exitSurrounding, "no such file"},
	} {
		if code, _, log := c.run(k.args...); code != k.code || !strings.Contains(log, k.says) {
			t.Errorf("%s: exit %d, want %d with %q\n%s", name, code, k.code, k.says, log)
		}
	}
	if err := store.Exec(t.Context(), c.url, "alter table audit add check (action <> 'export') not valid"); err != nil {
		t.Fatal(err)
	}
	if code, _, log := c.run("export", "csv", "--case", "T-1", "--subject", "Nobody", "--out", out); code == exitOK ||
		!strings.Contains(log, "not given") {
		t.Errorf("a file is given without an audit: exit %d\n%s", code, log)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
