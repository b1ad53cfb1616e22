package chart

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// TestTimelineHasTheSymbolOfEachKind holds the marks of each kind to its symbol, its legend to the outline, and the rows
// to the order of the kinds.
func TestTimelineHasTheSymbolOfEachKind(t *testing.T) {
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	var d timeline.Dossier
	all := append(kinds.All(), kinds.Of("not known"))
	for i, k := range slices.Backward(all) {
		start := at.Add(time.Duration(i) * time.Hour)
		d.Events = append(d.Events, timeline.Event{
			ID: "e" + string(rune('a'+i)), Kind: k.Name,
			First: timeline.When{Start: start, End: start.Add(time.Second), Zone: "UTC", Precision: timeline.Second},
			Where: timeline.Where{Point: orb.Point{-97, 35}, Class: timeline.ClassGPS},
		})
	}
	option, err := Timeline(d, Options{Zone: "UTC", Static: true, Width: 900})
	if err != nil {
		t.Fatal(err)
	}
	p := parse(t, option)
	for i, k := range all {
		if lane := p.Meta.Lanes[i]; lane.Of != k.Name {
			t.Errorf("row %d is of %s, want %s", i, lane.Of, k.Name)
		}
		if icon, _, _ := iconOf(k.Name, shapeExact); !strings.Contains(string(option), `"`+icon+`"`) {
			t.Errorf("the legend has no %s for %s", k.Symbol, k.Name)
		}
	}
	marks := p.items("mark")
	if len(marks) != len(all) {
		t.Fatalf("%d marks of %d", len(marks), len(all))
	}
	for _, m := range marks {
		k := all[m.Value[1]]
		if got := timeline.Symbols()[m.Value[5]]; got != k.Symbol {
			t.Errorf("%s is drawn as %s, want %s", k.Name, got, k.Symbol)
		}
	}
}
