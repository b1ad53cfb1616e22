package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sightline/internal/config"
	"sightline/internal/dbtest"
	"sightline/internal/sample"
	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/kinds"
)

// command runs the program in this process on a database of its own.
type command struct {
	t   testing.TB
	url string
	dir string
}

func newCommand(t testing.TB) command {
	return command{t, dbtest.New(t), t.TempDir()}
}

func (c command) env(name string) string {
	return map[string]string{config.EnvDatabaseURL: c.url, config.EnvDataDir: c.dir}[name]
}

// run returns the exit code and what was printed.
func (c command) run(args ...string) (code int, out, log string) {
	c.t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(c.t.Context(), args, &stdout, &stderr, c.env)
	return code, stdout.String(), stderr.String()
}

// must runs a command that has to succeed and returns what it printed.
func (c command) must(args ...string) string {
	c.t.Helper()
	code, out, log := c.run(args...)
	if code != exitOK {
		c.t.Fatalf("%s: exit %d\n%s%s", strings.Join(args, " "), code, out, log)
	}
	return out
}

// file writes an input file and returns its path.
func (c command) file(name string, body []byte) string {
	c.t.Helper()
	path := filepath.Join(c.dir, name)
	if err := os.WriteFile(path, body, 0o600); err != nil {
		c.t.Fatal(err)
	}
	return path
}

func (c command) sampleFile(name string) string {
	c.t.Helper()
	body, err := fs.ReadFile(sample.Files(), name)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.file(name, body)
}

// serving runs a command that serves until the end of the test, and returns the address it prints.
func (c command) serving(args ...string) string {
	c.t.Helper()
	return strings.TrimSuffix(c.greeting(args...)["serving"], "/")
}

// greeting runs a command that serves until the end of the test, and returns what it prints.
func (c command) greeting(args ...string) map[string]string {
	c.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out, in := io.Pipe()
	var log bytes.Buffer
	var wait sync.WaitGroup
	wait.Go(func() {
		code := run(ctx, append(args, "--json"), in, &log, c.env)
		in.Close()
		if code != exitOK {
			c.t.Errorf("%v: exit %d\n%s", args, code, log.String())
		}
	})
	c.t.Cleanup(func() { stop(); wait.Wait() })
	var said map[string]string
	if err := json.NewDecoder(out).Decode(&said); err != nil || said["serving"] == "" {
		c.t.Fatalf("%v did not say where it serves: %v", args, err)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return said
}

// until asks again and again, for a while at the most, until something is so, and reports whether it is.
func until(within time.Duration, is func() bool) bool {
	for end := time.Now().Add(within); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}

func get(t *testing.T, address string, into any) {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v\n%s", address, answer.Status, err, body)
	}
	switch into := into.(type) {
	case *string:
		*into = string(body)
	default:
		if err := json.Unmarshal(body, into); err != nil {
			t.Fatalf("%s: %v", address, err)
		}
	}
}

// TestDemo goes from the sample's files to dossier, report and answers, and holds the counts against what was planted.
func TestDemo(t *testing.T) {
	c := newCommand(t)
	out := t.TempDir()
	code, _, log := c.run("demo", "--once", "--out", out)
	if code != exitOK {
		t.Fatalf("demo: exit %d\n%s", code, log)
	}
	var listed struct{ Loads []timeline.Load }
	if err := json.Unmarshal([]byte(c.must("loads", "--json")), &listed); err != nil {
		t.Fatal(err)
	}
	holdSampleCounts(t, listed.Loads)

	code, _, log = c.run("demo", "--once", "--out", out)
	if code != exitOK || strings.Count(log, "was loaded before") != len(listed.Loads) {
		t.Errorf("second demo: exit %d\n%s", code, log)
	}
	reports, err := filepath.Glob(filepath.Join(out, "*"))
	if err != nil || len(reports) != 2 {
		t.Fatalf("reports: %v, %v", reports, err)
	}
	for _, path := range reports {
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text := string(body)
		for _, want := range []string{"<svg", "</html>", kinds.Caveats()[0], "SAMPLE-2026-001"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not hold %q", path, want)
			}
		}
		for _, not := range []string{"http://", "https://", "<script"} {
			if strings.Contains(strings.ReplaceAll(text, "http://www.w3.org/", ""), not) {
				t.Errorf("%s holds %q", path, not)
			}
		}
	}
}

