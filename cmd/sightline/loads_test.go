package main

import (
	"encoding/json"
	"strings"
	"testing"

	"sightline/internal/store"
)

// TestUndo undoes the first of two overlapping loads: what the second had brought too stays, under its number.
func TestUndo(t *testing.T) {
	c := newCommand(t)
	head := "plate,state,time,lat,lon,camera\n"
	row := func(day, camera string) string {
		return "8OK1234,OK,2026-05-" + day + "T12:00:00Z,35.5,-97.5," + camera + "\n"
	}
	first := c.file("first.csv", []byte(head+row("01", "cam-1")+row("02", "cam-2")+"8OK1234,OK,never,35.5,-97.5,cam-1\n"))
	second := c.file("second.csv", []byte(head+row("03", "cam-1")+row("01", "cam-1")))
	out := c.must("load", "plates", first, "--case", "T-1", "--subject", "Ann")
	if !strings.Contains(out, "was taken to hold 8OK1234 (OK)") {
		t.Fatalf("first load: %s", out)
	}
	c.must("load", "plates", second, "--case", "T-1", "--subject", "Ann")
	if out := c.must("loads", "show", "1"); !strings.Contains(out, "for case T-1, Ann") || !strings.Contains(out, "accepted 2") ||
		!strings.Contains(out, "SHA-256 ") {
		t.Errorf("show: %s", out)
	}
	var done store.Undoing
	if err := json.Unmarshal([]byte(c.must("loads", "undo", "1", "--why", "wrong file", "--json")), &done); err != nil {
		t.Fatal(err)
	}
	if done.Reads != 1 || done.Rejects != 1 || done.Sites != 1 || done.Holdings != 0 || len(done.Inherited) != 1 ||
		done.Inherited[0].Load != 2 || done.Inherited[0].Count != 1 {
		t.Errorf("undone: %+v", done)
	}
	if out := c.must("cases"); !strings.Contains(out, "2 plate reads") {
		t.Errorf("cases: %s", out)
	}
	if out := c.must("loads"); !strings.Contains(out, "by "+actor()+": wrong file") || !strings.Contains(out, "accepted 2 + duplicates 0") {
		t.Errorf("loads: %s", out)
	}
	if code, _, log := c.run("loads", "undo", "1", "--why", "again"); code != exitInput || !strings.Contains(log, "undone already") {
		t.Errorf("undone twice: exit %d, %s", code, log)
	}
	if code, _, log := c.run("loads", "undo", "2", "--why", " "); code != exitInput || !strings.Contains(log, "--why") {
		t.Errorf("no reason: exit %d, %s", code, log)
	}
	if out := c.must("loads", "undo", "2", "--why", "closed"); !strings.Contains(out,
		"taken away: 0 events, 2 plate reads, 0 rejected rows, 1 site, 1 assumed vehicle\n") {
		t.Errorf("second undone: %s", out)
	}
	if out := c.must("audit"); strings.Count(out, "undo: ") != 2 {
		t.Errorf("audit: %s", out)
	}
	if out := c.must("load", "plates", first, "--case", "T-1", "--subject", "Ann"); !strings.Contains(out, "accepted 2 + duplicates 0") {
		t.Errorf("loaded again: %s", out)
	}
}
