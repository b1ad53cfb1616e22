package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"sightline/internal/dbtest"
	"sightline/internal/long"
	"sightline/internal/store"
	"sightline/timeline"
)

// healing is how long it may take until the database of a server is there again.
const healing = 10 * time.Second

// keeping is a program that serves from a private database of its own.
type keeping struct {
	binary
	*exec.Cmd
	address string
	log     string // file
}

func (b binary) keeping() *keeping {
	b.t.Helper()
	k := &keeping{binary: b, Cmd: b.command("serve", "--listen", "127.0.0.1:0", "--json"), log: filepath.Join(b.t.TempDir(), "log")}
	log, err := os.Create(k.log)
	if err != nil {
		b.t.Fatal(err)
	}
	defer log.Close()
	out, err := k.StdoutPipe()
	if err != nil {
		b.t.Fatal(err)
	}
	k.Stderr = log
	if err := k.Start(); err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() {
		_ = k.Process.Kill() // it may have ended
		_ = k.Wait()
	})
	var said struct{ Serving string }
	line, err := bufio.NewReader(out).ReadString('\n')
	if err == nil {
		err = json.Unmarshal([]byte(line), &said)
	}
	if err != nil {
		b.t.Fatalf("serve said %q: %v\n%s", line, err, read(b.t, k.log))
	}
	k.address = strings.TrimSuffix(said.Serving, "/")
	return k
}

func (b binary) pg(parts ...string) string {
	return filepath.Join(append([]string{b.dir, "data", "pg"}, parts...)...)
}

// postmaster is the process of the database server.
func (b binary) postmaster() int {
	b.t.Helper()
	first, _, _ := strings.Cut(string(read(b.t, b.pg("data", "postmaster.pid"))), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		b.t.Fatal(err)
	}
	return pid
}

func (b binary) kill(pid int) {
	b.t.Helper()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		b.t.Fatal(err)
	}
}

// ready asks /readyz and returns its status and reason, 0 when it does not answer within the time that it is allowed.
func (k *keeping) ready() (code int, why string) {
	ctx, cancel := context.WithTimeout(k.t.Context(), 5*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, k.address+"/readyz", nil)
	if err != nil {
		k.t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err.Error()
	}
	defer answer.Body.Close()
	var said struct{ Detail string }
	text, err := io.ReadAll(answer.Body)
	if err != nil || json.Unmarshal(text, &said) != nil || answer.StatusCode != http.StatusOK && answer.Header.Get("Retry-After") == "" {
		k.t.Errorf("/readyz: %s, %v: %s", answer.Status, err, text)
	}
	return answer.StatusCode, said.Detail
}

// until waits until something is so, as long as healing may take.
func (k *keeping) until(what string, is func() bool) {
	k.t.Helper()
	if !until(healing, is) {
		k.t.Fatalf("not within %v: %s\n%s", healing, what, read(k.t, k.log))
	}
}

// interrupted ends the program as Ctrl-C does and checks that it ends in order, with its database.
func (k *keeping) interrupted() {
	k.t.Helper()
	server, _ := os.ReadFile(k.pg("data", "postmaster.pid"))
	interrupt(k.t, k.Process)
	ended := make(chan error, 1)
	go func() { ended <- k.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			k.t.Errorf("interrupted: %v\n%s", err, read(k.t, k.log))
		}
	case <-time.After(20 * time.Second):
		k.t.Fatalf("it does not end when it is interrupted\n%s", read(k.t, k.log))
	}
	if after, err := os.ReadFile(k.pg("data", "postmaster.pid")); err == nil {
		k.t.Errorf("the database server was %.6q and runs on: %.6q", server, after)
	}
}

