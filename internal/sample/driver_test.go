package sample

import (
	"math"
	"math/rand/v2"
	"time"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"
)

const (
	cityKMH   = 36.0 // over the straight line between two points of a town
	caughtOne = 0.78 // chance that a fixed reader catches a passing plate
)

// fix is a moment of the invented car's track. Between two fixes it moves evenly along the straight line.
type fix struct {
	at    time.Time
	point orb.Point
}

// halt is a traffic stop on the road: the car stands at a spot of the road while an agency asks about it.
type halt struct {
	spot   string
	agency string // ORI as the agency wrote it
	ask    script
}

// driver moves one car through the story and notes what sees it.
type driver struct {
	dice  *rand.Rand
	car   car
	now   time.Time
	here  orb.Point
	from  orb.Point // where it was before here, for its heading
	track []fix
	reads *readLog
	ncic  *ncicLog
}

// kilometers is the straight-line distance in kilometres.
func kilometers(a, b orb.Point) float64 { return orbgeo.DistanceHaversine(a, b) / 1000 }

// wait stands still until t.
func (d *driver) wait(t time.Time) {
	if t.After(d.now) {
		d.mark()
		d.now = t
		d.mark()
	}
}

func (d *driver) mark() { d.track = append(d.track, fix{d.now, d.here}) }

// ride moves straight to a point at an even speed.
func (d *driver) ride(to orb.Point, kmh float64) {
	d.mark()
	seconds := kilometers(d.here, to) / kmh * 3600
	d.now = d.now.Add(time.Duration(seconds) * time.Second)
	d.from, d.here = d.here, to
	d.mark()
}

// drive takes the car along a road, with a pause for fuel or food every few hours, and past its readers.
func (d *driver) drive(road []spot, halts ...halt) {
	d.ride(road[0].point, cityKMH)
	kmh := 100 + 12*d.dice.Float64()
	rested := d.now
	for i, s := range road {
		if i > 0 {
			d.ride(s.point, kmh)
		}
		if s.camera != "" {
			d.pass(s)
		}
		for _, h := range halts {
			if h.spot == s.name {
				d.halted(h)
			}
		}
		if s.camera == "" && d.now.Sub(rested) > 150*time.Minute {
			d.wait(d.now.Add(d.minutes(12, 35)))
			rested = d.now
		}
	}
}

// halted is one traffic stop: the inquiries come some minutes after the car stands.
func (d *driver) halted(h halt) {
	stood := d.now
	d.ncic.run(h.ask, h.agency, stood.Add(d.minutes(3, 6)), d.car)
	d.wait(stood.Add(d.minutes(14, 24)))
}

// pass takes the car past a fixed reader.
func (d *driver) pass(s spot) {
	if d.dice.Float64() < caughtOne {
		d.reads.fixed(d.dice, d.car, s, d.now, heading(d.from, d.here))
	}
}

// live spends days in a city, sleeping in its room: errands by day, a patrol with a reader some nights.
func (d *driver) live(c city, until time.Time) {
	zone := mustZone(c.zone)
	d.home(c)
	for d.now.Before(until) {
		morning := nextClock(d.now, zone, 9).Add(d.minutes(0, 150))
		if morning.After(until) {
			morning = until
		}
		d.night(c, morning)
		d.wait(morning)
		if morning.Equal(until) {
			return
		}
		for range d.dice.IntN(4) {
			d.errand(c)
			if !d.now.Before(until) {
				return
			}
			d.wait(d.now.Add(d.minutes(40, 200)))
		}
	}
}

// home drives to the city's room.
func (d *driver) home(c city) {
	if d.here != c.room.point {
		d.ride(c.room.point, cityKMH)
	}
}

// night lets a patrol car's reader pass the motel's lot, now and then, twice within a minute.
func (d *driver) night(c city, morning time.Time) {
	if d.dice.Float64() > 0.44 {
		return
	}
	t := morning.Add(-d.minutes(5*60, 9*60))
	if t.Before(d.now) {
		return
	}
	for range 1 + d.dice.IntN(3) {
		d.reads.mobile(d.dice, d.car, c.mobile, c.room.point, t)
		t = t.Add(time.Duration(4+d.dice.IntN(30)) * time.Second)
	}
}

// errand goes out past two or three readers, stays somewhere and comes back.
func (d *driver) errand(c city) {
	to := c.errands[d.dice.IntN(len(c.errands))]
	for _, i := range d.dice.Perm(len(c.readers))[:1+d.dice.IntN(2)] {
		d.ride(c.readers[i].point, cityKMH)
		d.pass(c.readers[i])
	}
	d.ride(to.point, cityKMH)
	if d.dice.Float64() < 0.12 {
		d.reads.mobile(d.dice, d.car, c.mobile, to.point, d.now.Add(d.minutes(4, 18)))
	}
	d.wait(d.now.Add(d.minutes(25, 130)))
	r := c.readers[d.dice.IntN(len(c.readers))]
	d.ride(r.point, cityKMH)
	d.pass(r)
	d.home(c)
}

// vanish lets nobody see the car until a day's hour.
func (d *driver) vanish(c city, until time.Time) {
	d.home(c)
	d.wait(until)
}

// minutes is a random span of at least lo and less than hi minutes, to the second.
func (d *driver) minutes(lo, hi int) time.Duration {
	return time.Duration(lo*60+d.dice.IntN((hi-lo)*60)) * time.Second
}

// heading is the compass point nearest to the way from a to b.
func heading(a, b orb.Point) string {
	return []string{"N", "E", "S", "W"}[int(math.Mod(orbgeo.Bearing(a, b)+360+45, 360)/90)]
}

// where is the car's place at t by its track.
func where(track []fix, t time.Time) (orb.Point, bool) {
	for i := 1; i < len(track); i++ {
		a, b := track[i-1], track[i]
		if t.Before(a.at) || t.After(b.at) {
			continue
		}
		span := b.at.Sub(a.at).Seconds()
		if span == 0 {
			return a.point, true
		}
		f := t.Sub(a.at).Seconds() / span
		return orb.Point{a.point[0] + f*(b.point[0]-a.point[0]), a.point[1] + f*(b.point[1]-a.point[1])}, true
	}
	return orb.Point{}, false
}

// nextClock is the next time after t that a clock in zone shows hour:00.
func nextClock(t time.Time, zone *time.Location, hour int) time.Time {
	l := t.In(zone)
	at := time.Date(l.Year(), l.Month(), l.Day(), hour, 0, 0, 0, zone)
	if !at.After(t) {
		at = time.Date(l.Year(), l.Month(), l.Day()+1, hour, 0, 0, 0, zone)
	}
	return at
}

func mustZone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}
