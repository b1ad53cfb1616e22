package clock

import (
	"fmt"
	"testing"
)

// TestDecimalOffsets reads offsets as tables of numbers hold them, and none whose decimals are no quarter of an hour.
func TestDecimalOffsets(t *testing.T) {
	for hours := -12; hours <= 12; hours++ {
		for fraction, minutes := range map[string]int{"": 0, ".0": 0, ".00": 0, ".25": 15, ".5": 30, ".50": 30, ".75": 45} {
			if hours == 0 {
				continue
			}
			text, want := fmt.Sprintf("%+d%s", hours, fraction), fmt.Sprintf("%+03d:%02d", hours, minutes)
			if got, ok := ParseZone(text); !ok || got != want {
				t.Errorf("%q: %q %v, want %q", text, got, ok, want)
			}
		}
	}
	for _, text := range []string{"-6.1", "-.5", "-6.000", "-0600.0", "-20.0", "6.5.5"} {
		if got, ok := ParseZone(text); ok {
			t.Errorf("%q is read as %q", text, got)
		}
	}
}
