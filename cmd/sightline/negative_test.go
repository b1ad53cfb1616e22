package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

func TestWithNegatives(t *testing.T) {
	for typed, want := range map[string]string{
		"near --lat 35.4 --lon -97.5":    "near --lat 35.4 --lon=-97.5",
		"near --lon=-97.5 --lat -.5":     "near --lon=-97.5 --lat=-.5",
		"near --lon -1e2 -5":             "near --lon=-1e2 -5",
		"near --bbox -98,35,-97,36":      "near --bbox=-98,35,-97,36",
		"near --lon --json":              "near --lon --json",
		"audit export --out -":           "audit export --out -",
		"load plates -- --x -5":          "load plates -- --x -5",
		"-5 near -6":                     "-5 near -6",
		"report plan -h":                 "report plan -h",
		"near --lat -3 --lon -4 --limit": "near --lat=-3 --lon=-4 --limit",
	} {
		if got := withNegatives(strings.Fields(typed)); !slices.Equal(got, strings.Fields(want)) {
			t.Errorf("%s: %q", typed, got)
		}
	}
}

// TestNegativesAsTyped gives every flag of every command that takes a value a negative number, as one types it: it reaches the
// flag, which may find that it will not do.
func TestNegativesAsTyped(t *testing.T) {
	var c commands
	parser, err := kong.New(&c, kong.Vars(helpVars()))
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	err = kong.Visit(parser.Model, func(at kong.Visitable, next kong.Next) error {
		if command, is := at.(*kong.Node); is && command.Type == kong.CommandNode && command.Leaf() {
			for _, group := range command.AllFlags(true) {
				for _, f := range group {
					if f.IsBool() || f.Name == "help" {
						continue
					}
					for _, number := range []string{"-97.5", "-.5", "-1e2", "-98,35,-97,36"} {
						words := slices.DeleteFunc(strings.Fields(command.Path()), func(word string) bool { return word[0] == '<' })
						args := append(words, "--"+f.Name, number)
						_, err := parser.Parse(withNegatives(args))
						if tried++; err != nil &&
							(strings.Contains(err.Error(), "unknown flag") || strings.Contains(err.Error(), "(short flag)")) {
							t.Errorf("%v: %v", args, err)
						}
					}
				}
			}
		}
		return next(nil)
	})
	if err != nil || tried < 100 {
		t.Errorf("%d flags were tried: %v", tried, err)
	}
	cmd := newCommand(t)
	for _, at := range [][]string{{"--lon", "-97.5"}, {"--lon=-97.5"}, {"--lon", "-.5"}, {"--lon", "-1e2"}} {
		cmd.must(append([]string{"near", "--lat", "-35.5", "--radius-m", "500"}, at...)...)
	}
	cmd.must("near", "--bbox", "-98,35,-97,36")
}
