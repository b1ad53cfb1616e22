package geo

import "time"

// TourRule says what counts as a tour.
type TourRule struct {
	Distance Meters        `json:"distance_m"`  // it ends nearer than this to where it began
	Duration time.Duration `json:"duration_ns"` // the most that it takes; 0: any time
}

// DefaultTourRule returns the usual setting, that of trackintel: 100 m, a day.
func DefaultTourRule() TourRule { return TourRule{Distance: 100, Duration: 24 * time.Hour} }

// Tour is a loop: trips one after the other, from a place and back to it.
type Tour struct {
	Trips  []int     `json:"trips"` // their indexes
	Start  time.Time `json:"start"`
	End    time.Time `json:"end"`
	Length Meters    `json:"length_m"`
	Origin Stop      `json:"origin"` // the stop it sets out from
	Return Stop      `json:"return"` // the stop it comes back to
}

// Tours finds the loops among the trips of a track, the shortest first where one lies within another. Trips follow each
// other where the one begins at the place at which the one before ended.
func Tours(stops []Stop, trips []Trip, rule TourRule) []Tour {
	near := func(a, b int) bool {
		return a >= 0 && b >= 0 && Distance(stops[a].Center, stops[b].Center) < rule.Distance
	}
	var out []Tour
	var open []int // trips with which a tour may begin, each at the end of the one before or of a tour
	for i, t := range trips {
		if len(open) > 0 && !near(trips[i-1].Target, t.Origin) {
			open = open[:0]
		}
		open = append(open, i)
		for k := len(open) - 1; k >= 0; k-- {
			begin := trips[open[k]]
			if rule.Duration > 0 && t.End.Sub(begin.Start) > rule.Duration {
				break
			}
			if !near(begin.Origin, t.Target) {
				continue
			}
			tour := Tour{Start: begin.Start, End: t.End, Origin: stops[begin.Origin], Return: stops[t.Target]}
			for n := open[k]; n <= i; n++ {
				tour.Trips = append(tour.Trips, n)
				tour.Length += trips[n].Length
			}
			out = append(out, tour)
			open = open[:k]
			break
		}
	}
	return out
}
