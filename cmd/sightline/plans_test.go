package main

import (
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"sightline/internal/auth"
	"sightline/internal/config"
	"sightline/internal/dbtest"
	"sightline/timeline"
)

// othersPlans is how many reads of another case lie beside the subject's 1,300 in TestPlans.
const othersPlans = 150_000

// What a statement may read. Pages are of 8 kB; a page that is in memory takes about a microsecond.
const (
	ownGrowth = 2      // times as much as without other cases, for indexes get a level deeper
	ownMore   = 1000   // pages beside: a new connection reads some 700 of the catalogs to plan its first statements
	flipped   = 4      // times as much by one state of statistics as by another
	flipMore  = 15_000 // pages beside
)

// growing are the tables that other cases fill; they are never read whole to answer.
func growing(table string) bool {
	return strings.HasPrefix(table, "reads_") ||
		slices.Contains(strings.Fields(
			"sites site_loads events event_records event_parties identifiers holdings holding_sources records read_counts cell_counts "+
				"read_chunks rejects read_offers read_variants audit interests notices login_attempts"), table)
}

// bounded reports whether a query reads no more than some thousand rows of whatever it reads, and is given up after a second.
func bounded(query string) bool {
	return strings.HasPrefix(query, "Count") && strings.Contains(query, "Features")
}

// TestPlans looks at how every statement is run that the server needs to answer: alone with a subject's reads, and beside 100 times
// as many of other cases, by statistics of before these came, on connections of before and on new ones; by fresh ones; and by none. None
// of them reads a growing table whole or months that were not asked for; what is about the subject reads no more
// than without the others; and no state of the statistics makes a statement read much more than another does.
func TestPlans(t *testing.T) {
	a := &app{ctx: t.Context(), config: config.Config{DataDir: dbtest.Dir(t)}, json: true, out: io.Discard, log: io.Discard}
	s, err := a.migrate()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.close(); err != nil {
			t.Error(err)
		}
	})
	l := newPlanLog(t, a)
	subject := sightedOften(t, s, "PLANS", timeline.Plate{Number: "8OK1234", State: "OK"}, 1300, 3)
	of, err := s.Case(t.Context(), "PLANS")
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := s.PutSubject(t.Context(), of.ID, otherSubject(), a.look("plans"))
	if err != nil {
		t.Fatal(err)
	}
	l.exec("analyze")
	w := newPlanWalker(t, a, l)
	w.asks = planWalk(subject, other, 1, 2, "8OK1234", "2025_03 2025_04 2025_05")
	kept := w.servers()
	alone := w.walk(kept)
	w.full = true
	if _, err := a.fill(s, "OTHERS", othersPlans); err != nil {
		t.Fatal(err)
	}
	l.change(otherRecords)
	beside := map[string]planPages{"old statistics and connections": w.walk(kept), "old statistics": w.walk(w.servers())}
	l.exec("analyze")
	beside["fresh statistics"] = w.walk(w.servers())
	w.rest(t, "fresh statistics")
	l.exec(forgetStatistics)
	beside["no statistics"] = w.walk(w.servers())
	w.rest(t, "no statistics")
	w.compare(alone, beside)
	for name := range wholeTables() {
		if !w.whole[name] {
			t.Errorf("%s needs no exception", name)
		}
	}
}

// planWalker asks everything and keeps how it was answered.
type planWalker struct {
	t    *testing.T
	app  *app
	log  *planLog
	asks []planAsk
	seen map[string]bool // names of queries
	full bool            // the others are there

	whole map[string]bool // names of queries that read a table whole
}

func newPlanWalker(t *testing.T, a *app, l *planLog) *planWalker {
	return &planWalker{t: t, app: a, log: l, seen: map[string]bool{}, whole: map[string]bool{}}
}

// planPages are the pages that statements read: by who asked, what, and the name of the query.
type planPages map[planKey]int64

type planKey struct{ who, path, query string }

// servers are servers for the two who ask: one is never asked while there are accounts.
func (w *planWalker) servers() map[string]*planServer {
	w.t.Helper()
	member := newPlanServer(w.t, w.app)
	member.cookie = "token-of-a-test"
	return map[string]*planServer{planEverything: newPlanServer(w.t, w.app), planMember: member}
}

