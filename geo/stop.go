package geo

import (
	"time"

	"github.com/paulmach/orb"
)

// StopRule says what counts as a stop.
type StopRule struct {
	Distance Meters        `json:"distance_m"`     // fixes within this distance of the stop's first fix belong to it
	Duration time.Duration `json:"duration_ns"`    // least time from the first to the last of them
	MaxGap   time.Duration `json:"max_gap_ns"`     // a longer time between two fixes ends a stop; 0: never
	Accuracy Meters        `json:"max_accuracy_m"` // fixes with a wider radius are passed over; 0: none
}

// DefaultStopRule returns the usual setting for satellite positions: 100 m, 5 minutes, gaps to 15 minutes, after Li et al.
// 2008 as set in trackintel. Fixes worse than the distance say nothing about a stop.
func DefaultStopRule() StopRule {
	return StopRule{Distance: 100, Duration: 5 * time.Minute, MaxGap: 15 * time.Minute, Accuracy: 100}
}

// Stop is a time in which a track stayed near one position.
type Stop struct {
	First  int       `json:"first"`  // index of its first fix in the track
	Last   int       `json:"last"`   // index of its last fix
	Center orb.Point `json:"center"` // mean of its fixes
	Start  time.Time `json:"start"`  // of the first fix
	End    time.Time `json:"end"`    // of the last fix: the stop lasted at least from Start to End
	Fixes  int       `json:"fixes"`  // how many fixes it holds
}

// Stops finds the stops of a track whose fixes are in time order, by the sliding anchor of Li et al. 2008: the first fix
// not yet in a stop is an anchor, and makes a stop when all fixes of the next Duration are within Distance of it; the
// stop then lasts until a fix is farther or later than allowed. The answer is that of the published method, in one pass:
// before looking at all fixes of an anchor the last one that matters is tried, which is out of reach while moving.
func Stops(track []Fix, rule StopRule) []Stop {
	fixes, index := accurate(track, rule.Accuracy)
	limit := float64(rule.Distance) * float64(rule.Distance)
	var out []Stop
	end := 0 // first fix at least Duration after the anchor
	cut := 0 // first fix from the anchor on that comes too long after the one before it
	for i := 0; i < len(fixes); {
		for end = max(end, i); end < len(fixes) && fixes[end].At.Sub(fixes[i].At) < rule.Duration; end++ {
		}
		if end == len(fixes) {
			break // the rest of the track is too short for a stop
		}
		for cut = max(cut, i+1); cut <= end && !rule.breaks(fixes, cut); cut++ {
		}
		if cut <= end {
			i = cut // no stop can reach across the gap
			continue
		}
		at := localAt(fixes[i].Point)
		if !allNear(&at, fixes[i:end+1], limit) {
			i++
			continue
		}
		last := end
		for last+1 < len(fixes) && !rule.breaks(fixes, last+1) && at.squared(fixes[last+1].Point) <= limit {
			last++
		}
		out = append(out, newStop(fixes, i, last, index))
		i = last + 1
	}
	return out
}

// breaks reports whether fix i comes too long after the one before it.
func (r StopRule) breaks(fixes []Fix, i int) bool {
	return r.MaxGap > 0 && fixes[i].At.Sub(fixes[i-1].At) > r.MaxGap
}

// allNear tries the last fix first: it decides nearly always.
func allNear(at *local, fixes []Fix, limit float64) bool {
	for i := len(fixes) - 1; i > 0; i-- {
		if at.squared(fixes[i].Point) > limit {
			return false
		}
	}
	return true
}

func newStop(fixes []Fix, first, last int, index []int) Stop {
	s := Stop{
		First: first, Last: last, Fixes: last - first + 1,
		Start: fixes[first].At, End: fixes[last].At,
		Center: meanOf(fixes[first : last+1]),
	}
	if index != nil {
		s.First, s.Last = index[first], index[last]
	}
	return s
}

// meanOf returns the mean position of fixes that are near each other, right across the antimeridian too.
func meanOf(fixes []Fix) orb.Point {
	from := fixes[0].Point
	var lon, lat float64
	for i := range fixes {
		d := fixes[i].Point[0] - from[0]
		if d > 180 {
			d -= 360
		} else if d < -180 {
			d += 360
		}
		lon += d
		lat += fixes[i].Point[1] - from[1]
	}
	n := float64(len(fixes))
	return orb.Point{wrapLon(from[0] + lon/n), from[1] + lat/n}
}

// accurate returns the fixes whose radius is not over limit and, when some were left out, their places in the track.
func accurate(track []Fix, limit Meters) ([]Fix, []int) {
	if limit <= 0 {
		return track, nil
	}
	bad := 0
	for i := range track {
		if track[i].Radius > limit {
			bad++
		}
	}
	if bad == 0 {
		return track, nil
	}
	fixes, index := make([]Fix, 0, len(track)-bad), make([]int, 0, len(track)-bad)
	for i := range track {
		if track[i].Radius <= limit {
			fixes, index = append(fixes, track[i]), append(index, i)
		}
	}
	return fixes, index
}
