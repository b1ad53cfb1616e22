package render

import (
	"sort"

	"github.com/paulmach/orb"

	"sightline/geo"
)

const (
	regionReach = 1_300_000.0 // metres; what lies farther from all of a region belongs to another
	mostInsets  = 4
	oneSheet    = 5_200_000.0 // metres; what spans less fits one frame: the lower 48 states do
	leastSpan   = 15_000.0    // metres; no map is closer than this
	lonelySpan  = 100_000.0   // metres; nor the map of one position than this, which has nothing else to show where it is
	insetSpan   = 600_000.0   // metres; nor an inset than this
	frameMargin = 34.0        // px between marks and the frame's edge
)

// regions groups fixes into what one frame can show: all of them, or the lower 48 states, Alaska, Hawaii, Guam …,
// largest first. Two fixes are in one region when a chain of fixes joins them in hops no longer than regionReach.
func regions(all []marker) [][]marker {
	if span(all) <= oneSheet {
		return [][]marker{all}
	}
	group := make([]int, len(all))
	for i := range group {
		group[i] = -1
	}
	var out [][]marker
	for i := range all {
		if group[i] >= 0 {
			continue
		}
		n := len(out)
		group[i] = n
		for queue := []int{i}; len(queue) > 0; queue = queue[1:] {
			at := all[queue[0]].where.Point
			for j := range all {
				if group[j] < 0 && geo.Distance(at, all[j].where.Point) <= regionReach {
					group[j] = n
					queue = append(queue, j)
				}
			}
		}
		var members []marker
		for j := range all {
			if group[j] == n {
				members = append(members, all[j])
			}
		}
		out = append(out, members)
	}
	sort.SliceStable(out, func(i, j int) bool { return len(out[i]) > len(out[j]) })
	return out
}

// span returns an upper bound of the distance between any two fixes, in metres.
func span(all []marker) float64 {
	points := make([]orb.Point, len(all))
	for i, f := range all {
		points[i] = f.where.Point
	}
	center := mean(points)
	var far geo.Meters
	for _, p := range points {
		far = max(far, geo.Distance(center, p))
	}
	return 2 * float64(far)
}

// spots returns the ground a frame must show for its fixes. A circle of uncertainty is shown whole as long as it does
// not push everything else together: up to the size of a large county, or half the way between the positions.
func spots(all []marker) []viewPoint {
	whole := max(150_000, span(all)/2)
	precise := false
	for _, f := range all {
		precise = precise || f.coarse() == ""
	}
	out := make([]viewPoint, len(all))
	for i, f := range all {
		out[i].at = f.where.Point
		if f.uncertain() {
			out[i].radius = float64(f.where.Radius)
			if precise {
				out[i].radius = min(out[i].radius, whole)
			}
		}
	}
	return out
}

// least returns the least width in metres of a frame for fixes: the main one or an inset.
func least(all []marker, inset bool) float64 {
	switch {
	case inset:
		return insetSpan
	case span(all) < 500:
		return lonelySpan
	}
	return leastSpan
}

// worldly is what a map without a single fix shows: the lower 48 states.
func worldly() []viewPoint {
	return []viewPoint{{orb.Point{-124.7, 48.4}, 0}, {orb.Point{-67, 44.8}, 0}, {orb.Point{-80.6, 25.1}, 0}, {orb.Point{-117.1, 32.5}, 0}}
}
