package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/jackc/pgx/v5"

	"sightline/internal/access"
	"sightline/internal/auth"
	"sightline/internal/config"
	"sightline/internal/dbtest"
	"sightline/internal/sample"
	"sightline/internal/store"
	"sightline/internal/web"
	"sightline/sql"
)

// Settings of TestSearchSpeed. Without them it runs at a size that only shows that it works, and holds nothing to a target.
const (
	envBenchSearch = "SIGHTLINE_BENCH_SEARCH" // reads in the database, 20000000 by make bench; growth is measured from a tenth
	envBenchKeep   = "SIGHTLINE_BENCH_KEEP"   // folder that keeps the filled databases for the next time, each in one of its number
	envBenchAsks   = "SIGHTLINE_BENCH_ASKS"   // questions of each class
)

const benchORI = "ZZ9990100"

// TestSearchSpeed asks over HTTP, with an agency's key and audited, and holds each class of questions to its target. The
// floor is the same SQL, prepared, on a connection of its own: all that the answer sends. What the answer costs beside the
// search alone is told too.
func TestSearchSpeed(t *testing.T) {
	full := os.Getenv(envBenchSearch) != ""
	reads := benchSetting(t, envBenchSearch, 3000)
	asks := benchSetting(t, envBenchAsks, 3)
	small := newSearchBench(t, reads/10)
	was := small.measure(asks)
	small.close()
	big := newSearchBench(t, reads)
	is := big.measure(asks)
	rate := big.throughput(full)
	tiles := big.tiles(full, max(asks/10, 2)) // of 30 kinds
	empty := newSearchBench(t, 0)
	fresh := dossiersOf(full, empty, big)
	slow := big.slowest(full, "with fresh statistics")
	big.execute("alter system set autovacuum = off", "select pg_reload_conf()", forgetStatistics)
	none := dossiersOf(full, empty, big)
	slow += big.slowest(full, "without statistics")
	big.execute("analyze", "alter system reset autovacuum", "select pg_reload_conf()")
	big.close()
	empty.close()

	var out bytes.Buffer
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "question\tp50\tp99\ttargets\tsearch p50\tp99\tHTTP/search\tSQL p50\tHTTP/SQL\tgrowth\t")
	for i, c := range searchClasses() {
		beside := is[i].http.at(50).Seconds() / is[i].search.at(50).Seconds()
		ratio := is[i].http.at(50).Seconds() / is[i].sql.at(50).Seconds()
		growth := is[i].http.at(50).Seconds() / was[i].http.at(50).Seconds()
		verdict := ""
		if full && (c.p50 > 0 && is[i].http.at(50) > c.p50 || is[i].http.at(99) > c.p99 || ratio > 2 || growth > 1.5) {
			verdict = "short of it"
			t.Errorf("%s: p50 %v, p99 %v, ratio %.2f, growth %.2f", c.name, is[i].http.at(50), is[i].http.at(99), ratio, growth)
		}
		target := fmt.Sprintf("≤ %d ms", c.p99.Milliseconds())
		if c.p50 > 0 {
			target = fmt.Sprintf("≤ %d, %d ms", c.p50.Milliseconds(), c.p99.Milliseconds())
		}
		fmt.Fprintf(w, "%s\t%.1f ms\t%.1f ms\t%s\t%.1f ms\t%.1f ms\t%.2f\t%.1f ms\t%.2f\t%.2f\t%s\n", c.name, ms(is[i].http.at(50)),
			ms(is[i].http.at(99)), target,
			ms(is[i].search.at(50)), ms(is[i].search.at(99)), beside, ms(is[i].sql.at(50)), ratio, growth, verdict)
	}
	w.Flush()
	if full && rate < 500 {
		t.Errorf("32 clients got %.0f answers a second, 500 are wanted", rate)
	}
	fmt.Printf("Searching %d reads over HTTP with key and audit, %d questions a class; growth is against %d reads; targets 2 and 1.5.\n%s32 clients: %.0f answers/s (≥ 500)\n%s",
		reads, asks, reads/10, out.String(), rate, tiles)
	fmt.Printf("Dossiers over HTTP, alone and beside these reads.\n%s%s", dossierTable(t, full, fresh, none), slow)
}

