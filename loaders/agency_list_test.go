package loaders

import (
	"testing"

	"sightline/timeline"
)

func TestAgencies(t *testing.T) {
	table := NewAgencies([]timeline.Agency{
		{ORI: "OK9010100", County: "Tulsa", State: "OK"}, {ORI: "OK9010200", County: "Tulsa", State: "OK"},
		{ORI: "OK9010300", County: "Creek", State: "OK"},
		{ORI: "OK9010400", State: "OK"}, {ORI: "OK9030100", County: "CREEK; TULSA", State: "OK"},
		{ORI: "OK9030200", County: "TULSA", State: "OK"},
		{ORI: "OK9020100", County: "B", State: "OK"}, {ORI: "OK9020200", County: "A", State: "OK"},
	})
	if a, ok := table.Agency("OK9010300"); !ok || a.County != "Creek" {
		t.Errorf("agency: %+v, %v", a, ok)
	}
	if _, ok := table.Agency("OK0000000"); ok {
		t.Error("an unknown ORI was found")
	}
	if county, state, agree, of, ok := table.PrefixCounty("OK901"); county != "Tulsa" || state != "OK" || agree != 2 || of != 3 || !ok {
		t.Errorf("prefix: %s, %s, %d of %d, %v", county, state, agree, of, ok)
	}
	if county, _, agree, of, _ := table.PrefixCounty("OK902"); county != "A" || agree != 1 || of != 2 {
		t.Errorf("a tie: %s, %d of %d", county, agree, of)
	}
	if county, _, agree, of, _ := table.PrefixCounty("OK903"); county != "TULSA" || agree != 2 || of != 2 {
		t.Errorf("an agency in two counties: %s, %d of %d", county, agree, of)
	}
	if _, _, _, _, ok := table.PrefixCounty("TX901"); ok {
		t.Error("an unknown prefix has a county")
	}
}
