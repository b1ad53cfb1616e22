package chart

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
	"sightline/timeline/analysis"
)

func analyzed(d timeline.Dossier) analysis.Findings {
	return analysis.Analyze(d, analysis.DefaultParameters())
}

// Areas and nights as the charts divide them are those that the findings count.
func TestAreasAreThoseOfTheFindings(t *testing.T) {
	for name, d := range map[string]timeline.Dossier{"small": small(), "rounds": rounds(), "large": large(3000)} {
		f := analyzed(d)
		counts := make([]int, len(f.Areas))
		for _, s := range seenIn(d, f) {
			if s.area >= 0 {
				counts[s.area]++
			}
		}
		for k, a := range f.Areas {
			if counts[k] != a.Sightings || len(a.Spent) != a.Nights {
				t.Errorf("%s, %s: %d sightings and %d nights, the findings count %d and %d", name, a.Name, counts[k], len(a.Spent),
					a.Sightings, a.Nights)
			}
		}
	}
}

func TestFindingsAreDrawnOrCounted(t *testing.T) {
	for _, d := range []timeline.Dossier{rounds(), large(200), large(5000)} {
		f := analyzed(d)
		p := parse(t, mustDraw(t, Timeline, d, Options{Findings: &f}))
		drawn := map[string]int{}
		for _, i := range p.items("conflict") {
			drawn["conflict"] += max(1, len(i.IDs))
		}
		for _, s := range p.Series {
			if s.ID == "visits" {
				pieces := map[string]bool{} // one visit may be drawn in several
				for _, i := range s.Data {
					if pieces[i.Name] {
						continue
					}
					pieces[i.Name] = i.Name != ""
					drawn["place"] += max(1, len(i.IDs))
				}
			}
		}
		for _, i := range p.items("bin") {
			drawn[p.Meta.Lanes[i.Value[1]].Kind] += int(i.Value[3] + i.Value[4])
		}
		counted := map[string]int{}
		for _, l := range p.Meta.Lanes {
			counted[l.Kind] += l.Count
		}
		if counted["conflict"] != len(analysis.Of[analysis.Conflict](f)) || drawn["conflict"] != len(analysis.Of[analysis.Conflict](f)) ||
			len(analysis.Of[analysis.Conflict](f)) == 0 {
			t.Errorf("%d sightings: %d conflicts, the row counts %d and shows %d", len(d.Events), len(analysis.Of[analysis.Conflict](f)),
				counted["conflict"], drawn["conflict"])
		}
		if drawn["place"] != counted["place"] || counted["place"] == 0 {
			t.Errorf("%d sightings: %d visits counted, %d drawn", len(d.Events), counted["place"], drawn["place"])
		}
	}
}

func TestBothRecordsOfAConflictAreFlagged(t *testing.T) {
	d := rounds()
	f := analyzed(d)
	o := Options{Findings: &f, From: utc("2026-02-04T00:00:00Z"), To: utc("2026-02-06T00:00:00Z")}
	p := parse(t, mustDraw(t, Timeline, d, o))
	if len(analysis.Of[analysis.Conflict](f)) != 1 || analysis.Of[analysis.Conflict](f)[0].B != "r2-1" {
		t.Fatalf("conflicts: %+v", analysis.Of[analysis.Conflict](f))
	}
	flags := p.items("flag")
	if len(flags) != 2 || flags[0].Value[0] == flags[1].Value[0] {
		t.Errorf("flags %+v for the two records of a conflict", flags)
	}
	for _, i := range append(flags, p.items("conflict")...) {
		if i.Name != "conflict:0" {
			t.Errorf("a mark refers to %q", i.Name)
		}
	}
}

func TestVisitsKeepTheirBounds(t *testing.T) {
	d := rounds()
	f := analyzed(d)
	p := parse(t, mustDraw(t, Timeline, d, Options{Findings: &f, Zone: "UTC"}))
	for _, s := range p.Series {
		if s.ID != "visits" {
			continue
		}
		pieces := map[string]int{}
		for _, i := range s.Data {
			var place, visit int
			if _, err := fmt.Sscanf(i.Name, "visit:%d:%d", &place, &visit); err != nil {
				t.Fatalf("%q: %v", i.Name, err)
			}
			v := analysis.Of[analysis.Place](f)[place].Visits[visit]
			n := pieces[i.Name]
			pieces[i.Name]++
			if i.Value[3] != v.Sure[n].From.UnixMilli() || i.Value[0] > i.Value[3] || i.Value[4] > i.Value[2] {
				t.Errorf("%s is drawn as %v, was surely from %v to %v", i.Name, i.Value, v.First, v.Last)
			}
			if n == 0 && !v.Earliest.IsZero() && i.Value[0] != min(v.Earliest.UnixMilli(), v.First.UnixMilli()) {
				t.Errorf("%s can have begun at %v, drawn from %d", i.Name, v.Earliest, i.Value[0])
			}
		}
	}
}

