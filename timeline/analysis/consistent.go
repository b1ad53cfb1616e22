package analysis

import (
	"time"

	"sightline/geo"
)

const (
	// jumpCost is how many sightings an agreement passes over before it rather makes an impossible jump: more false ones in a
	// row than that are no accident.
	jumpCost = 16
	// sameTown is how far apart two sightings need no speed: the clocks of readers in one town differ.
	sameTown geo.Meters = 2000
)

// consistent divides the located observations of a track into the most that can all be true of one thing, each reached from the one
// before, and the others: misreads, rows of another vehicle. What the others say neither ends a stay nor bounds it.
func (h *history) consistent(t trackOf) (agreed, others []int32) {
	if len(t.obs) == 0 {
		return nil, nil
	}
	known, is := h.agreed[&t.obs[0]]
	if !is {
		known[0], known[1] = h.agreement(t)
		h.agreed[&t.obs[0]] = known
	}
	return known[0], known[1]
}

func (h *history) agreement(t trackOf) (agreed, others []int32) {
	located := h.located(t)
	length := make([]int32, len(located))   // of the longest sequence that ends here, less what its jumps cost
	way := make([]geo.Meters, len(located)) // gone in it: of sequences as long, the shortest way is taken
	from := make([]int32, len(located))     // what comes before in it
	best := make([]int32, len(located))     // the end of the longest sequence up to here
	for k := range located {
		from[k] = none
		o := &h.all[located[k]]
		for j := k - 1; j >= 0 && j >= k-jumpCost && length[k] <= length[best[j]]; j-- {
			if length[j] < max(length[k], 1) {
				continue
			}
			p := &h.all[located[j]]
			gone := way[j] + geo.Distance(p.point, o.point)
			if (length[j] > length[k] || gone < way[k]) && h.reachable(p, o, t.plate != nil) {
				length[k], way[k], from[k] = length[j], gone, int32(j)
			}
		}
		if k > 0 {
			if jump := length[best[k-1]] - jumpCost; jump > length[k] {
				length[k], way[k], from[k] = jump, way[best[k-1]], best[k-1]
			}
		}
		length[k]++
		best[k] = int32(k)
		if k > 0 {
			if b := best[k-1]; length[b] > length[k] || length[b] == length[k] && way[b] <= way[k] {
				best[k] = b
			}
		}
	}
	in := make([]bool, len(located))
	if len(located) > 0 {
		for k := best[len(located)-1]; k != none; k = from[k] {
			in[k] = true
		}
	}
	for k, i := range located {
		if in[k] {
			agreed = append(agreed, i)
		} else {
			others = append(others, i)
		}
	}
	return agreed, others
}

// reachable reports whether one thing can have been at both observations, given every benefit of radius and time.
func (h *history) reachable(a, b *observation, vehicle bool) bool {
	apart := geo.Distance(a.point, b.point) - a.slack - b.slack
	if apart <= sameTown {
		return true
	}
	top := h.p.Speed.Person
	if vehicle {
		top = h.p.Speed.Review
	}
	between := time.Duration(b.start+b.first-(a.end-a.last)) * time.Millisecond
	return geo.LeastSpeed(apart, max(between, time.Millisecond)) <= top
}
