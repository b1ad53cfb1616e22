package analysis

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
)

// TestAccuracyNights compares the nights told of each area with those spent there in truth. A true night can be found when the
// vehicle was read in its hours where it slept.
func TestAccuracyNights(t *testing.T) {
	for _, line := range []struct {
		name   string
		perDay float64
		noise  float64
		live   func(*rand.Rand) *course
	}{
		{"settled", 1, 0, func(r *rand.Rand) *course { return settled(r, manner{days: 150}) }},
		{"settled", 2, 0, func(r *rand.Rand) *course { return settled(r, manner{days: 150}) }},
		{"settled", 8, 0, func(r *rand.Rand) *course { return settled(r, manner{days: 150}) }},
		{"two bases", 2, 0, second(2)},
		{"two bases", 2, 0.1, second(2)},
		{"two bases", 2, 0.3, second(2)},
		{"goes a circuit", 2, 0, func(r *rand.Rand) *course { return around(r, 150) }},
		{"goes a circuit", 8, 0, func(r *rand.Rand) *course { return around(r, 150) }},
		{"drives by night", 2, 0, driver},
		{"drives by night", 8, 0, driver},
		{"drifters", 4, 0, func(r *rand.Rand) *course { return drifter(r, 120, 4) }},
	} {
		told, wrong, found, known, passes := 0, 0, 0, 0, 0
		for n := range 3 * *histories {
			r := seeded("nights of "+line.name, n)
			c := line.live(r)
			own := c.observe(r, line.perDay)
			f := Analyze(c.spoil(r, own, line.noise, mixedNoise), DefaultParameters())
			right := map[int]bool{}
			for _, a := range f.Areas {
				passes += a.Passes
				for _, night := range a.Spent {
					told++
					if p, is := c.slept[night.Day]; is && geo.Distance(p, a.Point) < 45e3 {
						right[night.Day] = true
					} else {
						wrong++
					}
				}
			}
			for day := range c.readAsleep(own) {
				known++
				found += count(right[day])
			}
		}
		t.Logf("%-16s %2.0f a day %2.0f %% noise: %5d nights told, %4.1f %% of them not spent there, %.2f of %d that can be found; %d passes",
			line.name, line.perDay, 100*line.noise, told, 100*ratio(wrong, told), ratio(found, known), known, passes)
		if line.noise > 0 {
			continue
		}
		if 100*wrong > 3*told {
			t.Errorf("%s at %.0f a day: %d of %d nights were not spent where they are told", line.name, line.perDay, wrong, told)
		}
		if 10*found < 8*known {
			t.Errorf("%s at %.0f a day: %d of %d nights found", line.name, line.perDay, found, known)
		}
	}
}

// readAsleep are the nights in which the vehicle was read where it slept.
func (c *course) readAsleep(all []timeline.Event) map[int]bool {
	days := map[int]bool{}
	for i := range all {
		local := all[i].First.Start.In(c.zone)
		day := dayNumber(local.Add(-12 * time.Hour))
		if h := local.Hour(); (h >= 22 || h < 7) && c.near(day, all[i].Where.Point) {
			days[day] = true
		}
	}
	return days
}

func (c *course) near(day int, p orb.Point) bool {
	q, is := c.slept[day]
	return is && geo.Distance(p, q) < 150
}

// driver lives at home and drives through the night to other towns and back, resting by day.
func driver(r *rand.Rand) *course {
	c := newCourse(r)
	home := c.at
	for end := c.now.AddDate(0, 0, 120); c.now.Before(end); {
		c.sleep(r)
		if r.IntN(3) > 0 {
			c.day(r, c.abode(r, 0), c.abode(r, 0), home)
			continue
		}
		c.stay(c.clock(r, 0, 20))
		there := c.abode(r, 1+r.IntN(11))
		c.drive(r, there) // arrives in the small hours or later
		c.stay(c.now.Add(time.Duration(60+r.IntN(120)) * time.Minute))
		c.drive(r, home)
		c.stay(c.clock(r, 0, 20))
	}
	return c
}
