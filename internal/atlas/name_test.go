package atlas

import (
	"strings"
	"testing"
	"unicode"
)

func TestNameWords(t *testing.T) {
	for name, want := range map[string]string{
		"St. Clair":        "saint clair",
		"STE GENEVIEVE":    "sainte genevieve",
		"Prince George's":  "prince georges",
		"Coeur d’Alene":    "coeur dalene",
		"Doña  Ana":        "dona ana",
		"Hagåtña":          "hagatna",
		"Ft. Worth":        "fort worth",
		"Rocky Mt":         "rocky mount",
		"E. St. Louis":     "east saint louis",
		"Winston-Salem":    "winston salem",
		"King & Queen":     "king and queen",
		"Washington, D.C.": "washington d c",
		"Colorado Spgs":    "colorado springs",
		"District S":       "district s",
		"":                 "",
		" .,- ":            "",
	} {
		if got := strings.Join(nameWords(name), " "); got != want {
			t.Errorf("nameWords(%q) = %q, want %q", name, got, want)
		}
	}
}

func FuzzNameWords(f *testing.F) {
	for _, name := range []string{"St. Clair", "Doña Ana", "E. St Louis", "’‘", "\xff", "ǅ İ"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		for _, word := range nameWords(name) {
			for _, r := range word {
				if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
					t.Errorf("%q holds %q", word, r)
				}
			}
		}
		if upper := strings.ToUpper(name); isASCII(name) && key(nameWords(name)) != key(nameWords(upper)) {
			t.Errorf("%q and %q differ", name, upper)
		}
	})
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}
