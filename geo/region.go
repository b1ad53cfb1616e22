package geo

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
)

// hemisphere is the widest cap whose shape is convex on the sphere. Wider ones are left out of a region's outline, which
// then is too large rather than too small.
const hemisphere = 9_900_000

// regionCorners is how many bearings the outline of a region is measured at.
const regionCorners = 180

// Region returns the outline of the points that lie in all caps, ready for GeoJSON (RFC 7946): rings are closed,
// counter-clockwise, cut at the antimeridian and closed over a pole that they hold. The outline encloses the region and
// is wider by less than 0.1 %. ok is false when the caps have no common point. Caps that do not bound anything give the
// whole Earth.
func Region(caps []Cap) (outline orb.MultiPolygon, ok bool) {
	inside, margin := CommonPoint(caps)
	if margin < 0 {
		return nil, false
	}
	var bounding []Cap
	for _, c := range caps {
		if c.Radius < hemisphere {
			bounding = append(bounding, c)
		}
	}
	if len(bounding) == 0 {
		return orb.MultiPolygon{{{{-180, -90}, {180, -90}, {180, 90}, {-180, 90}, {-180, -90}}}}, true
	}
	// A regular polygon around a circle is wider than it by 1/cos(half the corner), so that chords stay outside.
	widen := 1 / math.Cos(math.Pi/regionCorners) * (1 + 2*metricSlack)
	ring := make(orb.Ring, 0, regionCorners+1)
	for k := range regionCorners {
		bearing := 360 - float64(k)*360/regionCorners // against the clock
		d := Meters(math.Inf(1))
		for _, c := range bounding {
			d = min(d, reachAlong(inside, bearing, c))
		}
		ring = append(ring, Destination(inside, bearing, d*Meters(widen)+1))
	}
	return cutAtAntimeridian(append(ring, ring[0])), true
}

// reachAlong returns how far one can go from a point inside a convex cap along a bearing before leaving it.
func reachAlong(from orb.Point, bearing float64, c Cap) Meters {
	lo, hi := Meters(0), 2*c.Radius*1.001+1
	for range 40 {
		mid := (lo + hi) / 2
		if c.Margin(Destination(from, bearing, mid)) >= 0 {
			lo = mid
		} else {
			hi = mid
		}
		if hi-lo < 0.5 {
			break
		}
	}
	return hi
}

// cutAtAntimeridian makes a closed ring, given point by point around the globe, into polygons within ±180°.
func cutAtAntimeridian(ring orb.Ring) orb.MultiPolygon {
	// Unroll: each longitude follows the one before it by the short way.
	flat := make(orb.Ring, len(ring), len(ring)+4)
	flat[0] = ring[0]
	for i := 1; i < len(ring); i++ {
		flat[i] = orb.Point{flat[i-1][0] + wrapLon(ring[i][0]-flat[i-1][0]), ring[i][1]}
	}
	turn := flat[len(flat)-1][0] - flat[0][0]
	if math.Abs(turn) > 180 {
		// The ring goes once around a pole: counter-clockwise eastwards around the north pole, westwards around the south.
		pole := math.Copysign(90, turn)
		first, last := flat[0], flat[len(flat)-1]
		flat = append(flat, orb.Point{last[0], pole}, orb.Point{first[0], pole}, first)
	} else {
		flat[len(flat)-1] = flat[0]
	}
	var out orb.MultiPolygon
	for shift := -720.0; shift <= 720; shift += 360 {
		moved := make(orb.Ring, len(flat))
		for i, p := range flat {
			moved[i] = orb.Point{p[0] + shift, p[1]}
		}
		part := clip.Ring(orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}, moved)
		if len(part) < 4 {
			continue
		}
		if b := part.Bound(); b.Max[0]-b.Min[0] < 1e-9 {
			continue // touches the antimeridian in a line
		}
		if part.Orientation() == orb.CW {
			part.Reverse()
		}
		out = append(out, orb.Polygon{part})
	}
	return out
}
