package atlas

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
)

func TestCounty(t *testing.T) {
	a := open(t)
	cases := []struct{ name, state, fips, label string }{
		{"Oklahoma", "OK", "40109", "Oklahoma County, OK"},
		{"OKLAHOMA COUNTY", "ok", "40109", "Oklahoma County, OK"},
		{"FAIRBANKS NORTH STAR", "AK", "02090", "Fairbanks North Star Borough, AK"},
		{"Anchorage Municipality", "AK", "02020", "Anchorage Municipality, AK"},
		{"JUNEAU", "AK", "02110", "Juneau City and Borough, AK"},
		{"ALEUTIANS WEST", "AK", "02016", "Aleutians West Census Area, AK"},
		{"PRINCE GEORGES", "MD", "24033", "Prince George's County, MD"},
		{"Prince George’s County", "MD", "24033", "Prince George's County, MD"},
		{"ST CLAIR", "AL", "01115", "St. Clair County, AL"},
		{"Saint Clair", "IL", "17163", "St. Clair County, IL"},
		{"ST. JOHN THE BAPTIST", "LA", "22095", "St. John the Baptist Parish, LA"},
		{"Orleans Parish", "LA", "22071", "Orleans Parish, LA"},
		{"STE GENEVIEVE", "MO", "29186", "Ste. Genevieve County, MO"},
		{"DE KALB", "GA", "13089", "DeKalb County, GA"},
		{"La Salle", "IL", "17099", "LaSalle County, IL"},
		{"DU PAGE CO", "IL", "17043", "DuPage County, IL"},
		{"O BRIEN", "IA", "19141", "O'Brien County, IA"},
		{"DONA ANA", "NM", "35013", "Doña Ana County, NM"},
		{"County of Los Angeles", "CA", "06037", "Los Angeles County, CA"},
		{"Fairfax", "VA", "51059", "Fairfax County, VA"},
		{"FAIRFAX CITY", "VA", "51600", "Fairfax city, VA"},
		{"City of Fairfax", "VA", "51600", "Fairfax city, VA"},
		{"RICHMOND", "VA", "51159", "Richmond County, VA"},
		{"RICHMOND CITY", "VA", "51760", "Richmond city, VA"},
		{"Norfolk", "VA", "51710", "Norfolk city, VA"},
		{"FALLS CHURCH CITY", "VA", "51610", "Falls Church city, VA"},
		{"CHARLES CITY", "VA", "51036", "Charles City County, VA"},
		{"James City County", "VA", "51095", "James City County, VA"},
		{"BALTIMORE", "MD", "24005", "Baltimore County, MD"},
		{"Baltimore City", "MD", "24510", "Baltimore city, MD"},
		{"ST LOUIS CITY", "MO", "29510", "St. Louis city, MO"},
		{"ST LOUIS", "MO", "29189", "St. Louis County, MO"},
		{"CARSON CITY", "NV", "32510", "Carson City, NV"},
		{"District of Columbia", "DC", "11001", "District of Columbia, DC"},
		{"Washington", "DC", "11001", "District of Columbia, DC"},
		{"San Juan Municipio", "PR", "72127", "San Juan Municipio, PR"},
		{"ST THOMAS", "VI", "78030", "St. Thomas, VI"},
		{"SHANNON", "SD", "46102", "Oglala Lakota County, SD"},
		{"DADE", "FL", "12086", "Miami-Dade County, FL"},
		{"Wade Hampton Census Area", "AK", "02158", "Kusilvak Census Area, AK"},
		{"BEDFORD CITY", "VA", "51019", "Bedford County, VA"},
	}
	for _, c := range cases {
		t.Run(c.name+" "+c.state, func(t *testing.T) {
			w, ok := a.County(c.name, c.state)
			if !ok || w.County != c.fips || w.Label != c.label {
				t.Errorf("got %v, %q, %q (%s); want %q, %q", ok, w.County, w.Label, w.Basis, c.fips, c.label)
			}
		})
	}
}

