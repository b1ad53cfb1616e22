package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// BoundsAround returns the boxes that hold every point within r metres of p: one, or two where the antimeridian
// passes through the circle. Each box lies within ±180° and ±90°; one that holds a pole spans all longitudes. The boxes
// are a little wider than needed, by less than 1 %.
func BoundsAround(p orb.Point, r Meters) []orb.Bound {
	// The smallest radius of curvature gives the widest angle; the margin covers what the sphere leaves out.
	angle := float64(r) / (semiMinor * semiMinor / semiMajor) * 1.0001
	lat := radians(p[1])
	south, north := lat-angle, lat+angle
	if south <= -math.Pi/2 || north >= math.Pi/2 {
		return []orb.Bound{box(-180, math.Max(degrees(south), -90), 180, math.Min(degrees(north), 90))}
	}
	half := degrees(math.Asin(math.Min(1, math.Sin(angle)/math.Cos(lat)))) * 1.0068 // (a/b)², for the flattening
	if half >= 180 || angle >= math.Pi/2 {
		return []orb.Bound{box(-180, degrees(south), 180, degrees(north))}
	}
	lon := wrapLon(p[0])
	west, east := lon-half, lon+half
	s, n := degrees(south), degrees(north)
	switch {
	case west < -180:
		return []orb.Bound{box(west+360, s, 180, n), box(-180, s, east, n)}
	case east > 180:
		return []orb.Bound{box(west, s, 180, n), box(-180, s, east-360, n)}
	}
	return []orb.Bound{box(west, s, east, n)}
}

func box(west, south, east, north float64) orb.Bound {
	return orb.Bound{Min: orb.Point{west, south}, Max: orb.Point{east, north}}
}
