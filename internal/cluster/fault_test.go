package cluster

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// wantFault checks that err is a Fault of the kind and says each of the words.
func wantFault(t *testing.T, err, kind error, words ...string) {
	t.Helper()
	var fault *Fault
	if !errors.Is(err, kind) || !errors.As(err, &fault) || fault.Remedy == "" {
		t.Fatalf("got %v, want a fault of kind %q with a remedy", err, kind)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%q is not in: %v", w, err)
		}
	}
	t.Log(err)
}

func startFails(t *testing.T, o Options) error {
	t.Helper()
	c, err := Start(t.Context(), o)
	if err == nil {
		c.Close()
		t.Fatal("it started")
	}
	return err
}

// list is what a directory holds.
func list(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

func TestFolderThatIsClosed(t *testing.T) {
	closed := filepath.Join(reachable(t), "closed to others")
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	o := Options{Dir: filepath.Join(closed, "pg"), Disposable: true}
	if os.Geteuid() != 0 {
		start(t, o, Created) // nobody else needs to enter
		return
	}
	wantFault(t, startFails(t, o), ErrUnreachable, closed, "chmod o+x '"+closed+"'", "postgres")
	if err := os.Chmod(closed, 0o701); err != nil { // the remedy
		t.Fatal(err)
	}
	start(t, o, Created)
}

func TestClosedFolder(t *testing.T) {
	base := reachable(t)
	me := account{uid: os.Geteuid(), gid: os.Getegid(), drop: true}
	other := account{uid: me.uid + 12345, gid: me.gid + 12345, drop: true}
	colleague := account{uid: me.uid + 12345, gid: me.gid, drop: true}
	dir := filepath.Join(base, "a", "b")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		mode                 fs.FileMode
		me, colleague, other bool // may enter
	}{
		{0o755, true, true, true}, {0o711, true, true, true}, {0o750, true, true, false},
		{0o700, true, false, false}, {0o705, true, false, true}, {0o644, false, false, false},
	} {
		if err := os.Chmod(filepath.Dir(dir), tc.mode); err != nil {
			t.Fatal(err)
		}
		for who, is := range map[string]bool{
			"me":        me.closedFolder(filepath.Dir(dir)) == "",
			"colleague": colleague.closedFolder(filepath.Dir(dir)) == "",
			"other":     other.closedFolder(filepath.Dir(dir)) == "",
		} {
			if want := map[string]bool{"me": tc.me, "colleague": tc.colleague, "other": tc.other}[who]; is != want {
				t.Errorf("mode %v: %s may enter: %v, want %v", tc.mode, who, is, want)
			}
		}
	}
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
}

// unprivileged runs this test program's hold on dir as a user without root's rights and returns what it says.
func unprivileged(t *testing.T, dir string) string {
	t.Helper()
	program := filepath.Join(reachable(t), "program")
	text, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(program, text, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program)
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), holdEnv+"="+dir)
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return strings.TrimSpace(string(out))
}

func TestReadOnlyDirectory(t *testing.T) {
	for name, dir := range map[string]string{"itself": ".", "its parent": "pg"} {
		t.Run(name, func(t *testing.T) {
			base := reachable(t)
			if err := os.Chmod(base, 0o555); err != nil {
				t.Fatal(err)
			}
			said := unprivileged(t, filepath.Join(base, dir))
			for _, w := range []string{ErrNotWritable.Error(), base, "permission denied", "SIGHTLINE_DATA_DIR"} {
				if !strings.Contains(said, w) {
					t.Errorf("%q is not in: %s", w, said)
				}
			}
			if left := list(t, base); left != "" {
				t.Errorf("left behind: %s", left)
			}
		})
	}
}

func TestExplain(t *testing.T) {
	h := clusterDir{dir: t.TempDir()}
	for _, tc := range []struct {
		cause syscall.Errno
		kind  error
	}{
		{syscall.EROFS, ErrNotWritable}, {syscall.EACCES, ErrNotWritable}, {syscall.EPERM, ErrNotWritable},
		{syscall.ENOTDIR, ErrNotWritable}, {syscall.ENOSPC, ErrDiskFull}, {syscall.EDQUOT, ErrDiskFull},
	} {
		wantFault(t, h.explain(&fs.PathError{Op: "mkdir", Path: "/x", Err: tc.cause}), tc.kind, tc.cause.Error())
	}
	if err := h.explain(syscall.EIO); !errors.Is(err, syscall.EIO) {
		t.Errorf("got %v", err)
	}
}

