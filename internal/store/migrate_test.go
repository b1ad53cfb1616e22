package store_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"sightline/internal/dbtest"
	"sightline/internal/store"
)

// emptyDatabase makes a database without a schema on the tests' server and returns its URL. It goes with the test.
func emptyDatabase(t *testing.T) string {
	t.Helper()
	server := dbtest.New(t)
	name := "empty_" + strings.ToLower(rand.Text())
	if err := store.Exec(t.Context(), server, "create database "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Exec(context.WithoutCancel(t.Context()), server, "drop database "+name+" with (force)"); err != nil {
			t.Error(err)
		}
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

func migrateAtOnce(t *testing.T, url string) {
	t.Helper()
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			if err := store.Migrate(context.Background(), url); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
}

// TestMigrateAtOnce starts several programs on an empty database and on one that has its schema.
func TestMigrateAtOnce(t *testing.T) {
	url := emptyDatabase(t)
	for range 2 {
		migrateAtOnce(t, url)
		s, err := store.Open(t.Context(), url, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		s.Close()
	}
}

// TestMigrateKilled ends a migration half way: nothing of it is left, and the next one starts from nothing.
func TestMigrateKilled(t *testing.T) {
	url := emptyDatabase(t)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	// A table that stands in the way of the last file of the schema, after all others were run.
	if _, err := conn.Exec(t.Context(), "create table schema_objects (x int)"); err != nil {
		t.Fatal(err)
	}
	if err := store.Migrate(t.Context(), url); err == nil || !strings.Contains(err.Error(), "schema_objects") {
		t.Fatalf("Migrate: %v", err)
	}
	if got := ask(t, url, "select coalesce(string_agg(relname, ' '), '') from pg_class where relname in ('cases', 'reads', 'schema_state')")[0]; got != "" {
		t.Errorf("a migration that failed left %s", got)
	}
	if _, err := conn.Exec(t.Context(), "drop table schema_objects"); err != nil {
		t.Fatal(err)
	}
	if err := store.Migrate(t.Context(), url); err != nil {
		t.Error(err)
	}
}

// TestOtherSchemas refuses a database that other versions made, and says how to keep its data and how to start anew.
func TestOtherSchemas(t *testing.T) {
	for name, c := range map[string]struct {
		sql   string
		want  error
		texts []string
	}{
		"another schema": {"update schema_state set sha256 = 'x' where part = 'schema'", store.ErrOtherSchema,
			[]string{"pg_dump", "--data-dir"}},
		"numbered migrations": {"create table schema_migrations (version int); drop table schema_state", store.ErrOtherSchema,
			[]string{"pg_dump", "--data-dir"}},
		"no word of its schema": {"delete from schema_state", store.ErrOtherSchema, []string{"pg_dump", "--data-dir"}},
		"other functions": {"update schema_state set sha256 = 'x' where part = 'functions'", store.ErrOldSchema,
			[]string{"sightline migrate"}},
		"no functions": {"delete from schema_state where part = 'functions'", store.ErrOldSchema, []string{"sightline migrate"}},
		"none":         {"drop table schema_state", store.ErrOldSchema, []string{"sightline migrate"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, url := open(t)
			if err := store.Exec(t.Context(), url, c.sql); err != nil {
				t.Fatal(err)
			}
			_, err := store.Open(t.Context(), url, store.Options{})
			holds := func(what string, err error) {
				if !errors.Is(err, c.want) {
					t.Fatalf("%s: %v, want %v", what, err, c.want)
				}
				for _, text := range c.texts {
					if !strings.Contains(err.Error(), text) {
						t.Errorf("%s says %q, without %q", what, err, text)
					}
				}
			}
			holds("Open", err)
			if c.want == store.ErrOtherSchema {
				before := ask(t, url, "select count(*)::text from pg_class")[0]
				holds("Migrate", store.Migrate(t.Context(), url))
				if after := ask(t, url, "select count(*)::text from pg_class")[0]; after != before {
					t.Errorf("a database that was refused had %s tables and indexes, now %s", before, after)
				}
			}
		})
	}
}

// catalog tells of all that functions/ makes, with its text and who may use it.
const catalog = `
	select p.oid::regprocedure::text || pg_get_functiondef(p.oid) || coalesce(p.proacl::text, '') from pg_proc p
	where pronamespace = 'public'::regnamespace and p.prokind = 'f' and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
	union all
	select c.oid::regclass::text || pg_get_viewdef(c.oid) || coalesce(c.relacl::text, '') from pg_class c
	where relkind = 'v' and relnamespace = 'public'::regnamespace and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
	union all
	select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
	order by 1`

// TestFunctionsAreMadeAnew: where the functions are another version's they are made anew, all of them and nothing beside
// them; what stands in the tables, and what somebody else has made, is kept.
func TestFunctionsAreMadeAnew(t *testing.T) {
	s, url := open(t)
	c, _ := newCase(t, s)
	want := strings.Join(ask(t, url, catalog), "\n")
	must := func(sql string) {
		t.Helper()
		if err := store.Exec(t.Context(), url, sql); err != nil {
			t.Fatal(err)
		}
	}
	must(`drop view visible_marks; drop trigger mark_undone_only on marks;
		create or replace function is_among(id bigint, ids int8multirange) returns boolean language sql as 'select true';
		create function left_over() returns trigger language plpgsql as 'begin return null; end';
		create trigger left_over after insert on cases execute function left_over();
		insert into schema_objects values ('function', 'public.left_over()'), ('trigger', 'left_over on public.cases');
		create function somebodys() returns integer language sql as 'select 1';
		update schema_state set sha256 = 'x' where part = 'functions'`)
	if err := store.Migrate(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	if got := ask(t, url, "select somebodys()::text")[0]; got != "1" {
		t.Error("somebody else's function is gone")
	}
	must("drop function somebodys()")
	if got := strings.Join(ask(t, url, catalog), "\n"); got != want {
		t.Errorf("made anew, the functions are others:\n%s\nwant\n%s", got, want)
	}
	if got := ask(t, url, "select number from cases")[0]; got != c.Number {
		t.Errorf("the case is %q, want %q", got, c.Number)
	}
	must("create view somebodys as select * from visible_cases; update schema_state set sha256 = 'x' where part = 'functions'")
	if err := store.Migrate(t.Context(), url); err == nil || !strings.Contains(err.Error(), "somebodys") {
		t.Errorf("somebody else's view on ours: %v, want an error that names it", err)
	}
}

// TestRightsComeBack gives the server's role its rights where a restore left them out.
func TestRightsComeBack(t *testing.T) {
	_, url := open(t)
	for _, view := range ask(t, url, "select viewname from pg_views where schemaname = 'public' and viewowner = current_user") {
		if err := store.Exec(t.Context(), url, fmt.Sprintf("revoke all on %s from %s", view, store.ServerRole)); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Migrate(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	if got := ask(t, url, "select has_table_privilege('"+store.ServerRole+"', 'visible_reads', 'select')::text")[0]; got != "true" {
		t.Errorf("the server may read what is visible: %s", got)
	}
}

// TestTablesAreExplained: every table of ours says in the database what it is.
func TestTablesAreExplained(t *testing.T) {
	_, url := open(t)
	for _, name := range ask(t, url, `select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
		and obj_description(c.oid) is null and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')`) {
		t.Errorf("table %s has no comment", name)
	}
}
