package atlas

import (
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"sightline/geo"
)

// Reach is how far from its centre a city still names a spot.
const Reach geo.Meters = 30_000

// atCentre is how near to a place's centre a spot is that place's, whatever larger one is around it.
const atCentre geo.Meters = 500

// Named returns the city that names a spot: the one at whose very centre it is, else the one whose packaged outline holds it, else the
// nearest within Reach, distances weighed by how far each city's houses reach, so that none gives way to a smaller one further
// off. Neighbourhoods name nothing.
func (a *Atlas) Named(p orb.Point) (City, bool) {
	if !valid(p) {
		return City{}, false
	}
	rows := a.cities().rows
	best, centre := -1, -1
	weighed, near := math.Inf(1), atCentre
	a.cityIndex().Within(p, Reach, func(i int, d geo.Meters) {
		row := &rows[i]
		if row.section {
			return
		}
		if d < near || d == near && centre >= 0 && row.Population > rows[centre].Population {
			centre, near = i, d
		}
		w := float64(d / built(row.Population))
		if w < weighed || w == weighed && best >= 0 && row.Population > rows[best].Population {
			best, weighed = i, w
		}
	})
	if centre >= 0 {
		return rows[centre].City, true
	}
	if county, ok := a.outlines().within(p); ok {
		if i, is := a.cityOutlines()[county.FIPS]; is {
			return rows[i].City, true
		}
	}
	if best < 0 {
		return City{}, false
	}
	return rows[best].City, true
}

// Label is a city's name with its state, as it is written.
func (c City) Label() string {
	if strings.Contains(c.Name, ",") { // Washington, D.C.
		return c.Name
	}
	return c.Name + ", " + c.State
}

// consolidated are counties outside Virginia that are one city each, by FIPS code: independent cities, and those whose government
// and borders are the county's.
var consolidated = [...]string{
	"06075", // San Francisco
	"08014", // Broomfield
	"08031", // Denver
	"11001", // Washington
	"21067", // Lexington
	"22071", // New Orleans
	"24510", // Baltimore
	"29510", // St. Louis
	"32510", // Carson City
	"42101", // Philadelphia
}

// isCity reports whether a county's outline is that of one city. Virginia's independent cities have codes from 51510.
func isCity(fips string) bool {
	return strings.HasPrefix(fips, "51") && fips >= "51510" || slices.Contains(consolidated[:], fips)
}

// findCityOutlines says of which row of the cities each outline is, by FIPS code: the one of its name in it, else the largest in it.
func findCityOutlines(o *outlines, t *cityTable, index *geo.Index) map[string]int {
	found := map[string]int{}
	for k := range o.counties {
		county := &o.counties[k]
		if !isCity(county.FIPS) {
			continue
		}
		name := key(nameWords(county.Name))
		best, titled := -1, false
		middle := county.centre()
		index.Within(middle.point, middle.radius+1, func(i int, _ geo.Meters) {
			row := &t.rows[i]
			if row.section || !contains(county.Geometry, row.Point) {
				return
			}
			own := key(unstated(nameWords(row.Name), row.State)) == name
			if best < 0 || own && !titled || own == titled && row.Population > t.rows[best].Population {
				best, titled = i, own
			}
		})
		if best >= 0 {
			found[county.FIPS] = best
		}
	}
	return found
}
