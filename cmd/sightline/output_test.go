package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"unicode/utf8"

	"sightline/internal/config"
	"sightline/internal/export"
	"sightline/internal/long"
	"sightline/internal/report"
)

// writer is a command that writes a file by name; its kind of file does not depend on the name.
type writer struct {
	args []string // without the file
	flag string
}

const testCase, testSubject = "T-1", "Ann"

// writers makes a case with something in it and returns every command that writes a file.
func writers(t *testing.T, c command) map[string]writer {
	t.Helper()
	file := c.file("reads.csv", []byte("plate,state,time,lat,lon,camera\n"+
		"8OK1234,OK,2026-05-01T12:00:00Z,35.5,-97.5,cam-1\n8OK1234,OK,never,35.5,-97.5,cam-1\n"))
	c.must("load", "plates", file, "--case", testCase, "--subject", testSubject)
	of := []string{"--case", testCase, "--subject", testSubject}
	with := func(args ...string) []string { return append(args, of...) }
	return map[string]writer{
		"export":        {with("export", "csv"), "--out"},
		"picture":       {with("export", "map", "--format", "png"), "--out"},
		"report":        {with("report", "--format", "html"), "--out"},
		"bundle":        {with("bundle", "make"), "--out"},
		"loads rejects": {[]string{"loads", "rejects", "1"}, "--out"},
		"audit export":  {[]string{"audit", "export"}, "--out"},
		"audit verify":  {[]string{"audit", "verify"}, "--kept"},
	}
}

// node is what lies at a path, so that a change of it shows.
func node(t *testing.T, path string) string {
	t.Helper()
	info, err := os.Lstat(path)
	if err != nil {
		t.Fatal(err)
	}
	st := info.Sys().(*syscall.Stat_t)
	return fmt.Sprint(info.Mode(), st.Ino, st.Rdev)
}

