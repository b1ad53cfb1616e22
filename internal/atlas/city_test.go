package atlas

import (
	"sort"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
)

func TestCity(t *testing.T) {
	a := open(t)
	cases := []struct {
		name, state  string
		label        string
		near         orb.Point // within 10 km
		county, zone string
		basis        string
	}{
		{"Oklahoma City", "OK", "Oklahoma City, OK", orb.Point{-97.52, 35.47}, "40109", "America/Chicago", "table of places"},
		{"OKLAHOMA CITY, OK", "ok", "Oklahoma City, OK", orb.Point{-97.52, 35.47}, "40109", "America/Chicago", ""},
		{"New York", "NY", "New York City, NY", orb.Point{-74.01, 40.71}, "36061", "America/New_York", ""},
		{"St. Louis", "MO", "St. Louis, MO", orb.Point{-90.2, 38.63}, "29510", "America/Chicago", ""},
		{"SAINT LOUIS", "MO", "St. Louis, MO", orb.Point{-90.2, 38.63}, "29510", "America/Chicago", ""},
		{"E. St Louis", "IL", "East Saint Louis, IL", orb.Point{-90.15, 38.62}, "17163", "America/Chicago", ""},
		{"Ft. Worth", "TX", "Fort Worth, TX", orb.Point{-97.32, 32.73}, "48439", "America/Chicago", ""},
		{"MT PLEASANT", "SC", "Mount Pleasant, SC", orb.Point{-79.86, 32.79}, "45019", "America/New_York", ""},
		{"N Las Vegas", "NV", "North Las Vegas, NV", orb.Point{-115.12, 36.2}, "32003", "America/Los_Angeles", ""},
		{"City of San José", "CA", "San Jose, CA", orb.Point{-121.89, 37.34}, "06085", "America/Los_Angeles", ""},
		{"mayaguez", "PR", "Mayagüez, PR", orb.Point{-67.15, 18.2}, "72097", "America/Puerto_Rico", ""},
		{"DOÑA ANA", "NM", "Doña Ana, NM", orb.Point{-106.81, 32.39}, "35013", "America/Denver", ""},
		{"Coeur d’Alene", "ID", "Coeur d'Alene, ID", orb.Point{-116.78, 47.68}, "16055", "America/Los_Angeles", ""},
		{"Winston Salem", "NC", "Winston-Salem, NC", orb.Point{-80.24, 36.1}, "37067", "America/New_York", ""},
		{"Washington, D.C.", "DC", "Washington, D.C.", orb.Point{-77.04, 38.9}, "11001", "America/New_York", ""},
		{"Washington", "DC", "Washington, D.C.", orb.Point{-77.04, 38.9}, "11001", "America/New_York", ""},
		{"Falls Church", "VA", "Falls Church, VA", orb.Point{-77.17, 38.88}, "51610", "America/New_York", ""},
		// In no table of places: the ZIP codes of the name.
		{"JBER", "AK", "Jber, AK", orb.Point{-149.65, 61.28}, "02020", "America/Anchorage", "ZIP codes of Jber"},
		// Several of one name.
		{"Lake Butler", "FL", "Lake Butler, FL", orb.Point{-82.34, 30.02}, "12125", "America/New_York", "ZIP codes bear"},
		{"Georgetown", "IN", "Georgetown, IN", orb.Point{-85.98, 38.29}, "18043", "America/Kentucky/Louisville", "ZIP codes bear"},
		{"Bridgeport", "IL", "Bridgeport, IL", orb.Point{-87.76, 38.71}, "17101", "America/Chicago", ""},
		{"Miami Gardens", "FL", "Miami Gardens, FL", orb.Point{-80.25, 25.94}, "12086", "America/New_York", ""},
	}
	for _, c := range cases {
		t.Run(c.name+" "+c.state, func(t *testing.T) {
			w, ok := a.City(c.name, c.state)
			if !ok || w.Class != timeline.ClassCity || w.Label != c.label || w.County != c.county || w.Zone != c.zone ||
				!strings.Contains(w.Basis, c.basis) {
				t.Errorf("got %+v, want %s in %s, %s, by %q", w, c.label, c.county, c.zone, c.basis)
			}
			if d := geo.Distance(w.Point, c.near); d > 10_000 {
				t.Errorf("%v is %.0f km from %v", w.Point, d.Kilometers(), c.near)
			}
			if w.Radius < 2_000 || w.Radius > oneCity {
				t.Errorf("radius %v", w.Radius)
			}
			if again, ok := a.City(c.name, c.state); !ok || again != w {
				t.Errorf("asked again: %+v", again)
			}
		})
	}
}

func TestCityUnknown(t *testing.T) {
	a := open(t)
	for _, c := range []struct{ name, state, reason string }{
		{"Narnia", "KS", `no city "Narnia"`},
		{"", "KS", "no city is named"},
		{" - ", "KS", "no city is named"},
		{"Tulsa", "", "no state"},
		{"Toronto", "ON", `"ON"`},
		{"Belle Haven", "VA", "another one with the same name"},
		{"Parkside", "PA", "2 places"},
	} {
		w, ok := a.City(c.name, c.state)
		if ok || w.Class != timeline.ClassNone || !strings.Contains(w.Basis, c.reason) {
			t.Errorf("City(%q, %q) = %+v, %v; want none with %q", c.name, c.state, w, ok, c.reason)
		}
	}
}