func TestFileInPlaceOfDirectory(t *testing.T) {
	file := filepath.Join(reachable(t), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	wantFault(t, startFails(t, Options{Dir: filepath.Join(file, "pg")}), ErrNotWritable, "not a folder")
}

// A data directory that is only what version looks at, owned as the server's account would.
func pretend(t *testing.T, files map[string]string) Options {
	t.Helper()
	o := Options{Dir: reachable(t)}
	h, err := openHome(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(h.data(), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(h.data(), name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.account.own(h.data()); err != nil {
		t.Fatal(err)
	}
	return o
}

func TestOtherVersion(t *testing.T) {
	for name, tc := range map[string]struct{ version, want string }{
		"newer":       {"99\n", "newer than the installed"},
		"unsupported": {"9.6\n", "PG_VERSION"},
		"too old":     {"13\n", "the oldest that is supported"},
	} {
		t.Run(name, func(t *testing.T) {
			o := pretend(t, map[string]string{"PG_VERSION": tc.version})
			kind := ErrVersion
			if name == "unsupported" {
				kind = ErrDamaged
			}
			wantFault(t, startFails(t, o), kind, tc.want)
			if got := list(t, filepath.Join(o.Dir, "data")); got != "PG_VERSION" {
				t.Errorf("the data directory now holds %s", got)
			}
		})
	}
}

func TestDamaged(t *testing.T) {
	t.Run("not a data directory", func(t *testing.T) {
		o := pretend(t, map[string]string{"letter.txt": "mine"})
		wantFault(t, startFails(t, o), ErrDamaged, "PG_VERSION is missing")
		if got := list(t, filepath.Join(o.Dir, "data")); got != "letter.txt" {
			t.Errorf("the folder now holds %s", got)
		}
	})
	t.Run("empty folder", func(t *testing.T) {
		o := pretend(t, nil)
		o.Disposable = true
		start(t, o, Created)
	})

	o := Options{Dir: filepath.Join(reachable(t), "pg"), Disposable: true}
	c := start(t, o, Created)
	if err := c.home.stop(c.server); err != nil {
		t.Fatal(err)
	}
	for _, lost := range []string{"postgresql.conf", "global/pg_control"} {
		t.Run(lost, func(t *testing.T) {
			path := filepath.Join(c.home.data(), lost)
			if err := os.Rename(path, path+".away"); err != nil {
				t.Fatal(err)
			}
			wantFault(t, startFails(t, o), ErrDamaged, filepath.Base(lost), "mv "+c.home.data())
			if err := os.Rename(path+".away", path); err != nil {
				t.Fatal(err)
			}
		})
	}
	t.Run("mended", func(t *testing.T) { start(t, o, Started) })
}

func TestOwnedByRoot(t *testing.T) {
	h := clusterDir{dir: t.TempDir(), account: account{uid: os.Geteuid() + 1, name: "postgres"}}
	if err := os.Mkdir(h.data(), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(h.data(), "PG_VERSION"), []byte("15\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := h.version()
	wantFault(t, err, ErrNotOwner, "chown -R postgres "+h.data())
}

// fakePrograms is a directory with an initdb that does what the shell script says, half of its work done.
func fakePrograms(t *testing.T, initdb string) []string {
	t.Helper()
	dir := filepath.Join(reachable(t), "lib", "bin")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, script := range map[string]string{
		"postgres":  `echo "postgres (PostgreSQL) 16.2"`,
		"initdb":    `for a; do case $a in --pgdata=*) echo 16 >"${a#*=}/PG_VERSION"; mkdir "${a#*=}/base";; esac; done; ` + initdb,
		"pg_config": "echo " + filepath.Join(filepath.Dir(dir), "share"),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	extension := filepath.Join(filepath.Dir(dir), "share", "extension")
	if err := os.MkdirAll(extension, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(extension, "postgis.control"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	return []string{dir}
}

func TestNothingHalfMade(t *testing.T) {
	t.Run("disk full", func(t *testing.T) {
		o := Options{Dir: reachable(t),
			BinDirs: fakePrograms(t, "echo 'initdb: error: could not write: No space left on device' >&2; exit 1")}
		wantFault(t, startFails(t, o), ErrDiskFull, "initdb", o.Dir)
		if got := list(t, o.Dir); got != "lock users" {
			t.Errorf("left behind: %s", got)
		}
	})
	t.Run("failure", func(t *testing.T) {
		o := Options{Dir: reachable(t), BinDirs: fakePrograms(t, "echo 'initdb: error: out of sorts' >&2; exit 1")}
		if err := startFails(t, o); !strings.Contains(err.Error(), "out of sorts") {
			t.Errorf("got %v", err)
		}
		if got := list(t, o.Dir); got != "lock users" {
			t.Errorf("left behind: %s", got)
		}
	})
	t.Run("given up", func(t *testing.T) {
		o := Options{Dir: reachable(t), BinDirs: fakePrograms(t, "exec sleep 60")}
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		if _, err := Start(ctx, o); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if got := list(t, o.Dir); got != "lock users" {
			t.Errorf("left behind: %s", got)
		}
	})
	t.Run("killed", func(t *testing.T) {
		o := Options{Dir: reachable(t), Disposable: true}
		left := filepath.Join(o.Dir, unfinished+"123", "base")
		if err := os.MkdirAll(left, 0o700); err != nil {
			t.Fatal(err)
		}
		start(t, o, Created)
		if _, err := os.Stat(filepath.Dir(left)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("what a killed program left is still there: %v", err)
		}
	})
}

func TestWaitEndsWithContext(t *testing.T) {
	o := Options{Dir: reachable(t)}
	h, err := openHome(o)
	if err != nil {
		t.Fatal(err)
	}
	busy, err := h.openLock("lock")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	if err := busy.exclusive(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := Start(ctx, o); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(fmt.Sprint(err), "another program") {
		t.Errorf("got %v", err)
	}
}
