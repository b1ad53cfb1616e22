package analysis

import (
	"cmp"
	"math"
	"slices"
	"time"

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

// agreeing leaves out what contradicts most of what is next to it on its own side: misreads, which no shift can mend.
func (h *history) agreeing(obs []int32) []int32 {
	const around = 2
	out := make([]int32, 0, len(obs))
	for k, i := range obs {
		against, n := 0, 0
		for j := max(0, k-around); j <= min(len(obs)-1, k+around); j++ {
			if j == k {
				continue
			}
			a, b := i, obs[j]
			if j < k {
				a, b = b, a
			}
			against += count(h.tooFast(&h.all[a], &h.all[b], 0))
			n++
		}
		if against > 1 && 2*against >= n || against > 0 && n == 1 {
			continue
		}
		out = append(out, i)
	}
	return out
}

// correction is how the times of a load might have to be moved.
type correction struct {
	hours int
	zone  string // that the times are in, when they are moved by what it differs from the one they were read in
}

// by is by how many milliseconds an observation is moved.
func (h *history) by(c correction, o *observation) int64 {
	if c.zone == "" {
		return int64(c.hours) * time.Hour.Milliseconds()
	}
	// The text said a local time; read in the other zone it is another instant.
	local := instant(o.start).In(h.zone(o.s.First.Zone))
	y, m, d := local.Date()
	return time.Date(y, m, d, local.Hour(), local.Minute(), local.Second(), local.Nanosecond(), h.zone(c.zone)).UnixMilli() - o.start
}

// moved is observations in the order of their times when these are corrected.
type moved struct {
	obs []int32
	by  []int64
}

func (h *history) movedBy(c correction, own []int32) moved {
	m := moved{obs: own, by: make([]int64, len(own))}
	ordered := true
	for k, i := range own {
		m.by[k] = h.by(c, &h.all[i])
		ordered = ordered && (k == 0 || h.all[own[k-1]].start+m.by[k-1] <= h.all[i].start+m.by[k])
	}
	if ordered {
		return m
	}
	order := make([]int, len(own))
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(h.all[own[a]].start+m.by[a], h.all[own[b]].start+m.by[b])
	})
	out := moved{obs: make([]int32, len(own)), by: make([]int64, len(own))}
	for k, from := range order {
		out.obs[k], out.by[k] = own[from], m.by[from]
	}
	return out
}

// clashes counts the neighbours in time, one of each side, between which the way is too fast when own is corrected. It counts
// no further than to enough.
func (h *history) clashes(own, rest [][]int32, c correction, enough int) int {
	n := 0
	for k := range own {
		x, y := h.movedBy(c, own[k]), rest[k]
		at := func(i int) int64 { return h.all[x.obs[i]].start + x.by[i] }
		for i, j := 0, 0; i < len(x.obs) && j < len(y) && n < enough; {
			if at(i) <= h.all[y[j]].start {
				if i+1 == len(x.obs) || at(i+1) > h.all[y[j]].start {
					n += count(h.tooFast(&h.all[x.obs[i]], &h.all[y[j]], -x.by[i]))
				}
				i++
			} else {
				if j+1 == len(y) || h.all[y[j+1]].start >= at(i) {
					n += count(h.tooFast(&h.all[y[j]], &h.all[x.obs[i]], x.by[i]))
				}
				j++
			}
		}
	}
	return n
}
