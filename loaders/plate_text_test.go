package loaders

import (
	"fmt"
	"strings"
	"testing"
)

// TestPlateTexts loads plates in files as people and spreadsheets write them: read, flagged, or rejected with what to do.
func TestPlateTexts(t *testing.T) {
	const head = "Plate,State,Time,Latitude,Longitude,Camera\n"
	row := func(plate, state string) []byte {
		return fmt.Appendf(nil, "%s%q,%s,2026-03-02 10:00:00,30.2672,-97.7431,C1\n", head, plate, state)
	}
	for plate, want := range map[string]string{
		"ВОО1234": `read BOO1234 (TX) raw "ВОО1234"`, "ＡＢ１２": `read AB12 (TX) raw "ＡＢ１２"`, "TX ABC1234": `read ABC1234 (TX) raw "TX ABC1234"`,
		"abc-123": `read ABC123 (TX) raw "abc-123"`, "46093": `read 46093 (TX)`, "TEMPLE1": "read TEMPLE1 (TX)",
		"БГД123": "rejected: plate: the plate \"БГД123\" has 'Б'", "UNLICENSED": "rejected: plate: the row has no plate",
		"NO PLATE": "rejected: plate: the row has no plate", "TEMP": "rejected: plate: the row has no plate", "0000000": "the row has no plate",
		"1-Mar": "is a date that a spreadsheet made of a plate: export the plates from their source as text", "TRUE": "is a truth value",
		"0.1": "is a number", "1.23E+06": "is a number", "2026-03-01": "is a date",
		"OK ABC1234": "rejected: state: the plate \"OK ABC1234\" names state OK and the row's state is TX",
	} {
		m, tally, err := load(t, FormatPlates, "p.csv", row(plate, "TX"))
		if err != nil || tally.Read != 1 || tally.Taken+tally.Rejected != 1 || !strings.Contains(m.out.String(), want) {
			t.Errorf("%s: %v %+v\n%s", plate, err, tally, &m.out)
		}
	}
	m, _, err := load(t, FormatPlates, "p.csv", row("OK ABC1234", ""))
	if err != nil || !strings.Contains(m.out.String(), "read ABC1234 (OK)") {
		t.Errorf("the state beside the plate is lost: %v\n%s", err, &m.out)
	}
	m, tally, err := load(t, FormatPlates, "p.csv", row("ΖΖ1", "TX"))
	m.tally(tally)
	if err != nil || !strings.Contains(m.out.String(), "note 1 x plates with letters of another script or form") {
		t.Errorf("not told: %v\n%s", err, &m.out)
	}
}

// TestDayNumbersBesideDamage takes a plate of five digits for what it is, and for a day's number in a file in which a spreadsheet has
// changed other plates, whichever comes first.
func TestDayNumbersBesideDamage(t *testing.T) {
	const head, rest = "Plate,State,Time,Latitude,Longitude,Camera\n", ",TX,2026-03-02 10:00:00,30.2672,-97.7431,C1\n"
	for _, damage := range []string{"1-Mar", "TRUE", "1.23E+06", "0.1", "2026-03-01"} {
		for _, text := range []string{"46093" + rest + damage + rest, damage + rest + "46093" + rest} {
			m, tally, err := load(t, FormatPlates, "p.csv", []byte(head+text+"ABC1234"+rest+"99999"+rest))
			if err != nil || tally.Taken != 2 || tally.Rejected != 2 || !strings.Contains(m.out.String(), `"46093" may be a day's number`) {
				t.Errorf("%s: %v %+v\n%s", damage, err, tally, &m.out)
			}
		}
	}
	if _, tally, err := load(t, FormatPlates, "p.csv", []byte(head+"46093"+rest+"ABC1234"+rest)); err != nil || tally.Taken != 2 {
		t.Errorf("without damage: %v %+v", err, tally)
	}
}

// TestPlateRegions reads states as plate readers export them: a code, a name, or a region with its score.
func TestPlateRegions(t *testing.T) {
	for text, want := range map[string]string{"TX": "TX", "Texas": "TX", "us-tx": "TX", "{'code': 'us-tx', 'score': 0.7}": "TX",
		`{"code": "us-tx", "score": 0.7}`: "TX", `{'score': 0.7, 'code': 'us-tx'}`: "TX", `[{"code":"us-tx"}]`: "TX", `{"state":"TX"}`: "TX",
		"{'code': 'mx-nl', 'score': 1}": "", "{'code': '', 'score': 0}": "", "{}": "", "": ""} {
		if got := plateState(text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
		if said := emptyRegion.MatchString(text); said != (want == "" && !strings.Contains(text, "mx")) {
			t.Errorf("%s: empty %v", text, said)
		}
	}
}
