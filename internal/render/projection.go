package render

import (
	"math"

	"github.com/paulmach/orb"
)

// earthRadius is the mean radius of the Earth in metres.
const earthRadius = 6371008.8

const (
	degree   = math.Pi / 180
	farAway  = 150 * degree // angular distance from the centre beyond which nothing is projected
	northern = 89.999       // degrees; keeps the centre off the poles, where "up" means nothing
)

// projection is Lambert's azimuthal equal-area projection on a sphere about a centre (Snyder, Map Projections: A Working
// Manual, USGS 1987, p. 182), the one of the US National Atlas. It has no seam at the antimeridian and serves Alaska and
// Guam as well as a county or all states. Scale is true at the centre and within 2.5 % at 2,800 km from it.
type projection struct {
	center           orb.Point
	sinLat0, cosLat0 float64
}

func newProjection(center orb.Point) projection {
	center[1] = math.Max(-northern, math.Min(northern, center[1]))
	sin, cos := math.Sincos(center[1] * degree)
	return projection{center, sin, cos}
}

// forward returns metres east and north of the centre, and false for points that are far round the Earth.
func (p projection) forward(at orb.Point) (x, y float64, ok bool) {
	sinLat, cosLat := math.Sincos(at[1] * degree)
	sinLon, cosLon := math.Sincos((at[0] - p.center[0]) * degree)
	cosC := p.sinLat0*sinLat + p.cosLat0*cosLat*cosLon
	if cosC < math.Cos(farAway) {
		return 0, 0, false
	}
	k := earthRadius * math.Sqrt(2/(1+cosC))
	return k * cosLat * sinLon, k * (p.cosLat0*sinLat - p.sinLat0*cosLat*cosLon), true
}

// inverse returns the position x metres east and y metres north of the centre, its longitude within 180 degrees of the
// centre's (so not always within -180 to 180).
func (p projection) inverse(x, y float64) orb.Point {
	rho := math.Hypot(x, y)
	if rho == 0 {
		return p.center
	}
	c := 2 * math.Asin(math.Min(1, rho/(2*earthRadius)))
	sinC, cosC := math.Sincos(c)
	lat := math.Asin(cosC*p.sinLat0 + y*sinC*p.cosLat0/rho)
	lon := math.Atan2(x*sinC, rho*p.cosLat0*cosC-y*p.sinLat0*sinC)
	return orb.Point{p.center[0] + lon/degree, lat / degree}
}

// mean returns the middle of positions on the sphere, which does not mind the antimeridian.
func mean(points []orb.Point) orb.Point {
	var x, y, z float64
	for _, p := range points {
		sinLat, cosLat := math.Sincos(p[1] * degree)
		sinLon, cosLon := math.Sincos(p[0] * degree)
		x, y, z = x+cosLat*cosLon, y+cosLat*sinLon, z+sinLat
	}
	if len(points) == 0 || math.Hypot(math.Hypot(x, y), z) < 1e-9 {
		return orb.Point{}
	}
	return orb.Point{math.Atan2(y, x) / degree, math.Atan2(z, math.Hypot(x, y)) / degree}
}
