package main

import (
	"bytes"
	"os"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"sightline/internal/config"
)

// TestDocumentIsPrintedWithoutDatabase prints the API's description, which the build begins with: nothing is started, and
// nothing is written beside it.
func TestDocumentIsPrintedWithoutDatabase(t *testing.T) {
	dir := t.TempDir()
	none := func(name string) string {
		return map[string]string{config.EnvDatabaseURL: "postgres://127.0.0.1:1/none", config.EnvDataDir: dir}[name]
	}
	for _, args := range [][]string{{"openapi"}, {"openapi", "--json"}} {
		var out, log bytes.Buffer
		if code := run(t.Context(), args, &out, &log, none); code != exitOK || log.Len() > 0 {
			t.Fatalf("%v: exit %d, %s", args, code, &log)
		}
		doc, err := openapi3.NewLoader().LoadFromData(out.Bytes())
		if err != nil {
			t.Fatalf("%v: %v", args, err)
		}
		if err := doc.Validate(t.Context()); err != nil {
			t.Errorf("%v: %v", args, err)
		}
		if doc.Servers[0].URL != "http://"+config.DefaultListen+"/api/v1" || doc.Paths.Find("/subjects/{id}/dossier") == nil {
			t.Errorf("%v: of %s, with %d paths", args, doc.Servers[0].URL, doc.Paths.Len())
		}
		if lines := bytes.Count(out.Bytes(), []byte("\n")); (lines == 1) != (len(args) == 2) {
			t.Errorf("%v: %d lines", args, lines)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
