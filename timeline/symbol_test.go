package timeline

import (
	"math"
	"testing"
)

// TestSymbolsAreOfOneSize: each outline has about the area of the dot, lies around the middle, and is like no other.
func TestSymbolsAreOfOneSize(t *testing.T) {
	seen := map[int][]Symbol{}
	for _, s := range Symbols() {
		corners := s.Corners()
		if s == Dot {
			if corners != nil {
				t.Errorf("a dot has corners: %v", corners)
			}
			continue
		}
		area := 0.0
		for i, a := range corners {
			b := corners[(i+1)%len(corners)]
			area += (a[0]*b[1] - b[0]*a[1]) / 2
			if cross := a[0]*b[1] - b[0]*a[1]; cross <= 0 {
				t.Errorf("%s runs back, or past the middle, between %v and %v", s, a, b)
			}
		}
		if math.Abs(area-math.Pi) > 0.2 {
			t.Errorf("%s has an area of %.2f, a dot has %.2f", s, area, math.Pi)
		}
		for _, other := range seen[len(corners)] {
			if near(corners, other.Corners()) {
				t.Errorf("%s and %s look alike", s, other)
			}
		}
		seen[len(corners)] = append(seen[len(corners)], s)
	}
	if Symbol("star").Corners() != nil {
		t.Error("what is no symbol is no dot")
	}
}

// near reports whether two outlines have their corners at nearly the same places.
func near(a, b [][2]float64) bool {
	for _, p := range a {
		least := math.Inf(1)
		for _, q := range b {
			least = min(least, math.Hypot(p[0]-q[0], p[1]-q[1]))
		}
		if least > 0.3 {
			return false
		}
	}
	return true
}
