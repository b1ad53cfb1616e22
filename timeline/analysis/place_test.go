package analysis

import (
	"fmt"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

const central = "America/Chicago"

// here is a read at a point, some metres off, with the point's zone.
func here(n int, when string, p orb.Point) timeline.Event {
	s := read(fmt.Sprintf("r%02d", n), when, geo.Destination(p, float64(n*77), 20), "QZX0001")
	s.Where.Zone = central
	return s
}

// local gives UTC text for a local time of day in March 2026, central standard time until the 8th.
func local(day, hour, minute int) string {
	loc, err := time.LoadLocation(central)
	if err != nil {
		panic(err)
	}
	return time.Date(2026, 3, day, hour, minute, 0, 0, loc).UTC().Format("2006-01-02 15:04:05")
}

func TestPlacesAndVisits(t *testing.T) {
	var s []timeline.Event
	for day := 1; day <= 4; day++ {
		s = append(s, here(3*day, local(day, 21, 30), tulsa), here(3*day+1, local(day+1, 6, 30), tulsa),
			here(3*day+2, local(day+1, 12, 0), oklahoma))
	}
	f := Analyze(timeline.Dossier{Events: append(s, timeline.Event{
		ID: "e1", Kind: kinds.Address, Last: last(timeline.When{}),
		Where: timeline.Where{Point: tulsa, Class: timeline.ClassStreet, Radius: 30, Label: "12 Invented Street"},
	})}, DefaultParameters())
	if len(Of[Place](f)) != 2 {
		t.Fatalf("%d places", len(Of[Place](f)))
	}
	home := Of[Place](f)[0]
	if home.Name != "12 Invented Street" || !home.Exact || geo.Distance(home.Point, tulsa) > 30 || len(home.Visits) != 4 ||
		home.Sightings != 8 {
		t.Errorf("home: %+v", home)
	}
	if home.Nights != 4 || home.Base == nil || home.Base.Nights != 4 || home.Base.Of != 4 {
		t.Errorf("nights: %d, %+v", home.Nights, home.Base)
	}
	if Of[Place](f)[1].Base != nil || Of[Place](f)[1].Nights != 0 {
		t.Errorf("a place seen at noon is no base: %+v", Of[Place](f)[1].Base)
	}
	v := home.Visits[1]
	if v.Last.Sub(v.First) != 9*time.Hour+time.Second {
		t.Errorf("surely from %v to %v", v.First, v.Last)
	}
	// From Oklahoma City at noon it is 160 km, an hour and a quarter at 130 km/h.
	if way := v.Earliest.Sub(at(local(2, 12, 0))); way < 70*time.Minute || way > 80*time.Minute {
		t.Errorf("can have arrived %v after it was seen elsewhere", way)
	}
	if v.Latest.Before(v.Last) || v.Latest.After(at(local(3, 12, 0))) {
		t.Errorf("can have left by %v", v.Latest)
	}
	if !home.Visits[0].Earliest.IsZero() {
		t.Errorf("nothing bounds the first visit, but it begins %v", home.Visits[0].Earliest)
	}
}

func TestAgenciesNeverMakeExactPlaces(t *testing.T) {
	var s []timeline.Event
	for day := 1; day <= 9; day++ {
		s = append(s, inquiry(fmt.Sprintf("q%d", day), fmt.Sprintf("2026-03-%02d 12:00:00", day), tulsa, "OK0720500", "QW"))
	}
	s = append(s, here(1, local(10, 12, 0), tulsa), here(2, local(11, 12, 0), tulsa), here(3, local(12, 12, 0), tulsa))
	for i := range s[:9] {
		s[i].Parties = vehicle(timeline.Plate{Number: "QZX0001", State: "TX"})
	}
	f := Analyze(timeline.Dossier{Events: s}, DefaultParameters())
	exact, coarse := 0, 0
	for _, p := range Of[Place](f) {
		if p.Exact {
			exact++
			if p.Sightings != 3 {
				t.Errorf("inquiries were counted at the reader: %+v", p)
			}
		} else {
			coarse++
			if p.Class != timeline.ClassAgency || p.Radius < 40e3 || p.Base != nil {
				t.Errorf("%+v", p)
			}
		}
	}
	if exact != 1 || coarse != 1 {
		t.Errorf("%d exact and %d coarse places", exact, coarse)
	}
	if f := Analyze(timeline.Dossier{Events: s[:9]}, DefaultParameters()); len(f.Bases()) > 0 {
		t.Error("a base from inquiries alone")
	}
}

func TestNothingIsClaimedBelowTheMinimum(t *testing.T) {
	var s []timeline.Event
	for day := 1; day <= 2; day++ {
		s = append(s, here(2*day, local(day, 23, 30), tulsa), here(2*day+1, local(day+1, 5, 30), tulsa))
	}
	s = append(s, here(9, local(9, 12, 0), tulsa))
	f := Analyze(timeline.Dossier{Events: s}, DefaultParameters())
	if len(Of[Place](f)) != 1 || Of[Place](f)[0].Nights != 2 || Of[Place](f)[0].Base != nil {
		t.Errorf("two nights make no base: %+v", Of[Place](f))
	}
	p := DefaultParameters()
	p.Base.Nights, p.Base.Stays, p.Base.Chance = 2, 1, 1
	if f := Analyze(timeline.Dossier{Events: s}, p); len(f.Bases()) != 1 {
		t.Error("the minimum can be changed")
	}
}

func TestDrivingPastAtNightIsNoNight(t *testing.T) {
	var s []timeline.Event
	for day := 1; day <= 5; day++ {
		// Past the reader at 23:30, and 160 km on an hour and a half later.
		s = append(s, here(2*day, local(day, 23, 30), tulsa), here(2*day+1, local(day+1, 1, 0), oklahoma),
			here(60+day, local(day, 22, 0), oklahoma))
	}
	f := Analyze(timeline.Dossier{Events: s}, DefaultParameters())
	for _, p := range Of[Place](f) {
		if geo.Distance(p.Point, tulsa) < 100 && p.Nights > 0 {
			t.Errorf("%d nights at a reader that was only passed", p.Nights)
		}
	}
}

func TestPlacesAcrossTheAntimeridian(t *testing.T) {
	var s []timeline.Event
	for n := range 6 {
		x := here(n, fmt.Sprintf("2026-03-%02d 12:00:00", n+1), orb.Point{179.9999, 52})
		s = append(s, x)
	}
	f := Analyze(timeline.Dossier{Events: s}, DefaultParameters())
	if len(Of[Place](f)) != 1 || geo.Distance(Of[Place](f)[0].Point, orb.Point{180, 52}) > 50 || len(f.Areas) != 1 {
		t.Errorf("%+v", Of[Place](f))
	}
}

func TestRoadsAreNoPlaces(t *testing.T) {
	// A mobile reader meets the vehicle anywhere along 40 km of road, two hundred times.
	var s []timeline.Event
	for n := range 200 {
		p := geo.Destination(tulsa, 80, geo.Meters((n*7919)%40000))
		x := read(fmt.Sprintf("r%03d", n), at("2026-01-01 12:00:00").Add(time.Duration(n)*22*time.Hour).Format("2006-01-02 15:04:05"), p,
			"QZX0001")
		s = append(s, x)
	}
	if f := Analyze(timeline.Dossier{Events: s}, DefaultParameters()); len(Of[Place](f)) > 0 {
		t.Errorf("%d places on a road, the first: %s", len(Of[Place](f)), Of[Place](f)[0].Text)
	}
}

func TestKnownPlacesNameFindings(t *testing.T) {
	p := DefaultParameters()
	p.Name = func(p orb.Point) (string, bool) { name, ok := towns(p); return name + ", OK", ok }
	f := Analyze(timeline.Dossier{Events: []timeline.Event{here(1, local(1, 12, 0), tulsa), here(2, local(1, 16, 0), oklahoma)}}, p)
	if len(f.Areas) != 2 || f.Areas[0].Name != "Tulsa, OK" || f.Areas[1].Name != "Oklahoma City, OK" {
		t.Errorf("%+v", f.Areas)
	}
	if len(Of[Trip](f)) != 1 ||
		Of[Trip](f)[0].Text != "Vehicle QZX0001 (TX) went at least 157 km in 4 hours from Tulsa, OK to Oklahoma City, OK, by 2 sightings." {
		t.Errorf("%+v", Of[Trip](f))
	}
}
