package cluster

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// start runs the server of an existing data directory and waits until it is ready, through crash recovery if need be.
func (h clusterDir) start(ctx context.Context, p programs) (postmaster, error) {
	socket, err := h.socketDir()
	if err != nil {
		return postmaster{}, err
	}
	settings, err := h.settings(socket)
	if err != nil {
		return postmaster{}, err
	}
	log, err := h.openLog()
	if err != nil {
		return postmaster{}, h.explain(err)
	}
	defer log.Close()
	before, err := log.Seek(0, io.SeekEnd)
	if err != nil {
		return postmaster{}, h.explain(err)
	}
	args := []string{"-D", h.data()}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	// The server outlives the call that starts it, and the program too if that is killed.
	cmd := h.account.command(context.WithoutCancel(ctx), p.path("postgres"), args...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return postmaster{}, fmt.Errorf("cluster: start the server: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }() // also clears the process away when it ends, whenever that is
	server, err := h.awaitReady(ctx, cmd.Process.Pid, ended)
	if err != nil {
		return postmaster{}, h.whyNot(ctx, err, log, before)
	}
	if h.disposable {
		if err := h.watch(server); err != nil {
			return postmaster{}, err
		}
	}
	return server, nil
}

// awaitReady waits until the server process says that it is ready. If ctx ends first the server is ended.
func (h clusterDir) awaitReady(ctx context.Context, pid int, ended <-chan error) (postmaster, error) {
	for {
		p, err := readPostmaster(h.data())
		if err == nil && p.pid == pid && p.status == "ready" && p.answers() {
			return p, nil
		}
		select {
		case err := <-ended:
			return p, fmt.Errorf("the server ended: %v", err)
		case <-ctx.Done():
			if err := syscall.Kill(pid, syscall.SIGQUIT); err != nil {
				return p, errors.Join(ctx.Err(), err)
			}
			<-ended
			return p, ctx.Err()
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// largestLog is the size, in bytes, at which the server's log is put aside at the next start, in place of the last one.
const largestLog = 16 << 20

// openLog opens the server's log for appending and reading.
func (h clusterDir) openLog() (*os.File, error) {
	name := "postgres.log"
	if info, err := os.Lstat(h.path(name)); err == nil && info.Size() > largestLog {
		if err := os.Rename(h.path(name), h.path(name+".1")); err != nil {
			return nil, err
		}
	}
	return h.openFile(name, os.O_RDWR|os.O_APPEND)
}

var (
	complaintForm = regexp.MustCompile(`(?m)\b(?:ERROR|FATAL|PANIC): .*$`)
	damageForm    = regexp.MustCompile(
		`PANIC:|pg_control|could not find the database system|checkpoint record|checksum|invalid magic|invalid page|is not a valid data directory|` +
			`could not (?:open|read|access) (?:file|directory|the server configuration file|configuration file)|configuration file .* contains errors`)
)

// takenForm is how the server says that there is another, or what is left of one.
var takenForm = regexp.MustCompile(`lock file "[^"]*" (?:already exists|is empty)|pre-existing shared memory block`)

const noSpace = "No space left on device"

// complaints are the errors in what the server wrote.
func complaints(text string) []string { return complaintForm.FindAllString(text, -1) }

// whyNot turns what the server wrote to its log after offset before into a Fault.
func (h clusterDir) whyNot(ctx context.Context, err error, log io.ReaderAt, before int64) error {
	if ctx.Err() != nil {
		return fmt.Errorf("cluster: start the server: %w", ctx.Err())
	}
	text, readErr := io.ReadAll(io.NewSectionReader(log, before, 1<<20))
	said := strings.Join(complaints(string(text)), "; ")
	if said == "" { // before it has read its settings the server marks no errors as such
		said = fmt.Sprintf("%v: %s", err, strings.Join(strings.Fields(string(text)), " "))
	}
	switch {
	case readErr != nil:
		return fmt.Errorf("cluster: start the server: %w; its log cannot be read: %w", err, readErr)
	case takenForm.MatchString(said):
		return fmt.Errorf("cluster: %w", errTaken)
	case strings.Contains(string(text), noSpace):
		return h.diskFull(said)
	case strings.Contains(said, "incompatible with server"):
		return &Fault{ErrVersion, said, otherDir}
	case damageForm.MatchString(said):
		return h.damaged(said)
	}
	return &Fault{ErrNotStarted, said, "see " + h.path("postgres.log")}
}

// settings are the server's, as name=value. They are given at each start and not kept in the data directory, for the
// machine's memory and the directory's place may change. What starts it by hand gets no network either: see initdb.
func (h clusterDir) settings(socketDir string) ([]string, error) {
	memory, err := machineMemory()
	if err != nil {
		return nil, fmt.Errorf("cluster: read the machine's memory: %w", err)
	}
	free, err := freeSpace(h.data())
	if err != nil {
		return nil, h.explain(err)
	}
	s := append(tuning(memory, free, runtime.NumCPU(), h.disposable),
		"listen_addresses=", fmt.Sprintf("port=%d", port), `unix_socket_directories="`+socketDir+`"`, "unix_socket_permissions=0700",
		"logging_collector=off", "log_destination=stderr", "log_checkpoints=off", "log_timezone=UTC", "timezone=UTC")
	return s, nil
}
