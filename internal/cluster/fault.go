package cluster

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"strconv"
	"strings"
	"syscall"
)

// What can be wrong, to be told apart with errors.Is.
var (
	ErrNoPostgres  = errors.New("PostgreSQL is not installed")
	ErrNoPostGIS   = errors.New("PostGIS is not installed")
	ErrVersion     = errors.New("the database is of another PostgreSQL version")
	ErrUnreachable = errors.New("the database server cannot enter its folder")
	ErrNotWritable = errors.New("the data directory cannot be written")
	ErrNotOwner    = errors.New("the database belongs to another user")
	ErrDamaged     = errors.New("the database is damaged")
	ErrGone        = errors.New("the database is not where it was")
	ErrDiskFull    = errors.New("the disk is full")
	ErrNotStarted  = errors.New("the database server does not start")
)

// Fault is an error that a person can mend.
type Fault struct {
	Kind   error  // one of the above
	Detail string // what was found
	Remedy string // what to do
}

func (f *Fault) Error() string { return fmt.Sprintf("%v: %s; %s", f.Kind, f.Detail, f.Remedy) }

func (f *Fault) Unwrap() error { return f.Kind }

const otherDir = "use another directory: --data-dir or SIGHTLINE_DATA_DIR"

// explain turns the system's refusal to work in the directory into a Fault.
func (h clusterDir) explain(err error) error {
	switch {
	case errors.Is(err, syscall.EROFS):
		return &Fault{ErrNotWritable, fmt.Sprintf("%s is on a read-only file system (%v)", h.dir, err), otherDir}
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return h.diskFull(err.Error())
	case errors.Is(err, fs.ErrPermission):
		return &Fault{ErrNotWritable, fmt.Sprintf("user %s may not write there (%v)%s", userName(os.Geteuid()), err, h.owner()),
			"make it writable, or " + otherDir}
	case errors.Is(err, syscall.ENOTDIR):
		return &Fault{ErrNotWritable, fmt.Sprintf("%s is not a folder (%v)", h.dir, err), otherDir}
	}
	return fmt.Errorf("cluster: %w", err)
}

// gone says that a cluster that was there is there no more.
func (h clusterDir) gone(err error) error {
	if !errors.Is(err, fs.ErrNotExist) {
		return h.explain(err)
	}
	return &Fault{ErrGone, h.data() + " was moved or deleted while it was used", "put it back, or a backup of it"}
}

func (h clusterDir) diskFull(detail string) *Fault {
	return &Fault{ErrDiskFull, detail, fmt.Sprintf("make room on the disk of %s, or %s", h.dir, otherDir)}
}

// owner says whose the directory is when it is another user's.
func (h clusterDir) owner() string {
	info, err := os.Stat(h.dir)
	if err != nil || ownerOf(info) == os.Geteuid() {
		return ""
	}
	return fmt.Sprintf("; %s belongs to %s", h.dir, userName(ownerOf(info)))
}

func ownerOf(info fs.FileInfo) int { return int(info.Sys().(*syscall.Stat_t).Uid) }

func userName(uid int) string {
	if u, err := user.LookupId(strconv.Itoa(uid)); err == nil {
		return u.Username
	}
	return fmt.Sprintf("number %d", uid)
}

// quote writes s so that a shell takes it as one word.
func quote(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-+:@%", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
