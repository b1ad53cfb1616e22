package chart

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sightline/timeline"
	"sightline/timeline/analysis"
)

// maybe returns n candidates for a vehicle, so far apart.
func maybe(n int, from time.Time, apart time.Duration, number string) []timeline.Candidate {
	var out []timeline.Candidate
	for i := range n {
		at := from.Add(time.Duration(i) * apart)
		out = append(out, timeline.Candidate{
			Event: timeline.Event{
				ID: fmt.Sprintf("r9-%s-%d", number, i), Kind: timeline.KindRead,
				Parties: vehicle(timeline.Plate{Number: "Q" + number, State: "TX"}),
				First:   timeline.When{Start: at, End: at.Add(time.Second), Zone: "UTC", Precision: timeline.Second},
			},
			Vehicle: timeline.Plate{Number: number, State: "TX"}, Level: timeline.MatchOneEdit, Reason: "one character off " + number,
		})
	}
	return out
}

func TestCandidatesAreHollowInRowsOfTheirOwn(t *testing.T) {
	from := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	d := timeline.Dossier{Subject: timeline.Subject{Holdings: []timeline.Holding{held("ZZZ1"), held("ZZZ2")}}}
	d.Candidates = append(maybe(3, from, 24*time.Hour, "ZZZ1"), maybe(1, from, 0, "ZZZ9")...)
	for _, static := range []bool{true, false} {
		option, err := Timeline(d, Options{Zone: "UTC", Static: static})
		if err != nil {
			t.Fatal(err)
		}
		p := parse(t, option)
		var lanes []string
		for _, l := range p.Meta.Lanes {
			lanes = append(lanes, fmt.Sprintf("%s %s %d", l.Key, l.Kind, l.Count))
		}
		if got, want := strings.Join(lanes, "; "),
			"vehicle:ZZZ1 (TX) vehicle 0; candidate:ZZZ1 (TX) candidate 3; vehicle:ZZZ2 (TX) vehicle 0; candidate:ZZZ9 (TX) candidate 1"; got != want {
			t.Errorf("rows are\n%s, want\n%s", got, want)
		}
		drawn := p.items("candidate")
		if len(drawn) != 4 || drawn[0].Name != "r9-ZZZ1-0~ZZZ1" || drawn[0].Value[1] != 1 || len(p.items("mark")) != 0 {
			t.Errorf("drawn are %+v", drawn)
		}
		if !strings.Contains(strings.Join(p.Meta.Notes, " "), "4 candidates, hollow") {
			t.Errorf("notes are %q", p.Meta.Notes)
		}
		if strings.Contains(string(option), `"name":"Candidate: maybe the vehicle, no sighting","icon"`) != static {
			t.Errorf("static %v: the legend says otherwise", static)
		}
	}
}

func TestCandidatesThatCrowdAreCounted(t *testing.T) {
	d := timeline.Dossier{Candidates: maybe(4000, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), 3*time.Minute, "ZZZ1")}
	option, err := Timeline(d, Options{Zone: "UTC"})
	if err != nil {
		t.Fatal(err)
	}
	p := parse(t, option)
	sum := int64(0)
	for _, b := range p.items("candidates") {
		sum += b.Value[3]
	}
	if sum != 4000 || len(p.items("candidate")) != 0 || len(p.items("bin")) != 0 {
		t.Errorf("%d counted, %d single, %d among sightings", sum, len(p.items("candidate")), len(p.items("bin")))
	}
}

func TestCandidatesOfManyVehiclesShareARow(t *testing.T) {
	var d timeline.Dossier
	for i := range 40 {
		d.Candidates = append(d.Candidates, maybe(2, time.Date(2026, 3, 1, 0, 0, 40-i, 0, time.UTC), time.Hour, fmt.Sprintf("ZZZ%d", i))...)
	}
	option, err := Timeline(d, Options{Zone: "UTC"})
	if err != nil {
		t.Fatal(err)
	}
	p := parse(t, option)
	last := p.Meta.Lanes[len(p.Meta.Lanes)-1]
	if len(p.Meta.Lanes) != maxVehicles+1 || last.Key != "candidates:other" || last.Count != 60 {
		t.Errorf("%d rows, the last is %+v", len(p.Meta.Lanes), last)
	}
}

func TestCandidatesFollowTheFilter(t *testing.T) {
	d := timeline.Dossier{Candidates: append(maybe(2, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), time.Hour, "ZZZ1"),
		maybe(1, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), time.Hour, "ZZZ2")...)}
	for _, c := range []struct {
		part analysis.Selection
		want int
	}{
		{analysis.Selection{Zone: "UTC", Counting: true}, 3},
		{analysis.Selection{Zone: "UTC", Search: "off ZZZ2"}, 1},
		{analysis.Selection{Zone: "UTC", IDs: []string{}}, 0},
		{analysis.Selection{Zone: "UTC", Without: []timeline.KindName{timeline.KindRead}}, 0},
	} {
		option, err := Timeline(d, Options{Zone: "UTC", Part: &c.part})
		if err != nil {
			t.Fatal(err)
		}
		if got := len(parse(t, option).items("candidate")); got != c.want {
			t.Errorf("%s: %d drawn, want %d", c.part, got, c.want)
		}
	}
}
