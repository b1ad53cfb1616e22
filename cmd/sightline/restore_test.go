package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"sightline/internal/cluster"
	"sightline/internal/dbtest"
	"sightline/internal/long"
	"sightline/internal/store"
)

// column asks a database for one column of text.
func column(t *testing.T, url, query string) []string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	rows, err := conn.Query(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return found
}

const ourTables = `select c.oid::regclass::text from pg_class c
	where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
		and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e') order by 1`

// contents is how many rows each table has, and a hash of all of them.
func contents(t *testing.T, url string) map[string]string {
	t.Helper()
	held := map[string]string{}
	for _, table := range column(t, url, ourTables) {
		held[table] = column(t, url, fmt.Sprintf(
			"select count(*) || ' ' || coalesce(md5(string_agg(r::text, '|' order by r::text collate \"C\")), '') from %s r", table))[0]
	}
	return held
}

// emptyServer starts a server that holds nothing but the server's role, and returns the URL of a new database there.
func emptyServer(t *testing.T) (newDatabase func() string) {
	t.Helper()
	c, err := cluster.Start(t.Context(), cluster.Options{Dir: dbtest.Dir(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := store.Exec(t.Context(), c.URL(), "create role sightline_server login"); err != nil {
		t.Fatal(err)
	}
	return func() string {
		name := "restored_" + strings.ToLower(rand.Text())
		if err := store.Exec(t.Context(), c.URL(), "create database "+name); err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(c.URL())
		if err != nil {
			t.Fatal(err)
		}
		u.Path = "/" + name
		return u.String()
	}
}

// postgres runs one of PostgreSQL's programs and returns what it said.
func postgres(t *testing.T, name string, args ...string) ([]byte, error) {
	t.Helper()
	return exec.CommandContext(t.Context(), name, args...).CombinedOutput()
}

// workedCase is a database with the sample, and with what people add to it: a key, and what was undone.
func workedCase(t *testing.T) command {
	t.Helper()
	c := newCommand(t)
	c.must("demo", "--once", "--out", t.TempDir())
	c.must("keys", "create", "dispatch", "--agency", "XX9990200", "--collections", "sightings,tiles")
	var listed struct{ Loads []struct{ ID int64 } }
	if err := json.Unmarshal([]byte(c.must("loads", "--json")), &listed); err != nil || len(listed.Loads) == 0 {
		t.Fatalf("%+v, %v", listed, err)
	}
	c.must("loads", "undo", fmt.Sprint(listed.Loads[len(listed.Loads)-1].ID), "--why", "to see that a restore keeps it")
	return c
}

// TestRestore dumps a database and restores it into an empty server, in both of the forms that pg_dump has: without an error,
// with the same rows in every table and the same audit, and every page answers as before.
func TestRestore(t *testing.T) {
	c := workedCase(t)
	newDatabase := emptyServer(t)
	dir := t.TempDir()
	for form, restore := range map[string]func(file, url string) ([]byte, error){
		"plain": func(file, url string) ([]byte, error) {
			return postgres(t, "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-f", file)
		},
		"custom": func(file, url string) ([]byte, error) {
			return postgres(t, "pg_restore", "--exit-on-error", "-d", url, file)
		},
	} {
		t.Run(form, func(t *testing.T) {
			want, file := contents(t, c.url), filepath.Join(dir, form)
			if said, err := postgres(t, "pg_dump", "--format", form, "--file", file, "-d", c.url); err != nil {
				t.Fatalf("pg_dump: %v\n%s", err, said)
			}
			restored := command{t, newDatabase(), c.dir}
			if said, err := restore(file, restored.url); err != nil || bytes.Contains(said, []byte("ERROR")) {
				t.Fatalf("restore: %v\n%s", err, said)
			}
			got := contents(t, restored.url)
			for table, rows := range want {
				if got[table] != rows {
					t.Errorf("%s: %q, want %q", table, got[table], rows)
				}
			}
			if len(got) != len(want) || len(want) < 25 {
				t.Errorf("%d tables, want %d", len(got), len(want))
			}
			restored.must("audit", "verify")
			holdSamePages(t, c, restored)
			file = restored.file("more.csv",
				[]byte("plate,state,read time,camera,lat,lon\n8OK1234,OK,2026-03-04T10:00:00Z,X1,35.5,-97.5\n"))
			restored.must("load", "plates", file, "--case", "26-0042", "--subject", "Roe, Richard")
		})
	}
}

// holdSamePages asks a server on each of two databases for every page and answer that names no key, and compares them.
func holdSamePages(t *testing.T, one, other command) {
	t.Helper()
	paths := []string{"/", "/search", "/audit", "/ogc", "/ogc/collections", "/api/v1/cases",
		"/api/v1/sightings?lat=35.4676&lon=-97.5164&radius_m=20000", "/ogc/collections/sightings/items?limit=50",
		"/ogc/collections/stays/items",
		"/ogc/collections/reads/items?limit=50", "/ogc/collections/sites/items", "/ogc/collections/agencies/items",
		"/tiles/reads/6/14/25.mvt", "/tiles/reads/10/234/403.mvt", "/tiles/sightings/6/14/25.mvt"}
	for _, id := range column(t, one.url, "select id::text from subjects order by id") {
		for _, path := range []string{"/subjects/%s", "/subjects/%s/report.html", "/subjects/%s/export/csv", "/subjects/%s/export/kmz",
			"/subjects/%s/picture/map.svg", "/api/v1/subjects/%s/dossier", "/api/v1/subjects/%s/findings",
			"/api/v1/subjects/%s/chart?chart=timeline"} {
			paths = append(paths, fmt.Sprintf(path, id))
		}
	}
	first, second := one.serving("serve", "--listen", "127.0.0.1:0"), other.serving("serve", "--listen", "127.0.0.1:0")
	for _, path := range paths {
		codeA, a := fetched(t, first+path)
		codeB, b := fetched(t, second+path)
		if codeA != http.StatusOK || codeB != http.StatusOK {
			t.Errorf("%s answers %d, after the restore %d\n%.300s", path, codeA, codeB, b)
		}
		changes := strings.Contains(path, "report") || strings.Contains(path, "audit") || strings.Contains(path, "kmz") ||
			strings.Contains(path, "csv") || strings.Contains(path, "svg") // they tell when they were made
		if !changes && !bytes.Equal(settled(a, first), settled(b, second)) {
			t.Errorf("%s: another answer after the restore\n%.300s\nwas\n%.300s", path, b, a)
		}
	}
}

var timeStamp = regexp.MustCompile(`"timeStamp":"[^"]*"`)

// settled is an answer without the server's address and the time of the answer.
func settled(answer []byte, address string) []byte {
	return timeStamp.ReplaceAll(bytes.ReplaceAll(answer, []byte(address), nil), nil)
}

func fetched(t *testing.T, address string) (int, []byte) {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	return answer.StatusCode, body
}

// TestDamagedDump restores dumps of which one byte of the data was changed: either the restore fails and says so, or what it
// restored is what was dumped.
func TestDamagedDump(t *testing.T) {
	c := newCommand(t)
	c.must("demo", "--once", "--out", t.TempDir())
	want := contents(t, c.url)
	file := filepath.Join(t.TempDir(), "dump")
	if said, err := postgres(t, "pg_dump", "--format", "custom", "--file", file, "-d", c.url); err != nil {
		t.Fatalf("pg_dump: %v\n%s", err, said)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	newDatabase := emptyServer(t)
	refused := 0
	tries := long.Rounds(3, 24)
	for i := range tries {
		damaged := slices.Clone(whole)
		at := len(whole)/2 + i*len(whole)/2/tries // the second half is data; the first, the table of contents, is not compressed
		damaged[at] ^= 0x10
		if err := os.WriteFile(file, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		url := newDatabase()
		said, err := postgres(t, "pg_restore", "--exit-on-error", "-d", url, file)
		if err != nil {
			refused++
			continue
		}
		for table, rows := range contents(t, url) {
			if want[table] != rows {
				t.Errorf("byte %d of %d changed: %s was restored as %s, want %s, without a word: %s", at, len(whole), table, rows,
					want[table], said)
			}
		}
	}
	if refused == 0 {
		t.Error("no damage was noticed")
	}
}

// TestStatisticsGather analyzes, and reindexes, every table with the search path that the server's own upkeep and a restore
// have.
func TestStatisticsGather(t *testing.T) {
	c := newCommand(t)
	c.must("demo", "--once", "--out", t.TempDir())
	for _, table := range column(t, c.url, ourTables) {
		for _, upkeep := range []string{"analyze", "reindex table", "vacuum"} {
			conn, err := pgx.Connect(t.Context(), c.url)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := conn.Exec(t.Context(), "set search_path = pg_catalog"); err != nil {
				t.Fatal(err)
			}
			if _, err := conn.Exec(t.Context(), upkeep+" public."+table); err != nil {
				t.Errorf("%s %s: %v", upkeep, table, err)
			}
			if err := conn.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
}
