package main

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"sightline/internal/store"
)

// TestCommandsLeaveRows runs each command that changes or shows something: it leaves its row, which tells how it was and how it
// is; where no row can be written it fails, shows nothing and changes nothing.
func TestCommandsLeaveRows(t *testing.T) {
	c := newCommand(t)
	agencies := c.file("agencies.csv",
		[]byte("ori,name,type,county,state,zip,lat,lon,precision\nTX2270100,Invented Police Department,city,Travis,TX,78701,30.27,-97.74,agency\n"))
	moved := c.file("moved.csv",
		[]byte("ori,name,type,county,state,zip,lat,lon,precision\nTX2270100,Invented Police Department,city,Travis,TX,78701,30.50,-97.80,agency\n"))
	log := c.file("log.csv", []byte(
		"Date,Time,MKE,ORI,Agency,Name,LIC,LIS,Remarks\n07/30/2026,18:54,QV,TX2270100,Invented Police Department,\"INVENTED, JANE\",ZZZ0000,TX,x\n"+
			"07/30/2026,19:54,QV,TX2270100,Invented Police Department,\"INVENTED, JANE\",ZZZ0000,TX,y\n"))
	for _, step := range []struct {
		run    string // the command, its words separated by |
		shows  string // what it prints
		action string
		said   string // words of the row, separated by |
	}{
		{"cases|put|C-1|--title|Old|--owning-ori|ZZ9990100", "Made case C-1", "case made", "owner: ZZ9990100|title: Old"},
		{"cases|put|C-1|--owning-ori|ZZ9990200", "Changed case C-1", "case changed", "owner: ZZ9990100 → ZZ9990200"},
		{"cases|subject|Invented, Jane|--case|C-1|--role|companion", "Made subject", "subject made", "role: companion"},
		{"cases|subject|Invented, Jane|--case|C-1|--role|missing child|--id|phone=555-0100", "Changed subject", "subject changed",
			"role: companion → missing child|555-0100"},
		{"cases|vehicle|ZZZ0000/TX|--case|C-1|--subject|Invented, Jane", "holds ZZZ0000", "holding stated", "ZZZ0000 (TX)|1 holding"},
		{"load|ncic|" + log + "|--case|C-1|--subject|Invented, Jane", "accepted 2", "load", "accepted: 2|2 records"},
		{"agencies|load|" + agencies, "new or changed 1", "agencies load", "changed 1|2 events moved|file agencies.csv"},
		{"agencies|load|" + moved, "2 sightings were placed anew", "agencies load",
			"lat 30.27|lat 30.5|events 2, ori TX2270100|2 events moved"},
		{"cases", "Invented, Jane", "cases", "1 case|subjects 1"},
		{"loads|--case|C-1", "log.csv", "loads", "1 load"},
		{"loads|share|LOAD|--with|all|--why|joint", "shared with all", "share", "shared: no → yes|with *"},
		{"loads|unshare|LOAD|--with|all", "shared with nobody", "unshare", "shared: yes → no"},
		{"loads|restrict|LOAD", "restricted", "handling", "handling: nothing → restricted"},
		{"loads|rejects|LOAD", "rejected nothing", "rejects", "0 rejected rows"},
		{"users|add|ann|--role|analyst|--agency|ZZ9990100|--provider", "Made account ann", "account added", "role: analyst"},
		{"cases|member|add|C-1|ann", "is a member", "case member added", "member: no → yes|user ann"},
		{"users|members|C-1", "ann", "members", "1 member"},
		{"users", "analyst", "accounts", "1 account"},
		{"cases|member|remove|C-1|ann", "no longer", "case member removed", "member: yes → no"},
		{"users|role|ann|supervisor", "supervisor", "account changed", "role: analyst → supervisor"},
		{"keys|create|k|--agency|ZZ9990100", "sk_", "key created", "agency: ZZ9990100"},
		{"keys", "ZZ9990100", "keys", "1 key"},
		{"notices|--agency|ZZ9990100", "No other agency", "notices", "0 notices"},
		{"notices|rule|--agency|ZZ9990100|--silent", "is silent", "deconfliction rule", "silent: no → yes"},
		{"loads|undo|LOAD|--why|test", "was undone", "undo", "undone: no → yes|2 events taken away"},
	} {
		words := strings.Split(strings.Replace(step.run, "LOAD", c.ask("select coalesce(max(id), 0)::text from loads"), 1), "|")
		before := c.kept()
		c.sql("alter table audit add constraint refused check (action = '') not valid")
		code, out, fault := c.run(words...)
		if code == exitOK || strings.Contains(out, step.shows) {
			t.Errorf("%s without an audit: exit %d\n%s%s", step.run, code, out, fault)
		}
		c.sql("alter table audit drop constraint refused")
		if after := c.kept(); after != before {
			t.Errorf("%s without an audit changed something", step.run)
		}
		if out := c.must(words...); !strings.Contains(out, step.shows) {
			t.Errorf("%s printed\n%s", step.run, out)
		}
		if step.action == "case made" && c.kept() == before {
			t.Error("what is kept is compared without effect")
		}
		row := c.must("audit", "--action", step.action, "--most", "1")
		for part := range strings.SplitSeq(step.said, "|") {
			if !strings.Contains(row, part) {
				t.Errorf("%s: the audit says %s, not %q", step.run, row, part)
			}
		}
	}
	if out := c.must("audit", "verify"); !strings.Contains(out, "is whole") {
		t.Error(out)
	}
}

func (c command) sql(text string) {
	c.t.Helper()
	if err := store.Exec(c.t.Context(), c.url, text); err != nil {
		c.t.Fatal(err)
	}
}

// ask returns the only value of a query.
func (c command) ask(query string) (answer string) {
	c.t.Helper()
	conn, err := pgx.Connect(c.t.Context(), c.url)
	if err != nil {
		c.t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if err := conn.QueryRow(c.t.Context(), query).Scan(&answer); err != nil {
		c.t.Fatalf("%s: %v", query, err)
	}
	return answer
}

// kept is a sum over everything that is kept, but the audit.
func (c command) kept() string {
	c.t.Helper()
	return c.ask(`select string_agg(t::text || query_to_xml('select md5(string_agg(x::text, '','' order by x::text)) from ' || t || ' x', true, false, '')::text, '')
		from program_tables() t where t::text not in ('audit', 'reads')`)
}
