package detectortest

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// story invents what was seen of one subject with one vehicle, by local days and hours. All of it is invented.
type story struct {
	r     *rand.Rand
	d     timeline.Dossier
	begin time.Time
	plate timeline.Plate
}

// Towns of the stories, all in one zone, far enough from each other to be areas of their own.
var (
	tulsa    = orb.Point{-95.99, 36.15}
	oklahoma = orb.Point{-97.52, 35.47}
	amarillo = orb.Point{-101.83, 35.19}
	wichita  = orb.Point{-97.34, 37.69}
	zone     = "America/Chicago"
)

func tell(seed uint64) *story {
	local, err := time.LoadLocation(zone)
	if err != nil {
		panic(err)
	}
	s := &story{r: rand.New(rand.NewPCG(seed, 7)), begin: time.Date(2026, 6, 1, 0, 0, 0, 0, local),
		plate: timeline.Plate{Number: "QZX0001", State: "OK"}}
	s.d = timeline.Dossier{
		Case: timeline.Case{ID: 1, Number: "T-1"},
		Subject: timeline.Subject{ID: 7, Name: "Invented Person", Role: "unknown",
			Holdings: []timeline.Holding{{ID: 1, Of: s.plate.Identifier()}}},
		Loads: []timeline.Load{{ID: 1, File: "one.csv", Read: 1, Accepted: 1},
			{ID: 2, File: "two.csv", Read: 1, Accepted: 1, ZoneBasis: timeline.BasisAssumed}},
	}
	return s
}

// at is an instant, some minutes about an hour of a day.
func (s *story) at(day int, hour float64) time.Time {
	return s.begin.AddDate(0, 0, day).Add(time.Duration(hour*60+s.r.Float64()*10) * time.Minute).UTC()
}

// near is a point within some metres of another.
func (s *story) near(p orb.Point, within geo.Meters) orb.Point {
	return geo.Destination(p, s.r.Float64()*360, within*geo.Meters(s.r.Float64()))
}

func (s *story) add(e timeline.Event, load int64) string {
	n := len(s.d.Events) + 1
	e.ID, e.Records = fmt.Sprintf("e%d", n), []timeline.RecordRef{{Load: load, Line: n}}
	s.d.Events = append(s.d.Events, e)
	return e.ID
}

func (s *story) read(day int, hour float64, p orb.Point) string {
	return s.readOf(1, s.at(day, hour), p)
}

func (s *story) readOf(load int64, at time.Time, p orb.Point) string {
	return s.add(timeline.Event{
		Kind: timeline.KindRead, Parties: []timeline.Party{{Part: "vehicle", Of: s.plate.Identifier()}},
		First: timeline.When{Start: at, End: at.Add(time.Second), Zone: zone, Basis: timeline.BasisStated, Precision: timeline.Second},
		Where: timeline.Where{Point: p, Class: timeline.ClassSite, Radius: 20, Zone: zone, Label: "invented camera"},
	}, load)
}

func (s *story) inquire(day int, hour float64, agency int, standing timeline.Standing) string {
	at := s.at(day, hour)
	of := timeline.Agency{ORI: fmt.Sprintf("XX%05d00", agency), Name: fmt.Sprintf("Town %d Police", agency), Kind: "City", State: "OK"}
	return s.add(timeline.Event{
		Kind: kinds.Inquiry, Code: "QW", Agency: &of, Standing: standing,
		First: timeline.When{Start: at, End: at.Add(time.Minute), Zone: zone, Basis: timeline.BasisStated, Precision: timeline.Minute},
		Where: timeline.Where{Point: oklahoma, Class: timeline.ClassAgency, Radius: 1000, Zone: zone},
	}, 2)
}

// drive reads the vehicle on its way from town to town at 80 km/h, for so many days, and never twice at one place: noise, of which nothing
// may be claimed.
func (s *story) drive(days int) {
	towns := []orb.Point{tulsa, oklahoma, amarillo, wichita}
	now, here := s.begin, s.near(tulsa, 15_000)
	for now.Before(s.begin.AddDate(0, 0, days)) {
		there := s.near(towns[s.r.IntN(len(towns))], 15_000)
		pause := time.Duration(1+s.r.ExpFloat64()*9) * time.Hour
		now = now.Add(pause + time.Duration(float64(geo.Distance(here, there))/(80/3.6))*time.Second)
		here = there
		s.readOf(1+s.r.Int64N(2), now.UTC(), here)
	}
}
