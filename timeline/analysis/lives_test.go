package analysis

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
)

// This file invents lives of other sorts than truth_test.go does, for the accuracy of bases, nights, changes and what circuits
// foretell: settled, with a second base some nights of each week, moving house, drifting, staying somewhere once, passing a reader by
// night. What stands is read by readers that drive past; what drives, by fixed readers.

// abode is a spot where nights are spent.
type abode struct {
	point orb.Point
	town  int
}

// stretch is a time at one spot, or on the way from one to another.
type stretch struct {
	from, to time.Time
	a, b     orb.Point
	town     int // -1 on the way
}

// course is the truth of one vehicle.
type course struct {
	towns   []orb.Point
	readers []orb.Point // fixed, on the roads out of the towns
	zone    *time.Location
	parts   []stretch
	now     time.Time
	at      abode
	bases   []abode
	moved   time.Time
	left    []time.Time       // when rounds of a circuit began
	slept   map[int]orb.Point // where each night was spent, by the local day on whose evening it began
}

func newCourse(r *rand.Rand) *course {
	zone, err := time.LoadLocation(central)
	if err != nil {
		panic(err)
	}
	c := &course{zone: zone, slept: map[int]orb.Point{}, now: time.Date(2026, 1, 5, 18, 0, 0, 0, zone)}
	for len(c.towns) < 12 {
		p := orb.Point{-101 + r.Float64()*11, 31 + r.Float64()*9}
		if !slices.ContainsFunc(c.towns, func(q orb.Point) bool { return geo.Distance(p, q) < 110e3 }) {
			c.towns = append(c.towns, p)
			for range 2 {
				c.readers = append(c.readers, geo.Destination(p, r.Float64()*360, 6000+4000*geo.Meters(r.Float64())))
			}
		}
	}
	c.at = c.abode(r, 0)
	return c
}

// abode is a new spot in a town.
func (c *course) abode(r *rand.Rand, town int) abode {
	return abode{geo.Destination(c.towns[town], r.Float64()*360, 1000+4500*geo.Meters(r.Float64())), town}
}

// stay stays where it is.
func (c *course) stay(until time.Time) {
	if until.After(c.now) {
		c.parts = append(c.parts, stretch{c.now, until, c.at.point, c.at.point, c.at.town})
		c.now = until
	}
}

// drive goes to a spot, out of town past the town's reader.
func (c *course) drive(r *rand.Rand, to abode) {
	way := []orb.Point{c.at.point, to.point}
	if to.town != c.at.town {
		way = []orb.Point{c.at.point, c.readers[2*c.at.town+r.IntN(2)], c.readers[2*to.town+r.IntN(2)], to.point}
	}
	for k := 1; k < len(way); k++ {
		speed := 40.0
		if len(way) == 4 && k == 2 {
			speed = 80 + 25*r.Float64()
		}
		took := time.Duration(float64(geo.Distance(way[k-1], way[k])) / (speed / 3.6) * 1e9)
		c.parts = append(c.parts, stretch{c.now, c.now.Add(took), way[k-1], way[k], -1})
		c.now = c.now.Add(took)
	}
	c.at = to
}

// clock is an hour of the local day, some minutes about it, days from now.
func (c *course) clock(r *rand.Rand, days int, hour float64) time.Time {
	y, m, d := c.now.In(c.zone).Date()
	return time.Date(y, m, d+days, 0, 0, 0, 0, c.zone).Add(time.Duration((hour + r.NormFloat64()*0.4) * float64(time.Hour)))
}

// sleep spends the night where it is, until the morning.
func (c *course) sleep(r *rand.Rand) {
	days := 1
	if c.now.In(c.zone).Hour() < 5 {
		days = 0
	}
	c.slept[dayNumber(c.now.In(c.zone).Add(-5*time.Hour))] = c.at.point
	c.stay(c.clock(r, days, 7.6))
}

// day is spent at work and sometimes out, and ends at a spot to sleep at.
func (c *course) day(r *rand.Rand, work, out, home abode) {
	if c.now.In(c.zone).Weekday() != time.Sunday {
		c.drive(r, work)
		c.stay(c.clock(r, 0, 16.5))
	}
	if r.IntN(3) == 0 {
		c.drive(r, out)
		c.stay(c.now.Add(time.Duration(50+r.IntN(100)) * time.Minute))
	}
	c.drive(r, home)
	c.sleep(r)
}

