package loaders

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func guess(t testing.TB, name string, data []byte) (Draft, error) {
	t.Helper()
	return GuessProfile(context.Background(), Input{Name: name, Reader: bytes.NewReader(data)}, "", fakeOptions())
}

// TestGuessGolden drafts profiles for the fixtures; each draft that is complete must be a profile that reads its file.
func TestGuessGolden(t *testing.T) {
	files := []string{"testdata/plates/fixed_and_mobile.csv", "testdata/plates/titles_and_quotes.csv", "testdata/addresses/spans.csv",
		"testdata/ncic/table.csv"}
	for file, p := range profileFixtures(t) {
		if p.Form != FormFixed {
			files = append(files, file)
		}
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		d, err := guess(t, filepath.Base(file), data)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		text := d.Text("drafted", filepath.Base(file))
		compare(t, filepath.Join("testdata", "guess", filepath.Base(file)+".golden"), []byte(text))
		p, err := ParseProfile("drafted.toml", []byte(text))
		if err != nil {
			if d.Missing == "" {
				t.Errorf("%s: the draft is no profile: %v\n%s", file, err, text)
			}
			continue
		}
		opt := fakeOptions()
		if shipped := profileFixtures(t)[file]; shipped != nil {
			opt.Cameras = profileOptions(t, shipped).Cameras
		}
		opt.Profile = p
		m := &memory{}
		if _, err := Load(context.Background(), p.Format, Input{Name: "x", Reader: bytes.NewReader(data)}, opt, m); err != nil {
			t.Errorf("%s: by its draft: %v", file, err)
		} else if m.taken == 0 {
			t.Errorf("%s: by its draft nothing was taken\n%s", file, &m.out)
		}
	}
}

func TestGuessColumns(t *testing.T) {
	const rows = "ZZZ0001;TX;04/07/2026 13:05;30.26720;-97.74310;91;x\nZZZ0002;OK;31/07/2026 13:05;30.26720;-97.74310;77.5;x\nZZZ0003;TX;05/07/2026 13:05;30.26720;-97.74310;60;x\n"
	for name, tt := range map[string]struct {
		data   string
		fields string
		order  string
	}{
		"known headings": {"plate;state;time;lat;lon;confidence;note\n" + rows, "plate state time lat lon confidence/percent -",
			"day/month"},
		"unknown headings": {"a;b;c;d;e;f;g\n" + rows, "plate state time lat lon - -", "day/month"},
		"no headings":      {rows, "plate state time lat lon - -", "day/month"},
		"wrong headings":   {"time;state;plate;lat;lon;f;g\n" + rows, "time? state plate? lat lon - -", ""},
	} {
		d, err := guess(t, "x.csv", []byte(tt.data))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got []string
		for _, c := range d.Columns {
			s := c.Field
			if s == "" {
				s = "-"
			}
			if c.Unit == "percent" {
				s += "/percent"
			}
			if c.Field != "" && c.Sure < 0.4 {
				s += "?"
			}
			got = append(got, s)
		}
		if strings.Join(got, " ") != tt.fields || string(d.Order) != tt.order {
			t.Errorf("%s: got %s, %q; want %s, %q", name, strings.Join(got, " "), d.Order, tt.fields, tt.order)
		}
	}
}

func TestGuessNothing(t *testing.T) {
	for data, want := range map[string]string{
		"":                 "x: the file is empty",
		"[]":               "x: no records were found in this JSON file",
		"<a></a>":          "x: no records were found in this XML file",
		"%PDF-1.7":         "x: this is a PDF document, not a text table: export the table as CSV from the program that made it",
		"\x1f\x8b\x08cut":  "x: the gzip archive is cut off: get the whole file",
		"<!DOCTYPE a><a/>": "x: line 1: the file declares a document type, which may hold entities: remove the <!DOCTYPE …> if you know where the file comes from",
	} {
		if _, err := guess(t, "x", []byte(data)); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %s", data, err, want)
		}
	}
}

// FuzzGuess drafts a profile for any bytes: what is complete must be a profile.
func FuzzGuess(f *testing.F) {
	for file := range profileFixtures(f) {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("a;\"b\n\";c\n1;2;2026-07-04\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := guess(t, "fuzz", data)
		if err != nil {
			if !isInputError(err) {
				t.Fatal(err)
			}
			return
		}
		text := d.Text("drafted", "fuzz")
		if _, err := ParseProfile("drafted.toml", []byte(text)); err != nil && d.Missing == "" {
			t.Errorf("%v\n%s", err, text)
		}
	})
}
