package atlas

import (
	"fmt"
	"io/fs"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"github.com/tidwall/rtree"

	"sightline/geo"
)

// world is the land of the Earth, its countries, and the land and water borders of the United States.
type world struct {
	land      orb.MultiPolygon
	countries []Outline
	foreign   rtree.RTreeG[orb.Polygon] // parts of the countries but the United States and its territories
	borders   []orb.LineString          // between the United States and a neighbour
}

// homeland are the countries of Natural Earth whose land is in the outlines of the states.
var homeland = map[string]bool{
	"United States of America": true, "Puerto Rico": true, "Guam": true, "U.S. Virgin Is.": true,
	"American Samoa": true, "N. Mariana Is.": true,
}

func readWorld(assets fs.FS) (*world, error) {
	w := &world{}
	data, err := fs.ReadFile(assets, countriesFile)
	if err != nil {
		return w, fmt.Errorf("reading countries: %w", err)
	}
	t, err := parseTopology(data)
	if err != nil {
		return w, fmt.Errorf("reading countries: %w", err)
	}
	land, err := t.features("land")
	if err != nil {
		return w, fmt.Errorf("reading countries: %w", err)
	}
	for _, f := range land {
		w.land = append(w.land, f.geometry...)
	}
	countries, err := t.features("countries")
	if err != nil {
		return w, fmt.Errorf("reading countries: %w", err)
	}
	ours := map[int]bool{}
	for _, f := range countries {
		o := Outline{Name: f.name, Geometry: f.geometry, Bound: unwrap(f.geometry).Bound()}
		w.countries = append(w.countries, o)
		if homeland[f.name] {
			for _, arc := range f.arcs {
				ours[arc] = true
			}
		} else {
			for _, polygon := range f.geometry {
				b := polygon.Bound()
				w.foreign.Insert(b.Min, b.Max, polygon)
			}
		}
	}
	for _, f := range countries {
		if homeland[f.name] {
			continue
		}
		for _, arc := range f.arcs {
			if ours[arc] {
				w.borders = append(w.borders, t.lines[arc])
			}
		}
	}
	return w, nil
}

// Land returns the land of the Earth, generalised to 1:50,000,000. It is shared and must not be changed.
func (a *Atlas) Land() orb.MultiPolygon { return a.world().land }

// Countries returns the outlines of the world's countries, generalised to 1:50,000,000.
func (a *Atlas) Countries() []Outline {
	return append([]Outline(nil), a.world().countries...)
}

// abroad reports whether a point lies in a foreign country.
func (w *world) abroad(p orb.Point) bool {
	found := false
	w.foreign.Search(p, p, func(_, _ [2]float64, polygon orb.Polygon) bool {
		found = planar.PolygonContains(polygon, p)
		return !found
	})
	return found
}

// toBorder returns the distance from a point to the nearest border between the United States and a neighbour.
func (w *world) toBorder(p orb.Point) geo.Meters {
	return distanceToLines(p, w.borders)
}
