package query

import (
	"errors"
	"testing"

	"sightline/timeline"
)

func TestAllCandidates(t *testing.T) {
	pages := map[string]Candidates{
		"":  {Found: []timeline.Candidate{{Reason: "a"}, {Reason: "b"}}, Next: &Cursor{ID: "x"}},
		"x": {Found: []timeline.Candidate{{Reason: "c"}}},
		"y": {Found: make([]timeline.Candidate, 3000), Next: &Cursor{ID: "y"}},
	}
	from := func(first string) func(Cursor) (Candidates, error) {
		return func(after Cursor) (Candidates, error) {
			if after.ID == "" {
				after.ID = first
			}
			return pages[after.ID], nil
		}
	}
	if all, err := AllCandidates(from("")); err != nil || len(all) != 3 || all[2].Reason != "c" {
		t.Errorf("got %v, %v", all, err)
	}
	if all, err := AllCandidates(from("y")); err != nil || len(all) != timeline.MostCandidates {
		t.Errorf("got %d without end, %v", len(all), err)
	}
	wrong := errors.New("wrong")
	if _, err := AllCandidates(func(Cursor) (Candidates, error) { return Candidates{}, wrong }); !errors.Is(err, wrong) {
		t.Errorf("got %v", err)
	}
}
