package cluster

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"sightline/internal/long"
)

// Run again with this in its environment, the test program starts the cluster of the named directory and holds it until
// it is killed or its input ends.
const holdEnv = "CLUSTER_TEST_HOLD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(holdEnv); dir != "" {
		hold(dir)
		return
	}
	os.Exit(m.Run())
}

func hold(dir string) {
	c, err := Start(context.Background(), Options{Dir: dir})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Origin())
	os.Stdin.Read(make([]byte, 1)) // the end of input is what is waited for
	if err := c.Close(); err != nil {
		fmt.Println(err)
	}
}

// reachable is a new directory that the server's account can enter, unlike t.TempDir's under root.
func reachable(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "cluster-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func start(t *testing.T, o Options, want Origin) *Cluster {
	t.Helper()
	began := time.Now()
	c, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Close()
		if o.Disposable { // it would outlive its directory
			c.home.stop(c.server)
		}
	})
	t.Logf("%s in %v", c.Origin(), time.Since(began).Round(time.Millisecond))
	if c.Origin() != want {
		t.Fatalf("server was %s, want %s", c.Origin(), want)
	}
	return c
}

func shut(t *testing.T, c *Cluster) {
	t.Helper()
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
}

// ask runs SQL with the real client.
func ask(t *testing.T, c *Cluster, sql string) string {
	t.Helper()
	p, err := find(nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(p.path("psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", c.URL(), "-c", sql).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v: %s", sql, err, out)
	}
	return strings.TrimSpace(string(out))
}

// another starts another program that uses a directory's cluster until it is killed; says waits until it has its server.
func another(t *testing.T, dir string) (cmd *exec.Cmd, says func(Origin)) {
	t.Helper()
	cmd = exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), holdEnv+"="+dir)
	stdin, err := cmd.StdinPipe() // open until the end of the test: it must be the kill that ends it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stdin.Close() })
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, func(want Origin) {
		t.Helper()
		var said string
		if _, err := fmt.Fscanln(stdout, &said); err != nil || said != string(want) {
			t.Fatalf("the program said %q, %v", said, err)
		}
	}
}

