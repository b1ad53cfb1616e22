package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"sightline/internal/dbtest"
	"sightline/internal/store"
)

// refusal is what the database says to a change without its row.
const refusal = "was changed without a row in the audit"

// unruled are the tables whose changes need no row in the audit, and that no exemption names; and what is wrong with exemptions.
func unruled(t *testing.T, url string) []string {
	t.Helper()
	return ask(t, url, `select t::text || ' neither demands a row in the audit nor is exempt' from program_tables() t
		where not exists (select from audit_exemptions() e where e.columns is null and e.table_name = t::text)
			and not exists (
				select from pg_trigger g
				where g.tgrelid = t and g.tgfoid = case when t::text in ('records', 'identifiers', 'events', 'event_records', 'event_parties', 'rejects')
						then 'demand_audit_row_once' else 'demand_audit_row' end::regproc and g.tgenabled = 'O' and g.tgqual is null
					and g.tgtype & 1 = 0 and g.tgtype & 66 = 0 and g.tgtype & 60 = 60 -- of statements, after, all four of them
					and (cardinality(g.tgattr::int2[]) = 0 and not exists (select from audit_exemptions() e where e.table_name = t::text)
						or (select array_agg(a.attnum order by a.attnum) from pg_attribute a, audit_exemptions() e
							where a.attrelid = t and a.attnum > 0 and not a.attisdropped and e.table_name = t::text and a.attname <> all (e.columns))
							= (select array_agg(n order by n) from unnest(g.tgattr::int2[]) n)))
		union all
		select format('the exemption of %s.%s is of nothing', e.table_name, c) from audit_exemptions() e left join unnest(e.columns) c on true
		where to_regclass('public.' || e.table_name) is null
			or c is not null and not exists (select from pg_attribute a where a.attrelid = to_regclass('public.' || e.table_name) and a.attname = c)
		union all
		select format('the exemption of %s says nothing of why', e.table_name) from audit_exemptions() e where length(e.reason) < 10`)
}

// TestEveryTableHasARule: each table either demands a row in the audit or is listed with the reason why not, also the tables of
// months that loads make, and a table that somebody adds.
func TestEveryTableHasARule(t *testing.T) {
	s, url := open(t)
	of, _ := newCase(t, s)
	takeReads(t, s, of.ID, manyReads(0, 50))
	for _, fault := range unruled(t, url) {
		t.Error(fault)
	}
	if months := ask(t, url, "select count(*)::text from program_tables() t where t::text like 'reads_20%'"); months[0] == "0" {
		t.Error("no table of a month was looked at")
	}
	const added = "create table later (x int); create table half (x int, y int); create trigger audit_row_demanded after insert or update of x on half " +
		"for each statement execute function demand_audit_row(); alter table cases disable trigger audit_row_demanded"
	if err := store.Exec(t.Context(), url, added); err != nil {
		t.Fatal(err)
	}
	got := strings.Join(unruled(t, url), "\n")
	for _, name := range []string{"later", "half", "cases"} {
		if !strings.Contains(got, name+" neither") {
			t.Errorf("%s has no rule and is not found:\n%s", name, got)
		}
	}
}

