package atlas

import (
	"math/rand"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
)

// TestAroundNamesWhatIsThere holds the words for a position, of many positions all over the country, to what the atlas says of
// each: its state and county, and the nearest city of all of them.
func TestAroundNamesWhatIsThere(t *testing.T) {
	a := open(t)
	around := a.Around()
	chance := rand.New(rand.NewSource(7))
	rows := a.cities().rows
	named := 0
	for range 300 {
		of := rows[chance.Intn(len(rows))].Point
		p := orb.Point{of[0] + chance.NormFloat64()*0.05, of[1] + chance.NormFloat64()*0.05}
		usps, fips, _, ok := a.At(p)
		if !ok {
			continue
		}
		text := around(timeline.Where{Point: p, Class: timeline.ClassSite, County: fips, State: usps})
		s, _ := stateByUSPS(usps)
		county, _ := a.outlines().county(fips)
		for _, want := range []string{s.name, "(" + usps + ")", countyTitle(county.Outline)} {
			if !strings.Contains(text, want) {
				t.Errorf("%v is told as %q, without %q", p, text, want)
			}
		}
		nearest, at := "", cityReach
		for _, row := range rows {
			if d := geo.Distance(p, row.Point); !row.section && d < at {
				nearest, at = row.Name, d
			}
		}
		if nearest != "" {
			named++
		}
		// Cities are looked up for cells of about a kilometre: one that is as near may stand for the nearest.
		first, _, _ := strings.Cut(text, ", ")
		if nearest != "" && first != nearest && !nearly(rows, p, first, at) {
			t.Errorf("%v is told as %q, yet %s is %.1f km away", p, text, nearest, at.Kilometers())
		}
	}
	if named < 200 {
		t.Errorf("only %d positions had a city to be named by", named)
	}
}

// nearly reports whether a city of a name is no farther from a point than another distance and the size of a cell.
func nearly(rows []cityRow, p orb.Point, name string, at geo.Meters) bool {
	for _, row := range rows {
		if row.Name == name && geo.Distance(p, row.Point) <= at+3000 {
			return true
		}
	}
	return false
}

// TestAroundClaimsNoMore: the middle of a county or state is near no city, what has no position is near nothing, and codes that
// are not known say nothing.
func TestAroundClaimsNoMore(t *testing.T) {
	around := open(t).Around()
	denver := orb.Point{-104.99, 39.74}
	for _, c := range []struct {
		where timeline.Where
		want  string
	}{
		{timeline.Where{Point: denver, Class: timeline.ClassSite, County: "08031", State: "CO"}, "Denver, Denver County, Colorado (CO)"},
		{timeline.Where{Point: denver, Class: timeline.ClassCounty, County: "08031", State: "CO"}, "Denver County, Colorado (CO)"},
		{timeline.Where{Point: denver, Class: timeline.ClassState, State: "CO"}, "Colorado (CO)"},
		{timeline.Where{Class: timeline.ClassNone, State: "co"}, "Colorado (CO)"},
		{timeline.Where{Class: timeline.ClassNone}, ""},
		{timeline.Where{Class: timeline.ClassNone, County: "00000", State: "ZZ"}, ""},
		{timeline.Where{Point: orb.Point{-140, 20}, Class: timeline.ClassGPS}, ""}, // in the Pacific
	} {
		for range 2 { // the second time from what is kept
			if got := around(c.where); got != c.want {
				t.Errorf("%+v is told as %q, want %q", c.where, got, c.want)
			}
		}
	}
}
