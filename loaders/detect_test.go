package loaders

import (
	"os"
	"path/filepath"
	"testing"
)

func TestDetectFixtures(t *testing.T) {
	for _, format := range FormatNames() {
		for _, file := range fixtures(t, format) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got, confidence, why := Detect(data, filepath.Base(file))
			if got != format || confidence < 0.5 {
				t.Errorf("%s: got %q (%.2f: %s)", file, got, confidence, why)
			}
		}
	}
}

func TestDetectNothing(t *testing.T) {
	for data, want := range map[string]string{
		"":                         "the file is empty",
		"Dear all,\nsee you there": "neither a table with known headings nor CODE/VALUE text was recognised",
		"a,b\n1,2\n":               "neither a table with known headings nor CODE/VALUE text was recognised",
		"%PDF-1.4":                 "this is a PDF document, not a text table: export the table as CSV from the program that made it",
	} {
		if format, confidence, why := Detect([]byte(data), "x"); format != "" || confidence != 0 || why != want {
			t.Errorf("%q: got %q %v %q", data, format, confidence, why)
		}
	}
}