func ms(d time.Duration) float64 { return d.Seconds() * 1000 }

// searchClass is a kind of question with its targets, 0 for none.
type searchClass struct {
	name     string
	radius   float64
	window   time.Duration
	p50, p99 time.Duration
}

func searchClasses() []searchClass {
	day, year := 24*time.Hour, 365*24*time.Hour
	return []searchClass{
		{"500 m, 1 day", 500, day, 5 * time.Millisecond, 30 * time.Millisecond},
		{"500 m, 30 days", 500, 30 * day, 5 * time.Millisecond, 30 * time.Millisecond},
		{"500 m, 1 year", 500, year, 5 * time.Millisecond, 30 * time.Millisecond},
		{"5 km, 1 day", 5000, day, 5 * time.Millisecond, 30 * time.Millisecond},
		{"5 km, 30 days", 5000, 30 * day, 5 * time.Millisecond, 30 * time.Millisecond},
		{"5 km, 1 year", 5000, year, 5 * time.Millisecond, 30 * time.Millisecond},
		{"50 km, 1 day", 50_000, day, 0, 100 * time.Millisecond},
		{"50 km, 30 days", 50_000, 30 * day, 0, 100 * time.Millisecond},
		{"50 km, 1 year", 50_000, year, 0, 100 * time.Millisecond},
		{"a plate's history", 0, year, 0, 15 * time.Millisecond},
	}
}

// query is one question of the class, as the parameters of an address.
func (c searchClass) query(chance *rand.Rand, sites []sample.ReadSite) url.Values {
	v := url.Values{}
	if c.radius == 0 {
		v.Set("plate", sample.PlateNumber(chance.Uint64N(100_000)))
		return v
	}
	site := sites[chance.IntN(len(sites))]
	off := c.radius / 2 / 111_000
	v.Set("lat", strconv.FormatFloat(site.Lat+chance.NormFloat64()*off, 'f', 6, 64))
	v.Set("lon", strconv.FormatFloat(site.Lon+chance.NormFloat64()*off, 'f', 6, 64))
	v.Set("radius_m", fmt.Sprint(c.radius))
	from, to := sample.ReadsFrom(), sample.ReadsTo()
	from = from.Add(time.Duration(chance.Float64() * float64(to.Sub(from)-c.window)))
	v.Set("from", from.Format(time.RFC3339))
	v.Set("to", from.Add(c.window).Format(time.RFC3339))
	return v
}

// spans are what questions took.
type spans []time.Duration

// at is a percentile.
func (s spans) at(percent int) time.Duration {
	all := slices.Sorted(slices.Values(s))
	return all[min(len(all)-1, int(math.Ceil(float64(len(all)*percent)/100)))]
}

// searchTimes are what answers took over HTTP, their searches as SQL alone, and all of their SQL.
type searchTimes struct{ http, search, sql spans }

// warmReads brings what searches read into the server's memory.
const warmReads = `create extension if not exists pg_prewarm;
	select pg_prewarm(oid) from pg_class where relkind in ('r', 'i') and relname ~ '^(read|site)' and relname !~ '^read_(chunks|offers|variants)' and pg_relation_size(oid) > 0`

// searchBench is a filled database with a server before it.
type searchBench struct {
	t      *testing.T
	app    *app
	server *http.Server
	base   string
	key    string
	viewer []byte // of the key
	client *http.Client
	conn   *pgx.Conn
	sites  []sample.ReadSite
}

