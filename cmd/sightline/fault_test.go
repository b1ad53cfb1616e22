package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"sightline/internal/cluster"
	"sightline/internal/config"
	"sightline/internal/dbtest"
	"sightline/internal/ledger"
	"sightline/internal/store"
	"sightline/internal/web"
	"sightline/sql"
)

// served starts the program's server on a database and returns its address. It ends with the test.
func (b binary) served(args ...string) string {
	b.t.Helper()
	c := b.command(append([]string{"serve", "--listen", "127.0.0.1:0", "--json"}, args...)...)
	out, err := c.StdoutPipe()
	if err != nil {
		b.t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() {
		_ = c.Process.Kill() // it may have ended
		_ = c.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	var said struct{ Serving string }
	if err == nil {
		err = json.Unmarshal([]byte(line), &said)
	}
	if err != nil {
		b.t.Fatalf("serve said %q: %v", line, err)
	}
	return strings.TrimSuffix(said.Serving, "/")
}

const someNear = "/api/v1/sightings?lat=35.5&lon=-97.5&radius_m=500"

// status asks and returns the answer's status, 0 when there was none, and whether it says when to come again.
func status(ctx context.Context, address string) (code int, again bool) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, false
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, false
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode, answer.Header.Get("Retry-After") != ""
}

// TestDatabaseRestart takes the database away from a server that is being asked, and gives it back: meanwhile every answer
// says that it is not there, afterwards answers are right again, and the server was never started anew.
func TestDatabaseRestart(t *testing.T) {
	dir := dbtest.Dir(t)
	start := func() *cluster.Cluster {
		c, err := cluster.Start(t.Context(), cluster.Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	db := start()
	if err := store.Migrate(t.Context(), db.URL()); err != nil {
		t.Fatal(err)
	}
	b := newBinary(t)
	b.env = append(b.env, config.EnvDatabaseURL+"="+db.URL())
	address := b.served()
	var phase atomic.Int32 // 0: there; 1: going, gone or coming; 2: there again
	counts := [3]map[string]int{{}, {}, {}}
	inARow := 0 // answers of 200 since the last of another kind
	var mu sync.Mutex
	seen := func(what string, is func() bool) {
		t.Helper()
		if !until(30*time.Second, func() bool {
			mu.Lock()
			defer mu.Unlock()
			return is()
		}) {
			t.Fatalf("never: %s", what)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	var asking sync.WaitGroup
	for range 8 {
		asking.Go(func() {
			for ctx.Err() == nil {
				before := phase.Load()
				code, again := status(t.Context(), address+someNear)
				mu.Lock()
				if inARow++; code != http.StatusOK {
					inARow = 0
				}
				if phase.Load() == before {
					counts[before][fmt.Sprint(code, " ", again)]++
				}
				mu.Unlock()
			}
		})
	}
	const many = 100
	seen("many answers", func() bool { return counts[0]["200 false"] >= many })
	phase.Store(1)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if code, _ := status(t.Context(), address+"/readyz"); code != http.StatusServiceUnavailable {
		t.Errorf("without its database the server is ready: %d", code)
	}
	if code, _ := status(t.Context(), address+"/healthz"); code != http.StatusOK {
		t.Errorf("without its database the server is not alive: %d", code)
	}
	seen("many answers that the database is away", func() bool { return counts[1]["503 true"] >= many })
	db = start()
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if !until(healing, func() bool { code, _ := status(t.Context(), address+"/readyz"); return code == http.StatusOK }) {
		t.Error("with its database the server is not ready")
	}
	seen("many answers in a row", func() bool { return inARow >= many }) // connections that died are met once each
	phase.Store(2)
	seen("many answers again", func() bool { return counts[2]["200 false"] >= many })
	stop()
	asking.Wait()
	t.Logf("before %v, without %v, after %v", counts[0], counts[1], counts[2])
	for i, want := range []string{"200 false", "503 true", "200 false"} {
		if counts[i][want] == 0 {
			t.Errorf("phase %d: no answer %s: %v", i, want, counts[i])
		}
		for got := range counts[i] {
			if got != want && !(i == 1 && got == "200 false") {
				t.Errorf("phase %d: %d answers %s", i, counts[i][got], got)
			}
		}
	}
	check := func() (rows int64) {
		s, err := store.Open(t.Context(), db.URL(), store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		found, err := s.CheckAudit(t.Context(), ledger.End{})
		if err != nil || len(found.Faults) > 0 {
			t.Errorf("the audit after the restart: %+v, %v", found.Faults, err)
		}
		return found.Rows
	}
	if rows := check(); rows < int64(counts[0]["200 false"]+counts[2]["200 false"]) {
		t.Errorf("%d rows in the audit are fewer than the answers", rows)
	}
}

// holdAudit keeps every answer waiting for its turn to be written to the audit, until it is released. Others may read the
// audit meanwhile, as the server's own check of it does.
func holdAudit(t *testing.T, url string) (release func()) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	// The lock is the session's, under the key that a transaction's lock has too.
	if _, err := conn.Exec(t.Context(),
		strings.Replace(sql.Query("LockAudit"), "pg_advisory_xact_lock", "pg_advisory_lock", 1)); err != nil {
		t.Fatal(err)
	}
	release = sync.OnceFunc(func() { _ = conn.Close(context.WithoutCancel(t.Context())) }) // whatever is held goes with the session
	t.Cleanup(release)
	return release
}

// waiting waits until as many answers as given, or more, wait for their turn to be written to the audit; for 0 until none does,
// and not as long as it takes the database to give up on them by itself.
func waiting(t *testing.T, url string, atLeast int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	var n int
	if !until(web.StatementTimeout/2, func() bool {
		const asked = `select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'advisory'`
		if err := conn.QueryRow(t.Context(), asked).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n == 0 && atLeast == 0 || n >= atLeast && atLeast > 0
	}) {
		t.Fatalf("%d answers wait for the audit, want %d", n, atLeast)
	}
}

// TestClosedConnectionStopsItsQuery hangs up on a question that is being answered: the database stops working on it.
func TestClosedConnectionStopsItsQuery(t *testing.T) {
	url := dbtest.New(t)
	b := newBinary(t)
	b.env = append(b.env, config.EnvDatabaseURL+"="+url)
	address := b.served()
	holdAudit(t, url)
	ctx, hangUp := context.WithCancel(t.Context())
	asked := make(chan struct{})
	go func() {
		defer close(asked)
		status(ctx, address+someNear)
	}()
	waiting(t, url, 1)
	hangUp()
	<-asked
	waiting(t, url, 0)
}

// TestOverload asks far more at once than one caller may: those too many are sent away at once, the others wait, and the server
// answers again as soon as it can.
func TestOverload(t *testing.T) {
	url := dbtest.New(t)
	b := newBinary(t)
	b.env = append(b.env, config.EnvDatabaseURL+"="+url)
	address := b.served()
	release := holdAudit(t, url)
	var answered, sentAway, other, slow atomic.Int32
	var all sync.WaitGroup
	for range 3 * web.MostOpen {
		all.Go(func() {
			start := time.Now()
			code, again := status(t.Context(), address+someNear)
			switch {
			case code == http.StatusOK:
				answered.Add(1)
			case code == http.StatusServiceUnavailable && again:
				sentAway.Add(1)
				if time.Since(start) > 5*time.Second {
					slow.Add(1)
				}
			default:
				other.Add(1)
			}
		})
	}
	until(20*time.Second, func() bool { return sentAway.Load() >= 2*web.MostOpen }) // else what was counted below is not as wanted
	if code, _ := status(t.Context(), address+"/healthz"); code != http.StatusOK {
		t.Errorf("a server with much to do seems dead: %d", code)
	}
	release()
	all.Wait()
	t.Logf("%d answered, %d sent away (%d of them slowly), %d others", answered.Load(), sentAway.Load(), slow.Load(), other.Load())
	if answered.Load() != web.MostOpen || sentAway.Load() != 2*web.MostOpen || slow.Load() > 0 {
		t.Errorf("want %d answered and the others sent away within 5 s", web.MostOpen)
	}
	if code, _ := status(t.Context(), address+someNear); code != http.StatusOK {
		t.Errorf("afterwards: %d", code)
	}
}

// TestFaultsAreNamed: what the database's errors are told as, and so with which status.
func TestFaultsAreNamed(t *testing.T) {
	timeout := &pgconn.PgError{Code: "57014", Message: "canceling statement due to statement timeout"}
	for want, errs := range map[string][]error{
		web.FaultTime:     {timeout, fmt.Errorf("store: %w", timeout), context.DeadlineExceeded},
		web.FaultAudit:    {fmt.Errorf("%w: %w", store.ErrNoAudit, timeout)},
		web.FaultDatabase: {&pgconn.PgError{Code: "57P01"}},
		"":                {errors.Join(context.Canceled, timeout), errors.New("other")},
	} {
		for _, err := range errs {
			if got := faultOf(err); got != want {
				t.Errorf("%v is told as %q, want %q", err, got, want)
			}
		}
	}
}
