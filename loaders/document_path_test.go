package loaders

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestPathsReadBack writes made-up paths and reads them back.
func TestPathsReadBack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	letters := []rune(`ab.[]"/\ é#`)
	for range 20_000 {
		form := []Form{FormJSON, FormXML}[r.IntN(2)]
		var path docPath
		for n := r.IntN(5); len(path) < n; {
			var name strings.Builder
			for range 1 + r.IntN(4) {
				name.WriteRune(letters[r.IntN(len(letters))])
			}
			step := docStep{name: name.String()}
			switch r.IntN(4) {
			case 0:
				step.each = true
			case 1:
				step.listed, step.number = true, r.IntN(3)
			}
			path = append(path, step)
			if (step.listed || step.each) && r.IntN(3) == 0 {
				path = append(path, docStep{listed: true, number: r.IntN(3)})
			}
		}
		text := path.text(form)
		back, err := parsePath(text, form)
		if err != nil || !slices.Equal(path, back) {
			t.Fatalf("%v is written %s and read %v, %v", path, text, back, err)
		}
	}
	for _, text := range []string{"", " ", "a..b", ".a", "a.", "a[", "a[x]", "a[-1]", "a[1", `"a`, "a]b[", "[]", "a[]b", strings.Repeat("a.", 70) + "a"} {
		if path, err := parsePath(text, FormJSON); err == nil && path.text(FormJSON) != text {
			t.Errorf("%q is read as %q", text, path.text(FormJSON))
		}
	}
}
