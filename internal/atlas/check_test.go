package atlas

import (
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

func TestCheckPoint(t *testing.T) {
	a := open(t)
	at := func(lat, lon float64) orb.Point { return orb.Point{lon, lat} }
	cases := []struct {
		what          string
		p             orb.Point
		state, county string
		reason        string // "" when the position is right
	}{
		{"in its county", at(35.47, -97.52), "OK", "OKLAHOMA", ""},
		{"in its state", at(35.47, -97.52), "OK", "", ""},
		{"in the country", at(35.47, -97.52), "", "", ""},
		{"in the next county", at(35.2, -97.44), "OK", "OKLAHOMA", ""},
		{"in the next state", at(33.9, -98.5), "OK", "", ""},
		{"county unknown", at(35.47, -97.52), "OK", "NARNIA", ""},
		{"state unknown", at(43.65, -79.38), "ON", "", ""},
		{"Mexico, no state named", at(19.4, -99.1), "", "", ""},
		{"Aleutians, east longitude", at(52.72, 174.1), "AK", "ALEUTIANS WEST", ""},
		{"Guam, east longitude", at(13.45, 144.79), "GU", "", ""},
		{"Guam, no state named", at(13.45, 144.79), "", "", ""},
		{"Samoa, south", at(-14.3, -170.7), "AS", "", ""},
		{"pier", at(34.0083, -118.4995), "CA", "LOS ANGELES", ""},

		{"zero", at(0, 0), "OK", "", "both 0"},
		{"nearly zero", at(0.0001, -0.0001), "", "", "both 0"},
		{"nines", at(-9, -9), "KY", "GREENUP", "both -9"},
		{"more nines", at(999, 999), "KY", "", "both 999"},
		{"not a number", at(math.NaN(), -97), "OK", "", "not a pair of numbers"},
		{"infinite", at(35, math.Inf(-1)), "OK", "", "not a pair of numbers"},
		{"latitude out of range", at(95, -97), "OK", "", "latitude 95 is not between"},
		{"longitude out of range", at(35, -970), "OK", "", "longitude -970 is not between"},
		{"swapped", at(-97.52, 35.47), "OK", "OKLAHOMA", "swapped: the other way round, the position is in Oklahoma County, OK"},
		{"swapped, no state named", at(-97.52, 35.47), "", "", "is in the United States"},
		{"swapped, latitude in range", at(-80.19, 25.77), "FL", "", "is in Florida"},
		{"no minus", at(35.47, 97.52), "OK", "", "longitude 97.52 has the wrong sign"},
		{"no minus, no state named", at(35.47, 97.52), "", "", "wrong sign"},
		{"swapped and no minus", at(97.52, 35.47), "OK", "", "swapped and the minus"},
		{"south", at(-35.47, -97.52), "OK", "", "latitude -35.47 has the wrong sign"},
		{"Guam with a minus", at(13.45, -144.79), "GU", "", "longitude -144.79 has the wrong sign"},
		{"far from its county", at(29.3, -94.8), "TX", "BREWSTER", "km from Brewster County, TX, which the record names"},
		{"far from its state", at(35.47, -97.52), "NY", "", "km from New York, which the record names"},
		{"at sea", at(30, -60), "", "", "at sea"},
	}
	for _, c := range cases {
		t.Run(c.what, func(t *testing.T) {
			ok, reason := a.CheckPoint(c.p, c.state, c.county)
			if ok != (c.reason == "") || !strings.Contains(reason, c.reason) || ok && reason != "" || strings.Contains(reason, "%!") {
				t.Errorf("CheckPoint(%v, %q, %q) = %v, %q; want %q", c.p, c.state, c.county, ok, reason, c.reason)
			}
		})
	}
}

// TestCheckPointKnowsEveryCounty holds for all counties that their centre is right, and that a swapped or unsigned one is
// told with what would mend it.
func TestCheckPointKnowsEveryCounty(t *testing.T) {
	a := open(t)
	for _, o := range a.Counties() {
		w, _ := a.County(countyTitle(o), o.State)
		if ok, reason := a.CheckPoint(w.Point, o.State, countyTitle(o)); !ok {
			t.Errorf("%s, %s: %s", o.Name, o.State, reason)
		}
		if ok, reason := a.CheckPoint(orb.Point{w.Point[1], w.Point[0]}, o.State, countyTitle(o)); ok ||
			!strings.Contains(reason, "swapped") {
			t.Errorf("%s, %s, swapped: %s", o.Name, o.State, reason)
		}
		if ok, reason := a.CheckPoint(orb.Point{-w.Point[0], w.Point[1]}, o.State, countyTitle(o)); ok ||
			!strings.Contains(reason, "wrong sign") {
			t.Errorf("%s, %s, longitude unsigned: %s", o.Name, o.State, reason)
		}
	}
}

// TestAgencyPositions counts how many positions of real agencies are doubted.
func TestAgencyPositions(t *testing.T) {
	a := open(t)
	located, doubted, local := 0, 0, 0
	for _, g := range agencies(t) {
		if !g.located {
			continue
		}
		located++
		county, _, _ := strings.Cut(g.county, ";")
		if ok, reason := a.CheckPoint(g.point, g.state, county); !ok {
			doubted++
			if g.local() {
				local++
				t.Logf("%s %s, %s %s: %s", g.ori, g.name, county, g.state, reason)
			}
		}
	}
	t.Logf("%d of %d positions are doubted, %d of them of city and county agencies", doubted, located, local)
	if doubted > located/50 {
		t.Errorf("%d of %d positions are doubted", doubted, located)
	}
}

func BenchmarkCheckPoint(b *testing.B) {
	a := open(b)
	for name, c := range map[string]struct {
		p             orb.Point
		state, county string
	}{
		"right":   {orb.Point{-97.52, 35.47}, "OK", "OKLAHOMA"},
		"state":   {orb.Point{-97.52, 35.47}, "OK", ""},
		"none":    {orb.Point{-97.52, 35.47}, "", ""},
		"swapped": {orb.Point{35.47, -97.52}, "OK", ""},
		"sea":     {orb.Point{-60, 30}, "", ""},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				a.CheckPoint(c.p, c.state, c.county)
			}
		})
	}
}
