package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// postmaster is a server process as its postmaster.pid describes it.
type postmaster struct {
	pid       int
	socketDir string
	port      int
	status    string // "starting", "ready", "stopping"; empty at the very beginning
}

// The lines of postmaster.pid, from PostgreSQL's src/include/utils/pidfile.h.
const (
	linePID = iota
	lineDataDir
	lineStartTime
	linePort
	lineSocketDir
	lineListen
	lineSharedMemory
	lineStatus
)

// readPostmaster reads a data directory's postmaster.pid. Without one, or with one that is half written, the pid is 0.
func readPostmaster(data string) (postmaster, error) {
	text, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if errors.Is(err, fs.ErrNotExist) {
		return postmaster{}, nil
	}
	if err != nil {
		return postmaster{}, err
	}
	return parsePostmaster(string(text)), nil
}

func parsePostmaster(text string) postmaster {
	lines := strings.Split(text, "\n")
	line := func(i int) string {
		if i >= len(lines)-1 { // the last one ends in no newline: it is not written out yet
			return ""
		}
		return strings.TrimSpace(lines[i])
	}
	pid, err := strconv.Atoi(line(linePID))
	if err != nil || pid <= 0 {
		return postmaster{}
	}
	port, err := strconv.Atoi(line(linePort))
	if err != nil {
		port = 0
	}
	return postmaster{pid: pid, socketDir: line(lineSocketDir), port: port, status: line(lineStatus)}
}

// serves reports whether process pid is the server of the data directory, and not one that got a dead server's number.
func serves(pid int, data string) bool {
	if pid == 0 {
		return false
	}
	proc := fmt.Sprintf("/proc/%d/", pid)
	if work, err := os.Stat(proc + "cwd"); err == nil { // a server works in its data directory, wherever that is moved
		here, err := os.Stat(data)
		return err == nil && os.SameFile(work, here)
	}
	// Another user's process, in a container whose root may not look into it: its arguments are for all to see.
	args, err := os.ReadFile(proc + "cmdline")
	return err == nil && bytes.Contains(args, []byte("\x00-D\x00"+data+"\x00"))
}

// answers reports whether the server takes connections: it replies to a request for encryption, which any client may
// send first, with one letter.
func (p postmaster) answers() bool {
	if p.port == 0 || p.socketDir == "" {
		return false
	}
	conn, err := net.DialTimeout("unix", socketPath(p.socketDir, p.port), time.Second)
	if err != nil {
		return false
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return false
	}
	sslRequest := []byte{0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f}
	if _, err := conn.Write(sslRequest); err != nil {
		return false
	}
	var reply [1]byte
	_, err = io.ReadFull(conn, reply[:])
	return err == nil && (reply[0] == 'N' || reply[0] == 'S')
}

// join finds the running server of the data directory and waits until it is ready. Nothing runs: false.
func (h clusterDir) join(ctx context.Context) (postmaster, bool, error) {
	deaf := 0
	for {
		p, err := readPostmaster(h.data())
		if err != nil {
			return p, false, h.explain(err)
		}
		if !serves(p.pid, h.data()) {
			return p, false, nil
		}
		if p.status == "ready" {
			if p.answers() {
				return p, true, nil
			}
			// Its socket may have been swept away with other temporary files: nobody can reach it any more.
			if deaf++; deaf > 100 {
				return p, false, h.stop(p)
			}
		}
		if err := pause(ctx, 10*time.Millisecond); err != nil {
			return p, false, fmt.Errorf("cluster: wait for the running server, process %d, %s: %w", p.pid, p.status, err)
		}
	}
}

// How long a server may take to stop in the two ways.
const (
	fastLimit      = time.Minute
	immediateLimit = 10 * time.Second
)

// stop ends the server: its clients are cut off and it writes everything out; if that takes too long it just ends, and
// recovers at its next start.
func (h clusterDir) stop(p postmaster) error {
	for _, way := range []struct {
		signal syscall.Signal
		limit  time.Duration
	}{{syscall.SIGINT, fastLimit}, {syscall.SIGQUIT, immediateLimit}} {
		if !serves(p.pid, h.data()) {
			break
		}
		if err := syscall.Kill(p.pid, way.signal); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("cluster: stop the server, process %d: %w", p.pid, err)
		}
		for end := time.Now().Add(way.limit); serves(p.pid, h.data()) && time.Now().Before(end); {
			time.Sleep(5 * time.Millisecond)
		}
	}
	if serves(p.pid, h.data()) {
		return fmt.Errorf("cluster: the server, process %d, does not stop", p.pid)
	}
	return h.removeSocketDir(p.socketDir)
}
