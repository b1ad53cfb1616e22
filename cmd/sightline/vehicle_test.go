package main

import (
	"strings"
	"testing"
)

// TestVehicleTexts reads vehicles as they are typed: as files are read, and with the state behind a slash.
func TestVehicleTexts(t *testing.T) {
	for text, want := range map[string]string{"abc-123/tx": "ABC123 (TX)", "ВОО1234/OK": "BOO1234 (OK)", "ＡＢＣ１/NM": "ABC1 (NM)",
		"OK ABC1234/OK": "ABC1234 (OK)"} {
		got, err := parseVehicles([]string{text})
		if err != nil || got[0].Plate().String() != want {
			t.Errorf("%q: %v, %v; want %s", text, got, err, want)
		}
	}
	for text, why := range map[string]string{"БГД1/TX": "'Б'", "1-Mar/TX": "a date", "TRUE/TX": "truth value", "UNLICENSED/OK": "no plate",
		"1.23E+06/OK": "a number", "TX ABC1234/OK": "names state TX", "ABC1": "plate and state", "ABC1/Texas": "plate and state"} {
		if got, err := parseVehicles([]string{text}); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %+v, %v; want %s", text, got, err, why)
		}
	}
}
