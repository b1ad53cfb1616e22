package atlas

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
)

const (
	// cityReach is how far off a city still tells where a position is.
	cityReach geo.Meters = 50_000
	// cityCell is the size of the cells, in degrees, for which the cities around are looked up once.
	cityCell = 0.01
)

// Around returns a function that says in words what lies around a position, for people to find it by: the nearest city and, where
// it is another, the largest that may reach there, the county, the state by name and code. A position that is only the middle
// of a county or state has no city; one that is not known has what is said of it. The function is not safe for concurrent use.
func (a *Atlas) Around() func(timeline.Where) string {
	cities := map[[2]int]string{}
	said := map[[3]string]string{}
	return func(w timeline.Where) string {
		city := ""
		if w.Located() && w.Class != timeline.ClassCounty && w.Class != timeline.ClassState && valid(w.Point) {
			cell := [2]int{int(math.Floor(w.Point[0] / cityCell)), int(math.Floor(w.Point[1] / cityCell))}
			known := false
			if city, known = cities[cell]; !known {
				city = a.citiesAt(orb.Point{(float64(cell[0]) + 0.5) * cityCell, (float64(cell[1]) + 0.5) * cityCell})
				cities[cell] = city
			}
		}
		key := [3]string{city, w.County, w.State}
		text, known := said[key]
		if !known {
			text = a.aroundText(city, w.County, w.State)
			said[key] = text
		}
		return text
	}
}

func (a *Atlas) aroundText(city, fips, usps string) string {
	var parts []string
	if city != "" {
		parts = append(parts, city)
	}
	if county, ok := a.outlines().county(fips); ok {
		parts = append(parts, countyTitle(county.Outline))
	}
	if s, ok := stateByUSPS(usps); ok {
		parts = append(parts, s.name+" ("+s.usps+")")
	}
	return strings.Join(parts, ", ")
}

// citiesAt names the city nearest to a point and, where it is another, the largest whose houses may reach there.
func (a *Atlas) citiesAt(p orb.Point) string {
	index := a.cityIndex()
	rows := a.cities().rows
	near, large := -1, -1
	at := geo.Meters(math.Inf(1))
	index.Within(p, cityReach, func(i int, d geo.Meters) {
		if rows[i].section {
			return
		}
		if d < at || d == at && i < near {
			near, at = i, d
		}
		if d <= built(rows[i].Population) && (large < 0 || cmp.Or(cmp.Compare(rows[i].Population, rows[large].Population), large-i) > 0) {
			large = i
		}
	})
	var names []string
	for _, i := range []int{near, large} {
		if i >= 0 && !slices.Contains(names, rows[i].Name) {
			names = append(names, rows[i].Name)
		}
	}
	return strings.Join(names, ", ")
}

func indexOf(t *cityTable) *geo.Index {
	points := make([]orb.Point, len(t.rows))
	for i := range t.rows {
		points[i] = t.rows[i].Point
	}
	return geo.NewIndex(points, cityReach)
}
