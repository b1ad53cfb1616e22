package store_test

import (
	"context"
	"crypto/rand"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"sightline/internal/dbtest"
	"sightline/internal/store"
	"sightline/sql"
	"sightline/timeline"
)

// TestCountsOfOldReads brings a database from before reads were counted up to the schema: the reads that it holds are counted.
func TestCountsOfOldReads(t *testing.T) {
	server, err := pgx.Connect(t.Context(), dbtest.New(t))
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close(t.Context())
	name := "old_" + strings.ToLower(rand.Text())
	if _, err := server.Exec(t.Context(), "create database "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Exec(context.WithoutCancel(t.Context()), server.Config().ConnString(), "drop database "+name+" with (force)"); err != nil {
			t.Error(err)
		}
	})
	u, err := url.Parse(server.Config().ConnString())
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	all, err := sql.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Exec(t.Context(), u.String(), "create table schema_migrations ()"); err != nil { // Migrate's own
		t.Fatal(err)
	}
	for _, m := range all {
		if m.Name == "read_counts" {
			err := store.Exec(t.Context(), u.String(), `
				create table reads_old partition of reads for values from ('2025-01-01Z') to ('2026-01-01Z');
				insert into reads (read_at, case_id, site_id, load_id, line, flags, precision, confidence, plate, plate_state)
				select '2025-02-10 00:00Z'::timestamptz + n * interval '7 minutes', 1, n % 3, 1 + n % 2, n, 0, 0, 0.9, 'AQ' || n, 'TX' from generate_series(1, 7000) n`)
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := store.Exec(t.Context(), u.String(), m.Text); err != nil {
			t.Fatalf("%s: %v", m.Name, err)
		}
	}
	checkCounts(t, u.String())
	if got := ask(t, u.String(), "select sum(reads)::text from read_counts")[0]; got != "7000" {
		t.Errorf("%s reads are counted, want 7000", got)
	}
}

// TestHeading: which way a vehicle went comes back with its read, from near a place and for a subject.
func TestHeading(t *testing.T) {
	s, _ := open(t)
	c, id := newCase(t, s)
	if _, err := s.AddVehicle(t.Context(), id, timeline.Vehicle{Plate: timeline.Plate{Number: "AQ1", State: "TX"}}, everyone); err != nil {
		t.Fatal(err)
	}
	west := 270
	there, unknown := read(1, day(1), "AQ1", "TX", camera), read(2, day(2), "AQ1", "TX", camera)
	there.Heading = &west
	takeReads(t, s, c.ID, []timeline.Read{there, unknown})
	d, err := s.Dossier(t.Context(), id, timeline.Look{Viewer: everything})
	if err != nil || len(d.Sightings) != 2 {
		t.Fatalf("%+v, %v", d.Sightings, err)
	}
	page, err := s.Search(t.Context(), near(camera.Point, 10, 10), timeline.Look{Viewer: everything})
	if err != nil || len(page.Found) != 2 {
		t.Fatalf("%+v, %v", page, err)
	}
	for name, got := range map[string][2]*int{
		"dossier": {d.Sightings[0].Heading, d.Sightings[1].Heading},
		"near":    {page.Found[1].Sighting.Heading, page.Found[0].Sighting.Heading}, // newest first
	} {
		if got[0] == nil || *got[0] != west || got[1] != nil {
			t.Errorf("%s: headings %v, want 270 and none", name, got)
		}
	}
}