// holdSampleCounts compares the loads of the sample with what its generator planted.
func holdSampleCounts(t *testing.T, loads []timeline.Load) {
	t.Helper()
	truth := sample.Planted()
	type counts struct{ read, taken, duplicates, rejected int }
	want := map[string]counts{sample.PlatesFile: {truth.Plates.Read, truth.Plates.Taken, truth.Plates.Duplicates, truth.Plates.Rejected}}
	for file, n := range truth.NCIC {
		want[file] = counts{n.Read, n.Taken, n.Duplicates, n.Rejected}
	}
	for file, n := range truth.Addresses {
		want[file] = counts{n.Read, n.Taken, n.Duplicates, n.Rejected}
	}
	for _, l := range loads {
		got := counts{int(l.Read), int(l.Accepted), int(l.Duplicates), int(l.Rejected)}
		if got != want[l.File] {
			t.Errorf("%s: read, taken, duplicates, rejected are %v; planted were %v", l.File, got, want[l.File])
		}
		delete(want, l.File)
	}
	for file := range want {
		t.Errorf("%s was not loaded", file)
	}
}

// TestServeSample asks the running server what an agency and the page ask it.
func TestServeSample(t *testing.T) {
	c := newCommand(t)
	address := c.serving("demo", "--out", t.TempDir(), "--listen", "127.0.0.1:0")
	var cases struct{ Cases []timeline.CaseSummary }
	get(t, address+"/api/v1/cases", &cases)
	if len(cases.Cases) != 1 || len(cases.Cases[0].Subjects) != 2 {
		t.Fatalf("cases: %+v", cases)
	}
	var companion timeline.SubjectSummary
	for _, s := range cases.Cases[0].Subjects {
		if s.Role == "companion" {
			companion = s
		}
	}
	subject := address + "/api/v1/subjects/" + itoa(companion.ID)
	var d struct {
		timeline.Dossier
		Legs []analysis.Leg
		Gaps []analysis.Gap
	}
	get(t, subject+"/dossier", &d)
	if len(d.Events) < 500 || len(slices.Collect(d.Spans())) < 5 || len(d.Legs) == 0 || len(d.Gaps) == 0 || len(d.Withheld) == 0 {
		t.Errorf("dossier: %d events, %d legs, %d gaps, withheld %v", len(d.Events), len(d.Legs), len(d.Gaps), d.Withheld)
	}
	first := d.Events[0]
	var record struct{ Text string }
	get(t, address+"/api/v1/records/"+itoa(first.Record().Load)+"/"+itoa(int64(first.Record().Line)), &record)
	if record.Text == "" {
		t.Error("the first sighting's record is empty")
	}
	for _, chart := range []string{"timeline", "interest"} {
		var option struct{ Series []any }
		get(t, subject+"/chart?chart="+chart, &option)
		if len(option.Series) == 0 {
			t.Errorf("chart %s has no series", chart)
		}
	}
	var report string
	get(t, address+"/subjects/"+itoa(companion.ID)+"/report.html", &report)
	if !strings.Contains(report, companion.Name) {
		t.Error("the report does not name its subject")
	}

	// Every sighting is found near itself, by server and command alike.
	var exact timeline.Event
	for _, s := range d.Events {
		if s.Where.Class == timeline.ClassSite {
			exact = s
			break
		}
	}
	at := exact.First.Start
	args := map[string]string{"lat": ftoa(exact.Where.Point[1]), "lon": ftoa(exact.Where.Point[0]), "from": at.Format(time.RFC3339),
		"to": at.Add(time.Second).Format(time.RFC3339)}
	var found struct{ Features []struct{ ID string } }
	get(t, address+"/api/v1/sightings?radius_m=10&kind=plate_read&lat="+args["lat"]+"&lon="+args["lon"]+"&from="+args["from"]+"&to="+args["to"], &found)
	if len(found.Features) == 0 || found.Features[0].ID != exact.ID {
		t.Errorf("near %s: %+v", exact.ID, found)
	}
	if err := json.Unmarshal([]byte(c.must("near", "--json", "--radius-m=10", "--kind=plate_read", "--lat="+args["lat"],
		"--lon="+args["lon"], "--from="+args["from"], "--to="+args["to"])), &found); err != nil ||
		len(found.Features) == 0 || found.Features[0].ID != exact.ID {
		t.Errorf("sightline near %s: %+v, %v", exact.ID, found, err)
	}
	if audit := c.must("audit"); !strings.Contains(audit, "near: ") || !strings.Contains(audit, "dossier: ") {
		t.Errorf("audit: %s", audit)
	}

	// The port is taken by one of us, and then by a stranger.
	port := strings.TrimPrefix(address, "http://")
	if code, _, log := c.run("serve", "--listen", port); code != exitSurrounding || !strings.Contains(log, "another Sightline serves") {
		t.Errorf("serve on a served port: exit %d, %s", code, log)
	}
}

