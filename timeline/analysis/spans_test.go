package analysis

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"sightline/geo"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// anySpan is a span of some kind and standing about one of some places in the time of a dossier, perhaps with an open end.
func anySpan(r *rand.Rand, id string) timeline.Event {
	names := append(kinds.AllNames(), "invented")
	from := at("2026-01-05 07:00:00").Add(time.Duration(r.IntN(120*24)) * time.Hour)
	when := func(t time.Time) timeline.When {
		if r.IntN(4) == 0 {
			return timeline.When{}
		}
		return timeline.When{Start: t, End: t.Add(time.Duration(1+r.IntN(48)) * time.Hour), Precision: timeline.Day}
	}
	end := when(from.Add(time.Duration(r.IntN(30*24)) * time.Hour))
	e := timeline.Event{
		ID: id, Kind: names[r.IntN(len(names))], First: when(from), Last: &end, Agency: &timeline.Agency{ORI: "XX0000900"},
		Where: timeline.Where{Class: timeline.ClassCity, Radius: 9000, Label: "Span"},
	}
	e.Where.Point = geo.Destination(tulsa, r.Float64()*360, geo.Meters(r.Float64()*900e3))
	if r.IntN(2) == 0 {
		e.Parties = vehicle(timeline.Plate{Number: plateA, State: "ZZ"})
	}
	return e
}

// asides are all standings of events that do not count.
func asides() []timeline.Standing {
	return []timeline.Standing{timeline.Administrative, timeline.EntryOnly, timeline.NonCriminal, timeline.SetAside, timeline.Mention}
}

// TestSpansAreNotObserved: whatever spans are added, nothing that rests on what was observed changes: no span is a sighting of a
// track, a contact or the end of a silence. Only custodies, which are left out here, may contradict it.
func TestSpansAreNotObserved(t *testing.T) {
	plain := richDossier(3)
	plain.Events = slices.DeleteFunc(plain.Events, func(e timeline.Event) bool { return e.Spans() })
	want := Analyze(plain, DefaultParameters())
	want.Counts = Statement{}
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 77))
		d := plain
		d.Events = slices.Clone(plain.Events)
		for n := range 60 {
			if e := anySpan(r, fmt.Sprintf("span%d", n)); !kinds.Of(e.Kind).Confines {
				d.Events = append(d.Events, e)
			}
		}
		slices.SortStableFunc(d.Events, timeline.ByTime)
		got := Analyze(d, DefaultParameters())
		told := fmt.Sprintf(", %d are spans of time; of the others ", len(d.Events)-len(plain.Events))
		if !strings.Contains(got.Counts.Text, told) {
			t.Errorf("%q does not say %q", got.Counts.Text, told)
		}
		got.Counts = Statement{}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("seed %d: spans change what is found", seed)
		}
		if !reflect.DeepEqual(Tracks(d.Events), Tracks(plain.Events)) || !reflect.DeepEqual(Legs(d, 0), Legs(plain, 0)) ||
			!reflect.DeepEqual(Gaps(d, 0), Gaps(plain, 0)) || !reflect.DeepEqual(Contacts(d.Events, 0), Contacts(plain.Events, 0)) ||
			!reflect.DeepEqual(RhythmOf(d), RhythmOf(plain)) {
			t.Errorf("seed %d: spans are in tracks, legs, gaps, contacts or the rhythm", seed)
		}
	}
}

// TestOnlyWhatCountsConfinesAndNames: a custody contradicts a sighting, and an address names a place, where they count for the subject.
// Set aside, or only mentioning the subject, they say nothing of where the subject was.
func TestOnlyWhatCountsConfinesAndNames(t *testing.T) {
	var s []timeline.Event
	for day := 1; day <= 4; day++ {
		s = append(s, here(2*day, local(day, 21, 30), oklahoma), here(2*day+1, local(day+1, 6, 30), oklahoma))
	}
	for _, standing := range append(asides(), timeline.Counts) {
		held := custody("e1", "2026-03-01", "2026-03-09")
		home := timeline.Event{ID: "e2", Kind: kinds.Address, Last: last(timeline.When{})}
		home.Where = timeline.Where{Point: oklahoma, Class: timeline.ClassStreet, Radius: 30, Label: "12 Invented Street"}
		held.Standing, home.Standing = standing, standing
		f := Analyze(timeline.Dossier{Events: append(slices.Clone(s), held, home)}, DefaultParameters())
		conflicts, named := 0, false
		if standing == timeline.Counts {
			conflicts, named = len(s), true
		}
		if len(Of[Place](f)) != 1 || len(Of[Conflict](f)) != conflicts || (Of[Place](f)[0].Name == home.Where.Label) != named {
			t.Errorf("%q: %d conflicts, places %+v", standing, len(Of[Conflict](f)), Of[Place](f))
		}
	}
}

// TestMentionsAreNotObserved: an event that only mentions the subject, or is set aside, is in nothing that is found.
func TestMentionsAreNotObserved(t *testing.T) {
	d := richDossier(4)
	plain := Analyze(d, DefaultParameters())
	r := rand.New(rand.NewPCG(4, 78))
	more := slices.Clone(d.Events)
	for n := range 200 {
		e := d.Events[r.IntN(len(d.Events))]
		e.ID = fmt.Sprintf("mention%d", n)
		e.Standing = asides()[r.IntN(len(asides()))]
		e.Where.Point = amarillo
		more = append(more, e)
	}
	d.Events = more
	got := Analyze(d, DefaultParameters())
	plain.Counts, got.Counts = Statement{}, Statement{}
	if !reflect.DeepEqual(got, plain) {
		t.Error("what only mentions the subject changes what is found")
	}
}
