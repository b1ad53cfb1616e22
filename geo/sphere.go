package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// sphereRadius is that of the sphere on which published methods for tracks measure. Stops and jumps are told by it, so that they
// are those of the published rules also where a fix lies at the very limit.
const sphereRadius = 6_371_000

// onSphere measures short distances from a point on that sphere.
func onSphere(p orb.Point) local {
	const degree = sphereRadius * math.Pi / 180
	return local{origin: p, lon: degree * math.Cos(radians(p[1])), lat: degree}
}

// sphereDistance is the great circle between two points of that sphere.
func sphereDistance(a, b orb.Point) Meters {
	dLat, dLon := math.Sin(radians(b[1]-a[1])/2), math.Sin(radians(b[0]-a[0])/2)
	h := dLat*dLat + math.Cos(radians(a[1]))*math.Cos(radians(b[1]))*dLon*dLon
	return Meters(2 * sphereRadius * math.Atan2(math.Sqrt(h), math.Sqrt(max(0, 1-h))))
}
