package static

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	property = regexp.MustCompile(`(--[a-z-]+)\s*:`)
	comment  = regexp.MustCompile(`(?s)/\*.*?\*/`)
	hex      = regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b`)
)

// TestColoursAreSetOnce holds that each property of the pages' styles is set in one place, both themes side by side, and that
// a colour is written where a property is set and nowhere else, each for one property. What charts and maps share is printed from
// their palette.
func TestColoursAreSetOnce(t *testing.T) {
	files, err := filepath.Glob("src/*/*.css")
	if err != nil || len(files) < 5 {
		t.Fatalf("%v, %v", files, err)
	}
	set, of := map[string]string{}, map[string]string{}
	for _, name := range append(files, "gen/palette.css") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatalf("%v: run make build", err)
		}
		for _, line := range strings.Split(comment.ReplaceAllString(string(text), ""), "\n") {
			m := property.FindStringSubmatch(line)
			if m == nil {
				if c := hex.FindString(line); c != "" {
					t.Errorf("%s: %s is not set as a property: %s", name, c, strings.TrimSpace(line))
				}
				continue
			}
			if before := set[m[1]]; before != "" {
				t.Errorf("%s is set in %s and in %s", m[1], before, name)
			}
			set[m[1]] = name
			for _, color := range hex.FindAllString(line, -1) {
				if before := of[color]; before != "" && before != m[1] {
					t.Errorf("%s is the colour of %s and of %s", color, before, m[1])
				}
				of[color] = m[1]
			}
		}
	}
	if set["--ground"] != "gen/palette.css" || set["--page"] != "src/lib/base.css" {
		t.Errorf("set: %v", set)
	}
}

// TestColoursOfBothThemesAreServed holds that the bundler leaves light-dark() to the browser: without the system's theme it
// cannot choose.
func TestColoursOfBothThemesAreServed(t *testing.T) {
	css, err := fs.ReadFile(assets(t), "style.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"--ground", "--text", "--selected", "--page", "--map-sea"} {
		if !regexp.MustCompile(name + `:\s*light-dark\(`).Match(css) {
			t.Errorf("style.css does not set %s for both themes", name)
		}
	}
}
