package geo

import "time"

// TripRule says what counts as a trip.
type TripRule struct {
	MaxGap   time.Duration `json:"max_gap_ns"`     // a longer time between two fixes ends a trip; 0: never
	Pause    time.Duration `json:"pause_ns"`       // a shorter stop is a pause within a trip
	Distance Meters        `json:"min_distance_m"` // least way along the fixes
}

// DefaultTripRule returns the usual setting, that of trackintel: a quarter of an hour without a fix ends a trip, and so
// does a stop of that time.
func DefaultTripRule() TripRule { return TripRule{MaxGap: 15 * time.Minute, Pause: 15 * time.Minute} }

// Trip is a movement between two stops or gaps of a track.
type Trip struct {
	First    int             `json:"first"` // index of its first fix in the track
	Last     int             `json:"last"`  // index of its last fix
	Start    time.Time       `json:"start"`
	End      time.Time       `json:"end"`
	Length   Meters          `json:"length_m"`         // along the fixes, from the stop before and to the stop after
	Distance Meters          `json:"distance_m"`       // straight between their ends
	Speed    MetersPerSecond `json:"speed_mps"`        // Length over its time
	Origin   int             `json:"origin_stop"`      // index of the stop that it comes from, -1 where it begins with a gap
	Target   int             `json:"destination_stop"` // index of the stop that it leads to, -1 where it ends with a gap
}

// Trips returns the pieces of a track between stops, cut at gaps. A trip begins with the fix that leaves a stop and ends
// with the last before the next; its length is measured from stop to stop. Where no fix lies between two stops, it begins
// with the last of the one and ends with the first of the other. The fixes are in time order, the stops those of Stops.
func Trips(track []Fix, stops []Stop, rule TripRule) []Trip {
	var out []Trip
	before := -1 // the stop before, -1 for none
	for i := range stops {
		if stops[i].End.Sub(stops[i].Start) < rule.Pause {
			continue
		}
		out = appendTrips(out, track, stops, before, i, rule)
		before = i
	}
	return appendTrips(out, track, stops, before, -1, rule)
}

// appendTrips adds the trips between two stops; -1 stands for the ends of the track.
func appendTrips(out []Trip, track []Fix, stops []Stop, before, after int, rule TripRule) []Trip {
	from, to := 0, len(track)-1
	if before >= 0 {
		from = stops[before].Last
	}
	if after >= 0 {
		to = stops[after].First
	}
	first := from
	var length Meters
	for i := from + 1; i <= to+1; i++ {
		if i <= to && (rule.MaxGap <= 0 || track[i].At.Sub(track[i-1].At) <= rule.MaxGap) {
			length += Distance(track[i-1].Point, track[i].Point)
			continue
		}
		if i-1 > first && length > 0 && length >= rule.Distance {
			a, b := track[first], track[i-1]
			t := Trip{First: first, Last: i - 1, Origin: -1, Target: -1, Length: length, Distance: Distance(a.Point, b.Point),
				Speed: LeastSpeed(length, max(b.At.Sub(a.At), time.Millisecond))}
			if first <= from+1 { // it may have left the stop by a silence
				t.Origin = before
			}
			if i-1 == to {
				t.Target = after
			}
			if first == from && before >= 0 && t.First < t.Last {
				t.First++
			}
			if i-1 == to && after >= 0 && t.First < t.Last {
				t.Last--
			}
			t.Start, t.End = track[t.First].At, track[t.Last].At
			out = append(out, t)
		}
		first, length = i, 0
	}
	return out
}
