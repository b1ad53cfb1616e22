package plate

import (
	"slices"
	"testing"
)

func TestNormalizePlate(t *testing.T) {
	for raw, want := range map[string]string{"abc-123": "ABC123", " 7 QX·204 ": "7QX204", "": "", "ÄB1": "B1"} {
		if got := Normalize(raw); got != want {
			t.Errorf("NormalizePlate(%q) = %q, want %q", raw, got, want)
		}
	}
}

func TestSimilarPlates(t *testing.T) {
	similar := Similar("8OK1234")
	for _, want := range []string{"B0K1234", "80K1234", "8OK123", "8OK12345", "8OK1934", "8QKI234"} {
		if !slices.Contains(similar, want) {
			t.Errorf("%s is not among the plates similar to 8OK1234", want)
		}
	}
	for _, not := range []string{"8OK1234", "B0KI234", "9XK1234", ""} {
		if slices.Contains(similar, not) {
			t.Errorf("%q is among the plates similar to 8OK1234", not)
		}
	}
	slices.Sort(similar)
	if len(slices.Compact(slices.Clone(similar))) != len(similar) {
		t.Error("a similar plate is listed twice")
	}
}
