package clock

import "testing"

// FuzzStatement holds any text to be read without a fault, and a zone to be one that there may be.
func FuzzStatement(f *testing.F) {
	for _, text := range []string{"ALL TIMES UTC", "TIME ZONE: (UTC-06:00) CENTRAL TIME (US & CANADA)", "TIME_PT", "EST/EDT", "TZ=AMERICA/NEW_YORK", "UTC OFFSET -6"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if zone, ok := Statement(text); ok != (zone != "") {
			t.Errorf("%q: %q %v", text, zone, ok)
		}
	})
}