// walk asks everything as everybody, and holds each plan to what no plan may do.
func (w *planWalker) walk(servers map[string]*planServer) planPages {
	w.t.Helper()
	pages := planPages{}
	for _, who := range []string{planEverything, planMember} {
		if who == planMember {
			w.log.change(fmt.Sprintf(oneMember, hex.EncodeToString(auth.HashToken(servers[who].cookie))))
		}
		for _, a := range w.asks {
			if a.only != "" && a.only != who {
				continue
			}
			w.log.skip()
			servers[who].ask(w.t.Context(), a)
			for _, r := range w.log.next() {
				w.check(who, a, r)
				if r.name != "" {
					w.seen[r.name] = true
					pages[planKey{who, a.path, r.name}] += r.pages()
				}
			}
		}
	}
	w.log.change("delete from users")
	return pages
}

// check holds a plan to what no plan may do.
func (w *planWalker) check(who string, a planAsk, r ran) {
	w.t.Helper()
	var faults []string
	r.plan.each(func(n planNode) {
		month, ofReads := strings.CutPrefix(n.Relation, "reads_2")
		switch {
		case n.Type == "Seq Scan" && growing(n.Relation) && w.full && !bounded(r.name):
			faults = append(faults, fmt.Sprintf("reads all %.0f rows of %s", n.Rows+n.Removed, n.Relation))
		case ofReads && a.months != "" && !strings.Contains(a.months, "2"+month):
			faults = append(faults, "touches "+n.Relation)
		}
	})
	if r.name == "SimilarReads" && !tellsOfSimilar(a.path) {
		faults = append(faults, "counts reads of which nothing is told")
	}
	if len(faults) > 0 {
		w.t.Errorf("%s, asked by %s: %s %s:\n%s\n%s", a.path, who, r.name, strings.Join(faults, ", "), r.text, r.plan.tree("  "))
	}
}

// tellsOfSimilar reports whether what is asked for tells how many reads may be of the subject's vehicles.
func tellsOfSimilar(path string) bool {
	return strings.Contains(path, "/dossier") || strings.Contains(path, "/export/") || strings.Contains(path, "candidates")
}

// compare holds what was read beside others to what was read alone, and the states of the statistics to each other.
func (w *planWalker) compare(alone planPages, beside map[string]planPages) {
	w.t.Helper()
	for _, a := range w.asks {
		for _, who := range []string{planEverything, planMember} {
			if a.only != "" && a.only != who {
				continue
			}
			queries := map[string]bool{}
			for _, pages := range beside {
				for k := range pages {
					if k.who == who && k.path == a.path {
						queries[k.query] = true
					}
				}
			}
			for _, query := range slices.Sorted(maps.Keys(queries)) {
				k := planKey{who, a.path, query}
				least, most, worst := int64(1<<62), int64(0), ""
				for _, state := range slices.Sorted(maps.Keys(beside)) {
					n := beside[state][k]
					if least = min(least, n); n >= most {
						most, worst = n, state
					}
				}
				switch {
				case a.own && most > ownGrowth*alone[k]+ownMore:
					w.t.Errorf("%s, asked by %s: %s reads %d pages beside other cases, with %s; alone %d", a.path, who, query, most, worst,
						alone[k])
				case most > flipped*least+flipMore && !bounded(query):
					w.t.Errorf("%s, asked by %s: %s reads %d pages with %s, else %d", a.path, who, query, most, worst, least)
				}
				w.t.Logf("%-10s %-60.60s %-24s alone %6d, beside %6d to %6d", who, a.path, query, alone[k], least, most)
			}
		}
	}
}

// oneMember makes an account inside the case only, with an open session.
const oneMember = `
	insert into users (name, role, agency, password) values ('member', 'analyst', 'ZZ9990100', 'x');
	insert into case_members (case_id, user_id) select c.id, u.id from cases c, users u where c.number = 'PLANS';
	insert into sessions (hash, user_id, stage, began_at, seen_at, ends_at, address, agent)
	select decode('%s', 'hex'), id, 'open', now(), now(), now() + interval '1 hour', '127.0.0.1', '' from users`

