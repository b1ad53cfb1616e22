package web

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"
)

// listening starts a server on a port of its own, with so many connections in all and of one address.
func listening(t *testing.T, h http.Handler, gate Exposure, most, each int) (*http.Server, *limitedListener) {
	t.Helper()
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := HTTPServer(h)
	l := LimitConnections(server, inner, gate).(*limitedListener)
	l.quota.most, l.quota.each = most, each
	go func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	}()
	t.Cleanup(func() { server.Close() })
	return server, l
}

func (l *limitedListener) held() int {
	l.quota.mu.Lock()
	defer l.quota.mu.Unlock()
	return len(l.quota.held)
}

// slowHeaders opens connections and sends the beginning of a request on each.
func slowHeaders(t *testing.T, address, from string, n int) {
	t.Helper()
	for range n {
		d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
		conn, err := d.DialContext(t.Context(), "tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: 127.") // it may be cut off already
	}
}

// TestSlowHeaders opens many more connections than there may be, and sends no whole request on them: others still get
// in, from the same address too, and what is being answered meanwhile is answered.
func TestSlowHeaders(t *testing.T) {
	for name, c := range map[string]struct {
		gate       Exposure
		from       string
		each, want int
	}{
		"another address":  {Exposure{}, "127.0.0.2", 6, 6},
		"the same address": {Exposure{}, "127.0.0.1", 6, 6},
		"many for one":     {Exposure{}, "127.0.0.2", 20, 20},
		"a proxy":          {Exposure{Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.2/32")}}, "127.0.0.2", 6, 20},
	} {
		t.Run(name, func(t *testing.T) {
			begun, release := make(chan struct{}), make(chan struct{})
			h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/long" {
					close(begun)
					<-release
				}
				_, _ = io.WriteString(w, "answer")
			})
			_, l := listening(t, h, c.gate, 20, c.each)
			address := l.Addr().String()
			get := func(path string) error {
				client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
				answer, err := client.Get("http://" + address + path)
				if err != nil {
					return err
				}
				defer answer.Body.Close()
				_, err = io.ReadAll(answer.Body)
				return err
			}
			long := make(chan error, 1)
			go func() { long <- get("/long") }()
			<-begun
			for range 5 {
				slowHeaders(t, address, c.from, 20)
				if err := get("/"); err != nil {
					t.Errorf("another: %v", err)
				}
				if n := l.held(); n > c.want+2 {
					t.Errorf("%d connections are held, want %d, the long one and one that may just end", n, c.want)
				}
			}
			close(release)
			if err := <-long; err != nil {
				t.Errorf("one that was being answered: %v", err)
			}
		})
	}
}

// slowFile is a file that is as large as one likes.
type slowFile struct {
	io.Reader
	closed *sync.WaitGroup
}

func (f slowFile) Close() error { f.closed.Done(); return nil }

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// fileServer sends files of the size that the address says, for whoever it says asks.
func fileServer(closed *sync.WaitGroup) *server {
	c := Config{Log: slog.New(slog.DiscardHandler), NotFound: func(error) bool { return false }}
	s := &server{Config: c, limits: newLimits(), metrics: NewMetrics("", nil)}
	s.handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		to := newAnswer(w, r, s.patience)
		place, err := s.known.take(r.Context(), r.FormValue("by"))
		if err != nil {
			s.problem(w, r, err)
			return
		}
		defer place.end()
		to.slot = place
		s.api(func(w http.ResponseWriter, r *http.Request) error {
			return s.sendFile(w, r, func() (*File, error) {
				size := map[string]int64{"large": 64 << 20, "small": 1 << 10}[r.FormValue("size")]
				closed.Add(1)
				return &File{ReadCloser: slowFile{io.LimitReader(zeros{}, size), closed}, Bytes: size}, nil
			})
		}).ServeHTTP(to, r.WithContext(context.WithValue(r.Context(), slotKey, place)))
	})
	return s
}

