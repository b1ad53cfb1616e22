package store_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"sightline/sql"
	"sightline/timeline"
)

// TestCountsOfOldReads takes a database back to before reads were counted: the migration counts those it finds.
func TestCountsOfOldReads(t *testing.T) {
	s, url := open(t)
	c, _ := newCase(t, s)
	takeReads(t, s, c.ID, manyReads(0, 5000))
	other := manyReads(4000, 6000)
	for i := range other {
		other[i].At = other[i].At.Add(8 * time.Hour) // over a day's end, and into other days
	}
	takeReads(t, s, c.ID, other)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	all, err := sql.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		if m.Name != "read_counts" {
			continue
		}
		err := pgx.BeginFunc(t.Context(), conn, func(tx pgx.Tx) error {
			for _, text := range []string{
				"drop table read_counts cascade", "alter table reads drop heading cascade", "alter table read_rows drop heading", "alter table read_variants drop heading",
				"drop function count_reads(text)", "drop function thaw_read_stage(bigint, timestamptz)", "drop function begin_read_undo(bigint)", "drop function offer_known_reads(bigint, timestamptz, bigint, double precision)",
				"create function offer_known_reads(bigint, timestamptz) returns bigint language sql as 'select 0::bigint'",
				"create function begin_read_undo() returns void language sql as ''", m.Text,
			} {
				if _, err := tx.Exec(t.Context(), text); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	checkCounts(t, url)
	if got := ask(t, url, "select sum(reads)::text from read_counts")[0]; got != "7000" {
		t.Errorf("%s reads are counted, want 7000", got)
	}
}

// TestHeading: which way a vehicle went comes back with its read, from near a place and for a subject.
func TestHeading(t *testing.T) {
	s, _ := open(t)
	c, id := newCase(t, s)
	if _, err := s.AddVehicle(t.Context(), id, timeline.Vehicle{Plate: timeline.Plate{Number: "AQ1", State: "TX"}}); err != nil {
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
