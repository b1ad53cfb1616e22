package ledger

import (
	"slices"
	"testing"
)

func TestSaid(t *testing.T) {
	for asked, want := range map[string][]string{
		`{}`:                          nil,
		`{"subject": 7, "lat": 35.0}`: {"lat 35.0", "subject 7"},
		`{"before": {"owner": "A", "title": "x"}, "after": {"owner": "B"}, "case": "1"}`: {"case 1", "owner: A → B", "title: x → nothing"},
		`{"after": {"role": "suspect", "aliases": ["a", "b"], "born": ""}}`: {"aliases: a, b", "born: nothing",
			"role: suspect"},
		`{"before": {"restricted": false}, "after": {"restricted": true}}`: {"restricted: no → yes"},
		`{"after": {"vehicles": [{"plate": "A", "basis": "x"}]}}`:          {"vehicles: (basis x, plate A)"},
		`{"before": 3}`: {"before 3"},
		`[1]`:           {"[1]"},
	} {
		if got := (&Row{Asked: asked}).Said(); !slices.Equal(got, want) {
			t.Errorf("%s says %q, want %q", asked, got, want)
		}
	}
}

func TestCounted(t *testing.T) {
	for want, r := range map[string]Row{
		"3 cases": {Action: "cases", Rows: 3}, "1 sighting": {Action: "near", Rows: 1}, "0 sightings": {Action: "dossier"},
		"":                {Action: "log-on", Rows: 0},
		"19 events moved": {Action: "agencies load", Rows: 19},
	} {
		if got := r.Counted(); got != want {
			t.Errorf("%s counts %q, want %q", r.Action, got, want)
		}
	}
	seen := map[string]bool{}
	for _, actions := range counted() {
		for _, action := range actions {
			if seen[action] {
				t.Errorf("%s counts two things", action)
			}
			seen[action] = true
		}
	}
}
