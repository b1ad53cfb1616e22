package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"sightline/internal/access"
	"sightline/internal/ledger"
	"sightline/internal/store"
	"sightline/sql"
)

// writeLog writes n rows to the audit, with every character that a hash could trip over.
func writeLog(t *testing.T, s *store.Store, n int) {
	t.Helper()
	for i := range n {
		look := access.Asker{Actor: "Łukasz \"x\"", Case: "26:1", Purpose: "näch\n5:abc", Agency: "XX9990100", Address: "::1"}
		asked := map[string]any{"n": i, "plate": "8OK<1>234 & é", "lon": -97.51640000000001, "empty": nil}
		if err := s.Audit(t.Context(), look, "near", asked, ledger.Answered); err != nil {
			t.Fatal(err)
		}
	}
}

func checkAudit(t *testing.T, s *store.Store, kept ledger.End) *ledger.Check {
	t.Helper()
	check, err := s.CheckAudit(t.Context(), kept)
	if err != nil {
		t.Fatal(err)
	}
	return check
}

// TestAuditTampering: whatever is done to the audit behind the program's back shows, and where.
func TestAuditTampering(t *testing.T) {
	for name, c := range map[string]struct {
		sql, want string
		newest    bool // also found by who looks at the newest rows only
	}{
		"changed":  {"update audit set actor = 'nobody' where seq = 3", "row 3 was changed", false},
		"question": {"update audit set asked = '{}' where seq = 3", "row 3 was changed", false},
		"number given": {"update audit set rows = 7 where seq = 3; update audit set hash = audit_hash(audit) where seq = 3",
			"row 4 does not follow row 3", false},
		"taken":         {"delete from audit where seq = 4", "row 4 is missing", false},
		"several taken": {"delete from audit where seq in (2, 3, 4)", "rows 2 to 4 are missing", false},
		"swapped":       {"update audit set seq = case seq when 2 then 3 else 2 end + 100 where seq in (2, 3); update audit set seq = seq - 100 where seq > 100", "row 2 does not follow row 1", false},
		"cut off":       {"delete from audit where seq > 3", "once ended with row 5 and now ends with row 3", true},
		"all gone":      {"truncate audit", "now ends with row 0", true},
		"moved field":   {"update audit set actor = actor || agency, agency = '' where seq = 5", "row 5 was changed", true},
		"written anew": {`do $$ declare r audit; prev bytea := decode(repeat('00', 32), 'hex'); begin
			for r in select * from audit order by seq loop
				r.actor := 'nobody'; r.prev_hash := prev; prev := audit_hash(r);
				update audit set actor = r.actor, prev_hash = r.prev_hash, hash = prev where seq = r.seq;
			end loop; end $$`, "row 5 is not the one that was kept", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, url := open(t)
			writeLog(t, s, 5)
			kept, err := s.AuditEnd(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if check := checkAudit(t, s, kept); len(check.Faults) > 0 || check.Rows != 5 || check.End != kept {
				t.Fatalf("before: %+v", check)
			}
			// Even the owner is refused, unless it takes the guard away first.
			if err := store.Exec(t.Context(), url, c.sql); err == nil || !strings.Contains(err.Error(), "only ever added to") {
				t.Fatalf("the database lets the audit be changed: %v", err)
			}
			if err := store.Exec(t.Context(), url, "alter table audit disable trigger all; "+c.sql); err != nil {
				t.Fatal(err)
			}
			check := checkAudit(t, s, kept)
			if since, err := s.CheckAuditSince(t.Context(), kept); err != nil || c.newest != (len(since.Faults) > 0) {
				t.Errorf("since the end that was kept: %+v, %v; want a fault: %v", since.Faults, err, c.newest)
			}
			if len(check.Faults) == 0 || !strings.Contains(check.Faults[0].Text, c.want) {
				t.Errorf("found %+v, want %q", check.Faults, c.want)
			}
		})
	}
}

// TestAuditChainGrowsWhole has many look at once, some of whom fail or are cut off: the chain has no gap.
func TestAuditChainGrowsWhole(t *testing.T) {
	s, _ := open(t)
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			for j := range 12 {
				ctx, cancel := context.WithCancel(t.Context())
				if j%4 == 3 {
					time.AfterFunc(time.Duration(i)*100*time.Microsecond, cancel)
				}
				err := s.Audit(ctx, access.Asker{Actor: fmt.Sprint(i)}, "near", map[string]any{"j": j}, ledger.Answered)
				if err != nil && !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
				cancel()
			}
		})
	}
	all.Wait()
	check := checkAudit(t, s, ledger.End{})
	if len(check.Faults) > 0 || check.Rows < 16*9 {
		t.Errorf("%+v", check)
	}
}