// trip goes somewhere and sleeps there, some nights at one new lodging.
func (c *course) trip(r *rand.Rand, town, nights int) {
	lodging := c.abode(r, town)
	c.drive(r, lodging)
	c.sleep(r)
	for range nights - 1 {
		out := c.abode(r, town)
		c.drive(r, out)
		c.stay(c.clock(r, 0, 17))
		c.drive(r, lodging)
		c.sleep(r)
	}
}

// life says how somebody lives.
type manner struct {
	days     int
	second   int  // nights of each week at a second base
	move     bool // halfway, to another town
	passing  bool // drives a round past a reader by night, back home before morning
	tripless bool
}

func settled(r *rand.Rand, m manner) *course {
	c := newCourse(r)
	home, end := c.at, c.now.AddDate(0, 0, m.days)
	c.bases = []abode{home}
	work, out := c.abode(r, 0), c.abode(r, 0)
	second := abode{geo.Destination(home.point, r.Float64()*360, 3000+37e3*geo.Meters(r.Float64())), 0}
	if m.second > 0 {
		c.bases = append(c.bases, second)
	}
	first := time.Weekday(r.IntN(7))
	next := c.now.AddDate(0, 0, 8+r.IntN(20))
	move := c.now.Add(time.Duration(float64(m.days)*(0.4+0.2*r.Float64())) * 24 * time.Hour)
	c.sleep(r)
	for c.now.Before(end) {
		away := (int(c.now.In(c.zone).Weekday())-int(first)+7)%7 < m.second
		switch {
		case m.move && c.moved.IsZero() && c.now.After(move):
			home = c.abode(r, 3+r.IntN(9))
			work, out = c.abode(r, home.town), c.abode(r, home.town)
			c.drive(r, home)
			c.moved = c.now
			c.bases = append(c.bases, home)
			c.sleep(r)
		case m.passing && r.IntN(2) == 0:
			c.drive(r, work)
			c.stay(c.clock(r, 0, 16.5))
			c.drive(r, home)
			c.stay(c.clock(r, 0, 23.3))
			reader := abode{c.readers[2*home.town], home.town}
			c.drive(r, reader)
			c.drive(r, c.abode(r, home.town))
			c.drive(r, home)
			c.sleep(r)
		case away:
			c.day(r, work, out, second)
		case !m.tripless && c.now.After(next):
			c.trip(r, (home.town+1+r.IntN(11))%12, 1+r.IntN(3))
			next = c.now.AddDate(0, 0, 12+r.IntN(25))
			c.drive(r, home)
			c.sleep(r)
		default:
			c.day(r, work, out, home)
		}
	}
	return c
}

// drifter has no base: a few nights here and there, at times at a lodging that it knows.
func drifter(r *rand.Rand, days, longest int) *course {
	c := newCourse(r)
	known := make([]abode, len(c.towns))
	for k := range known {
		known[k] = c.abode(r, k)
	}
	again := r.IntN(3) == 0
	for end := c.now.AddDate(0, 0, days); c.now.Before(end); {
		town := (c.at.town + 1 + r.IntN(11)) % 12
		nights := 1 + r.IntN(longest)
		if again {
			c.drive(r, known[town])
			c.sleep(r)
			for range nights - 1 {
				c.day(r, c.abode(r, town), c.abode(r, town), known[town])
			}
			continue
		}
		c.trip(r, town, nights)
	}
	return c
}

// once is at home nowhere that readers see, and stays somewhere once for some nights.
func once(r *rand.Rand) *course {
	c := newCourse(r)
	for k := range 5 {
		c.drive(r, c.abode(r, r.IntN(12)))
		c.stay(c.clock(r, 0, 16)) // by day
		if k == 2 {
			c.trip(r, r.IntN(12), 3+r.IntN(5))
		}
		c.parts = c.parts[:len(c.parts):len(c.parts)]
		c.now = c.now.AddDate(0, 0, 4+r.IntN(8)) // where nobody reads
	}
	return c
}

// around goes a circuit from home every so many days.
func around(r *rand.Rand, days int) *course {
	c := newCourse(r)
	home, end := c.at, c.now.AddDate(0, 0, days)
	c.bases = []abode{home}
	work, out := c.abode(r, 0), c.abode(r, 0)
	var stops []abode
	for _, t := range r.Perm(11)[:2+r.IntN(2)] {
		stops = append(stops, c.abode(r, t+1))
	}
	period := 9 + r.IntN(6)
	next := c.now.AddDate(0, 0, 2+r.IntN(period))
	c.sleep(r)
	for c.now.Before(end) {
		if c.now.Before(next) {
			c.day(r, work, out, home)
			continue
		}
		c.left = append(c.left, c.now)
		for _, s := range stops {
			c.drive(r, s)
			c.sleep(r)
			if r.IntN(2) == 0 {
				c.day(r, c.abode(r, s.town), c.abode(r, s.town), s)
			}
		}
		c.drive(r, home)
		c.sleep(r)
		next = next.AddDate(0, 0, period+r.IntN(3)-1)
	}
	return c
}

