package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sightline/internal/config"
	"sightline/internal/dbtest"
	"sightline/timeline"
)

// binary is the program as users run it, with a data directory and a private database of its own.
type binary struct {
	t    *testing.T
	path string
	env  []string
	dir  string
}

func newBinary(t *testing.T) binary {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sightline")
	if out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	dir := dbtest.Dir(t)
	return binary{t, path, append(os.Environ(), config.EnvDataDir+"="+filepath.Join(dir, "data"), config.EnvDatabaseURL+"="), dir}
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

// TestKilledLoad kills the program with signal 9 at different points of a load. What was loaded is then all or nothing,
// and loading again gives all, once.
func TestKilledLoad(t *testing.T) {
	b := newBinary(t)
	const rows = 60_000
	path := filepath.Join(b.dir, "reads.csv")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "plate,state,time,lat,lon,camera")
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range rows {
		fmt.Fprintf(w, "AQ%05d,TX,%s,%.5f,-97.50000,cam-%d\n", i%5000, start.Add(time.Duration(i)*time.Minute).Format(time.RFC3339), 35+float64(i%50)/1000, i%50)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	var listed struct{ Loads []timeline.Load }
	b.must(&listed, "loads") // makes the cluster and the schema
	load := []string{"load", "plates", path, "--case", "T-1"}
	for _, after := range []time.Duration{50, 150, 300, 500, 800} {
		c := b.command(load...)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(after * time.Millisecond)
		_ = c.Process.Kill() // it may have ended
		_ = c.Wait()
		b.must(&listed, "loads")
		for _, l := range listed.Loads {
			if l.Read != rows || l.Accepted+l.Duplicates != rows {
				t.Errorf("killed after %v: a load of %d rows was left: %+v", after*time.Millisecond, rows, l)
			}
		}
	}
	var last timeline.Load
	b.must(&last, load...)
	var accepted int64
	b.must(&listed, "loads")
	for _, l := range listed.Loads {
		accepted += l.Accepted
	}
	if last.Read != rows || accepted != rows {
		t.Errorf("accepted %d of %d rows in all; the last load: %+v", accepted, rows, last)
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
