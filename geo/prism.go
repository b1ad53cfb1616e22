package geo

import (
	"math"
	"time"

	"github.com/paulmach/orb"
)

// Anchor is a known presence: the thing was within Radius of Point at some instant of [From, To).
type Anchor struct {
	Point  orb.Point
	Radius Meters
	From   time.Time
	To     time.Time
}

// Cap is a disc on the Earth: all points within Radius of Center. A Radius below 0 holds no point.
type Cap struct {
	Center orb.Point
	Radius Meters
}

// farthest is a little over the distance between antipodes: a cap this wide holds every point.
const farthest = 20_040_000

// metricSlack is the relative error allowed for in distances, so that rounding never turns "could be" into "no".
const metricSlack = 1e-5

// CapAt returns where a thing can be at an instant if it never goes faster than top: the space-time prism of Hägerstrand
// (1970) cut at that instant, seen from one anchor. The anchor's whole span of time is given to the thing.
func (a Anchor) CapAt(at time.Time, top MetersPerSecond) Cap {
	return Cap{a.Point, a.Radius + Meters(float64(top)*a.away(at).Seconds())}
}

// away returns the longest time that can lie between the anchor and an instant.
func (a Anchor) away(at time.Time) time.Duration {
	return max(at.Sub(a.From), a.To.Sub(at), 0)
}

// Margin returns by how many metres p is inside the cap; below 0, how far it is outside.
func (c Cap) Margin(p orb.Point) Meters {
	d := Distance(c.Center, p)
	return c.Radius - d + d*metricSlack
}

// Apart returns how far two caps are from touching, in metres; at most 0 when they share a point.
func (c Cap) Apart(o Cap) Meters {
	d := Distance(c.Center, o.Center)
	return d - d*metricSlack - c.Radius - o.Radius
}

// Excludes returns the span of instants at which a thing cannot be in a disc: the anchor is too near in time for the way.
// ok is false when no instant is excluded. The span is (from, to), without its ends.
func (a Anchor) Excludes(disc Cap, top MetersPerSecond) (from, to time.Time, ok bool) {
	d := Distance(a.Point, disc.Center)
	way := float64(d - d*metricSlack - a.Radius - disc.Radius)
	if way <= 0 {
		return from, to, false
	}
	needs := time.Duration(math.Min(way/float64(top), 1e9) * 1e9) // at most 30 years
	from, to = a.To.Add(-needs), a.From.Add(needs)
	return from, to, from.Before(to)
}

// CommonPoint looks for a point that lies in all caps, by stepping towards the centre of the cap that is missed most.
// It returns the best point found and by how many metres it is inside the cap that binds most, below 0 when it is
// outside. Caps wider than a hemisphere are no discs to step in; they count only in the margin.
func CommonPoint(caps []Cap) (orb.Point, Meters) {
	if len(caps) == 0 {
		return orb.Point{}, farthest
	}
	start := 0
	for i, c := range caps {
		if c.Radius < caps[start].Radius {
			start = i
		}
	}
	p := caps[start].Center
	best, at := p, Meters(math.Inf(-1))
	step := 0.5
	for range 200 {
		worst, margin := binding(caps, p)
		if margin > at {
			best, at = p, margin
		} else {
			step *= 0.85 // overshooting: halfway back and forth converges on the ridge
			if step < 1e-3 {
				break
			}
		}
		c := caps[worst]
		d := Distance(p, c.Center)
		if d == 0 || len(caps) == 1 {
			break // at the centre of the binding cap nothing is better
		}
		// Far outside, go the whole way in; inside, creep towards the middle of what is common.
		move := math.Max(-float64(margin)*1.01+1e-3, step*float64(c.Radius)*0.5)
		p = Destination(p, BearingBetween(p, c.Center), Meters(math.Min(move, float64(d))))
	}
	return best, at
}

