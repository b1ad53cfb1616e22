package plate

import (
	"slices"
	"testing"

	"sightline/timeline"
)

func TestOCRKey(t *testing.T) {
	for plate, want := range map[string]string{"0ODQ": "0000", "1I2Z5S8B6G": "1122558866", "ACHKX7": "ACHKX7", "": ""} {
		if got := OCRKey(plate); got != want {
			t.Errorf("OCRKey(%q) = %q, want %q", plate, got, want)
		}
	}
	for _, class := range ocrClasses {
		for _, c := range class {
			if got := OCRKey(string(c)); got != OCRKey(class[:1]) {
				t.Errorf("%c is folded to %s, its class %s to %s", c, got, class, OCRKey(class[:1]))
			}
		}
	}
}

func TestMatchPlates(t *testing.T) {
	tx := func(n string) timeline.Plate { return timeline.Plate{Number: n, State: "TX"} }
	tests := []struct {
		a, b    timeline.Plate
		level   timeline.MatchLevel
		state   timeline.StateMatch
		certain bool
	}{
		{tx("ZZZ0001"), tx("ZZZ0001"), timeline.MatchExact, timeline.StateSame, true},
		{tx("ZZZ0001"), timeline.Plate{Number: "ZZZ0001"}, timeline.MatchExact, timeline.StateUnknown, false},
		{tx("ZZZ0001"), timeline.Plate{Number: "ZZZ0001", State: "OK"}, timeline.MatchExact, timeline.StateOther, false},
		{tx("ZZZ0001"), tx("222OOOI"), timeline.MatchOCR, timeline.StateSame, false},
		{tx("ABC123"), tx("A8C123"), timeline.MatchOCR, timeline.StateSame, false},
		{tx("ABC123"), tx("ABC124"), timeline.MatchOneEdit, timeline.StateSame, false},
		{tx("ABC123"), tx("ABC12"), timeline.MatchOneEdit, timeline.StateSame, false},
		{tx("ABC123"), tx("XABC123"), timeline.MatchOneEdit, timeline.StateSame, false},
		{tx("ABC123"), tx("A8C124"), timeline.MatchOneEdit, timeline.StateSame, false}, // one edit beside what readers confuse
		{tx("ABC123"), tx("ABX124"), timeline.MatchNone, timeline.StateSame, false},
		{tx("ABC123"), tx("BAC123"), timeline.MatchNone, timeline.StateSame, false},
		{tx("ABC123"), tx("ABC12345"), timeline.MatchNone, timeline.StateSame, false},
		{tx(""), tx(""), timeline.MatchNone, timeline.StateSame, false},
		{tx("A"), tx(""), timeline.MatchNone, timeline.StateSame, false},
	}
	for _, tt := range tests {
		for _, pair := range [][2]timeline.Plate{{tt.a, tt.b}, {tt.b, tt.a}} {
			m := Compare(pair[0], pair[1])
			if m.Level != tt.level || m.State != tt.state || m.Certain() != tt.certain {
				t.Errorf("%s and %s: got %+v, want %s, %s", pair[0], pair[1], m, tt.level, tt.state)
			}
		}
	}
}

// TestSimilarPlatesMatch holds the list of similar plates to the levels: each is OCR-equivalent or one edit away.
func TestSimilarPlatesMatch(t *testing.T) {
	for _, plate := range []string{"8OK1234", "ZZZ0001", "A"} {
		for _, s := range Similar(plate) {
			if level := CompareNumbers(plate, s); level != timeline.MatchOCR && level != timeline.MatchOneEdit {
				t.Errorf("%s and the similar %s match at %q", plate, s, level)
			}
		}
	}
}

func FuzzMatchNumbers(f *testing.F) {
	f.Add("ABC123", "A8C12")
	f.Add("0ODQ", "OOOO")
	f.Fuzz(func(t *testing.T, a, b string) {
		a, b = Normalize(a), Normalize(b)
		level := CompareNumbers(a, b)
		if level != CompareNumbers(b, a) {
			t.Errorf("%s and %s match differently the other way round", a, b)
		}
		if (level == timeline.MatchExact) != (a == b && a != "") {
			t.Errorf("%s and %s: %q", a, b, level)
		}
		if level == timeline.MatchOneEdit && len(a) < 40 {
			if !slices.ContainsFunc(Similar(OCRKey(a)), func(s string) bool { return OCRKey(s) == OCRKey(b) }) {
				t.Errorf("%s and %s are called one edit apart", a, b)
			}
		}
	})
}
