package plate

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"sightline/timeline"
)

func TestParsePlatePattern(t *testing.T) {
	for _, c := range []struct {
		number, state string
		ocr           bool
		want          string
		fault         string
	}{
		{"8ok-12 34", "ok", false, "8OK1234", ""},
		{"ab?*", "", false, "AB?*", ""},
		{"**ab**", "", false, "*AB*", ""},
		{"", "", false, "", ""},
		{"a*", "", false, "", "two letters or digits"},
		{"AB%1", "", false, "", "no letter or digit"},
		{"ABÇ1", "", false, "", "no letter or digit"},
		{"AB%?", "", false, "", "letters and digits"},
		{"ВО?1", "", false, "BO?1", ""},
		{"OK ABC1234", "", false, "ABC1234", ""},
		{"OK ABC1234", "TX", false, "", "names state OK"},
		{"1-Mar", "", false, "", "a date"},
		{"NO PLATE", "", false, "", "holds no plate"},
		{"ABC123", "Texas", false, "", "two letters such as TX"},
		{"ABCDEFGH123456789", "", false, "", "at most 12"},
		{"", "TX", false, "", "needs a plate"},
		{"", "", true, "", "needs a plate"},
	} {
		p, err := ParsePattern(c.number, c.state, c.ocr)
		if (err == nil) != (c.fault == "") || err == nil && p.Number != c.want || err != nil && !strings.Contains(err.Error(), c.fault) {
			t.Errorf("%q, %q: %+v, %v; want %q, %q", c.number, c.state, p, err, c.want, c.fault)
		}
	}
}

// TestPlatePatternsAgree makes patterns out of plates and holds matching against a regular expression, and the beginnings
// of the plates that match against what matches.
func TestPlatePatternsAgree(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	letters := func(n int) string {
		out := make([]byte, n)
		for i := range out {
			out[i] = "0ODQ1I8BAX"[random.IntN(10)]
		}
		return string(out)
	}
	matched := 0
	for range 4000 {
		plate := letters(3 + random.IntN(3))
		pattern := []byte(plate)
		for i := range pattern {
			switch random.IntN(5) {
			case 0:
				pattern[i] = '?'
			case 1:
				pattern[i] = '*'
			}
		}
		p := Pattern{Number: strings.ReplaceAll(string(pattern), "**", "*"), OCR: random.IntN(2) == 0}
		other := letters(3 + random.IntN(3))
		if random.IntN(2) == 0 {
			other = plate
		}
		subject, expression := other, p.Number
		if p.OCR {
			subject, expression = OCRKey(subject), OCRKey(expression)
		}
		want := regexp.MustCompile("^" + strings.NewReplacer("?", ".", "*", ".*").Replace(expression) + "$").MatchString(subject)
		if got := p.Matches(timeline.Plate{Number: other}); got != want {
			t.Fatalf("%+v matches %s: %v, want %v", p, other, got, want)
		}
		if want {
			matched++
		}
		prefixes, whole := p.Prefixes(500)
		begins := false
		for _, prefix := range prefixes {
			begins = begins || whole && prefix == other || !whole && strings.HasPrefix(other, prefix)
		}
		if want && !begins || whole && begins != want {
			t.Fatalf("%+v matches %s: %v; its %d prefixes (whole %v) hold it: %v", p, other, want, len(prefixes), whole, begins)
		}
	}
	if matched < 1000 {
		t.Errorf("only %d matched", matched)
	}
}

func TestPlatePatternStates(t *testing.T) {
	p := Pattern{Number: "AB1", State: "TX"}
	for state, want := range map[string]bool{"TX": true, "": true, "OK": false} {
		if p.Matches(timeline.Plate{Number: "AB1", State: state}) != want {
			t.Errorf("state %q: %v", state, !want)
		}
	}
}
