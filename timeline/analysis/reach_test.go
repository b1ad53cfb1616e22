package analysis

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
)

const keyA = "QZX0001 (TX)"

// ask prepares the whereabouts of the plate of read's sightings.
func ask(p Parameters, s ...timeline.Event) *Whereabouts {
	d := timeline.Dossier{Events: s}
	return NewWhereabouts(d, Analyze(d, p), keyA)
}

func discOf(p orb.Point) geo.Cap { return geo.Cap{Center: p, Radius: 100} }

func TestCouldBe(t *testing.T) {
	// Two reads in Tulsa in the morning, two in the evening, by two readers.
	north := geo.Destination(tulsa, 0, 1500)
	w := ask(DefaultParameters(),
		read("a", "2026-03-01 06:00:00", north, "QZX0001"), read("b", "2026-03-01 08:00:00", tulsa, "QZX0001"),
		read("c", "2026-03-01 14:00:00", north, "QZX0001"), read("d", "2026-03-01 16:00:00", tulsa, "QZX0001"))
	for _, c := range []struct {
		name     string
		where    orb.Point
		from, to string
		stay     time.Duration
		want     Verdict
		evidence string
	}{
		{"in Oklahoma City at noon", oklahoma, "2026-03-01 11:00:00", "2026-03-01 11:00:00", 0, Possible, "c"},
		{"in Amarillo at noon", amarillo, "2026-03-01 11:00:00", "2026-03-01 11:00:00", 0, No, "b c"},
		{"in Oklahoma City all the time between", oklahoma, "2026-03-01 08:00:00", "2026-03-01 14:00:00", 3 * time.Hour, Possible, "c"},
		{"in Oklahoma City for five hours of six", oklahoma, "2026-03-01 08:00:00", "2026-03-01 14:00:00", 5 * time.Hour, Unknown, "b c"},
		{"in Oklahoma City for eight hours of ten", oklahoma, "2026-03-01 06:00:00", "2026-03-01 16:00:00", 8 * time.Hour, No, ""},
		{"in Amarillo within the day after", amarillo, "2026-03-01 16:00:00", "2026-03-02 16:00:00", 0, Possible, "d"},
		{"in Amarillo a month later", amarillo, "2026-04-01 16:00:00", "2026-04-01 16:00:00", 0, Unknown, ""},
	} {
		got := w.CouldBe(discOf(c.where), at(c.from), at(c.to), c.stay)
		if got.Verdict != c.want {
			t.Errorf("%s: %s, want %s (%s)", c.name, got.Verdict, c.want, got.Text)
		}
		if c.want == Possible && (got.Margin < 0 || strings.Join(got.Evidence, " ") != c.evidence) {
			t.Errorf("%s: margin %v by %v", c.name, got.Margin, got.Evidence)
		}
		if c.want == Unknown && strings.Join(got.Evidence, " ") != c.evidence {
			t.Errorf("%s: by %v", c.name, got.Evidence)
		}
		if c.want == No && got.Margin >= 0 {
			t.Errorf("%s: lacking %v", c.name, got.Margin)
		}
		if got.Text == "" || got.Basis == "" {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

// One read alone may be a misread, so what only it rules out is unknown, and it is named.
func Example_unknown() {
	w := ask(DefaultParameters(),
		read("a", "2026-03-01 06:00:00", tulsa, "QZX0001"),
		read("b", "2026-03-01 18:00:00", amarillo, "QZX0001"),
		read("c", "2026-03-02 06:00:00", tulsa, "QZX0001"))
	answer := w.CouldBe(discOf(tulsa), at("2026-03-01 17:00:00"), at("2026-03-01 17:00:00"), 0)
	fmt.Println(answer.Text)
	fmt.Println(answer.Evidence)

	p := DefaultParameters()
	p.Question.Records = 1 // take every record at its word
	w = ask(p, read("a", "2026-03-01 06:00:00", tulsa, "QZX0001"), read("b", "2026-03-01 18:00:00", amarillo, "QZX0001"))
	fmt.Println(w.CouldBe(discOf(tulsa), at("2026-03-01 17:00:00"), at("2026-03-01 17:00:00"), 0).Text)
	// Output:
	// Unknown: only one record rules out that vehicle QZX0001 (TX) was there, by 408 km; a single record can be wrong.
	// [b]
	// No: at 130 km/h vehicle QZX0001 (TX) was at least 408 km short, by 1 record.
}

func TestConflictingRecordsBoundNothing(t *testing.T) {
	w := ask(DefaultParameters(),
		read("a", "2026-03-01 06:00:00", tulsa, "QZX0001"), read("misread", "2026-03-01 06:30:00", amarillo, "QZX0001"),
		read("b", "2026-03-01 07:00:00", tulsa, "QZX0001"), read("c", "2026-03-01 09:00:00", tulsa, "QZX0001"))
	got := w.CouldBe(discOf(tulsa), at("2026-03-01 06:30:00"), at("2026-03-01 06:30:00"), 0)
	if got.Verdict != Possible || !strings.Contains(got.Basis, "1 sighting in conflict with others left out") {
		t.Errorf("%+v", got)
	}
}

func TestAnAgencysReachKeepsTheAnswerOpen(t *testing.T) {
	d := timeline.Dossier{Events: []timeline.Event{
		inquiry("a", "2026-03-01 06:00:00", tulsa, "OK0720500", "QW"), inquiry("b", "2026-03-01 10:00:00", tulsa, "OK0720500", "QW"),
	}}
	d.Events[0].Agency.Kind, d.Events[1].Agency.Kind = "State Police", "State Police"
	w := NewWhereabouts(d, Analyze(d, DefaultParameters()), "")
	if got := w.CouldBe(discOf(amarillo), at("2026-03-01 08:00:00"), at("2026-03-01 08:00:00"), 0); got.Verdict != Possible {
		t.Errorf("a state agency can have met the subject anywhere in the state: %+v", got)
	}
}

// Whatever the history, more speed or a wider disc never takes a possibility away.
func TestCouldBeIsMonotone(t *testing.T) {
	rank := map[Verdict]int{No: 0, Unknown: 1, Possible: 2}
	r := rand.New(rand.NewPCG(3, 9))
	for round := range 150 {
		l := live(r, newWorld(r), plan{days: 20, circuit: true})
		d := l.observe(r, noise(8), "QZX0001", "s").d
		f := Analyze(d, DefaultParameters())
		slow := NewWhereabouts(d, f, "QZX0001 (XX)")
		f.Parameters.Question.Top *= 1.5
		fast := NewWhereabouts(d, f, "QZX0001 (XX)")
		for range 20 {
			from := l.parts[0].start.Add(time.Duration(r.Float64() * 20 * 24 * float64(time.Hour)))
			to := from.Add(time.Duration(r.Float64() * 6 * float64(time.Hour)))
			c := geo.Cap{Center: geo.Destination(l.at(from), r.Float64()*360, geo.Meters(r.Float64()*800e3)), Radius: 50}
			stay := time.Duration(r.IntN(60)) * time.Minute
			got := slow.CouldBe(c, from, to, stay)
			wide := c
			wide.Radius = 50e3
			for name, other := range map[string]Answer{
				"more speed": fast.CouldBe(c, from, to, stay), "a wider disc": slow.CouldBe(wide, from, to, stay),
				"a longer time": slow.CouldBe(c, from.Add(-time.Hour), to.Add(time.Hour), stay),
				"less stay":     slow.CouldBe(c, from, to, stay/2),
			} {
				if rank[other.Verdict] < rank[got.Verdict] {
					t.Fatalf("round %d: %s turns %q into %q", round, name, got.Text, other.Text)
				}
			}
		}
	}
}

func TestRegionAt(t *testing.T) {
	w := ask(DefaultParameters(),
		read("a", "2026-03-01 06:00:00", orb.Point{179.9, 52}, "QZX0001"),
		read("b", "2026-03-01 09:00:00", orb.Point{-179.9, 52}, "QZX0001"))
	r := w.RegionAt(at("2026-03-01 07:00:00"))
	if r.Verdict != Possible || len(r.Outline) != 2 || len(r.Evidence) == 0 {
		t.Fatalf("across the antimeridian: %+v", r)
	}
	text, err := json.Marshal(r.GeoJSON())
	if err != nil || !strings.Contains(string(text), `"MultiPolygon"`) || !strings.Contains(string(text), `"verdict":"possible"`) {
		t.Errorf("%s, %v", text, err)
	}
	if r := w.RegionAt(at("2026-04-01 07:00:00")); r.Verdict != Unknown || len(r.Outline) > 0 {
		t.Errorf("nothing is near in time: %+v", r)
	} else if _, err := json.Marshal(r.GeoJSON()); err != nil {
		t.Error(err)
	}
}

func TestCouldMeet(t *testing.T) {
	reads := func(prefix string, p orb.Point, number string) []timeline.Event {
		var s []timeline.Event
		for k, when := range []string{"2026-03-01 04:00:00", "2026-03-01 06:00:00", "2026-03-01 12:00:00", "2026-03-01 14:00:00"} {
			s = append(s, read(fmt.Sprintf("%s%d", prefix, k), when, geo.Destination(p, 0, geo.Meters(k%2)*1500), number))
		}
		return s
	}
	whereabouts := func(s []timeline.Event, key string) *Whereabouts {
		d := timeline.Dossier{Events: s}
		return NewWhereabouts(d, Analyze(d, DefaultParameters()), key)
	}
	a, b := whereabouts(reads("a", tulsa, "QZX0001"), keyA), whereabouts(reads("b", oklahoma, "QZX0002"), "QZX0002 (TX)")
	far := whereabouts(reads("f", orb.Point{-115, 36}, "QZX0003"), "QZX0003 (TX)")
	from, to := at("2026-03-01 06:00:00"), at("2026-03-01 12:00:00")

	got := CouldMeet(a, b, 100, from, to)
	if got.Verdict != Possible || got.Point == nil || got.From.Before(from.Add(30*time.Minute)) || got.To.After(to.Add(-30*time.Minute)) {
		t.Errorf("160 km and six hours apart: %+v", got)
	}
	if got := CouldMeet(a, far, 100, from, to); got.Verdict != No || got.Margin > -400e3 || len(got.Evidence) != 2 {
		t.Errorf("1,700 km and six hours apart: %+v", got)
	}
	// Two who held one vehicle have the same records, which are named once.
	if got := CouldMeet(a, a, 100, from, to); got.Verdict != Possible || len(got.Evidence) == 0 ||
		len(distinct(got.Evidence)) != len(got.Evidence) {
		t.Errorf("in one vehicle: %+v", got)
	}
	// In the first ten minutes they cannot, whichever record is wrong.
	if got := CouldMeet(a, b, 100, from, from.Add(10*time.Minute)); got.Verdict == Possible {
		t.Errorf("ten minutes: %+v", got)
	}
	if got := CouldMeet(a, b, 100, from.AddDate(0, 2, 0), to.AddDate(0, 2, 0)); got.Verdict != Unknown {
		t.Errorf("two months later: %+v", got)
	}
	alone := whereabouts([]timeline.Event{read("f", "2026-03-01 09:00:00", orb.Point{-115, 36}, "QZX0003")}, "QZX0003 (TX)")
	if got := CouldMeet(a, alone, 100, from, to); got.Verdict != Unknown || !strings.Contains(got.Text, "one record alone") {
		t.Errorf("one record alone decides: %+v", got)
	}
}

func TestCouldMeetIsSymmetric(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 9))
	verdicts := map[Verdict]int{}
	for range 40 {
		w := newWorld(r)
		var both [2]*Whereabouts
		for k := range both {
			l := live(r, w, plan{days: 15, circuit: true, home: r.IntN(3)})
			d := l.observe(r, noise(8), "QZX0001", "s").d
			both[k] = NewWhereabouts(d, Analyze(d, DefaultParameters()), "QZX0001 (XX)")
		}
		for range 10 {
			from := at("2026-01-05 12:00:00").Add(time.Duration(r.Float64() * 14 * 24 * float64(time.Hour)))
			to := from.Add(time.Duration(r.Float64() * 5 * float64(time.Hour)))
			there, back := CouldMeet(both[0], both[1], 500, from, to), CouldMeet(both[1], both[0], 500, from, to)
			if there.Verdict != back.Verdict {
				t.Errorf("%s there: %s\n%s back: %s", there.Verdict, there.Text, back.Verdict, back.Text)
			}
			verdicts[there.Verdict]++
		}
	}
	if verdicts[No] == 0 || verdicts[Possible] == 0 {
		t.Errorf("the questions decide nothing: %v", verdicts)
	}
}

func TestDistinct(t *testing.T) {
	for _, c := range [][2]string{{"b a b c a", "b a c"}, {"a", "a"}, {"", ""}} {
		if got := strings.Join(distinct(strings.Fields(c[0])), " "); got != c[1] {
			t.Errorf("%q: %q, want %q", c[0], got, c[1])
		}
	}
	if distinct(nil) != nil {
		t.Error("nothing is something")
	}
}

// A read that stands where and when the question asks is never answered by those of what may be another vehicle, however many
// these are; the same reader again, or another on the same drive, is no second witness.
func TestARecordOfItIsNeverDenied(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 9))
	for range 300 {
		here := orb.Point{-100 + r.Float64()*10, 30 + r.Float64()*10}
		there := geo.Destination(here, r.Float64()*360, geo.Meters(1500e3+r.Float64()*1500e3))
		start := at("2026-03-04 06:00:00")
		first := read("first", "2026-03-04 06:00:00", here, "QZX0001")
		s := []timeline.Event{first}
		hour := 4 + r.Float64()*4
		for k := range 1 + r.IntN(6) { // a clone, or a misreading of another vehicle
			hour += 0.5 + 2*r.Float64()
			when := start.Add(time.Duration(hour * float64(time.Hour))).Format("2006-01-02 15:04:05")
			s = append(s, read(fmt.Sprintf("clone%d", k), when, geo.Destination(there, r.Float64()*360, 15e3), "QZX0001"))
		}
		if r.IntN(2) == 0 {
			s = append(s, read("last", start.Add(time.Duration((hour+5)*float64(time.Hour))).Format("2006-01-02 15:04:05"), here, "QZX0001"))
		}
		w := ask(DefaultParameters(), s...)
		for name, got := range map[string]Answer{
			"at the read":   w.CouldBe(discOf(here), start, start.Add(time.Second), 0),
			"an hour later": w.CouldBe(discOf(here), start.Add(time.Hour), start.Add(2*time.Hour), 0),
			"of the other":  w.CouldBe(discOf(s[1].Where.Point), s[1].First.Start, s[1].First.End, 0),
		} {
			if got.Verdict == No {
				t.Errorf("%s, %d sightings: %s", name, len(s), got.Text)
			}
		}
	}
}
