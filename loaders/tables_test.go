package loaders

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"sightline/timeline"
)

// TestTablesRead reads every embedded table and holds its rows to their meaning.
func TestTablesRead(t *testing.T) {
	all := map[timeline.Standing]int{}
	for key, k := range messageKeys() {
		if !regexp.MustCompile(`^[A-Z]{2,5}$`).MatchString(key) || k.meaning == "" || k.source != "READ" && k.source != "MEM" {
			t.Errorf("message key %s: %+v", key, k)
		}
		all[k.standing]++
	}
	for _, s := range []timeline.Standing{timeline.Counts, timeline.Administrative, timeline.EntryOnly} {
		if all[s] == 0 {
			t.Errorf("no message key has the standing %q", s)
		}
		delete(all, s)
	}
	if len(all) > 0 {
		t.Errorf("unknown standings %v", all)
	}
	for code, meaning := range shippedTables().codes {
		if !regexp.MustCompile(`^[A-Z]{2,4}$`).MatchString(code) || meaning == "" {
			t.Errorf("field code %q: %q", code, meaning)
		}
	}
	usps := map[string]bool{}
	for code, s := range ncicStates() {
		if len(code) != 2 || s.name == "" || s.usps != "" && usps[s.usps] {
			t.Errorf("state %s: %+v", code, s)
		}
		usps[s.usps] = true
	}
	lists := map[string]aliases{"cameras": cameraAliases(), "agencies": agencyAliases()}
	for _, f := range Formats() {
		if f.table != nil {
			lists[string(f.Name)] = f.table.aliases
		}
	}
	for list, a := range lists {
		if len(a) == 0 {
			t.Errorf("no columns for %s", list)
		}
		for heading, field := range a {
			if plainHeading(heading) != heading || heading == "" {
				t.Errorf("%s: heading %q of %s is not plain", list, heading, field)
			}
		}
	}
}

func TestStateTraps(t *testing.T) {
	for code, want := range map[string]string{"NB": "NE", "NE": "", "GM": "GU", "GU": "", "AM": "AS", "AS": "", "MK": "MP", "MP": "",
		"NF": "", "PQ": "", "SN": "", "NK": "", "XN": "",
		"TX": "TX", "DC": "DC", "MX": "", "MM": "", "US": ""} {
		if got := ncicStates()[code].usps; got != want {
			t.Errorf("%s is %q, want %q", code, got, want)
		}
	}
}

// TestStatesAgainstReference holds the table of states to NCIC's own list of codes, where that is at hand: codes of
// states map to a postal code, and no foreign code does.
func TestStatesAgainstReference(t *testing.T) {
	f, err := os.Open(filepath.Join(reference, "ncic_codes.csv"))
	if err != nil {
		t.Logf("the reference tables are not here: %v", err)
		return
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]string{}
	for _, r := range rows {
		if r[0] == "LIS" {
			listed[r[1]] = r[2]
		}
	}
	for code, s := range ncicStates() {
		def, ok := listed[code]
		if !ok {
			if s.usps != "" {
				t.Errorf("%s (%s) is not in the list", code, s.name)
			}
			continue
		}
		first := regexp.MustCompile(`^[A-Z]+`).FindString(plainUpper(def))
		if s.usps != "" && first != regexp.MustCompile(`^[A-Z]+`).FindString(plainUpper(s.name)) && code != "MK" && code != "VI" {
			t.Errorf("%s is %q in the list and %q here", code, def, s.name)
		}
	}
	mapped := 0
	for code := range listed {
		if ncicStates()[code].usps != "" {
			mapped++
		}
	}
	if mapped != 50+1+6 { // the states, the District of Columbia and the inhabited territories
		t.Errorf("%d of the %d codes map to a postal code", mapped, len(listed))
	}
}

func plainUpper(s string) string {
	return regexp.MustCompile(`[^A-Z ]`).ReplaceAllString(string(upperASCII(s)), "")
}

func upperASCII(s string) []byte {
	b := []byte(s)
	for i, c := range b {
		if c >= 'a' && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
	}
	return b
}
