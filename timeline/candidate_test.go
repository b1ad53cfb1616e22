package timeline

import (
	"errors"
	"testing"
	"time"
)

func TestCandidateOf(t *testing.T) {
	sold := time.Date(2026, 7, 4, 12, 0, 30, 0, time.UTC)
	held := Vehicle{ID: 1, Plate: Plate{Number: "8OK1234", State: "OK"}, To: sold}
	stateless := Vehicle{ID: 2, Plate: Plate{Number: "8OK1234"}}
	tests := []struct {
		plate, state string
		second       int
		vehicle      Vehicle
		level        MatchLevel
		reason       string // "": no candidate
	}{
		{"8OK1234", "OK", 0, held, "", ""},
		{"8OK1234", "OK", 30, held, MatchExact, "outside the time the subject held the vehicle"},
		{"8OK1234", "TX", 0, held, MatchExact, "its state is TX, not OK"},
		{"8OK1234", "", 0, held, MatchExact, "its state was not read"},
		{"8OK1234", "OK", 0, stateless, MatchExact, "the vehicle's state is not known"},
		{"B0K1234", "OK", 0, held, MatchOCR, "readers confuse B for 8, 0 for O"},
		{"8OK1235", "OK", 0, held, MatchOneEdit, "one character off 8OK1234"},
		{"8OK123", "", 40, held, MatchOneEdit, "one character off 8OK1234; its state was not read; outside the time the subject held the vehicle"},
		{"8OX1235", "OK", 0, held, "", ""},
	}
	for _, tt := range tests {
		c, ok := CandidateOf(readAt("r", tt.plate, tt.state, "C", tt.second, 0), tt.vehicle)
		if ok != (tt.reason != "") || c.Level != tt.level || c.Reason != tt.reason {
			t.Errorf("%s %s: %v %+v, want %q", tt.plate, tt.state, ok, c, tt.reason)
		}
	}
	if _, ok := CandidateOf(Sighting{}, held); ok {
		t.Error("a sighting without a plate is a candidate")
	}
}

func TestAllCandidates(t *testing.T) {
	pages := map[string]Candidates{
		"":  {Found: []Candidate{{Reason: "a"}, {Reason: "b"}}, Next: &Cursor{ID: "x"}},
		"x": {Found: []Candidate{{Reason: "c"}}},
		"y": {Found: make([]Candidate, 3000), Next: &Cursor{ID: "y"}},
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
	if all, err := AllCandidates(from("y")); err != nil || len(all) != MostCandidates {
		t.Errorf("got %d without end, %v", len(all), err)
	}
	wrong := errors.New("wrong")
	if _, err := AllCandidates(func(Cursor) (Candidates, error) { return Candidates{}, wrong }); !errors.Is(err, wrong) {
		t.Errorf("got %v", err)
	}
}