func newSearchBench(t *testing.T, reads int) *searchBench {
	t.Helper()
	keep := os.Getenv(envBenchKeep)
	if keep == "" {
		keep = dbtest.Dir(t)
	}
	dir := filepath.Join(keep, strconv.Itoa(reads))
	if err := os.MkdirAll(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	b := &searchBench{t: t, sites: sample.NewReads(reads).FixedSites(),
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}},
		app:    &app{ctx: t.Context(), config: config.Config{DataDir: dir, Listen: "127.0.0.1:0"}, json: true, out: &out, log: io.Discard}}
	s, err := b.app.migrate()
	if err != nil {
		t.Fatal(err)
	}
	const number = "GENERATED"
	var upkeep []string
	if _, err := s.Case(t.Context(), number); err != nil {
		upkeep = append(upkeep, "vacuum analyze")
		if _, err := b.app.fill(s, number, reads); err != nil {
			t.Fatal(err)
		}
	}
	address, err := b.app.databaseURL()
	if err != nil {
		t.Fatal(err)
	}
	if err := dbtest.Change(t.Context(), address,
		"insert into shares (load_id, agency, shared_by) select id, '*', 'bench' from loads on conflict do nothing"); err != nil {
		t.Fatal(err)
	}
	for _, text := range append(upkeep, warmReads) {
		if err := store.Exec(t.Context(), address, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := (&keysCreateCmd{Name: "bench", Agency: benchORI, Collections: []string{"sightings", "tiles"}, Rate: 1_000_000,
		Days: 1}).Run(b.app); err != nil {
		t.Fatal(err)
	}
	var key struct {
		ID  int64
		Key string
	}
	if err := json.Unmarshal(out.Bytes(), &key); err != nil {
		t.Fatal(err)
	}
	b.key = key.Key
	if b.viewer, err = json.Marshal(access.Viewer{Key: key.ID, Role: access.RoleAgency, Agency: benchORI}); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b.base = "http://" + listener.Addr().String()
	if b.server, listener, err = b.app.server(s, listener, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	go func() { _ = b.server.Serve(listener) }()
	if b.conn, err = pgx.Connect(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	if _, err := b.conn.Exec(t.Context(), "set max_parallel_workers_per_gather = 0; set jit = off"); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *searchBench) close() {
	b.t.Helper()
	b.conn.Close(context.WithoutCancel(b.t.Context()))
	b.server.Close()
	if err := b.app.close(); err != nil {
		b.t.Error(err)
	}
}

// execute runs SQL on the database.
func (b *searchBench) execute(texts ...string) {
	b.t.Helper()
	address, err := b.app.databaseURL()
	if err != nil {
		b.t.Fatal(err)
	}
	for _, text := range texts {
		if err := store.Exec(b.t.Context(), address, text); err != nil {
			b.t.Fatal(err)
		}
	}
}

// measure asks every class over HTTP and by SQL, in turns.
func (b *searchBench) measure(asks int) []searchTimes {
	b.t.Helper()
	var all []searchTimes
	for i, c := range searchClasses() {
		chance := rand.New(rand.NewPCG(7, uint64(i)))
		var times searchTimes
		for n := range asks + asks/4 + 1 {
			values := c.query(chance, b.sites)
			var took [2]time.Duration
			var rest time.Duration
			for turn := range 2 {
				start := time.Now()
				if (turn+n)%2 == 0 {
					b.ask(values)
					took[0] = time.Since(start)
				} else {
					took[1] = b.direct(values)
					rest = b.accounted(values)
				}
			}
			if n > asks/4 { // before, statements are prepared and pages come into memory
				times.http, times.search, times.sql = append(times.http, took[0]), append(times.search, took[1]),
					append(times.sql, took[1]+rest)
			}
		}
		all = append(all, times)
	}
	return all
}

// ask asks over HTTP.
func (b *searchBench) ask(values url.Values) { b.get("/api/v1/sightings?" + values.Encode()) }

// get fetches what is at an address of the server and returns how many bytes it has.
func (b *searchBench) get(path string) int {
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.base+path, nil)
	if err != nil {
		b.t.Error(err)
		return 0
	}
	r.Header.Set("Authorization", "Bearer "+b.key)
	r.Header.Set("Sightline-Case", "B-1")
	r.Header.Set("Sightline-Purpose", "bench")
	answer, err := b.client.Do(r)
	if err != nil {
		b.t.Error(err)
		return 0
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK && answer.StatusCode != http.StatusNoContent {
		b.t.Errorf("%s: %d %.200s, %v", path, answer.StatusCode, body, err)
	}
	return len(body)
}

// direct runs the same SQL and takes in its rows.
func (b *searchBench) direct(values url.Values) time.Duration {
	ask, err := web.ParseSearch(values)
	if err != nil {
		b.t.Fatal(err)
	}
	text, argument, err := store.SearchSQL(ask.Search)
	if err != nil {
		b.t.Fatal(err)
	}
	start := time.Now()
	batch := &pgx.Batch{}
	batch.Queue("begin isolation level repeatable read")
	batch.Queue("select set_viewer($1)", string(b.viewer))
	batch.Queue(sql.Query("PlanByIndex"))
	batch.Queue(sql.Query("PlanOnce"))
	batch.Queue(text, argument).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			rows.RawValues()
		}
		return rows.Err()
	})
	batch.Queue("commit")
	if err := b.conn.SendBatch(b.t.Context(), batch).Close(); err != nil {
		b.t.Fatal(err)
	}
	return time.Since(start)
}