// transferred is how many bytes a process has read and written, of files and of connections.
func transferred(t *testing.T, pid int) int64 {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/io", pid))
	var in, out int64
	if err == nil {
		_, err = fmt.Sscanf(string(text), "rchar: %d\nwchar: %d", &in, &out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return in + out
}

// size is that of a file in bytes, 0 when it is not there.
func size(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return 0
	}
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

func running(c *Cluster) bool { return serves(c.server.pid, c.home.data()) }

func TestLifeOfACluster(t *testing.T) {
	dir := filepath.Join(reachable(t), "made", "with parents")
	o := Options{Dir: dir}

	first := start(t, o, Created)
	ask(t, first, "create extension postgis; create table kept as select 'Ångström' as name")
	if got := ask(t, first, "select upper(name), st_distance('POINT(0 0)', 'POINT(3 4)') from kept"); got != "ÅNGSTRÖM|5" {
		t.Errorf("got %s", got)
	}
	for setting, want := range map[string]string{
		"listen_addresses": "", "fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "data_checksums": "on",
		"server_encoding": "UTF8", "timezone": "UTC", "unix_socket_permissions": "0700",
	} {
		if got := ask(t, first, "show "+setting); got != want {
			t.Errorf("%s is %q, want %q", setting, got, want)
		}
	}
	proc, err := os.Stat(fmt.Sprintf("/proc/%d", first.server.pid))
	if err != nil || ownerOf(proc) != first.home.account.uid || ownerOf(proc) == 0 {
		t.Errorf("the server runs as user %d (%v)", ownerOf(proc), err)
	}
	for _, private := range []string{first.home.data(), first.server.socketDir} {
		if info, err := os.Stat(private); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s: %v, %v", private, info.Mode(), err)
		}
	}

	second := start(t, o, Joined)
	if second.URL() != first.URL() {
		t.Errorf("URLs %s and %s", first.URL(), second.URL())
	}
	shut(t, first)
	shut(t, first) // a second Close is the first one's
	if !running(second) {
		t.Fatal("the first to leave stopped the server of the second")
	}
	shut(t, second)
	if running(second) {
		t.Fatal("the last to leave did not stop the server")
	}

	third := start(t, o, Started)
	if got := ask(t, third, "select count(*) from kept"); got != "1" {
		t.Errorf("kept %s rows", got)
	}
	shut(t, third)
}

func TestKilledProgram(t *testing.T) {
	dir := filepath.Join(reachable(t), "pg")
	cmd, says := another(t, dir)
	says(Created)
	kill(t, cmd.Process.Pid, syscall.SIGKILL)
	cmd.Wait() // its error is that it was killed

	c := start(t, Options{Dir: dir}, Joined)
	if got := ask(t, c, "select 1"); got != "1" {
		t.Errorf("got %s", got)
	}
	shut(t, c)
	if running(c) {
		t.Error("the server of the killed program was not stopped by its last user")
	}
}

// TestKilledWhileStarting kills programs at moments, by chance, in which the server they have just started is not up yet.
func TestKilledWhileStarting(t *testing.T) {
	dir := filepath.Join(reachable(t), "pg")
	c := start(t, Options{Dir: dir}, Created)
	shut(t, c)
	// done is how far a program is with its start: the bytes that it has read and written, and those that its server has.
	done := func(pid int, before int64) int64 {
		return transferred(t, pid) + size(t, c.Log()) - before + size(t, filepath.Join(c.home.data(), "postmaster.pid"))
	}
	var whole int64
	for range long.Rounds(8, 60) {
		before := size(t, c.Log())
		cmd, says := another(t, dir)
		moment := int64(0)
		if whole == 0 { // the first is let start, and tells how much there is to do
			says(Started)
			whole = done(cmd.Process.Pid, before)
		} else {
			moment = rand.Int64N(whole)
		}
		soon(t, "the program is so far", func() bool { return done(cmd.Process.Pid, before) >= moment })
		kill(t, cmd.Process.Pid, syscall.SIGKILL)
		cmd.Wait() // its error is that it was killed
		c, err := Start(t.Context(), Options{Dir: dir})
		if err != nil {
			t.Fatalf("killed after %d bytes of %d: %v", moment, whole, err)
		}
		if got := ask(t, c, "select 1"); got != "1" {
			t.Errorf("killed after %d bytes of %d: got %s", moment, whole, got)
		}
		shut(t, c)
	}
}

func TestKilledServer(t *testing.T) {
	o := Options{Dir: filepath.Join(reachable(t), "pg")}
	first := start(t, o, Created)
	c := first
	ask(t, c, "create table kept as select generate_series(1, 1000)")
	end := func() {
		t.Helper()
		kill(t, c.server.pid, syscall.SIGKILL)
		soon(t, "it has ended", func() bool { return !running(c) })
	}

	end()
	second := start(t, o, Started)
	if got := ask(t, second, "select count(*) from kept"); got != "1000" {
		t.Errorf("kept %s rows", got)
	}

	t.Run("its number taken by another process", func(t *testing.T) {
		c = second
		end()
		other := c.home.account.command(t.Context(), "sleep", "60")
		if err := other.Start(); err != nil {
			t.Fatal(err)
		}
		defer func() { other.Process.Kill(); other.Wait() }()
		pidFile := filepath.Join(c.home.data(), "postmaster.pid")
		text, err := os.ReadFile(pidFile)
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(text), "\n")
		if err := os.WriteFile(pidFile, fmt.Appendf(nil, "%d\n%s", other.Process.Pid, rest), 0o600); err != nil {
			t.Fatal(err)
		}
		again := start(t, o, Started)
		if got := ask(t, again, "select count(*) from kept"); got != "1000" {
			t.Errorf("kept %s rows", got)
		}
	})

	t.Run("its socket swept away", func(t *testing.T) {
		c := start(t, o, Joined)
		if err := os.Remove(socketPath(c.server.socketDir, c.server.port)); err != nil {
			t.Fatal(err)
		}
		again := start(t, o, Started)
		if got := ask(t, again, "select count(*) from kept"); got != "1000" {
			t.Errorf("kept %s rows", got)
		}
		for _, user := range []*Cluster{first, second, c, again} {
			shut(t, user)
		}
		if running(again) {
			t.Error("the last to leave, who knew another server, did not stop this one")
		}
	})
}

