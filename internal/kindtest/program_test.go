package kindtest

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sightline/internal/dbtest"
)

// build makes the program, with files put in the place of others where overlay names some.
func build(t testing.TB, overlay map[string]string) (binary string) {
	t.Helper()
	dir := t.TempDir()
	binary = filepath.Join(dir, "sightline")
	args := []string{"build", "-o", binary}
	if len(overlay) > 0 {
		said, err := json.Marshal(map[string]any{"Replace": overlay})
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, "overlay.json")
		if err := os.WriteFile(file, said, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, "-overlay", file)
	}
	cmd := exec.Command("go", append(args, "sightline/cmd/sightline")...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return binary
}

// program is the program on a database of its own.
type program struct {
	t      *testing.T
	binary string
	url    string
	dir    string
}

func newProgram(t *testing.T, binary string) program {
	return program{t, binary, dbtest.New(t), t.TempDir()}
}

func (p program) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, p.binary, args...)
	cmd.Env = append(os.Environ(), "SIGHTLINE_DATABASE_URL="+p.url, "SIGHTLINE_DATA_DIR="+p.dir)
	return cmd
}

// must runs a command that has to succeed and returns what it printed.
func (p program) must(args ...string) string {
	p.t.Helper()
	cmd := p.command(p.t.Context(), args...)
	var out, log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &log
	if err := cmd.Run(); err != nil {
		p.t.Fatalf("%s: %v\n%s%s", strings.Join(args, " "), err, out.String(), log.String())
	}
	return out.String()
}

// into is must for a command whose answer is JSON.
func (p program) into(answer any, args ...string) {
	p.t.Helper()
	out := p.must(append(args, "--json")...)
	if err := json.Unmarshal([]byte(out), answer); err != nil {
		p.t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// file runs a command that writes a file, and returns what is in it.
func (p program) file(name string, args ...string) []byte {
	p.t.Helper()
	path := filepath.Join(p.t.TempDir(), name)
	p.must(append(args, "--out", path)...)
	body, err := os.ReadFile(path)
	if err != nil {
		p.t.Fatal(err)
	}
	return body
}

// serve serves until the end of the test and returns the address.
func (p program) serve() string {
	p.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	cmd := p.command(ctx, "serve", "--listen", "127.0.0.1:0", "--json")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	out, err := cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() {
		stop()
		_ = cmd.Wait() // it was interrupted
	})
	var said struct{ Serving string }
	if err := json.NewDecoder(out).Decode(&said); err != nil || said.Serving == "" {
		p.t.Fatalf("serve did not say where: %v", err)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return strings.TrimSuffix(said.Serving, "/")
}

func (p program) get(address string) string {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, address, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer w.Body.Close()
	text, err := io.ReadAll(w.Body)
	if err != nil || w.StatusCode != http.StatusOK {
		p.t.Fatalf("%s: %d %.300s %v", address, w.StatusCode, text, err)
	}
	return string(text)
}

// inZip is a file of a ZIP archive.
func inZip(t *testing.T, archive []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	body, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
