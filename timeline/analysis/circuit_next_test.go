package analysis

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"sightline/timeline"
)

// TestForecastIsDated: whatever the day of the findings and the holding, a round is foretold after the one and within the other, or told
// as missed when nothing was sighted since, or not at all.
func TestForecastIsDated(t *testing.T) {
	said := map[string]int{}
	for n := range 300 {
		r := rand.New(rand.NewPCG(uint64(n), 6))
		d := timeline.Dossier{Events: rounds(5 + r.IntN(3))}
		last := d.Events[len(d.Events)-1].First.End
		p := DefaultParameters()
		p.AsOf = last.Add(time.Duration(r.Float64() * float64(60*24*time.Hour)))
		if r.IntN(2) == 0 { // seen on, but on no round
			for day := 4; day < r.IntN(70); day += 3 {
				x := read("on"+strings.Repeat("x", day), last.AddDate(0, 0, day).Format("2006-01-02 15:04:05"), tulsa, "QZX0001")
				if x.First.Start.Before(p.AsOf) {
					d.Events = append(d.Events, x)
				}
			}
		}
		held := time.Time{}
		if r.IntN(3) == 0 {
			held = last.Add(time.Duration(r.Float64() * float64(40*24*time.Hour)))
			plate := timeline.Plate{Number: "QZX0001", State: "TX"}
			d.Subject.Holdings = []timeline.Holding{{Of: plate.Identifier(), To: held}}
		}
		all := Of[Circuit](Analyze(d, p))
		if len(all) != 1 {
			continue
		}
		next := all[0].Next
		seen := d.Events[len(d.Events)-1].First.End
		what := "foretold"
		switch {
		case next.From.IsZero():
			what = "none"
			if !strings.HasPrefix(next.Text, "No next round is foretold: ") {
				t.Errorf("%d: %s", n, next.Text)
			}
		case next.Missed:
			what = "missed"
			if !next.To.Before(p.AsOf) || seen.After(next.To) || !strings.Contains(next.Text, "would have begun") ||
				!strings.Contains(next.Text, "there is no sighting since") {
				t.Errorf("%d: as of %v, seen last %v: %s", n, p.AsOf, seen, next.Text)
			}
		case next.From.Before(p.AsOf) || next.To.Before(next.From):
			t.Errorf("%d: as of %v: %s", n, p.AsOf, next.Text)
		}
		if !held.IsZero() && next.To.After(held) {
			t.Errorf("%d: held until %v: %s", n, held, next.Text)
		}
		if !strings.Contains(all[0].Text, next.Text) {
			t.Errorf("%d: the circuit does not tell its forecast: %s", n, all[0].Text)
		}
		said[what]++
	}
	if t.Log(said); said["foretold"] < 20 || said["missed"] < 20 || said["none"] < 20 {
		t.Errorf("%v", said)
	}
}
