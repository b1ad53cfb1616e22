package web

import (
	"context"
	"net/http"

	"sightline/timeline"
)

// viewer is for whom a request asks.
type viewer struct {
	timeline.Viewer
	actor string // as the audit names him
}

// viewerKey is the viewer's place in a request's context.
const viewerKey contextKey = 1

// withViewer returns the request with its viewer.
func withViewer(r *http.Request, v viewer) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), viewerKey, v))
}

// viewerOf returns for whom a request asks. Without accounts that is whoever uses this machine; with them, whoever was
// recognised, and nobody where nobody was.
func (s *server) viewerOf(r *http.Request) viewer {
	if v, ok := r.Context().Value(viewerKey).(viewer); ok {
		return v
	}
	if s.Accounts {
		return viewer{}
	}
	return viewer{Viewer: timeline.Viewer{Everything: true}, actor: s.Actor}
}
