package atlas

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"sightline/geo"
)

// TestOwnCentreOwnName asks for the name of every city's own centre.
func TestOwnCentreOwnName(t *testing.T) {
	a := open(t)
	packaged := map[string]bool{} // those with a wrong population are asked too
	for _, c := range a.Disbelieved() {
		packaged[c.Label()] = c.Population >= 50_000
	}
	r := rand.New(rand.NewPCG(7, 14))
	var large, small []City
	for _, row := range a.cities().rows {
		switch {
		case row.section:
		case row.Population >= 50_000 || packaged[row.Label()]:
			large = append(large, row.City)
		case row.Population > 0:
			small = append(small, row.City)
		}
	}
	r.Shuffle(len(small), func(i, j int) { small[i], small[j] = small[j], small[i] })
	wrong := func(cities []City) (names []string) {
		for _, c := range cities {
			if got, ok := a.Named(c.Point); !ok || got.Label() != c.Label() {
				names = append(names, c.Label()+" is "+got.Label())
			}
		}
		return names
	}
	if names := wrong(large); len(names) > 0 || len(large) < 900 {
		t.Errorf("of %d cities of 50,000 people and more, %d have another's name: %v", len(large), len(names), names)
	}
	small = small[:5000]
	if names := wrong(small); 50*len(names) > len(small) {
		t.Errorf("of %d smaller towns, %d have another's name: %v", len(small), len(names), names)
	} else {
		t.Logf("%d cities of 50,000 and more all have their own name, of 5,000 smaller ones all but %d", len(large), len(names))
	}
}

// TestOutlinesNameTheirCity throws points into the outlines that are a city's.
func TestOutlinesNameTheirCity(t *testing.T) {
	a := open(t)
	r := rand.New(rand.NewPCG(7, 15))
	of := a.cityOutlines()
	if len(of) < 45 {
		t.Fatalf("%d outlines of cities", len(of))
	}
	var fips []string
	for code, row := range of {
		fips = append(fips, code)
		if county, _ := a.outlines().county(code); !planar.MultiPolygonContains(county.Geometry, a.cities().rows[row].Point) {
			t.Errorf("%s is not in the outline of %s", a.cities().rows[row].Name, county.Name)
		}
	}
	slices.Sort(fips)
	const points = 5000
	wrong := 0
	for range points {
		code := fips[r.IntN(len(fips))]
		county, _ := a.outlines().county(code)
		b := county.Geometry.Bound()
		p := orb.Point{math.NaN()}
		for !planar.MultiPolygonContains(county.Geometry, p) {
			p = orb.Point{b.Min[0] + r.Float64()*(b.Max[0]-b.Min[0]), b.Min[1] + r.Float64()*(b.Max[1]-b.Min[1])}
		}
		if got, ok := a.Named(p); !ok || got != a.cities().rows[of[code]].City {
			wrong++
		}
	}
	if t.Logf("of %d points in outlines %d have another's name", points, wrong); 100*wrong > 3*points {
		t.Errorf("of %d points in outlines of cities, %d have another's name", points, wrong)
	}
}

// TestNearestByItsSize holds every spot to the rule: no other place is both larger and nearer than the one that names it.
func TestNearestByItsSize(t *testing.T) {
	a := open(t)
	r := rand.New(rand.NewPCG(7, 16))
	rows, named := a.cities().rows, 0
	for range 400 {
		near := rows[r.IntN(len(rows))].Point
		p := orb.Point{near[0] + r.NormFloat64()*0.2, near[1] + r.NormFloat64()*0.2}
		got, ok := a.Named(p)
		if !ok {
			continue
		}
		named++
		if county, in := a.outlines().within(p); in && isCity(county.FIPS) {
			continue
		}
		far := geo.Distance(p, got.Point)
		for i := range rows {
			if c := &rows[i]; !c.section && c.Population > got.Population && geo.Distance(p, c.Point) < far && far > atCentre {
				t.Fatalf("%v is named %s, %.1f km off, and %s is larger and nearer", p, got.Label(), far.Kilometers(), c.Label())
			}
		}
	}
	if named < 200 {
		t.Errorf("%d of 400 spots are named", named)
	}
	for _, p := range []orb.Point{{-150, 30}, {math.NaN(), 40}, {190, 95}} {
		if c, ok := a.Named(p); ok {
			t.Errorf("%v is named %s", p, c.Label())
		}
	}
}

// TestPlainlyWrongPopulations looks for the villages that the package gives a city's people.
func TestPlainlyWrongPopulations(t *testing.T) {
	a := open(t)
	wrong := a.Disbelieved()
	for _, c := range wrong {
		if i := slices.IndexFunc(a.cities().rows, func(row cityRow) bool { return row.Point == c.Point && row.Name == c.Name }); i < 0 ||
			a.cities().rows[i].Population != 0 {
			t.Errorf("%s is believed after all", c.Label())
		}
	}
	for name, people := range map[string]int{"Ironville": 288_649, "Meads": 288_649, "East Hampton": 147_993} {
		if !slices.ContainsFunc(wrong, func(c City) bool { return c.Name == name && c.Population == people }) {
			t.Errorf("%s of %d people is believed", name, people)
		}
	}
	for _, name := range []string{"Hampton", "North Charleston", "North Las Vegas", "West Covina", "Rio Rancho", "Farmington Hills", "East Los Angeles"} {
		if slices.ContainsFunc(wrong, func(c City) bool { return c.Name == name }) {
			t.Errorf("the people of %s are not believed", name)
		}
	}
	t.Logf("%d populations are not believed", len(wrong))
}
