package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const inventedInquiry = "1N01HEADER.QV.TX2270100.LIC/ZZZ0001.LIS/TX\n12:30 07/04/2026\n"

// TestDryRunAsksAgencies shows an inquiry where the load would place it: by the table of agencies.
func TestDryRunAsksAgencies(t *testing.T) {
	c := newCommand(t)
	file := c.file("log.txt", []byte(inventedInquiry))
	out := c.must("load", "ncic", file, "--dry-run")
	if !strings.Contains(out, "The table of agencies is empty") || strings.Contains(out, "30.26") {
		t.Errorf("without agencies: %s", out)
	}
	agencies := c.file("agencies.csv",
		[]byte("ori,name,county,state,lat,lon\nTX2270100,Invented Police Department,TRAVIS,TX,30.2680,-97.7350\n"))
	c.must("agencies", "load", agencies)
	c.must("cases", "put", "T-1", "--owning-ori", "TX2270100")
	out = c.must("load", "ncic", file, "--dry-run")
	if !strings.Contains(out, "30.26800, -97.73500") || !strings.Contains(out, "the table of 1 agency ") ||
		!strings.Contains(out, "Invented Police Department") {
		t.Errorf("with agencies: %s", out)
	}
	var p preview
	if err := json.Unmarshal([]byte(c.must("load", "ncic", file, "--case", "T-1", "--dry-run", "--json")), &p); err != nil ||
		len(p.Notes) == 0 {
		t.Fatalf("%+v, %v", p, err)
	}
	owned := false
	for _, n := range p.Notes {
		owned = owned || strings.Contains(n.Text, "own ORI")
	}
	if !owned {
		t.Errorf("the case's own agency is not set aside: %+v", p.Notes)
	}
}

// TestDryRunWithoutDatabase shows an inquiry where there is no database, and makes none.
func TestDryRunWithoutDatabase(t *testing.T) {
	c := command{t, "", t.TempDir()}
	file := c.file("log.txt", []byte(inventedInquiry))
	c.dir = t.TempDir()
	out := c.must("load", "ncic", file, "--dry-run")
	if !strings.Contains(out, "There is no database yet") || !strings.Contains(out, "only its state, Texas") {
		t.Errorf("got %s", out)
	}
	if left, err := os.ReadDir(c.dir); err != nil || len(left) > 0 {
		t.Errorf("the dry run left %v, %v", left, err)
	}
}

// TestAgenciesWithFaultyTables refuses a table of agencies before anything is stored, when the user's own tables are faulty.
func TestAgenciesWithFaultyTables(t *testing.T) {
	c := newCommand(t)
	dir := filepath.Join(c.dir, "tables")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "states.csv"), []byte("code,usps\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	agencies := c.file("agencies.csv",
		[]byte("ori,name,county,state,lat,lon\nTX2270100,Invented Police Department,TRAVIS,TX,30.2680,-97.7350\n"))
	if code, _, log := c.run("agencies", "load", agencies); code != exitInput || !strings.Contains(log, "states.csv") {
		t.Errorf("exit %d: %s", code, log)
	}
	if err := os.Remove(filepath.Join(dir, "states.csv")); err != nil {
		t.Fatal(err)
	}
	if out := c.must("load", "ncic", c.file("log.txt", []byte(inventedInquiry)), "--dry-run"); !strings.Contains(out, "is empty") {
		t.Errorf("agencies were stored: %s", out)
	}
}
