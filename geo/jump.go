package geo

import "time"

// DefaultJumpSpeed is faster than anything that carries a device on the ground, and slower than most faults of one.
const DefaultJumpSpeed MetersPerSecond = 500 / 3.6

// Jump is a fix that nothing could have reached.
type Jump struct {
	Index int             `json:"index"` // of the fix in the track
	Fix   Fix             `json:"fix"`
	Speed MetersPerSecond `json:"speed_mps"` // that it would have taken, between it and the nearest fix in time that holds
}

// WithoutJumps parts the fixes of a track, which are in time order, into those that hold and those that only a speed over
// top could have reached. A fix is held against the last one before it that holds; what stands before the first run of
// fixes that agree is held against that run.
func WithoutJumps(track []Fix, top MetersPerSecond) (held []Fix, jumps []Jump) {
	begin := firstRun(track, top)
	wrong := make(map[int]MetersPerSecond)
	walk := func(from, step int) {
		for i := from + step; i >= 0 && i < len(track); i += step {
			if speed := speedBetween(track[from], track[i]); speed > top {
				wrong[i] = speed
				continue
			}
			from = i
		}
	}
	walk(begin, -1)
	walk(begin, 1)
	if len(wrong) == 0 {
		return track, nil
	}
	for i, f := range track {
		if speed, ok := wrong[i]; ok {
			jumps = append(jumps, Jump{Index: i, Fix: f, Speed: speed})
			continue
		}
		held = append(held, f)
	}
	return held, jumps
}

// agreeing is how many fixes in a row say that none of them is a jump.
const agreeing = 3

// firstRun is the first fix of a run of fixes that agree; the first of all where none do.
func firstRun(track []Fix, top MetersPerSecond) int {
	run := 0
	for i := 1; i < len(track); i++ {
		if speedBetween(track[i-1], track[i]) > top {
			run = i
		}
		if i-run+1 >= agreeing {
			return run
		}
	}
	return 0
}

// speedBetween is the least speed from one fix to another, less what their radii leave open. Devices write times to the
// second: two of one instant may be a second apart.
func speedBetween(a, b Fix) MetersPerSecond {
	way := sphereDistance(a.Point, b.Point) - a.Radius - b.Radius
	if way <= 0 {
		return 0
	}
	return LeastSpeed(way, max(b.At.Sub(a.At).Abs(), time.Second))
}