// TestWritesPastTheDoor writes to each table that has a rule, in every way there is, as the owner of the database and without a
// row in the audit: nothing of it stays. With a row each of them does.
func TestWritesPastTheDoor(t *testing.T) {
	t.Parallel()
	b := newLeakBed(t)
	conn, err := pgx.Connect(t.Context(), b.url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	tables := ask(t, b.url, `select t::text from program_tables() t where not exists (
		select from audit_exemptions() e where e.columns is null and e.table_name = t::text)`)
	if len(tables) < 25 {
		t.Fatalf("only %v", tables)
	}
	before := contents(t, b.url)
	held := 0
	for _, table := range tables {
		if ask(t, b.url, fmt.Sprintf("select count(*)::text from %s", table))[0] != "0" {
			held++
		}
		for _, text := range writes(t, b.url, table) {
			_, err := conn.Exec(t.Context(), text)
			if table == "cases" && strings.HasPrefix(text, "truncate") { // would empty the audit too
				if err == nil || !strings.Contains(err.Error(), "only ever added to") {
					t.Errorf("%s: %v", text, err)
				}
				continue
			}
			if err == nil || !strings.Contains(err.Error(), refusal) {
				t.Errorf("%s: %v", text, err)
			}
			if strings.HasPrefix(text, "truncate") {
				text += "; rollback; begin" // what it empties is needed
			}
			if _, err := conn.Exec(t.Context(), "begin; "+text+"; "+dbtest.AuditRow+"; commit"); err != nil {
				t.Errorf("%s with a row: %v", text, err)
			}
			if _, err := conn.Exec(t.Context(), "rollback"); err != nil { // of what failed, if anything
				t.Fatal(err)
			}
		}
		if after := contents(t, b.url); after != before {
			t.Fatalf("%s: what was refused has changed something", table)
		}
	}
	if held < 20 {
		t.Errorf("only %d of %d tables hold anything", held, len(tables))
	}
}

// writes are statements that write to a table in each way there is, but change nothing beside emptying it.
func writes(t *testing.T, url, table string) []string {
	t.Helper()
	columns := ask(t, url, fmt.Sprintf(`select quote_ident(attname) from pg_attribute where attrelid = '%s'::regclass and attnum > 0
		and not attisdropped and attgenerated = '' order by attidentity, attnum`, table))
	one := columns[0] // that has a rule
	if table == "marks" {
		one = "at"
	}
	update := fmt.Sprintf("update %s set %[2]s = %[2]s", table, one)
	if table == "marks" {
		update += " where undone_at is null"
	}
	all := strings.Join(columns, ", ")
	return []string{
		update, fmt.Sprintf("delete from %s where false", table), fmt.Sprintf("truncate %s cascade", table),
		fmt.Sprintf("insert into %s (%s) overriding system value select %[2]s from %[1]s where false", table, all),
		fmt.Sprintf("copy %s (%s) from program 'true'", table, all),
	}
}

// TestDemandsOfTransactions: what makes up a transaction does not matter, but whether it writes to the audit.
func TestDemandsOfTransactions(t *testing.T) {
	s, url := open(t)
	newCase(t, s)
	const change, row = "update cases set title = title || 'x'", dbtest.AuditRow
	for name, c := range map[string]struct {
		text string
		ok   bool
	}{
		"row after":             {"begin; " + change + "; " + row + "; commit", true},
		"row before":            {"begin; " + row + "; " + change + "; commit", true},
		"row, in a savepoint":   {"begin; " + change + "; savepoint a; " + row + "; release a; commit", true},
		"change in a savepoint": {"begin; savepoint a; " + change + "; release a; " + row + "; commit", true},
		"many changes, one row": {"begin; " + change + "; " + change + "; update loads set file = file; " + row + "; " +
			change + "; commit", true},
		"several rows":               {"begin; " + row + "; " + change + "; " + row + "; commit", true},
		"change undone":              {"begin; savepoint a; " + change + "; rollback to a; commit", true},
		"only a row":                 {"begin; " + row + "; commit", true},
		"checked at once":            {"begin; " + row + "; set constraints all immediate; " + change + "; commit", true},
		"an exempt column":           {"update users set active_at = now()", true},
		"an exempt table":            {"delete from login_attempts", true},
		"no row":                     {"begin; " + change + "; commit", false},
		"row undone":                 {"begin; " + change + "; savepoint a; " + row + "; rollback to a; commit", false},
		"row of another transaction": {"begin; " + row + "; commit; " + change, false},
		"change again after undone":  {"begin; savepoint a; " + change + "; rollback to a; " + change + "; commit", false},
		"checked at once, without":   {"begin; set constraints all immediate; " + change + "; commit", false},
		"demand taken away":          {"begin; " + change + "; delete from audit_demands; commit", false},
		"demand forged": {"begin; insert into audit_demands values (pg_current_xact_id(), 'x'); " + change +
			"; commit", false},
		"an exempt column and another": {"update users set active_at = now(), role = role", false},
		"in a block":                   {"do $$ begin begin " + change + "; exception when others then null; end; end $$", false},
		"a record moved": {
			"begin; update event_records set remarks = remarks; update records set line = line; commit", false},
		"a record moved, in savepoints": {
			"begin; savepoint a; update events set kind = kind; rollback to a; update events set kind = kind; commit", false},
		"demands of the transaction before": {"begin; update rejects set field = field; " + row +
			"; commit; update rejects set field = field", false},
		"cascade": {"with x as (delete from subjects where false) select 1", false},
	} {
		before := ask(t, url, "select title from cases")[0]
		err := store.Exec(t.Context(), url, c.text)
		if c.ok != (err == nil) || err != nil && !strings.Contains(err.Error(), refusal) {
			t.Errorf("%s: %v", name, err)
		}
		if after := ask(t, url, "select title from cases")[0]; !c.ok && after != before {
			t.Errorf("%s: the change stays", name)
		}
	}
	if n := ask(t, url, "select count(*)::text from audit_demands"); n[0] != "0" {
		t.Errorf("%s demands are left over", n[0])
	}
	role := "set role " + store.ServerRole + "; "
	for _, text := range []string{"insert into users (name, role) values ('x', 'admin')",
		"update marks set undone_at = now(), undone_by = 'x'",
		"delete from sessions", "delete from setup_links",
		"insert into deconfliction_rules (agency, silent, span, set_by) values ('x', true, '1 day', 'x')",
		"update notices set seen_at = now(), seen_by = 'x'"} {
		if err := store.Exec(t.Context(), url, role+text); err == nil || !strings.Contains(err.Error(), refusal) {
			t.Errorf("%s%s: %v", role, text, err)
		}
	}
	for _, text := range []string{"delete from audit_demands", "insert into audit_demands values ('1', 'x')", "select from audit_demands"} {
		if err := store.Exec(t.Context(), url, role+text); err == nil || !strings.Contains(err.Error(), "permission denied") {
			t.Errorf("%s%s: %v", role, text, err)
		}
	}
}

// contents is a sum over everything the program keeps, but the audit.
func contents(t *testing.T, url string) string {
	t.Helper()
	tables := ask(t, url, "select t::text from program_tables() t where t::text not in ('audit', 'audit_demands', 'reads', 'login_attempts')")
	var parts []string
	for _, table := range tables {
		parts = append(parts, fmt.Sprintf(
			"select '%s ' || md5(coalesce(string_agg(x::text, e'\\n' order by x::text), '')) from %[1]s x", table))
	}
	return strings.Join(ask(t, url, strings.Join(parts, " union all ")), "\n")
}
