package geo

import "github.com/paulmach/orb"

// Mean returns the mean of positions that lie near each other, right across the antimeridian too. It is the zero point
// for none.
func Mean(points []orb.Point) orb.Point {
	if len(points) == 0 {
		return orb.Point{}
	}
	from := points[0]
	var lon, lat float64
	for _, p := range points {
		lon += wrapLon(p[0] - from[0])
		lat += p[1] - from[1]
	}
	n := float64(len(points))
	return orb.Point{wrapLon(from[0] + lon/n), from[1] + lat/n}
}
