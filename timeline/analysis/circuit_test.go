package analysis

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
)

// rounds is a vehicle that goes Tulsa, Oklahoma City, Amarillo about every nine days, seen some times at each.
func rounds(n int) []timeline.Event {
	days := []int{0, 9, 18, 28, 36, 45, 55, 64}
	var s []timeline.Event
	for k := range n {
		start := at("2026-03-02 14:00:00").AddDate(0, 0, days[k])
		for stop, p := range []orb.Point{tulsa, oklahoma, amarillo} {
			for hour := range 3 {
				t := start.AddDate(0, 0, stop).Add(time.Duration(4*hour) * time.Hour)
				x := read(fmt.Sprintf("r%d%d%d", k, stop, hour), t.Format("2006-01-02 15:04:05"), p, "QZX0001")
				x.Where.Zone = central
				s = append(s, x)
			}
		}
	}
	last := read("rlast", at("2026-03-02 14:00:00").AddDate(0, 0, days[n]).Format("2006-01-02 15:04:05"), tulsa, "QZX0001")
	last.Where.Zone = central
	return append(s, last)
}

// towns names what is near one of three towns.
func towns(p orb.Point) (string, bool) {
	for name, at := range map[string]orb.Point{"Tulsa": tulsa, "Oklahoma City": oklahoma, "Amarillo": amarillo} {
		if geo.Distance(p, at) < 30e3 {
			return name, true
		}
	}
	return "", false
}

func ExampleAnalyze() {
	p := DefaultParameters()
	p.Name = towns
	f := Analyze(timeline.Dossier{Events: rounds(6)}, p)
	for _, c := range Of[Circuit](f) {
		fmt.Println(c.Text)
	}
	// Output:
	// Vehicle QZX0001 (TX): Tulsa → Oklahoma City → Amarillo every 9 ± 1 days, 6 rounds. The next round would begin between 26 April 2026 and 27 April 2026. 0.5 % of shuffled histories show as strong a circuit.
}

func TestCircuits(t *testing.T) {
	p := DefaultParameters()
	p.Name = towns
	f := Analyze(timeline.Dossier{Events: rounds(6)}, p)
	if len(Of[Circuit](f)) != 1 {
		t.Fatalf("%d circuits", len(Of[Circuit](f)))
	}
	c := Of[Circuit](f)[0]
	if len(c.Rounds) != 6 || c.Complete != 6 || c.Chance > 0.01 || len(c.Evidence) < 6*9 {
		t.Errorf("%+v", c)
	}
	once := slices.Compact(slices.Sorted(slices.Values(c.Evidence)))
	of := 0
	for _, r := range c.Rounds {
		of += len(r.Sightings)
	}
	if len(once) != len(c.Evidence) || of <= len(once) {
		t.Errorf("%d sightings of %d in the rounds, %d of them different", len(c.Evidence), of, len(once))
	}
	total := 0
	for _, n := range c.Days {
		total += n
	}
	if total != 6 {
		t.Errorf("days %v", c.Days)
	}
	if again := Analyze(timeline.Dossier{Events: rounds(6)}, p); !reflect.DeepEqual(Of[Circuit](again), Of[Circuit](f)) {
		t.Error("the same seed gives another chance")
	}
	for _, n := range []int{1, 2} {
		if f := Analyze(timeline.Dossier{Events: rounds(n)}, p); len(Of[Circuit](f)) > 0 {
			t.Errorf("%d rounds are no circuit", n)
		}
	}
	// There and back between two towns is none.
	var s []timeline.Event
	for _, x := range rounds(6) {
		if x.Where.Point != amarillo {
			s = append(s, x)
		}
	}
	if f := Analyze(timeline.Dossier{Events: s}, p); len(Of[Circuit](f)) > 0 {
		t.Errorf("%+v", Of[Circuit](f))
	}
}

func lapsOf(walk string) []string {
	rule := DefaultParameters().Circuit
	times := make([]int64, len(walk))
	m := newMiner(rule, times, 26)
	codes := make([]uint8, len(walk))
	for k := range walk {
		codes[k] = walk[k] - 'A'
	}
	var out []string
	for _, l := range m.laps(codes) {
		name := make([]byte, len(l.key))
		for k := range l.key {
			name[k] = l.key[k] + 'A'
		}
		out = append(out, string(name))
	}
	return out
}

func TestLaps(t *testing.T) {
	for walk, want := range map[string]string{
		"ABCA":           "ABC",
		"BCAB":           "ABC", // turned
		"ACBA":           "ACB", // the other way round is another circuit
		"ABCABCA":        "ABC ABC",
		"ABCDCA":         "ABC",      // a side trip from C to D and back
		"ABABAB":         "",         // there and back
		"ABCXA":          "ABCX",     // a stop in between
		"ABCDCBA":        "",         // the same way back
		"ABCEFGEA":       "EFG ABCE", // a loop within a round
		"ABCDEFGHIJKLMA": "",         // longer than any circuit
		"":               "",
	} {
		if got := strings.Join(lapsOf(walk), " "); got != want {
			t.Errorf("%s: got %q, want %q", walk, got, want)
		}
	}
}

func TestSupports(t *testing.T) {
	for _, c := range []struct {
		lap, key     string
		ok, complete bool
	}{
		{"ABC", "ABC", true, true},
		{"ABXC", "ABC", true, true},
		{"XABYC", "ABC", true, true},
		{"ABXYZC", "ABC", false, false},
		{"ACB", "ABC", false, false},
		{"ABC", "ABCD", true, false},
		{"BCD", "ABCD", true, false},
		{"ACB", "ABCD", false, false},
		{"ABC", "ABX", false, false},
	} {
		if ok, complete := supports(c.lap, c.key); ok != c.ok || complete != c.complete {
			t.Errorf("%s for %s: %v, %v", c.lap, c.key, ok, complete)
		}
	}
}

func TestNormaliseIsTheSameForAllRotations(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 9))
	for range 500 {
		codes := make([]uint8, 3+r.IntN(6))
		for k, c := range r.Perm(20)[:len(codes)] {
			codes[k] = uint8(c)
		}
		want := normalise(codes)
		for range codes {
			codes = append(codes[1:], codes[0])
			if got := normalise(codes); got != want {
				t.Fatalf("%v: %q, want %q", codes, got, want)
			}
		}
	}
}

func TestShuffledKeepsWhatItShould(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 9))
	for range 200 {
		walk := make([]uint8, 0, 60)
		for len(walk) < 60 {
			if a := uint8(r.IntN(5)); len(walk) == 0 || a != walk[len(walk)-1] {
				walk = append(walk, a)
			}
		}
		got := shuffled(r, walk)
		count, clashes := map[uint8]int{}, 0
		for k := range walk {
			count[walk[k]]++
			count[got[k]]--
			if k > 0 && got[k] == got[k-1] {
				clashes++
			}
		}
		for a, n := range count {
			if n != 0 {
				t.Fatalf("area %d comes %d times too few", a, n)
			}
		}
		if clashes > 0 {
			t.Errorf("%d areas follow themselves in %v", clashes, got)
		}
	}
}