func TestHeatMapsCountEverySightingOnce(t *testing.T) {
	for _, d := range []timeline.Dossier{small(), rounds(), large(50_000)} {
		f := analyzed(d)
		days := 0
		for _, c := range f.Routine.Days {
			days += c.Count
		}
		for name, want := range map[string]int{"hours": f.Routine.Timed, "calendar": days} {
			var option struct {
				Series []struct {
					Data []struct{ Value []any }
				}
			}
			if err := json.Unmarshal(mustDraw(t, drawings[name], d, Options{}), &option); err != nil {
				t.Fatal(err)
			}
			got := 0.0
			for _, s := range option.Series {
				for _, cell := range s.Data {
					got += cell.Value[len(cell.Value)-1].(float64)
				}
			}
			if int(got) != want || want == 0 {
				t.Errorf("%s of %d sightings: cells hold %v, want %d", name, len(d.Events), got, want)
			}
		}
	}
}

func TestHourCellsAreWhereTheWeekHasThem(t *testing.T) {
	var hours [7][24]int
	hours[time.Sunday][23], hours[time.Monday][0] = 3, 5
	cells, most := hourCells(hours)
	if len(cells) != 2 || most != 5 || !slices.Equal(cells[0].Value.([]int), []int{0, 0, 5}) || !slices.Equal(cells[1].Value.([]int),
		[]int{23, 6, 3}) {
		t.Errorf("cells %+v, most %d", cells, most)
	}
}

func TestCalendarDrawsTheLatestYears(t *testing.T) {
	var f analysis.Findings
	for year := 2010; year <= 2026; year++ {
		f.Routine.Days = append(f.Routine.Days, analysis.DayCount{Day: fmt.Sprintf("%d-02-28", year), Count: 2})
	}
	option, err := Calendar(f, Options{})
	if err != nil {
		t.Fatal(err)
	}
	p := parse(t, option)
	if len(p.Series) != maxYears || !strings.Contains(strings.Join(p.Meta.Notes, " "), "18 sightings before 2019 not drawn") {
		t.Errorf("%d years, notes %q", len(p.Series), p.Meta.Notes)
	}
	for day, want := range map[string]string{"2024-02-03": "2024-02-29", "2026-12-31": "2026-12-31", "2026-04-01": "2026-04-30"} {
		if got := monthEnd(day); got != want {
			t.Errorf("the month of %s ends on %s", day, got)
		}
	}
}

func TestNightsAreAllDrawn(t *testing.T) {
	parked := large(3000)
	for i := range parked.Events { // by readers that drive past: fixed ones see what passes them, and tell of no night
		parked.Events[i].Read = &timeline.ReadDetail{Mobile: true}
	}
	for _, d := range []timeline.Dossier{rounds(), parked} {
		f := analyzed(d)
		for _, o := range []Options{{}, {Width: MinWidth}, {Static: true, Width: 400}} {
			p := parse(t, mustDraw(t, drawings["nights"], d, o))
			got, want := 0, 0
			for _, i := range p.items("night") {
				got += int(i.Value[3])
			}
			for _, i := range p.items("total") {
				got += int(i.Value[3])
			}
			for _, a := range f.Areas {
				want += a.Nights
			}
			if got != want || want == 0 {
				t.Errorf("%+v: %d nights drawn, want %d", o, got, want)
			}
		}
	}
}

// Of many areas those with few nights share a row, in which a night counts once.
func TestManyAreasShareARow(t *testing.T) {
	var areas []analysis.Area
	for k := range 20 {
		spent := []analysis.Night{{Day: 100, Evidence: []string{fmt.Sprint("a", k)}}, {Day: 101 + k, Evidence: []string{fmt.Sprint("b", k)}}}
		areas = append(areas, analysis.Area{Name: "Invented", Spent: spent})
	}
	rows := areaRows(areas)
	last := rows[len(rows)-1]
	if len(rows) != maxAreas+1 || last.Count != 9 || len(last.nights[0].Evidence) != 8 {
		t.Errorf("%d rows, the last %+v", len(rows), last)
	}
}

