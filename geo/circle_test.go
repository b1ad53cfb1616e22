package geo_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"

	"sightline/geo"
)

func TestCircle(t *testing.T) {
	for name, c := range map[string]struct {
		at    orb.Point
		r     geo.Meters
		parts int
	}{
		"plain":               {orb.Point{-97.5, 35.5}, 5000, 1},
		"Guam":                {orb.Point{144.8, 13.5}, 20e3, 1},
		"Aleutians, west":     {orb.Point{179.95, 51.9}, 20e3, 2},
		"Aleutians, east":     {orb.Point{-179.95, 51.9}, 20e3, 2},
		"Alaska":              {orb.Point{-152, 64}, 1_400e3, 2},
		"over the pole":       {orb.Point{10, 89}, 300e3, 2},
		"no radius":           {orb.Point{10, 10}, 0, 0},
		"wider than a half":   {orb.Point{10, 10}, 15_000e3, 0},
		"on the antimeridian": {orb.Point{180, 0}, 1000, 2},
	} {
		got := geo.Circle(c.at, c.r, 48)
		if len(got) != c.parts {
			t.Errorf("%s: %d polygons, want %d", name, len(got), c.parts)
		}
		for _, polygon := range got {
			ring := polygon[0]
			if !ring.Closed() || ring.Orientation() != orb.CCW {
				t.Errorf("%s: ring is not closed and counter-clockwise", name)
			}
			for _, p := range ring {
				if math.Abs(p[0]) > 180 || math.Abs(p[1]) > 90 {
					t.Errorf("%s: %v is off the Earth", name, p)
				}
				onCut := math.Abs(p[0]) == 180 || math.Abs(p[1]) == 90
				if d := geo.Distance(c.at, p); !onCut && math.Abs(float64(d-c.r)) > 0.01+1e-5*float64(c.r) {
					t.Errorf("%s: a corner is %.1f m from the centre, want %.1f", name, float64(d), float64(c.r))
				}
			}
		}
	}
}
