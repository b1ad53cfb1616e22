package chart

import "testing"

// TestLaneText cuts labels so that their counts, and what tells places apart, are still to be read.
func TestLaneText(t *testing.T) {
	r, err := Options{Zone: "UTC"}.resolve()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		lane    Lane
		letters int
		want    string
	}{
		{Lane{Label: "Tulsa, OK", Count: 26}, 31, "Tulsa, OK · 26"},
		{Lane{Label: "Kansas City, MO (39.0919, -94.5061)", Count: 1234}, 31, "Kansas City, MO · 1,234\n39.0919, -94.5061"},
		{Lane{Label: "Kansas City, MO (39.0919, -94.5061)", Count: 7}, 12, "Kansas… · 7\n39.0919, -9…"},
		{Lane{Label: "Kansas City, MO (39.0919, -94.5061)", Count: 7}, 40, "Kansas City, MO (39.0919, -94.5061) · 7"},
		{Lane{Label: "The Very Long Sheriff's Office of a County", Count: 7}, 20, "The Very Long…" + " · 7"},
		{Lane{Label: "12 Long Enough Street (rear), Exampleville (unit 4)", Kind: "stay", Count: 1}, 24,
			"12 Long Enough Street (…\nunit 4"},
		{Lane{Label: "12 Long Enough Street (rear), Exampleville", Kind: "stay", Count: 1}, 24, "12 Long Enough Street (…"},
		{Lane{Label: "(39.0919, -94.5061)", Count: 7}, 12, "(39.09… · 7"},
	} {
		if got := r.laneText(c.lane, c.letters); got != c.want {
			t.Errorf("%q in %d letters: %q, want %q", c.lane.Label, c.letters, got, c.want)
		}
	}
}
