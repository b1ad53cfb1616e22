package web

import (
	"context"
	"crypto/rand"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"
)

type contextKey int

const requestKey contextKey = 0

// requestID is the number under which the log speaks of a request.
func requestID(r *http.Request) string {
	id, _ := r.Context().Value(requestKey).(string)
	return id
}

const policy = "default-src 'self'; img-src 'self' data: blob:; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// wrap is what every request passes through, outermost first: number, panics, host, headers, time limit.
func (s *server) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(context.WithValue(r.Context(), requestKey, rand.Text()[:12]), limitOf(r))
		defer cancel()
		r = r.WithContext(ctx)
		start := time.Now()
		defer func() {
			if p := recover(); p != nil && p != http.ErrAbortHandler {
				s.Log.ErrorContext(ctx, "request panicked", "request", requestID(r), "path", r.URL.Path, "panic", p)
				http.Error(w, "The server could not answer. Its log says why.", http.StatusInternalServerError)
			}
			s.Log.DebugContext(ctx, "request", "request", requestID(r), "method", r.Method, "path", r.URL.Path, "took", time.Since(start))
		}()
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if !loopbackHost(r.Host) {
			// A page elsewhere may point its own name at this machine and read what is served here.
			http.Error(w, "This server answers to localhost only.", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// loopbackHost reports whether a Host header names this machine as itself.
func loopbackHost(hostport string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && ip.Unmap().IsLoopback()
}