func TestNightsNameTheirSightings(t *testing.T) {
	d := rounds()
	for _, o := range []Options{{}, {Width: MinWidth}} {
		p := parse(t, mustDraw(t, drawings["nights"], d, o))
		for _, i := range append(p.items("night"), p.items("total")...) {
			if len(i.IDs) == 0 {
				t.Errorf("a bar from %d of %d nights names no sighting", i.Value[0], i.Value[3])
			}
		}
	}
}

// The band holds all that the speed leaves and nothing that it does not.
func TestBandIsThePrism(t *testing.T) {
	const speed = 20 // m/s
	mk := func(at time.Duration, near, to int64) distancePoint {
		return distancePoint{mark: mark{from: at.Milliseconds(), to: at.Milliseconds()}, at: (near + to) / 2, near: near, far: to}
	}
	for name, c := range map[string][2]distancePoint{
		"home and back":    {mk(0, 0, 0), mk(time.Hour, 0, 0)},
		"away and back":    {mk(0, 90_000, 91_000), mk(time.Hour, 80_000, 85_000)},
		"as fast as it is": {mk(0, 0, 100), mk(time.Hour, 71_900, 72_000)},
		"too fast":         {mk(0, 0, 100), mk(time.Hour, 300_000, 300_100)},
		"near the base":    {mk(0, 9_000, 9_900), mk(time.Hour, 12_000, 12_100)},
	} {
		v := prism(c[0], c[1], geo.MetersPerSecond(speed)).Value
		t0, t1, fallen, rising, low, highAt, high := v[0], v[2], v[6], v[7], v[8], v[9], v[10]
		if fallen < t0 || rising < fallen || rising > t1 || highAt < t0 || highAt > t1 || low < 0 || low > min(v[1], v[3]) ||
			high < max(v[4], v[5]) {
			t.Errorf("%s: corners %v", name, v)
		}
		if name == "too fast" {
			continue // the records contradict each other
		}
		for _, at := range []int64{t0, (3*t0 + t1) / 4, (t0 + t1) / 2, t1} {
			limit := func(from distancePoint, ms int64) (int64, int64) {
				way := speed * ms / 1000
				return max(0, from.near-way), from.far + way
			}
			n0, f0 := limit(c[0], at-t0)
			n1, f1 := limit(c[1], t1-at)
			if got, want := side(at, t0, v[4], highAt, highAt, high, t1, v[5]), min(f0, f1); got < want-30 || got > want+30 {
				t.Errorf("%s: reaches %d m at %d, want %d", name, got, at, want)
			}
			if got, want := side(at, t0, v[1], fallen, rising, low, t1, v[3]), max(n0, n1); got < want-30 || got > want+30 {
				t.Errorf("%s: begins %d m off at %d, want %d", name, got, at, want)
			}
		}
	}
}

// side is the height of one side of a band at an instant: it goes from d0 to d, stays there from one time to another, and
// goes on to d1.
func side(at, t0, d0, from, to, d, t1, d1 int64) int64 {
	switch {
	case at < from:
		return d0 + (d-d0)*(at-t0)/(from-t0)
	case at > to:
		return d + (d1-d)*(at-to)/(t1-to)
	}
	return d
}

func TestDistanceDrawsNothingAcrossGaps(t *testing.T) {
	d := small()
	f := analyzed(d)
	p := parse(t, mustDraw(t, drawings["distance"], d, Options{Zone: "UTC"}))
	for _, i := range append(p.items("band"), p.items("way")...) {
		if i.Value[2]-i.Value[0] > (time.Duration(f.Parameters.Gap) + time.Hour).Milliseconds() {
			t.Errorf("drawn from %v to %v", time.UnixMilli(i.Value[0]).UTC(), time.UnixMilli(i.Value[2]).UTC())
		}
	}
}

