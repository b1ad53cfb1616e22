// Package dbtest is for tests only: it gives each test a migrated PostGIS database of its own.
//
// The databases are clones of a template, which is built once for each text of the schema, on a disposable private server
// that all test programs of a user share. The server goes, data and all, a minute after the last test. A test is never
// skipped for want of PostgreSQL: it fails, and says what to install.
package dbtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sightline/internal/cluster"
	"sightline/internal/store"
	"sightline/sql"
)

// New returns the URL of a fresh migrated database, which is dropped at the end of the test.
func New(t testing.TB) string {
	t.Helper()
	s := newServer(t)
	name := "test_" + strings.ToLower(rand.Text())
	if err := s.clone(name); err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	t.Cleanup(func() {
		if err := s.drop(name); err != nil {
			t.Errorf("dbtest: %v", err)
		}
	})
	return s.database(name)
}

// Dir returns a new empty directory in which a private cluster can run, removed at the end of the test. Root's t.TempDir
// is closed to the unprivileged user that the server runs as.
func Dir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "sightline-dir-")
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Errorf("dbtest: %v", err)
		}
	})
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	return dir
}

// server is the disposable server, by the URL of its maintenance database.
type server struct{ url *url.URL }

// newServer joins the disposable server, or starts it, until the end of the test.
func newServer(t testing.TB) server {
	t.Helper()
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("sightline-test-%d", os.Geteuid()))
	if err := checkOurs(dir); err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	c, err := cluster.Start(ctx, cluster.Options{Dir: dir, Disposable: true})
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Errorf("dbtest: %v", err)
		}
	})
	u, err := url.Parse(c.URL())
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	return server{u}
}

// checkOurs refuses a directory that another user has put in our place: anybody can write where temporary files are.
func checkOurs(dir string) error {
	info, err := os.Lstat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !info.IsDir() || int(info.Sys().(*syscall.Stat_t).Uid) != os.Geteuid() {
		return fmt.Errorf("%s is not this user's folder: remove it, or set TMPDIR", dir)
	}
	return nil
}

// database is the URL of the server's database of that name.
func (s server) database(name string) string {
	u := *s.url
	u.Path = "/" + name
	return u.String()
}

// exec runs one statement on the maintenance database. It is also used after the test's context has ended.
func (s server) exec(format string, args ...any) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	text := fmt.Sprintf(format, args...)
	if err := store.Exec(ctx, s.url.String(), text); err != nil {
		return fmt.Errorf("%s: %w", text, err)
	}
	return nil
}

func (s server) drop(name string) error {
	return s.exec("drop database if exists %s with (force)", name)
}

// PostgreSQL's codes for a template that is not there, for a database that is, and for one that is made at the same moment.
const (
	stateNoDatabase = "SQLSTATE 3D000"
	stateDuplicate  = "SQLSTATE 42P04"
	stateMeanwhile  = "SQLSTATE 23505"
)

// clone makes a database from the template, after making the template if need be.
func (s server) clone(name string) error {
	template, err := templateName()
	if err != nil {
		return err
	}
	err = s.exec("create database %s template %s", name, template)
	if err == nil || !strings.Contains(err.Error(), stateNoDatabase) {
		return err
	}
	if err := s.buildTemplate(template); err != nil {
		return err
	}
	return s.exec("create database %s template %s", name, template)
}

// buildTemplate migrates a new database and renames it when it is complete. Of several test programs that do so at once
// the first wins.
func (s server) buildTemplate(name string) error {
	draft := "draft_" + strings.ToLower(rand.Text())
	if err := s.exec("create database %s", draft); err != nil {
		return err
	}
	err := store.Migrate(context.Background(), s.database(draft))
	if err == nil {
		err = s.exec("alter database %s rename to %s", draft, name)
	}
	if err == nil {
		return nil
	}
	dropped := s.drop(draft)
	if text := err.Error(); strings.Contains(text, stateDuplicate) || strings.Contains(text, stateMeanwhile) {
		err = nil
	}
	return errors.Join(err, dropped)
}

// templateName names the template by what it is made from: test programs of other versions may use the same server.
func templateName() (string, error) {
	schema, err := sql.Schema()
	if err != nil {
		return "", err
	}
	functions, err := sql.Functions()
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("template_%.8s%.8s", schema.SHA256, functions.SHA256), nil
}
