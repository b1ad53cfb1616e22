package report

import (
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/timeline"
	"sightline/timeline/analysis"
)

// commuter spends six nights of nine at home in Tulsa and goes by Oklahoma City to Amarillo and back, eight times; on one
// day of each round a second vehicle with the same plate is seen in Indianapolis.
func commuter() timeline.Dossier {
	t := tell()
	begin := t.at.Truncate(24 * hour)
	at := func(day int, hours float64, lon, lat float64, state, camera string) {
		zone := "America/Chicago"
		if state == "IN" {
			zone = "America/Indiana/Indianapolis"
		}
		when := begin.Add(time.Duration((float64(day)*24 + hours) * float64(hour)))
		t.read(when.Sub(t.at), lon, lat, state, zone, camera)
	}
	home := func(day int, hours float64) { // where it stands, a car with a reader drives past
		at(day, hours, -95.99, 36.15, "OK", "Tulsa patrol")
		t.d.Events[len(t.d.Events)-1].Read = &timeline.ReadDetail{Mobile: true}
	}
	for round := range 8 {
		for day := 9*round + 1; day < 9*round+7; day++ {
			home(day, 4)
			home(day, 11)
			if day%9 == 2 {
				home(day, 16)
				for _, hours := range []float64{16.5, 17, 18, 19} {
					at(day, hours, -86.16, 39.77, "IN", "Indianapolis camera")
				}
				home(day, 19.5)
			}
		}
		for _, hours := range []float64{15, 18, 21} {
			at(9*round+7, hours, -97.51, 35.47, "OK", "Oklahoma City camera")
			at(9*round+8, hours, -101.83, 35.2, "TX", "Amarillo camera")
		}
	}
	return t.told()
}

func TestFindingsAreTold(t *testing.T) {
	r, err := Build(t.Context(), commuter(), tools(t))
	if err != nil {
		t.Fatal(err)
	}
	words := dump(r)
	for _, want := range []string{
		"is a likely base:", "Visits at Tulsa, OK", "Circuit 1: ", "Oklahoma City, OK", "p = 0.0", "give or take", "Next round: The next round would",
		"needed at least", "Likely: the same number on two vehicles", "fit two vehicles", "Rule: ", "Nights by area",
		"timed sightings fall between",
		"pairs of records contradict each other", "rounds, 7 of them with every area seen|rounds, 8 of them with every area seen",
	} {
		found := false
		for _, alternative := range strings.Split(want, "|") {
			found = found || strings.Contains(words, alternative)
		}
		if !found {
			t.Errorf("the report does not say %q", want)
		}
	}
}

func TestSectionsWithoutFindingsSayWhy(t *testing.T) {
	r, err := Build(t.Context(), nothing(), tools(t))
	if err != nil {
		t.Fatal(err)
	}
	words := dump(r)
	for _, want := range []string{
		"No place can be told", "No trip can be told", "No repeated round was found", "No date is found on which the pattern changed",
		"No two records contradict each other", "No inquiry or arrest by law enforcement counts", "No sighting is known to the hour",
		"Of 1 event, 0 count",
	} {
		if !strings.Contains(words, want) {
			t.Errorf("the report does not say %q", want)
		}
	}
}

// Every statement of the summary that comes of a finding leads to rows and to its section.
func TestStatementsLeadToEvidence(t *testing.T) {
	d, o := commuter(), tools(t)
	rules := Parameters(o.Base)
	clock, err := newClock("")
	if err != nil {
		t.Fatal(err)
	}
	b := &builder{d: d, o: o, clock: clock, index: newIndex(d), plan: usualPlan(allSections(analysis.Detectors())),
		all: allSections(analysis.Detectors()), findings: analysis.Analyze(d, rules)}
	told := b.sayFindings()
	if len(told) < 5 {
		t.Fatalf("only %d statements: %v", len(told), told)
	}
	for _, text := range told {
		row, section := false, false
		for _, s := range text {
			cites := strings.HasPrefix(s.Link, "row")
			row, section = row || cites, section || s.Link != "" && !cites
		}
		if !section || !row && !strings.Contains(flat(text), "more such") {
			t.Errorf("no evidence or no section: %s", flat(text))
		}
	}
}

func TestTownsThatNameFindings(t *testing.T) {
	p := Parameters(tools(t).Base)
	for want, at := range map[string]orb.Point{
		"Tulsa, OK": {-95.95, 36.12}, "Amarillo, TX": {-101.85, 35.2}, "Broken Arrow, OK": {-95.79, 36.04}, "Washington, D.C.": {-77.02, 38.9},
		"": {-118, 41.5}, // Nevada's north: nothing is near
	} {
		if name, ok := p.Name(at); ok != (want != "") || ok && name != want {
			t.Errorf("%v is named %q, want %q", at, name, want)
		}
	}
}
