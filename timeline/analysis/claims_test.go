package analysis

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
)

// patrol is a read by a reader that moves, of a vehicle that stands at a spot.
func patrol(n int, t time.Time, p orb.Point) timeline.Event {
	x := read(fmt.Sprintf("p%04d", n), t.UTC().Format("2006-01-02 15:04:05"), p, "QZX0001")
	x.Where.Zone, x.Read = central, &timeline.ReadDetail{Mobile: true}
	return x
}

// gate is a read by a fixed reader.
func gate(n int, t time.Time, p orb.Point) timeline.Event {
	x := patrol(n, t, p)
	x.Read.Mobile = false
	return x
}

func evening(day int, hour float64) time.Time {
	loc, err := time.LoadLocation(central)
	if err != nil {
		panic(err)
	}
	return time.Date(2026, 1, 10+day, 0, 0, 0, 0, loc).Add(time.Duration(hour * float64(time.Hour)))
}

// oneStay is some nights running at one lodging, read some hours apart and nowhere else meanwhile, between reads far off.
func oneStay(r *rand.Rand) timeline.Dossier {
	var s []timeline.Event
	away := orb.Point{-96.797 + r.NormFloat64(), 32.7767}
	lodging := geo.Destination(away, r.Float64()*360, 600e3)
	add := func(t time.Time, p orb.Point) { s = append(s, patrol(len(s), t, p)) }
	add(evening(0, 12), away)
	from, nights := 5+r.IntN(10), 3+r.IntN(6)
	for t := evening(from, 21+3*r.Float64()); t.Before(evening(from+nights, 8)); {
		add(t, lodging)
		t = t.Add(time.Duration((9 + 6*r.Float64()) * float64(time.Hour)))
	}
	add(evening(from+nights+8+r.IntN(15), 12), away)
	return timeline.Dossier{Events: s}
}

// TestOneStayIsNoBase: silence within a stay makes no second one, and one stay makes no base.
func TestOneStayIsNoBase(t *testing.T) {
	for n := range 60 {
		d := oneStay(rand.New(rand.NewPCG(uint64(n), 1)))
		f := Analyze(d, DefaultParameters())
		if bases := f.Bases(); len(bases) > 0 {
			t.Fatalf("%d: %s", n, bases[0].Base.Text)
		}
		if why := f.By("bases").None; !strings.Contains(why, "in 2 stays with a sighting elsewhere between") ||
			!strings.Contains(why, "in 1 stay") && !strings.Contains(why, "0 nights") && !strings.Contains(why, "no exact place") {
			t.Errorf("%d: %s", n, why)
		}
		for _, p := range Of[Place](f) {
			if len(p.Visits) != 1 {
				t.Errorf("%d: %d visits without a sighting elsewhere between", n, len(p.Visits))
			}
		}
	}
}

// pastGate is a vehicle that a highway's reader sees by night and day, with nothing near in time to show that it drove on.
func pastGate(r *rand.Rand) timeline.Dossier {
	var s []timeline.Event
	far := geo.Destination(tulsa, r.Float64()*360, 200e3)
	for day := range 40 + r.IntN(60) {
		if r.IntN(4) > 0 {
			hour := 22 + 8*r.Float64()
			if r.IntN(3) == 0 {
				hour = 24 * r.Float64()
			}
			s = append(s, gate(len(s), evening(day, hour), tulsa))
		}
		if r.IntN(2) == 0 {
			s = append(s, patrol(len(s), evening(day, 15+2*r.Float64()), geo.Destination(far, r.Float64()*360, 20e3)))
		}
	}
	return timeline.Dossier{Events: s}
}

// TestReaderIsNoLodging: what passes a fixed reader by night did not sleep there.
func TestReaderIsNoLodging(t *testing.T) {
	for n := range 60 {
		f := Analyze(pastGate(rand.New(rand.NewPCG(uint64(n), 2))), DefaultParameters())
		if bases := f.Bases(); len(bases) > 0 {
			t.Fatalf("%d: %s", n, bases[0].Base.Text)
		}
		p := Of[Place](f)[0]
		if geo.Distance(p.Point, tulsa) > 50 || p.Nights > 0 || !strings.Contains(p.Text, "Its vehicle passes here at night: ") {
			t.Errorf("%d: %s", n, p.Text)
		}
		if f.Areas[0].Nights > 0 {
			t.Errorf("%d: %d nights told of what only passed", n, f.Areas[0].Nights)
		}
	}
}

// TestNoSentenceSaysElsewhere: a change is told of areas with a name, seen on enough days.
func TestNoSentenceSaysElsewhere(t *testing.T) {
	told := 0
	for n := range 40 {
		r := rand.New(rand.NewPCG(uint64(n), 3))
		c := settled(r, manner{days: 120, move: true})
		for _, x := range Of[Change](Analyze(c.spoil(r, c.observe(r, 1), 0.3, anyReaders), DefaultParameters())) {
			told++
			if strings.Contains(x.Text, "elsewhere") || strings.Contains(x.Text, "no area") || len(x.Before) == 0 || len(x.After) == 0 {
				t.Errorf("%s (%+v)", x.Text, x)
			}
			var a, b, m, k int
			if _, rest, is := strings.Cut(x.Text, "before, mostly in "); is {
				_, _ = fmt.Sscanf(rest[strings.Index(rest, "(")+1:], "%d of %d", &a, &b)
				rest = rest[strings.LastIndex(rest, "(")+1:]
				_, _ = fmt.Sscanf(rest, "%d of %d", &m, &k)
				if least := DefaultParameters().Change.Days; b < least || k < least || 2*a < b || 2*m < k {
					t.Errorf("told of too little: %s", x.Text)
				}
			}
		}
	}
	if told < 30 {
		t.Errorf("%d changes told of 40 moves", told)
	}
}

// TestClaimsShown prints what is claimed of four histories.
func TestClaimsShown(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	drift := drifter(r, 150, 12)
	weekly := settled(r, manner{days: 120, second: 2})
	for _, line := range []struct {
		name string
		d    timeline.Dossier
		by   []string
	}{
		{"one stay of some nights", oneStay(rand.New(rand.NewPCG(1, 1))), []string{"bases"}},
		{"a highway's reader passed by night", pastGate(rand.New(rand.NewPCG(1, 2))), []string{"bases", "routine"}},
		{"a drifter", drift.spoil(r, drift.observe(r, 4), 0, noNoise), []string{"bases", "changes"}},
		{"a second base two nights a week", weekly.spoil(r, weekly.observe(r, 2), 0, noNoise), []string{"bases"}},
	} {
		f := Analyze(line.d, DefaultParameters())
		for _, by := range line.by {
			found := f.By(by)
			for _, x := range found.Findings {
				t.Logf("%s: %s", line.name, x.Text)
			}
			if found.None != "" {
				t.Logf("%s: %s", line.name, found.None)
			}
		}
	}
}
