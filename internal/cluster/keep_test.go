package cluster

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sightline/internal/long"
)

// healing is how long it may take until a server that was killed answers again.
const healing = 10 * time.Second

// kept is a cluster whose server is kept running, and what was told of it.
type kept struct {
	*Cluster
	stop func() // ends the keeping, and waits until it has ended

	mu   sync.Mutex
	told []error
}

func keep(t *testing.T, c *Cluster) *kept {
	t.Helper()
	k := &kept{Cluster: c}
	ctx, cancel := context.WithCancel(t.Context())
	var keeping sync.WaitGroup
	keeping.Go(func() {
		c.Keep(ctx, func(down error) {
			k.mu.Lock()
			defer k.mu.Unlock()
			k.told = append(k.told, down)
		})
	})
	k.stop = func() { cancel(); keeping.Wait() }
	t.Cleanup(k.stop)
	return k
}

// news is all that was told so far.
func (k *kept) news() []error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]error(nil), k.told...)
}

// soon waits until something is so, at the longest for the time that healing may take.
func soon(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(healing); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within %v: %s", healing, what)
		}
	}
}

// heals waits until another server than the one of a process answers at the address that clients know, with what was kept.
func (k *kept) heals(t *testing.T, dead int) {
	t.Helper()
	psql, err := find(nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	began, url := time.Now(), k.URL()
	soon(t, "the server answers again", func() bool {
		if p := k.current(); p.pid == dead || k.Down() != nil {
			return false
		}
		out, err := exec.Command(psql.path("psql"), "-XAtq", "-d", url, "-c", "select count(*) from kept").Output()
		return err == nil && strings.TrimSpace(string(out)) == "1000"
	})
	t.Logf("answers again after %v", time.Since(began).Round(time.Millisecond))
	if k.URL() != url {
		t.Errorf("the address was %s, now it is %s", url, k.URL())
	}
}

func kill(t *testing.T, pid int, how syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(pid, how); err != nil {
		t.Fatalf("signal %v to process %d: %v", how, pid, err)
	}
}

// processOf is the number of one of the server's processes, by its task.
func processOf(t *testing.T, c *Cluster, task string) int {
	t.Helper()
	pid, err := strconv.Atoi(ask(t, c, "select pid from pg_stat_activity where backend_type = '"+task+"'"))
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// childrenOf are the processes that the server has started.
func childrenOf(t *testing.T, c *Cluster) []int {
	t.Helper()
	left, lives, err := c.home.processes()
	if err != nil || !lives || len(left) < 3 {
		t.Fatalf("processes %v, lives %v, %v", left, lives, err)
	}
	return left
}

// TestKeep ends a server in every way there is: each time it is started again, with its data, where its clients know it.
func TestKeep(t *testing.T) {
	for name, dir := range map[string]string{"usual": "pg", "long path": strings.Repeat("a long way down/", 14)} {
		t.Run(name, func(t *testing.T) {
			c := start(t, Options{Dir: filepath.Join(reachable(t), dir)}, Created)
			ask(t, c, "create table kept as select generate_series(1, 1000)")
			k := keep(t, c)
			ways := endings
			if name != "usual" {
				ways = map[string]func(*testing.T, *Cluster, int){"killed": endings["killed"],
					"stopped by hand": endings["stopped by hand"]}
			}
			for way, end := range ways {
				t.Run(way, func(t *testing.T) {
					before, server := len(k.news()), c.current().pid
					end(t, c, server)
					k.heals(t, server)
					if told := k.news()[before:]; len(told) != 2 || !errors.Is(told[0], ErrEnded) || told[1] != nil {
						t.Errorf("told %v, want that it ended and that it runs", told)
					}
				})
			}
			k.stop()
			shut(t, c)
			if running(c) {
				t.Error("the server that was started again was not stopped by its last user")
			}
			if dir := c.current().socketDir; name != "usual" {
				if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
					t.Errorf("the socket's directory is still there: %v", err)
				}
			}
		})
	}
}

var endings = map[string]func(t *testing.T, c *Cluster, server int){
	"killed": func(t *testing.T, c *Cluster, server int) { kill(t, server, syscall.SIGKILL) },
	"killed with all that it started": func(t *testing.T, c *Cluster, server int) {
		children := childrenOf(t, c)
		kill(t, server, syscall.SIGKILL)
		for _, pid := range children {
			_ = syscall.Kill(pid, syscall.SIGKILL) // it may have noticed already
		}
	},
	"killed, a process of it stopped": func(t *testing.T, c *Cluster, server int) {
		kill(t, processOf(t, c, "checkpointer"), syscall.SIGSTOP)
		kill(t, server, syscall.SIGKILL)
	},
	"killed in the middle of a transaction": func(t *testing.T, c *Cluster, server int) {
		psql, err := find(nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		busy := exec.Command(psql.path("psql"), "-XAtq", "-d", c.URL(), "-c",
			"begin; insert into kept select generate_series(1, 500000); select pg_sleep(60)")
		if err := busy.Start(); err != nil {
			t.Fatal(err)
		}
		defer busy.Wait() // it fails
		soon(t, "the transaction is under way", func() bool {
			return ask(t, c, "select count(*) from pg_stat_activity where wait_event = 'PgSleep'") == "1"
		})
		kill(t, server, syscall.SIGKILL)
	},
	"its pid file deleted, then killed": func(t *testing.T, c *Cluster, server int) {
		if err := os.Remove(filepath.Join(c.home.data(), "postmaster.pid")); err != nil {
			t.Fatal(err)
		}
		kill(t, server, syscall.SIGKILL)
	},
	"its pid file emptied, then killed": func(t *testing.T, c *Cluster, server int) {
		if err := os.Truncate(filepath.Join(c.home.data(), "postmaster.pid"), 0); err != nil {
			t.Fatal(err)
		}
		kill(t, server, syscall.SIGKILL)
	},
	"its socket swept away": func(t *testing.T, c *Cluster, _ int) {
		p := c.current()
		if err := os.Remove(socketPath(p.socketDir, p.port)); err != nil {
			t.Fatal(err)
		}
	},
	"stopped by hand": func(t *testing.T, c *Cluster, _ int) {
		programs, err := find(nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		stop := c.home.account.command(t.Context(), programs.path("pg_ctl"), "-D", c.home.data(), "-m", "fast", "stop")
		if out, err := stop.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	},
}

// TestKeepKilledTwice kills the server that has just been started again.
func TestKeepKilledTwice(t *testing.T) {
	c := start(t, Options{Dir: filepath.Join(reachable(t), "pg")}, Created)
	ask(t, c, "create table kept as select generate_series(1, 1000)")
	k := keep(t, c)
	for range long.Rounds(2, 20) {
		server := c.current().pid
		kill(t, server, syscall.SIGKILL)
		k.heals(t, server)
	}
}

// TestKeepCannotStart takes away what the server needs: that is told once, nothing is made in its place, the log of the server
// stays small, and when it is put back the server runs.
func TestKeepCannotStart(t *testing.T) {
	for name, tc := range map[string]struct {
		lost func(clusterDir) string
		kind error
	}{
		"data directory":      {func(h clusterDir) string { return h.data() }, ErrGone},
		"cluster's directory": {func(h clusterDir) string { return h.dir }, ErrGone},
		"a file":              {func(h clusterDir) string { return filepath.Join(h.data(), "global", "pg_control") }, ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			c := start(t, Options{Dir: filepath.Join(reachable(t), "pg")}, Created)
			ask(t, c, "create table kept as select generate_series(1, 1000)")
			k := keep(t, c)
			server, lost := c.current().pid, tc.lost(c.home)
			if err := os.Rename(lost, lost+".away"); err != nil {
				t.Fatal(err)
			}
			kill(t, server, syscall.SIGKILL)
			soon(t, "it is told", func() bool { return errors.Is(k.Down(), tc.kind) })
			if name == "a file" {
				k.rarely(t)
			}
			if told := k.news(); len(told) != 2 || !errors.Is(told[0], ErrEnded) || !errors.Is(told[1], tc.kind) {
				t.Errorf("told %v", told)
			}
			if _, err := os.Stat(lost); !errors.Is(err, os.ErrNotExist) {
				t.Fatalf("something was made in the place of what was lost: %v", err)
			}
			if err := os.Rename(lost+".away", lost); err != nil {
				t.Fatal(err)
			}
			k.heals(t, server)
			if told := k.news(); len(told) != 3 || told[2] != nil {
				t.Errorf("told %v", told)
			}
		})
	}
}

// rarely checks that a server that cannot be started is tried again, and each time later.
func (k *kept) rarely(t *testing.T) {
	t.Helper()
	tried := func() int {
		text, err := os.ReadFile(k.Log())
		if err != nil {
			t.Fatal(err)
		}
		return strings.Count(string(text), "could not find the database system")
	}
	first, last := tried(), time.Now()
	for n := range 3 {
		soon(t, "it is tried again", func() bool { return tried() > first+n })
		if since := time.Since(last); n > 0 && since < keepLook {
			t.Errorf("tried again after %v", since)
		}
		last = time.Now()
	}
}

// TestKeepGivesUp ends the keeping while a server that cannot be started is tried again and again, and while one is starting:
// it ends at once, and no server is left running.
func TestKeepGivesUp(t *testing.T) {
	o := Options{Dir: filepath.Join(reachable(t), "pg")}
	c := start(t, o, Created)
	whole := int64(1) // how much the server writes to its log when it starts after a kill, once that is known
	for range long.Rounds(4, 40) {
		k := keep(t, c)
		before, moment := size(t, c.Log()), rand.Int64N(whole)
		kill(t, c.current().pid, syscall.SIGKILL)
		soon(t, "it is noticed", func() bool { return k.Down() != nil })
		soon(t, "its start is so far, or over", func() bool { return size(t, c.Log()) >= before+moment || k.Down() == nil })
		began := time.Now()
		k.stop()
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("it took %v to give up", took)
		}
		shut(t, c)
		if left, lives, err := c.home.processes(); err != nil || lives {
			t.Errorf("a server runs on: %v, %v", left, err)
		}
		c = start(t, o, Started)
		whole = size(t, c.Log()) - before
	}
	shut(t, c)
}

// TestKilledTogether kills program and server at once, on a machine where nobody clears dead processes away: the next start
// succeeds.
func TestKilledTogether(t *testing.T) {
	// Orphans become this program's children, which it does not wait for.
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		t.Fatal(err)
	}
	defer unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)
	dir := filepath.Join(reachable(t), "pg")
	shut(t, start(t, Options{Dir: dir}, Created))
	for range long.Rounds(2, 20) {
		cmd, says := another(t, dir)
		says(Started)
		server, err := readPostmaster(filepath.Join(dir, "data"))
		if err != nil {
			t.Fatal(err)
		}
		kill(t, cmd.Process.Pid, syscall.SIGKILL)
		kill(t, server.pid, syscall.SIGKILL)
		cmd.Wait() // its error is that it was killed
		c := start(t, Options{Dir: dir}, Started)
		if err := syscall.Kill(server.pid, 0); err != nil {
			t.Errorf("the dead server was cleared away, so that this test shows nothing: %v", err)
		}
		if got := ask(t, c, "select 1"); got != "1" {
			t.Errorf("got %s", got)
		}
		shut(t, c)
		var status syscall.WaitStatus
		for {
			if pid, err := syscall.Wait4(server.pid, &status, 0, nil); pid == server.pid || err != nil {
				break
			}
		}
	}
}
