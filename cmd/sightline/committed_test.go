package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"sightline/internal/config"
	"sightline/internal/dbtest"
	"sightline/internal/store"
	"sightline/timeline"
)

const searchOfOneCar = "plate,state,time,lat,lon,camera\n" +
	"8OK1234,OK,2026-05-02T12:00:00Z,35.5,-97.5,cam-1\n8OK1234,OK,2026-05-03T12:00:00Z,35.5,-97.5,cam-1\n8OK1234,OK,2026-06-03T12:00:00Z,35.5,-97.5,cam-1\n"

// TestKilledAfterCommit kills a load that has committed and cannot say so, for nobody takes its words. Nothing is lost: not the
// vehicle either that follows from it; and loading again adds nothing and tells how things stand.
func TestKilledAfterCommit(t *testing.T) {
	b := newBinary(t)
	url := dbtest.New(t)
	b.env = append(b.env, config.EnvDatabaseURL+"="+url)
	path := filepath.Join(b.dir, "one.csv")
	if err := os.WriteFile(path, []byte(searchOfOneCar), 0o600); err != nil {
		t.Fatal(err)
	}
	from, words, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	defer words.Close()
	if err := words.SetWriteDeadline(time.Now().Add(200 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	for { // until it takes no more
		if _, err := words.Write(make([]byte, 4096)); err != nil {
			break
		}
	}
	load := []string{"load", "plates", path, "--case", "K-1", "--subject", "Ann"}
	c := b.command(load...)
	c.Stdout = words
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	for there, end := false, time.Now().Add(time.Minute); !there; {
		if time.Now().After(end) {
			_ = c.Process.Kill()
			t.Fatal("the load commits nothing")
		}
		if err := conn.QueryRow(t.Context(), "select exists (select from loads)").Scan(&there); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := c.Wait(); err == nil {
		t.Fatal("the load ended by itself")
	}
	count := func() (reads int, vehicles string) {
		t.Helper()
		const query = "select (select count(*) from reads), (select string_agg(value || '/' || region, ' ') from holdings h join identifiers i on i.id = h.identifier_id)"
		if err := conn.QueryRow(t.Context(), query).Scan(&reads, &vehicles); err != nil {
			t.Fatal(err)
		}
		return reads, vehicles
	}
	if reads, vehicles := count(); reads != 3 || vehicles != "8OK1234/OK" {
		t.Errorf("killed after its commit, a load left %d reads and the vehicles %q", reads, vehicles)
	}
	var again struct {
		timeline.Load
		Before int64 `json:"loaded_before"`
	}
	b.must(&again, load...)
	if reads, vehicles := count(); again.Accepted != 0 || again.Duplicates != 3 || again.Before == 0 || reads != 3 ||
		vehicles != "8OK1234/OK" {
		t.Errorf("loaded again: %+v; there are %d reads and the vehicles %q", again, reads, vehicles)
	}
}

// deaf takes no words.
type deaf struct{}

func (deaf) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

// TestCommittedLoadDoesNotFail: once a load has committed, a fault that follows is told, and is no failure of the load.
func TestCommittedLoadDoesNotFail(t *testing.T) {
	c := newCommand(t)
	path := c.file("one.csv", []byte(searchOfOneCar))
	var log bytes.Buffer
	code := run(t.Context(), []string{"load", "plates", path, "--case", "T-1", "--subject", "Ann"}, deaf{}, &log, c.env)
	if code != exitOK || !strings.Contains(log.String(), "load 1 is committed and safe; after that: no space left on device") {
		t.Errorf("exit %d: %s", code, log.String())
	}
	if out := c.must("loads"); !strings.Contains(out, "accepted 3") {
		t.Errorf("loads: %s", out)
	}
	if out := c.must("load", "plates", path, "--case", "T-1", "--subject", "Ann"); !strings.Contains(out,
		"The same file was taken by load 1 before") {
		t.Errorf("again: %s", out)
	}
	// Nothing of the load is committed when what follows from it cannot be.
	if err := store.Exec(t.Context(), c.url, "alter table identifiers add check (value <> 'AQI001')"); err != nil {
		t.Fatal(err)
	}
	refused := strings.ReplaceAll(searchOfOneCar, "8OK1234", "AQI001")
	code, _, said := c.run("load", "plates", c.file("two.csv", []byte(refused)), "--case", "T-1", "--subject", "Bob")
	if out := c.must("loads"); code != exitFailure || !strings.Contains(said, "nothing was loaded") || strings.Contains(out, "two.csv") {
		t.Errorf("exit %d: %s\n%s", code, said, out)
	}
}
