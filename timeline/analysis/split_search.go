package analysis

import (
	"cmp"
	"math"
	"slices"

	"sightline/geo"
)

// splitBeam is how many ways to divide the sightings so far are kept while more are looked at.
const splitBeam = 8

// Costs of a division, in the unit of wayCost.
const (
	impossibleCost = 25  // a way that is too fast: more than any way there and back
	secondCost     = 0.5 // a sighting of the second vehicle: one vehicle explains what one vehicle can
	firstCost      = 2   // the first sighting of a vehicle
)

// division is one way to divide the sightings so far between two vehicles.
type division struct {
	last [2]int32 // the latest sighting of each vehicle, none before its first
	cost float64
	node int32 // in the search's tree of choices
}

// choice is to which vehicle a sighting was given, and the choice before.
type choice struct {
	before  int32
	vehicle int8
}

// tellApart gives the sightings of a plate to two vehicles so that the ways each has to go are cheapest, and returns
// those of the vehicle with fewer. It looks through the sightings in time order and keeps the best few divisions, so that
// one misread does not decide for good where a vehicle is held to be.
func (h *history) tellApart(t trackOf) map[int32]bool {
	limit := h.limit(t)
	located := h.located(t)
	tree := make([]choice, 0, len(located)*splitBeam)
	beam := []division{{last: [2]int32{none, none}, node: none}}
	var next []division
	for _, i := range located {
		next = next[:0]
		for _, d := range beam {
			for v := range int8(2) {
				if v == 1 && d.last[0] == none {
					continue // the first sighting is the first vehicle's
				}
				n := d
				n.cost += h.wayCost(d.last[v], i, limit) + secondCost*float64(v)
				n.last[v] = i
				n.node = int32(len(tree))
				tree = append(tree, choice{d.node, v})
				next = append(next, n)
			}
		}
		slices.SortFunc(next, func(a, b division) int { return cmp.Compare(a.cost, b.cost) })
		beam = append(beam[:0], cheapest(next)...)
	}
	var vehicles [2][]int32
	node := beam[0].node
	for k := len(located) - 1; k >= 0; k-- {
		c := tree[node]
		vehicles[c.vehicle] = append(vehicles[c.vehicle], located[k])
		node = c.before
	}
	fewer := vehicles[0]
	if len(vehicles[1]) < len(fewer) {
		fewer = vehicles[1]
	}
	second := make(map[int32]bool, len(fewer))
	for _, i := range fewer {
		second[i] = true
	}
	return second
}

// cheapest keeps the best of the divisions that leave both vehicles at the same sightings, and of those the first few.
func cheapest(sorted []division) []division {
	out := sorted[:0]
	for _, d := range sorted {
		if len(out) == splitBeam {
			break
		}
		if !slices.ContainsFunc(out, func(o division) bool { return o.last == d.last }) {
			out = append(out, d)
		}
	}
	return out
}

// wayCost is how unlikely it is that a vehicle went from one sighting to the next: it grows slowly with the distance,
// and is prohibitive where the way is too fast.
func (h *history) wayCost(from, to int32, limit geo.MetersPerSecond) float64 {
	const errand, weight = 5e3, 0.3
	if from == none {
		return firstCost
	}
	a, b := &h.all[from], &h.all[to]
	if a.point == b.point {
		return 0
	}
	d := geo.Distance(a.point, b.point) - a.slack - b.slack
	if d <= 0 {
		return 0
	}
	cost := weight * math.Log1p(float64(d)/errand)
	if geo.LeastSpeed(d, between(a, b)) > limit && d > 2*h.p.Place.Radius {
		cost += impossibleCost
	}
	return cost
}