// otherRecords are inquiries of 200 other cases, with their audit and what other agencies asked about.
const otherRecords = `
	insert into cases (number, owning_ori) select 'OTHER-' || n, 'TX8880100' from generate_series(1, 200) n;
	insert into subjects (case_id, name) select id, 'Other' from cases where number like 'OTHER-%';
	with l as (
		insert into loads (case_id, subject_id, file, sha256, bytes, format, loader, at, read, accepted, duplicates, rejected)
		select s.case_id, s.id, 'other', sha256(s.id::text::bytea), 1, 'ncic', 'x', '2025-01-01', 100, 100, 0, 0
		from subjects s join cases c on c.id = s.case_id and c.number like 'OTHER-%'
		returning id, case_id, subject_id
	), r as (
		insert into records (load_id, case_id, subject_id, line, key, text, fresh)
		select id, case_id, subject_id, n, sha256((id || ' ' || n)::bytea), 'text', true from l cross join generate_series(1, 110) n
		returning id, load_id, case_id, subject_id, line
	), e as (
		insert into events (case_id, kind, key)
		select case_id, case when line > 100 then 'address' else 'inquiry' end, sha256(id::text::bytea) from r
		returning id, case_id, key
	), i as (
		insert into identifiers (type, value, region) select 'plate', 'AQX' || id, 'TX' from r where line <= 100 returning id, value
	), h as (
		insert into holdings (subject_id, identifier_id) select r.subject_id, i.id from r join i on i.value = 'AQX' || r.id where r.line % 20 = 0 returning id
	), hs as (
		insert into holding_sources (holding_id) select id from h
	), t as (
		insert into event_records (event_id, record_id, nth, load_id, case_id, kind, at, until, first_seen, last_seen, position, class, radius_m, ori, locates)
		select e.id, r.id, 0, r.load_id, r.case_id, k.kind, k.at, k.until, '{}', k.last, st_setsrid(st_makepoint(-99 + (r.id % 400) / 100.0, 33 + (r.id % 300) / 100.0), 4326)::geography,
			k.class, 1000, 'ZZ9990100', true
		from r join e on e.case_id = r.case_id and e.key = sha256(r.id::text::bytea)
			cross join lateral (
				select 'inquiry' as kind, timestamptz '2025-01-01Z' + r.line * interval '3 days' as at, timestamptz '2025-01-01Z' + r.line * interval '3 days 1 minute' as until,
					null::jsonb as last, 'agency' as class where r.line <= 100
				union all select 'address', '2025-01-01Z', '2025-02-01Z', '{}', 'zip' where r.line > 100
			) k
		returning id, record_id
	)
	insert into event_parties (told_id, nth, part, identifier_id, subject_id)
	select t.id, 1, 'inquired', null, r.subject_id from t join r on r.id = t.record_id
	union all
	select t.id, 2, 'vehicle', i.id, null from t join r on r.id = t.record_id join i on i.value = 'AQX' || r.id;
	create temporary table other_lines as select l.id, l.subject_id, n from loads l cross join generate_series(1, 25) n where l.file = 'other';
	insert into rejects (load_id, line, reason, text) select id, n, 'x', 'x' from other_lines;
	insert into read_chunks (load_id, first_line, last_line, body) select id, n * 10, n * 10 + 9, 'x' from other_lines;
	insert into read_offers (load_id, owner_load, month, lines, owner_lines) select id, id, '2025-01-01Z', array[n], array[n] from other_lines;
	insert into read_variants (load_id, line, flags, precision) select id, n, 0, 0 from other_lines;
	insert into interests (agency, actor, case_number, kind, value, silent) select 'TX8880100', 'x', n, 'plate', 'AQX' || n || ' TX', false from generate_series(1, 5000) n;
	insert into interests (agency, actor, case_number, kind, value, center, radius_m, silent)
	select 'TX8880100', 'x', n, 'place', n, st_setsrid(st_makepoint(-99 + (n % 400) / 100.0, 33 + (n % 300) / 100.0), 4326)::geography, 50, false from generate_series(1, 5000) n;
	insert into notices (agency, own_interest, other_interest) select 'TX8880100', id, id from interests where agency = 'TX8880100';
	insert into login_attempts (name, address, at) select sha256(n::text::bytea), '192.0.2.1', now() - n * interval '1 minute' from generate_series(1, 5000) n;
	insert into audit (actor, action, seq, prev_hash) select 'other', 'near', 1000000 + n, sha256('x') from generate_series(1, 5000) n;
	insert into agencies (ori, name, position, class, radius_m)
	select 'TX' || lpad(n::text, 7, '0'), 'Agency', st_setsrid(st_makepoint(-99 + (n % 400) / 100.0, 33 + (n % 300) / 100.0), 4326)::geography, 'city', 1000 from generate_series(1, 5000) n`

// forgetStatistics makes the tables as those of which nothing was ever counted.
const forgetStatistics = `
	set allow_system_table_mods = on;
	delete from pg_statistic where starelid in (select oid from pg_class where relnamespace = 'public'::regnamespace);
	update pg_class set reltuples = -1, relpages = 0 where relnamespace = 'public'::regnamespace and relkind in ('r', 'i', 'p')`
