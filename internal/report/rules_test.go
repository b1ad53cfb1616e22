package report

import (
	"strings"
	"testing"

	"sightline/timeline/analysis"
)

// TestRulesAreAllListed changes one rule after the other: each is listed with its label, and what is usual where it was changed.
func TestRulesAreAllListed(t *testing.T) {
	usual := analysis.DefaultParameters()
	for i, r := range usual.Rules() {
		p := usual
		changed := p.Rules()[i]
		value := r.High
		if value == r.Usual {
			value = r.Low
		}
		if err := changed.Set(changed.Write(value)); err != nil {
			t.Fatal(err)
		}
		line := lineOf(t, ruleFacts(p.Rules()), r.Group)
		want := strings.ToLower(r.Label+": "+ruleValue(r, value)) + " (usually " + strings.ToLower(ruleValue(r, r.Usual)) + ")"
		if !strings.Contains(strings.ToLower(line), want) || strings.Count(line, "(usually ") != 1 {
			t.Errorf("%s: %q, want %q", r.Name, line, want)
		}
		if strings.Contains(lineOf(t, ruleFacts(usual.Rules()), r.Group), "usually") {
			t.Errorf("%s is told to be changed, and is not", r.Group)
		}
	}
	added := 2.0
	facts := ruleFacts(append(usual.Rules(),
		analysis.Rule{Name: "made.up", Group: "Made up", Label: "Least of it", Unit: analysis.UnitShare, High: 1, Usual: 0.25, At: &added}))
	if got := lineOf(t, facts, "Made up"); got != "Least of it: 200 % (usually 25 %)" {
		t.Errorf("a rule that was added: %q", got)
	}
}

func lineOf(t *testing.T, facts []Fact, group string) string {
	t.Helper()
	for _, f := range facts {
		if f.Name == group {
			return f.Values[0][0].Text
		}
	}
	t.Fatalf("there is no line of %s", group)
	return ""
}
