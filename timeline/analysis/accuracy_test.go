package analysis

import (
	"flag"
	"math/rand/v2"
	"os"
	"testing"
)

// The accuracy of each detector is measured on invented histories: what it finds of what was planted, and what it claims
// where nothing was. A detector's row is a file of its own, accuracy_NAME_test.go, and a line in accuracyRows.

var (
	histories = flag.Int("histories", 6, "invented histories for each line of the accuracy table")
	tuning    = flag.Bool("tuning", false, "use the seeds that parameters were chosen on instead of those that limits are held on")
	published = flag.Bool("published", false, "use the seeds of the table in the README, on which nothing was chosen and no limit set")
)

// wholeTable is set by make accuracy: all noise and all densities, not a few.
func wholeTable() bool { return os.Getenv("SIGHTLINE_ACCURACY") != "" }

// accuracyRow measures one detector, or the answers to one sort of question.
type accuracyRow struct {
	of string // Detector.Name, or what is asked
	// try plants a history, looks, and notes what was found of it. Histories of one number and row are the same lives at
	// every density and noise.
	try func(trial, *score)
	// goals are the least precision and recall, 0 for none.
	goals func(perDay float64, n noisiness) (precision, recall float64)
	// describes: it tells what is in any history, such as trips, so noise is no test of it.
	describes bool
}

// trial is one history to be made.
type trial struct {
	r      *rand.Rand
	n      int
	perDay float64
	noise  noisiness
}

func accuracyRows() []accuracyRow {
	return []accuracyRow{
		placesRow(), basesRow(), circuitsRow(), changesRow(), shiftsRow(), splitsRow(), conflictsRow(), gapsRow(), tripsRow(),
		routineRow(), interestRow(), burstsRow(), reachRow(),
	}
}

// sparsities are how many sightings a day the histories of eight months hold.
func sparsities() []float64 {
	if wholeTable() {
		return []float64{1, 2, 4, 16}
	}
	return []float64{2, 8}
}

func measured() []noisiness {
	if wholeTable() {
		return noisinesses()
	}
	return []noisiness{{}, {0.3, dins()}}
}

const plateA = "QZX0001"

// noise is what all histories have: inquiries known by the agency only, and reads of other plates taken for this one.
func noise(perDay float64) watch { return watch{perDay: perDay, agency: 0.2, misread: 0.02} }

func seeded(line string, n int) *rand.Rand {
	base := uint64(7_000_000)
	switch {
	case *tuning:
		base = 1000
	case *published:
		base = 31_000_000
	}
	h := uint64(14695981039346656037)
	for _, b := range []byte(line) {
		h = (h ^ uint64(b)) * 1099511628211
	}
	return rand.New(rand.NewPCG(base+uint64(n), h))
}

// history is one life, noted at the trial's density and disturbed by its noise.
func (c trial) history(p plan) (life, noted) {
	l := live(c.r, newWorld(c.r), p)
	seen := l.observe(c.r, noise(c.perDay), plateA, "s")
	c.noise.disturb(c.r, &l, &seen, plateA)
	return l, seen
}

func TestAccuracy(t *testing.T) {
	for _, row := range accuracyRows() {
		t.Run(row.of, func(t *testing.T) {
			t.Parallel()
			for _, n := range measured() {
				for _, perDay := range sparsities() {
					var s score
					for k := range *histories {
						row.try(trial{seeded(row.of, k), k, perDay, n}, &s)
					}
					t.Logf("%-10s %3.0f a day, %-22v %v", row.of, perDay, n, s)
					row.hold(t, perDay, n, s)
				}
			}
		})
	}
}

// hold fails where a goal is missed by more than so few histories leave to chance.
func (row accuracyRow) hold(t *testing.T, perDay float64, n noisiness, s score) {
	if row.goals == nil {
		return
	}
	precision, recall := row.goals(perDay, n)
	if wrong := s.wrong; precision > 0 && s.precision() < precision && wrong > 1 {
		t.Errorf("%s at %.0f a day, %v: precision %.3f, want %.3f", row.of, perDay, n, s.precision(), precision)
	}
	if recall > 0 && s.recall() < recall && s.missed > 1 {
		t.Errorf("%s at %.0f a day, %v: recall %.3f, want %.3f", row.of, perDay, n, s.recall(), recall)
	}
}

// TestAccuracyOfNoise counts what each detector claims where there is nothing to be found.
func TestAccuracyOfNoise(t *testing.T) {
	n := max(4, *histories)
	claims := map[string]tally[string]{"noise": {}, "drifters": {}}
	for k := range n {
		for _, perDay := range sparsities() {
			r := seeded("nothing", k)
			count := func(of string, d noted) {
				f := Analyze(d.d, DefaultParameters())
				for _, found := range f.Found {
					claims[of][found.Name] += min(1, len(found.Findings))
				}
			}
			count("noise", onlyNoise(r, perDay, 240, plateA))
			l := stranger(r, 240)
			count("drifters", l.observe(r, noise(perDay), plateA, "s"))
		}
	}
	per100 := func(of, name string) float64 {
		return 100 * float64(claims[of][name]) / float64(n*len(sparsities()))
	}
	for _, row := range accuracyRows() {
		if row.describes || row.of == "reach" {
			continue
		}
		t.Logf("%-10s false claims in 100 histories: %5.1f of noise alone, %5.1f of drifters", row.of, per100("noise", row.of),
			per100("drifters", row.of))
	}
}

// A detector without a row is not measured.
func TestEveryDetectorIsMeasured(t *testing.T) {
	rows := map[string]bool{}
	for _, row := range accuracyRows() {
		if rows[row.of] || row.try == nil {
			t.Errorf("the row of %s is there twice, or empty", row.of)
		}
		rows[row.of] = true
	}
	for _, d := range Detectors() {
		if !rows[d.Name] {
			t.Errorf("%s has no row in the accuracy table: write accuracy_%s_test.go", d.Name, d.Name)
		}
	}
}
