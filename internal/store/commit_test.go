package store_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"sightline/internal/dbtest"
	"sightline/internal/store"
	"sightline/timeline"
)

// severed is a way to a database server that is cut when a client commits a load: before the server hears of it, or when it has
// done so and answers.
type severed struct {
	armed  atomic.Bool
	before bool // cut before the server hears of the commit
	lock   bool // let nobody in afterwards
	cut    atomic.Bool
}

// open makes the way and returns the database's address by it.
func (s *severed) open(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	name := ".s.PGSQL." + query.Get("port")
	if query.Get("port") == "" {
		name = ".s.PGSQL." + u.Port()
	}
	server := filepath.Join(query.Get("host"), name)
	dir, err := os.MkdirTemp("", "cut") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	listener, err := net.Listen("unix", filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	var carrying sync.WaitGroup
	t.Cleanup(func() { listener.Close(); carrying.Wait() })
	carrying.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			if s.cut.Load() && s.lock {
				client.Close()
				continue
			}
			to, err := net.Dial("unix", server)
			if err != nil {
				client.Close()
				continue
			}
			carrying.Go(func() { s.carry(client, to) })
		}
	})
	query.Set("host", dir)
	u.RawQuery = query.Encode()
	return u.String()
}

// carry brings what is said to and fro until one side ends, or the way is cut.
func (s *severed) carry(client, server net.Conn) {
	var committing atomic.Bool
	end := func() { client.Close(); server.Close() }
	defer end()
	go func() {
		defer end()
		buffer := make([]byte, 1<<16)
		for {
			n, err := server.Read(buffer)
			if committing.Load() { // it has committed
				s.cut.Store(true)
				return
			}
			if _, failed := client.Write(buffer[:n]); err != nil || failed != nil {
				return
			}
		}
	}()
	buffer := make([]byte, 1<<16)
	for {
		n, err := client.Read(buffer)
		if s.armed.Load() && !s.cut.Load() && bytes.Contains(buffer[:n], []byte("commit\x00")) {
			if s.before {
				s.cut.Store(true)
				return
			}
			committing.Store(true)
		}
		if _, failed := server.Write(buffer[:n]); err != nil || failed != nil {
			return
		}
	}
}

// TestCommitWithoutAnswer loses the connection while a load is committed. What is then said of the load is what became of it; and
// that it is not known where nobody can be asked.
func TestCommitWithoutAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		way   *severed
		there bool
		want  error
	}{
		"committed":     {&severed{}, true, nil},
		"not committed": {&severed{before: true}, false, io.ErrUnexpectedEOF},
		"not known":     {&severed{lock: true}, true, store.ErrUnsure},
	} {
		t.Run(name, func(t *testing.T) {
			address := dbtest.New(t)
			s, err := store.Open(t.Context(), c.way.open(t, address), store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(s.Close)
			of, id := newCase(t, s)
			l, err := s.BeginLoad(t.Context(),
				store.NewLoad{Case: of.ID, Subject: id, File: "p", Format: "plates", Loader: "x", At: day(1)})
			if err != nil {
				t.Fatal(err)
			}
			defer l.Abandon(t.Context())
			if err := l.Reads(t.Context(), []timeline.Read{read(1, day(1), "AQ1", "OK", camera)}); err != nil {
				t.Fatal(err)
			}
			c.way.armed.Store(true)
			done, err := l.Finish(t.Context(), store.Summary{Read: 1, Zone: "UTC", ZoneBasis: timeline.BasisStated})
			if !c.way.cut.Load() {
				t.Fatal("the way was not cut")
			}
			if (err == nil) != (c.want == nil) || errors.Is(err, store.ErrUnsure) != (c.want == store.ErrUnsure) {
				t.Errorf("Finish: %+v, %v; want %v", done, err, c.want)
			}
			if err == nil && done.Accepted != 1 {
				t.Errorf("accepted %d", done.Accepted)
			}
			if err != nil && c.want != store.ErrUnsure && strings.Contains(err.Error(), "not known") {
				t.Errorf("it is known: %v", err)
			}
			straight, err := store.Open(t.Context(), address, store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer straight.Close()
			loads, err := straight.Loads(t.Context(), "", everyone)
			if err != nil || (len(loads) == 1) != c.there {
				t.Errorf("%d loads are there, %v", len(loads), err)
			}
		})
	}
}
