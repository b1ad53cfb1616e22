package analysis

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

var (
	tulsa    = orb.Point{-95.9928, 36.1540}
	oklahoma = orb.Point{-97.5164, 35.4676}
	amarillo = orb.Point{-101.8313, 35.2220}
)

func at(text string) time.Time {
	t, err := time.Parse("2006-01-02 15:04:05", text)
	if err != nil {
		panic(err)
	}
	return t
}

// vehicle is an event's parties where it is about a plate.
func vehicle(plate timeline.Plate) []timeline.Party {
	return []timeline.Party{{Part: "vehicle", Of: plate.Identifier()}}
}

// day is a day of UTC, known as such.
func day(text string) timeline.When {
	t := at(text + " 00:00:00")
	return timeline.When{Start: t, End: t.AddDate(0, 0, 1), Precision: timeline.Day}
}

// last makes an event a span that ends then.
func last(when timeline.When) *timeline.When { return &when }

// read is a plate read of invented plate number at a fixed reader, known to the second.
func read(id, when string, p orb.Point, number string) timeline.Event {
	t := at(when)
	return timeline.Event{
		ID: id, Kind: timeline.KindRead, Parties: vehicle(timeline.Plate{Number: number, State: "TX"}),
		First: timeline.When{Start: t, End: t.Add(time.Second), Precision: timeline.Second, Basis: timeline.BasisStated},
		Where: timeline.Where{Point: p, Class: timeline.ClassSite, Radius: 20},
	}
}

// inquiry is an inquiry about the person, known to the minute and located by the agency's office.
func inquiry(id, when string, p orb.Point, ori, key string) timeline.Event {
	t := at(when)
	return timeline.Event{
		ID: id, Kind: kinds.Inquiry, Code: key,
		Agency: &timeline.Agency{ORI: ori, Kind: "City"},
		First:  timeline.When{Start: t, End: t.Add(time.Minute), Precision: timeline.Minute, Basis: timeline.BasisConfigured},
		Where:  timeline.Where{Point: p, Class: timeline.ClassAgency, Radius: 5000},
	}
}

func TestLegs(t *testing.T) {
	day := read("day", "2026-03-02 00:00:00", amarillo, "ZZZ0001")
	day.First.End = day.First.Start.Add(24 * time.Hour)
	hidden := read("hidden", "2026-03-01 08:30:00", amarillo, "ZZZ0001")
	hidden.Standing, hidden.Why = timeline.SetAside, "misread"
	validation := inquiry("validation", "2026-03-01 08:40:00", amarillo, "TX1880000", "QW")
	validation.Standing = timeline.Administrative
	nowhere := read("nowhere", "2026-03-01 08:45:00", orb.Point{}, "ZZZ0001")
	nowhere.Where = timeline.Where{Class: timeline.ClassNone}

	d := timeline.Dossier{Events: []timeline.Event{
		read("a", "2026-03-01 08:00:00", tulsa, "ZZZ0001"),
		read("a2", "2026-03-01 08:10:00", tulsa, "ZZZ0001"),
		hidden, validation, nowhere,
		read("b", "2026-03-01 10:00:00", oklahoma, "ZZZ0001"),
		day,
		read("other", "2026-03-01 09:00:00", amarillo, "ZZZ0002"),
		inquiry("q", "2026-03-01 09:30:00", tulsa, "OK0720500", "QW"),
		inquiry("q2", "2026-03-05 09:30:00", oklahoma, "OK0550600", "QW"),
	}}
	got := Legs(d, 0)
	var names []string
	for _, l := range got {
		names = append(names, l.From+">"+l.To)
	}
	if want := "q>q2 a2>b b>day"; strings.Join(names, " ") != want {
		t.Fatalf("legs %v, want %s", names, want)
	}
	if !got[0].Gap || got[0].Exact || got[1].Gap || !got[1].Exact {
		t.Errorf("gap and exact marks: %+v", got)
	}
	drive := got[1]
	want := (float64(geo.Distance(tulsa, oklahoma)) - 40) / (6600 + 1)
	if math.Abs(float64(drive.Speed)-want) > 1e-9 {
		t.Errorf("speed %v, want both radii off and both spans in: %v", drive.Speed, want)
	}
	// A day's precision leaves all that day for the way.
	if end := got[2].End; !end.Equal(day.First.End) {
		t.Errorf("ends %v", end)
	}
	// Two agencies' offices 160 km apart, each reaching 40 km and known to 5 km, leave about 70 km to explain.
	if s := float64(got[0].Speed) * (96*time.Hour + time.Minute).Seconds(); math.Abs(s-float64(got[0].Distance-90e3)) > 1 {
		t.Errorf("left to explain %v of %v", s, got[0].Distance)
	}
}

