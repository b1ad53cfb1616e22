package store_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/internal/access"
	"sightline/internal/query"
	"sightline/timeline"
)

// TestSearchManySites pages through what more than a thousand sites, a fifth of them cells in which readers moved, read on few
// days of a year, some of them brought by two loads: every read is found once, the newest first, whatever the time asked for.
func TestSearchManySites(t *testing.T) {
	s, _ := open(t)
	c, _ := newCase(t, s)
	chance := rand.New(rand.NewPCG(7, 8))
	start := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	const sites = 1300
	var loads [2][]timeline.Read
	for n := range 4000 {
		k := chance.IntN(sites)
		site := camera
		site.Key = fmt.Sprintf("cam-%d", k)
		site.Point = orb.Point{camera.Point.Lon() + float64(k%40)/200, camera.Point.Lat() + float64(k/40)/200}
		site.Where.Point = site.Point
		moves := k%5 == 0
		if moves {
			site.Key, site.Mobile, site.Where.Class, site.Where.Radius = fmt.Sprintf("car-%d", k), true, timeline.ClassGPS, 500
		}
		// The days lie in clumps: nothing at all in most months, the ends of months and of the year among them.
		day := []int{0, 27, 30, 31, 58, 58, 59, 180, 181, 300, 303, 304, 363, 364}[chance.IntN(14)]
		at := start.Add(time.Duration(day)*24*time.Hour + time.Duration(chance.IntN(86_400))*time.Second +
			time.Duration(n)*time.Microsecond)
		half := chance.IntN(2)
		r := read(0, at, fmt.Sprintf("AQ%04d", n), "TX", site)
		if moves {
			r.Point = geo.Destination(site.Point, float64(chance.IntN(360)), geo.Meters(chance.IntN(400)))
		}
		loads[half] = append(loads[half], r)
	}
	var all []timeline.Read
	for _, reads := range loads {
		slices.SortFunc(reads, func(a, b timeline.Read) int { return a.At.Compare(b.At) })
		takeReads(t, s, c.ID, numbered(1, reads))
		all = append(all, reads...)
	}
	slices.SortFunc(all, func(a, b timeline.Read) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.Record.Line, a.Record.Line))
	})
	at := func(day int, hour float64) time.Time {
		return start.Add(time.Duration(day)*24*time.Hour + time.Duration(hour*float64(time.Hour)))
	}
	for _, x := range []struct {
		name     string
		radius   geo.Meters
		from, to time.Time
	}{
		{"all", 100_000, time.Time{}, time.Time{}},
		{"until the middle of a month without reads", 100_000, time.Time{}, at(220, 0)},
		{"until the middle of a day", 100_000, time.Time{}, at(303, 11.5)},
		{"until the end of a month", 100_000, at(27, 3), at(59, 0)},
		{"a day", 100_000, at(181, 0), at(182, 0)},
		{"a month", 100_000, at(31, 0), at(59, 0)},
		{"before everything", 100_000, time.Time{}, start},
		{"a century before", 100_000, at(-45_000, 0), at(-44_000, 0)},
		{"a century after", 100_000, at(44_000, 0), at(45_000, 0)},
		{"few sites, a century after", 4_000, at(44_000, 0), time.Time{}},
		{"few sites, a century before", 4_000, time.Time{}, at(-44_000, 0)},
		{"a gap", 100_000, at(61, 3), at(179, 0)},
		{"few sites", 4_000, time.Time{}, at(303, 11.5)},
		{"few sites, some months", 4_000, at(58, 12), at(302, 0)},
		{"a part of the sites", 10_000, at(30, 5), at(364, 9)},
	} {
		var want []string
		for _, r := range all {
			reach := x.radius + geo.Meters(r.Site.Where.Radius)
			if r.Site.Mobile {
				reach = x.radius + timeline.MobileRadius
			}
			inside := geo.Distance(camera.Point, r.Point) <= reach
			if inside && !r.At.Before(x.from) && (x.to.IsZero() || r.At.Before(x.to)) {
				want = append(want, r.Plate.Number)
			}
		}
		ask := near(camera.Point, x.radius, 300)
		ask.From, ask.To, ask.Count = x.from, x.to, query.CountExact
		var got []string
		for page := 0; ; page++ {
			found, err := s.Search(t.Context(), ask, access.Asker{Viewer: everything})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range found.Found {
				got = append(got, f.Event.Plate().Number)
			}
			if page == 0 && found.Count.Number != int64(len(want)) {
				t.Errorf("%s: %d are counted, want %d", x.name, found.Count.Number, len(want))
			}
			if found.Next == nil {
				break
			}
			ask.After, ask.Count = *found.Next, query.CountNone
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %d reads are found, want %d, or in another order", x.name, len(got), len(want))
		}
	}
}
