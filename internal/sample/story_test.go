package sample

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
)

// TestEncountersAgreeWithTrack holds every inquiry by an agency with a position of its own to the car's track: the car
// was near, but for what was planted as a contradiction.
func TestEncountersAgreeWithTrack(t *testing.T) {
	s := tell()
	checked := 0
	for _, r := range s.ncic {
		a, _ := lookup(r.ori)
		desk := r.ori == ownerORI || r.ori == clearinghouseORI || strings.HasPrefix(r.key, "Z") || r.key == "QH"
		if a.precision != "agency" || desk || a.ori == misplacedORI || a.ori == secondCarORI {
			continue
		}
		p, ok := where(s.track, r.at)
		if !ok {
			if r.at.Before(s.track[len(s.track)-1].at) {
				t.Errorf("%v: the car is nowhere", r)
			}
			continue
		}
		checked++
		if km := kilometers(p, orb.Point{a.lon, a.lat}); km > 45 {
			t.Errorf("%v: the car is %.0f km from %s", r, km, a.name)
		}
	}
	if checked < 100 {
		t.Errorf("checked %d inquiries only", checked)
	}
}

// TestSpeeds holds the reads of the companion's cars to what a car can do, and the second car's to what none can.
func TestSpeeds(t *testing.T) {
	s := tell()
	var last read
	impossible := 0
	for _, r := range s.reads {
		switch {
		case r.repeat || r.kind == afterSale:
		case r.kind == cloned:
			p, ok := where(s.track, r.at)
			if !ok || kilometers(p, r.point) < 500 {
				t.Errorf("%v: the second car is not far from the first", r.at)
			}
			if hours := r.at.Sub(last.at).Hours(); kilometers(last.point, r.point)/hours > 160 {
				impossible++
			}
		default:
			hours := r.at.Sub(last.at).Hours() + 5.0/3600
			if km := kilometers(last.point, r.point); last.id != 0 && km > 0.1 && km/hours > 130 {
				t.Errorf("%v: %.1f km in %.2f h since %v", r.at, km, hours, last.at)
			}
			last = r
		}
	}
	if impossible < 5 {
		t.Errorf("only %d reads of the second car contradict the read before", impossible)
	}
}

// TestGapsAreQuiet holds the quiet weeks to having no sighting of the companion's cars or of either person in them.
func TestGapsAreQuiet(t *testing.T) {
	s := tell()
	if len(s.truth.Gaps) != 3 {
		t.Fatalf("%d gaps", len(s.truth.Gaps))
	}
	for _, g := range s.truth.Gaps {
		within := func(at time.Time) bool { return at.After(g.From) && at.Before(g.To) }
		for _, r := range s.reads {
			if r.kind == plain && within(r.at) {
				t.Errorf("a read at %v in the gap from %v", r.at, g.From)
			}
		}
		for _, r := range s.ncic {
			if within(r.at) && r.ori != ownerORI && r.ori != clearinghouseORI && !strings.HasPrefix(r.key, "Z") {
				t.Errorf("%v in the gap from %v", r, g.From)
			}
		}
	}
}

// TestRounds holds the circuits to their period.
func TestRounds(t *testing.T) {
	for _, c := range tell().truth.Circuits {
		want := map[string][2]int{"Tulsa": {9, 6}, "Kansas City": {12, 5}}[c.Cities[0]]
		if len(c.Starts) != want[1] {
			t.Errorf("%v: %d rounds, want %d", c.Cities, len(c.Starts), want[1])
		}
		for i := 1; i < len(c.Starts); i++ {
			days := c.Starts[i].Sub(c.Starts[i-1]).Hours() / 24
			if off := days - float64(want[0]); off < -1.25 || off > 1.25 {
				t.Errorf("%v: %.1f days between rounds %d and %d", c.Cities, days, i, i+1)
			}
		}
	}
}

// TestAgenciesAreInvented holds the invented ORIs to the form of one and, where the table of real ones is at hand, to
// not being among them.
func TestAgenciesAreInvented(t *testing.T) {
	form := regexp.MustCompile(`^[A-Z]{2}[A-Z0-9]{7}$`)
	mine := []string{"OK9010900", "KS9050900", "ZZ9990000", "ZZ9980100"}
	for _, a := range agencies() {
		if !form.MatchString(a.ori) {
			t.Errorf("%q is not an ORI", a.ori)
		}
		if slices.Contains(mine, a.ori) {
			t.Errorf("%s is there twice, or was to be left out", a.ori)
		}
		mine = append(mine, a.ori)
	}
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "reference", "agencies.csv"))
	if err != nil {
		t.Log("no table of real agencies to compare with")
		return
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		for _, ori := range mine {
			if strings.HasPrefix(r[0], ori[:5]) {
				t.Errorf("%s shares its prefix with the real %s", ori, r[0])
			}
		}
	}
}
