package analysis

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
)

var (
	histories = flag.Int("histories", 6, "invented histories for each line of the accuracy table")
	tuning    = flag.Bool("tuning", false, "use the seeds that parameters were chosen on instead of those that are reported")
)

// score counts what was found against what was planted.
type score struct {
	hit, wrong, missed int
	confused           map[string]int
}

func (s *score) mistake(what string) {
	s.wrong++
	if s.confused == nil {
		s.confused = map[string]int{}
	}
	s.confused[what]++
}

func (s *score) miss(what string) {
	s.missed++
	if s.confused == nil {
		s.confused = map[string]int{}
	}
	s.confused[what]++
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

func (s score) precision() float64 { return ratio(s.hit, s.hit+s.wrong) }
func (s score) recall() float64    { return ratio(s.hit, s.hit+s.missed) }
func (s score) f1() float64        { return ratio(2*s.hit, 2*s.hit+s.wrong+s.missed) }

func (s score) String() string {
	var parts []string
	for _, k := range (tally[string])(s.confused).ranked() {
		parts = append(parts, fmt.Sprintf("%d %s", s.confused[k], k))
	}
	return fmt.Sprintf("%5d planted  precision %.3f  recall %.3f  F1 %.3f  %s", s.hit+s.missed, s.precision(), s.recall(), s.f1(),
		strings.Join(parts, ", "))
}

func seeded(line string, n int) *rand.Rand {
	base := uint64(7_000_000)
	if *tuning {
		base = 1000
	}
	h := uint64(14695981039346656037)
	for _, b := range []byte(line) {
		h = (h ^ uint64(b)) * 1099511628211
	}
	return rand.New(rand.NewPCG(base+uint64(n), h))
}

// sparsities are how many sightings a day the histories of eight months hold.
var sparsities = []float64{1, 2, 4, 16}

const plateA = "QZX0001"

// noise is what all histories have: inquiries known by the agency only, and reads of other plates taken for this one.
func noise(perDay float64) watch { return watch{perDay: perDay, agency: 0.2, misread: 0.02} }

func report(t *testing.T, name string, perDay float64, s score) {
	t.Logf("%-22s %4.0f a day  %v", name, perDay, s)
}

func TestAccuracyPlaces(t *testing.T) {
	for _, perDay := range sparsities {
		var places, bases score
		for n := range *histories {
			r := seeded("places", n)
			l := live(r, newWorld(r), plan{days: 240, move: n%3 == 0, circuit: n%4 == 0})
			seen := l.observe(r, noise(perDay), plateA, "s")
			f := Analyze(seen.d, DefaultParameters())
			scorePlaces(&places, &l, &seen, f)
			scoreBases(&bases, &l, &seen, f)
			for _, p := range Of[Place](f) {
				if p.Exact && p.Class == timeline.ClassAgency {
					t.Errorf("an agency's office made an exact place: %+v", p)
				}
			}
		}
		report(t, "places", perDay, places)
		report(t, "bases", perDay, bases)
		goal(t, perDay, "places", places.f1(), 0.95)
		if perDay >= 4 { // at fewer TestAccuracyBases has the goals
			goal(t, perDay, "bases", bases.f1(), 0.9)
		}
	}
}

func goal(t *testing.T, perDay float64, what string, got, want float64) {
	if got < want {
		t.Errorf("%s at %.0f a day: %.3f, want %.3f", what, perDay, got, want)
	}
}

// planted returns the spots that were noted in at least as many visits as make a place, and where they are.
func planted(l *life, seen *noted) map[int]orb.Point {
	visits := map[int]map[int]bool{}
	sightings := map[int]int{}
	for _, s := range seen.d.Events {
		spot, ok := seen.spots[s.ID]
		if !ok {
			continue
		}
		if visits[spot] == nil {
			visits[spot] = map[int]bool{}
		}
		visits[spot][seen.visit[s.ID]] = true
		sightings[spot]++
	}
	out := map[int]orb.Point{}
	for spot, v := range visits {
		if len(v) < DefaultParameters().Place.Visits || sightings[spot] < DefaultParameters().Place.Sightings {
			continue
		}
		if spot < -1 {
			out[spot] = l.w.towns[-2-spot].gateway
		} else {
			out[spot] = l.spots[spot].point
		}
	}
	return out
}

func scorePlaces(s *score, l *life, seen *noted, f Findings) {
	truth := planted(l, seen)
	found := map[int]bool{}
	for _, p := range Of[Place](f) {
		if !p.Exact {
			continue
		}
		match, again := none, false
		for spot, at := range truth {
			if geo.Distance(at, p.Point) < 150 {
				match, again = spot, found[spot]
			}
		}
		switch {
		case match == none:
			s.mistake("where nothing is")
		case again:
			s.mistake("one place found as two")
		default:
			found[match] = true
			s.hit++
		}
	}
	for spot := range truth {
		if !found[spot] {
			s.miss(map[bool]string{true: "haunts missed", false: "readers missed"}[spot >= 0])
		}
	}
}

func scoreBases(s *score, l *life, seen *noted, f Findings) {
	nights := map[int]map[int]bool{}
	for _, x := range seen.d.Events {
		spot, ok := seen.spots[x.ID]
		if !ok || spot < 0 {
			continue
		}
		local := x.First.Start.In(l.w.towns[l.spots[spot].town].zone)
		if h := local.Hour(); h >= 22 || h < 7 {
			if nights[spot] == nil {
				nights[spot] = map[int]bool{}
			}
			nights[spot][dayNumber(local.Add(-12*time.Hour))] = true
		}
	}
	found := map[int]bool{}
	for _, p := range f.Bases() {
		hit := false
		for _, b := range l.base {
			if geo.Distance(l.spots[b].point, p.Point) < 150 {
				hit, found[b] = true, true
			}
		}
		if hit {
			s.hit++
			continue
		}
		what := "a reader taken for a base"
		for _, sp := range l.spots {
			if geo.Distance(sp.point, p.Point) < 150 {
				what = "a haunt or lodging taken for a base"
			}
		}
		s.mistake(what)
	}
	for _, b := range l.base {
		if !found[b] && len(nights[b]) >= DefaultParameters().Base.Nights {
			s.miss("bases missed")
		}
	}
}

func TestAccuracyCircuits(t *testing.T) {
	none, invented := 0, 0
	for _, perDay := range sparsities {
		var s score
		for n := range *histories {
			r := seeded("circuits", n)
			l := live(r, newWorld(r), plan{days: 240, circuit: n%2 == 0})
			seen := l.observe(r, noise(perDay), plateA, "s")
			f := Analyze(seen.d, DefaultParameters())
			scoreCircuits(&s, &l, f)
			if l.circuit == nil {
				none++
				invented += count(len(Of[Circuit](f)) > 0)
			}
		}
		report(t, "circuits", perDay, s)
		if perDay >= 4 {
			goal(t, perDay, "circuits", s.f1(), 0.9)
		}
	}
	if t.Logf("%-22s %d histories without a circuit, %d show one", "false circuits", none, invented); 50*invented > none {
		t.Errorf("%d of %d histories without a circuit show one", invented, none)
	}
}

func scoreCircuits(s *score, l *life, f Findings) {
	want := ""
	if l.circuit != nil {
		codes := make([]uint8, len(l.circuit))
		for k, town := range l.circuit {
			codes[k] = uint8(town)
		}
		want = normalise(codes)
	}
	hit := false
	for _, c := range Of[Circuit](f) {
		codes := make([]uint8, 0, len(c.Indexes))
		for _, a := range c.Indexes {
			codes = append(codes, l.townAt(f.Areas[a].Point))
		}
		switch got := normalise(codes); {
		case got == want && !hit:
			hit = true
		case want == "":
			s.mistake("circuits in histories without one")
		case within(got, want):
			s.mistake("a stop of the circuit not seen")
		default:
			s.mistake("circuits with wrong stops")
		}
	}
	switch {
	case hit:
		s.hit++
	case want != "":
		s.miss("missed")
	}
}

func (l *life) townAt(p orb.Point) uint8 {
	for k, t := range l.w.towns {
		if geo.Distance(t.center, p) < 45e3 {
			return uint8(k)
		}
	}
	return 255
}

// TestAccuracyShuffledCircuits gives each history's times other places at random: any circuit is then noise.
func TestAccuracyShuffledCircuits(t *testing.T) {
	total, wrong := 0, 0
	for _, perDay := range sparsities {
		for n := range *histories * 2 {
			r := seeded("shuffled", n)
			l := live(r, newWorld(r), plan{days: 240, circuit: true})
			seen := l.observe(r, noise(perDay), plateA, "s")
			h := newHistory(&seen.d, DefaultParameters())
			areas := h.findAreas()
			h.shuffleAreas(r)
			total++
			wrong += count(len(h.findCircuits(areas)) > 0)
		}
	}
	t.Logf("%-22s %d shuffled histories, %d with a circuit (%.2f %%)", "false circuits", total, wrong, 100*float64(wrong)/float64(total))
	if limit := max(1, total/100+2*count(total >= 100)); wrong > limit {
		t.Errorf("%d of %d shuffled histories show a circuit", wrong, total)
	}
}

// shuffleAreas permutes the order of the stays in areas and leaves their times.
func (h *history) shuffleAreas(r *rand.Rand) {
	var spots []int32
	for _, t := range h.tracks {
		for _, p := range h.passages(t) {
			spots = append(spots, p.area)
		}
		r.Shuffle(len(spots), func(i, j int) { spots[i], spots[j] = spots[j], spots[i] })
		for k, p := range h.passages(t) {
			for _, i := range p.obs {
				h.all[i].area = spots[k]
			}
		}
		spots = spots[:0]
	}
}

func TestAccuracyShifts(t *testing.T) {
	for _, perDay := range sparsities {
		var s score
		for n := range *histories * 2 {
			r := seeded("shifts", n)
			l := live(r, newWorld(r), plan{days: 240, circuit: n%4 < 2})
			seen := l.observe(r, noise(perDay), plateA, "s")
			wrong := 0
			if n%2 == 0 {
				wrong = []int{1, -1, 1, -1, 2, -5}[r.IntN(6)]
				shiftLoad(&seen, 2, wrong)
			}
			f := Analyze(seen.d, DefaultParameters())
			hit := false
			for _, x := range Of[Shift](f) {
				switch {
				case x.Load == 2 && x.Hours == -wrong && x.Part == partAll:
					hit = true
				case wrong == 0:
					s.mistake("shifts of loads that are right")
				case x.Load == 2:
					s.mistake("wrong number of hours")
				default:
					s.mistake("the wrong load")
				}
			}
			switch {
			case hit:
				s.hit++
			case wrong != 0:
				s.miss("missed")
			}
		}
		report(t, "wrong zone of a load", perDay, s)
		if perDay >= 4 {
			goal(t, perDay, "precision of shifts", s.precision(), 0.95)
		}
		if perDay >= 16 {
			goal(t, perDay, "recall of shifts", s.recall(), 0.9)
		}
	}
}

// shiftLoad gives the sightings of a load the times that a wrong zone would.
func shiftLoad(n *noted, load int64, hours int) {
	for k := range n.d.Events {
		if x := &n.d.Events[k]; x.Record().Load == load {
			x.First.Start = x.First.Start.Add(time.Duration(hours) * time.Hour)
			x.First.End = x.First.End.Add(time.Duration(hours) * time.Hour)
		}
	}
	n.sort()
}

// TestAccuracyClones has half its clones in histories that also hold a load in a wrong zone.
func TestAccuracyClones(t *testing.T) {
	for _, perDay := range sparsities {
		var s score
		for n := range *histories * 2 {
			r := seeded("clones", n)
			w := newWorld(r)
			l := live(r, w, plan{days: 240, circuit: n%4 < 2})
			seen := l.observe(r, noise(perDay), plateA, "s")
			clone := n%2 == 0
			if clone {
				other := live(r, w, plan{days: 120 + r.IntN(120), home: 1 + r.IntN(len(w.towns)-1)})
				more := other.observe(r, noise(perDay*(0.3+0.7*r.Float64())), plateA, "c")
				seen.d.Events = append(seen.d.Events, more.d.Events...)
				seen.sort()
			}
			both := n%4 == 0
			if both {
				shiftLoad(&seen, 3, 1)
			}
			f := Analyze(seen.d, DefaultParameters())
			for _, x := range Of[Shift](f) {
				if !both || x.Load != 3 || x.Hours != -1 {
					s.mistake("a second vehicle taken for a wrong zone")
				}
			}
			switch found := len(Of[Split](f)) > 0; {
			case found && clone:
				s.hit++
			case found:
				s.mistake("misreads taken for a second vehicle")
			case clone:
				s.miss("missed")
			}
		}
		report(t, "cloned plates", perDay, s)
		goal(t, perDay, "precision of clones", s.precision(), 0.95)
		if perDay >= 4 {
			goal(t, perDay, "recall of clones", s.recall(), 0.9)
		}
	}
}

// TestAccuracyReach asks about what truly was: no answer may be "no". It also counts how often the answer to what truly
// was not helps.
func TestAccuracyReach(t *testing.T) {
	for _, perDay := range sparsities {
		asked, verdicts := 0, tally[Verdict]{}
		false_, falseAsked := tally[Verdict]{}, 0
		meets, meetAsked := tally[Verdict]{}, 0
		for n := range *histories {
			r := seeded("reach", n)
			w := newWorld(r)
			a := live(r, w, plan{days: 60, circuit: n%2 == 0})
			b := live(r, w, plan{days: 60, circuit: n%3 == 0, home: n % 2})
			da, db := a.observe(r, noise(perDay), plateA, "a"), b.observe(r, noise(perDay), "QZX0002", "b")
			key := timeline.Plate{Number: plateA, State: "XX"}.String()
			wa := NewWhereabouts(da.d, Analyze(da.d, DefaultParameters()), key)
			wb := NewWhereabouts(db.d, Analyze(db.d, DefaultParameters()), timeline.Plate{Number: "QZX0002", State: "XX"}.String())
			for range 60 {
				at := a.parts[0].start.Add(time.Duration(r.Float64() * 60 * 24 * float64(time.Hour)))
				truth := a.at(at)
				verdicts[wa.CouldBe(geo.Cap{Center: truth, Radius: 50}, at, at.Add(time.Second), 0).Verdict]++
				asked++
				region := wa.RegionAt(at)
				if region.Verdict == Possible && len(region.Outline) == 0 {
					t.Errorf("a region without an outline: %+v", region)
				}
				elsewhere := geo.Destination(truth, r.Float64()*360, 500e3)
				false_[wa.CouldBe(geo.Cap{Center: elsewhere, Radius: 50}, at, at.Add(time.Hour), 0).Verdict]++
				falseAsked++
				if apart := geo.Distance(truth, b.at(at)); apart < 20e3 {
					meets[CouldMeet(wa, wb, apart+100, at.Add(-10*time.Minute), at.Add(10*time.Minute)).Verdict]++
					meetAsked++
				}
			}
		}
		t.Logf("%-22s %4.0f a day  %5d questions: possible %d, unknown %d, wrongly no %d", "was truly there", perDay, asked,
			verdicts[Possible], verdicts[Unknown], verdicts[No])
		t.Logf("%-22s %4.0f a day  %5d questions: possible %d, unknown %d, wrongly no %d", "truly met", perDay, meetAsked, meets[Possible],
			meets[Unknown], meets[No])
		t.Logf("%-22s %4.0f a day  %5d questions: possible %d, unknown %d, no %d", "was truly 500 km away", perDay, falseAsked,
			false_[Possible], false_[Unknown], false_[No])
		if verdicts[No] > 0 || meets[No] > 0 {
			t.Errorf("at %.0f a day the truth was answered no: %d of %d, %d of %d meetings", perDay, verdicts[No], asked, meets[No],
				meetAsked)
		}
		if meetAsked == 0 || false_[No] == 0 && perDay > 1 {
			t.Errorf("at %.0f a day the questions do not test anything", perDay)
		}
	}
}
