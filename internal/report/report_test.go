package report

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

// look names a folder to write the reports of the tests to, for the eye.
var look = flag.String("look", "", "write the reports of the tests to this folder")

func TestReports(t *testing.T) {
	o := dressed(t, tools(t))
	for name, d := range dossiers() {
		t.Run(name, func(t *testing.T) {
			r, err := Build(t.Context(), d, o)
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if err := WriteHTML(&out, r); err != nil {
				t.Fatal(err)
			}
			if *look != "" {
				if err := os.WriteFile(filepath.Join(*look, name+".html"), out.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			soundTables(t, r)
			onlyText(t, out.String())
			linksLead(t, out.String(), len(o.Release.Of(d).Events))
			again, err := Build(t.Context(), d, o)
			if err != nil {
				t.Fatal(err)
			}
			var second bytes.Buffer
			if err := WriteHTML(&second, again); err != nil || !bytes.Equal(out.Bytes(), second.Bytes()) {
				t.Errorf("the same dossier gave other bytes (%v)", err)
			}
		})
	}
}