// TestAuditTogether has many wait while somebody else holds the chain: then they are written in one transaction, one by one
// where the server refuses one of them, and whoever has gone keeps nobody.
func TestAuditTogether(t *testing.T) {
	const many = 8
	for name, c := range map[string]struct {
		bad, gone    int
		transactions int // of all rows, with the first
	}{
		"all well":         {-1, -1, 2},
		"one that is gone": {-1, 3, 2},
		"one refused":      {5, -1, many - 1},
	} {
		t.Run(name, func(t *testing.T) {
			s, url := open(t)
			conn, err := pgx.Connect(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close(context.Background())
			if _, err := conn.Exec(t.Context(),
				strings.Replace(sql.Query("LockAudit"), "pg_advisory_xact_lock", "pg_advisory_lock", 1)); err != nil {
				t.Fatal(err)
			}
			var all sync.WaitGroup
			ctx, leave := context.WithCancel(t.Context())
			defer leave()
			errs := make([]error, many)
			for i := range many {
				all.Go(func() {
					asked, mine := map[string]any{"i": i}, t.Context()
					if i == c.bad {
						asked["text"] = "\x00" // jsonb cannot hold it
					}
					if i == c.gone {
						mine = ctx
					}
					errs[i] = s.Audit(mine, access.Asker{Actor: fmt.Sprint(i)}, "near", asked, ledger.Answered)
				})
				if i == 0 {
					until(t, "the first waits for the chain", func() bool {
						n := 0
						err := conn.QueryRow(t.Context(),
							"select count(*) from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())").Scan(&n)
						return err == nil && n == 1 && s.WaitingForAudit() == 0
					})
				}
			}
			until(t, "the others wait together", func() bool { return s.WaitingForAudit() == many-1 })
			leave()
			if err := conn.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
			all.Wait()
			for i, err := range errs {
				if i == c.gone {
					continue // whether it is written is left open
				}
				if (err != nil) != (i == c.bad) || err != nil && !errors.Is(err, store.ErrNoAudit) {
					t.Errorf("%d: %v", i, err)
				}
			}
			if check := checkAudit(t, s, ledger.End{}); len(check.Faults) > 0 || check.Rows < many-1 {
				t.Errorf("%+v", check)
			}
			if err := store.Exec(t.Context(), url,
				fmt.Sprintf("do $$ begin assert (select count(distinct xmin::text) from audit) = %d; end $$", c.transactions)); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestSearchAudit(t *testing.T) {
	s, _ := open(t)
	began := time.Now()
	writeLog(t, s, 3)
	if err := s.Audit(t.Context(), access.Asker{Actor: "Ann", Case: "7"}, "log on", nil, ledger.Refused); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		ask  ledger.Query
		want int
	}{
		"all":        {ledger.Query{}, 4},
		"actor":      {ledger.Query{Actor: "Ann"}, 1},
		"agency":     {ledger.Query{Agency: "XX9990100"}, 3},
		"case":       {ledger.Query{CaseNumber: "26:1"}, 3},
		"outcome":    {ledger.Query{Outcome: ledger.Refused}, 1},
		"action":     {ledger.Query{Action: "log on"}, 1},
		"plate":      {ledger.Query{Text: "8ok<1>"}, 3},
		"wildcard":   {ledger.Query{Text: "8%"}, 0},
		"purpose":    {ledger.Query{Text: "NÄCH"}, 3},
		"before row": {ledger.Query{Before: 3}, 2},
		"time":       {ledger.Query{From: began.Add(time.Hour)}, 0},
	} {
		c.ask.Most = 100
		rows, err := s.SearchAudit(t.Context(), c.ask, access.Asker{Actor: "searcher"})
		n := 0
		for _, r := range rows {
			if r.Actor != "searcher" {
				n++
			}
		}
		if err != nil || n != c.want {
			t.Errorf("%s: %d rows, %v; want %d", name, n, err, c.want)
		}
	}
	if rows, err := s.SearchAudit(t.Context(), ledger.Query{Action: "audit search", Most: 100}, access.Asker{}); err != nil ||
		len(rows) != 11 {
		t.Errorf("%d searches of the audit are in the audit, %v", len(rows), err)
	}
}
