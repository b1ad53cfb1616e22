package cluster

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// roomNeeded is the free space, in bytes, without which no cluster is begun. A new one takes about 60 MB.
const roomNeeded = 128 << 20

// version is the major version that made the data directory, or 0 when there is none.
func (h clusterDir) version() (int, error) {
	text, err := os.ReadFile(filepath.Join(h.data(), "PG_VERSION"))
	switch {
	case err == nil:
		major, err := strconv.Atoi(strings.TrimSpace(string(text)))
		if err != nil {
			return 0, h.damaged(fmt.Sprintf("PG_VERSION in %s says %q", h.data(), text))
		}
		return major, h.checkOwner()
	case !errors.Is(err, fs.ErrNotExist):
		return 0, h.explain(err)
	}
	// An empty folder is as good as none.
	if err := os.Remove(h.data()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		if errors.Is(err, unix.ENOTEMPTY) || errors.Is(err, unix.EEXIST) {
			return 0, h.damaged(h.data() + " is not empty, yet no PostgreSQL data directory: PG_VERSION is missing")
		}
		return 0, h.explain(err)
	}
	return 0, nil
}

// checkOwner refuses a data directory that the server's account does not own, as PostgreSQL would.
func (h clusterDir) checkOwner() error {
	info, err := os.Stat(h.data())
	if err != nil {
		return h.explain(err)
	}
	if uid := ownerOf(info); uid != h.account.uid {
		runAs := ""
		if uid != 0 {
			runAs = fmt.Sprintf("run as %s, or ", userName(uid))
		}
		return &Fault{ErrNotOwner, fmt.Sprintf("%s belongs to %s, but the server would run as %s", h.data(), userName(uid), h.account.name),
			fmt.Sprintf("%stype: chown -R %s %s, or %s", runAs, h.account.name, quote(h.data()), otherDir)}
	}
	return nil
}

func (h clusterDir) damaged(detail string) *Fault {
	return &Fault{ErrDamaged, detail, fmt.Sprintf("put a backup of %s in its place, or start anew and load the files again after: mv %s %s",
		h.data(), quote(h.data()), quote(h.data()+".damaged"))}
}

// create makes the data directory beside its place and renames it when it is whole and on disk, so that a crash or a
// full disk never leaves half of one.
func (h clusterDir) create(ctx context.Context, p programs) error {
	if err := h.clearUnfinished(); err != nil {
		return h.explain(err)
	}
	if free, err := freeSpace(h.dir); err != nil {
		return h.explain(err)
	} else if free < roomNeeded {
		return h.diskFull(fmt.Sprintf("a new database needs %d MB, and %d MB are free", roomNeeded>>20, free>>20))
	}
	made, err := os.MkdirTemp(h.dir, unfinished)
	if err != nil {
		return h.explain(err)
	}
	defer os.RemoveAll(made) // by then renamed, or of no use
	if err := h.account.own(made); err != nil {
		return h.explain(err)
	}
	if err := h.initdb(ctx, p, made); err != nil {
		return err
	}
	if err := h.createDatabase(ctx, p, made); err != nil {
		return err
	}
	if !h.disposable {
		if err := syncFileSystem(made); err != nil {
			return h.explain(err)
		}
	}
	if err := os.Rename(made, h.data()); err != nil {
		return h.explain(err)
	}
	return nil // a rename that a crash undoes leaves no cluster, which is whole too; the first commit makes it last
}

const unfinished = "unfinished-"

// clearUnfinished removes what a killed program left behind.
func (h clusterDir) clearUnfinished() error {
	entries, err := os.ReadDir(h.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), unfinished) {
			if err := os.RemoveAll(h.path(e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// initdb makes a cluster in which everyone who reaches the socket is trusted and nobody else is let in. It does not
// sync; create does that once.
func (h clusterDir) initdb(ctx context.Context, p programs, dir string) error {
	run := func(locale string) (string, error) {
		out, err := h.account.command(ctx, p.path("initdb"), "--pgdata="+dir, "--username="+superuser,
			"--auth-local=trust", "--auth-host=reject", "--encoding=UTF8", "--locale="+locale, "--lc-messages=C",
			"--data-checksums", "--no-sync", "--no-instructions").CombinedOutput()
		return string(out), err
	}
	out, err := run("C.UTF-8")
	if err != nil && strings.Contains(out, "invalid locale") {
		out, err = run("C") // a C library without C.UTF-8: only letters of the alphabet have upper and lower case
	}
	if err != nil {
		return h.toolFailed(ctx, "initdb", out, err)
	}
	return nil
}

// createDatabase makes the program's database with the server in single-user mode.
func (h clusterDir) createDatabase(ctx context.Context, p programs, dir string) error {
	cmd := h.account.command(ctx, p.path("postgres"), "--single", "-F", "-D", dir, "postgres")
	cmd.Stdin = strings.NewReader("create database " + superuser + "\n")
	out, err := cmd.CombinedOutput()
	if err == nil && len(complaints(string(out))) > 0 {
		err = errors.New("it refused")
	}
	if err != nil {
		return h.toolFailed(ctx, "create database", string(out), err)
	}
	return nil
}

// toolFailed explains why a step of the making failed.
func (h clusterDir) toolFailed(ctx context.Context, step, out string, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("cluster: %s: %w", step, ctx.Err())
	}
	if strings.Contains(out, noSpace) {
		return h.diskFull(step + " ran out of space")
	}
	return fmt.Errorf("cluster: %s: %w: %s", step, err, strings.TrimSpace(out))
}

// freeSpace is the number of bytes free to users on the file system of dir.
func freeSpace(dir string) (uint64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, err
	}
	return st.Bavail * uint64(st.Bsize), nil
}

// syncFileSystem writes all of dir's file system to disk: one pass, where initdb's own way is a thousand.
func syncFileSystem(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return unix.Syncfs(int(f.Fd()))
}
