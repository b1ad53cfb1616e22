package kinds

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sightline/timeline"
)

// TestKindsAreWhole: every kind has its words, a caveat and its colours, and nothing twice that tells kinds apart.
func TestKindsAreWhole(t *testing.T) {
	names, words, before := map[timeline.KindName]bool{}, map[string]bool{}, 0
	looks, groups := map[string]string{}, []string{}
	for _, k := range append(All(), Of("not known")) {
		if names[k.Name] || words[k.One] || words[k.Many] || k.One == "" || k.Many == "" || k.One == k.Many {
			t.Errorf("%s: its words %q and %q are missing, or another's", k.Name, k.One, k.Many)
		}
		names[k.Name], words[k.One], words[k.Many] = true, true, true
		if !regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`).MatchString(string(k.Name)) {
			t.Errorf("%q is no name that is kept in the database", k.Name)
		}
		if !strings.HasSuffix(k.Caveat, ".") {
			t.Errorf("%s says what it does not prove as %q", k.Name, k.Caveat)
		}
		if k.Group == "" || !slices.Contains(timeline.Symbols(), k.Symbol) || k.Rank <= before {
			t.Errorf("%s is of the group %q, has the symbol %q and the rank %d after %d", k.Name, k.Group, k.Symbol, k.Rank, before)
		}
		before = k.Rank
		if look := string(k.Symbol) + k.Light; looks[look] == "" {
			looks[look] = k.Group
		} else if looks[look] != k.Group {
			t.Errorf("%s looks like a kind of the group %q", k.Name, looks[look])
		}
		if slices.Contains(groups, k.Group) && groups[len(groups)-1] != k.Group {
			t.Errorf("the group %q is parted by %s", k.Group, k.Name)
		}
		groups = append(groups, k.Group)
		for _, color := range []string{k.Light, k.Dark} {
			if !regexp.MustCompile(`^#[0-9a-f]{6}$`).MatchString(color) {
				t.Errorf("%s has the colour %q", k.Name, color)
			}
		}
		if got := Of(k.Name); !reflect.DeepEqual(got, k) {
			t.Errorf("Of(%q) is %+v", k.Name, got)
		}
	}
}

// TestFieldsAreWhole holds the fields of every kind to names, words and headings of their own, and to parts and keys that there are.
func TestFieldsAreWhole(t *testing.T) {
	plain := regexp.MustCompile(`^[a-z0-9]+$`)
	for _, k := range All() {
		names, words, headings := map[string]bool{}, map[string]bool{}, map[string]string{}
		for _, f := range k.Fields {
			if names[f.Name] || words[f.Words()] || f.Label == "" || f.Type == "" {
				t.Errorf("%s: the field %+v is not whole, or there twice", k.Name, f)
			}
			names[f.Name], words[f.Words()] = true, true
			if f.Part != "" && !slices.ContainsFunc(k.Parts, func(p timeline.Part) bool { return p.Name == f.Part }) {
				t.Errorf("%s: %s is of the part %q, which the kind has not", k.Name, f.Name, f.Part)
			}
			for _, h := range f.Headings {
				if !plain.MatchString(h) || headings[h] != "" {
					t.Errorf("%s: the heading %q of %s is not plain, or of %s", k.Name, h, f.Name, headings[h])
				}
				headings[h] = f.Name
			}
			if got := k.Field(f.Name); got == nil || got.Name != f.Name || k.Label(f.Name) != f.Label {
				t.Errorf("%s: the field %s is not found by its name", k.Name, f.Name)
			}
		}
		for _, name := range k.Key {
			if !names[name] {
				t.Errorf("%s: its key has %q, which is no field", k.Name, name)
			}
		}
		if len(k.Fields) > 0 && !slices.ContainsFunc(k.Fields, func(f timeline.FieldSpec) bool { return f.Need }) {
			t.Errorf("%s: no field is needed, so that any table would be one of it", k.Name)
		}
		if k.Label("no field") != "no field" || k.Field("no field") != nil {
			t.Errorf("%s has a field that it has not", k.Name)
		}
		if _, err := os.Stat(filepath.Join("testdata", string(k.Name)+".csv")); err != nil {
			t.Errorf("%s has no fixture: %v", k.Name, err)
		}
	}
}

// TestUnknownKind: what no kind is known of is a record, never something else, and comes last.
func TestUnknownKind(t *testing.T) {
	for _, name := range []timeline.KindName{"", "Address", "address ", "booking", "record"} {
		k := Of(name)
		if k.Name != timeline.KindRecord || k.One != "record" || k.Contact || k.Confines || k.Agency || k.Search {
			t.Errorf("%q is %+v", name, k)
		}
		for _, known := range All() {
			if Rank(name) <= known.Rank {
				t.Errorf("%q ranks %d, before %s", name, Rank(name), known.Name)
			}
		}
	}
}

// TestListIsNobodysToChange: whoever changes the list that All gives changes no kind.
func TestListIsNobodysToChange(t *testing.T) {
	All()[0].One = "changed"
	if Of(All()[0].Name).One == "changed" {
		t.Error("a kind was changed through the list")
	}
}
