package geo

import (
	"fmt"
	"math/rand/v2"
	"slices"
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

// planted is a time in which a generated life rests at a place.
type planted struct {
	place    orb.Point
	from, to time.Time
	left     time.Time // of the first fix after it
}

// live makes a life of rests and drives, and the track of a device that carries it: it speaks every few seconds while it
// moves, and at rest either so or only on arrival, as phones do that sleep.
func live(r *rand.Rand, home orb.Point, rests int) (track []Fix, truth []planted) {
	p, at := home, noon
	speak := func() {
		track = append(track, Fix{Point: Destination(p, r.Float64()*360, Meters(r.Float64()*3)), At: at})
	}
	for range rests {
		here := planted{place: p, from: at, to: at.Add(time.Duration(8+r.IntN(600)) * time.Minute)}
		speak()
		for asleep := r.IntN(2) == 0; ; {
			step := time.Duration(1+r.IntN(20)) * time.Second
			if asleep && r.IntN(3) == 0 || !at.Add(step).Before(here.to) {
				break
			}
			at = at.Add(step)
			speak()
		}
		at = here.to
		bearing, speed := r.Float64()*360, 6+r.Float64()*25
		for leg := range 60 + r.IntN(200) {
			step := 1 + r.IntN(5)
			p, at = Destination(p, bearing+r.Float64()*20, Meters(speed*float64(step))), at.Add(time.Duration(step)*time.Second)
			if leg == 0 {
				here.left = at
			}
			speak()
		}
		truth = append(truth, here)
	}
	return track, truth
}

// TestStopsAreTheRestsOfALife holds stops against where a life rested, however seldom its device spoke there: nearly all
// of each rest is in stops, and no stop holds more of a drive than what the distance allows.
func TestStopsAreTheRestsOfALife(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	rests, silent := 0, 0
	for i := range 60 {
		home := orb.Point{-95 + r.Float64(), 30}
		if i%5 == 0 {
			home = orb.Point{179.9995, 64}
		}
		track, truth := live(r, home, 12)
		rule := StopRule{Distance: Meters(30 + r.IntN(100)), Duration: 5 * time.Minute}
		slack := time.Duration(float64(rule.Distance)/6)*time.Second + 30*time.Second // a way of that length, and some fixes
		stops := Stops(track, rule)
		rest := time.Duration(0)
		for _, w := range truth {
			rests++
			var in time.Duration
			for _, s := range stops {
				from, to := later(s.Start, w.from), earlier(s.End, w.to)
				if !from.Before(to) {
					continue
				}
				in += to.Sub(from)
				if Distance(s.Center, w.place) > rule.Distance {
					t.Fatalf("stop %+v is %v m from where it rested", s, Distance(s.Center, w.place))
				}
				if s.Silence > 5*time.Minute {
					silent++
				}
			}
			// A rest that begins at the very edge of an anchor may lose its first minutes.
			if whole := w.to.Sub(w.from); in < whole-slack-rule.Duration {
				t.Fatalf("of a rest of %v from %v only %v is in stops", whole, w.from, in)
			}
			rest += in
		}
		for _, s := range stops {
			if s.Seen.Before(s.Start) || s.End.Before(s.Seen) || s.End.Sub(s.Start) < rule.Duration || s.Fixes != s.Last-s.First+1 {
				t.Fatalf("%+v", s)
			}
			if s.Last+1 < len(track) && !track[s.Last+1].At.Equal(s.End) {
				t.Fatalf("%+v does not last to the fix that left, %v", s, track[s.Last+1].At)
			}
			rest -= s.End.Sub(s.Start)
		}
		if rest < -slack*time.Duration(2*len(truth)) {
			t.Fatalf("stops hold %v of drives", -rest)
		}
	}
	if rests != 720 || silent < 300 {
		t.Errorf("%d rests were tried, %d of them silent", rests, silent)
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// TestADriveIsNoStop: a car that speaks seldom moves between any two of its fixes.
func TestADriveIsNoStop(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 1))
	for range 200 {
		p, at := orb.Point{-97, 36}, noon
		every := time.Duration(1+r.IntN(30)) * time.Minute
		speed := 7 + r.Float64()*30
		var track []Fix
		for range 40 {
			track = append(track, Fix{Point: p, At: at})
			p, at = Destination(p, 70+r.Float64()*20, Meters(speed*every.Seconds())), at.Add(every)
		}
		if stops := Stops(track, DefaultStopRule()); len(stops) > 0 {
			t.Fatalf("a drive at %.0f m/s with a fix every %v stops at %+v", speed, every, stops[0])
		}
	}
}

func TestAGapEndsAStopWhereAsked(t *testing.T) {
	track := []Fix{{At: noon}, {At: noon.Add(6 * time.Minute)}, {At: noon.Add(2 * time.Hour)}, {At: noon.Add(126 * time.Minute)}}
	for i := range track {
		track[i].Point = orb.Point{-97, 36}
	}
	rule := DefaultStopRule()
	if got := Stops(track, rule); len(got) != 1 || got[0].Silence != 114*time.Minute || got[0].End != track[3].At {
		t.Errorf("%+v", got)
	}
	rule.MaxGap = 15 * time.Minute
	if got := Stops(track, rule); len(got) != 2 || got[0].End != track[1].At || got[1].Start != track[2].At {
		t.Errorf("with gaps: %+v", got)
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

// TestTripsFillTheTimeBetweenStops: between two stops or gaps, every step of a track is in one trip.
func TestTripsFillTheTimeBetweenStops(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	for range 50 {
		track := wander(r, orb.Point{-95, 30}, 3000)
		stops := Stops(track, DefaultStopRule())
		trips := Trips(track, stops, TripRule{MaxGap: 30 * time.Minute})
		length := make([]Meters, len(track)) // of the way to each fix that is in no trip yet
		for i := 1; i < len(track); i++ {
			if track[i].At.Sub(track[i-1].At) <= 30*time.Minute {
				length[i] = Distance(track[i-1].Point, track[i].Point)
			}
		}
		for _, s := range stops {
			clear(length[s.First+1 : s.Last+1])
		}
		var ways, told Meters
		for _, l := range length {
			ways += l
		}
		for k, trip := range trips {
			told += trip.Length
			if trip.Length < trip.Distance*(1-1e-4) || trip.End.Before(trip.Start) || k > 0 && trip.Start.Before(trips[k-1].End) {
				t.Fatalf("%+v", trip)
			}
			for i := trip.First + 1; i <= trip.Last; i++ {
				if track[i].At.Sub(track[i-1].At) > 30*time.Minute {
					t.Fatalf("a gap within a trip: %+v", trip)
				}
			}
			if o := trip.Origin; o >= 0 && stops[o].End.After(trip.Start) && trip.First > stops[o].Last {
				t.Fatalf("%+v begins before %+v ends", trip, stops[o])
			}
		}
		if d := ways - told; d > 1 || d < -1 {
			t.Fatalf("%.0f m between stops, %.0f m in trips", ways, told)
		}
	}
}

// TestTripsAndToursOfALife: a life that goes out and comes back by turns makes a trip each way, and every two make a tour.
func TestTripsAndToursOfALife(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 1))
	for range 40 {
		home := orb.Point{-95, 30 + 30*r.Float64()}
		at := noon
		var track []Fix
		days := 2 + r.IntN(5)
		for range days {
			away := Destination(home, r.Float64()*360, Meters(3000+r.Float64()*20000))
			for _, leg := range [][2]orb.Point{{home, away}, {away, home}} {
				for range 30 + r.IntN(60) {
					track = append(track, Fix{Point: leg[0], At: at})
					at = at.Add(time.Minute)
				}
				steps := 10 + r.IntN(20)
				for k := 1; k < steps; k++ {
					share := float64(k) / float64(steps)
					p := orb.Point{leg[0][0] + (leg[1][0]-leg[0][0])*share, leg[0][1] + (leg[1][1]-leg[0][1])*share}
					track = append(track, Fix{Point: p, At: at})
					at = at.Add(time.Minute)
				}
			}
		}
		for range 30 {
			track = append(track, Fix{Point: home, At: at})
			at = at.Add(time.Minute)
		}
		stops := Stops(track, DefaultStopRule())
		trips := Trips(track, stops, DefaultTripRule())
		tours := Tours(stops, trips, DefaultTourRule())
		if len(stops) != 2*days+1 || len(trips) != 2*days || len(tours) != days {
			t.Fatalf("%d days: %d stops, %d trips, %d tours", days, len(stops), len(trips), len(tours))
		}
		for k, tour := range tours {
			if !slices.Equal(tour.Trips, []int{2 * k, 2*k + 1}) || Distance(tour.Origin.Center, home) > 100 || Distance(tour.Return.Center, home) > 100 {
				t.Fatalf("%+v", tour)
			}
		}
		// A silence on the way tears the loop: nobody knows where it was.
		torn := slices.Concat(track[:trips[1].First+2], track[trips[1].Last-1:])
		for i := trips[1].First + 2; i < len(torn); i++ {
			torn[i].At = torn[i].At.Add(time.Hour)
		}
		stops = Stops(torn, StopRule{Distance: 100, Duration: 5 * time.Minute, MaxGap: 15 * time.Minute})
		if got := Tours(stops, Trips(torn, stops, DefaultTripRule()), DefaultTourRule()); len(got) != days-1 {
			t.Fatalf("%d tours of %d days, one of which is torn: %+v", len(got), days, got)
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
		fmt.Println(s.Start.Format("15:04"), "to", s.End.Format("15:04"), s.Fixes, "fixes, the last at", s.Seen.Format("15:04"))
	}
	for _, t := range Trips(track, stops, TripRule{MaxGap: 15 * time.Minute}) {
		fmt.Printf("%.1f km at %.0f km/h\n", t.Length.Kilometers(), t.Speed.KilometersPerHour())
	}
	// Output:
	// 12:00 to 12:20 10 fixes, the last at 12:09
	// 12:20 to 12:29 10 fixes, the last at 12:29
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
