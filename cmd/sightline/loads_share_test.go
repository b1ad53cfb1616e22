package main

import (
	"strings"
	"testing"
)

// TestShareLoads shares the second of two overlapping loads: what the first had brought is told of.
func TestShareLoads(t *testing.T) {
	c := newCommand(t)
	head := "plate,state,time,lat,lon,camera\n"
	row := func(day string) string { return "8OK1234,OK,2026-05-" + day + "T12:00:00Z,35.5,-97.5,cam-1\n" }
	c.must("load", "plates", c.file("first.csv", []byte(head+row("01")+row("02"))), "--case", "T-1")
	c.must("load", "plates", c.file("second.csv", []byte(head+row("01")+row("02")+row("03"))), "--case", "T-1")
	for _, x := range []struct {
		args []string
		want []string
	}{
		{[]string{"show", "2"}, []string{"shared with nobody outside the case"}},
		{[]string{"share", "2", "--with", "tx1230000"},
			[]string{"shared with TX1230000 (not in the agency table: check the ORI) by " + actor(),
				"not shown: 2 of its plate reads, which load 1 brought first; share that too to show them"}},
		{[]string{"share", "2", "--with", "TX1230000"}, []string{"nothing was changed"}},
		{[]string{"share", "1", "--with", "all"}, []string{"shared with all agencies"}},
		{[]string{"restrict", "2", "--why", "task force"}, []string{"restricted: seen only by those"}},
		{[]string{"show", "2"}, []string{"restricted: seen only by those", "shared with TX1230000"}},
		{[]string{"restrict", "2"}, []string{"nothing was changed", "restricted: seen only by those"}},
		{[]string{"handling", "2", "--add", "victim,court_order", "--remove", "restricted"}, []string{
			"  court_order: seen only by those with the right to material got by legal process\n  victim: seen only by those with the right to records of a victim\n  shared"}},
		{[]string{"handling", "2", "--remove", "victim,court_order,chri"}, []string{"case T-1\n  shared with TX1230000"}},
		{[]string{"handling", "2", "--remove", "victim"}, []string{"nothing was changed"}},
		{[]string{"restrict", "2"}, []string{"restricted: seen only by those"}},
		{[]string{"unrestrict", "2"}, []string{"case T-1\n  shared with TX1230000"}},
		{[]string{"unshare", "2", "--with", "TX1230000"}, []string{"shared with nobody outside the case"}},
	} {
		out := c.must(append([]string{"loads"}, x.args...)...)
		for _, want := range x.want {
			if !strings.Contains(out, want) {
				t.Errorf("loads %s: %s\nwant %q", strings.Join(x.args, " "), out, want)
			}
		}
	}
	if code, _, log := c.run("loads", "share", "2", "--with", "Tulsa"); code != exitInput || !strings.Contains(log, "TX1230000, or all") {
		t.Errorf("share with no ORI: exit %d, %s", code, log)
	}
	if code, _, log := c.run("loads", "share", "9", "--with", "all"); code != exitInput || !strings.Contains(log, "load 9") {
		t.Errorf("share of no load: exit %d, %s", code, log)
	}
	for _, bad := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"2"}, exitInput, "--add CODE,… or --remove CODE,…, of chri (criminal history record information), restricted ("},
		{[]string{"2", "--add", "victim", "--remove", "chri,victim"}, exitInput, "victim is named by both --add and --remove"},
		{[]string{"2", "--add", "secret"}, exitUsage, `must be one of "chri","restricted",`},
		{[]string{"9", "--add", "victim"}, exitInput, "load 9"},
	} {
		if code, _, log := c.run(append([]string{"loads", "handling"}, bad.args...)...); code != bad.code ||
			!strings.Contains(log, bad.want) {
			t.Errorf("loads handling %s: exit %d, %s", strings.Join(bad.args, " "), code, log)
		}
	}
	c.must("loads", "undo", "2", "--why", "test")
	if code, _, log := c.run("loads", "share", "2", "--with", "all"); code != exitInput || !strings.Contains(log, "nothing of it to show") {
		t.Errorf("share of an undone load: exit %d, %s", code, log)
	}
}
