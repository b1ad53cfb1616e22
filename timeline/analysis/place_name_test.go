package analysis

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/timeline"
)

// TestPlaceIsNotNamedAfterAMovingReader puts a patrol car's reads at one spot: the spot is named by where it is.
func TestPlaceIsNotNamedAfterAMovingReader(t *testing.T) {
	for _, mobile := range []bool{true, false} {
		var d timeline.Dossier
		for n := range 6 {
			at := time.Date(2026, 6, 1+n, 3, 0, 0, 0, time.UTC)
			d.Events = append(d.Events, timeline.Event{
				ID: fmt.Sprintf("r1-%d", n), Kind: timeline.KindRead, Read: &timeline.ReadDetail{Mobile: mobile},
				Parties: vehicle(timeline.Plate{Number: "AQI001", State: "TX"}),
				First:   timeline.When{Start: at, End: at.Add(time.Second), Precision: timeline.Second},
				Where: timeline.Where{Point: orb.Point{-94.5786, 39.0997}, Class: timeline.ClassGPS, Radius: 50, Label: "Patrol unit 05",
					Zone: "America/Chicago"},
			})
		}
		p := DefaultParameters()
		p.Name = func(orb.Point) (string, bool) { return "Kansas City, MO", true }
		f := Analyze(d, p)
		if len(Of[Place](f)) != 1 {
			t.Fatalf("%d places", len(Of[Place](f)))
		}
		want := map[bool]string{true: "Kansas City, MO (39.0997, -94.5786)", false: "Patrol unit 05"}[mobile]
		if p := Of[Place](f)[0]; p.Name != want || !strings.Contains(p.Text, want) {
			t.Errorf("mobile %v: the place is named %q and told as %q, want %q", mobile, p.Name, p.Text, want)
		}
	}
}
