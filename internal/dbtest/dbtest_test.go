package dbtest

import (
	"context"
	"strings"
	"sync"
	"testing"

	"sightline/internal/store"
)

func exec(t *testing.T, url, text string) {
	t.Helper()
	if err := store.Exec(t.Context(), url, text); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

// check fails the test unless the SQL condition holds.
func check(t *testing.T, url, condition string) {
	t.Helper()
	exec(t, url, "do $$ begin assert ("+condition+"); end $$")
}

func TestNewIsMigratedAndPrivate(t *testing.T) {
	a, b := New(t), New(t)
	if a == b {
		t.Fatalf("both tests got %s", a)
	}
	check(t, a, "select count(*) = 2 from schema_state")
	check(t, a, "postgis_version() like '3%'")
	exec(t, a, "create table only_in_a (x int)")
	check(t, b, "to_regclass('only_in_a') is null")
	if err := store.Migrate(t.Context(), a); err != nil {
		t.Errorf("migrating a clone again: %v", err)
	}
}

func TestDroppedAfterTheTest(t *testing.T) {
	var url string
	t.Run("inner", func(t *testing.T) { url = New(t) })
	keep := New(t) // keeps the server from ending meanwhile
	if err := store.Exec(context.Background(), url, "select 1"); err == nil || !strings.Contains(err.Error(), stateNoDatabase) {
		t.Errorf("the database of a test that is over: %v", err)
	}
	check(t, keep, "select count(*) = 0 from pg_database where datname like 'draft%'")
}

func TestTemplateBuiltByMany(t *testing.T) {
	s := newServer(t)
	const name = "template_of_many"
	t.Cleanup(func() {
		if err := s.drop(name); err != nil {
			t.Error(err)
		}
	})
	var building sync.WaitGroup
	for range 3 {
		building.Go(func() {
			if err := s.buildTemplate(name); err != nil {
				t.Error(err)
			}
		})
	}
	building.Wait()
	check(t, s.database(name), "select count(*) = 2 from schema_state")
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		New(b)
	}
}
