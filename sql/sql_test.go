package sql_test

import (
	"regexp"
	"strings"
	"testing"

	"sightline/sql"
)

func TestQueryNames(t *testing.T) {
	if len(sql.Names()) < 10 {
		t.Fatalf("only %d queries", len(sql.Names()))
	}
	for _, name := range sql.Names() {
		if sql.Query(name) == "" {
			t.Errorf("query %s has no text", name)
		}
	}
}

// TestScripts: a script's hash is that of its text, tables stand in schema/ only, and what is made anew in functions/ only
// once.
func TestScripts(t *testing.T) {
	schema, err := sql.Schema()
	if err != nil {
		t.Fatal(err)
	}
	functions, err := sql.Functions()
	if err != nil {
		t.Fatal(err)
	}
	if schema.SHA256 == functions.SHA256 || len(schema.SHA256) != 64 {
		t.Errorf("hashes %q and %q", schema.SHA256, functions.SHA256)
	}
	stored := regexp.MustCompile(`(?m)^\s*(create (unlogged )?table|create (unique )?index|alter table|insert into|comment on)\b`)
	remade := regexp.MustCompile(`(?m)^create (or replace |view|trigger|constraint trigger|type)`)
	for _, f := range functions.Files {
		for _, found := range stored.FindAllString(outsideBodies(f.Text), -1) {
			t.Errorf("%s has %q, which belongs into schema/", f.Name, found)
		}
		if strings.Contains(f.Text, "or replace") {
			t.Errorf("%s replaces; everything there is made once", f.Name)
		}
	}
	for _, f := range schema.Files {
		if found := remade.FindString(f.Text); found != "" {
			t.Errorf("%s has %q, which belongs into functions/", f.Name, found)
		}
	}
}

var dollarQuote = regexp.MustCompile(`\$[a-z]*\$`)

// outsideBodies is a script without what stands between dollar quotes.
func outsideBodies(text string) string {
	var out strings.Builder
	for {
		at := dollarQuote.FindStringIndex(text)
		if at == nil {
			return out.String() + text
		}
		out.WriteString(text[:at[0]])
		_, text, _ = strings.Cut(text[at[1]:], text[at[0]:at[1]])
	}
}
