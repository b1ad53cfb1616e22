package loaders

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sightline/loaders/charset"
)

var update = flag.Bool("update", false, "write the golden files")

// fixtures lists the input files of a format: its own, and those of the kinds that it alone tells of.
func fixtures(t testing.TB, format FormatName) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join("testdata", string(format), "*"))
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, f := range all {
		if !strings.HasSuffix(f, ".golden") {
			files = append(files, f)
		}
	}
	if f, _ := FormatOf(format); f.kind != nil {
		files = append(files, filepath.Join("..", "timeline", "kinds", "testdata", string(f.kind.Name)+".csv"))
	}
	if len(files) == 0 {
		t.Fatalf("no fixtures of %s", format)
	}
	return files
}

// goldenOf is where the golden file of a fixture lies: beside it, of one of a kind in testdata/kinds.
func goldenOf(file string) string {
	golden := strings.TrimSuffix(file, filepath.Ext(file)) + ".golden"
	if strings.HasPrefix(file, "..") {
		return filepath.Join("testdata", "kinds", filepath.Base(golden))
	}
	return golden
}

func TestGolden(t *testing.T) {
	for _, format := range FormatNames() {
		for _, file := range fixtures(t, format) {
			t.Run(filepath.ToSlash(file), func(t *testing.T) {
				data, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				m := &memory{}
				opt := fakeOptions()
				tally, err := Load(context.Background(), format, Input{Name: filepath.Base(file), Reader: bytes.NewReader(data)}, opt, m)
				if err != nil {
					m.out.WriteString("\nerror: " + err.Error() + "\n")
				} else {
					m.tally(tally)
					checkTally(t, tally, m)
				}
				checkTexts(t, data, m)
				compare(t, goldenOf(file), m.out.Bytes())
			})
		}
	}
}

// checkTally holds the counts to one another and to what the sink was given.
func checkTally(t testing.TB, tally Tally, m *memory) {
	t.Helper()
	if tally.Read != tally.Taken+tally.Rejected {
		t.Errorf("read %d != taken %d + rejected %d", tally.Read, tally.Taken, tally.Rejected)
	}
	if tally.Taken != int64(m.taken) || tally.Rejected != int64(m.rejected) {
		t.Errorf("tally has %d taken and %d rejected, the sink %d and %d", tally.Taken, tally.Rejected, m.taken, m.rejected)
	}
}

// checkTexts holds every record's text to the file, byte for byte. UTF-16 files are decoded first.
func checkTexts(t testing.TB, data []byte, m *memory) {
	t.Helper()
	if enc, _ := charset.UTF16(data); enc != nil {
		decoded, err := enc.NewDecoder().Bytes(data)
		if err != nil {
			t.Fatal(err)
		}
		data = decoded
	}
	data = bytes.Join(append([][]byte{data}, unwrapped(data)...), nil)
	if bytes.Contains(data, []byte("sightline")) {
		return // rows of a file of rejects may be quoted in it
	}
	for _, text := range m.texts {
		if !bytes.Contains(data, text) {
			t.Errorf("record text %q is not in the file", text)
		}
	}
}

func compare(t *testing.T, golden string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatalf("%v: run the test with -update", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; got:\n%s", golden, got)
	}
}
