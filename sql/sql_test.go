package sql_test

import (
	"testing"

	"sightline/sql"
)

// TestMigrationsRise allows gaps: numbers are given out before their migrations are written.
func TestMigrationsRise(t *testing.T) {
	all, err := sql.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("no migrations")
	}
	last := 0
	for _, m := range all {
		if m.Version <= last {
			t.Errorf("migration %d follows %d", m.Version, last)
		}
		last = m.Version
		if m.Name == "" || m.Text == "" {
			t.Errorf("migration %d has no name or text", m.Version)
		}
	}
}

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
