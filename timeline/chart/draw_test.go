package chart

import (
	"encoding/json"
	"strings"
	"testing"

	"sightline/timeline"
)

func TestDraw(t *testing.T) {
	d := rounds()
	f := analyzed(d)
	for _, kind := range Kinds() {
		option, err := Draw(kind, 0, d, Options{Findings: &f})
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		var drawn struct{ Sightline Meta }
		if err := json.Unmarshal(option, &drawn); err != nil || drawn.Sightline.Kind != kind {
			t.Errorf("%s draws a chart of kind %q, %v", kind, drawn.Sightline.Kind, err)
		}
		if _, err := Draw(kind, 0, d, Options{}); (err == nil) != Plain(kind) {
			t.Errorf("%s without findings: %v", kind, err)
		}
	}
	if _, err := Draw("pie", 0, d, Options{Findings: &f}); err == nil {
		t.Error("a pie is drawn")
	}
}

func TestDrawPart(t *testing.T) {
	d := small()
	f := analyzed(d)
	draw := func(part *timeline.Part) map[string]bool {
		option, err := Draw("timeline", 0, d, Options{Findings: &f, Part: part})
		if err != nil {
			t.Fatal(err)
		}
		drawn := map[string]bool{}
		p := parse(t, option)
		for _, i := range append(p.items("mark"), p.items("stay")...) {
			drawn[i.Name] = true
			for _, id := range i.IDs {
				drawn[id] = true
			}
		}
		return drawn
	}
	all := draw(nil)
	for _, c := range []struct {
		part timeline.Part
		gone string
	}{
		{timeline.Part{Without: []timeline.Source{timeline.SourceAddress}}, "a1 a2 a3"},
		{timeline.Part{Without: []timeline.Source{timeline.SourceNCIC}}, "s1 s2 s5 s6 s7"},
		{timeline.Part{Counting: true}, "s5"},
		{timeline.Part{Search: "0oiqo"}, "s1 s2 s5 s6 s7 r1-1 r1-2 a1 a2 a3"},
		{timeline.Part{IDs: []string{"a2", "s1"}}, "s2 s5 s6 s7 r1-1 r1-2 r1-3 a1 a3"},
	} {
		drawn := draw(&c.part)
		gone := strings.Fields(c.gone)
		for _, id := range gone {
			if !all[id] || drawn[id] {
				t.Errorf("%s: %s is drawn %v, of all %v", c.part, id, drawn[id], all[id])
			}
		}
		if len(all)-len(drawn) != len(gone) {
			t.Errorf("%s: %d are drawn of %d, want %d fewer", c.part, len(drawn), len(all), len(gone))
		}
	}
	if _, err := Draw("distance", 0, d, Options{Findings: &f, Part: &timeline.Part{Zone: "Mars", Counting: true}}); err == nil {
		t.Error("a part on Mars is drawn")
	}
}
