package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"sightline/internal/config"
)

// TestOutputToStandardOutput streams: standard output has the file and nothing else, and what is said of it goes elsewhere.
func TestOutputToStandardOutput(t *testing.T) {
	c := newCommand(t)
	link := filepath.Join(t.TempDir(), "stdout") // as /dev/stdout is one, which is not put at risk
	if err := os.Symlink("/proc/self/fd/1", link); err != nil {
		t.Fatal(err)
	}
	for command, w := range writers(t, c) {
		names := []string{"-", link, "/dev/fd/1", "/proc/self/fd/1"}
		if command == "report" || command == "bundle" { // they take long, and one way to all names
			names = names[:2]
		}
		for _, name := range names {
			before := node(t, link)
			code, out, log := c.run(append(w.args, w.flag, name, "--json")...)
			if after := node(t, link); after != before {
				t.Fatalf("%s %s: the link was %s and is now %s", command, name, before, after)
			}
			if command == "audit verify" { // what it keeps it also reads
				if code != exitInput || !strings.Contains(log, "stream") && !strings.Contains(log, "end of an audit") {
					t.Errorf("%s %s: exit %d, %s", command, name, code, log)
				}
				continue
			}
			var said struct{ SHA256 string }
			if err := json.Unmarshal([]byte(log), &said); code != exitOK || err != nil {
				t.Errorf("%s %s: exit %d, said %q, %v", command, name, code, log, err)
			}
			sum := sha256.Sum256([]byte(out))
			if command == "export" || command == "report" || command == "bundle" || command == "picture" {
				if said.SHA256 != hex.EncodeToString(sum[:]) {
					t.Errorf("%s %s: standard output has %d bytes that are not the file", command, name, len(out))
				}
			}
			first := map[string]string{"loads rejects": "sightline line,", "audit export": `{"seq":1,`}[command]
			if len(out) == 0 || !strings.HasPrefix(out, first) {
				t.Errorf("%s %s: wrote %.60q", command, name, out)
			}
		}
	}
}

// TestOutputToDescriptors streams to what the program was given by another, and to nothing that it opened itself.
func TestOutputToDescriptors(t *testing.T) {
	c := newCommand(t)
	w := writers(t, c)["audit export"]
	b := newBinary(t)
	b.env = append(b.env, config.EnvDatabaseURL+"="+c.url)
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, through := range map[string]string{
		"a descriptor":                      `"$@" --out /dev/fd/3 3>&1 >/dev/null`,
		"standard error":                    `"$@" --out /dev/fd/2 2>&1 >/dev/null`,
		"one that is standard output":       `"$@" --out /proc/self/fd/3 3>&1 2>/dev/null`,
		"a named pipe":                      `"$@" --out "$PIPE" >/dev/null 2>&1 & cat "$PIPE"; wait`,
		"a named pipe that is read already": `cat "$PIPE" & "$@" --out "$PIPE" >/dev/null; wait`,
		"what is appended to": `echo before >"$PIPE.file"; "$@" --out /dev/fd/1 >>"$PIPE.file" 2>/dev/null
			{ read -r first; [ "$first" = before ] && cat; } <"$PIPE.file"`,
	} {
		args := append([]string{"-c", through, "sh", b.path}, w.args...)
		sh := exec.Command("sh", args...)
		sh.Env = append(b.env, "PIPE="+pipe)
		out, err := sh.Output()
		lines := bytes.Split(bytes.TrimSpace(out), []byte("\n"))
		for _, line := range lines {
			var row struct{ Seq int64 }
			if json.Unmarshal(line, &row) != nil || row.Seq == 0 {
				t.Errorf("%s: %q is no row of the audit, %v", name, line, err)
				break
			}
		}
	}
	for n := 3; n < 10; n++ { // among them those of the database, were it open already
		handed := `exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-; exec "$@"`
		sh := exec.Command("sh", append(append([]string{"-c", handed, "sh", b.path}, w.args...), "--out", fmt.Sprint("/dev/fd/", n))...)
		sh.Env = b.env
		if out, err := sh.CombinedOutput(); sh.ProcessState.ExitCode() != exitInput || !bytes.Contains(out, []byte("no such descriptor")) {
			t.Errorf("descriptor %d: %v, %s", n, err, out)
		}
	}
}

// TestOutputToWhoStopsReading: a reader that goes away, and a pipe that nobody reads from, end the program in order.
func TestOutputToWhoStopsReading(t *testing.T) {
	c := newCommand(t)
	all := writers(t, c)
	b := newBinary(t)
	b.env = append(b.env, config.EnvDatabaseURL+"="+c.url)
	reader, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	reader.Close()
	for command, args := range map[string][]string{
		"near":   {"near", "--lat", "35.5", "--lon", "-97.5", "--radius-m", "500"},
		"bundle": append(all["bundle"].args, "--out", "-"),
	} {
		gone := b.command(args...)
		var log bytes.Buffer
		gone.Stdout, gone.Stderr = out, &log
		if err := gone.Run(); gone.ProcessState.ExitCode() != exitReaderGone || log.Len() > 0 {
			t.Errorf("%s: %v, said %q", command, err, log.String())
		}
	}
	out.Close()

	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	unread := b.command(append(all["audit export"].args, "--out", pipe)...)
	log, err := unread.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := unread.Start(); err != nil {
		t.Fatal(err)
	}
	said := make([]byte, 7)
	if _, err := io.ReadFull(log, said); err != nil || string(said) != "Waiting" {
		t.Fatalf("said %q, %v", said, err)
	}
	interrupt(t, unread.Process)
	if err := unread.Wait(); unread.ProcessState.ExitCode() != exitInterrupted {
		t.Errorf("interrupted while nobody read: %v", err)
	}
}

func interrupt(t *testing.T, p *os.Process) {
	t.Helper()
	if err := p.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
}