// TestServeHeals kills the private database server under a server that is asked for everything, again and again: each time all
// is answered again soon, meanwhile every answer says that the database is away and when to come again, /readyz says at each
// moment what is so, and the log stays short.
func TestServeHeals(t *testing.T) {
	b := newBinary(t)
	var made struct{ Reports []string }
	b.must(&made, "demo", "--once", "--out", t.TempDir())
	k := b.keeping()
	paths := []string{
		someNear, "/api/v1/cases", "/", "/search", "/subjects/2", "/api/v1/subjects/2/dossier", "/api/v1/subjects/2/chart",
		"/subjects/2/export/csv",
		"/subjects/2/picture/map.svg", "/tiles/sightings/0/0/0.mvt", "/ogc/collections/sightings/items?limit=5", "/api/v1/records/4/2",
		"/audit",
	}
	var mu sync.Mutex
	counts := map[string]int{}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var asking sync.WaitGroup
	var asked atomic.Int64
	for i := range 8 {
		asking.Go(func() {
			for n := i; ctx.Err() == nil; n++ {
				path := paths[n%len(paths)]
				code, again := status(t.Context(), k.address+path)
				asked.Add(1)
				if code != http.StatusOK && !(code == http.StatusServiceUnavailable && again) {
					mu.Lock()
					counts[fmt.Sprint(path, " ", code, " ", again)]++
					mu.Unlock()
				}
			}
		})
	}
	kills := long.Rounds(2, 20)
	for range kills {
		before := asked.Load()
		k.until("questions are asked", func() bool { return asked.Load() > before+20 })
		server := b.postmaster()
		b.kill(server)
		began := time.Now()
		k.until("/readyz says that the database is away", func() bool {
			code, why := k.ready()
			return code == http.StatusServiceUnavailable && strings.HasPrefix(why, "The database")
		})
		if code, _ := status(t.Context(), k.address+"/healthz"); code != http.StatusOK {
			t.Errorf("without its database the program is not alive: %d", code)
		}
		k.until("/readyz says that the database is there", func() bool { code, _ := k.ready(); return code == http.StatusOK })
		if code, _ := status(t.Context(), k.address+someNear); code != http.StatusOK {
			t.Errorf("ready, yet a question is answered with %d", code)
		}
		t.Logf("healed within %v", time.Since(began).Round(time.Millisecond))
	}
	stop()
	asking.Wait()
	if len(counts) > 0 {
		t.Errorf("answers of another kind: %v", counts)
	}
	if log := read(t, k.log); bytes.Count(log, []byte("\n")) > 20*kills || !bytes.Contains(log, []byte("the database server runs again")) {
		t.Errorf("of %d requests the log is:\n%s", asked.Load(), log)
	}
	k.interrupted()
}

// TestServeCannotHeal takes the data away: the program says so, makes nothing in their place, ends when it is told to, and
// serves them again when they are back.
func TestServeCannotHeal(t *testing.T) {
	b := newBinary(t)
	b.must(&struct{}{}, "cases", "put", "T-1", "--title", "kept")
	k := b.keeping()
	away := b.pg("data") + ".away"
	lose := func() {
		t.Helper()
		server := b.postmaster()
		if err := os.Rename(b.pg("data"), away); err != nil {
			t.Fatal(err)
		}
		b.kill(server)
		k.until("/readyz says why", func() bool {
			code, why := k.ready()
			return code == http.StatusServiceUnavailable && strings.Contains(why, "not where it was")
		})
	}
	lose()
	if _, err := os.Stat(b.pg("data")); err == nil {
		t.Error("a new database was made in the place of the one that was moved away")
	}
	if err := os.Rename(away, b.pg("data")); err != nil {
		t.Fatal(err)
	}
	k.until("the database is there again", func() bool { code, _ := k.ready(); return code == http.StatusOK })
	// Connections that died are met once each.
	k.until("questions are answered",
		func() bool { code, _ := status(t.Context(), k.address+"/api/v1/cases"); return code == http.StatusOK })
	var all struct{ Cases []timeline.CaseSummary }
	get(t, k.address+"/api/v1/cases", &all)
	if len(all.Cases) != 1 || all.Cases[0].Case.Number != "T-1" {
		t.Errorf("the cases are %+v", all.Cases)
	}
	lose()
	k.interrupted()
	if err := os.Rename(away, b.pg("data")); err != nil {
		t.Fatal(err)
	}
	b.must(&all, "cases")
	if len(all.Cases) != 1 {
		t.Errorf("afterwards the cases are %+v", all.Cases)
	}
}

// TestServeKilledWithDatabase kills program and database server at the same moment, again and again: the next command starts
// at the first try.
func TestServeKilledWithDatabase(t *testing.T) {
	b := newBinary(t)
	b.must(&struct{}{}, "cases", "put", "T-1")
	for range long.Rounds(2, 20) {
		k := b.keeping()
		b.kill(k.Process.Pid)
		b.kill(b.postmaster())
		var all struct{ Cases []timeline.CaseSummary }
		b.must(&all, "cases")
		if len(all.Cases) != 1 {
			t.Errorf("the cases are %+v", all.Cases)
		}
	}
}