func TestLoadCommands(t *testing.T) {
	c := newCommand(t)
	c.must("agencies", "load", c.sampleFile(sample.AgenciesFile))
	path := c.sampleFile(sample.CompanionNCICFile)
	args := []string{"load", "ncic", path, "--case", "T-1", "--subject", "Testperson, Ann", "--tz", "America/New_York", "--json"}
	var first, again timeline.Load
	for _, into := range []*timeline.Load{&first, &again} {
		if err := json.Unmarshal([]byte(c.must(args...)), into); err != nil {
			t.Fatal(err)
		}
	}
	if first.Accepted == 0 || first.Zone != "America/New_York" || first.ZoneBasis != timeline.BasisConfigured {
		t.Errorf("first load: %+v", first)
	}
	if again.Accepted != 0 || again.Duplicates != first.Accepted+first.Duplicates || again.Rejected != first.Rejected {
		t.Errorf("second load: %+v after %+v", again, first)
	}
	if first.Rejected > 0 && !strings.Contains(c.must("loads", "rejects", itoa(first.ID)), "line ") {
		t.Error("rejects are not shown")
	}
	out := filepath.Join(c.dir, "report.html")
	c.must("report", "--case", "T-1", "--subject", "testperson, ann", "--out", out)
	if body, err := os.ReadFile(out); err != nil || !bytes.Contains(body, []byte("Testperson, Ann")) {
		t.Errorf("report: %v", err)
	}
}

// TestPlatesTieToVehicles loads reads for a subject who holds no vehicle.
func TestPlatesTieToVehicles(t *testing.T) {
	c := newCommand(t)
	few := "plate,state,time,lat,lon,camera\n8OK1234,OK,2026-05-02T12:00:00Z,35.5,-97.5,cam-1\n8OK1234,OK,2026-05-03T12:00:00Z,35.5,-97.5,cam-1\n"
	out := c.must("load", "plates", c.file("few.csv", []byte(few)), "--case", "T-1", "--subject", "Ann")
	if !strings.Contains(out, "was taken to hold 8OK1234 (OK)") {
		t.Errorf("few plates: %s", out)
	}
	many := "plate,state,time,lat,lon,camera\n"
	for _, p := range []string{"AQI001", "AQI002", "AQI003", "AQI004"} {
		many += p + ",TX,2026-05-02T12:00:00Z,35.5,-97.5,cam-1\n"
	}
	out = c.must("load", "plates", c.file("many.csv", []byte(many)), "--case", "T-1", "--subject", "Bob")
	if !strings.Contains(out, "sightline cases vehicle --case T-1") {
		t.Errorf("many plates: %s", out)
	}
	c.must("cases", "vehicle", "AQI003/TX", "--case", "T-1", "--subject", "Bob")
	if list := c.must("cases"); !strings.Contains(list, "Ann (unknown): 0 events, 2 plate reads") ||
		!strings.Contains(list, "Bob (unknown): 0 events, 1 plate read; vehicles: AQI003 (TX)") {
		t.Errorf("cases: %s", list)
	}
}

