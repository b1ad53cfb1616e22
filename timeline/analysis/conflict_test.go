package analysis

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

func conflictOf(t *testing.T, d timeline.Dossier, kind ConflictKind) Conflict {
	t.Helper()
	f := Analyze(d, DefaultParameters())
	for _, c := range Of[Conflict](f) {
		if c.Kind == kind {
			return c
		}
	}
	t.Fatalf("no conflict of kind %q: %+v", kind, Of[Conflict](f))
	return Conflict{}
}

func TestMisreadIsNamed(t *testing.T) {
	d := timeline.Dossier{Events: []timeline.Event{
		read("a", "2026-03-01 08:00:00", tulsa, "QZX0001"),
		read("b", "2026-03-01 08:20:00", amarillo, "QZX0001"),
		read("c", "2026-03-01 08:40:00", tulsa, "QZX0001"),
	}}
	f := Analyze(d, DefaultParameters())
	if len(Of[Conflict](f)) != 2 {
		t.Fatalf("%+v", Of[Conflict](f))
	}
	c := Of[Conflict](f)[0]
	if c.A != "a" || c.B != "b" || c.Kind != ConflictSpeed || !c.Certain || c.Causes[0] != CauseMisread {
		t.Errorf("%+v", c)
	}
	if c.Speed.KilometersPerHour() < 1500 || time.Duration(c.Elapsed) != 20*time.Minute+time.Second {
		t.Errorf("%v km/h in %v", c.Speed.KilometersPerHour(), time.Duration(c.Elapsed))
	}
	if len(Of[Split](f)) > 0 || len(Of[Shift](f)) > 0 {
		t.Error("one misread is no second vehicle and no wrong zone")
	}
}

func TestTwiceAtOnce(t *testing.T) {
	a, b := read("a", "2026-03-01 08:00:00", tulsa, "QZX0001"), read("b", "2026-03-01 08:00:00", amarillo, "QZX0001")
	if c := conflictOf(t, timeline.Dossier{Events: []timeline.Event{a, b}}, ConflictTwice); c.Distance < 500e3 || !c.Certain {
		t.Errorf("%+v", c)
	}
	// With a day's precision there is time for the way.
	b.First.Start, b.First.End = at("2026-03-01 00:00:00"), at("2026-03-02 00:00:00")
	if f := Analyze(timeline.Dossier{Events: []timeline.Event{a, b}}, DefaultParameters()); len(Of[Conflict](f)) > 0 {
		t.Errorf("a day's span leaves time: %+v", Of[Conflict](f))
	}
}

func TestAnInquiryInBetweenHidesNothing(t *testing.T) {
	q := inquiry("q", "2026-03-01 08:10:00", oklahoma, "OKOHP0000", "QV")
	q.Agency.Kind, q.Parties = "State Police", vehicle(timeline.Plate{Number: "QZX0001", State: "TX"})
	d := timeline.Dossier{Events: []timeline.Event{
		read("a", "2026-03-01 08:00:00", tulsa, "QZX0001"), q, read("b", "2026-03-01 08:20:00", amarillo, "QZX0001"),
	}}
	if c := conflictOf(t, d, ConflictSpeed); c.A != "a" || c.B != "b" {
		t.Errorf("%+v", c)
	}
}

func TestPeopleFlyAndPlatesDoNot(t *testing.T) {
	far := orb.Point{-115, 36}
	person := []timeline.Event{inquiry("a", "2026-03-01 08:00:00", tulsa, "OK0720500", "QW"),
		inquiry("b", "2026-03-01 12:00:00", far, "NV0020100", "QW")}
	if f := Analyze(timeline.Dossier{Events: person}, DefaultParameters()); len(Of[Conflict](f)) > 0 {
		t.Errorf("four hours by air: %+v", Of[Conflict](f))
	}
	plates := []timeline.Event{read("a", "2026-03-01 08:00:00", tulsa, "QZX0001"), read("b", "2026-03-01 12:00:00", far, "QZX0001")}
	if f := Analyze(timeline.Dossier{Events: plates}, DefaultParameters()); len(Of[Conflict](f)) != 1 {
		t.Errorf("a vehicle does not fly: %+v", Of[Conflict](f))
	}
}

// custody is one at Tulsa from a day to another.
func custody(id, from, to string) timeline.Event {
	where := timeline.Where{Point: tulsa, Class: timeline.ClassStreet, Radius: 50}
	return timeline.Event{ID: id, Kind: kinds.Custody, First: day(from), Last: last(day(to)), Where: where}
}

