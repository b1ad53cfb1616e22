package geo

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"
)

// fineness is how many cells of the fine grid make the distance that matters. Points that share a cell are treated as
// one, which moves a point by less than a ninth of the distance and bounds the work where many points lie together.
const fineness = 16

// Clusters groups points by density (DBSCAN, Ester et al. 1996): a point that has at least least points within eps, itself
// included, is in a cluster together with all of those; clusters that share such a point are one. It returns for each
// point the number of its cluster, from 0 in the order of the clusters' first points, or -1 for a point in none. Points
// closer than eps/16 are treated as one, so the edge of a cluster is sharp to about a tenth of eps.
func Clusters(points []orb.Point, eps Meters, least int) []int {
	ns, of := nodes(points, func(int) float64 { return 1 }, eps/fineness)
	near := newNeighbours(ns, eps)
	const unseen, noise = -2, -1
	label := make([]int, len(ns))
	for k := range label {
		label[k] = unseen
	}
	clusters := 0
	var around, queue []int32
	look := func(k int32) (core bool) {
		around = around[:0]
		sum := 0.0
		near.within(k, eps, func(j int32) { around, sum = append(around, j), sum+ns[j].weight })
		return sum >= float64(least)
	}
	for k := range ns {
		if label[k] != unseen {
			continue
		}
		if !look(int32(k)) {
			label[k] = noise
			continue
		}
		label[k] = clusters
		queue = append(queue[:0], around...)
		for len(queue) > 0 {
			j := queue[len(queue)-1]
			queue = queue[:len(queue)-1]
			if label[j] >= 0 {
				continue
			}
			seen := label[j] == noise // known not to be dense: it borders the cluster and does not spread it
			label[j] = clusters
			if !seen && look(j) {
				queue = append(queue, around...)
			}
		}
		clusters++
	}
	return inFirstOrder(of, label)
}

// inFirstOrder gives each point the label of its node, renumbered by first appearance.
func inFirstOrder(of []int32, label []int) []int {
	out := make([]int, len(of))
	renumber := map[int]int{-1: -1}
	for i, k := range of {
		n, ok := renumber[label[k]]
		if !ok {
			n = len(renumber) - 1
			renumber[label[k]] = n
		}
		out[i] = n
	}
	return out
}

// Cover groups all points into discs of a radius: the densest spot makes the first disc and takes every point in it, the
// densest spot of what is left the next, and so on; then each point goes to the nearest centre. Unlike Clusters it never
// grows a chain along a road, so no group is wider than the disc. Weights say how much each point counts; nil: all alike.
// It returns for each point the number of its group, from 0 in the order of the groups' first points.
func Cover(points []orb.Point, weights []float64, radius Meters) []int {
	weigh := func(i int) float64 { return weights[i] }
	if weights == nil {
		weigh = func(int) float64 { return 1 }
	}
	ns, of := nodes(points, weigh, radius/fineness)
	near := newNeighbours(ns, radius)
	density := make([]float64, len(ns))
	for k := range ns {
		near.within(int32(k), radius/2, func(j int32) { density[k] += ns[j].weight })
	}
	order := make([]int32, len(ns))
	for k := range order {
		order[k] = int32(k)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(density[b], density[a]) })

	label := make([]int, len(ns))
	best := make([]float64, len(ns)) // squared distance to the centre of the group so far
	for k := range label {
		label[k] = -1
	}
	groups := 0
	for _, k := range order {
		if label[k] >= 0 {
			continue
		}
		near.within(k, radius, func(j int32) {
			d := ns[k].squared(ns[j].origin)
			if label[j] < 0 || d < best[j] {
				label[j], best[j] = groups, d
			}
		})
		groups++
	}
	return inFirstOrder(of, label)
}
