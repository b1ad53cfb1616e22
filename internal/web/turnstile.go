package web

import (
	"net/http"
	"strings"
	"time"
)

// Limits of what is answered at the same time.
const (
	MostAtOnce = 64                     // requests being answered
	turnWait   = 500 * time.Millisecond // how long one more waits for its turn
	mostWait   = 4 * MostAtOnce         // how many wait; further ones are sent away at once
	maxURL     = 8 << 10                // bytes
	maxBody    = 1 << 20                // bytes, where a route has no smaller limit
)

// turnstile keeps a server that is asked more than it can answer from answering nobody: what cannot have its turn soon is sent
// away at once, with the advice to come again. The pages' own files and the answers to those who watch over the server
// pass beside it.
type turnstile struct{ waiting, in chan struct{} }

func newTurnstile() turnstile {
	return turnstile{make(chan struct{}, MostAtOnce+mostWait), make(chan struct{}, MostAtOnce)}
}

// enter returns what ends a request's turn, or false when it has none.
func (g turnstile) enter(r *http.Request) (leave func(), ok bool) {
	if strings.HasPrefix(r.URL.Path, "/assets/") || r.URL.Path == "/healthz" || r.URL.Path == "/readyz" {
		return func() {}, true
	}
	select {
	case g.waiting <- struct{}{}:
	default:
		return nil, false
	}
	leave = func() { <-g.in; <-g.waiting }
	select {
	case g.in <- struct{}{}:
		return leave, true
	default:
	}
	soon := time.NewTimer(turnWait)
	defer soon.Stop()
	select {
	case g.in <- struct{}{}:
		return leave, true
	case <-soon.C:
	case <-r.Context().Done():
	}
	<-g.waiting
	return nil, false
}

// sendAway answers a request that has no turn.
func (s *server) sendAway(w http.ResponseWriter, r *http.Request) {
	s.metrics.sentAway.WithLabelValues("overload").Inc()
	w.Header().Set("Retry-After", "1")
	err := problem{http.StatusServiceUnavailable, "The server is asked more than it can answer. Try again in a second."}
	if strings.HasPrefix(r.URL.Path, "/api/") || strings.HasPrefix(r.URL.Path, "/ogc") || strings.HasPrefix(r.URL.Path, "/tiles/") {
		s.problem(w, r, err)
		return
	}
	http.Error(w, err.detail, err.status)
}
