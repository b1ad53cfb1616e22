package store_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"sightline/internal/access"
	"sightline/internal/query"
	"sightline/internal/store"
)

// TestReadingBegins: what is asked first goes to the server together with what begins the transaction, in which the months of
// reads are held before the first statement that takes a snapshot.
func TestReadingBegins(t *testing.T) {
	_, url := open(t)
	var sent recorder
	s, err := store.OpenTraced(t.Context(), url, &sent)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	look := access.Asker{Actor: "reader", Viewer: everything}
	for name, c := range map[string]struct {
		batches, alone int // how many of them and of other statements go to the server, with the end and the audit
		ask            func() error
	}{
		"a batch": {2, 3, func() error { _, err := s.Search(t.Context(), near(camera.Point, 500, 9), look); return err }},
		"rows":    {2, 1, func() error { _, err := s.Cases(t.Context(), everyone); return err }},
		"a mere setting": {2, 2, func() error {
			_, err := s.Tile(t.Context(), query.Tile{Layer: query.TileReads}, look)
			return err
		}},
	} {
		ask := func() []string {
			return sent.of(func() {
				if err := c.ask(); err != nil {
					t.Fatal(err)
				}
			})
		}
		var texts []string
		until(t, "connections are made and introduced", func() bool {
			texts = ask()
			return !slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, "to_regtype") })
		})
		at := slices.IndexFunc(texts, func(text string) bool {
			return strings.HasPrefix(text, "begin isolation level repeatable read read only")
		})
		if at < 0 || len(texts) < at+4 || !strings.Contains(texts[at+1], "lock table visible_reads") ||
			!strings.Contains(texts[at+2], "set_viewer") {
			t.Errorf("%s: sent are\n%s", name, strings.Join(texts, "\n"))
		}
		if sent.batches != c.batches || sent.alone != c.alone {
			t.Errorf("%s: %d batches and %d statements by themselves, want %d and %d:\n%s", name, sent.batches, sent.alone, c.batches,
				c.alone, strings.Join(texts, "\n"))
		}
	}
}

// TestReadingEnds: whatever becomes of an answer, no connection stays in a transaction, and the next answer is right.
func TestReadingEnds(t *testing.T) {
	_, url := open(t)
	s, err := store.Open(t.Context(), url, store.Options{StatementTimeout: 300 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	watch, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer watch.Close(context.Background())
	exec := func(text string) {
		t.Helper()
		if _, err := watch.Exec(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	connections := func(which string) (n int) {
		t.Helper()
		text := "select count(*) from pg_stat_activity where application_name = 'sightline' and datname = current_database() and " + which
		if err := watch.QueryRow(t.Context(), text).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	look := access.Asker{Actor: "reader", Viewer: everything}
	search := func(ctx context.Context) error {
		_, err := s.Search(ctx, near(camera.Point, 500, 9), look)
		return err
	}
	wide := near(camera.Point, 500, 9)
	wide.Case = "no such case"
	for _, c := range []struct {
		name string
		held bool // the months are being changed meanwhile
		ask  func() error
		ok   func(error) bool
	}{
		{"answered", false, func() error { return search(t.Context()) }, func(err error) bool { return err == nil }},
		{"not found", false, func() error { _, err := s.Search(t.Context(), wide, look); return err },
			func(err error) bool { return errors.Is(err, store.ErrNotFound) }},
		{"too late", true, func() error { return search(t.Context()) },
			func(err error) bool { return err != nil && strings.Contains(err.Error(), "statement timeout") }},
		{"hung up", true, func() error {
			ctx, hangUp := context.WithCancel(t.Context())
			done := make(chan error)
			go func() { done <- search(ctx) }()
			until(t, "the search waits", func() bool { return connections("wait_event_type = 'Lock'") == 1 })
			hangUp()
			return <-done
		}, func(err error) bool { return errors.Is(err, context.Canceled) }},
		{"rows too late", true, func() error { _, err := s.Cases(t.Context(), everyone); return err },
			func(err error) bool { return err != nil }},
		{"gone before", false, func() error {
			ctx, hangUp := context.WithCancel(t.Context())
			hangUp()
			return search(ctx)
		}, func(err error) bool { return errors.Is(err, context.Canceled) }},
	} {
		if c.held {
			exec("begin; lock table reads in access exclusive mode")
		}
		if err := c.ask(); !c.ok(err) {
			t.Errorf("%s: %v", c.name, err)
		}
		if c.held {
			exec("rollback")
		}
		until(t, c.name+": given back", func() bool { used, _ := s.Connections(); return used == 0 })
		until(t, c.name+": outside of transactions", func() bool { return connections("state like 'idle in transaction%'") == 0 })
		if err := search(t.Context()); err != nil {
			t.Errorf("after %s: %v", c.name, err)
		}
	}
}
