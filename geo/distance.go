package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// Distance returns the length of the shortest way over the WGS 84 ellipsoid between two points, in metres.
// It is Lambert's formula (1942) for long lines: the great circle over reduced latitudes with the first-order
// correction for flattening. It agrees with the geodesic to about 10 m in thousands of kilometres and is never more
// than 0.5 % off, which it reaches only next to the antipode. Distance(a, b) equals Distance(b, a) to the bit.
func Distance(a, b orb.Point) Meters {
	if a == b {
		return 0
	}
	lat1, lat2 := reducedLat(a[1]), reducedLat(b[1])
	sinP, cosP := math.Sincos((lat1 + lat2) / 2)
	sinQ, cosQ := math.Sincos((lat2 - lat1) / 2)
	sinL, cosL := math.Sincos(radians(b[0]-a[0]) / 2)

	// h is the squared sine and g the squared cosine of half the central angle. Each is summed from terms that do not
	// cancel, so that both neighbours and antipodes keep their digits.
	h := sinQ*sinQ*cosL*cosL + cosP*cosP*sinL*sinL
	g := cosQ*cosQ*cosL*cosL + sinP*sinP*sinL*sinL
	angle := 2 * math.Atan2(math.Sqrt(h), math.Sqrt(g))
	sine := 2 * math.Sqrt(h*g)

	var x, y float64
	if g > 0 {
		x = (angle - sine) * sinP * sinP * cosQ * cosQ / g
	}
	if h > 0 {
		y = (angle + sine) * cosP * cosP * sinQ * sinQ / h
	}
	return Meters(semiMajor * (angle - flattening/2*(x+y)))
}

// reducedLat returns the parametric latitude in radians of a geographic latitude in degrees, by its series in the third
// flattening. The first term left out is below 0.1 mm.
func reducedLat(lat float64) float64 {
	const n = flattening / (2 - flattening)
	phi := radians(lat)
	sin2, cos2 := math.Sincos(2 * phi)
	return phi - sin2*(n-n*n*cos2+n*n*n/3*(3-4*sin2*sin2))
}

// BearingBetween returns the direction at a of the shortest way from a to b, in degrees clockwise from north,
// in [0, 360). It is 0 when the points are equal. Vincenty's inverse iteration (1975) is run a fixed number of
// rounds: good to 0.001° everywhere but next to the antipode, where the direction is not well defined.
func BearingBetween(a, b orb.Point) float64 {
	if a == b {
		return 0
	}
	sin1, cos1 := math.Sincos(reducedLat(a[1]))
	sin2, cos2 := math.Sincos(reducedLat(b[1]))
	// Folding the difference of longitudes keeps the iteration on the short side of the antimeridian.
	diff := radians(wrapLon(b[0] - a[0]))
	lambda := diff
	var east, north float64
	for range 6 {
		sinL, cosL := math.Sincos(lambda)
		east, north = cos2*sinL, cos1*sin2-sin1*cos2*cosL
		sine := math.Hypot(east, north)
		if sine < 1e-15 {
			break
		}
		cosine := sin1*sin2 + cos1*cos2*cosL
		sinAz := cos1 * cos2 * sinL / sine
		cos2Az := 1 - sinAz*sinAz
		lambda = diff + longitudeLag(math.Atan2(sine, cosine), sine, cosine, sinAz, cos2Az, sin1*sin2)
		if math.Abs(lambda) > math.Pi {
			break // next to the antipode the iteration does not settle
		}
	}
	return math.Mod(degrees(math.Atan2(east, north))+360, 360)
}

// longitudeLag returns by how much a longitude on the auxiliary sphere exceeds the one on the ellipsoid, in radians.
func longitudeLag(angle, sine, cosine, sinAz, cos2Az, sin1sin2 float64) float64 {
	mid := 0.0 // cosine of twice the angle from the equator to the middle of the line; 0 for equatorial lines
	if cos2Az > 1e-15 {
		mid = cosine - 2*sin1sin2/cos2Az
	}
	c := flattening / 16 * cos2Az * (4 + flattening*(4-3*cos2Az))
	return (1 - c) * flattening * sinAz * (angle + c*sine*(mid+c*cosine*(2*mid*mid-1)))
}

// Destination returns the point reached from p by going a distance in metres along a bearing in degrees clockwise from
// north, by Vincenty's direct method (1975), to within a millimetre. Its longitude is in [-180, 180).
func Destination(p orb.Point, bearing float64, d Meters) orb.Point {
	sinAz1, cosAz1 := math.Sincos(radians(bearing))
	sin1, cos1 := math.Sincos(reducedLat(p[1]))
	angle1 := math.Atan2(sin1, cos1*cosAz1)
	sinAz := cos1 * sinAz1
	cos2Az := 1 - sinAz*sinAz
	u2 := cos2Az * (semiMajor*semiMajor - semiMinor*semiMinor) / (semiMinor * semiMinor)
	a := 1 + u2/16384*(4096+u2*(-768+u2*(320-175*u2)))
	b := u2 / 1024 * (256 + u2*(-128+u2*(74-47*u2)))

	straight := float64(d) / (semiMinor * a)
	angle := straight
	var sin, cos, mid float64
	for range 20 {
		mid = math.Cos(2*angle1 + angle)
		sin, cos = math.Sincos(angle)
		step := b * sin * (mid + b/4*(cos*(2*mid*mid-1)-b/6*mid*(4*sin*sin-3)*(4*mid*mid-3)))
		next := straight + step
		if math.Abs(next-angle) < 1e-13 {
			angle = next
			break
		}
		angle = next
	}
	sin, cos = math.Sincos(angle)
	mid = math.Cos(2*angle1 + angle)

	toPole := sin1*sin - cos1*cos*cosAz1
	lat := math.Atan2(sin1*cos+cos1*sin*cosAz1, (1-flattening)*math.Hypot(sinAz, toPole))
	lambda := math.Atan2(sin*sinAz1, cos1*cos-sin1*sin*cosAz1)
	c := flattening / 16 * cos2Az * (4 + flattening*(4-3*cos2Az))
	lag := (1 - c) * flattening * sinAz * (angle + c*sin*(mid+c*cos*(2*mid*mid-1)))
	return orb.Point{wrapLon(p[0] + degrees(lambda-lag)), degrees(lat)}
}