func TestCountyUnknown(t *testing.T) {
	a := open(t)
	for _, c := range []struct{ name, state, reason string }{
		{"Narnia", "OK", `"Narnia"`},
		{"", "OK", "no county"},
		{"County", "OK", `"County"`},
		{"Tulsa", "", "no state"},
		{"Tulsa", "ON", `"ON"`},
	} {
		w, ok := a.County(c.name, c.state)
		if ok || w.Class != timeline.ClassNone || !strings.Contains(w.Basis, c.reason) {
			t.Errorf("County(%q, %q) = %v, %v; want none with %q", c.name, c.state, w, ok, c.reason)
		}
	}
}

// TestEveryCenter holds what Where promises for every county and state: its point lies inside, is found again there, and
// its radius reaches every corner of the outline, and no farther.
func TestEveryCenter(t *testing.T) {
	a := open(t)
	check := func(o Outline, w timeline.Where, ok bool, class timeline.Class) {
		t.Helper()
		if !ok || w.Class != class || w.State != o.State || w.Zone == "" || w.Basis == "" {
			t.Errorf("%s %s: got %+v", o.Name, o.State, w)
		}
		if !contains(o.Geometry, w.Point) {
			t.Errorf("%s %s: centre %v is outside", o.Name, o.State, w.Point)
		}
		var far geo.Meters
		for _, polygon := range o.Geometry {
			for _, ring := range polygon {
				for _, p := range ring {
					far = max(far, geo.Distance(w.Point, p))
				}
			}
		}
		if math.Abs(float64(far-w.Radius)) > 0.001 {
			t.Errorf("%s %s: radius %v, farthest corner %v", o.Name, o.State, w.Radius, far)
		}
	}
	for _, o := range a.Counties() {
		w, ok := a.County(countyTitle(o), o.State)
		check(o, w, ok, timeline.ClassCounty)
		if w.County != o.FIPS {
			t.Errorf("%s is found as %s", countyTitle(o), w.Label)
		}
		if state, county, zone, _ := a.At(w.Point); state != o.State || county != o.FIPS || zone != w.Zone {
			t.Errorf("at the centre of %s lies %s %s %s", countyTitle(o), state, county, zone)
		}
	}
	for _, o := range a.States() {
		w, ok := a.State(o.State)
		check(o, w, ok, timeline.ClassState)
	}
}

func TestState(t *testing.T) {
	a := open(t)
	for in, want := range map[string]string{"TX": "TX", "tx": "TX", " ny ": "NY", "Puerto Rico": "PR", "DISTRICT OF COLUMBIA": "DC",
		"GU": "GU", "VI": "VI", "AS": "AS", "MP": "MP"} {
		if w, ok := a.State(in); !ok || w.State != want {
			t.Errorf("State(%q) = %v, %v", in, w, ok)
		}
	}
	for _, in := range []string{"", "NB", "ON", "XX", "AE"} {
		if w, ok := a.State(in); ok || w.Class != timeline.ClassNone || w.Basis == "" {
			t.Errorf("State(%q) = %v, %v", in, w, ok)
		}
	}
	for usps, several := range map[string]bool{"TX": true, "IN": true, "AZ": true, "OH": false, "CA": false} {
		w, _ := a.State(usps)
		if got := strings.Contains(w.Basis, "other time zones"); got != several {
			t.Errorf("%s: %q", usps, w.Basis)
		}
	}
}

