package atlas

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"sightline/geo"
)

const (
	// stray is how far from the county or state it names a position may be before it is doubted.
	stray geo.Meters = 100_000
	// offshore is how far from any land a position may be before it is doubted.
	offshore geo.Meters = 50_000
)

// CheckPoint tells whether a position, longitude and latitude in degrees, can be what a record that names a state and
// perhaps a county meant. When not, the reason says what looks wrong, and what would mend it where that is plain; nothing
// is mended here. State is a USPS code; a state or county that is empty or unknown is not held against the position.
func (a *Atlas) CheckPoint(p orb.Point, state, county string) (ok bool, reason string) {
	lon, lat := p[0], p[1]
	switch {
	case math.IsNaN(lon) || math.IsNaN(lat) || math.IsInf(lon, 0) || math.IsInf(lat, 0):
		return false, "the position is not a pair of numbers"
	case math.Abs(lat) < 0.001 && math.Abs(lon) < 0.001:
		return false, "latitude and longitude are both 0: the source had no position"
	case lat == lon: // nowhere in the United States
		return false, fmt.Sprintf("latitude and longitude are both %v, which stands for an unknown position", lat)
	}
	target := a.target(state, county)
	distance := geo.Meters(math.Inf(1))
	if valid(p) {
		if distance = target.distance(p); distance <= coastal {
			return true, ""
		}
	}
	if slip := target.slip(p); slip != "" {
		return false, slip
	}
	switch {
	case math.Abs(lat) > 90:
		return false, fmt.Sprintf("latitude %v is not between -90 and 90", lat)
	case math.Abs(lon) > 180:
		return false, fmt.Sprintf("longitude %v is not between -180 and 180", lon)
	case target.named && distance > stray:
		return false, fmt.Sprintf("the position is %.0f km from %s, which the record names", distance.Kilometers(), target.title)
	case !target.named && a.atSea(p):
		return false, "the position is at sea, more than 50 km from any land"
	}
	return true, ""
}

// target is where a position is expected: in a county, in a state, or in the United States when the record names neither.
type target struct {
	title    string
	named    bool
	distance func(orb.Point) geo.Meters
}

func (a *Atlas) target(usps, county string) target {
	o := a.outlines()
	s, known := stateByUSPS(usps)
	if found, _ := o.find(county, s.usps); known && county != "" && found != nil {
		return target{countyTitle(found.Outline) + ", " + s.usps, true, func(p orb.Point) geo.Meters {
			return distanceTo(p, found.Geometry)
		}}
	}
	if outline, ok := o.state(s.fips); known && ok {
		return target{s.name, true, func(p orb.Point) geo.Meters {
			if at, ok := o.within(p); ok && at.State == s.usps {
				return 0
			}
			return distanceTo(p, outline.Geometry)
		}}
	}
	return target{"the United States", false, func(p orb.Point) geo.Meters {
		if _, ok := o.within(p); ok {
			return 0
		}
		_, distance := o.nearest(p, coastal)
		return distance
	}}
}

// slip says which common slip of the source would put the position where it is expected, "" when none would.
func (t target) slip(p orb.Point) string {
	lon, lat := p[0], p[1]
	slips := []struct {
		point orb.Point
		text  string
	}{
		{orb.Point{-lon, lat}, "longitude %[2]v has the wrong sign, as where the minus of a western longitude is missing: changed, the position is in %[3]s"},
		{orb.Point{lat, lon}, "latitude %[1]v and longitude %[2]v are swapped: the other way round, the position is in %[3]s"},
		{orb.Point{-lat, lon}, "latitude %[1]v and longitude %[2]v are swapped and the minus of the western longitude is missing: mended, the position is in %[3]s"},
		{orb.Point{lon, -lat}, "latitude %[1]v has the wrong sign: changed, the position is in %[3]s"},
	}
	for _, s := range slips {
		if s.point != p && valid(s.point) && t.distance(s.point) <= coastal {
			return fmt.Sprintf(s.text, lat, lon, t.title)
		}
	}
	return ""
}

// atSea reports whether a point is far from any land.
func (a *Atlas) atSea(p orb.Point) bool {
	for _, box := range geo.BoundsAround(p, offshore) {
		for _, polygon := range a.world().land {
			if !polygon.Bound().Intersects(box) {
				continue
			}
			if distanceTo(p, orb.MultiPolygon{polygon}) <= offshore {
				return false
			}
		}
	}
	return true
}
