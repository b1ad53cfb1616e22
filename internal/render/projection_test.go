package render

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
)

// The projection is known by two properties: distances from the centre are chords, and areas are true.
func TestProjectionChordsAndAreas(t *testing.T) {
	const small = 1e-4 // degrees
	for _, center := range []orb.Point{{0, 0}, {-98, 39}, {175, -12}, {144.8, 13.4}} {
		p := newProjection(center)
		for _, by := range []orb.Point{{0, 0.001}, {3, -7}, {-20, 20}, {60, 0}, {0, 45}} {
			at := orb.Point{center[0] + by[0], center[1] + by[1]}
			x, y, ok := p.forward(at)
			chord := 2 * earthRadius * math.Sin(apart(center, at)/earthRadius/2)
			if !ok || math.Abs(math.Hypot(x, y)-chord) > 0.01 {
				t.Errorf("%v about %v: %.2f m from the centre, want the chord %.2f m", at, center, math.Hypot(x, y), chord)
			}
			xe, ye, _ := p.forward(orb.Point{at[0] + small, at[1]})
			xn, yn, _ := p.forward(orb.Point{at[0], at[1] + small})
			drawn := (xe-x)*(yn-y) - (xn-x)*(ye-y)
			want := math.Pow(earthRadius*small*degree, 2) * math.Cos(at[1]*degree)
			if math.Abs(drawn/want-1) > 1e-4 {
				t.Errorf("%v about %v: an area is drawn %.6f times its size", at, center, drawn/want)
			}
		}
		if x, y, _ := p.forward(orb.Point{center[0], center[1] + 1}); math.Abs(x) > 1 || y < 0 {
			t.Errorf("about %v: north is at %.1f, %.1f", center, x, y)
		}
		if x, y, _ := p.forward(orb.Point{center[0] + 1, center[1]}); math.Abs(y) > 0.02*x || x < 0 {
			t.Errorf("about %v: east is at %.1f, %.1f", center, x, y)
		}
	}
	if _, _, ok := newProjection(orb.Point{0, 0}).forward(orb.Point{179, 1}); ok {
		t.Error("the far side of the Earth was projected")
	}
}

func TestProjectionThereAndBack(t *testing.T) {
	for _, center := range []orb.Point{{-98, 39}, {-152, 63}, {144.8, 13.4}, {179.9, -1}, {0, 90}} {
		p := newProjection(center)
		for lat := -85.0; lat <= 85; lat += 17 {
			for lon := -180.0; lon < 180; lon += 23 {
				at := orb.Point{lon, lat}
				x, y, ok := p.forward(at)
				if !ok {
					continue
				}
				if back := p.inverse(x, y); apart(at, back) > 0.01 {
					t.Errorf("about %v: %v came back as %v", center, at, back)
				}
			}
		}
	}
}

func TestFrameHoldsItsSpots(t *testing.T) {
	box := rect{10, 20, 710, 520}
	for name, points := range map[string][]orb.Point{
		"one":          {{-97, 32}},
		"lower 48":     {{-124, 48}, {-81, 25}, {-67, 45}},
		"antimeridian": {{179.5, 51.9}, {-179.5, 51.5}},
		"Guam":         {{144.79, 13.47}, {145.7, 15.2}},
		"Alaska":       {{-165, 64.5}, {-131, 55}},
		"pole":         {{0, 89}, {180, 89}},
	} {
		spots := make([]viewPoint, len(points))
		for i, p := range points {
			spots[i] = viewPoint{p, 1000}
		}
		f := newFrame(box, spots, 30, 20e3)
		for _, p := range points {
			x, y, inside := f.pixel(p)
			if !inside || x < box.x0+29 || x > box.x1-29 || y < box.y0+29 || y > box.y1-29 {
				t.Errorf("%s: %v falls on %.1f, %.1f", name, p, x, y)
			}
			if back := f.under(x, y); apart(back, p) > 1 {
				t.Errorf("%s: %v came back as %v", name, p, back)
			}
			if len(f.unrolled(orb.Bound{Min: p, Max: p})) == 0 {
				t.Errorf("%s: %v is not in the frame's bound %v", name, p, f.lonLat)
			}
		}
	}
	if got := newFrame(box, []viewPoint{{orb.Point{-97, 32}, 0}}, 30, 20e3).span(); got < 20e3 {
		t.Errorf("one point: the map is %.0f m wide", got)
	}
}

// apart returns the great-circle distance between two positions on the projection's sphere, in metres.
func apart(a, b orb.Point) float64 {
	sinLat := math.Sin((b[1] - a[1]) * degree / 2)
	sinLon := math.Sin((b[0] - a[0]) * degree / 2)
	h := sinLat*sinLat + math.Cos(a[1]*degree)*math.Cos(b[1]*degree)*sinLon*sinLon
	return 2 * earthRadius * math.Asin(math.Min(1, math.Sqrt(h)))
}
