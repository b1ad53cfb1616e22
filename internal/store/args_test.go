package store

import (
	"reflect"
	"testing"

	"github.com/jackc/pgx/v5"

	"sightline/sql"
)

// TestNumberedArgs: the named queries are sent as pgx would send them, and arguments that are missing or too many are told.
func TestNumberedArgs(t *testing.T) {
	several := 0
	for _, name := range sql.Names() {
		text := sql.Query(name)
		a := args{}
		for i, n := range numbered()[text].names {
			a[n] = i
		}
		if len(a) > 1 {
			several++
		}
		want, wantValues, err := pgx.StrictNamedArgs(a).RewriteQuery(t.Context(), nil, text, nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, values, err := a.RewriteQuery(t.Context(), nil, text, nil)
		if err != nil || got != want || !reflect.DeepEqual(values, wantValues) {
			t.Errorf("%s: %s, %v, %v; want %s, %v", name, got, values, err, want, wantValues)
		}
		a["one_more"] = 0
		if _, _, err := a.RewriteQuery(t.Context(), nil, text, nil); err == nil {
			t.Errorf("%s takes one argument more", name)
		}
		delete(a, "one_more")
		for n := range a {
			delete(a, n)
			break
		}
		if _, _, err := a.RewriteQuery(t.Context(), nil, text, nil); err == nil && len(values) > 0 {
			t.Errorf("%s takes one argument less", name)
		}
	}
	if several < 10 {
		t.Errorf("only %d queries have arguments", several)
	}
	text, values, err := args{"x": 1}.RewriteQuery(t.Context(), nil, "select @x, '@y'", nil)
	if err != nil || text != "select $1, '@y'" || !reflect.DeepEqual(values, []any{1}) {
		t.Errorf("another text: %s, %v, %v", text, values, err)
	}
}