// TestReadiness: /readyz tells of a schema that is not the program's, and of a database that can only be read, and not of
// connections that are all busy.
func TestReadiness(t *testing.T) {
	url := dbtest.New(t)
	c := command{t, url, t.TempDir()}
	k := &keeping{binary: binary{t: t}, address: c.serving("serve", "--listen", "127.0.0.1:0")}
	// An idle connection keeps the settings that it began with: the server's are ended.
	const end = "; select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
	for _, step := range []struct {
		sql, want string
		code      int
	}{
		{"select 1", "", 200},
		{"update schema_state set sha256 = 'x' where part = 'functions'", "run sightline migrate", 503},
		{"update schema_state set sha256 = 'x' where part = 'schema'", "another version", 503},
		{"alter table schema_state rename to away", "run sightline migrate", 503},
	} {
		if err := store.Exec(t.Context(), url, step.sql); err != nil {
			t.Fatal(err)
		}
		if code, why := k.ready(); code != step.code || !strings.Contains(why, step.want) {
			t.Errorf("after %s: %d %q, want %d %q", step.sql, code, why, step.code, step.want)
		}
	}

	url = dbtest.New(t)
	c = command{t, url, t.TempDir()}
	k.address = c.serving("serve", "--listen", "127.0.0.1:0")
	release := holdAudit(t, url)
	var asking sync.WaitGroup
	for range 30 { // more than there are connections
		asking.Go(func() { status(t.Context(), k.address+someNear) })
	}
	waiting(t, url, 1)
	if code, why := k.ready(); code != http.StatusOK {
		t.Errorf("busy: %d %s", code, why)
	}
	release()
	asking.Wait()
	before, _, _ := strings.Cut(url, "?")
	if err := store.Exec(t.Context(), url, "alter database "+path.Base(before)+" set default_transaction_read_only = on"+end); err != nil {
		t.Fatal(err)
	}
	k.until("/readyz says that the database can only be read", func() bool {
		code, why := k.ready()
		return code == http.StatusServiceUnavailable && strings.Contains(why, "only be read")
	})
}

// TestLoadLosesDatabase kills the database server under a load: nothing of it is kept, and the program says what happened and
// what to do.
func TestLoadLosesDatabase(t *testing.T) {
	b := newBinary(t)
	var listed struct{ Loads []timeline.Load }
	b.must(&listed, "loads") // makes the cluster and the schema
	pipe := filepath.Join(b.dir, "reads.csv")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	c := b.command("load", "plates", pipe, "--case", "T-1")
	c.Stderr = &log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	w, err := os.OpenFile(pipe, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	row := func(i int) {
		at := time.Date(2026, 1, 1, 0, i, 0, 0, time.UTC).Format(time.RFC3339)
		_, _ = fmt.Fprintf(w, "AQ%05d,TX,%s,35.5,-97.5,cam-1\n", i%5000, at) // the reader may be gone
	}
	fmt.Fprintln(w, "plate,state,time,lat,lon,camera")
	for i := range 30_000 { // so many that the database has some
		row(i)
	}
	server := b.postmaster()
	serving := childrenOf(t, server)
	b.kill(server)
	// Its children end when they see that it has; the load waits for more rows meanwhile.
	if !until(healing, func() bool { return !slices.ContainsFunc(serving, alive) }) {
		t.Fatal("the database server's processes go on without it")
	}
	for i := range 30_000 {
		row(30_000 + i)
	}
	w.Close()
	err = c.Wait()
	said := log.String()
	if c.ProcessState.ExitCode() != exitSurrounding || !strings.Contains(said, "went away") || !strings.Contains(said, "postgres.log") {
		t.Errorf("%v: %s", err, said)
	}
	b.must(&listed, "loads")
	if len(listed.Loads) != 0 {
		t.Errorf("a load was left: %+v", listed.Loads)
	}
}

// childrenOf are the processes that a process has begun.
func childrenOf(t *testing.T, pid int) []int {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%[1]d/task/%[1]d/children", pid))
	if err != nil {
		t.Fatal(err)
	}
	var children []int
	for field := range strings.FieldsSeq(string(text)) {
		child, err := strconv.Atoi(field)
		if err != nil {
			t.Fatal(err)
		}
		children = append(children, child)
	}
	return children
}

// alive reports whether a process goes on; one that has ended and was not waited for does not.
func alive(pid int) bool {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	_, after, _ := strings.Cut(string(text), ") ")
	return !strings.HasPrefix(after, "Z")
}

// TestSetupLinkNamesTheServer: a link that a command prints leads to where the server really is.
func TestSetupLinkNamesTheServer(t *testing.T) {
	c := newCommand(t)
	link := func(name string) string {
		t.Helper()
		var made struct{ Link string }
		c.told(&made, "users", "add", name, "--role", "analyst")
		return made.Link
	}
	if got := link("ann"); !strings.HasPrefix(got, "http://127.0.0.1:8321/setup?") {
		t.Errorf("without a server: %s", got)
	}
	at := c.serving("serve", "--listen", "127.0.0.1:0")
	if got := link("bea"); !strings.HasPrefix(got, at+"/setup?") {
		t.Errorf("%s, served at %s", got, at)
	}
	other := command{t, dbtest.New(t), c.dir} // of another database, with the same data directory
	var made struct{ Link string }
	other.told(&made, "users", "add", "cea", "--role", "analyst")
	if !strings.HasPrefix(made.Link, "http://127.0.0.1:8321/setup?") {
		t.Errorf("of another database: %s", made.Link)
	}
}
