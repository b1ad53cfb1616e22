package timeline

import "testing"

func TestReadIn(t *testing.T) {
	for _, x := range []struct {
		zone  string
		basis Basis
		want  string
	}{
		{"", "", ""},
		{"America/Chicago", BasisAssumed, "times read in America/Chicago, zone assumed"},
		{ZoneOfPlace, BasisAssumed, "times read in the zone of each place, zone assumed"},
		{ZoneOfRecord, BasisStated, "times read in the zone that each record states"},
	} {
		if got := ReadIn(x.zone, x.basis); got != x.want {
			t.Errorf("%q, %q: %q, want %q", x.zone, x.basis, got, x.want)
		}
	}
}
