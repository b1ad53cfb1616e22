package cluster

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is who the server runs as. PostgreSQL refuses root, so root starts it under another name.
type account struct {
	uid, gid int
	name     string
	drop     bool // this program is root, its children are to be account
}

// serverAccount is this program's own account or, for root, the owner of the existing data directory, else of the
// cluster's, else the user postgres of the distribution's package, else nobody.
func (h clusterDir) serverAccount(root bool) (account, error) {
	if !root {
		return account{uid: os.Geteuid(), gid: os.Getegid(), name: userName(os.Geteuid())}, nil
	}
	candidates := []string{"postgres", "nobody"}
	for _, dir := range []string{h.dir, h.data()} {
		info, err := os.Stat(dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return account{}, fmt.Errorf("cluster: %w", err)
		}
		if err == nil && ownerOf(info) != 0 {
			candidates = []string{userName(ownerOf(info))}
		}
	}
	for _, name := range candidates {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.Atoi(u.Uid)
		gid, err2 := strconv.Atoi(u.Gid)
		if err := errors.Join(err1, err2); err != nil {
			return account{}, fmt.Errorf("cluster: look up user %s: %w", name, err)
		}
		return account{uid: uid, gid: gid, name: name, drop: true}, nil
	}
	return account{}, &Fault{ErrNotOwner, fmt.Sprintf("PostgreSQL refuses to run as root, and there is no user %v to run it as",
		candidates),
		"make such a user, or run this program as an ordinary user"}
}

// command is a program to be run under the account, in a session of its own so that the terminal's signals pass it by,
// with no PG… setting of the caller, and not in the caller's folder, which the account might not be able to enter.
func (a account) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if a.drop {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
	}
	return cmd
}

// own hands a file or directory that this program made to the account.
func (a account) own(path string) error {
	if !a.drop {
		return nil
	}
	return os.Lchown(path, a.uid, a.gid)
}

// closedFolder is the first folder on the way to dir, or dir itself, that the account may not enter; empty if none.
// Access control lists are not looked at.
func (a account) closedFolder(dir string) string {
	if !a.drop {
		return ""
	}
	if parent := filepath.Dir(dir); parent != dir {
		if closed := a.closedFolder(parent); closed != "" {
			return closed
		}
	}
	info, err := os.Stat(dir)
	if err != nil {
		return dir
	}
	enter := fs.FileMode(0o001)
	switch st := info.Sys().(*syscall.Stat_t); {
	case int(st.Uid) == a.uid:
		enter = 0o100
	case int(st.Gid) == a.gid:
		enter = 0o010
	}
	if info.Mode()&enter == 0 {
		return dir
	}
	return ""
}