func TestDistanceDrawsEverySightingOnce(t *testing.T) {
	for _, n := range []int{5, 200, 5000, 50_000} {
		d := large(n)
		want := 0
		for _, s := range d.Events {
			if s.Counts() && located(s.Where) {
				want++
			}
		}
		option := mustDraw(t, drawings["distance"], d, Options{})
		p := parse(t, option)
		got := len(p.items("dot"))
		for _, i := range p.items("cell") {
			got += int(i.Value[4])
		}
		if got != want || len(option) > 600_000 {
			t.Errorf("%d of %d drawn in %d bytes", got, want, len(option))
		}
	}
}

func TestDistanceAxisHasEvenSteps(t *testing.T) {
	for metres := int64(1); metres < 30_000_000; metres = metres*13/10 + 1 {
		if step := evenStep(metres); (metres+step-1)/step > 6 {
			t.Errorf("%d m in steps of %d m", metres, step)
		}
	}
}

func TestCircuitCountsItsLegs(t *testing.T) {
	d := rounds()
	f := analyzed(d)
	if len(analysis.Of[analysis.Circuit](f)) != 1 {
		t.Fatalf("%d circuits", len(analysis.Of[analysis.Circuit](f)))
	}
	c := analysis.Of[analysis.Circuit](f)[0]
	counts := legCounts(c, seenIn(d, f))
	for k := range c.Areas {
		if n := counts[leg{k, (k + 1) % len(c.Areas)}]; n != len(c.Rounds) {
			t.Errorf("leg from %s was gone in %d of %d rounds", c.Areas[k], n, len(c.Rounds))
		}
	}
	if !strings.Contains(c.Text, "every "+periodWords(c)) {
		t.Errorf("the diagram says %q, the finding %q", periodWords(c), c.Text)
	}
	for _, index := range []int{-1, 1} {
		if _, err := Circuit(d, f, index, Options{}); err == nil {
			t.Errorf("circuit %d is drawn", index)
		}
	}
}

// Areas of one name stay different nodes, and names stay inside the chart.
func TestCircuitNodes(t *testing.T) {
	for _, width := range []int{MinWidth, 720, 2000} {
		r, err := Options{Width: width}.resolve()
		if err != nil {
			t.Fatal(err)
		}
		for n := 3; n <= 8; n++ {
			g := r.ringOf(n)
			seen := map[string]bool{}
			for k, node := range g.nodes(r, slices.Repeat([]string{strings.Repeat("Same name ", 9)}, n)) {
				seen[node.Name] = true
				text := float64(len([]rune(node.Name))) * letterWidth
				inside := node.Label["position"] != "left" || text < g.x[k]
				inside = inside && (node.Label["position"] != "right" || g.x[k]+text < float64(width))
				if !inside {
					t.Errorf("%d px, %d areas: %q at %v of %v", width, n, node.Name, g.x[k], width)
				}
			}
			if len(seen) != n {
				t.Errorf("%d areas make %d nodes", n, len(seen))
			}
		}
	}
}

func TestLanguages(t *testing.T) {
	for tag, want := range map[string][3]string{"": {"Mar 2, 2026", "1,234,567", "-1,000"},
		Spanish: {"2 mar 2026", "1.234.567", "-1.000"}} {
		l, err := languageOf(tag)
		if err != nil {
			t.Fatal(err)
		}
		if got := [3]string{l.day(utc("2026-03-02T00:00:00Z").UnixMilli()), l.number(1234567), l.number(-1000)}; got != want {
			t.Errorf("%q writes %q, want %q", tag, got, want)
		}
	}
}

// Findings of another dossier are nonsense, but no reason to fail.
func TestForeignFindings(t *testing.T) {
	f := analyzed(rounds())
	d := large(300)
	for i := range d.Events {
		d.Events[i].Where.Point = orb.Point{float64(i % 150), float64(i % 80)}
	}
	for _, draw := range []func() (json.RawMessage, error){
		func() (json.RawMessage, error) { return Timeline(d, Options{Findings: &f}) },
		func() (json.RawMessage, error) { return Nights(d, f, Options{}) },
		func() (json.RawMessage, error) { return Distance(d, f, Options{}) },
		func() (json.RawMessage, error) { return Circuit(d, f, 0, Options{}) },
		func() (json.RawMessage, error) { return Circuit(d, analysis.Findings{}, 0, Options{}) },
		func() (json.RawMessage, error) { return Nights(d, analysis.Findings{}, Options{}) },
		func() (json.RawMessage, error) { return Distance(d, analysis.Findings{}, Options{}) },
	} {
		if _, err := draw(); err != nil {
			t.Error(err)
		}
	}
}
