package loaders

import (
	"strings"
	"testing"
	"unicode/utf8"

	"sightline/timeline"
)

func TestParseAddress(t *testing.T) {
	for line, want := range map[string]timeline.Address{
		"100 INVENTED ST, AUSTIN, TX 78701": {Street: "100 INVENTED ST", City: "AUSTIN", State: "TX", ZIP: "78701"},
		"100 INVENTED ST APT 4B, AUSTIN, TX 78701": {Street: "100 INVENTED ST", Unit: "APT 4B", City: "AUSTIN", State: "TX",
			ZIP: "78701"},
		"100 INVENTED ST, APT. 4B, AUSTIN, TX 78701": {Street: "100 INVENTED ST", Unit: "APT. 4B", City: "AUSTIN", State: "TX",
			ZIP: "78701"},
		"100 1/2 N INVENTED ST # 7, AUSTIN, TX":     {Street: "100 1/2 N INVENTED ST", Unit: "# 7", City: "AUSTIN", State: "TX"},
		"100-102 INVENTED ST REAR, AUSTIN, TX":      {Street: "100-102 INVENTED ST", Unit: "REAR", City: "AUSTIN", State: "TX"},
		"N6W23001 BLUEMOUND RD, INVENTED, WI 00000": {Street: "N6W23001 BLUEMOUND RD", City: "INVENTED", State: "WI", ZIP: "00000"},
		"12A INVENTED AVE, 78701":                   {Street: "12A INVENTED AVE", ZIP: "78701"},
		"1 FLOOR ST, AUSTIN, TX":                    {Street: "1 FLOOR ST", City: "AUSTIN", State: "TX"},
	} {
		got, ok := ParseAddress(line)
		if !ok || got != want {
			t.Errorf("%q: got %+v, %v", line, got, ok)
		}
	}
	for _, line := range []string{"", "AUSTIN, TX", "78701", "PO BOX 12, AUSTIN, TX 78701", "P.O. BOX 12, AUSTIN, TX",
		"RR 2 BOX 17, AUSTIN, TX", "HC 61 BOX 4, AUSTIN, TX 78701",
		"INVENTED ST, AUSTIN, TX", "100 INVENTED ST", "GENERAL DELIVERY, AUSTIN, TX 78701", "RURAL ROUTE 3, AUSTIN, TX",
		"100 PO BOX 3, AUSTIN, TX"} {
		if got, ok := ParseAddress(line); ok {
			t.Errorf("%q: taken as %+v", line, got)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	f.Add("100 INVENTED ST APT 4B, AUSTIN, TX 78701")
	f.Add(",,,,,,,,,,,#a")
	f.Add("PO BOX 12, AUSTIN, TX 78701")
	f.Fuzz(func(t *testing.T, line string) {
		a, ok := ParseAddress(line)
		if ok && (a.Street == "" || a.City == "" && a.ZIP == "") {
			t.Errorf("%q: %+v", line, a)
		}
		if utf8.ValidString(line) && len(a.String()) > len(line)+8 {
			t.Errorf("%q: %q is longer", line, a)
		}
	})
}

// TestParsedAddresses finds units and kinds of addresses as fields of their own, and the same record however the unit is
// written.
func TestParsedAddresses(t *testing.T) {
	head := "street,unit,city,state,zip,first seen,last seen\n"
	tests := []struct{ row, want string }{
		{"100 MAIN ST APT 4B,,AUSTIN,TX,78701", `unit = "APT 4B"`},
		{"100 Main St,apt  4b,AUSTIN,TX,78701", `unit = "APT 4B"`},
		{"100 MAIN ST # 7,,AUSTIN,TX,78701", `unit = "# 7"`},
		{"100 MAIN ST,,AUSTIN,TX,78701", ""},
		{"PO BOX 55501,,AUSTIN,TX,78701", `address type = "post office box"`},
		{"P.O. Box 7,,AUSTIN,TX,78701", `address type = "post office box"`},
		{"RR 9 BOX 999,,AUSTIN,TX,78701", `address type = "rural route"`},
		{"HC 1 BOX 12,,AUSTIN,TX,78701", `address type = "rural route"`},
		{"GENERAL DELIVERY,,AUSTIN,TX,78701", `address type = "general delivery"`},
		{"1 BOXWOOD LN,,AUSTIN,TX,78701", ""},
	}
	for _, tt := range tests {
		m, tally, err := load(t, FormatAddresses, "a.csv", []byte(head+tt.row+",2026-01-01,2026-02-01\n"))
		said := m.out.String()
		if err != nil || tally.Taken != 1 || tt.want != "" && !strings.Contains(said, "\n  "+tt.want) {
			t.Errorf("%s: %v, want %s in %s", tt.row, err, tt.want, said)
		}
		if tt.want == "" && (strings.Contains(said, "\n  unit = ") || strings.Contains(said, "address type")) {
			t.Errorf("%s: %s", tt.row, said)
		}
	}
}
