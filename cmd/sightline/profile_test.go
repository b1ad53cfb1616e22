package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sightline/timeline"
)

// withoutDatabase runs commands that must not need one: the address leads nowhere.
func withoutDatabase(t *testing.T) command {
	return command{t, "postgres://nobody@127.0.0.1:1/none", t.TempDir()}
}

const elsagReads = "read_id,plate,device_id,read_date,lat,lon\n" +
	"1,ZZZ0001,D1,2026-07-04 12:30:05,30.267200,-97.743100\n" +
	"2,ZZZ0002,D2,2026-07-04 12:31:05,,\n" +
	"3,ZZZ0003,D1,2026-13-04 12:31:05,30.267200,-97.743100\n" +
	"4,ZZZ0004,D1,2026-14-04 12:31:05,30.267200,-97.743100\n"

func TestDryRun(t *testing.T) {
	c := withoutDatabase(t)
	path := c.file("reads.csv", []byte(elsagReads))
	cameras := c.file("cameras.csv", []byte("device_id,name,latitude,longitude\nD2,Invented Rd 2,30.3001,-97.7002\n"))
	out := c.must("load", "auto", path, "--dry-run", "--cameras", cameras, "--rows", "3")
	for _, want := range []string{
		"reads.csv is taken for plates (95 % sure): it holds read_id, plate, device_id, read_date, as files of profile elsag do",
		"Dry run of reads.csv (plates/6 by elsag/1): nothing was written.",
		"read 4 = taken 2 + rejected 2", "times read in UTC, zone configured",
		"line 2: ZZZ0001, 2026-07-04 07:30:05 CDT = 2026-07-04T12:30:05Z", "line 3: ZZZ0002",
		"Invented Rd 2, 30.30010, -97.70020 within 30 m (site: position of camera D2 in the table of cameras)",
		`2 × such as line 4: the time "2026-13-04 12:31:05" does not exist: there is no month 13`,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	var got struct {
		Read, Taken, Rejected int64
		Rows, Rejects         []struct{ Line int }
	}
	if err := json.Unmarshal([]byte(c.must("load", "plates", path, "--dry-run", "--rows", "1", "--json")), &got); err != nil {
		t.Fatal(err)
	}
	if got.Read != 4 || got.Taken != 1 || got.Rejected != 3 || len(got.Rows) != 1 || len(got.Rejects) != 1 {
		t.Errorf("got %+v", got)
	}
}

func TestProfiles(t *testing.T) {
	c := withoutDatabase(t)
	out := c.must("profile", "list")
	for _, want := range []string{"genetec (plates, xml, shipped)", "verified: techdocs.genetec.com",
		"vigilant-like (plates, table, shipped)", "not verified", "No public description"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	dir := filepath.Join(c.dir, "profiles")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	own := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name+".toml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	shown := c.must("profile", "show", "vigilant-like")
	own("vigilant-like", strings.NewReplacer(`"Scan Timestamp", `, `"Gelesen", `, "[columns]",
		"[time]\nzone = \"America/Denver\"\norder = \"day/month\"\n\n[columns]").Replace(shown))
	own("broken", "sightline = 1\nname = \"broken\"\nversion = 1\nformat = \"plates\"\n[columns]\nplate = \"P\"\ncolour = \"C\"\n")
	out = c.must("profile", "list")
	for _, want := range []string{"vigilant-like (plates, table, your own)",
		`cannot be used: profile broken.toml: line 7: plates has no field "colour"`} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	path := c.file("v.csv", []byte("Plate,State,Gelesen,Latitude,Longitude\nZZZ0001,TX,04/07/2026 12:30,30.2672,-97.7431\n"+
		"ZZZ0002,TX,05/07/2026 12:30,30.2672,-97.7431\nZZZ0003,TX,06/07/2026 12:30,30.2672,-97.7431\n"))
	out = c.must("load", "auto", path, "--profile", "vigilant-like", "--dry-run")
	if want := "2026-07-04T18:30:00Z"; !strings.Contains(out, want) ||
		!strings.Contains(out, "times read in America/Denver, zone configured") {
		t.Errorf("%q is not in\n%s", want, out)
	}

	drafted := c.must("profile", "guess", path, "--name", "drafted")
	if !strings.Contains(drafted, "plate = \"Plate\" # 95% sure") {
		t.Errorf("drafted %s", drafted)
	}
	file := c.file("drafted.toml", []byte(drafted))
	if out := c.must("load", "plates", path, "--profile", file, "--dry-run"); !strings.Contains(out, "read 3 = taken 3 + rejected 0") {
		t.Errorf("by the draft:\n%s", out)
	}
	for _, tt := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"load", "plates", path, "--profile", "nosuch", "--dry-run"}, exitInput, `there is no profile "nosuch"`},
		{[]string{"load", "plates", path, "--profile", "broken", "--dry-run"}, exitInput, "line 7"},
		{[]string{"load", "ncic", path, "--profile", "elsag", "--dry-run"}, exitInput, "is for plates, not for ncic"},
		{[]string{"load", "plates", path, "--profile", "elsag", "--dry-run"}, exitInput,
			`v.csv: line 1: this is no file of profile elsag: it lacks the columns "read_id"`},
		{[]string{"load", "plates", path, "--date-order", "year", "--dry-run"}, exitInput, "month/day or day/month"},
		{[]string{"load", "plates", path}, exitUsage, "--case NUMBER"},
		{[]string{"load", "auto", c.file("letter.txt", []byte("Dear all,\nsee you there\n")), "--dry-run"}, exitInput,
			"what it holds cannot be told"},
		{[]string{"profile", "guess", c.file("empty.csv", nil)}, exitInput, "the file is empty"},
	} {
		code, out, log := c.run(tt.args...)
		if code != tt.code || !strings.Contains(log, tt.want) {
			t.Errorf("%v: exit %d, %s%s; want %d and %q", tt.args, code, out, log, tt.code, tt.want)
		}
		if strings.Count(log, "v.csv: ") > 1 {
			t.Errorf("%v names the file twice: %s", tt.args, log)
		}
	}
}

// TestLoadPacked loads a packed file: its hash is that of the file as it came, and what it holds is there already.
func TestLoadPacked(t *testing.T) {
	c := newCommand(t)
	plain := []byte("plate,state,time,lat,lon\nZZZ0001,TX,2026-07-04 12:30:05,30.2672,-97.7431\nZZZ0002,TX,2026-07-04 12:31:05,30.2672,-97.7431\n")
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	load := func(path string) (l timeline.Load) {
		if err := json.Unmarshal([]byte(c.must("load", "plates", path, "--case", "T-1", "--json")), &l); err != nil {
			t.Fatal(err)
		}
		return l
	}
	first := load(c.file("reads.csv", plain))
	second := load(c.file("reads.csv.gz", packed.Bytes()))
	if first.Accepted != 2 || second.Duplicates != 2 || second.Accepted != 0 {
		t.Errorf("got %+v and %+v", first, second)
	}
	if second.Bytes != int64(packed.Len()) || second.SHA256 == first.SHA256 {
		t.Errorf("the load does not name the file as it came: %+v", second)
	}
}
