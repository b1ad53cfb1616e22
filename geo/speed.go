package geo

import (
	"math"
	"time"
)

// LeastSpeed returns the speed needed to cover a distance in a time: 0 when there is nothing to cover, and infinite when
// there is something to cover and no time.
func LeastSpeed(d Meters, elapsed time.Duration) MetersPerSecond {
	switch {
	case d <= 0:
		return 0
	case elapsed <= 0:
		return MetersPerSecond(math.Inf(1))
	}
	return MetersPerSecond(float64(d) / elapsed.Seconds())
}
