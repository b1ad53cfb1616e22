package atlas

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"github.com/paulmach/orb"
	"github.com/tidwall/rtree"

	"sightline/geo"
)

// Outline is the border of a state, a county or a country. Its Geometry is shared and must not be changed.
type Outline struct {
	FIPS     string           // two digits for a state, five for a county, "" for a country
	Name     string           // without the word "County": "Prince George's"
	State    string           // USPS code, "" for a country
	Geometry orb.MultiPolygon // longitude, latitude in degrees, WGS 84
	// Bound is the smallest box around Geometry. Around one that crosses the antimeridian (Alaska, Aleutians West) its
	// west edge is below -180.
	Bound orb.Bound
}

// area is an outline together with the point that stands for it.
type area struct {
	Outline
	centre func() centre
}

type centre struct {
	point  orb.Point
	radius geo.Meters // greatest distance from point to the outline
}

// outlines are the states and counties, by FIPS code, and an index of the counties' parts.
type outlines struct {
	states, counties []area
	parts            rtree.RTreeG[part]
	names            map[string][]int // county indexes by state and key of a name
}

// part is one polygon of a county.
type part struct {
	county  int
	polygon orb.Polygon
}

// readOutlines reads states and counties.
func readOutlines(assets fs.FS) (*outlines, error) {
	o := &outlines{names: map[string][]int{}}
	data, err := fs.ReadFile(assets, countiesFile)
	if err != nil {
		return o, fmt.Errorf("reading outlines: %w", err)
	}
	t, err := parseTopology(data)
	if err != nil {
		return o, fmt.Errorf("reading outlines: %w", err)
	}
	if o.states, err = areas(t, "states"); err != nil {
		return o, err
	}
	if o.counties, err = areas(t, "counties"); err != nil {
		return o, err
	}
	for i, county := range o.counties {
		for _, polygon := range county.Geometry {
			b := polygon.Bound()
			o.parts.Insert(b.Min, b.Max, part{i, polygon})
		}
		for _, key := range countyKeys(county.Outline) {
			key = county.State + " " + key
			o.names[key] = append(o.names[key], i)
		}
	}
	return o, nil
}

// areas returns the outlines of an object of the topology, in order of FIPS code.
func areas(t *topology, object string) ([]area, error) {
	features, err := t.features(object)
	if err != nil {
		return nil, fmt.Errorf("reading outlines: %w", err)
	}
	var out []area
	for _, f := range features {
		s, ok := stateByFIPS(f.id)
		if !ok {
			return nil, fmt.Errorf("reading outlines: %s of no known state: FIPS %q", object, f.id)
		}
		name := f.name
		if object == "states" {
			name = s.name
		}
		if len(f.geometry) == 0 { // Falls Church, Virginia
			f.geometry = orb.MultiPolygon{thicken(f.line, collapsed)}
		}
		out = append(out, newArea(Outline{FIPS: f.id, Name: name, State: s.usps, Geometry: f.geometry}))
	}
	slices.SortFunc(out, func(a, b area) int { return cmp.Compare(a.FIPS, b.FIPS) })
	return out, nil
}

func newArea(o Outline) area {
	o.Bound = unwrap(o.Geometry).Bound()
	return area{Outline: o, centre: sync.OnceValue(func() centre {
		p := representative(o.Geometry)
		return centre{p, reach(p, o.Geometry)}
	})}
}

// States returns the outlines of the states, the District of Columbia and the territories, in order of FIPS code.
func (a *Atlas) States() []Outline { return plain(a.outlines().states) }

// Counties returns the outlines of the counties and what stands for them: parishes, boroughs, census areas, independent
// cities, municipios, in order of FIPS code. They are those of 2017: Connecticut has its eight counties.
func (a *Atlas) Counties() []Outline { return plain(a.outlines().counties) }

func plain(areas []area) []Outline {
	out := make([]Outline, len(areas))
	for i := range areas {
		out[i] = areas[i].Outline
	}
	return out
}

// state returns the outline of a state by its FIPS code.
func (o *outlines) state(fips string) (*area, bool) { return byFIPS(o.states, fips) }

// county returns the outline of a county by its FIPS code.
func (o *outlines) county(fips string) (*area, bool) { return byFIPS(o.counties, fips) }

func byFIPS(areas []area, fips string) (*area, bool) {
	i, ok := slices.BinarySearchFunc(areas, fips, func(a area, fips string) int { return cmp.Compare(a.FIPS, fips) })
	if !ok {
		return nil, false
	}
	return &areas[i], true
}
