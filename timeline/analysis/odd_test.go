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

// odd are histories that an analysis must survive, with what it may claim of bases.
func odd(r *rand.Rand) map[string]timeline.Dossier {
	at := func(n int, t time.Time, p orb.Point) timeline.Event { return patrol(n, t, p) }
	all := map[string]timeline.Dossier{"nothing": {}}
	var s []timeline.Event
	for day := range 60 {
		s = append(s, at(day, evening(day, 20+10*r.Float64()), geo.Destination(tulsa, 40, 20)))
	}
	all["everything in one place"] = timeline.Dossier{Events: s}
	all["one sighting"] = timeline.Dossier{Events: s[:1]}
	var aside, vehicles, second, decade, agencies []timeline.Event
	for n, x := range s {
		x.Standing = timeline.SetAside
		aside = append(aside, x)
		x.Standing = timeline.Counts
		x.Parties = vehicle(timeline.Plate{Number: fmt.Sprintf("QZX%04d", n%30), State: "TX"})
		vehicles = append(vehicles, x)
		x = at(n, evening(0, 23), geo.Destination(tulsa, float64(n), geo.Meters(n)*5000))
		second = append(second, x)
		decade = append(decade, at(n, evening(3650*(n/30)+n%30, 23), geo.Destination(tulsa, 10, 100*geo.Meters(n%3))))
		agencies = append(agencies, inquiry(fmt.Sprintf("q%d", n), evening(n, 23).UTC().Format("2006-01-02 15:04:05"), tulsa, "OK0720500", "QW"))
	}
	for name, events := range map[string][]timeline.Event{"all set aside": aside, "30 vehicles": vehicles, "all in one second": second,
		"a decade between": decade, "agencies only": agencies} {
		all[name] = timeline.Dossier{Events: events}
	}
	for name, p := range map[string]orb.Point{"the antimeridian": {180, 52}, "Alaska": {-149.9, 61.2}, "Guam": {144.75, 13.47}} {
		var there []timeline.Event
		for day := range 60 {
			for k, hour := range []float64{23, 29, 37} {
				q := geo.Destination(p, 90*float64(r.IntN(4)), 20)
				if k == 2 {
					q = geo.Destination(p, 360*r.Float64(), 30e3)
				}
				x := at(len(there), evening(day, hour), q)
				x.Where.Zone = map[string]string{"the antimeridian": "America/Adak", "Alaska": "America/Anchorage", "Guam": "Pacific/Guam"}[name]
				x.First.Start, x.First.End = evening(day, hour).Add(offset(x.Where.Zone)), evening(day, hour).Add(offset(x.Where.Zone)+time.Second)
				there = append(there, x)
			}
		}
		all[name] = timeline.Dossier{Events: there}
	}
	return all
}

// offset is by how much a winter's clock of a zone is behind central time.
func offset(zone string) time.Duration {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		panic(err)
	}
	_, there := evening(0, 0).In(loc).Zone()
	return time.Duration(-6*3600-there) * time.Second
}

func TestOddHistories(t *testing.T) {
	for n := range 10 {
		for name, d := range odd(rand.New(rand.NewPCG(uint64(n), 4))) {
			f := Analyze(d, DefaultParameters())
			if failed := f.Failures(); len(failed) > 0 {
				t.Errorf("%s: %v", name, failed)
			}
			for found := range f.All() {
				if strings.Contains(found.Text, "NaN") || strings.Contains(found.Basis, "NaN") || strings.Contains(found.Text, "%!") {
					t.Errorf("%s: %s (%s)", name, found.Text, found.Basis)
				}
			}
			based := name == "the antimeridian" || name == "Alaska" || name == "Guam"
			if got := len(f.Bases()); got != count(based) {
				t.Errorf("%s: %d bases; %s", name, got, f.By("bases").None)
			}
		}
	}
}
