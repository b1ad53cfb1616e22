package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"sightline/timeline/analysis"
)

// TestRulesAreListed: every rule of the table, and one that is added, stands in the list with its bounds.
func TestRulesAreListed(t *testing.T) {
	made := 2
	p := analysis.DefaultParameters()
	rules := append(p.Rules(), analysis.Rule{Name: "made.up", Group: "Made up", Label: "Least of it", Low: 1, High: 8, Usual: 3, At: &made})
	text := rulesText(rules)
	for _, r := range rules {
		if !strings.Contains(text, "  "+r.Name+" ") ||
			!strings.Contains(text, r.Label+": "+r.Write(r.Usual)+" ("+r.Write(r.Low)+" to "+r.Write(r.High)) {
			t.Errorf("%s is not listed in\n%s", r.Name, text)
		}
	}
	c := newCommand(t)
	c.url = "postgres:///none" // no database is needed
	var got struct {
		Rules []struct{ Name, Usual string }
	}
	if err := json.Unmarshal([]byte(c.must("rules", "--json")), &got); err != nil || len(got.Rules) != len(rules)-1 ||
		got.Rules[0].Usual != "24h" {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestRulesOfCommands: a rule changes what is found, and what will not do is told with the exit code of the user's input.
func TestRulesOfCommands(t *testing.T) {
	c := newCommand(t)
	database := c.url
	c.url = "postgres:///none"
	path := c.file("track.csv", []byte(commute(5)))
	found := func(args ...string) int {
		var got struct{ Found []any }
		if err := json.Unmarshal([]byte(c.must(append([]string{"analyze", "places", path, "--json"}, args...)...)), &got); err != nil {
			t.Fatal(err)
		}
		return len(got.Found)
	}
	if usual, strict := found(), found("--rule", "place.visits=50"); usual != 2 || strict != 0 {
		t.Errorf("%d places are found, by a stricter rule %d", usual, strict)
	}
	of := []string{"--case", "X", "--subject", "Y", "--out", c.dir + "/x.pdf"}
	for rule, want := range map[string]string{
		"place.visitz=4": "there is no rule", "place.visits=0": "from 1 to 1000", "place.visits=": "has no value",
		"circuit.stops=8;circuit.max_stops=4": "no more than",
	} {
		for _, args := range [][]string{{"analyze", "places", path}, slices.Concat([]string{"report"}, of),
			slices.Concat([]string{"export", "map"}, of),
			slices.Concat([]string{"bundle"}, of), {"serve"}} {
			if code, _, log := c.run(append(args, "--rule", rule)...); code != exitInput || !strings.Contains(log, want) {
				t.Errorf("%v --rule %s: exit %d, %s", args[:1], rule, code, log)
			}
		}
	}
	if code, _, log := c.run(append([]string{"export", "csv", "--rule", "gap=2h"}, of...)...); code != exitInput ||
		!strings.Contains(log, "charts and maps") {
		t.Errorf("data by a rule: exit %d, %s", code, log)
	}

	c.url = database
	c.must("demo", "--once", "--out", t.TempDir())
	out := c.dir + "/report.html"
	c.must("report", "--case", sampleCase, "--subject", "Corwin Specimen", "--out", out, "--rule", "gap=90m", "--rule", "place.visits=4")
	rules, _ := c.audited()[0].Asked["rules"].(map[string]any)
	if len(rules) != 2 || rules["gap"] != "1h30m" || rules["place.visits"] != "4" {
		t.Errorf("the audit keeps %v", rules)
	}
	if text := string(read(t, out)); !strings.Contains(text, "least separate times: 4 (usually 3)") {
		t.Error("the report does not tell that a rule was changed")
	}
	address := c.serving("serve", "--listen", "127.0.0.1:0", "--rule", "place.visits=4")
	var served struct {
		Rules []struct{ Name, Value, Usual string }
	}
	get(t, address+"/api/v1/subjects/1/findings", &served)
	visits := slices.IndexFunc(served.Rules, func(r struct{ Name, Value, Usual string }) bool { return r.Name == "place.visits" })
	if visits < 0 || served.Rules[visits].Value != "4" || served.Rules[visits].Usual != "4" {
		t.Errorf("served by %+v", served.Rules)
	}
	c.must("report", "--case", sampleCase, "--subject", "Corwin Specimen", "--out", c.dir+"/usual.html")
	if rules, is := c.audited()[0].Asked["rules"]; is {
		t.Errorf("the audit keeps %v of a report by the usual rules", rules)
	}
}
