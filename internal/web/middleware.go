package web

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"
)

type contextKey int

// What a request's context holds.
const (
	requestKey  contextKey = iota // its number
	originKey                     // how it came
	observedKey                   // who observes it
	viewerKey                     // for whom it asks
	refusalKey                    // why what it shows is good for nothing
	slotKey                       // its slot
)

// requestID is the number under which the log speaks of a request.
func requestID(r *http.Request) string {
	id, _ := r.Context().Value(requestKey).(string)
	return id
}

// policy lets pages load what is ours and send forms to us. The charts' tips carry style attributes, which can do no more
// than look; style sheets and scripts are files of ours.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; " +
	"connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// wrap is what every request passes through, outermost first: number, panics, headers, host, encryption, site, limits.
func (s *server) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := context.WithValue(r.Context(), requestKey, rand.Text()[:12])
		to := newAnswer(w, r, s.patience)
		seen, r, ended := s.metrics.observe(to, r.WithContext(context.WithValue(ctx, originKey, s.Exposure.originOf(r))))
		w = seen
		start := time.Now()
		defer ended()
		defer func() {
			p := recover()
			if p != nil && p != http.ErrAbortHandler {
				s.Log.ErrorContext(ctx, "request panicked", "request", requestID(r), "path", r.URL.Path, "panic", p)
				http.Error(w, "The server could not answer. Its log says why.", http.StatusInternalServerError)
			}
			level := slog.LevelDebug
			// Many use it; else it would fill the one user's terminal. Those sent away come by the thousand, and are counted.
			if s.Exposure.Closed && seen.status != http.StatusServiceUnavailable && seen.status != http.StatusTooManyRequests {
				level = slog.LevelInfo
			}
			s.Log.Log(ctx, level, "request", "request", requestID(r), "method", r.Method, "route", seen.route, "status", seen.status,
				"took", time.Since(start))
			if p == http.ErrAbortHandler { // what was answered is not whole, so the connection ends
				panic(p)
			}
		}()
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		if err := s.enterGate(w, r); err != nil {
			s.refuse(w, r, err)
			return
		}
		if len(r.RequestURI) > maxURL {
			http.Error(w, "The address is too long. Ask for less, or by POST.", http.StatusRequestURITooLong)
			return
		}
		place, r, free, err := s.admitted(w, r)
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		defer free()
		to.slot = place
		ctx, cancel := context.WithTimeout(r.Context(), limitOf(r))
		defer cancel()
		next.ServeHTTP(w, r.WithContext(context.WithValue(ctx, slotKey, place)))
	})
}

// admitted reads a request's body and only then takes a slot for it, which is nil for what needs none. free is to be called
// when the request is over.
func (s *server) admitted(w http.ResponseWriter, r *http.Request) (place *slot, _ *http.Request, free func(), err error) {
	if strings.HasPrefix(r.URL.Path, "/assets/") || r.URL.Path == "/healthz" {
		return nil, r, func() {}, nil
	}
	if r.URL.Path == "/readyz" {
		place, err = s.probes.take(r.Context(), networkOf(s.Exposure.originOf(r).address))
		if err != nil {
			return nil, r, nil, err
		}
		return place, r, place.end, nil
	}
	who, r, err := s.callerOf(r)
	if err != nil {
		return nil, r, nil, err
	}
	slots, bodies := s.strangers, s.strangerBodies
	if who.known {
		slots, bodies = s.known, s.knownBodies
	}
	freeBody, err := bodies.read(w, r, who.name)
	if err != nil {
		return nil, r, nil, err
	}
	if place, err = slots.take(r.Context(), who.name); err != nil {
		freeBody()
		return nil, r, nil, err
	}
	return place, r, func() { place.end(); freeBody() }, nil
}

// slotOf is the slot of a request, nil where it took none.
func slotOf(r *http.Request) *slot {
	place, _ := r.Context().Value(slotKey).(*slot)
	return place
}

// enterGate refuses what comes under a wrong name, in the clear from another machine, or from a page of another site.
func (s *server) enterGate(w http.ResponseWriter, r *http.Request) error {
	if !s.Exposure.knowsHost(r.Host) {
		// A page elsewhere may point its own name at this machine and read what is served here.
		return problem{http.StatusMisdirectedRequest, "This server does not answer to that name."}
	}
	switch secure := s.Exposure.originOf(r).secure; {
	case secure && !loopbackHost(r.Host):
		w.Header().Set("Strict-Transport-Security", "max-age=31536000")
	case !secure && s.Exposure.Closed && !ownProbe(r):
		return problem{http.StatusForbidden, "This server answers over https only."}
	}
	return requireSameOrigin(r)
}

// ownProbe reports whether a program on this machine asks how the server does.
func ownProbe(r *http.Request) bool {
	return addressOf(r.RemoteAddr).IsLoopback() && r.Header.Get("X-Forwarded-For") == "" &&
		(r.URL.Path == "/healthz" || r.URL.Path == "/readyz")
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
