package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"sightline/internal/access"
	"sightline/internal/store"
	"sightline/sql"
	"sightline/timeline"
)

// manyReads are reads from-to of a sequence in one month: no two are equal, and the same numbers are the same reads.
func manyReads(from, to int) []timeline.Read {
	start := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	var all []timeline.Read
	for n := from; n < to; n++ {
		site := camera
		site.Key = fmt.Sprintf("cam-%d", n%7)
		all = append(all, read(1+n-from, start.Add(time.Duration(n)*30*time.Second), fmt.Sprintf("AQ%04d", n%977), "TX", site))
	}
	return all
}

// numbered gives reads the lines of one file, from a line on.
func numbered(line int, all []timeline.Read) []timeline.Read {
	for i := range all {
		all[i].Record.Line = line + i
	}
	return all
}

func takeReads(t *testing.T, s *store.Store, caseID int64, all []timeline.Read) timeline.Load {
	t.Helper()
	return take(t, s, store.NewLoad{Case: caseID, File: "p", Format: "plates", Loader: "x"}, int64(len(all)), func(l *store.Load) {
		for part := range slices.Chunk(all, 2000) {
			if err := l.Reads(t.Context(), part); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// TestMonthsGrow adds to a month little and much, with and without duplicates, and finds each read once, with its text.
func TestMonthsGrow(t *testing.T) {
	s, url := open(t)
	c, _ := newCase(t, s)
	twice := numbered(1, append(manyReads(0, 3000), manyReads(2000, 3000)...))
	for _, step := range []struct {
		name      string
		reads     []timeline.Read
		new       int64
		exchanged bool // whether the month's table is another one afterwards
	}{
		{"new month, file with repeats", twice, 3000, true},
		{"a few more", manyReads(2900, 3100), 100, false},
		{"many more", manyReads(3000, 33000), 29900, true},
		{"all known", manyReads(0, 33000), 0, false},
		{"much known, much new", manyReads(10000, 60000), 27000, true},
		{"much known, little new", manyReads(10000, 60010), 10, false},
	} {
		before := ask(t, url, "select coalesce(to_regclass('reads_2026_05')::oid::text, '')")[0]
		done := takeReads(t, s, c.ID, step.reads)
		if done.Accepted != step.new || done.Duplicates != int64(len(step.reads))-step.new {
			t.Errorf("%s: accepted %d, duplicates %d; want %d accepted of %d", step.name, done.Accepted, done.Duplicates, step.new,
				len(step.reads))
		}
		if after := ask(t, url, "select to_regclass('reads_2026_05')::oid::text")[0]; (after != before) != step.exchanged {
			t.Errorf("%s: the table was %q and is %q, exchanged should be %v", step.name, before, after, step.exchanged)
		}
		checkCounts(t, url)
		for _, i := range []int{0, len(step.reads) / 2, len(step.reads) - 1} {
			r := step.reads[i].Record
			if _, text, err := s.Record(t.Context(), done.ID, r.Line, access.Asker{Viewer: everything}); err != nil ||
				string(text) != string(r.Text) {
				t.Errorf("%s: record %d: %q, %v", step.name, r.Line, text, err)
			}
		}
	}
	for query, want := range map[string]string{
		"select count(*)::text from reads": "60010",
		"select count(*)::text from (select distinct plate, read_at, site_id, plate_state from reads) d": "60010",
		"select count(*)::text from pg_inherits where inhparent = 'reads'::regclass":                     "1",
		"select count(*)::text from pg_indexes where tablename = 'reads_2026_05'":                        "3",
		"select count(*)::text from pg_constraint where conrelid = 'reads_2026_05'::regclass":            "0",
		"select count(*)::text from pg_class where relname like 'reads\\_load%' and relkind = 'r'":       "0",
		"select count(*)::text from sites":                                                               "7",
	} {
		if got := ask(t, url, query)[0]; got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
}

// TestRecordsOutOfOrder: a row that waited for its reader's position comes after later lines, and is found all the same.
func TestRecordsOutOfOrder(t *testing.T) {
	s, _ := open(t)
	c, _ := newCase(t, s)
	all := manyReads(0, 20)
	for i, line := range []int{1, 2, 9, 10, 4, 12, 3, 11} {
		all[i].Record = timeline.Record{Line: line, Text: fmt.Appendf(nil, "text %d", line)}
	}
	done := takeReads(t, s, c.ID, all[:8])
	for _, line := range []int{1, 2, 3, 4, 9, 10, 11, 12} {
		if _, text, err := s.Record(t.Context(), done.ID, line, access.Asker{Viewer: everything}); err != nil ||
			string(text) != fmt.Sprintf("text %d", line) {
			t.Errorf("line %d: %q, %v", line, text, err)
		}
	}
	if _, _, err := s.Record(t.Context(), done.ID, 5, access.Asker{Viewer: everything}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("line 5: %v", err)
	}
}

// TestReadersDuringExchange asks all the time while loads exchange the month that is asked for: what was committed before
// a question is in its answer, whichever table it stands in by then.
func TestReadersDuringExchange(t *testing.T) {
	s, url := open(t)
	rebuild(t, url, true)
	c, _ := newCase(t, s)
	takeReads(t, s, c.ID, manyReads(0, 50))
	ctx, stop := context.WithCancel(t.Context())
	answers := make(chan int)
	for range 3 {
		go func() {
			n := 0
			for ; ctx.Err() == nil; n++ {
				ask := near(camera.Point, 10, 100)
				ask.To = time.Date(2026, 5, 1, 0, 25, 0, 0, time.UTC)
				page, err := s.Search(t.Context(), ask, access.Asker{Viewer: everything})
				if err != nil || len(page.Found) != 50 {
					t.Errorf("answer %d: %d found, %v; want 50", n, len(page.Found), err)
					break
				}
			}
			answers <- n
		}()
	}
	for i := range 20 {
		if done := takeReads(t, s, c.ID, manyReads(50+100*i, 150+100*i)); done.Accepted != 100 {
			t.Errorf("load %d: %+v", done.ID, done)
		}
	}
	stop()
	for range 3 {
		if n := <-answers; n < 20 {
			t.Errorf("a reader got only %d answers during 20 loads", n)
		}
	}
}

// TestSnapshotsStay holds snapshots while loads end that bring months of their own: no snapshot sees their reads, and they
// end all the same when nobody lets go.
func TestSnapshotsStay(t *testing.T) {
	s, url := open(t)
	c, _ := newCase(t, s)
	takeReads(t, s, c.ID, manyReads(0, 10))
	later := func(months int) []timeline.Read { // of a month that is new
		all := manyReads(10, 30)
		for i := range all {
			all[i].At = all[i].At.AddDate(0, months, 0)
		}
		return all
	}
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	for round, letGo := range []time.Duration{0, time.Second, time.Hour} {
		tx, err := conn.BeginTx(t.Context(), pgx.TxOptions{IsoLevel: pgx.RepeatableRead})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(t.Context(), sql.Query("HoldReads")); err != nil {
			t.Fatal(err)
		}
		see := func(want int) {
			t.Helper()
			// A lock that is new to the session makes it learn of new partitions.
			inner, err := tx.Begin(t.Context())
			if err == nil {
				_, err = inner.Exec(t.Context(), "lock table sites in access share mode")
			}
			if err == nil {
				err = inner.Rollback(t.Context())
			}
			if err != nil {
				t.Fatal(err)
			}
			var n, counted int
			if err := tx.QueryRow(t.Context(), "select (select count(*) from reads), (select sum(reads) from read_counts)").Scan(&n,
				&counted); err != nil {
				t.Fatal(err)
			}
			if n != want || counted != want {
				t.Fatalf("round %d: the snapshot sees %d reads, %d counted; want %d", round, n, counted, want)
			}
		}
		see(10 + 20*round)
		ended := make(chan timeline.Load, 1)
		go func() { ended <- takeReads(t, s, c.ID, later(round+1)) }()
		held := time.After(letGo)
		for waiting := true; waiting; {
			select {
			case <-held:
				waiting = false
			case done := <-ended:
				ended <- done
				waiting = false
			case <-time.After(20 * time.Millisecond):
				see(10 + 20*round)
			}
		}
		see(10 + 20*round)
		if err := tx.Rollback(t.Context()); err != nil {
			t.Fatal(err)
		}
		if done := <-ended; done.Accepted != 20 {
			t.Errorf("round %d: %+v", round, done)
		}
	}
	checkCounts(t, url)
	if got := ask(t, url, "select count(*) || ' ' || (select count(*) from pg_inherits where inhparent = 'reads'::regclass) from reads")[0]; got != "70 4" {
		t.Errorf("reads and months: %s, want 70 and 4", got)
	}
}

// TestSitesNumberedAtOnce: two loads meet the same new sites at the same time.
func TestSitesNumberedAtOnce(t *testing.T) {
	s, url := open(t)
	c, _ := newCase(t, s)
	begin := func() *store.Load {
		l, err := s.BeginLoad(t.Context(), store.NewLoad{Case: c.ID, File: "p", Format: "plates", Loader: "x", At: day(1)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Abandon(context.Background()) })
		return l
	}
	one, other := begin(), begin()
	for l, all := range map[*store.Load][]timeline.Read{one: manyReads(0, 100),
		other: numbered(1, append(manyReads(50, 150), manyReads(50, 60)...))} {
		if err := l.Reads(t.Context(), all); err != nil {
			t.Fatal(err)
		}
	}
	for _, l := range []struct {
		*store.Load
		read, accepted int64
	}{{one, 100, 100}, {other, 110, 50}} {
		done, err := l.Finish(t.Context(), store.Summary{Read: l.read})
		if err != nil || done.Accepted != l.accepted {
			t.Errorf("%+v, %v; want %d accepted", done, err, l.accepted)
		}
	}
	if got := ask(t, url, "select count(*) || ' ' || count(distinct site_id) || ' ' || (select count(*) from sites) from reads")[0]; got != "150 7 7" {
		t.Errorf("reads, their sites and all sites: %s", got)
	}
}

// TestReadsAndRecords refuses both in one load: the stream of reads has the connection.
func TestReadsAndRecords(t *testing.T) {
	s, _ := open(t)
	c, id := newCase(t, s)
	l, err := s.BeginLoad(t.Context(), store.NewLoad{Case: c.ID, Subject: id, At: day(1)})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Abandon(t.Context())
	if err := l.Reads(t.Context(), manyReads(0, 10)); err != nil {
		t.Fatal(err)
	}
	r, x := sighting(1, day(1))
	if err := l.Events(t.Context(), r, []timeline.Event{x}); err == nil {
		t.Error("a sighting was taken among reads")
	}
}

// TestLoadFaults loses the server, and runs it out of disk, at different points of a load: the error says so, and nothing
// is left.
func TestLoadFaults(t *testing.T) {
	full := `begin raise exception 'could not extend file "base/1/2": No space left on device' using errcode = 'disk_full'; end`
	for name, c := range map[string]struct {
		sql  string
		want error
	}{
		"lost while streaming": {
			"select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'sightline' and datname = current_database() and xact_start is not null", store.ErrLost},
		"no room for a month": {
			"create or replace function create_read_stage(load bigint, of_case bigint, month timestamptz) returns text language plpgsql as $$" + full + "$$", store.ErrNoSpace},
		"no room for an index": {"create or replace function index_read_stage(stage text) returns void language plpgsql as $$" + full +
			"$$", store.ErrNoSpace},
		"no room for the change": {
			"create or replace function exchange_read_month(load bigint, month timestamptz) returns void language plpgsql as $$" + full +
				"$$", store.ErrNoSpace},
	} {
		t.Run(name, func(t *testing.T) {
			s, url := open(t)
			of, _ := newCase(t, s)
			l, err := s.BeginLoad(t.Context(), store.NewLoad{Case: of.ID, File: "p", Format: "plates", Loader: "x", At: day(1)})
			if err != nil {
				t.Fatal(err)
			}
			defer l.Abandon(t.Context())
			err = l.Reads(t.Context(), manyReads(0, 100)[:1])
			if err == nil {
				if err := store.Exec(t.Context(), url, c.sql); err != nil {
					t.Fatal(err)
				}
			}
			for from := 0; err == nil && from < 60_000; from += 10_000 {
				all := numbered(from+2, manyReads(from, from+10_000))
				for i := range all {
					all[i].At = all[i].At.AddDate(0, 1+from/10_000, 0) // months not begun yet
				}
				err = l.Reads(t.Context(), all)
			}
			if err == nil {
				_, err = l.Finish(t.Context(), store.Summary{Read: 60_001})
			}
			if !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
			l.Abandon(t.Context())
			if err := s.Ready(t.Context()); err != nil {
				t.Error(err)
			}
			for _, query := range []string{"select count(*)::text from loads", "select count(*)::text from sites",
				"select count(*)::text from read_chunks",
				"select count(*)::text from pg_class where relname like 'reads\\_%' and relkind = 'r'"} {
				if got := ask(t, url, query)[0]; got != "0" {
					t.Errorf("%s: %s", query, got)
				}
			}
		})
	}
}
