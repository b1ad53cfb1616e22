package detectortest

import (
	"slices"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
	"sightline/timeline/analysis"
)

// plant is the truth that a detector is held to, and what looks like it and is not.
type plant struct {
	truth func(*story) (is func(analysis.Finding) bool) // plants it, and returns what tells the finding of it from others
	decoy func(*story)                                  // plants what makes no finding of the detector
	drawn bool                                          // on the map
	// noisy detectors tell what is there in any history, such as trips: noise is no test of them.
	noisy bool
}

func near(shapes []analysis.Shape, p orb.Point, within geo.Meters) bool {
	return slices.ContainsFunc(shapes, func(s analysis.Shape) bool { return geo.Distance(s.Points[0], p) < within })
}

// nights reads the vehicle late and early at one place, and at noon in towns elsewhere.
func nights(s *story, p orb.Point, days int) {
	for day := range days {
		s.read(day, 2, s.near(p, 30))
		s.read(day, 5, s.near(p, 30))
		s.read(day, 13, s.near(oklahoma, 20_000))
	}
}

// rounds drives from town to town and home again, every nine days.
func rounds(s *story, n int) {
	for round := range n {
		for k, town := range []orb.Point{tulsa, oklahoma, amarillo, wichita} {
			s.read(9*round+2*k, 8, s.near(town, 300))
			s.read(9*round+2*k, 20, s.near(town, 300))
			if k == 0 {
				continue
			}
			s.read(9*round+2*k+1, 8, s.near(town, 300))
		}
	}
}

