package main

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sightline/internal/cluster"
	"sightline/internal/config"
	"sightline/internal/dbtest"
	"sightline/internal/store"
)

// TestAudit searches, exports and verifies the audit, and finds what was done to it.
func TestAudit(t *testing.T) {
	c := newCommand(t)
	c.must("cases", "put", "T-1")
	for range 3 {
		c.must("near", "--lat=35.5", "--lon=-97.5", "--radius-m=500")
	}
	if out := c.must("audit", "--action", "near", "--most", "2"); strings.Count(out, "near: ") != 2 {
		t.Errorf("search: %s", out)
	}
	if out := c.must("audit", "--actor", "nobody"); !strings.Contains(out, "No row") {
		t.Errorf("search for nobody: %s", out)
	}
	kept := filepath.Join(c.dir, "end.json")
	if out := c.must("audit", "verify", "--kept", kept); !strings.Contains(out, "is whole: 6 rows") {
		t.Errorf("verify: %s", out)
	}
	file := filepath.Join(c.dir, "audit.jsonl")
	c.must("audit", "export", "--out", file)
	if out := c.must("audit", "verify", "--kept", kept, "--file", file); !strings.Contains(out, "is whole: 7 rows") {
		t.Errorf("verify the export: %s", out)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(whole), "\n")
	for name, text := range map[string]string{
		"was changed":   strings.Replace(string(whole), "radius_m", "radius_k", 1),
		"is missing":    strings.Join(append(lines[:2:2], lines[3:]...), ""),
		"were cut off":  strings.Join(lines[:2], ""),
		"it is cut off": string(whole[:len(whole)-9]),
	} {
		path := c.file("changed.jsonl", []byte(text))
		code, out, log := c.run("audit", "verify", "--kept", kept, "--file", path)
		if code != exitInput || !strings.Contains(out+log, name) {
			t.Errorf("%s: exit %d\n%s%s", name, code, out, log)
		}
	}
	if err := store.Exec(t.Context(), c.url, "alter table audit disable trigger all; delete from audit where seq > 2"); err != nil {
		t.Fatal(err)
	}
	if code, out, log := c.run("audit", "verify", "--kept", kept); code != exitInput || !strings.Contains(out, "were cut off") ||
		!strings.Contains(log, "not whole") {
		t.Errorf("cut off: exit %d\n%s%s", code, out, log)
	}
}

// TestAuditGuard: what happens to the audit while a server runs, or while none does, raises an alarm in its log.
func TestAuditGuard(t *testing.T) {
	c := newCommand(t)
	c.must("near", "--lat=35.5", "--lon=-97.5", "--radius-m=500")
	s, err := store.Open(t.Context(), c.url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var log strings.Builder
	guard := (&app{config: config.Config{DataDir: c.dir, DatabaseURL: c.url}}).auditGuard(s, slog.New(slog.NewTextHandler(&log, nil)))
	guard.look(t.Context(), s.CheckAudit)
	c.must("near", "--lat=35.5", "--lon=-97.5", "--radius-m=600")
	guard.look(t.Context(), s.CheckAuditSince)
	if log.Len() > 0 {
		t.Errorf("a false alarm: %s", log.String())
	}
	if err := store.Exec(t.Context(), c.url, "alter table audit disable trigger all; delete from audit where seq = 2"); err != nil {
		t.Fatal(err)
	}
	guard.look(t.Context(), s.CheckAuditSince)
	if !strings.Contains(log.String(), "AUDIT ALARM") || !strings.Contains(log.String(), "were cut off") {
		t.Errorf("no alarm: %s", log.String())
	}
}

func TestNoticesRule(t *testing.T) {
	c := newCommand(t)
	if out := c.must("notices", "--agency", "xx9990100"); !strings.Contains(out, "No other agency") {
		t.Errorf("no notice: %s", out)
	}
	if out := c.must("notices", "rule", "--agency", "XX9990100"); !strings.Contains(out, "told of others") ||
		!strings.Contains(out, "90 days") {
		t.Errorf("usual rule: %s", out)
	}
	if out := c.must("notices", "rule", "--agency", "XX9990100", "--silent", "--days", "30"); !strings.Contains(out, "silent") ||
		!strings.Contains(out, "30 days") {
		t.Errorf("new rule: %s", out)
	}
	if code, _, log := c.run("notices", "--agency", "nowhere"); code != exitInput || !strings.Contains(log, "ORI") {
		t.Errorf("exit %d: %s", code, log)
	}
}

// TestGuardWithoutDatabase: a database that is away is no alarm of the audit's, which is looked at again when it is back.
func TestGuardWithoutDatabase(t *testing.T) {
	dir := dbtest.Dir(t)
	c, err := cluster.Start(t.Context(), cluster.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	closed := false
	t.Cleanup(func() {
		if !closed {
			_ = c.Close() // the test has failed already
		}
	})
	if err := store.Migrate(t.Context(), c.URL()); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), c.URL(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var log bytes.Buffer
	g := auditGuard{s, filepath.Join(t.TempDir(), "end"), slog.New(slog.NewTextHandler(&log, nil))}
	g.look(t.Context(), s.CheckAudit)
	if log.Len() > 0 {
		t.Errorf("with its database: %s", log.String())
	}
	closed = true
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	g.look(t.Context(), s.CheckAudit)
	if said := log.String(); strings.Contains(said, "ALARM") || !strings.Contains(said, "cannot be reached") {
		t.Errorf("without its database: %s", said)
	}
}
