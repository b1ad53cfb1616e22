package web

import (
	"context"
	"log/slog"
	"net/http"
	"time"
)

// How long a server that is told to stop still works.
const (
	requestGrace = 5 * time.Second
	FileGrace    = time.Minute // for files that are being made or sent
)

// Stop stops a server: it takes no more requests, gives those it has a few seconds, and files on their way up to a minute
// or until the context ends.
func Stop(ctx context.Context, h *http.Server, log *slog.Logger) {
	stop(ctx, h, log, requestGrace, FileGrace)
}

func stop(ctx context.Context, h *http.Server, log *slog.Logger, forRequests, forFiles time.Duration) {
	stopped := make(chan struct{})
	ctx, cancel := context.WithTimeout(ctx, forFiles)
	defer cancel()
	go func() {
		defer close(stopped)
		_ = h.Shutdown(ctx) // what is not done by then is closed below
	}()
	defer h.Close()
	if ended(stopped, time.After(forRequests)) {
		return
	}
	files := func() int { return 0 }
	if s, is := h.Handler.(*server); is {
		files = func() int { return s.sending.counts().working }
	}
	if n := files(); n > 0 {
		log.Info("stopping when the files that are being sent have arrived, or at a second signal", "files", n, "at_most",
			forFiles-forRequests)
	}
	for files() > 0 && !ended(stopped, time.After(100*time.Millisecond)) {
	}
}

// ended reports which comes first: the end, or a time.
func ended(end <-chan struct{}, at <-chan time.Time) bool {
	select {
	case <-end:
		return true
	case <-at:
		return false
	}
}
