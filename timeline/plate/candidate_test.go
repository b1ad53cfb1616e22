package plate

import (
	"testing"
	"time"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// plateReadAt is a read of a plate so many seconds after noon.
func plateReadAt(number, state string, second int) timeline.Event {
	at := time.Date(2026, 7, 4, 12, 0, second, 0, time.UTC)
	return timeline.Event{ID: "r", Kind: timeline.KindRead, Parties: kinds.Vehicle(timeline.Plate{Number: number, State: state}),
		First: timeline.When{Start: at, End: at.Add(time.Second), Precision: timeline.Second}}
}

func TestCandidateOf(t *testing.T) {
	sold := time.Date(2026, 7, 4, 12, 0, 30, 0, time.UTC)
	held := timeline.Holding{ID: 1, Of: timeline.Plate{Number: "8OK1234", State: "OK"}.Identifier(), To: sold}
	stateless := timeline.Holding{ID: 2, Of: timeline.Plate{Number: "8OK1234"}.Identifier()}
	tests := []struct {
		plate, state string
		second       int
		vehicle      timeline.Holding
		level        timeline.MatchLevel
		reason       string // "": no candidate
	}{
		{"8OK1234", "OK", 0, held, "", ""},
		{"8OK1234", "OK", 30, held, timeline.MatchExact, "outside the time the subject held the vehicle"},
		{"8OK1234", "TX", 0, held, timeline.MatchExact, "its state is TX, not OK"},
		{"8OK1234", "", 0, held, timeline.MatchExact, "its state was not read"},
		{"8OK1234", "OK", 0, stateless, timeline.MatchExact, "the vehicle's state is not known"},
		{"B0K1234", "OK", 0, held, timeline.MatchOCR, "readers confuse B for 8, 0 for O"},
		{"8OK1235", "OK", 0, held, timeline.MatchOneEdit, "one character off 8OK1234"},
		{"8OK123", "", 40, held, timeline.MatchOneEdit,
			"one character off 8OK1234; its state was not read; outside the time the subject held the vehicle"},
		{"8OX1235", "OK", 0, held, "", ""},
	}
	for _, tt := range tests {
		c, ok := CandidateOf(plateReadAt(tt.plate, tt.state, tt.second), tt.vehicle)
		if ok != (tt.reason != "") || c.Level != tt.level || c.Reason != tt.reason {
			t.Errorf("%s %s: %v %+v, want %q", tt.plate, tt.state, ok, c, tt.reason)
		}
	}
	if _, ok := CandidateOf(timeline.Event{}, held); ok {
		t.Error("a sighting without a plate is a candidate")
	}
}
