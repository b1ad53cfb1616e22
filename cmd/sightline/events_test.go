package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// typedRows are the rows of the fixture of a kind as somebody would type them in: name=value for each field.
func typedRows(t *testing.T, k timeline.Kind) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join("../../timeline/kinds/testdata", string(k.Name)+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	plain := strings.NewReplacer(" ", "", "-", "")
	var all [][]string
	for _, row := range rows[1:] {
		var typed []string
		for i, v := range row {
			h := strings.ToLower(plain.Replace(rows[0][i]))
			at := slices.IndexFunc(k.Fields, func(f timeline.FieldSpec) bool { return slices.Contains(f.Headings, h) })
			if at < 0 {
				t.Fatalf("%s: the heading %q is of no field", k.Name, rows[0][i])
			}
			if v != "" {
				typed = append(typed, k.Fields[at].Name+"="+v)
			}
		}
		all = append(all, typed)
	}
	return all
}

// firstText is the first field of a kind whose text is kept as it is.
func firstText(k timeline.Kind) int {
	return slices.IndexFunc(k.Fields, func(f timeline.FieldSpec) bool { return f.Type == timeline.FieldText })
}

func (c command) eventsOf(subject string) []timeline.Event {
	c.t.Helper()
	var d struct{ Events []timeline.Event }
	address := c.serving("serve", "--listen", "127.0.0.1:0")
	get(c.t.(*testing.T), address+"/api/v1/subjects/"+subject+"/dossier", &d)
	return d.Events
}

// eventOf is the event of which a record of a load tells.
func eventOf(events []timeline.Event, load int64) string {
	for _, e := range events {
		if slices.ContainsFunc(e.Records, func(r timeline.RecordRef) bool { return r.Load == load }) {
			return e.ID
		}
	}
	return ""
}

// TestTypedLeads types the rows of every kind's fixture in, one after the other. They are what the table says; each can be corrected
// and withdrawn; and what was typed is read and accounted for ever after.
func TestTypedLeads(t *testing.T) {
	for _, name := range kinds.Typed() {
		t.Run(string(name), func(t *testing.T) {
			t.Parallel()
			k := kinds.Of(name)
			c := newCommand(t)
			of := []string{"--case", "T-1", "--subject", "Invented, Jane Q"}
			c.must("cases", "put", "T-1")
			c.must("cases", "subject", "Invented, Jane Q", "--case", "T-1")
			var last timeline.Load
			rows := typedRows(t, k)
			for _, row := range rows {
				args := slices.Concat([]string{"events", "add", string(name)}, row, of,
					[]string{"--source", "invented caller", "--taken-by", "R. Doe", "--received", "2026-07-01 12:00", "--json"})
				if err := json.Unmarshal([]byte(c.must(args...)), &last); err != nil || last.Accepted != 1 || last.Format != "typed" ||
					last.File != "typed by "+actor() ||
					!slices.Equal(last.Handling, k.Handling) {
					t.Fatalf("%v: %+v, %v", args, last, err)
				}
			}
			events := c.eventsOf("1")
			records := 0
			for i := range events {
				e := &events[i]
				records += len(e.Records)
				if e.Kind != name || e.First.IsZero() || timeline.FieldOf(e.Fields, timeline.LeadSource) != "invented caller" {
					t.Errorf("typed in as %+v", e)
				}
			}
			if records != len(rows) || len(k.Key) == 0 && len(events) != len(rows) || len(k.Key) > 0 && len(events) >= len(rows) {
				t.Errorf("%d rows are %d records of %d events", len(rows), records, len(events))
			}

			// A corrected record comes in the place of the last one.
			id := eventOf(events, last.ID)
			old := c.must("loads", "show", fmt.Sprint(last.ID))
			field := k.Fields[firstText(k)].Name
			var now struct {
				timeline.Load
				InPlaceOf int64 `json:"in_place_of"`
			}
			c.must(slices.Concat([]string{"marks", "add", id, "--note", "asked the caller"}, of)...)
			args := slices.Concat([]string{"events", "correct", id, field + "=CORRECTED", "--json"}, of)
			if err := json.Unmarshal([]byte(c.must(args...)), &now); err != nil || now.InPlaceOf != last.ID {
				t.Fatalf("%+v, %v", now, err)
			}
			if after := c.eventsOf("1"); len(after) != len(events) ||
				!slices.ContainsFunc(after, func(e timeline.Event) bool { return timeline.FieldOf(e.Fields, field) == "CORRECTED" }) {
				t.Errorf("corrected to %+v", after)
			}
			if marks := c.must(slices.Concat([]string{"marks", "list"}, of)...); !strings.Contains(marks, eventOf(c.eventsOf("1"), now.ID)) {
				t.Errorf("the note does not stand on the corrected event: %s", marks)
			}
			kept := c.must("loads", "show", fmt.Sprint(last.ID))
			if _, text, _ := strings.Cut(old, "  typed in:\n"); text == "" || !strings.HasSuffix(kept, text) ||
				!strings.Contains(kept, fmt.Sprintf("corrected by load %d", now.ID)) {
				t.Errorf("of what was corrected is kept\n%s\nbefore\n%s", kept, old)
			}

			// What is withdrawn tells of nothing, is kept, and can be typed in again.
			id = eventOf(c.eventsOf("1"), now.ID)
			if code, _, log := c.run(slices.Concat([]string{"events", "correct", id, field + "=CORRECTED"}, of)...); code != exitInput ||
				!strings.Contains(log, "nothing changes") {
				t.Errorf("the same correction again: exit %d, %s", code, log)
			}
			c.must(slices.Concat([]string{"events", "withdraw", id, "--why", "told of another"}, of)...)
			left := 0
			for _, e := range c.eventsOf("1") {
				left += len(e.Records)
			}
			if left != len(rows)-1 {
				t.Errorf("%d records are left of %d", left, len(rows))
			}
			if kept := c.must("loads", "show", fmt.Sprint(now.ID)); !strings.Contains(kept, field+"=CORRECTED") ||
				!strings.Contains(kept, "told of another") {
				t.Errorf("of what was withdrawn is kept\n%s", kept)
			}
			said := c.must("audit", "--most", "100")
			for _, part := range []string{"typed: " + string(name) + "; ", "in place of " + fmt.Sprint(last.ID), field + "=CORRECTED",
				"told of another", "taken by=R. Doe"} {
				if !strings.Contains(said, part) {
					t.Errorf("the audit does not tell of %q", part)
				}
			}
			again := slices.Concat([]string{"events", "add", string(name)}, rows[len(rows)-1], of,
				[]string{"--source", "invented caller", "--taken-by", "R. Doe", "--received", "2026-07-01 12:00", "--json"})
			if err := json.Unmarshal([]byte(c.must(again...)), &last); err != nil || last.Accepted != 1 {
				t.Errorf("typed in again: %+v, %v", last, err)
			}
		})
	}
}

