package analysis

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/timeline"
	"sightline/timeline/plate"
)

// burstRead is a read of a plate at a camera, so many seconds after noon.
func burstRead(id, plate, state, camera string, second int, confidence float64) timeline.Event {
	at := time.Date(2026, 7, 4, 12, 0, second, 0, time.UTC)
	s := timeline.Event{
		ID: id, Kind: timeline.KindRead, Parties: vehicle(timeline.Plate{Number: plate, State: state}),
		First: timeline.When{Start: at, End: at.Add(time.Second), Precision: timeline.Second},
		Where: timeline.Where{Point: orb.Point{-97.7431, 30.2672}, Class: timeline.ClassSite, Radius: 30, Label: camera},
	}
	if confidence > 0 {
		s.Read = &timeline.ReadDetail{Confidence: &confidence}
	}
	return s
}

// TestBurstHidesNoConflict holds the conflicts, legs and reach of a folded dossier to those of its reads: a burst is no
// doubt about when the vehicle was there.
func TestBurstHidesNoConflict(t *testing.T) {
	far := burstRead("far", "ZZZ0001", "TX", "C2", 560, 0)
	far.Where.Point = orb.Point{-97.0431, 30.2672} // 67 km
	d := timeline.Dossier{Events: []timeline.Event{far}}
	for i := range 10 {
		d.Events = append(d.Events, burstRead(fmt.Sprintf("r%d", i), "ZZZ0001", "TX", "C1", i*60, 0))
	}
	slices.SortStableFunc(d.Events, timeline.ByTime)
	f := plate.Fold(d)
	if len(f.Events) != 2 {
		t.Fatalf("%d sightings", len(f.Events))
	}
	p := DefaultParameters()
	got, want := Analyze(f, p), Analyze(d, p)
	if len(Of[Conflict](got)) != 1 || len(Of[Conflict](want)) == 0 || !Of[Conflict](got)[0].Certain ||
		Of[Conflict](got)[0].Elapsed > Span(21*time.Second) {
		t.Errorf("conflicts %+v, of the reads %+v", Of[Conflict](got), Of[Conflict](want))
	}
	// Of reads 21 s apart at most, the leg is as fast as between the last read of the burst and the far one.
	late := timeline.Dossier{Events: []timeline.Event{f.Events[0], far}}
	late.Events[1].First.Start, late.Events[1].First.End = far.First.Start.Add(time.Minute), far.First.End.Add(time.Minute)
	if legs := Legs(late, 0); len(legs) != 1 || legs[0].End.Sub(legs[0].Start) != 81*time.Second {
		t.Errorf("legs %+v", legs)
	}
}
