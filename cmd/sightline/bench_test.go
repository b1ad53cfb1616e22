package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"sightline/internal/cluster"
	"sightline/internal/store"
	"sightline/timeline"
)

// Settings of TestLoadSpeed. Without them it runs at a size that only shows that it works, and holds nothing to a target.
const (
	envBenchRows   = "SIGHTLINE_BENCH_ROWS"   // reads in the file, 4000000 by make bench
	envBenchMany   = "SIGHTLINE_BENCH_MANY"   // reads in the large file, five times as many
	envBenchRounds = "SIGHTLINE_BENCH_ROUNDS" // how often each thing is measured, in turns; the median counts
)

// maxProgramMB is the memory a load may take, in MiB, for a file of any size.
const maxProgramMB = 256

// TestLoadSpeed measures loads against floors: the same rows brought into the same server by other programs, in turns with
// ours in the same run. It prints a table; at full size what falls short of its target is an error.
func TestLoadSpeed(t *testing.T) {
	rows := benchSetting(t, envBenchRows, 3000)
	b := newBench(t, rows, benchSetting(t, envBenchMany, 5*rows), os.Getenv(envBenchRows) != "")
	for range benchSetting(t, envBenchRounds, 1) {
		b.round()
	}
	b.many()
	b.print()
}

func benchSetting(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s=%q is not a number above 0", name, text)
	}
	return n
}

// bench is the run of TestLoadSpeed: a private server with its usual settings, files, and what was measured.
type bench struct {
	t          *testing.T
	full       bool
	rows, most int
	program    binary
	server     *url.URL
	made       int
	took       map[string][]time.Duration
	cpu        map[string][]time.Duration // of the program and the server together
	peak       map[string]int             // MiB
	missing    map[string]string
}