// TestUnusableFiles offers files that cannot be taken: each is refused with what it is, and nothing is made for it.
func TestUnusableFiles(t *testing.T) {
	c := newCommand(t)
	for name, file := range map[string]struct {
		path string
		want string
	}{
		"missing": {filepath.Join(c.dir, "none.csv"), "no such file"},
		"folder":  {c.dir, "folder"},
		"empty":   {c.file("empty.csv", nil), "empty"},
		"pdf":     {c.file("pdf.csv", []byte("%PDF-1.7\n%âãÏÓ\n1 0 obj\n")), "PDF"},
		"image":   {c.file("png.csv", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")), "PNG"},
		"prose":   {c.file("prose.csv", []byte("Dear analyst,\nplease find nothing enclosed.\n")), "column"},
	} {
		for _, format := range []string{"plates", "addresses"} {
			code, out, log := c.run("load", format, file.path, "--case", "T-1", "--subject", "Ann")
			if code != exitInput || !strings.Contains(log, file.want) || !strings.Contains(log, "nothing was loaded") &&
				name != "missing" && name != "folder" {
				t.Errorf("%s as %s: exit %d, want %d with %q\n%s%s", name, format, code, exitInput, file.want, out, log)
			}
		}
	}
	if out := c.must("loads"); out != "Nothing was loaded.\n" {
		t.Errorf("left behind: %s", out)
	}
}

func TestUsage(t *testing.T) {
	c := newCommand(t)
	for _, test := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"--help"}, exitOK, "workbench"},
		{[]string{"--version"}, exitOK, version},
		{[]string{"fly"}, exitUsage, "fly"},
		{[]string{"serve", "--listen", "0.0.0.0:80"}, exitUsage, "this machine only"},
		{[]string{"load", "ncic", "x", "--case", "T"}, exitInput, "--subject"},
		{[]string{"load", "plates", "x", "--case", "T", "--tz", "Mars/Olympus"}, exitInput, "IANA"},
		{[]string{"load", "plates", "x", "--case", "T", "--subject", "A", "--vehicle", "?"}, exitInput, "ABC123/TX"},
		{[]string{"near", "--lat=1", "--lon=2", "--radius-m=0"}, exitInput, "radius_m"},
		{[]string{"export", "csv", "--case", "x", "--subject", "x", "--out", "x.csv", "--without-kind", "adress"}, exitInput,
			"plate_read, address"},
		{[]string{"near", "--plate="}, exitInput, "plate is empty"},
		{[]string{"near", "--plate=", "--lat=1", "--lon=2", "--radius-m=5"}, exitInput, "plate is empty"},
		{[]string{"near", "--plate=-", "--lat=1", "--lon=2", "--radius-m=5"}, exitInput, "holds no plate"},
		{[]string{"near", "--plate=車", "--lat=1", "--lon=2", "--radius-m=5"}, exitInput, "no letter or digit of a plate"},
		{[]string{"load", "plates", "x", "--case", "T", "--subject", "A", "--vehicle", "A1/ß"}, exitInput, "ABC123/TX"},
		{[]string{"report", "--case", "none", "--subject", "x", "--out", "r.html"}, exitInput, "sightline cases"},
		{[]string{"report", "--case", "none", "--subject", "x", "--out", "r.doc"}, exitInput, ".html"},
		{[]string{"loads", "rejects", "99"}, exitInput, "load 99"},
	} {
		code, out, log := c.run(test.args...)
		if code != test.code || !strings.Contains(out+log, test.want) {
			t.Errorf("%v: exit %d, want %d with %q\n%s%s", test.args, code, test.code, test.want, out, log)
		}
	}
}

func TestDatabaseFaults(t *testing.T) {
	c := newCommand(t)
	c.url = "postgres:///none?host=" + t.TempDir()
	if code, _, log := c.run("cases"); code != exitSurrounding || log == "" {
		t.Errorf("no server: exit %d, %s", code, log)
	}
}