// TestLeftProcess starts while a process of a killed server still holds its memory, and never lets go by itself: it is ended.
// Such a process of another server is not.
func TestLeftProcess(t *testing.T) {
	other := start(t, Options{Dir: filepath.Join(reachable(t), "other")}, Created)
	o := Options{Dir: filepath.Join(reachable(t), "pg")}
	first := start(t, o, Created)
	left := processOf(t, first, "checkpointer")
	kill(t, left, syscall.SIGSTOP)
	kill(t, first.server.pid, syscall.SIGKILL)
	soon(t, "it has ended", func() bool { return !running(first) })
	again := start(t, o, Started)
	if got := ask(t, again, "select 1"); got != "1" {
		t.Errorf("got %s", got)
	}
	if text, err := os.ReadFile(first.Log()); err != nil || !strings.Contains(string(text), "pre-existing shared memory block") {
		t.Errorf("the process held nothing, so that this test shows nothing: %v", err)
	}
	if got := ask(t, other, "select count(*) from pg_stat_activity where backend_type = 'checkpointer'"); got != "1" {
		t.Errorf("the other server has %s checkpointers", got)
	}
	for _, c := range []*Cluster{first, again, other} {
		shut(t, c)
	}
}

func TestManyAtOnce(t *testing.T) {
	o := Options{Dir: filepath.Join(reachable(t), "pg")}
	const programs = 5
	var starting sync.WaitGroup
	clusters, errs := make([]*Cluster, programs), make([]error, programs)
	for i := range programs {
		starting.Go(func() { clusters[i], errs[i] = Start(t.Context(), o) })
	}
	starting.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	made := 0
	for _, c := range clusters {
		if c.Origin() == Created {
			made++
		}
		if c.server.pid != clusters[0].server.pid {
			t.Errorf("servers %d and %d", c.server.pid, clusters[0].server.pid)
		}
	}
	if made != 1 {
		t.Errorf("%d of them made the cluster", made)
	}
	var closing sync.WaitGroup
	for i, c := range clusters {
		closing.Go(func() { errs[i] = c.Close() })
	}
	closing.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	if running(clusters[0]) {
		t.Error("nobody stopped the server")
	}
}

func TestAwkwardPaths(t *testing.T) {
	t.Chdir(t.TempDir()) // where, under root, the server's account cannot be
	for name, dir := range map[string]string{
		"long":  strings.Repeat("a long way down/", 14),
		"comma": `comma, "quote" and 'blank'`,
		"ünï":   "Fälle №1 %20+&?#",
	} {
		t.Run(name, func(t *testing.T) {
			c := start(t, Options{Dir: filepath.Join(reachable(t), dir), Disposable: true, linger: time.Second}, Created)
			if got := ask(t, c, "select 1"); got != "1" {
				t.Errorf("got %s", got)
			}
			if n := len(socketPath(c.server.socketDir, c.server.port)); n >= 100 {
				t.Errorf("the socket's path has %d bytes", n)
			}
			if err := c.home.stop(c.server); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(c.server.socketDir); name != "ünï" && !errors.Is(err, os.ErrNotExist) {
				t.Errorf("the socket's directory is still there: %v", err)
			}
		})
	}
}

func TestDisposable(t *testing.T) {
	o := Options{Dir: filepath.Join(reachable(t), "pg"), Disposable: true, linger: time.Second}
	first := start(t, o, Created)
	if got := ask(t, first, "show fsync"); got != "off" {
		t.Errorf("fsync is %s", got)
	}
	// Whatever is to end the server waits for its users to leave, lingers, and waits anew if another has come meanwhile.
	awaited := func() bool { return first.awaited(t) }
	soon(t, "its user is waited for", awaited)
	shut(t, first)
	soon(t, "it lingers", func() bool { return !awaited() })
	second := start(t, o, Joined)
	soon(t, "it has lingered, and its new user is waited for", awaited)
	if got := ask(t, second, "select 1"); got != "1" {
		t.Errorf("got %s", got)
	}
	shut(t, second)
	soon(t, "the server that was left alone and its data are gone", func() bool {
		_, err := os.Stat(second.home.data())
		return errors.Is(err, os.ErrNotExist) && !running(second)
	})
	start(t, o, Created)
}

// awaited reports whether a process waits until nobody uses the cluster.
func (c *Cluster) awaited(t *testing.T) bool {
	t.Helper()
	users, err := os.Stat(c.home.path("users"))
	if err != nil {
		t.Fatal(err)
	}
	locks, err := os.ReadFile("/proc/locks")
	if err != nil {
		t.Fatal(err)
	}
	inode := fmt.Sprintf(":%d ", users.Sys().(*syscall.Stat_t).Ino)
	for line := range strings.Lines(string(locks)) {
		if strings.Contains(line, " -> ") && strings.Contains(line, inode) {
			return true
		}
	}
	return false
}