// TestTypedFaults types in what will not do: nothing is loaded, and it is said what to type.
func TestTypedFaults(t *testing.T) {
	c := newCommand(t)
	of := []string{"--case", "T-1", "--subject", "Doe, Jane"}
	c.must("cases", "put", "T-1")
	c.must("cases", "subject", "Doe, Jane", "--case", "T-1")
	for _, tt := range []struct {
		args string
		code int
		want string
	}{
		{"add custody begin=2026-01-01", exitInput, "its source"},
		{"add custody begin=2026-01-01 jail=X --source Y", exitInput, `custody has no field "jail"; its fields are`},
		{"add custody facility=X --source Y", exitInput, `nothing for "Booked"`},
		{"add custody begin=never --source Y", exitInput, `the date "never"`},
		{"add custody begin=2026-02-01 end=2026-01-01 --source Y", exitInput, "check the two dates"},
		{"add custody begin --source Y", exitInput, "name=value"},
		{"add custody begin=2026-01-01 --source Y --received soon", exitInput, "when it came in"},
		{"add custody begin=2026-01-01 --source Y --tz Mars", exitInput, "America/Chicago"},
		{"add plate_read plate=ZZZ0001 --source Y", exitUsage, "must be one of"},
		{"add tip begin=2026-01-01 --source Y", exitUsage, "must be one of"},
		{"correct e1 begin=2026-01-01", exitInput, `no event "e1"`},
		{"withdraw e1 --why X", exitInput, `no event "e1"`},
	} {
		code, out, log := c.run(slices.Concat([]string{"events"}, strings.Fields(tt.args), of)...)
		if code != tt.code || !strings.Contains(log, tt.want) {
			t.Errorf("%s: exit %d\n%s%s", tt.args, code, out, log)
		}
	}
	var listed struct{ Loads []timeline.Load }
	if err := json.Unmarshal([]byte(c.must("loads", "--json")), &listed); err != nil || len(listed.Loads) != 0 {
		t.Errorf("%d loads were made, %v", len(listed.Loads), err)
	}
	// What a file brought is not withdrawn as if it had been typed in.
	c.must(append([]string{"load", "table:custody", "../../timeline/kinds/testdata/custody.csv"}, of...)...)
	for _, e := range c.eventsOf("1") {
		if code, _, log := c.run(slices.Concat([]string{"events", "withdraw", e.ID, "--why", "X"}, of)...); code != exitInput ||
			!strings.Contains(log, "taken back with its load") {
			t.Errorf("exit %d, %s", code, log)
		}
	}
}
