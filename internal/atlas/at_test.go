package atlas

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

func TestAt(t *testing.T) {
	a := open(t)
	cases := []struct {
		what                string
		p                   orb.Point
		state, county, zone string
	}{
		{"Oklahoma City", orb.Point{-97.516, 35.468}, "OK", "40109", "America/Chicago"},
		{"Window Rock, Navajo Nation", orb.Point{-109.05, 35.68}, "AZ", "04001", "America/Denver"},
		{"Hopi, inside the Navajo Nation", orb.Point{-110.38, 35.83}, "AZ", "04017", "America/Phoenix"},
		{"Flagstaff", orb.Point{-111.65, 35.2}, "AZ", "04005", "America/Phoenix"},
		{"Gary", orb.Point{-87.34, 41.6}, "IN", "18089", "America/Chicago"},
		{"Evansville", orb.Point{-87.57, 37.97}, "IN", "18163", "America/Chicago"},
		{"Vincennes", orb.Point{-87.53, 38.68}, "IN", "18083", "America/Indiana/Vincennes"},
		{"Petersburg, Indiana", orb.Point{-87.28, 38.49}, "IN", "18125", "America/Indiana/Petersburg"},
		{"Tell City", orb.Point{-86.76, 37.95}, "IN", "18123", "America/Indiana/Tell_City"},
		{"Knox, Indiana", orb.Point{-86.62, 41.29}, "IN", "18149", "America/Indiana/Knox"},
		{"Winamac", orb.Point{-86.6, 41.05}, "IN", "18131", "America/Indiana/Winamac"},
		{"Marengo", orb.Point{-86.34, 38.37}, "IN", "18025", "America/Indiana/Marengo"},
		{"Vevay", orb.Point{-85.07, 38.75}, "IN", "18155", "America/Indiana/Vevay"},
		{"Indianapolis", orb.Point{-86.16, 39.77}, "IN", "18097", "America/Indiana/Indianapolis"},
		{"El Paso", orb.Point{-106.49, 31.79}, "TX", "48141", "America/Denver"},
		{"Van Horn", orb.Point{-104.83, 31.04}, "TX", "48109", "America/Chicago"},
		{"Adak", orb.Point{-176.64, 51.88}, "AK", "02016", "America/Adak"},
		{"Attu, east longitude", orb.Point{172.9, 52.9}, "AK", "02016", "America/Adak"},
		{"Shemya, east longitude", orb.Point{174.1, 52.72}, "AK", "02016", "America/Adak"},
		{"Phenix City, which keeps Georgia's time", orb.Point{-85.03, 32.46}, "AL", "01113", "America/New_York"},
		{"Opelika", orb.Point{-85.38, 32.65}, "AL", "01081", "America/Chicago"},
		{"Columbus, across the river", orb.Point{-84.97, 32.47}, "GA", "13215", "America/New_York"},
		{"Nome", orb.Point{-165.4, 64.51}, "AK", "02180", "America/Nome"},
		{"Honolulu", orb.Point{-157.85, 21.31}, "HI", "15003", "Pacific/Honolulu"},
		{"Nantucket", orb.Point{-70.08, 41.28}, "MA", "25019", "America/New_York"},
		{"Key West", orb.Point{-81.78, 24.56}, "FL", "12087", "America/New_York"},
		{"Richmond, independent", orb.Point{-77.45, 37.54}, "VA", "51760", "America/New_York"},
		{"Fairfax, independent", orb.Point{-77.3, 38.85}, "VA", "51600", "America/New_York"},
		{"Falls Church, a line in the outlines", orb.Point{-77.172, 38.884}, "VA", "51610", "America/New_York"},
		{"Baltimore", orb.Point{-76.61, 39.29}, "MD", "24510", "America/New_York"},
		{"Towson", orb.Point{-76.6, 39.4}, "MD", "24005", "America/New_York"},
		{"St. Louis", orb.Point{-90.23, 38.64}, "MO", "29510", "America/Chicago"},
		{"Clayton", orb.Point{-90.34, 38.65}, "MO", "29189", "America/Chicago"},
		{"Carson City", orb.Point{-119.75, 39.16}, "NV", "32510", "America/Los_Angeles"},
		{"Washington", orb.Point{-77.03, 38.9}, "DC", "11001", "America/New_York"},
		{"San Juan", orb.Point{-66.1, 18.42}, "PR", "72127", "America/Puerto_Rico"},
		{"Guam", orb.Point{144.79, 13.45}, "GU", "66010", "Pacific/Guam"},
		{"Saipan", orb.Point{145.75, 15.19}, "MP", "69110", "Pacific/Saipan"},
		{"Tutuila", orb.Point{-170.74, -14.32}, "AS", "60050", "Pacific/Pago_Pago"},
		{"Charlotte Amalie", orb.Point{-64.93, 18.345}, "VI", "78030", "America/St_Thomas"},
		{"Golden Gate Bridge, south tower", orb.Point{-122.4775, 37.8120}, "CA", "06075", "America/Los_Angeles"},
		{"Santa Monica Pier", orb.Point{-118.4995, 34.0083}, "CA", "06037", "America/Los_Angeles"},
		{"off Galveston", orb.Point{-94.7, 29.2}, "TX", "48167", "America/Chicago"},
		{"Lake Michigan off Chicago", orb.Point{-87.5, 41.9}, "IL", "17031", "America/Chicago"},
		{"Lake Pontchartrain Causeway", orb.Point{-90.12, 30.2}, "LA", "22103", "America/Chicago"},
		// Abroad and at sea only the time zone is known.
		{"Ciudad Juárez", orb.Point{-106.45, 31.69}, "", "", "America/Ciudad_Juarez"},
		{"Tijuana", orb.Point{-117.02, 32.5}, "", "", "America/Tijuana"},
		{"Windsor, Ontario", orb.Point{-83.03, 42.3}, "", "", "America/Toronto"},
		{"Vancouver", orb.Point{-123.1, 49.25}, "", "", "America/Vancouver"},
		{"London", orb.Point{-0.1, 51.5}, "", "", "Europe/London"},
		{"Bay of Bengal", orb.Point{88, 15}, "", "", "Etc/GMT-6"},
		{"Gulf of Mexico", orb.Point{-90, 26}, "", "", "Etc/GMT+6"},
		{"high Atlantic", orb.Point{-60, 30}, "", "", "Etc/GMT+4"},
		{"no position", orb.Point{math.NaN(), 0}, "", "", ""},
		{"out of range", orb.Point{-97, 95}, "", "", ""},
		{"infinite", orb.Point{math.Inf(-1), 35}, "", "", ""},
	}
	for _, c := range cases {
		t.Run(c.what, func(t *testing.T) {
			state, county, zone, ok := a.At(c.p)
			if state != c.state || county != c.county || zone != c.zone || ok != (c.state != "") {
				t.Errorf("At(%v) = %q, %q, %q, %v; want %q, %q, %q", c.p, state, county, zone, ok, c.state, c.county, c.zone)
			}
		})
	}
}

