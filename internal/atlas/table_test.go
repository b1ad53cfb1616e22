package atlas

import (
	"strings"
	"testing"
)

const (
	someZIPs = zipsHeader + "\n" +
		"00501\tNY\tHoltsville\t40.8154\t-73.0451\t\t\n" +
		"73102\tOK\tOklahoma City\t35.4726\t-97.5199\t35.47065\t-97.51909\n" +
		"75072\t\t\t\t\t33.19\t-96.67\n"
	someCities = citiesHeader + "\n" +
		"Oklahoma City\tOK\t35.46756\t-97.51643\tPPLA\t579999\n" +
		"Washington, D.C.\tDC\t38.89511\t-77.03637\tPPLC\t601723\n"
)

func TestTables(t *testing.T) {
	zips := &zipTable{byCity: map[string][]int{}}
	if err := parseTable(strings.NewReader(someZIPs), zipsHeader, zips.add); err != nil {
		t.Fatal(err)
	}
	row, ok := zips.find("73102")
	if !ok || row.city != "Oklahoma City" || row.census.Point[0] != -97.51909 || row.postal.Point[1] != 35.4726 {
		t.Errorf("got %+v", row)
	}
	if row, ok := zips.find("00501"); !ok || row.census.known || !row.postal.known {
		t.Errorf("got %+v", row)
	}
	if _, ok := zips.find("73103"); ok {
		t.Error("found a ZIP code that is not there")
	}
	if got := zips.siblings("7"); len(got) != 2 {
		t.Errorf("got %d siblings, want 2", len(got))
	}
	cities := &cityTable{byKey: map[string][]int{}}
	if err := parseTable(strings.NewReader(someCities), citiesHeader, cities.add); err != nil {
		t.Fatal(err)
	}
	if got := cities.listed("DC", []string{"washington"}); len(got) != 1 || got[0].Population != 601723 {
		t.Errorf("got %v", got)
	}
}

func TestTableErrors(t *testing.T) {
	zip := func(row string) string { return zipsHeader + "\n" + row + "\n" }
	for _, c := range []struct{ text, want string }{
		{"", "header"},
		{"zip\n", "header"},
		{zip("73102\tOK"), "line 2 has 2 fields"},
		{zip("7310\tOK\tX\t\t\t\t"), "no ZIP code"},
		{zip("73102\tOK\tX\tnorth\t1\t\t"), "latitude"},
		{zip("73102\tOK\tX\t1\teast\t\t"), "longitude"},
		{zip("73102\tOK\tX\t91\t1\t\t"), "no position"},
		{zip("73102\tOK\tX\tNaN\t1\t\t"), "no position"},
		{zip("73102\tOK\tX\t\t\t1\t"), "longitude"},
		{zip("73102\tOK\tX\t\t\t\t\n73102\tOK\tX\t\t\t\t"), "line 3: ZIP 73102 does not come after"},
	} {
		zips := &zipTable{byCity: map[string][]int{}}
		if err := parseTable(strings.NewReader(c.text), zipsHeader, zips.add); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got error %v, want one with %q", c.text, err, c.want)
		}
	}
	for _, c := range []struct{ row, want string }{
		{"X\tOK\t\t\tPPL\t1", "no position"},
		{"X\tOK\t1\t1\tPPL\tmany", "not a count"},
		{"X\tOK\t1\t1\tPPL\t-1", "not a count"},
		{"-\tOK\t1\t1\tPPL\t1", "no name"},
	} {
		cities := &cityTable{byKey: map[string][]int{}}
		err := parseTable(strings.NewReader(citiesHeader+"\n"+c.row+"\n"), citiesHeader, cities.add)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got error %v, want one with %q", c.row, err, c.want)
		}
	}
}

func FuzzTables(f *testing.F) {
	f.Add(someZIPs)
	f.Add(someCities)
	f.Add(zipsHeader + "\r\n73102\tOK\t\t\t\t\t\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		zips := &zipTable{byCity: map[string][]int{}}
		if err := parseTable(strings.NewReader(text), zipsHeader, zips.add); err == nil {
			for i, row := range zips.rows {
				if found, ok := zips.find(row.zip); !ok || found.zip != row.zip {
					t.Errorf("row %d, %q, is not found", i, row.zip)
				}
				if row.census.known && !valid(row.census.Point) || row.postal.known && !valid(row.postal.Point) {
					t.Errorf("row %d has no valid position: %+v", i, row)
				}
			}
		}
		cities := &cityTable{byKey: map[string][]int{}}
		if err := parseTable(strings.NewReader(text), citiesHeader, cities.add); err == nil {
			for _, row := range cities.rows {
				if !valid(row.Point) || row.Population < 0 || row.Name == "" {
					t.Errorf("city %+v", row)
				}
			}
		}
	})
}
