package chart

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/kinds"
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
	draw := func(part *analysis.Selection) map[string]bool {
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
		part analysis.Selection
		gone string
	}{
		{analysis.Selection{Without: []timeline.KindName{kinds.Address}}, "e11 e12 e13"},
		{analysis.Selection{Without: []timeline.KindName{kinds.Inquiry}}, "e1 e2 e5 e6 e7"},
		{analysis.Selection{Counting: true}, "e5"},
		{analysis.Selection{Search: "0oiqo"}, "e1 e2 e5 e6 e7 r1-1 r1-2 e11 e12 e13"},
		{analysis.Selection{IDs: []string{"e12", "e1"}}, "e2 e5 e6 e7 r1-1 r1-2 r1-3 e11 e13"},
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
	for _, part := range []analysis.Selection{{}, {Without: []timeline.KindName{kinds.Inquiry}}, {Counting: true}, {Search: "0oiqo"},
		{Search: "no such words"}, {IDs: []string{"e52", "e1"}}} {
		option, err := Draw("timeline", 0, d, Options{Findings: &f, Part: &part})
		if err != nil {
			t.Fatal(err)
		}
		held, err := part.Of(d)
		if err != nil {
			t.Fatal(err)
		}
		want := 0
		for i := range held.Events {
			want += int(one(held.Events[i].Spans() || !held.Events[i].First.IsZero()))
		}
		got := 0
		for _, l := range parse(t, option).Meta.Lanes {
			if slices.Contains([]string{"records", "vehicle", "stay"}, l.Kind) {
				got += l.Count
			}
		}
		if got != want {
			t.Errorf("%s: the rows count %d, the part has %d with a time", part, got, want)
		}
	}
	if _, err := Draw("distance", 0, d, Options{Findings: &f, Part: &analysis.Selection{Zone: "Mars", Counting: true}}); err == nil {
		t.Error("a part on Mars is drawn")
	}
}

// TestCountsOfAPart counts by hour and day what is shown, and leaves a calendar its months.
func TestCountsOfAPart(t *testing.T) {
	d := large(400)
	f := analyzed(d)
	whole, err := analysis.Selection{Zone: "UTC"}.Of(d)
	if err != nil || !reflect.DeepEqual(analysis.RhythmOf(whole), f.Routine.Rhythm) {
		t.Fatalf("the rhythm of everything is another, %v", err)
	}
	middle := f.Routine.Days[len(f.Routine.Days)/2].Day
	from, err := time.Parse(time.DateOnly, middle)
	if err != nil {
		t.Fatal(err)
	}
	part := analysis.Selection{From: from}
	shown, err := part.Of(d)
	if err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[string]int{"hours": analysis.RhythmOf(shown).Timed, "calendar": len(analysis.RhythmOf(shown).Days)} {
		drawn := func(p *analysis.Selection) (string, int) {
			option, err := Draw(kind, 0, d, Options{Findings: &f, Part: p, Static: true})
			if err != nil {
				t.Fatal(err)
			}
			var o struct {
				Calendar []struct{ Range []string }
				Series   []struct{ Data []struct{ Value []any } }
			}
			if err := json.Unmarshal(option, &o); err != nil {
				t.Fatal(err)
			}
			n := 0
			for _, s := range o.Series {
				for _, c := range s.Data {
					if kind == "calendar" {
						n++
					} else {
						n += int(c.Value[2].(float64))
					}
				}
			}
			return fmt.Sprint(o.Calendar), n
		}
		if option, err := Draw(kind, 0, d, Options{Findings: &f, Part: &analysis.Selection{IDs: []string{}}, Static: true}); err != nil ||
			kind == "hours" && !strings.Contains(string(option), "no sighting that is shown") {
			t.Errorf("%s of nothing: %s, %v", kind, option, err)
		}
		months, all := drawn(nil)
		again, some := drawn(&part)
		if some != want || some >= all || months != again {
			t.Errorf("%s: %d of %d, want %d; months %s, before %s", kind, some, all, want, again, months)
		}
	}
}