// seen is a read of the course, or of something else.
func (c *course) read(n int, t time.Time, p orb.Point, mobile bool) timeline.Event {
	t = t.UTC().Truncate(time.Second)
	class, radius := timeline.ClassSite, geo.Meters(20)
	if mobile {
		class, radius = timeline.ClassGPS, timeline.MobileRadius
	}
	return timeline.Event{
		ID: fmt.Sprintf("r%05d", n), Kind: timeline.KindRead, Parties: vehicle(timeline.Plate{Number: plateA, State: "XX"}),
		First:   timeline.When{Start: t, End: t.Add(time.Second), Precision: timeline.Second, Zone: central, Basis: timeline.BasisStated},
		Where:   timeline.Where{Point: p, Class: class, Radius: radius, Zone: central},
		Read:    &timeline.ReadDetail{Mobile: mobile},
		Records: []timeline.RecordRef{{Load: 1, Line: n + 1}},
	}
}

// observe notes a course, so many sightings a day where something was to be seen; driving is noted six times as readily.
func (c *course) observe(r *rand.Rand, perDay float64) (all []timeline.Event) {
	weight, days := 0.0, 0.0
	of := func(s stretch) float64 {
		hours := s.to.Sub(s.from).Hours()
		if s.town < 0 {
			return 6 * hours
		}
		return hours
	}
	for _, s := range c.parts {
		weight += of(s)
		days += s.to.Sub(s.from).Hours() / 24
	}
	for _, s := range c.parts {
		for range poisson(r, perDay*days/weight*of(s)) {
			t := s.from.Add(time.Duration(r.Float64() * float64(s.to.Sub(s.from))))
			switch {
			case s.town >= 0:
				all = append(all, c.read(len(all), t, geo.Destination(s.a, r.Float64()*360, 40*geo.Meters(r.Float64())), true))
			case r.IntN(3) > 0 && slices.Contains(c.readers, s.b):
				all = append(all, c.read(len(all), s.to, s.b, false))
			default:
				way := geo.Distance(s.a, s.b) * geo.Meters(t.Sub(s.from).Seconds()/s.to.Sub(s.from).Seconds())
				all = append(all, c.read(len(all), t, geo.Destination(s.a, geo.BearingBetween(s.a, s.b), way), r.IntN(2) == 0))
			}
		}
	}
	return all
}

// Sorts of noise, besides none.
const (
	noNoise     = iota
	anyReaders  // at random times, all over the country
	sameReaders // at random times
	otherLife   // of another vehicle
	wrongHours  // the right place, hours off
	mixedNoise
)

// spoil adds false rows, a share of all, and puts all in order.
func (c *course) spoil(r *rand.Rand, all []timeline.Event, share float64, sort int) timeline.Dossier {
	n := int(share / (1 - share) * float64(len(all)))
	first, last := c.parts[0].from, c.parts[len(c.parts)-1].to
	var other []timeline.Event
	if sort == otherLife || sort == mixedNoise {
		life := settled(r, manner{days: int(last.Sub(first).Hours() / 24)})
		other = life.observe(r, 4)
	}
	true_ := len(all)
	for k := range n {
		kind := sort
		if sort == mixedNoise {
			kind = anyReaders + k%4
		}
		t := first.Add(time.Duration(r.Float64() * float64(last.Sub(first))))
		id := len(all)
		switch kind {
		case anyReaders:
			town := c.towns[r.IntN(12)]
			all = append(all, c.read(id, t, geo.Destination(town, r.Float64()*360, 50e3*geo.Meters(r.Float64())), false))
		case sameReaders:
			x := all[r.IntN(true_)]
			all = append(all, c.read(id, t, x.Where.Point, x.Mobile()))
		case otherLife:
			x := other[r.IntN(len(other))]
			all = append(all, c.read(id, x.First.Start, x.Where.Point, x.Mobile()))
		case wrongHours:
			x := all[r.IntN(true_)]
			hours := time.Duration(1+r.IntN(11)) * time.Hour
			all = append(all, c.read(id, x.First.Start.Add(hours), x.Where.Point, x.Mobile()))
		}
	}
	slices.SortStableFunc(all, func(a, b timeline.Event) int { return a.First.Start.Compare(b.First.Start) })
	return timeline.Dossier{Events: all}
}
