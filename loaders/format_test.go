package loaders

import (
	"context"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// TestFormatsAreWhole holds every format to a name, words, kinds that there are and a loader, and what its files hold to its kinds
// and handling: no event of another kind, none without the handling of all.
func TestFormatsAreWhole(t *testing.T) {
	seen, met := map[FormatName]bool{}, map[timeline.KindName]bool{}
	for _, f := range Formats() {
		if seen[f.Name] || !regexp.MustCompile(`^(table:)?[a-z]+$`).MatchString(string(f.Name)) || f.Holds == "" || len(f.Kinds) == 0 {
			t.Errorf("%+v is not whole, or there twice", f)
		}
		seen[f.Name] = true
		if got, ok := FormatOf(f.Name); !ok || got.Name != f.Name {
			t.Errorf("FormatOf(%s) is %+v", f.Name, got)
		}
		for _, k := range f.Kinds {
			if kinds.Of(k).Name != k {
				t.Errorf("%s holds %s, which is no kind", f.Name, k)
			}
		}
		k := &kept{}
		for _, file := range fixtures(t, f.Name) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := Load(context.Background(), f.Name, Input{Name: "x", Reader: strings.NewReader(string(data))}, fakeOptions(),
				k); err != nil && !isInputError(err) {
				t.Errorf("%s: %v", file, err)
			}
		}
		met[timeline.KindRead] = met[timeline.KindRead] || k.reads > 0
		for i := range k.events {
			e := &k.events[i]
			met[e.Kind] = true
			if !slices.Contains(f.Kinds, e.Kind) || !slices.Equal(e.Handling, f.Handling) || e.Spans() && !kinds.Of(e.Kind).Spans {
				t.Errorf("%s: an event of kind %s under %v, a span: %t", f.Name, e.Kind, e.Handling, e.Spans())
			}
			if e.Standing == timeline.SetAside != (e.Why != "") {
				t.Errorf("%s: standing %q for %q", f.Name, e.Standing, e.Why)
			}
			for _, p := range e.Parties {
				if !hasPart(kinds.Of(e.Kind), p.Part) || p.Of.IsZero() || p.Subject != 0 {
					t.Errorf("%s: %s has the party %+v", f.Name, e.Kind, p)
				}
			}
			for _, r := range e.Remarks {
				if text := r.String(); strings.Contains(text, "%!") ||
					text == strings.Join(append([]string{string(r.Code)}, r.Args...), " ") {
					t.Errorf("%s: the remark %+v is told as %q", f.Name, r, text)
				}
			}
		}
		if k.reads > 0 != slices.Contains(f.Kinds, timeline.KindRead) || k.reads+len(k.events) == 0 {
			t.Errorf("%s: the fixtures hold %d reads and %d events", f.Name, k.reads, len(k.events))
		}
	}
	for _, k := range kinds.All() {
		if !met[k.Name] {
			t.Errorf("no format's fixtures hold %s", k.Name)
		}
	}
	if _, ok := FormatOf("nothing"); ok || len(FormatNames()) != len(seen) {
		t.Errorf("a format that there is not, or %v", FormatNames())
	}
	if _, err := Load(context.Background(), "nothing", Input{}, Options{}, &nowhere{}); err == nil ||
		!strings.Contains(err.Error(), "choose one of [ncic nlets rapsheet plates table:arrest table:court table:custody addresses]") {
		t.Errorf("a format that there is not: %v", err)
	}
	for _, f := range Formats() {
		_, err := GuessProfile(context.Background(), Input{Name: "x", Reader: strings.NewReader(smallPlates)}, f.Name, fakeOptions())
		if profile := slices.Contains(ProfileFormats(), f.Name); profile != (err == nil) || profile && len(f.table.aliases) == 0 {
			t.Errorf("%s has a profile: %t, %v", f.Name, profile, err)
		}
	}
}
