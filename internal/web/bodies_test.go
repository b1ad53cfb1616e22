package web

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// bodyServer answers with how many bytes came, over HTTP/1.1 or HTTP/2.
func bodyServer(t *testing.T, b *bodies, protocol int) (*httptest.Server, *server) {
	t.Helper()
	c := Config{Log: slog.New(slog.DiscardHandler), NotFound: func(error) bool { return false }}
	s := &server{Config: c, limits: newLimits(), metrics: NewMetrics("", nil)}
	s.knownBodies = b
	s.handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, r, free, err := s.admitted(w, r)
		if err != nil {
			s.problem(w, r, err)
			return
		}
		defer free()
		body, err := io.ReadAll(r.Body)
		_, _ = fmt.Fprint(w, r.ProtoMajor, " ", len(body), " ", err)
	})
	server := httptest.NewUnstartedServer(nil)
	server.Config = HTTPServer(s)
	server.EnableHTTP2 = protocol == 2
	server.StartTLS()
	t.Cleanup(server.Close)
	return server, s
}

// post sends a body of a known length, or in chunks, and returns the answer.
func post(server *httptest.Server, body io.Reader, length int64) (int, string) {
	r, err := http.NewRequest(http.MethodPost, server.URL, body)
	if err != nil {
		return 0, err.Error()
	}
	r.ContentLength = length
	answer, err := server.Client().Do(r)
	if err != nil {
		return 0, err.Error()
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	return answer.StatusCode, string(text)
}

// half sends a byte and then nothing, until it is ended.
func half() (body io.Reader, end func()) {
	out, in := io.Pipe()
	go func() { _, _ = in.Write([]byte("x")) }()
	return out, func() { in.CloseWithError(errors.New("given up")) }
}

// TestHalfOpenBodies sends bodies that never come whole, on many connections and on one: they hold no slot; those too many are
// cut off, the oldest first; and others are answered.
func TestHalfOpenBodies(t *testing.T) {
	const most = 20
	for _, protocol := range []int{1, 2} {
		for name, length := range map[string]int64{"length": 100, "chunked": -1} {
			t.Run(fmt.Sprint(protocol, " ", name), func(t *testing.T) {
				b := &bodies{limit: 1000, wait: time.Hour, quota: quota{most: most, each: most}}
				server, s := bodyServer(t, b, protocol)
				var cut atomic.Int32
				for i := range 60 {
					body, end := half()
					t.Cleanup(end)
					go func() {
						if status, _ := post(server, body, length); status == http.StatusRequestTimeout || status == 0 {
							cut.Add(1)
						}
					}()
					until(t, "it is being read", func() bool {
						b.quota.mu.Lock()
						defer b.quota.mu.Unlock()
						return len(b.quota.held) == min(i+1, most)
					})
				}
				until(t, "those too many are cut off", func() bool { return cut.Load() >= 60-most })
				if n := s.known.counts(); n != (tally{}) {
					t.Errorf("half-open bodies hold %+v", n)
				}
				for range 5 {
					status, text := post(server, strings.NewReader(strings.Repeat("y", 900)), 900)
					if status != 200 || text != fmt.Sprint(protocol, " 900 <nil>") {
						t.Errorf("another is answered %d %s", status, text)
					}
				}
				if n := cut.Load(); n < 60-most || n > 60-most+5 {
					t.Errorf("%d of 60 are cut off, %d may stay", n, most)
				}
			})
		}
	}
}

// TestBodyFaults: bodies that are too large or too slow, or too many to keep, are answered so.
func TestBodyFaults(t *testing.T) {
	for _, protocol := range []int{1, 2} {
		b := &bodies{limit: 1000, wait: 50 * time.Millisecond, quota: quota{most: 9, each: 9}}
		server, _ := bodyServer(t, b, protocol)
		body, end := half()
		defer end()
		trickle, in := io.Pipe()
		defer in.Close()
		go func() {
			for { // each byte in time, all of them never
				if _, err := in.Write([]byte("x")); err != nil {
					return
				}
			}
		}()
		for what, c := range map[string]struct {
			body   io.Reader
			length int64
			status int
		}{
			"half a body":        {body, 100, http.StatusRequestTimeout},
			"a large length":     {strings.NewReader(strings.Repeat("y", 1001)), 1001, http.StatusRequestEntityTooLarge},
			"a large one":        {trickle, -1, http.StatusRequestEntityTooLarge},
			"one that just fits": {strings.NewReader(strings.Repeat("y", 1000)), -1, http.StatusOK},
		} {
			if status, text := post(server, c.body, c.length); status != c.status {
				t.Errorf("HTTP/%d, %s: %d %s, want %d", protocol, what, status, text, c.status)
			}
		}
		b.held.Add(mostHeld)
		if status, text := post(server, strings.NewReader("y"), 1); status != http.StatusServiceUnavailable {
			t.Errorf("with too much held: %d %s", status, text)
		}
		if n := b.held.Load(); n != mostHeld {
			t.Errorf("%d bytes are held", n-mostHeld)
		}
	}
}
