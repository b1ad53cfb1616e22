package atlas

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"sightline/geo"
)

const (
	// coarseness is how far the generalised outlines are taken to be off: a point this near to a county is in it when it
	// is in none.
	coarseness geo.Meters = 500
	// collapsed is how far around the line that is left of it an area is taken to reach that has lost its polygon.
	collapsed geo.Meters = 1_200
	// territorialSea is 12 nautical miles. Bridges, piers, boats and small islands within it belong to the nearest county.
	territorialSea geo.Meters = 22_224
	// borderDoubt is how far from a border with Canada or Mexico a point must be, when it is in no outline, to be told
	// from one abroad: the country outlines are that coarse.
	borderDoubt geo.Meters = 5_000
)

// At returns what lies at a point: the state's USPS code, the county's five-digit FIPS code and the IANA time zone.
// A point on the border of two counties is in the one with the higher code. A point in no outline is in the nearest county
// when it is within 500 m of it, or else in the sea or a lake within 12 nautical miles of it and not abroad.
// Otherwise ok is false, and zone alone may be known.
func (a *Atlas) At(p orb.Point) (state, countyFIPS, zone string, ok bool) {
	zone = a.Zone(p)
	county, ok := a.countyAt(p)
	if !ok {
		return "", "", zone, false
	}
	return county.State, county.FIPS, zone, true
}

// valid reports whether a point is a longitude and a latitude in degrees.
func valid(p orb.Point) bool {
	return math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90 // false for NaN
}

func (a *Atlas) countyAt(p orb.Point) (*area, bool) {
	if !valid(p) {
		return nil, false
	}
	o := a.outlines()
	if county, ok := o.within(p); ok {
		return county, true
	}
	county, distance := o.nearest(p, territorialSea)
	if county == nil || distance <= coarseness {
		return county, county != nil
	}
	w := a.world()
	if w.abroad(p) || w.toBorder(p) < borderDoubt {
		return nil, false
	}
	return county, true
}

// within returns the county whose outline holds a point. Where two do, the one with the higher code is taken: an
// independent city then goes before the county around it.
func (o *outlines) within(p orb.Point) (*area, bool) {
	found := -1
	o.parts.Search(p, p, func(_, _ [2]float64, one part) bool {
		if one.county > found && planar.PolygonContains(one.polygon, p) {
			found = one.county
		}
		return true
	})
	if found < 0 {
		return nil, false
	}
	return &o.counties[found], true
}

// nearest returns the county nearest to a point that is in none, and how far it is; nil when none is within reach.
func (o *outlines) nearest(p orb.Point, within geo.Meters) (*area, geo.Meters) {
	found, near := -1, math.Inf(1)
	for _, box := range geo.BoundsAround(p, within) {
		o.parts.Search(box.Min, box.Max, func(_, _ [2]float64, one part) bool {
			d := squareToPolygon(p, one.polygon)
			if d < near || d == near && one.county > found {
				found, near = one.county, d
			}
			return true
		})
	}
	distance := geo.Meters(math.Sqrt(near) * metersPerDegree)
	if found < 0 || distance > within {
		return nil, distance
	}
	return &o.counties[found], distance
}
