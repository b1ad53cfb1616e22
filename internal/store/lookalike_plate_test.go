package store

import (
	"slices"
	"testing"

	"sightline/timeline"
)

// TestLookAlikesAreFlagged tells on the event of a read that its plate is written with letters of another script.
func TestLookAlikesAreFlagged(t *testing.T) {
	for raw, want := range map[string][]string{
		"ВОО1234":  {`the plate is written "ВОО1234", with characters of another script or form: read as BOO1234`},
		"boo-1234": nil, "": nil,
	} {
		r := readRow{Plate: "BOO1234", PlateState: "OK", PlateRaw: raw}
		e := r.event(timeline.RecordRef{Load: 1, Line: 2}, "UTC", timeline.BasisStated)
		if !slices.Equal(e.Remarked(), want) {
			t.Errorf("%q: %q", raw, e.Remarked())
		}
	}
}