// TestOutputRefuses names what is no file to every command that writes one: it stays as it is, and nothing is left beside it.
func TestOutputRefuses(t *testing.T) {
	c := newCommand(t)
	all := writers(t, c)
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	if err := os.Mkdir(at("folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	socket, err := net.Listen("unix", at("socket"))
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	if err := os.WriteFile(at("protected"), []byte("old"), 0o444); err != nil {
		t.Fatal(err)
	}
	device := "/dev/null"
	if os.Geteuid() == 0 { // who could replace the machine's
		device = at("device")
		if err := syscall.Mknod(device, syscall.S_IFCHR|0o666, 1<<8|3); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{
		"link to a device": device, "link to a folder": "folder", "link to itself": "link to itself", "link to a socket": at("socket"),
	} {
		if err := os.Symlink(to, at(link)); err != nil {
			t.Fatal(err)
		}
	}
	wants := map[string]string{
		at("folder"): "folder", at("socket"): "no regular file", at("protected"): "protected",
		at("link to a device"): "device", at("link to a folder"): "folder",
		at("link to itself"): "leads to itself", at("link to a socket"): "no regular file",
		at("none") + "/": "folder", at("none/file"): "no folder",
		dir + "/.": "folder", "/dev/fd/97": "no such descriptor",
	}
	wants[device] = "device"
	before := map[string]string{}
	entries := list(t, dir)
	for _, name := range entries {
		before[name] = node(t, at(name))
	}
	for command, w := range all {
		for path, want := range wants {
			if command == "audit verify" && path == "/dev/fd/97" {
				want = "" // any refusal will do
			}
			code, out, log := c.run(append(w.args, w.flag, path)...)
			if code != exitInput && code != exitSurrounding || !strings.Contains(log, want) {
				t.Errorf("%s %s %s: exit %d, want a refusal with %q\n%s%s", command, w.flag, path, code, want, out, log)
			}
		}
	}
	if after := list(t, dir); strings.Join(after, "|") != strings.Join(entries, "|") {
		t.Errorf("the folder held %q and now holds %q", entries, after)
	}
	for name, was := range before {
		if now := node(t, at(name)); now != was {
			t.Errorf("%s was %s and is now %s", name, was, now)
		}
	}
}

func list(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// TestOutputReplaces writes over a file that a link leads to: the link stays, and so do the rights of the file.
func TestOutputReplaces(t *testing.T) {
	c := newCommand(t)
	for command, w := range writers(t, c) {
		if command == "loads rejects" { // which never writes over anything
			continue
		}
		dir := t.TempDir()
		file, link := filepath.Join(dir, "file"), filepath.Join(dir, "link")
		old := ""
		if command == "audit verify" {
			c.must("audit", "verify", "--kept", file)
			old = string(read(t, file))
		}
		if err := os.WriteFile(file, []byte(old), 0o640); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(file, 0o640); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink("file", link); err != nil {
			t.Fatal(err)
		}
		c.must("near", "--lat", "1", "--lon", "-1", "--radius-m", "5") // so that the audit has a new end
		c.must(append(w.args, w.flag, link)...)
		info, err := os.Lstat(file)
		if err != nil || info.Mode() != 0o640 || len(read(t, file)) == 0 || string(read(t, file)) == old {
			t.Errorf("%s: the file is %v, %v", command, info.Mode(), err)
		}
		if to, err := os.Readlink(link); err != nil || to != "file" {
			t.Errorf("%s: the link leads to %q, %v", command, to, err)
		}
		if got := list(t, dir); len(got) != 2 {
			t.Errorf("%s: the folder holds %q", command, got)
		}
		// A link to what is not there yet makes it there.
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
		c.must(append(w.args, w.flag, link)...)
		if info, err := os.Lstat(file); err != nil || info.Mode() != 0o600 {
			t.Errorf("%s: a new file: %v", command, err)
		}
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestOutputIsNoInput refuses to write over what is read.
func TestOutputIsNoInput(t *testing.T) {
	c := newCommand(t)
	writers(t, c)
	plan := filepath.Join(c.dir, "plan.html") // as which a report could be written
	if err := os.WriteFile(plan, []byte(c.must("report", "plan")), 0o600); err != nil {
		t.Fatal(err)
	}
	audit := filepath.Join(c.dir, "audit.jsonl")
	c.must("audit", "export", "--out", audit)
	for path, args := range map[string][]string{
		plan:  {"report", "--case", testCase, "--subject", testSubject, "--plan", plan, "--out", plan},
		audit: {"audit", "verify", "--file", audit, "--kept", audit},
	} {
		before := string(read(t, path))
		if code, _, log := c.run(args...); code != exitInput || !strings.Contains(log, "file that is read") {
			t.Errorf("%v: exit %d, %s", args, code, log)
		}
		if string(read(t, path)) != before {
			t.Errorf("%s was written over", path)
		}
	}
}

// TestOutputThatDoesNotFit stops every command in the middle of its file, by a limit on how large files may be and by a device
// that is always full: the old file is whole, and nothing is left beside it.
func TestOutputThatDoesNotFit(t *testing.T) {
	c := newCommand(t)
	all := writers(t, c)
	b := newBinary(t)
	b.env = append(b.env, config.EnvDatabaseURL+"="+c.url)
	for command, w := range all {
		dir := t.TempDir()
		file := filepath.Join(dir, "file")
		old := "old"
		switch command {
		case "audit verify":
			c.must("audit", "verify", "--kept", file)
			old = string(read(t, file))
		case "loads rejects":
			file, old = filepath.Join(dir, "new"), ""
		default:
			if err := os.WriteFile(file, []byte(old), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		// Files may not grow at all; the program is told by an error, not by the signal that would end it.
		limited := []string{"-c", `trap '' XFSZ; ulimit -f 0; exec "$@"`, "sh", b.path}
		sh := exec.Command("sh", append(append(limited, w.args...), w.flag, file)...)
		sh.Env = b.env
		var log bytes.Buffer
		sh.Stderr = &log
		if err := sh.Run(); sh.ProcessState.ExitCode() != exitSurrounding {
			t.Errorf("%s: %v, want exit %d: %s", command, err, exitSurrounding, log.String())
		}
		if old == "" {
			if got := list(t, dir); len(got) > 0 {
				t.Errorf("%s: left behind: %q", command, got)
			}
		} else if got := list(t, dir); len(got) != 1 || string(read(t, file)) != old {
			t.Errorf("%s: the folder holds %q, the file %.40q", command, got, read(t, file))
		}
		if command == "audit verify" {
			continue
		}
		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		onto := b.command(append(w.args, w.flag, "-")...)
		onto.Stdout = full
		if err := onto.Run(); onto.ProcessState.ExitCode() != exitSurrounding {
			t.Errorf("%s onto a full device: %v", command, err)
		}
		full.Close()
	}
}

// TestOutputWhileKilled kills the program at many moments, by chance, of writing over a file, which is whole at all of them.
func TestOutputWhileKilled(t *testing.T) {
	c := newCommand(t)
	w := writers(t, c)["export"]
	b := newBinary(t)
	b.env = append(b.env, config.EnvDatabaseURL+"="+c.url)
	file := filepath.Join(t.TempDir(), "file")
	args := append(w.args, "--out", file)
	work := b.work(args...)
	whole := bytes.Count(read(t, file), []byte("\n"))
	early := 0
	for range long.Rounds(12, 200) {
		moment := rand.Int64N(work)
		if b.killedAfter(moment, args...) {
			early++
		}
		if n := bytes.Count(read(t, file), []byte("\n")); n != whole {
			t.Fatalf("killed after %d bytes of %d: the file has %d lines of %d", moment, work, n, whole)
		}
	}
	if early == 0 {
		t.Error("no command was killed before its end")
	}
	t.Logf("%d were killed before their end", early)
}

// TestBinaryFormats: which formats are kept from terminals is what they are.
func TestBinaryFormats(t *testing.T) {
	c := newCommand(t)
	all := writers(t, c)
	check := func(name string, args []string) {
		text := c.must(append(args, "--out", "-")...)
		if isText := utf8.ValidString(text) && !strings.Contains(text, "\x00"); isText == isBinary(name) {
			t.Errorf("%s: text %v, taken for binary %v", name, isText, isBinary(name))
		}
	}
	of := all["export"].args[2:]
	for _, f := range export.Formats() {
		check(f.Name, append([]string{"export", f.Name}, of...))
	}
	for _, f := range report.Formats() {
		check(f.Name, append([]string{"report", "--format", f.Name}, of...))
	}
	for _, name := range []string{"svg", "png", "pdf"} {
		check(name, append([]string{"export", "map", "--format", name}, of...))
	}
	check("zip", all["bundle"].args)
}