func newBench(t *testing.T, rows, most int, full bool) *bench {
	b := &bench{t: t, full: full, rows: rows, most: most, program: newBinary(t), took: map[string][]time.Duration{},
		cpu: map[string][]time.Duration{}, peak: map[string]int{}, missing: map[string]string{}}
	c, err := cluster.Start(t.Context(), cluster.Options{Dir: filepath.Join(b.program.dir, "server")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	if b.server, err = url.Parse(c.URL()); err != nil {
		t.Fatal(err)
	}
	writeBenchCSV(t, b.file("reads.csv"), rows)
	writeBenchGzip(t, b.file("reads.csv"), b.file("reads.csv.gz"))
	writeBenchXLSX(t, b.file("reads.xlsx"), max(rows/40, 10))
	return b
}

func (b *bench) file(name string) string { return filepath.Join(b.program.dir, name) }

// database makes an empty database with the schema, and returns its address and what drops it.
func (b *bench) database() (address string, drop func()) {
	b.t.Helper()
	b.made++
	name := fmt.Sprintf("bench_%d", b.made)
	b.sql("create database " + name)
	u := *b.server
	u.Path = "/" + name
	if err := store.Migrate(b.t.Context(), u.String()); err != nil {
		b.t.Fatal(err)
	}
	return u.String(), func() { b.sql("drop database " + name + " with (force)") }
}

func (b *bench) sql(text string) {
	b.t.Helper()
	if err := store.Exec(b.t.Context(), b.server.String(), text); err != nil {
		b.t.Fatal(err)
	}
}

// words is a database's address as GDAL wants it.
func (b *bench) words(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		b.t.Fatal(err)
	}
	return fmt.Sprintf("PG:host='%s' port=%s user=%s dbname=%s", u.Query().Get("host"), u.Query().Get("port"), u.User.Username(),
		strings.TrimPrefix(u.Path, "/"))
}

// round measures everything once.
func (b *bench) round() {
	address, drop := b.database()
	b.load("first", address, "reads.csv", benchCounts)
	b.load("again", address, "reads.csv", func(n int) (int64, int64, int64) {
		accepted, duplicates, rejected := benchCounts(n)
		return 0, accepted + duplicates, rejected
	})
	b.other("save", "psql", address, "-qc", `\copy (select `+benchColumns+` from reads order by line) to '`+b.file("floor.csv")+`' csv`)
	note := b.begin("undo")
	c := b.program.command("--database-url", address, "--json", "loads", "undo", "1", "--why", "bench")
	if out, err := c.CombinedOutput(); err != nil {
		b.t.Fatalf("undo: %v\n%s", err, out)
	}
	note(c.ProcessState)
	drop()

	address, drop = b.database()
	for month := range 12 {
		first := time.Date(2025, time.Month(1+month), 1, 0, 0, 0, 0, time.UTC)
		if err := store.Exec(b.t.Context(), address,
			fmt.Sprintf("create table reads_%d partition of reads for values from ('%s') to ('%s')",
				month, first.Format(time.RFC3339), first.AddDate(0, 1, 0).Format(time.RFC3339))); err != nil {
			b.t.Fatal(err)
		}
	}
	b.other("copy", "psql", address, "-qc", "alter table reads disable trigger all", "-c",
		`\copy reads (`+benchColumns+`) from '`+b.file("floor.csv")+`' csv`)
	drop()

	for _, o := range []struct {
		name string
		args []string
	}{
		{"ogr", []string{"-lco", "SPATIAL_INDEX=NONE"}},
		{"ogr spatial", nil},
		{"ogr indexed", []string{"-append"}},
	} {
		address, drop = b.database()
		if o.name == "ogr indexed" {
			if err := store.Exec(b.t.Context(), address, ogrIndexed); err != nil {
				b.t.Fatal(err)
			}
		}
		b.other(o.name, "ogr2ogr",
			append([]string{"--config", "PG_USE_COPY", "YES", "-f", "PostgreSQL", b.words(address), b.file("reads.csv"), "-nln",
				"ogr_reads",
				"-oo", "X_POSSIBLE_NAMES=longitude", "-oo", "Y_POSSIBLE_NAMES=latitude", "-a_srs", "EPSG:4326"}, o.args...)...)
		drop()
	}

	address, drop = b.database()
	b.load("gzip", address, "reads.csv.gz", benchCounts)
	drop()

	address, drop = b.database()
	note = b.begin("excelize")
	readBenchXLSX(b.t, b.file("reads.xlsx"))
	note(nil)
	b.load("xlsx", address, "reads.xlsx", func(int) (int64, int64, int64) { return benchCounts(max(b.rows/40, 10)) })
	drop()
}

// many measures the large file once.
func (b *bench) many() {
	writeBenchCSV(b.t, b.file("many.csv"), b.most)
	address, drop := b.database()
	b.load("many", address, "many.csv", func(int) (int64, int64, int64) { return benchCounts(b.most) })
	drop()
}

// benchColumns are the columns of reads that the file fills.
const benchColumns = "read_at, case_id, site_id, load_id, line, flags, precision, confidence, plate, plate_state"

// load runs our program on a file and holds its counts to those planted. A file it does not take yet is noted.
func (b *bench) load(name, address, file string, want func(n int) (accepted, duplicates, rejected int64)) {
	b.t.Helper()
	var out, log bytes.Buffer
	c := b.program.command("load", "plates", b.file(file), "--case", "B-1", "--json", "--database-url", address)
	c.Stdout, c.Stderr = &out, &log
	note := b.begin(name)
	if err := c.Start(); err != nil {
		b.t.Fatal(err)
	}
	peak := watchPeak(c.Process.Pid)
	err := c.Wait()
	if c.ProcessState.ExitCode() == exitInput {
		b.missing[name] = strings.TrimSpace(log.String())
		return
	}
	var done timeline.Load
	if err == nil {
		err = json.Unmarshal(out.Bytes(), &done)
	}
	if err != nil {
		b.t.Fatalf("load %s: %v\n%s", file, err, log.String())
	}
	accepted, duplicates, rejected := want(b.rows)
	if done.Accepted != accepted || done.Duplicates != duplicates || done.Rejected != rejected {
		b.t.Errorf("load %s: %+v; want accepted %d, duplicates %d, rejected %d", file, done, accepted, duplicates, rejected)
	}
	note(c.ProcessState)
	b.peak[name] = max(b.peak[name], peak())
}

// other runs another program, which may not be installed.
func (b *bench) other(name, program string, args ...string) {
	b.t.Helper()
	note := b.begin(name)
	c := exec.CommandContext(b.t.Context(), program, args...)
	out, err := c.CombinedOutput()
	if err != nil && len(out) == 0 {
		b.missing[name] = err.Error()
		return
	}
	if err != nil {
		b.t.Fatalf("%s: %v\n%s", program, err, out)
	}
	note(c.ProcessState)
}

// begin starts to measure something; what it returns ends that, with the program that was run.
func (b *bench) begin(name string) (end func(*os.ProcessState)) {
	start, server, own := time.Now(), b.serverCPU(), ownCPU(b.t)
	return func(p *os.ProcessState) {
		b.took[name] = append(b.took[name], time.Since(start))
		used := b.serverCPU() - server
		if p != nil {
			used += p.UserTime() + p.SystemTime()
		} else {
			used += ownCPU(b.t) - own
		}
		b.cpu[name] = append(b.cpu[name], used)
	}
}

// watchPeak looks at a process until it ends; what it returns waits for that and tells the most memory it had, in MiB.
func watchPeak(pid int) (peak func() int) {
	found := make(chan int)
	go func() {
		most := 0
		for {
			text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
			_, after, ok := strings.Cut(string(text), "VmHWM:")
			if err != nil || !ok { // it has ended
				found <- most
				return
			}
			var kB int
			if _, err := fmt.Sscan(after, &kB); err == nil {
				most = max(most, kB>>10)
			}
			time.Sleep(10 * time.Millisecond)
		}
	}()
	return func() int { return <-found }
}

// median is the middle of what was measured, 0 when nothing was.
func median(measured []time.Duration) time.Duration {
	all := slices.Sorted(slices.Values(measured))
	if len(all) == 0 {
		return 0
	}
	return all[len(all)/2]
}

// print writes the table.
func (b *bench) print() {
	var out bytes.Buffer
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "what\ttook\tCPU\tfloor\ttook\tCPU\tratio\tby CPU\ttarget\t")
	for _, r := range []struct {
		what, name, floor, of string
		scale, target         float64
	}{
		{"CSV", "first", `psql \copy into the same table`, "copy", 1, 1},
		{"CSV", "first", "ogr2ogr with PG_USE_COPY into a table with the same indexes", "ogr indexed", 1, 3},
		{"CSV", "first", "ogr2ogr with PG_USE_COPY and its spatial index", "ogr spatial", 1, 3},
		{"CSV", "first", "ogr2ogr with PG_USE_COPY, without any index", "ogr", 1, 0},
		{"CSV again, all duplicates", "again", `psql \copy into the same table`, "copy", 1, 1},
		{"CSV again, all duplicates", "again", "CSV", "first", 1, 1},
		{"gzip", "gzip", "CSV", "first", 1, 1 / 1.15},
		{fmt.Sprintf("XLSX, %d reads", max(b.rows/40, 10)), "xlsx", "excelize reading it", "excelize", 1, 0.5},
		{fmt.Sprintf("CSV, %d reads", b.most), "many", fmt.Sprintf("CSV, %d reads, a read", b.rows), "first",
			float64(b.most) / float64(b.rows), 0.8},
		{"undo of the first load", "undo", "CSV", "first", 1, 0},
	} {
		took, floor, cpu, floorCPU := median(b.took[r.name]), median(b.took[r.of]), median(b.cpu[r.name]), median(b.cpu[r.of])
		if why := b.missing[r.name] + b.missing[r.of]; why != "" {
			fmt.Fprintf(w, "%s\t-\t-\t%s\t-\t-\t-\t-\t\tnot measured: %.80s\n", r.what, r.floor, why)
			continue
		}
		ratio, verdict := floor.Seconds()*r.scale/took.Seconds(), ""
		if b.full && ratio < r.target {
			verdict = "short of it"
			b.t.Errorf("%s against %s: ratio %.2f, target %.2f", r.what, r.floor, ratio, r.target)
		}
		target := ""
		if r.target > 0 {
			target = fmt.Sprintf("≥ %.2f", r.target)
		}
		fmt.Fprintf(w, "%s\t%.2f s\t%.2f s\t%s\t%.2f s\t%.2f s\t%.2f\t%.2f\t%s\t%s\n", r.what, took.Seconds(), cpu.Seconds(), r.floor,
			floor.Seconds(), floorCPU.Seconds(), ratio, floorCPU.Seconds()*r.scale/cpu.Seconds(), target, verdict)
	}
	for _, name := range []string{"first", "again", "gzip", "xlsx", "many"} {
		if peak := b.peak[name]; peak > 0 {
			fmt.Fprintf(w, "memory: %s\t%d MiB\t\t\t\t\t\t\t≤ %d MiB\t\n", name, peak, maxProgramMB)
			if peak > maxProgramMB {
				b.t.Errorf("%s took %d MiB, at most %d are allowed", name, peak, maxProgramMB)
			}
		}
	}
	w.Flush()
	fmt.Printf("Loading %d reads; medians of %d; a ratio is floor over ours, larger is better.\n"+
		"CPU is that of the program and the server together; on a machine that others use it tells more than the clock.\n%s", b.rows,
		len(b.took["first"]), out.String())
}
