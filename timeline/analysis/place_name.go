package analysis

import (
	"fmt"

	"github.com/paulmach/orb"

	"sightline/geo"
)

// nameOf names a spot by the nearest known address of the case, else by what its sightings call it, else by its city, else by its
// coordinates. The name of a moving reader is not that of a place: a spot known by such readers alone is named by its city with
// its coordinates, so that one can be told from another in the same city.
func (h *history) nameOf(p orb.Point, exact bool, group []int32) string {
	if exact {
		best, at := "", h.p.Place.Distance
		for _, w := range h.addresses {
			if d := geo.Distance(p, w.Point); d <= at {
				best, at = w.Label, d
			}
		}
		if best != "" {
			return best
		}
	}
	labels, moving := tally[string]{}, 0
	for _, i := range group {
		if s := h.all[i].s; s.Mobile() {
			moving++
		} else if s.Where.Label != "" {
			labels[s.Where.Label]++
		}
	}
	if l := labels.most(); l != "" {
		return l
	}
	name, ok := h.cityOf(p)
	switch {
	case !ok:
		return coordinates(p)
	case moving > 0:
		return fmt.Sprintf("%s (%s)", name, coordinates(p))
	}
	return name
}

// coordinates are latitude and longitude, to about ten metres.
func coordinates(p orb.Point) string { return fmt.Sprintf("%.4f, %.4f", p[1], p[0]) }

// nameAt names a spot by its city, else by its coordinates.
func (h *history) nameAt(p orb.Point) string {
	if name, ok := h.cityOf(p); ok {
		return name
	}
	return coordinates(p)
}

// cityOf names the city that a spot belongs to.
func (h *history) cityOf(p orb.Point) (name string, ok bool) {
	if h.p.Name == nil {
		return "", false
	}
	return h.p.Name(p)
}
