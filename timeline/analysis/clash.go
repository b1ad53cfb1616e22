package analysis

import (
	"math"

	"github.com/paulmach/orb"

	"sightline/geo"
)

// tooFast reports whether the way from a to b, moved by ms, needs more than a road speed. The first test is a cheap
// upper bound of the distance, which settles nearly all.
func (h *history) tooFast(a, b *observation, ms int64) bool {
	moved := *b
	moved.start, moved.end = b.start+ms, b.end+ms
	elapsed := between(a, &moved)
	budget := float64(h.p.Speed.Road)*elapsed.Seconds() + float64(a.slack+b.slack)
	if roughly(a.point, b.point) <= budget {
		return false
	}
	d := geo.Distance(a.point, b.point)
	return float64(d) > budget && d > 2*h.p.Place.Radius
}

// roughly returns metres that are not less than the distance between two points.
func roughly(a, b orb.Point) float64 {
	return 111700 * (math.Abs(a[0]-b[0]) + math.Abs(a[1]-b[1]))
}

// apart divides the located observations of each track into those of a part of a load and the others. Sightings that
// contradict their neighbours on their own side are misreads or another vehicle's, which no shift can mend.
func (h *history) apart(p loadPart) (own, rest [][]int32) {
	for _, t := range h.tracks {
		var x, y []int32
		for _, i := range t.obs {
			switch o := &h.all[i]; {
			case !o.located:
			case h.inPart(o, p):
				x = append(x, i)
			default:
				y = append(y, i)
			}
		}
		own, rest = append(own, h.agreeing(x)), append(rest, h.agreeing(y))
	}
	return own, rest
}

// agreeing leaves out the observations that are too fast from the last one that was kept and to the next one.
func (h *history) agreeing(obs []int32) []int32 {
	out := make([]int32, 0, len(obs))
	for k, i := range obs {
		if len(out) > 0 && h.tooFast(&h.all[out[len(out)-1]], &h.all[i], 0) &&
			(k+1 == len(obs) || h.tooFast(&h.all[i], &h.all[obs[k+1]], 0)) {
			continue
		}
		out = append(out, i)
	}
	return out
}

// clashes counts the neighbours in time, one of each side, between which the way is too fast when own is moved by ms. It
// counts no further than to enough.
func (h *history) clashes(own, rest [][]int32, ms int64, enough int) int {
	n := 0
	for k := range own {
		x, y := own[k], rest[k]
		for i, j := 0, 0; i < len(x) && j < len(y) && n < enough; {
			if h.all[x[i]].start+ms <= h.all[y[j]].start {
				if i+1 == len(x) || h.all[x[i+1]].start+ms > h.all[y[j]].start {
					n += count(h.tooFast(&h.all[x[i]], &h.all[y[j]], -ms))
				}
				i++
			} else {
				if j+1 == len(y) || h.all[y[j+1]].start >= h.all[x[i]].start+ms {
					n += count(h.tooFast(&h.all[y[j]], &h.all[x[i]], ms))
				}
				j++
			}
		}
	}
	return n
}