// winding counts how often the rings go round a point: an algorithm other than the ray crossing the atlas uses.
func winding(g orb.MultiPolygon, p orb.Point) bool {
	for _, polygon := range g {
		inside := false
		for i, ring := range polygon {
			turns := 0.0
			for k := 1; k < len(ring); k++ {
				a, b := ring[k-1], ring[k]
				ax, ay, bx, by := a[0]-p[0], a[1]-p[1], b[0]-p[0], b[1]-p[1]
				turns += math.Atan2(ax*by-ay*bx, ax*bx+ay*by)
			}
			if in := math.Abs(turns) > math.Pi; i == 0 {
				inside = in
			} else if in {
				inside = false
			}
		}
		if inside {
			return true
		}
	}
	return false
}

// TestAtAgreesWithWinding asks the index about random points and looks through all outlines by another algorithm.
func TestAtAgreesWithWinding(t *testing.T) {
	a := open(t)
	o := a.outlines()
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		p := orb.Point{-125 + 59*random.Float64(), 24 + 26*random.Float64()}
		var want []string
		for _, county := range o.counties {
			if county.Bound.Contains(p) && winding(county.Geometry, p) {
				want = append(want, county.FIPS)
			}
		}
		got, ok := o.within(p)
		if !ok {
			if len(want) > 0 {
				t.Errorf("%v is in none, want %v", p, want)
			}
			continue
		}
		if len(want) == 0 || got.FIPS != slices.Max(want) {
			t.Errorf("%v is in %s, want the last of %v", p, got.FIPS, want)
		}
	}
}