func TestLegsOfEqualNumbersInTwoStates(t *testing.T) {
	other := read("b", "2026-03-01 08:05:00", amarillo, "ZZZ0001")
	other.Parties[0].Of.Region = "NM"
	unread := read("c", "2026-03-01 10:00:00", oklahoma, "ZZZ0001")
	unread.Parties[0].Of.Region = ""
	d := timeline.Dossier{Events: []timeline.Event{
		read("a", "2026-03-01 08:00:00", tulsa, "ZZZ0001"), other, unread,
		read("d", "2026-03-01 12:00:00", tulsa, "ZZZ0001"),
	}}
	got := Legs(d, 0)
	if len(got) != 2 || got[0].From != "a" || got[0].To != "c" || got[1].To != "d" {
		t.Errorf("a stateless read goes with the usual state, the other state is another vehicle: %+v", got)
	}
}

func TestLegsAtOneInstantAreFinite(t *testing.T) {
	a, b := read("a", "2026-03-01 08:00:00", tulsa, "ZZZ0001"), read("b", "2026-03-01 08:00:00", amarillo, "ZZZ0001")
	a.First.End, b.First.End = a.First.Start, b.First.Start
	got := Legs(timeline.Dossier{Events: []timeline.Event{a, b}}, 0)
	if len(got) != 1 || math.IsInf(float64(got[0].Speed), 0) || got[0].Speed < 1e6 {
		t.Errorf("%+v", got)
	}
}

func TestGaps(t *testing.T) {
	long := read("long", "2026-03-02 00:00:00", tulsa, "ZZZ0001")
	long.First.End = at("2026-03-05 00:00:00")
	d := timeline.Dossier{Events: []timeline.Event{
		long,
		inquiry("in", "2026-03-03 10:00:00", oklahoma, "OK0550600", "QW"),
		read("next", "2026-03-07 12:00:00", amarillo, "ZZZ0002"),
	}}
	got := Gaps(d, 48*time.Hour)
	if len(got) != 1 {
		t.Fatalf("%+v", got)
	}
	g := got[0]
	if g.After != "long" || g.Before != "next" || !g.Start.Equal(long.First.End) || g.Moved != geo.Distance(tulsa, amarillo) {
		t.Errorf("the gap starts where the longest sighting ends: %+v", g)
	}
	if got := Gaps(d, 72*time.Hour); len(got) != 0 {
		t.Errorf("shorter than the rule: %+v", got)
	}
}

func TestContacts(t *testing.T) {
	plate := inquiry("rq", "2026-03-01 18:32:00", tulsa, "OK0720500", "RQ")
	plate.Parties = vehicle(timeline.Plate{Number: "ZZZ0001", State: "TX"})
	entry := inquiry("en", "2026-03-01 18:34:00", tulsa, "OK0720500", "EM")
	entry.Standing = timeline.EntryOnly
	s := []timeline.Event{
		plate,
		inquiry("dq", "2026-03-01 18:33:00", tulsa, "OK0720500", "DQ"),
		inquiry("far", "2026-03-01 18:33:00", amarillo, "TX1880000", "QW"),
		entry,
		read("lpr", "2026-03-01 18:35:00", tulsa, "ZZZ0001"),
		inquiry("qw", "2026-03-01 18:47:00", tulsa, "OK0720500", "QW"),
		inquiry("late", "2026-03-01 19:03:00", tulsa, "OK0720500", "QW"),
	}
	got := Contacts(s, 15*time.Minute)
	if len(got) != 3 {
		t.Fatalf("%+v", got)
	}
	if !reflect.DeepEqual(got[0].Sightings, []string{"rq", "dq", "qw"}) || !reflect.DeepEqual(got[0].Keys, []string{"RQ", "DQ", "QW"}) {
		t.Errorf("one stop: %+v", got[0])
	}
	if !got[0].Start.Equal(at("2026-03-01 18:32:00")) || !got[0].End.Equal(at("2026-03-01 18:48:00")) {
		t.Errorf("span %v to %v", got[0].Start, got[0].End)
	}
	if got[1].Agency.ORI != "TX1880000" || got[2].Sightings[0] != "late" {
		t.Errorf("%+v", got[1:])
	}
}