// ask sends a request for a file and returns the connection on which its answer comes.
func ask(t *testing.T, address, query string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if _, err := io.WriteString(conn, "GET /?"+query+" HTTP/1.0\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	return conn
}

// until waits for what has to become true.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

// TestReadersThatReadNothing: whoever reads nothing of a file keeps nobody from getting another, has no more than so many files
// lie ready, and is cut off.
func TestReadersThatReadNothing(t *testing.T) {
	var closed sync.WaitGroup
	s := fileServer(&closed)
	s.patience = time.Hour
	_, l := listening(t, s, Exposure{}, 1000, 1000)
	address := l.Addr().String()
	for range 2 * MostFiles { // more than are taken
		ask(t, address, "by=bad&size=large")
	}
	until(t, "all that may lie ready do, and none is being made", func() bool {
		return s.sending.counts().working == s.sending.each && s.making.counts().working == 0 &&
			s.known.counts() == (tally{open: MostFiles})
	})
	body, err := io.ReadAll(ask(t, address, "by=good&size=large"))
	if err != nil || len(body) < 64<<20 || !strings.HasPrefix(string(body[:20]), "HTTP/1.0 200 OK") {
		t.Errorf("another gets %d bytes, %v", len(body), err)
	}
	body, err = io.ReadAll(ask(t, address, "by=bad&size=small"))
	if err != nil || !strings.HasPrefix(string(body), "HTTP/1.0 503") || !strings.Contains(string(body), "Retry-After: 5") {
		t.Errorf("one more of the same is answered %q, %v", body, err)
	}
}

// TestReadersThatStopAreCutOff: a file is given up when nothing of it is read, over either protocol.
func TestReadersThatStopAreCutOff(t *testing.T) {
	for _, protocol := range []int{1, 2} {
		var closed sync.WaitGroup
		s := fileServer(&closed)
		s.patience = time.Second
		server := httptest.NewUnstartedServer(nil)
		server.Config = HTTPServer(s)
		server.EnableHTTP2 = protocol == 2
		server.StartTLS()
		answer, err := server.Client().Get(server.URL + "/?by=bad&size=large")
		if err != nil || answer.ProtoMajor != protocol {
			t.Fatal(answer, err)
		}
		until(t, "it is given up", func() bool { return s.sending.counts().open == 0 && s.known.counts().open == 0 })
		closed.Wait()
		if n, err := io.Copy(io.Discard, answer.Body); err == nil {
			t.Errorf("%d bytes seem to be all", n)
		}
		answer.Body.Close()
		server.Close()
	}
}

// TestStopWaitsForFiles: a server that is told to stop sends the files that it has begun, while other requests have no more than
// their grace; and it does not wait for ever.
func TestStopWaitsForFiles(t *testing.T) {
	for name, c := range map[string]struct {
		forFiles time.Duration
		reads    bool
	}{"a reader": {time.Hour, true}, "one that reads nothing": {100 * time.Millisecond, false}} {
		t.Run(name, func(t *testing.T) {
			var closed sync.WaitGroup
			s := fileServer(&closed)
			server, l := listening(t, s, Exposure{}, 1000, 1000)
			conn := ask(t, l.Addr().String(), "by=ann&size=large")
			until(t, "it is being sent", func() bool { return s.sending.counts().working == 1 && s.making.counts().working == 0 })
			stopped := make(chan struct{})
			var log strings.Builder
			go func() {
				defer close(stopped)
				stop(t.Context(), server, slog.New(slog.NewTextHandler(&log, nil)), time.Millisecond, c.forFiles)
			}()
			until(t, "no more is taken", func() bool {
				other, err := net.Dial("tcp", l.Addr().String())
				if err == nil {
					other.Close()
				}
				return err != nil
			})
			if c.reads {
				if body, err := io.ReadAll(conn); err != nil || len(body) < 64<<20 {
					t.Errorf("the file came to %d bytes, %v", len(body), err)
				}
			}
			<-stopped
			if !strings.Contains(log.String(), "files=1") {
				t.Errorf("the log says %q", log.String())
			}
		})
	}
}
