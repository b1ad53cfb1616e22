package atlas

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"sightline/geo"
)

const citiesHeader = "name\tstate\tlat\tlon\tkind\tpopulation"

// City is a populated place. Population is GeoNames' figure, mostly of about 2015; 0 when it gives none or a plainly wrong one.
type City struct {
	Name       string
	State      string // USPS code
	Point      orb.Point
	Population int
}

// cityRow is a city; a section is a part of a larger place, such as a neighbourhood.
type cityRow struct {
	City
	section bool
}

// cityTable is all cities in the table's order, by state and key of the name.
type cityTable struct {
	rows  []cityRow
	byKey map[string][]int
	wrong []City // whose populations are not believed
}

func readCities(assets fs.FS) (*cityTable, error) {
	t := &cityTable{byKey: map[string][]int{}}
	if err := readTable(assets, citiesFile, citiesHeader, t.add); err != nil {
		return t, err
	}
	return t, nil
}

// add takes in one row of the table.
func (t *cityTable) add(fields []string) error {
	p, ok, err := position(fields[2], fields[3])
	if err != nil || !ok {
		return fmt.Errorf("no position of %s, %s: %w", fields[0], fields[1], err)
	}
	population, err := strconv.Atoi(fields[5])
	if err != nil || population < 0 {
		return fmt.Errorf("population of %s, %s: %q is not a count", fields[0], fields[1], fields[5])
	}
	words := unstated(nameWords(fields[0]), fields[1])
	if len(words) == 0 {
		return fmt.Errorf("a city of %s has no name", fields[1])
	}
	at := fields[1] + " " + key(words)
	t.byKey[at] = append(t.byKey[at], len(t.rows))
	city := City{Name: fields[0], State: fields[1], Point: p, Population: population}
	t.rows = append(t.rows, cityRow{city, fields[4] == "PPLX"})
	return nil
}

// Cities returns the places of at least some population in a box, the largest first. Neighbourhoods are left out.
// A box may reach below longitude -180 or above 180, as Outline.Bound does.
func (a *Atlas) Cities(bound orb.Bound, minPopulation int) []City {
	var out []City
	for _, row := range a.cities().rows {
		if row.Population >= minPopulation && !row.section && boundHolds(bound, row.Point) {
			out = append(out, row.City)
		}
	}
	slices.SortStableFunc(out, func(a, b City) int { return cmp.Compare(b.Population, a.Population) })
	return out
}

// boundHolds reports whether a box holds a point or the same point one turn round the Earth away.
func boundHolds(b orb.Bound, p orb.Point) bool {
	for _, turn := range []float64{0, -360, 360} {
		if b.Contains(orb.Point{p[0] + turn, p[1]}) {
			return true
		}
	}
	return false
}

// listed returns the rows of a name in a state; neighbourhoods only when nothing else has the name, and of rows within
// samePlace of each other the most populous. The most populous comes first.
func (t *cityTable) listed(usps string, name []string) []cityRow {
	var places, sections []cityRow
	for _, i := range t.byKey[usps+" "+key(name)] {
		if t.rows[i].section {
			sections = append(sections, t.rows[i])
		} else {
			places = append(places, t.rows[i])
		}
	}
	if len(places) == 0 {
		places = sections
	}
	slices.SortStableFunc(places, func(a, b cityRow) int { return cmp.Compare(b.Population, a.Population) })
	var apart []cityRow
	for _, row := range places {
		twin := func(kept cityRow) bool { return geo.Distance(kept.Point, row.Point) < samePlace }
		if !slices.ContainsFunc(apart, twin) {
			apart = append(apart, row)
		}
	}
	return apart
}