// TestNamesakes decides between invented places of one name, 1 degree of latitude (111 km) and 0.3 degrees apart.
func TestNamesakes(t *testing.T) {
	a := open(t)
	place := func(lat float64, population int) cityRow {
		return cityRow{City: City{"Twin", "KS", orb.Point{-98, lat}, population}, section: false}
	}
	post := func(lat float64) []zipCentre { return []zipCentre{{point: orb.Point{-98, lat}, radius: 5_000}} }
	cases := []struct {
		what   string
		rows   []cityRow
		postal []zipCentre
		lat    float64 // 0 for no answer
		radius geo.Meters
		basis  string
	}{
		{"one", []cityRow{place(38, 1000)}, nil, 38, 2_000, "table of places"},
		{"far larger", []cityRow{place(38, 10_000), place(39, 2_000)}, nil, 38, 5_024, "far the largest of 2"},
		{"not far larger", []cityRow{place(38, 9_999), place(39, 2_000)}, nil, 0, 0, "none far the largest"},
		{"smaller with post office", []cityRow{place(38, 90_000), place(39, 2_000)}, post(39), 39, 2_639, "ZIP codes bear"},
		{"near each other", []cityRow{place(38, 2_000), place(38.3, 1_500)}, nil, 38, 35_651, "covers all 2"},
		{"a post office elsewhere", []cityRow{place(38, 2_000)}, post(39), 0, 0, "another one"},
		{"a large city, a post office elsewhere", []cityRow{place(38, 20_000)}, post(39), 38, 6_629, "table of places"},
	}
	for _, c := range cases {
		t.Run(c.what, func(t *testing.T) {
			w, ok := a.choose(c.rows, c.postal)
			if ok != (c.lat != 0) || ok && w.Point[1] != c.lat || !strings.Contains(w.Basis, c.basis) {
				t.Errorf("got %+v, %v; want latitude %v, %q", w, ok, c.lat, c.basis)
			}
			if ok && (w.Radius < c.radius-1 || w.Radius > c.radius+1) {
				t.Errorf("radius %v, want %v", w.Radius, c.radius)
			}
		})
	}
}

// TestEveryCity asks for each place by its own name: the answer is one of the places of that name, or none.
func TestEveryCity(t *testing.T) {
	a := open(t)
	asked, found := 0, 0
	for _, row := range a.cities().rows {
		if row.section || row.Population < 1000 {
			continue
		}
		asked++
		w, ok := a.City(row.Name, row.State)
		if !ok {
			if w.Basis == "" {
				t.Errorf("%s, %s: no reason", row.Name, row.State)
			}
			continue
		}
		found++
		if w.State != row.State || w.Zone == "" || w.Radius < 2_000 {
			t.Errorf("%s, %s: %+v", row.Name, row.State, w)
		}
	}
	t.Logf("%d of %d places of 1,000 people and more are found by their name", found, asked)
	if float64(found) < 0.98*float64(asked) {
		t.Errorf("only %d of %d places are found by their name", found, asked)
	}
}

func TestCities(t *testing.T) {
	a := open(t)
	got := a.Cities(orb.Bound{Min: orb.Point{-100, 33.5}, Max: orb.Point{-94, 37}}, 100_000)
	var names []string
	for _, c := range got {
		names = append(names, c.Name)
	}
	if len(names) < 3 || names[0] != "Oklahoma City" || names[1] != "Tulsa" || names[2] != "Norman" {
		t.Errorf("got %v", names)
	}
	if !sort.SliceIsSorted(got, func(i, j int) bool { return got[i].Population > got[j].Population }) {
		t.Errorf("not the largest first: %v", got)
	}
	for _, s := range a.States() {
		if s.State == "AK" {
			if alaskan := a.Cities(s.Bound, 20_000); len(alaskan) == 0 || alaskan[0].Name != "Anchorage" {
				t.Errorf("in Alaska's bound: %v", alaskan)
			}
		}
	}
	if got := a.Cities(orb.Bound{Min: orb.Point{-216, 13}, Max: orb.Point{-214, 14}}, 0); len(got) == 0 || got[0].State != "GU" {
		t.Errorf("in a box beyond the antimeridian: %v", got)
	}
}

// TestAgencyCities measures the radius of cities with the offices of their police departments.
func TestAgencyCities(t *testing.T) {
	a := open(t)
	const department = " Police Department"
	asked, found, within := 0, 0, 0
	for _, g := range agencies(t) {
		if g.kind != "City" || !g.located || !strings.HasSuffix(g.name, department) {
			continue
		}
		asked++
		w, ok := a.City(strings.TrimSuffix(g.name, department), g.state)
		if !ok {
			continue
		}
		found++
		if geo.Distance(w.Point, g.point) <= w.Radius {
			within++
		}
	}
	if asked == 0 {
		return
	}
	t.Logf("of %d police departments %.1f %% name a city that is found; of these %.1f %% have their office within its radius",
		asked, 100*float64(found)/float64(asked), 100*float64(within)/float64(found))
	if float64(within) < 0.95*float64(found) {
		t.Errorf("only %d of %d lie within the radius", within, found)
	}
}

func BenchmarkCity(b *testing.B) {
	a := open(b)
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			a.listedCity("Tulsa", "OK")
		}
	})
	b.Run("again", func(b *testing.B) {
		for b.Loop() {
			a.City("Tulsa", "OK")
		}
	})
}

func BenchmarkCities(b *testing.B) {
	a := open(b)
	for b.Loop() {
		a.Cities(orb.Bound{Min: orb.Point{-100, 33.5}, Max: orb.Point{-94, 37}}, 50_000)
	}
}