// TestBordersHaveNoGaps walks along corners that two counties share: the corner itself is in one of them, told the same
// way each time, and next to it is always some county.
func TestBordersHaveNoGaps(t *testing.T) {
	a := open(t)
	kansas := map[orb.Point]int{}
	for _, county := range a.Counties() {
		if county.State != "KS" {
			continue
		}
		for _, p := range county.Geometry[0][0][1:] {
			kansas[p]++
		}
	}
	seen := 0
	for p, counties := range kansas {
		if counties < 2 {
			continue
		}
		seen++
		first, ok := a.countyAt(p)
		again, _ := a.countyAt(p)
		if !ok || first != again {
			t.Fatalf("corner %v: %v, %v, %v", p, first, again, ok)
		}
		for _, step := range []orb.Point{{1e-9, 0}, {0, 1e-9}, {-1e-9, 0}, {0, -1e-9}} {
			if _, ok := a.outlines().within(orb.Point{p[0] + step[0], p[1] + step[1]}); !ok {
				t.Fatalf("a gap next to corner %v", p)
			}
		}
	}
	if seen < 300 {
		t.Errorf("only %d shared corners in Kansas", seen)
	}
}

func BenchmarkAt(b *testing.B) {
	a := open(b)
	for name, p := range map[string]orb.Point{
		"inland": {-97.516, 35.468}, "alaska": {-149.9, 61.2}, "pier": {-118.4995, 34.0083}, "offshore": {-94.7, 29.2},
		"abroad": {-106.45, 31.6},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				a.At(p)
			}
		})
		b.Run(name+"-county", func(b *testing.B) {
			for b.Loop() {
				a.countyAt(p)
			}
		})
	}
}

func BenchmarkCountyOfRandomPoints(b *testing.B) {
	a := open(b)
	random := rand.New(rand.NewPCG(1, 2))
	points := make([]orb.Point, 4096)
	for i := range points {
		points[i] = orb.Point{-120 + 45*random.Float64(), 30 + 18*random.Float64()}
	}
	i := 0
	for b.Loop() {
		a.countyAt(points[i%len(points)])
		i++
	}
}

// TestStatesAreTheirCounties compares the areas of a state and of its counties, which share every border.
func TestStatesAreTheirCounties(t *testing.T) {
	a := open(t)
	sum := map[string]float64{}
	for _, county := range a.Counties() {
		if county.FIPS != "51610" { // Falls Church, a line; its land is in the counties around it
			sum[county.State] += planar.Area(county.Geometry)
		}
	}
	for _, s := range a.States() {
		if got, want := sum[s.State], planar.Area(s.Geometry); math.Abs(got/want-1) > 1e-4 {
			t.Errorf("%s: counties cover %v, the state %v", s.Name, got, want)
		}
	}
}

func Example() {
	a, err := shared()
	if err != nil {
		panic(err)
	}
	fmt.Println(a.At(orb.Point{-97.516, 35.468}))
	// Output: OK 40109 America/Chicago true
}
