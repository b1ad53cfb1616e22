package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"sightline/internal/config"
	"sightline/internal/dbtest"
	"sightline/internal/long"
	"sightline/timeline"
)

// asProgram in its environment makes the test program the program.
const asProgram = "SIGHTLINE_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// binary is the program as users run it: a process, with a data directory and a private database of its own.
type binary struct {
	t    *testing.T
	path string
	env  []string
	dir  string
}

func newBinary(t *testing.T) binary {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := dbtest.Dir(t)
	return binary{t, path, append(os.Environ(), asProgram+"=1", config.EnvDataDir+"="+filepath.Join(dir, "data"),
		config.EnvDatabaseURL+"="), dir}
}

func (b binary) command(args ...string) *exec.Cmd {
	c := exec.CommandContext(b.t.Context(), b.path, args...)
	c.Env = b.env
	return c
}

// must runs the program to its end and decodes the JSON it prints.
func (b binary) must(into any, args ...string) {
	b.t.Helper()
	var log bytes.Buffer
	c := b.command(append(args, "--json")...)
	c.Stderr = &log
	out, err := c.Output()
	if err == nil {
		err = json.Unmarshal(out, into)
	}
	if err != nil {
		b.t.Fatalf("%v: %v\n%s%s", args, err, out, log.String())
	}
}

// transferred is how many bytes a process has read and written, of files and of connections; false when it has ended. Its
// threads are asked: what the whole process is told to have done includes what its ended children have.
func transferred(pid int) (sum int64, lives bool) {
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/io", pid))
	if err != nil || !alive(pid) {
		return 0, false
	}
	for _, path := range threads {
		text, err := os.ReadFile(path)
		if err != nil { // that thread has ended
			continue
		}
		var in, out int64
		if _, err := fmt.Sscanf(string(text), "rchar: %d\nwchar: %d", &in, &out); err != nil {
			return 0, false
		}
		sum += in + out
	}
	return sum, true
}

// work runs the program to its end and returns how many bytes it read and wrote for that.
func (b binary) work(args ...string) (whole int64) {
	b.t.Helper()
	c := b.command(args...)
	ended := make(chan error, 1)
	if err := c.Start(); err != nil {
		b.t.Fatal(err)
	}
	go func() { ended <- c.Wait() }()
	for {
		select {
		case err := <-ended:
			if err != nil || whole == 0 {
				b.t.Fatalf("%v after %d bytes: %v", args, whole, err)
			}
			return whole
		default:
			if n, lives := transferred(c.Process.Pid); lives {
				whole = max(whole, n)
			}
		}
	}
}

// killedAfter runs the program, kills it when it has read and written so many bytes, and reports whether that came before its end.
func (b binary) killedAfter(bytes int64, args ...string) bool {
	b.t.Helper()
	c := b.command(args...)
	if err := c.Start(); err != nil {
		b.t.Fatal(err)
	}
	for n, lives := transferred(c.Process.Pid); lives && n < bytes; n, lives = transferred(c.Process.Pid) {
		runtime.Gosched()
	}
	_ = c.Process.Kill() // it may have ended
	return c.Wait() != nil
}

// TestKilledLoad kills the program with signal 9 at points of a load by chance, every other one close before its end, when the
// database works on what it was given. What was loaded is then all or nothing, and loading again gives all, once.
func TestKilledLoad(t *testing.T) {
	b := newBinary(t)
	const rows = 60_000
	load := func(plates string) []string {
		path := filepath.Join(b.dir, plates+".csv")
		var text bytes.Buffer
		fmt.Fprintln(&text, "plate,state,time,lat,lon,camera")
		start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		for i := range rows {
			at := start.Add(time.Duration(i) * time.Minute).Format(time.RFC3339)
			fmt.Fprintf(&text, "%s%05d,TX,%s,%.5f,-97.50000,cam-%d\n", plates, i%5000, at, 35+float64(i%50)/1000, i%50)
		}
		if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		return []string{"load", "plates", path, "--case", "T-1"}
	}
	var listed struct{ Loads []timeline.Load }
	b.must(&listed, "loads") // makes the cluster and the schema
	whole := b.work(load("AZ")...)
	again := load("AQ")
	early := 0
	for i := range long.Rounds(6, 60) {
		moment := rand.Int64N(whole)
		if i%2 == 1 {
			const last = 20 << 10 // bytes: what is said after the rows, to the database and to stop it
			moment = whole - rand.Int64N(last)
		}
		if b.killedAfter(moment, again...) {
			early++
		}
		b.must(&listed, "loads")
		for _, l := range listed.Loads {
			if l.Read != rows || l.Accepted+l.Duplicates != rows {
				t.Errorf("killed after %d bytes of %d: a load of %d rows was left: %+v", moment, whole, rows, l)
			}
		}
	}
	if early == 0 {
		t.Error("no load was killed before its end")
	}
	t.Logf("%d loads were killed before their end; left: %d", early, len(listed.Loads)-1)
	var last timeline.Load
	b.must(&last, again...)
	var accepted int64
	b.must(&listed, "loads")
	for _, l := range listed.Loads {
		accepted += l.Accepted
	}
	if last.Read != rows || accepted != 2*rows {
		t.Errorf("accepted %d of %d rows in all; the last load: %+v", accepted, 2*rows, last)
	}
}

// TestKilledServe kills a serving program and serves again from the same data directory.
func TestKilledServe(t *testing.T) {
	b := newBinary(t)
	for range 2 {
		c := b.command("serve", "--listen", "127.0.0.1:0", "--json")
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		var said struct{ Serving string }
		if err := json.NewDecoder(out).Decode(&said); err != nil {
			t.Fatal(err)
		}
		answer, err := http.Get(said.Serving + "healthz")
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			t.Errorf("health: %s", answer.Status)
		}
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = c.Wait() // killed
	}
	var listed struct{ Loads []timeline.Load }
	b.must(&listed, "loads") // joins the server left running, and stops it
	log, err := os.ReadFile(filepath.Join(b.dir, "data", "pg", "postgres.log"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(log), "PANIC") {
		t.Errorf("the database server suffered:\n%s", log)
	}
}
