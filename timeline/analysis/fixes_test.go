package analysis

import (
	"math/rand/v2"
	"testing"
	"time"

	"sightline/geo"
	"sightline/timeline"
)

// device is a week of fixes a minute apart: home, work and the way between, with some noise.
func device() []geo.Fix {
	r := rand.New(rand.NewPCG(11, 1))
	home, work := tulsa, geo.Destination(tulsa, 70, 9000)
	start := at("2026-03-02 00:00:00")
	var fixes []geo.Fix
	for minute := range 7 * 1440 {
		p := home
		switch m := minute % 1440; {
		case m > 8*60+15 && m < 17*60:
			p = work
		case m >= 8*60 && m <= 8*60+15:
			p = geo.Destination(home, 70, geo.Meters(m-8*60)*600)
		case m >= 17*60 && m <= 17*60+15:
			p = geo.Destination(work, geo.BearingBetween(work, home), geo.Meters(m-17*60)*600)
		}
		fixes = append(fixes, geo.Fix{Point: geo.Destination(p, r.Float64()*360, geo.Meters(r.Float64()*15)),
			At: start.Add(time.Duration(minute) * time.Minute), Radius: 15})
	}
	return fixes
}

func TestStopsOfADeviceMakePlaces(t *testing.T) {
	rule := geo.DefaultStopRule()
	stops := geo.Stops(device(), rule)
	if len(stops) < 14 || len(stops) > 16 {
		t.Fatalf("%d stops in a week of two a day", len(stops))
	}
	p := DefaultParameters()
	p.Place.Session = Span(24 * time.Hour)
	f := Analyze(timeline.Dossier{Events: StopSightings("f", stops, rule)}, p)
	if len(Of[Place](f)) != 2 {
		t.Fatalf("%d places: %+v", len(Of[Place](f)), Of[Place](f))
	}
	home := Of[Place](f)[0]
	if geo.Distance(home.Point, tulsa) > 30 || home.Base == nil || Of[Place](f)[1].Base != nil {
		t.Errorf("home: %+v", home)
	}
}

func TestFixSightings(t *testing.T) {
	fixes := device()[:1000]
	fixes[500].Point = amarillo
	fixes[3].Radius = 0
	s := FixSightings("f", fixes)
	if s[0].ID != "f1" || s[3].Where.Radius != DefaultFixRadius || s[4].Where.Radius != 15 || !s[0].Where.Class.Exact() {
		t.Errorf("%+v", s[0])
	}
	f := Analyze(timeline.Dossier{Events: s}, DefaultParameters())
	if len(Of[Conflict](f)) != 2 || Of[Conflict](f)[0].B != "f501" || Of[Conflict](f)[1].A != "f501" {
		t.Errorf("a jump to Amarillo: %+v", Of[Conflict](f))
	}
	w := NewWhereabouts(timeline.Dossier{Events: s}, f, "")
	if got := w.CouldBe(discOf(amarillo), fixes[700].At, fixes[700].At, 0); got.Verdict != No {
		t.Errorf("%+v", got)
	}
}
