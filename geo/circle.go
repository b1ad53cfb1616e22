package geo

import "github.com/paulmach/orb"

// Circle returns the points r metres from p as a polygon of that many corners, at least 3, ready for GeoJSON (RFC 7946):
// closed, counter-clockwise, cut at the antimeridian and closed over a pole that it holds. Its corners lie on the circle.
// A radius of 0 or less, or wider than a hemisphere, gives nothing.
func Circle(p orb.Point, r Meters, corners int) orb.MultiPolygon {
	if r <= 0 || r >= hemisphere {
		return nil
	}
	corners = max(corners, 3)
	ring := make(orb.Ring, 0, corners+1)
	for k := range corners {
		ring = append(ring, Destination(p, 360-float64(k)*360/float64(corners), r))
	}
	return cutAtAntimeridian(append(ring, ring[0]))
}
