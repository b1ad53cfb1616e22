package geo

import (
	"time"

	"github.com/paulmach/orb"
)

// StopRule says what counts as a stop.
type StopRule struct {
	Distance Meters        `json:"distance_m"`     // fixes nearer than this to the stop's first fix belong to it
	Duration time.Duration `json:"duration_ns"`    // least time from the first of them to the fix that leaves
	MaxGap   time.Duration `json:"max_gap_ns"`     // a longer time between two fixes ends a stop; 0: never
	Accuracy Meters        `json:"max_accuracy_m"` // fixes with a wider radius are passed over; 0: none
}

// DefaultStopRule returns the usual setting for satellite positions: 100 m and 5 minutes, as set in trackintel. A device
// that is silent and speaks again from the same place was there: silence ends no stop. Fixes worse than the distance say
// nothing about a stop.
func DefaultStopRule() StopRule {
	return StopRule{Distance: 100, Duration: 5 * time.Minute, Accuracy: 100}
}

// Stop is a time in which a track stayed near one position.
type Stop struct {
	First  int       `json:"first"`  // index of its first fix in the track
	Last   int       `json:"last"`   // index of its last fix
	Center orb.Point `json:"center"` // mean of its fixes
	Start  time.Time `json:"start"`  // of the first fix
	Seen   time.Time `json:"seen"`   // of the last fix: it was there at least until then
	End    time.Time `json:"end"`    // of the fix that left; of the last fix where none did
	Fixes  int       `json:"fixes"`  // how many fixes it holds
	// Silence is the longest time from Start to End without a fix.
	Silence time.Duration `json:"silence_ns"`
}

// slowDrive is the speed with which a way within a silence counts as gone, so that a car that speaks every ten minutes
// does not stop at each of its fixes.
const slowDrive MetersPerSecond = 6

// Stops finds the stops of a track whose fixes are in time order, by the sliding anchor of Li et al. 2008 as trackintel
// has it: a fix is an anchor until another is Distance or more from it; the time from the one to the other is a stop
// where it lasts Duration. What a slow drive from the last fix near the anchor to the one that left would take of the
// silence between them is no rest.
func Stops(track []Fix, rule StopRule) []Stop {
	fixes, index := accurate(track, rule.Accuracy)
	if len(fixes) == 0 {
		return nil
	}
	limit := float64(rule.Distance) * float64(rule.Distance)
	var out []Stop
	first, at := 0, onSphere(fixes[0].Point)
	for i := 1; i <= len(fixes); i++ {
		end := i // the fix with whose time the stop ends
		switch {
		case i == len(fixes), rule.MaxGap > 0 && fixes[i].At.Sub(fixes[i-1].At) > rule.MaxGap:
			end = i - 1
		case at.squared(fixes[i].Point) < limit:
			continue
		}
		if fixes[end].At.Sub(fixes[first].At) >= rule.Duration && (end < i || rested(fixes[first:i+1], rule.Duration)) {
			out = append(out, newStop(fixes, first, i-1, end, index))
		}
		if i < len(fixes) {
			first, at = i, onSphere(fixes[i].Point)
		}
	}
	return out
}

// rested reports whether fixes, the last of which left, leave so much time for a rest.
func rested(fixes []Fix, least time.Duration) bool {
	n := len(fixes) - 1
	silence := fixes[n].At.Sub(fixes[n-1].At)
	if silence < least {
		return true // the others were there for nearly all of it
	}
	drive := time.Duration(float64(Distance(fixes[n-1].Point, fixes[n].Point)/Meters(slowDrive)) * float64(time.Second))
	return fixes[n-1].At.Sub(fixes[0].At)+max(0, silence-drive) >= least
}

func newStop(fixes []Fix, first, last, end int, index []int) Stop {
	s := Stop{
		First: first, Last: last, Fixes: last - first + 1,
		Start: fixes[first].At, Seen: fixes[last].At, End: fixes[end].At,
		Center: meanOf(fixes[first : last+1]),
	}
	for i := first + 1; i <= end; i++ {
		s.Silence = max(s.Silence, fixes[i].At.Sub(fixes[i-1].At))
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
