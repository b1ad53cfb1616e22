package store_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"sightline/internal/access"
	"sightline/internal/dbtest"
	"sightline/internal/ledger"
	"sightline/internal/query"
	"sightline/internal/store"
	"sightline/timeline"
)

// ask returns the rows of a query as texts.
func ask(t *testing.T, url, query string) []string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	var found []string
	err = pgx.BeginFunc(t.Context(), conn, func(tx pgx.Tx) error {
		rows, err := tx.Query(t.Context(), query)
		if err != nil {
			return err
		}
		if found, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil || strings.HasPrefix(query, "select") {
			return err
		}
		_, err = tx.Exec(t.Context(), dbtest.AuditRow)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return found
}

// rebuild makes the database rebuild months always, or never, whatever the size of a load.
func rebuild(t *testing.T, url string, always bool) {
	t.Helper()
	err := store.Exec(t.Context(), url, fmt.Sprintf(
		"create or replace function worth_rebuilding(changed bigint, held double precision) returns boolean language sql immutable as 'select %v'", always))
	if err != nil {
		t.Fatal(err)
	}
}

// offered is what one load brings in the model: reads by what makes them equal, with what else they say.
type offered struct {
	reads map[string]timeline.Read // the first of equal ones
	keys  map[int]int              // sightings: line by number of the record
	lines int64                    // in all
}

// TestUndoLeavesTheOthers makes overlapping loads, undoes some in any order, and compares with a model in which each read
// and record belongs to the first load that stands of those that brought it.
func TestUndoLeavesTheOthers(t *testing.T) {
	for _, always := range []bool{false, true} {
		for seed := range uint64(4) {
			t.Run(fmt.Sprintf("rebuild %v, seed %d", always, seed), func(t *testing.T) {
				t.Parallel()
				s, url := open(t)
				rebuild(t, url, always)
				undoAtRandom(t, s, url, rand.New(rand.NewPCG(seed, 7)))
			})
		}
	}
}

func undoAtRandom(t *testing.T, s *store.Store, url string, chance *rand.Rand) {
	c, id := newCase(t, s)
	model := map[int64]offered{}
	for range 7 {
		o, fill := randomLoad(t, chance)
		done := take(t, s, store.NewLoad{Case: c.ID, Subject: id, File: "f", Format: "x", Loader: "x", Actor: "loader"}, o.lines, fill)
		model[done.ID] = o
	}
	compare(t, s, url, model)
	order := slices.Sorted(maps.Keys(model))
	chance.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	for i, load := range order {
		done, err := s.Undo(t.Context(), load, "test", access.Asker{Actor: "tester", Viewer: everything})
		if err != nil {
			t.Fatal(err)
		}
		if u := done.Load.Undone; u == nil || u.By != "tester" || u.Why != "test" || done.Load.Actor != "loader" {
			t.Errorf("load %d: undone %+v", load, u)
		}
		delete(model, load)
		compare(t, s, url, model)
		if i == 2 { // the months of an undone load take reads again
			o, fill := randomLoad(t, chance)
			done := take(t, s, store.NewLoad{Case: c.ID, Subject: id, File: "f", Format: "x", Loader: "x"}, o.lines, fill)
			model[done.ID] = o
			order = append(order, done.ID)
			compare(t, s, url, model)
		}
	}
	for id := range model {
		if _, err := s.Undo(t.Context(), id, "test", access.Asker{Viewer: everything}); err != nil {
			t.Fatal(err)
		}
	}
	for _, table := range []string{"reads", "sites", "read_chunks", "read_counts", "read_offers", "read_variants", "records", "events",
		"event_records", "event_parties", "rejects"} {
		if n := ask(t, url, "select count(*)::text from "+table)[0]; n != "0" {
			t.Errorf("%s: %s rows are left", table, n)
		}
	}
}

// randomLoad brings either reads, of few plates, times, sites and confidences so that most are known, or sightings.
func randomLoad(t *testing.T, chance *rand.Rand) (offered, func(*store.Load)) {
	o := offered{reads: map[string]timeline.Read{}, keys: map[int]int{}, lines: 60}
	if chance.IntN(3) == 0 {
		var numbers []int
		for line := range int(o.lines) {
			n := chance.IntN(80)
			numbers = append(numbers, n)
			if _, again := o.keys[n]; !again {
				o.keys[n] = line + 1
			}
		}
		return o, func(l *store.Load) {
			for line, n := range numbers {
				r, x := sighting(n, day(1).Add(time.Duration(n)*time.Hour))
				r.Line = line + 1
				if err := l.Events(t.Context(), r, []timeline.Event{x}); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	var batch []timeline.Read
	for line := range int(o.lines) {
		site := camera
		site.Key = fmt.Sprintf("cam-%d", chance.IntN(3))
		at := time.Date(2026, time.Month(4+chance.IntN(3)), 1+chance.IntN(3), 0, 0, 0, 0, time.UTC)
		r := read(line+1, at, fmt.Sprintf("AQ%d", chance.IntN(6)), "OK", site)
		if chance.IntN(3) == 0 {
			r.Confidence = 0.5
		}
		if degrees := chance.IntN(540); degrees < 360 {
			r.Heading = &degrees
		}
		if chance.IntN(4) == 0 {
			r.Site.Key, r.Site.Mobile, r.Point = "car", true, orb.Point{-97.5, 35.5 + float64(chance.IntN(2))*1e-4}
		}
		batch = append(batch, r)
		if key := keyOf(r); o.reads[key].Record.Line == 0 {
			o.reads[key] = r
		}
	}
	return o, func(l *store.Load) {
		for part := range slices.Chunk(batch, 25) {
			if err := l.Reads(t.Context(), part); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func keyOf(r timeline.Read) string {
	return fmt.Sprintf("%s %s %s", r.Plate.Number, r.At.Format(time.RFC3339), r.Site.Key)
}

// checkCounts holds the counts of reads, and their sums, against the reads.
func checkCounts(t *testing.T, url string) {
	t.Helper()
	counts := "select site_id, month + day - 1, load_id, n from read_counts, unnest(days, counts) d (day, n)"
	reads := "select site_id, (read_at at time zone 'UTC')::date, load_id, count(*) from reads group by 1, 2, 3"
	for _, q := range []string{counts + " except " + reads, reads + " except " + counts} {
		if wrong := ask(t, url, "select d::text from ("+q+") d"); len(wrong) > 0 {
			t.Errorf("%s: %d rows, such as %s", q, len(wrong), wrong[0])
		}
	}
	if wrong := ask(t, url, `select c::text from read_counts c
		where reads <> (select sum(n) from unnest(counts) n) or days <> (select array_agg(distinct d order by d) from unnest(days) d)`); len(wrong) > 0 {
		t.Errorf("%d rows of counts are not of one piece, such as %s", len(wrong), wrong[0])
	}
	checkCellCounts(t, url)
}

// compare holds the database against the loads that stand.
func compare(t *testing.T, s *store.Store, url string, model map[int64]offered) {
	t.Helper()
	var reads, records []string
	accepted := map[int64]int64{}
	seen, known := map[string]bool{}, map[int]bool{}
	for _, load := range slices.Sorted(maps.Keys(model)) {
		for key, r := range model[load].reads {
			if !seen[key] {
				seen[key] = true
				accepted[load]++
				heading := -1
				if r.Heading != nil {
					heading = *r.Heading
				}
				reads = append(reads, fmt.Sprintf("%s %d %d %.1f %.4f %d", key, load, r.Record.Line, r.Confidence, r.Point[1], heading))
			}
		}
		for n, line := range model[load].keys {
			if !known[n] {
				known[n] = true
				accepted[load]++
				records = append(records, fmt.Sprintf("%d %d", load, line))
			}
		}
	}
	slices.Sort(reads)
	slices.Sort(records)
	got := ask(t, url, `select format('%s %s %s %s %s %s %s %s', r.plate, to_char(r.read_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), s.key, r.load_id, r.line,
		to_char(r.confidence, 'FM0.0'), to_char(coalesce(st_y(r.position), st_y(s.position::geometry)), 'FM00.0000'), coalesce(r.heading, -1))
		from reads r join sites s on s.id = r.site_id`)
	slices.Sort(got)
	if !slices.Equal(got, reads) {
		t.Fatalf("reads are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(reads, "\n"))
	}
	checkCounts(t, url)
	got = ask(t, url, `select format('%s %s', r.load_id, r.line) from records r join event_records s on s.record_id = r.id and s.load_id = r.load_id where r.fresh`)
	slices.Sort(got)
	if !slices.Equal(got, records) {
		t.Fatalf("records are %v, want %v", got, records)
	}
	for _, row := range ask(t, url, "select format('%s %s %s %s', id, accepted, duplicates, undone_at is not null) from loads") {
		var load, a, d int64
		var undone bool
		if _, err := fmt.Sscan(row, &load, &a, &d, &undone); err != nil {
			t.Fatal(err)
		}
		if o, stands := model[load]; stands == undone || stands && (a != accepted[load] || d != o.lines-a) {
			t.Errorf("load %d: accepted %d, duplicates %d, undone %v; want %d accepted", load, a, d, undone, accepted[load])
		}
		looked := 0
		for _, r := range model[load].reads { // every line offered can be looked up, whosever read it is
			if looked++; looked > 3 {
				break
			}
			if _, text, err := s.Record(t.Context(), load, r.Record.Line, access.Asker{Viewer: everything}); err != nil ||
				string(text) != string(r.Record.Text) {
				t.Errorf("record %d of load %d: %q, %v", r.Record.Line, load, text, err)
			}
		}
	}
	if left := ask(t, url, "select relname::text from pg_class where relname like 'reads\\_load%' and relkind = 'r'"); len(left) > 0 {
		t.Errorf("tables are left: %v", left)
	}
}

// TestUndoFaults asks for what cannot be undone.
func TestUndoFaults(t *testing.T) {
	s, _ := open(t)
	c, id := newCase(t, s)
	done := take(t, s, store.NewLoad{Case: c.ID, Subject: id, File: "n", Format: "ncic", Loader: "x"}, 1, func(l *store.Load) {
		r, x := sighting(1, day(1))
		if err := l.Events(t.Context(), r, []timeline.Event{x}); err != nil {
			t.Fatal(err)
		}
	})
	if _, err := s.Undo(t.Context(), 99, "test", access.Asker{Viewer: everything}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("unknown load: %v", err)
	}
	if _, err := s.Undo(t.Context(), done.ID, "test", access.Asker{Actor: "tester", Viewer: everything}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Undo(t.Context(), done.ID, "test", access.Asker{Viewer: everything}); !errors.Is(err, store.ErrUndone) {
		t.Errorf("undone load: %v", err)
	}
	log, err := s.SearchAudit(t.Context(), ledger.Query{Actor: "tester", Most: 10}, access.Asker{})
	if err != nil || len(log) != 1 || log[0].Action != "undo" || log[0].Purpose != "test" || log[0].Rows != 1 {
		t.Errorf("audit: %+v, %v", log, err)
	}
	d, err := s.Dossier(t.Context(), id, query.WithWithheld, access.Asker{Viewer: everything})
	if err != nil || len(d.Loads) != 0 || len(d.Events) != 0 {
		t.Errorf("dossier: %d loads, %d sightings, %v", len(d.Loads), len(d.Events), err)
	}
}

// TestUndoVehicles: a vehicle that was assumed from a load goes with it, unless another load speaks for it or an analyst
// has stated it.
func TestUndoVehicles(t *testing.T) {
	s, url := open(t)
	c, _ := newCase(t, s)
	id, _, err := s.PutSubject(t.Context(), c.ID, timeline.Subject{Name: "Testperson, Bob"}, everyone)
	if err != nil {
		t.Fatal(err)
	}
	load := func() int64 {
		return take(t, s, store.NewLoad{Case: c.ID, Subject: id, File: "p", Format: "plates", Loader: "x"}, 1, func(l *store.Load) {
			if err := l.Reads(t.Context(), []timeline.Read{read(1, day(1), "AQ1", "OK", camera)}); err != nil {
				t.Fatal(err)
			}
		}).ID
	}
	vehicles := func() string {
		d, err := s.Dossier(t.Context(), id, query.WithWithheld, access.Asker{Viewer: everything})
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, v := range d.Subject.Vehicles() {
			all = append(all, v.Of.Value+": "+v.Basis)
		}
		return fmt.Sprint(all, len(d.Events))
	}
	undo := func(load int64) store.Undoing {
		done, err := s.Undo(t.Context(), load, "test", access.Asker{Viewer: everything})
		if err != nil {
			t.Fatal(err)
		}
		return done
	}
	first, second := load(), load()
	for _, p := range []string{"AQ1", "AQ2"} {
		assumeVehicle(t, url, id, p, first)
	}
	if _, err := s.AddHolding(t.Context(), id,
		timeline.Holding{Of: timeline.Plate{Number: "AQ2", State: "OK"}.Identifier(), Basis: "stated"}, everyone); err != nil {
		t.Fatal(err)
	}
	if got, want := vehicles(), fmt.Sprintf("[AQ1: assumed: load %d was made for this subject AQ2: stated] 1", first); got != want {
		t.Errorf("before: %s, want %s", got, want)
	}
	if done := undo(first); done.Holdings != 0 || len(done.Inherited) != 1 ||
		done.Inherited[0] != (store.Inherited{Load: second, Count: 1}) || done.Reads != 0 {
		t.Errorf("first undone: %+v", done)
	}
	if got, want := vehicles(), fmt.Sprintf("[AQ1: assumed: load %d was made for this subject AQ2: stated] 1", second); got != want {
		t.Errorf("first undone: %s, want %s", got, want)
	}
	if done := undo(second); done.Holdings != 1 || done.Reads != 1 || done.Sites != 1 {
		t.Errorf("second undone: %+v", done)
	}
	if got, want := vehicles(), "[AQ2: stated] 0"; got != want {
		t.Errorf("both undone: %s, want %s", got, want)
	}
}

// assumeVehicle makes a subject hold a vehicle as if that followed from a load.
func assumeVehicle(t *testing.T, url string, subject int64, plate string, load int64) {
	t.Helper()
	if err := dbtest.Change(t.Context(), url, fmt.Sprintf(`
		with i as (insert into identifiers (type, value, region) values ('plate', '%[2]s', 'OK') on conflict (type, value, region) do update set type = 'plate' returning id),
			h as (insert into holdings (subject_id, identifier_id) select %[1]d, id from i returning id)
		insert into holding_sources (holding_id, load_id, basis) select id, %[3]d, 'assumed: load %[3]d was made for this subject' from h`, subject, plate, load)); err != nil {
		t.Fatal(err)
	}
}

// TestUndoPlansFreely: what takes a large part of a month away is not held to the plans of answers, which find a few rows by
// index: with those, undoing a million reads did not end in minutes.
func TestUndoPlansFreely(t *testing.T) {
	s, url := open(t)
	c, _ := newCase(t, s)
	done := takeReads(t, s, c.ID, []timeline.Read{read(1, day(1), "AQ1", "TX", camera)})
	if err := store.Exec(t.Context(), url, `
		create function held_to_index() returns trigger language plpgsql as $$ begin
			if current_setting('enable_hashjoin') = 'off' or current_setting('plan_cache_mode') <> 'auto' then
				raise 'an undo is planned as an answer is';
			end if;
			return null;
		end $$;
		create trigger held_to_index after update on loads execute function held_to_index()`); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Undo(t.Context(), done.ID, "a test", everyone); err != nil {
		t.Error(err)
	}
}
