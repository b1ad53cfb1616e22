package analysis

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"sightline/geo"
)

// nameOf names a spot by the nearest known address of the case, else by what its sightings call it, else by the nearest
// known place, else by its coordinates. The name of a moving reader is not that of a place: a spot known by such readers
// alone is named by the known place with its coordinates, so that one can be told from another in the same city.
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
	name, ok := h.nearestKnown(p)
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

// nameAt names a spot by the nearest known place, else by its coordinates.
func (h *history) nameAt(p orb.Point) string {
	if name, ok := h.nearestKnown(p); ok {
		return name
	}
	return coordinates(p)
}

func (h *history) nearestKnown(p orb.Point) (name string, ok bool) {
	at := geo.Meters(math.Inf(1))
	h.known.Within(p, h.widest, func(i int, d geo.Meters) {
		if k := &h.p.Known[i]; d <= k.Radius && (d < at || d == at && k.Name < name) {
			name, at, ok = k.Name, d, true
		}
	})
	return name, ok
}
