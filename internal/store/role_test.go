package store_test

import (
	"strings"
	"testing"

	"sightline/internal/ledger"
	"sightline/internal/query"
	"sightline/internal/store"
	"sightline/timeline"
)

// TestServerRole: as the role that a server runs as, questions are answered through the views, and neither what they stand
// for nor the audit can be got at.
func TestServerRole(t *testing.T) {
	owner, url := open(t)
	c, id := newCase(t, owner)
	take(t, owner, store.NewLoad{Case: c.ID, Subject: id, File: "n", Format: "ncic", Loader: "x"}, 1, func(l *store.Load) {
		r, x := sighting(1, day(1))
		if err := l.Events(t.Context(), r, []timeline.Event{x}); err != nil {
			t.Fatal(err)
		}
	})
	s, err := store.Open(t.Context(), url, store.Options{Role: store.ServerRole})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for name, want := range map[*store.Store]bool{owner: true, s: false} {
		if may, err := name.MayChangeAudit(t.Context()); err != nil || may != want {
			t.Errorf("may change the audit: %v, %v; want %v", may, err, want)
		}
	}
	look := agencyLook(ownORI, "T-1")
	if d, err := s.Dossier(t.Context(), id, query.WithWithheld, look); err != nil || len(d.Events) != 1 {
		t.Errorf("dossier: %d sightings, %v", len(d.Events), err)
	}
	if _, err := s.Search(t.Context(), near([2]float64{-97.5, 35.5}, 500, 1), look); err != nil {
		t.Errorf("search: %v", err)
	}
	if _, err := s.Tile(t.Context(), query.Tile{Layer: query.TileReads}, look); err != nil {
		t.Errorf("tile: %v", err)
	}
	if rows, err := s.SearchAudit(t.Context(), ledger.Query{Most: 10}, look); err != nil || len(rows) != 6 {
		t.Errorf("audit: %d rows, %v", len(rows), err)
	}
	for _, text := range []string{
		"update audit set actor = 'x'", "delete from audit", "truncate audit", "alter table audit disable trigger all", "drop table audit",
		"drop function audit_hash(audit)", "create or replace function refuse_audit_change() returns trigger language sql as 'select null'",
		"select from events", "select from reads", "select from records", "select from event_records", "select from subjects",
		"select from loads", "select from read_chunks",
		"insert into shares (load_id, agency, shared_by) values (1, '*', 'x')", "update users set role = 'admin'",
		"update users set may = '{restricted}'",
		"insert into case_members (case_id, user_id) values (1, 1)", "update api_keys set revoked_at = null", "select from interests",
		"create table x ()",
	} {
		err := store.Exec(t.Context(), url, "set role "+store.ServerRole+"; "+text)
		if text == "create table x ()" && err == nil {
			continue // before PostgreSQL 15 everybody may make tables, which hold nothing of ours
		}
		if err == nil || !strings.Contains(err.Error(), "permission denied") && !strings.Contains(err.Error(), "must be owner") {
			t.Errorf("%s: %v", text, err)
		}
	}
}
