package geo

import "time"

// TripRule says what counts as a trip.
type TripRule struct {
	MaxGap   time.Duration `json:"max_gap_ns"`     // a longer time between two fixes ends a trip; 0: never
	Distance Meters        `json:"min_distance_m"` // least way along the fixes
}

// DefaultTripRule returns the usual setting: it ends a trip where an hour passes without a fix and leaves out wandering of less than
// 200 m.
func DefaultTripRule() TripRule { return TripRule{MaxGap: time.Hour, Distance: 200} }

// Trip is a movement between two stops or gaps of a track.
type Trip struct {
	First    int             `json:"first"` // index of its first fix in the track
	Last     int             `json:"last"`  // index of its last fix
	Start    time.Time       `json:"start"`
	End      time.Time       `json:"end"`
	Length   Meters          `json:"length_m"`   // along the fixes
	Distance Meters          `json:"distance_m"` // straight from first to last
	Speed    MetersPerSecond `json:"speed_mps"`  // Length over the time from Start to End
}

// Trips returns the pieces of a track between stops, cut at gaps. A trip begins with the last fix of the stop before it
// and ends with the first of the stop after it. The fixes are in time order, the stops those of Stops.
func Trips(track []Fix, stops []Stop, rule TripRule) []Trip {
	var out []Trip
	from := 0
	for i := range stops {
		out = appendTrips(out, track, from, stops[i].First, rule)
		from = stops[i].Last
	}
	return appendTrips(out, track, from, len(track)-1, rule)
}

func appendTrips(out []Trip, track []Fix, first, last int, rule TripRule) []Trip {
	var length Meters
	for i := first + 1; i <= last+1; i++ {
		if i <= last && (rule.MaxGap <= 0 || track[i].At.Sub(track[i-1].At) <= rule.MaxGap) {
			length += Distance(track[i-1].Point, track[i].Point)
			continue
		}
		if i-1 > first && length > 0 && length >= rule.Distance {
			a, b := track[first], track[i-1]
			out = append(out, Trip{
				First: first, Last: i - 1, Start: a.At, End: b.At,
				Length: length, Distance: Distance(a.Point, b.Point),
				Speed: LeastSpeed(length, max(b.At.Sub(a.At), time.Millisecond)),
			})
		}
		first, length = i, 0
	}
	return out
}
