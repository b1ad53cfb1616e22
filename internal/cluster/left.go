package cluster

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// clearLeft clears away what a killed server left behind and what would keep the next one from starting: lock files whose
// process is dead and not yet cleared away itself, or whose number another process got; and, if end is set, processes of the
// server that still hold its memory. Most end by themselves when they notice; one that is stopped never does. As long as a
// server of the data directory lives nothing is touched.
func (h clusterDir) clearLeft(end bool) error {
	left, lives, err := h.processes()
	if err != nil || lives {
		return err
	}
	for _, lock := range h.lockFiles() {
		if err := clearLock(lock); err != nil {
			return h.explain(err)
		}
	}
	for _, pid := range left {
		if end {
			h.endLeft(pid)
		}
	}
	return nil
}

// lockFiles are those that a server of the data directory makes: its own, and that of its socket.
func (h clusterDir) lockFiles() []string {
	files := []string{filepath.Join(h.data(), "postmaster.pid")}
	if dir, err := h.socketDir(); err == nil {
		files = append(files, socketPath(dir, port)+".lock")
	}
	return files
}

// clearLock removes a lock file that PostgreSQL would not: it removes those of a process that is gone without trace by itself,
// and checks then that no process of the dead server is left.
func clearLock(path string) error {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	first, _, _ := strings.Cut(string(text), "\n")
	if pid, err := strconv.Atoi(first); err == nil && pid > 0 && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return nil
	}
	return os.Remove(path)
}

// processes finds the server's processes without its first, and whether that lives.
func (h clusterDir) processes() (left []int, lives bool, err error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, false, fmt.Errorf("cluster: list the processes: %w", err)
	}
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		switch titled := title(pid); {
		case titled == "" || !serves(pid, h.data()):
		case strings.HasPrefix(titled, "postgres: "):
			left = append(left, pid)
		default:
			lives = true
		}
	}
	return left, lives, nil
}

// title is what a process of PostgreSQL calls itself: the command that started the server or, of those that the server starts,
// "postgres: " and its task. It is empty for other processes and for those that have ended.
func title(pid int) string {
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	if err != nil || strings.TrimSpace(string(name)) != "postgres" {
		return ""
	}
	args, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err != nil {
		return ""
	}
	return string(args)
}

// endLeft kills a process that a dead server left behind. Nothing that it has written is worth keeping: what was committed is
// in the log that the next server recovers from.
func (h clusterDir) endLeft(pid int) {
	p, err := os.FindProcess(pid) // which holds on to the process: its number cannot become another's from here on
	if err != nil {
		return
	}
	defer p.Release()
	if strings.HasPrefix(title(pid), "postgres: ") && serves(pid, h.data()) {
		_ = p.Kill() // it may have ended
	}
}
