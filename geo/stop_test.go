package geo

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/paulmach/orb"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// wander makes a track that rests and moves by turns, a fix every few seconds, with gaps.
func wander(r *rand.Rand, from orb.Point, n int) []Fix {
	track := make([]Fix, 0, n)
	p, at := from, noon
	moving, left, bearing := false, 0, 0.0
	for range n {
		if left == 0 {
			moving, left, bearing = r.IntN(2) == 0, 5+r.IntN(200), r.Float64()*360
		}
		left--
		at = at.Add(time.Duration(1+r.IntN(10)) * time.Second)
		if r.IntN(200) == 0 {
			at = at.Add(time.Hour)
		}
		q := p
		if moving {
			p = Destination(p, bearing+r.Float64()*20, Meters(r.Float64()*30))
			q = p
		} else {
			q = Destination(p, r.Float64()*360, Meters(r.Float64()*70))
		}
		track = append(track, Fix{Point: q, At: at})
	}
	return track
}

// asPublished is the method of Li et al. 2008 word by word, in quadratic time.
func asPublished(track []Fix, rule StopRule) []Stop {
	limit := float64(rule.Distance) * float64(rule.Distance)
	var out []Stop
	for i := 0; i < len(track); {
		at := localAt(track[i].Point)
		j := i
		for j+1 < len(track) && at.squared(track[j+1].Point) <= limit &&
			(rule.MaxGap <= 0 || track[j+1].At.Sub(track[j].At) <= rule.MaxGap) {
			j++
		}
		if track[j].At.Sub(track[i].At) >= rule.Duration {
			out = append(out, newStop(track, i, j, nil))
			i = j + 1
		} else {
			i++
		}
	}
	return out
}

func TestStopsAreThoseOfThePublishedMethod(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	found := 0
	for i := range 300 {
		from := orb.Point{-95 + r.Float64(), 30}
		if i%5 == 0 {
			from = orb.Point{179.9995, 64}
		}
		track := wander(r, from, 50+r.IntN(1500))
		rule := StopRule{Distance: Meters(30 + r.IntN(150)), Duration: time.Duration(r.IntN(600)) * time.Second,
			MaxGap: time.Duration(r.IntN(3)) * 10 * time.Minute}
		got, want := Stops(track, rule), asPublished(track, rule)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("rule %+v: %d stops, want %d:\n%v\n%v", rule, len(got), len(want), got, want)
		}
		found += len(got)
	}
	if found < 1000 {
		t.Errorf("only %d stops tried", found)
	}
}

func TestStopsPassOverBadFixes(t *testing.T) {
	home := orb.Point{179.9999, 52}
	var track []Fix
	for i := range 20 {
		f := Fix{Point: Destination(home, float64(i*40), 30), At: noon.Add(time.Duration(i) * time.Minute), Radius: 10}
		if i == 10 {
			f.Point, f.Radius = Destination(home, 90, 3000), 5000
		}
		track = append(track, f)
	}
	got := Stops(track, DefaultStopRule())
	if len(got) != 1 || got[0].First != 0 || got[0].Last != 19 || got[0].Fixes != 19 || Distance(got[0].Center, home) > 20 {
		t.Errorf("%+v", got)
	}
	rule := DefaultStopRule()
	rule.Accuracy = 0
	if got := Stops(track, rule); len(got) != 2 {
		t.Errorf("taken at face value the bad fix splits the stop: %+v", got)
	}
	if got := Stops(nil, DefaultStopRule()); got != nil {
		t.Errorf("no fixes: %+v", got)
	}
}

func TestTripsFillTheTimeBetweenStops(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	for range 50 {
		track := wander(r, orb.Point{-95, 30}, 3000)
		stops := Stops(track, DefaultStopRule())
		trips := Trips(track, stops, TripRule{MaxGap: 30 * time.Minute})
		inside := make([]int, len(track))
		var length Meters
		for _, trip := range trips {
			for i := trip.First + 1; i <= trip.Last; i++ {
				inside[i]++
				if track[i].At.Sub(track[i-1].At) > 30*time.Minute {
					t.Fatalf("a gap within a trip: %+v", trip)
				}
			}
			if trip.Length < trip.Distance*(1-1e-4) {
				t.Fatalf("shorter than straight: %+v", trip)
			}
			length += trip.Length
		}
		for _, s := range stops {
			for i := s.First + 1; i <= s.Last; i++ {
				inside[i]++
			}
		}
		for i, n := range inside {
			if n > 1 {
				t.Fatalf("step %d is in %d stops and trips", i, n)
			}
			if n == 0 && i > 0 && track[i].At.Sub(track[i-1].At) <= 30*time.Minute {
				t.Fatalf("step %d of %d is in none", i, len(track))
			}
		}
	}
}

func ExampleStops() {
	var track []Fix
	home, work := orb.Point{-95.9928, 36.1540}, orb.Point{-95.93, 36.16}
	for i := range 10 {
		track = append(track, Fix{Point: home, At: noon.Add(time.Duration(i) * time.Minute)})
	}
	for i := range 10 {
		track = append(track, Fix{Point: work, At: noon.Add(time.Duration(20+i) * time.Minute)})
	}
	rule := DefaultStopRule()
	stops := Stops(track, rule)
	for _, s := range stops {
		fmt.Println(s.Start.Format("15:04"), "to", s.End.Format("15:04"), s.Fixes, "fixes")
	}
	for _, t := range Trips(track, stops, DefaultTripRule()) {
		fmt.Printf("%.1f km at %.0f km/h\n", t.Length.Kilometers(), t.Speed.KilometersPerHour())
	}
	// Output:
	// 12:00 to 12:09 10 fixes
	// 12:20 to 12:29 10 fixes
	// 5.7 km at 31 km/h
}

func BenchmarkStops(b *testing.B) {
	track := wander(rand.New(rand.NewPCG(6, 1)), orb.Point{-95, 30}, 1_000_000)
	b.ResetTimer()
	for b.Loop() {
		Stops(track, DefaultStopRule())
	}
	b.ReportMetric(float64(b.N)*float64(len(track))/b.Elapsed().Seconds()/1e6, "Mfix/s")
}

func BenchmarkTrips(b *testing.B) {
	track := wander(rand.New(rand.NewPCG(6, 1)), orb.Point{-95, 30}, 1_000_000)
	stops := Stops(track, DefaultStopRule())
	b.ResetTimer()
	for b.Loop() {
		Trips(track, stops, DefaultTripRule())
	}
	b.ReportMetric(float64(b.N)*float64(len(track))/b.Elapsed().Seconds()/1e6, "Mfix/s")
}
