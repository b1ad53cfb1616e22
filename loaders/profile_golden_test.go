package loaders

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sightline/timeline"
)

// profileFixtures lists the fixtures of the shipped profiles: testdata/profiles/NAME.*, and the profile of each.
func profileFixtures(t testing.TB) map[string]*Profile {
	t.Helper()
	all, err := filepath.Glob(filepath.Join("testdata", "profiles", "*.*"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]*Profile{}
	for _, f := range all {
		if strings.HasSuffix(f, ".golden") {
			continue
		}
		name, _, _ := strings.Cut(filepath.Base(f), ".")
		p := ShippedProfile(name)
		if p == nil {
			t.Fatalf("%s: there is no profile %q", f, name)
		}
		files[f] = p
	}
	return files
}

func isInputError(err error) bool {
	var whole *InputError
	return errors.As(err, &whole)
}

// profileOptions are the fakes, with the table of cameras a profile's fixture has.
func profileOptions(t testing.TB, p *Profile) Options {
	t.Helper()
	opt := fakeOptions()
	opt.Profile = p
	table, err := os.ReadFile(filepath.Join("testdata", "profiles", "cameras", p.Name+".csv"))
	if err != nil {
		return opt
	}
	if opt.Cameras, _, err = loadCameras(table); err != nil {
		t.Fatal(err)
	}
	return opt
}

func loadCameras(table []byte) (*Cameras, []timeline.Reject, error) {
	return LoadCameras(context.Background(), Input{Name: "cameras.csv", Reader: bytes.NewReader(table)}, fakeGazetteer{})
}

func TestProfileGolden(t *testing.T) {
	seen := map[string]bool{}
	for file, p := range profileFixtures(t) {
		seen[p.Name] = true
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			m := &memory{}
			tally, err := Load(context.Background(), p.Format, Input{Name: filepath.Base(file), Reader: bytes.NewReader(data)},
				profileOptions(t, p), m)
			if err != nil {
				m.out.WriteString("\nerror: " + err.Error() + "\n")
			} else {
				m.tally(tally)
				checkTally(t, tally, m)
			}
			checkTexts(t, data, m)
			compare(t, strings.TrimSuffix(file, filepath.Ext(file))+".golden", m.out.Bytes())
		})
	}
	for _, p := range ShippedProfiles() {
		if !seen[p.Name] {
			t.Errorf("profile %s has no fixture", p.Name)
		}
	}
}

// TestProfilesRecognized reads the fixtures of verified profiles without naming the profile: the reads are the same.
func TestProfilesRecognized(t *testing.T) {
	for file, p := range profileFixtures(t) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got := recognized(data)
		if len(p.detect) == 0 {
			if got != nil {
				t.Errorf("%s: taken for a file of %s", file, got.Name)
			}
			continue
		}
		if got != p {
			t.Errorf("%s: not recognised", file)
			continue
		}
		opt := profileOptions(t, p)
		named, plain := &memory{}, &memory{}
		_, err1 := Load(context.Background(), p.Format, Input{Name: "x", Reader: bytes.NewReader(data)}, opt, named)
		opt.Profile = nil
		tally, err2 := Load(context.Background(), p.Format, Input{Name: "x", Reader: bytes.NewReader(data)}, opt, plain)
		if err1 != nil || err2 != nil || named.out.String() != plain.out.String() {
			t.Errorf("%s: %v, %v; read otherwise without the profile's name", file, err1, err2)
		}
		if len(tally.Notes) == 0 || !slices.ContainsFunc(tally.Notes[:1],
			func(n timeline.Note) bool { return strings.HasPrefix(n.Text, "read by profile "+p.Name) }) {
			t.Errorf("%s: it is not said which profile was used: %+v", file, tally.Notes)
		}
	}
}

// TestProfilesCutAnywhere cuts the fixtures of the profiles after each of their bytes.
func TestProfilesCutAnywhere(t *testing.T) {
	for file, p := range profileFixtures(t) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		opt := profileOptions(t, p)
		for n := range len(data) {
			m := &memory{}
			tally, err := Load(context.Background(), p.Format, Input{Name: "x", Reader: bytes.NewReader(data[:n])}, opt, m)
			if err == nil {
				checkTally(t, tally, m)
			} else if !isInputError(err) {
				t.Fatalf("%s cut at %d: %v", file, n, err)
			}
			checkTexts(t, data[:n], m)
		}
	}
}
