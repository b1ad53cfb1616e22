package chart

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/kinds"
)

// TestSpansAreDrawnOnceAndFaintWhereTheyDoNotCount draws spans of any kind and standing, some with open ends, beside instants: each is
// one bar, faint unless it counts, and only what counts is left where only that is asked for.
func TestSpansAreDrawnOnceAndFaintWhereTheyDoNotCount(t *testing.T) {
	standings := []timeline.Standing{
		timeline.Counts, timeline.Administrative, timeline.EntryOnly, timeline.NonCriminal, timeline.SetAside, timeline.Mention,
	}
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 5))
		d := small()
		counting := map[string]bool{}
		for i := range d.Events {
			if d.Events[i].Spans() {
				counting[d.Events[i].ID] = true
			}
		}
		for n := range 1 + r.IntN(40) {
			when := func() timeline.When {
				if r.IntN(4) == 0 {
					return timeline.When{}
				}
				return month(2025+r.IntN(2), time.Month(1+r.IntN(12)))
			}
			e := address(fmt.Sprintf("span%d", n), when(), when(), denver)
			e.Kind, e.Standing = append(kinds.AllNames(), "invented")[r.IntN(len(kinds.AllNames())+1)], standings[r.IntN(len(standings))]
			e.Where.Label = fmt.Sprintf("Place %d", r.IntN(5))
			counting[e.ID] = e.Standing == timeline.Counts
			d.Events = append(d.Events, e)
		}
		drawn := func(o Options) map[string]int64 {
			faint := map[string]int64{}
			for _, i := range parse(t, mustDraw(t, Timeline, d, o)).items("stay") {
				if _, twice := faint[i.Name]; twice || len(i.Value) != 6 {
					t.Errorf("seed %d: %s is drawn as %v, twice %v", seed, i.Name, i.Value, twice)
				}
				faint[i.Name] = i.Value[5]
			}
			return faint
		}
		all, some := drawn(Options{}), drawn(Options{Part: &analysis.Selection{Counting: true}})
		for id, counts := range counting {
			if faint, is := all[id]; !is || faint != one(!counts) {
				t.Errorf("seed %d: %s counts %v, is drawn %v, faint %d", seed, id, counts, is, faint)
			}
			if _, is := some[id]; is != counts {
				t.Errorf("seed %d: %s counts %v, and among what counts is drawn %v", seed, id, counts, is)
			}
		}
		if len(all) != len(counting) {
			t.Errorf("seed %d: %d of %d spans drawn", seed, len(all), len(counting))
		}
	}
}

// TestMentionsAreFaint: a mention stands on the timeline, faint, and in no chart of whereabouts or of contacts.
func TestMentionsAreFaint(t *testing.T) {
	at := utc("2026-03-02T08:00:00Z")
	d := timeline.Dossier{Events: []timeline.Event{inquiry("e1", at, "OK0990100"), read("r1-1", at.AddDate(0, 0, 1), "0OIQ0", "TX")}}
	for i := range d.Events {
		d.Events[i].Standing = timeline.Mention
	}
	p := parse(t, mustDraw(t, Timeline, d, Options{}))
	if marks := p.items("mark"); len(marks) != 2 || marks[0].Value[4] != 1 || marks[1].Value[4] != 1 {
		t.Errorf("drawn %+v", marks)
	}
	if notes := strings.Join(p.Meta.Notes, " "); !strings.Contains(notes, "2 records faint") {
		t.Errorf("notes %s", notes)
	}
	for _, kind := range []string{"interest", "hours", "calendar", "nights", "distance"} {
		for _, note := range parse(t, mustDraw(t, drawings[kind], d, Options{}.with(d))).Meta.Notes[:1] {
			if !strings.HasPrefix(note, "Nothing to draw") {
				t.Errorf("%s: %s", kind, note)
			}
		}
	}
}