// binding returns the cap that p is least inside of, and by how much.
func binding(caps []Cap, p orb.Point) (int, Meters) {
	worst, least := 0, Meters(math.Inf(1))
	for i, c := range caps {
		if m := c.Margin(p); m < least {
			worst, least = i, m
		}
	}
	return worst, least
}

// Meeting is whether and when two things can have been at one place.
type Meeting struct {
	Possible bool      // a place and time were found
	Ruled    bool      // no place and time exist; neither is set when the search could not decide
	From, To time.Time // instants outside of which a meeting is ruled out; zero when Ruled
	At       time.Time // an instant for which Point was found
	Point    orb.Point //
	Margin   Meters    // how far Point is inside the reach that binds most; when Ruled, how much was lacking, below 0
	Binding  [2]int    // when Ruled: index into a's and into b's anchors of the pair that rules it out
}

// Meet says whether two things can have been within apart metres of each other in [from, to), when neither goes faster
// than its top speed. The anchors of each are those that matter for the span, in any order. A meeting is ruled out only
// by two anchors whose reaches never touch within the span, or by pairs that leave no common instant; it is called possible only
// with a place and an instant in hand.
func Meet(a, b []Anchor, topA, topB MetersPerSecond, apart Meters, from, to time.Time) Meeting {
	m := Meeting{From: from, To: to, Margin: farthest}
	for i := range a {
		for j := range b {
			lo, hi, lack := touching(a[i], b[j], topA, topB, apart, m.From, m.To)
			if lo.After(hi) {
				return Meeting{Ruled: true, Margin: -lack, Binding: [2]int{i, j}}
			}
			m.From, m.To = lo, hi
		}
	}
	best := Meters(math.Inf(-1))
	const samples = 48
	for k := range samples + 1 {
		// From the middle outwards: what is possible at all is mostly possible there.
		part := 0.5 + float64((k+1)/2)/samples*float64(1-2*(k%2))
		at := m.From.Add(time.Duration(float64(m.To.Sub(m.From)) * part))
		caps := make([]Cap, 0, len(a)+len(b))
		for _, x := range a {
			caps = append(caps, x.CapAt(at, topA))
		}
		for _, x := range b {
			c := x.CapAt(at, topB)
			c.Radius += apart
			caps = append(caps, c)
		}
		if p, margin := CommonPoint(caps); margin > best {
			best, m.At, m.Point = margin, at, p
		}
		if best > 0 {
			break
		}
	}
	m.Margin, m.Possible = best, best >= 0
	return m
}

// touching narrows [lo, hi] to the instants at which the reaches of two anchors touch. Each reach widens from the middle
// of its anchor's span at its own speed, so their sum is convex in time: the instants that are ruled out are one span,
// and lie around the lowest point. What is cut off is what lies at an end of [lo, hi]. lack is the least distance missing.
func touching(a, b Anchor, topA, topB MetersPerSecond, apart Meters, lo, hi time.Time) (time.Time, time.Time, Meters) {
	missing := func(at time.Time) Meters {
		return a.CapAt(at, topA).Apart(b.CapAt(at, topB)) - apart
	}
	first, last := missing(lo), missing(hi)
	if first > 0 && last > 0 {
		// The sum of the reaches is convex, so it is greatest at an end.
		return hi.Add(1), hi, min(first, last)
	}
	if first > 0 {
		lo = bisect(lo, hi, func(t time.Time) bool { return missing(t) <= 0 })
	} else if last > 0 {
		hi = bisect(hi, lo, func(t time.Time) bool { return missing(t) <= 0 })
	}
	return lo, hi, 0
}

// bisect returns an instant near the border between bad, where ok is false, and good, where it is true, on the bad side
// of it so that nothing good is lost.
func bisect(bad, good time.Time, ok func(time.Time) bool) time.Time {
	for range 60 {
		mid := bad.Add(good.Sub(bad) / 2)
		if mid.Equal(bad) || mid.Equal(good) {
			break
		}
		if ok(mid) {
			good = mid
		} else {
			bad = mid
		}
	}
	return bad
}