func TestCustody(t *testing.T) {
	d := timeline.Dossier{
		Events: []timeline.Event{
			read("first day", "2026-03-01 20:00:00", amarillo, "QZX0001"), // may be before the arrest
			read("during", "2026-03-02 20:00:00", amarillo, "QZX0001"),
			read("at the jail", "2026-03-03 20:00:00", tulsa, "QZX0001"),
			custody("e1", "2026-03-01", "2026-03-05"),
		},
	}
	f := Analyze(d, DefaultParameters())
	if len(Of[Conflict](f)) != 1 || Of[Conflict](f)[0].A != "e1" || Of[Conflict](f)[0].B != "during" ||
		Of[Conflict](f)[0].Causes[0] != CauseOther {
		t.Errorf("%+v", Of[Conflict](f))
	}
}

func TestTwoStates(t *testing.T) {
	other := read("b", "2026-03-01 08:10:00", amarillo, "QZX0001")
	other.Parties[0].Of.Region = "NM"
	c := conflictOf(t, timeline.Dossier{Events: []timeline.Event{read("a", "2026-03-01 08:00:00", tulsa, "QZX0001"), other}}, ConflictState)
	if !c.Certain || c.Causes[0] != CauseClone ||
		c.Text != "Plate number QZX0001 was read with the states NM and TX. Likely: the same number on two vehicles, or a misread plate." {
		t.Errorf("%+v", c)
	}
	other.Where.Point = tulsa
	if c := conflictOf(t, timeline.Dossier{Events: []timeline.Event{read("a", "2026-03-01 08:00:00", tulsa, "QZX0001"), other}},
		ConflictState); c.Certain || c.Causes[0] != CauseMisread {
		t.Errorf("at one reader it is a misread: %+v", c)
	}
}

// rightly is half a year of a vehicle that two loads and a bit of a third saw, all with right times and no misreads.
func rightly(seed uint64) []timeline.Event {
	r := rand.New(rand.NewPCG(seed, 3))
	l := live(r, newWorld(r), plan{days: 180, circuit: true})
	return l.observe(r, watch{perDay: 8}, "QZX0001", "r").d.Events
}

func move(s []timeline.Event, hours int, which func(timeline.Event) bool) []timeline.Event {
	s = slices.Clone(s)
	for k := range s {
		if which(s[k]) {
			s[k].First.Start = s[k].First.Start.Add(time.Duration(hours) * time.Hour)
			s[k].First.End = s[k].First.End.Add(time.Duration(hours) * time.Hour)
		}
	}
	return s
}

func TestWrongZoneOfALoad(t *testing.T) {
	right := rightly(1)
	if f := Analyze(timeline.Dossier{Events: right}, DefaultParameters()); len(Of[Shift](f))+len(Of[Conflict](f)) > 0 {
		t.Fatalf("nothing is wrong: %+v %d conflicts", Of[Shift](f), len(Of[Conflict](f)))
	}
	for _, hours := range []int{1, -1, 2, 5} {
		wrong := move(right, hours, func(s timeline.Event) bool { return s.Record().Load == 2 })
		f := Analyze(timeline.Dossier{Events: wrong, Loads: []timeline.Load{{ID: 2, File: "reads.csv", ZoneBasis: timeline.BasisAssumed}}},
			DefaultParameters())
		if len(Of[Shift](f)) != 1 || Of[Shift](f)[0].Load != 2 || Of[Shift](f)[0].Hours != -hours || Of[Shift](f)[0].Part != partAll {
			t.Errorf("%+d h: %+v", hours, Of[Shift](f))
			continue
		}
		for _, c := range Of[Conflict](f) {
			if c.Causes[0] != CauseZone {
				t.Errorf("%+d h: the cause is known: %+v", hours, c)
			}
		}
	}
}

func TestDaylightTimeOfALoad(t *testing.T) {
	right := rightly(2) // over the change of 8 March
	loc := map[string]*time.Location{}
	for _, s := range right {
		l, err := time.LoadLocation(s.First.Zone)
		if err != nil {
			t.Fatal(err)
		}
		loc[s.First.Zone] = l
	}
	wrong := move(right, 1, func(s timeline.Event) bool {
		return s.Record().Load == 2 && s.First.Start.In(loc[s.First.Zone]).IsDST()
	})
	f := Analyze(timeline.Dossier{Events: wrong}, DefaultParameters())
	if len(Of[Shift](f)) != 1 || Of[Shift](f)[0].Load != 2 || Of[Shift](f)[0].Part != partDaylight || Of[Shift](f)[0].Hours != -1 {
		t.Errorf("%+v", Of[Shift](f))
	}
}