// plants are those of every detector, by name.
func plants() map[string]plant {
	return map[string]plant{
		"bases": {
			truth: func(s *story) func(analysis.Finding) bool {
				home := s.near(tulsa, 5000)
				nights(s, home, 12)
				return func(f analysis.Finding) bool { return near(f.Shapes, home, 100) }
			},
			decoy: func(s *story) { nights(s, tulsa, 2) }, drawn: true,
		},
		"places": {
			truth: func(s *story) func(analysis.Finding) bool {
				home := s.near(tulsa, 5000)
				nights(s, home, 8)
				return func(f analysis.Finding) bool {
					return near(f.Shapes, home, 100) && f.Data.(analysis.Place).Sightings == 16
				}
			},
			decoy: func(s *story) { // one passing by one reader, read again and again
				for range 20 {
					s.read(0, 8, s.near(tulsa, 20))
				}
			},
			drawn: true,
		},
		"routine": {
			truth: func(s *story) func(analysis.Finding) bool {
				nights(s, tulsa, 8)
				return func(f analysis.Finding) bool { r, is := f.Data.(analysis.Routine); return is && r.Timed == 24 }
			},
			decoy: func(s *story) {
				for range 5 {
					s.read(s.r.IntN(30), 8, tulsa)
				}
				for i := range s.d.Events { // their hours are not known
					w := &s.d.Events[i].First
					w.End, w.Precision = w.Start.AddDate(0, 0, 3), timeline.Month
					s.d.Events[i].Where.Class = timeline.ClassNone
				}
			},
			noisy: true,
		},
		"circuits": {
			truth: func(s *story) func(analysis.Finding) bool {
				rounds(s, 8)
				return func(f analysis.Finding) bool {
					c := f.Data.(analysis.Circuit)
					return len(c.Areas) == 4 && len(c.Rounds) >= 6 && near(f.Shapes, amarillo, 30_000)
				}
			},
			decoy: func(s *story) { rounds(s, 2) }, drawn: true,
		},
		"conflicts": {
			truth: func(s *story) func(analysis.Finding) bool {
				a, b := s.read(0, 8, tulsa), s.read(0, 8.5, amarillo)
				return func(f analysis.Finding) bool { return f.Certain && slices.Equal(f.Evidence, []string{a, b}) }
			},
			decoy: func(s *story) { s.read(0, 8, tulsa); s.read(0, 12.5, amarillo) }, drawn: true, // 530 km in four hours and a half
		},
		"shifts": {
			truth: func(s *story) func(analysis.Finding) bool {
				commute(s, 3*time.Hour)
				return func(f analysis.Finding) bool { x := f.Data.(analysis.Shift); return x.Load == 2 && x.Hours == -3 }
			},
			decoy: func(s *story) { commute(s, 0) },
		},
		"splits": {
			truth: func(s *story) func(analysis.Finding) bool {
				var second []string
				for day := range 10 {
					s.read(day, 7, s.near(tulsa, 3000))
					for _, hour := range []float64{8, 10, 12} {
						second = append(second, s.read(day, hour, s.near(amarillo, 3000)))
						s.read(day, hour+1, s.near(tulsa, 3000))
					}
				}
				return func(f analysis.Finding) bool {
					x := f.Data.(analysis.Split)
					return slices.Equal(x.Second, second) || slices.Equal(x.First, second)
				}
			},
			decoy: func(s *story) { // a misread now and then
				for day := range 20 {
					s.read(day, 7, s.near(tulsa, 3000))
					if day%10 == 5 {
						s.read(day, 8, amarillo)
					}
					s.read(day, 9, s.near(tulsa, 3000))
				}
			},
		},
		"changes": {
			truth: func(s *story) func(analysis.Finding) bool {
				for day := 0; day < 140; day += 2 {
					town := tulsa
					if day >= 70 {
						town = amarillo
					}
					s.read(day, 10, s.near(town, 5000))
				}
				moved := s.begin.AddDate(0, 0, 70)
				return func(f analysis.Finding) bool { return f.Start.Sub(moved).Abs() < 8*24*time.Hour }
			},
			decoy: func(s *story) {
				for day := 0; day < 140; day += 2 {
					s.read(day, 10, s.near(tulsa, 5000))
				}
			},
		},
		"gaps": {
			truth: func(s *story) func(analysis.Finding) bool {
				a, b := s.read(0, 8, tulsa), s.read(5, 8, oklahoma)
				return func(f analysis.Finding) bool {
					return slices.Equal(f.Evidence, []string{a, b}) && f.End.Sub(f.Start).Round(time.Hour) == 5*24*time.Hour
				}
			},
			decoy: func(s *story) { s.read(0, 8, tulsa); s.read(1, 7, oklahoma) }, drawn: true, noisy: true,
		},
		"trips": {
			truth: func(s *story) func(analysis.Finding) bool {
				a, b := s.read(0, 8, tulsa), s.read(0, 10.5, oklahoma)
				return func(f analysis.Finding) bool {
					return slices.Equal(f.Evidence, []string{a, b}) && f.Data.(analysis.Trip).Distance > 150_000
				}
			},
			decoy: func(s *story) { s.read(0, 8, tulsa); s.read(0, 10, tulsa); s.read(2, 10, oklahoma) }, drawn: true, noisy: true,
		},
		"interest": {
			truth: func(s *story) func(analysis.Finding) bool {
				for day := range 4 {
					s.inquire(9*day, 8, day%2, timeline.Counts)
				}
				return func(f analysis.Finding) bool {
					i := f.Data.(analysis.Interest)
					return len(i.Contacts) == 4 && len(i.Agencies) == 2 && len(f.Evidence) == 4
				}
			},
			decoy: func(s *story) { s.inquire(0, 8, 1, timeline.Administrative); s.read(1, 8, tulsa) },
		},
		"bursts": {
			truth: func(s *story) func(analysis.Finding) bool {
				for month := range 10 {
					s.inquire(30*month, 8, month, timeline.Counts)
				}
				var thick []string
				for k := range 6 {
					thick = append(thick, s.inquire(280, 9+float64(k), 20+k, timeline.Counts))
				}
				s.inquire(330, 8, 9, timeline.Counts)
				return func(f analysis.Finding) bool { return slices.Equal(f.Evidence, thick) }
			},
			decoy: func(s *story) {
				for month := range 12 {
					s.inquire(30*month, 8, month, timeline.Counts)
				}
			},
		},
	}
}

// commute drives a long way out and back for a week, read every hour by one of three loads; the times of the second are off.
func commute(s *story, off time.Duration) {
	const way = 6 // hours
	for hour := range 7 * 24 {
		part := float64(hour % (2 * way))
		part = min(part, 2*way-part) / way
		at, load := s.at(0, float64(hour)), 1+s.r.Int64N(3)
		if load == 2 {
			at = at.Add(off)
		}
		s.readOf(load, at, orb.Point{tulsa[0] + part*(amarillo[0]-tulsa[0]), tulsa[1] + part*(amarillo[1]-tulsa[1])})
	}
}