func TestOutlines(t *testing.T) {
	a := open(t)
	if n := len(a.States()); n != 56 {
		t.Errorf("%d states and territories, want 56", n)
	}
	if n := len(a.Counties()); n != 3231 {
		t.Errorf("%d counties, want 3231", n)
	}
	for _, o := range a.Counties() {
		if len(o.FIPS) != 5 || o.Name == "" || len(o.State) != 2 || len(o.Geometry) == 0 {
			t.Errorf("county %+v", o)
		}
		if o.Bound.Max[0]-o.Bound.Min[0] > 30 {
			t.Errorf("%s: bound %v is wider than any county", o.Name, o.Bound)
		}
	}
	for _, o := range a.States() {
		if o.State == "AK" && (o.Bound.Min[0] > -187 || o.Bound.Max[0] > -129) {
			t.Errorf("Alaska's bound is %v", o.Bound)
		}
	}
	if !contains(a.Land(), orb.Point{2.35, 48.85}) || contains(a.Land(), orb.Point{-40, 30}) {
		t.Error("Paris is not on land, or the mid-Atlantic is")
	}
	names := map[string]bool{}
	for _, o := range a.Countries() {
		names[o.Name] = true
	}
	for name := range homeland {
		if !names[name] {
			t.Errorf("there is no country %s", name)
		}
	}
	if len(a.world().borders) == 0 {
		t.Error("no borders with Canada and Mexico")
	}
}

// agency is a row of the reference table of agencies.
type agency struct {
	ori, name, kind, county, state, zip string
	point                               orb.Point
	located                             bool // by its own position
}

// local reports whether the agency's own office is known and bound to be in its county. Statewide agencies and railroads
// have theirs in the capital.
func (g agency) local() bool { return g.located && (g.kind == "City" || g.kind == "County") }

// agencies returns the reference table, nil on a machine that has none.
func agencies(t testing.TB) []agency {
	t.Helper()
	file, err := os.Open("../../../shared/reference/agencies.csv")
	if errors.Is(err, fs.ErrNotExist) {
		t.Log("no reference table of agencies here; its figures are not checked")
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []agency
	for _, r := range rows[1:] {
		lat, errLat := strconv.ParseFloat(r[6], 64)
		lon, errLon := strconv.ParseFloat(r[7], 64)
		located := r[8] == "agency" && errLat == nil && errLon == nil
		out = append(out, agency{r[0], r[1], r[2], r[3], r[4], r[5], orb.Point{lon, lat}, located})
	}
	return out
}

// TestAgencyCounties resolves the counties of real agencies, and looks whether their positions lie in them.
func TestAgencyCounties(t *testing.T) {
	a := open(t)
	names, found, located, inside, near := 0, 0, 0, 0, 0
	failed := map[string]int{}
	for _, g := range agencies(t) {
		s, ok := stateByUSPS(g.state)
		if !ok || s.fips >= "60" || g.county == "" {
			continue
		}
		here, close := false, false
		for _, name := range strings.Split(g.county, ";") {
			names++
			w, ok := a.County(name, g.state)
			if !ok {
				failed[strings.TrimSpace(name)+", "+g.state]++
				continue
			}
			found++
			county, _ := a.outlines().county(w.County)
			if g.local() {
				distance := distanceTo(g.point, county.Geometry)
				here = here || distance == 0
				close = close || distance < 2_000
			}
		}
		if g.local() {
			located++
			if here {
				inside++
			}
			if close {
				near++
			}
		}
	}
	if names == 0 {
		return
	}
	share := float64(found) / float64(names)
	t.Logf("%d of %d county names resolve (%.2f %%); of %d positions of city and county agencies %.2f %% lie in a county named, %.2f %% within 2 km",
		found, names, 100*share, located, 100*float64(inside)/float64(located), 100*float64(near)/float64(located))
	t.Logf("unresolved: %v", failed)
	if share < 0.999 {
		t.Errorf("only %.2f %% of the county names resolve", 100*share)
	}
	if got := float64(inside) / float64(located); got < 0.99 {
		t.Errorf("only %.2f %% of the positions lie in their county", 100*got)
	}
}

func BenchmarkCounty(b *testing.B) {
	a := open(b)
	for b.Loop() {
		a.County("PRINCE GEORGES", "MD")
	}
}

func BenchmarkState(b *testing.B) {
	a := open(b)
	for b.Loop() {
		a.State("AK")
	}
}