// accounted runs the SQL that an answer needs beside its search: the key is looked up, what is asked about is kept, under
// another case than over HTTP, so that it is new both times, and the audit row is written.
func (b *searchBench) accounted(values url.Values) time.Duration {
	kind, value, center, radius := "plate", values.Get("plate"), any(nil), any(nil)
	if value == "" {
		kind, value = "place", values.Get("lat")+", "+values.Get("lon")+" within "+values.Get("radius_m")+" m"
		center, radius = "SRID=4326;POINT("+values.Get("lon")+" "+values.Get("lat")+")", values.Get("radius_m")
	}
	asked := map[string]string{}
	for name := range values {
		asked[name] = values.Get(name)
	}
	statement := func(batch *pgx.Batch, name string, a pgx.StrictNamedArgs) {
		text, arguments, err := a.RewriteQuery(b.t.Context(), b.conn, sql.Query(name), nil)
		if err != nil {
			b.t.Fatal(err)
		}
		batch.Queue(text, arguments...)
	}
	key, account := &pgx.Batch{}, &pgx.Batch{}
	statement(key, "KeyByHash", pgx.StrictNamedArgs{"hash": auth.HashToken(b.key)})
	account.Queue("begin")
	account.Queue(sql.Query("LockAudit"))
	statement(account, "KeepInterest", pgx.StrictNamedArgs{"agency": benchORI, "actor": "bench", "case_number": "B-2", "kind": kind,
		"value": value, "center": center, "radius": radius})
	statement(account, "AddAudit", pgx.StrictNamedArgs{"actor": "bench", "agency": benchORI, "key_id": nil, "address": "127.0.0.1",
		"case_id": nil, "case_number": "B-2",
		"purpose": "bench", "action": "near", "asked": asked, "rows": 100, "outcome": "answered"})
	account.Queue("commit")
	start := time.Now()
	for _, batch := range []*pgx.Batch{key, account} {
		if err := b.conn.SendBatch(b.t.Context(), batch).Close(); err != nil {
			b.t.Fatal(err)
		}
	}
	return time.Since(start)
}

// throughput is how many answers a second 32 clients get to questions of the classes up to 5 km.
func (b *searchBench) throughput(full bool) float64 {
	span := 300 * time.Millisecond
	if full {
		span = 10 * time.Second
	}
	var done atomic.Int64
	var wait sync.WaitGroup
	classes := searchClasses()[:6]
	start := time.Now()
	for i := range 32 {
		wait.Go(func() {
			chance := rand.New(rand.NewPCG(11, uint64(i)))
			for time.Since(start) < span {
				b.ask(classes[chance.IntN(len(classes))].query(chance, b.sites))
				done.Add(1)
			}
		})
	}
	wait.Wait()
	return float64(done.Load()) / time.Since(start).Seconds()
}
