package web

import (
	"context"
	"net/http"

	"sightline/internal/access"
	"sightline/internal/auth"
)

// viewer is for whom a request asks.
type viewer struct {
	access.Viewer
	actor   string        // as the audit names him
	address string        // from which he asks, "" for this machine's own user
	session *auth.Session // his log-in; nil with a key, and on a machine without accounts
	key     *auth.Key     // nil: he is no program
}

// event is something the viewer did, for the audit.
func (v viewer) event(action string) auth.Event {
	return auth.Event{Action: action, Actor: v.actor, Agency: v.Agency, Address: v.address, Key: v.Key}
}

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
	if s.Accounts != nil {
		return viewer{}
	}
	return s.onlyUser()
}

// onlyUser is the one user of a machine without accounts: nothing is kept from him.
func (s *server) onlyUser() viewer {
	return viewer{Viewer: access.Viewer{Everything: true}, actor: s.Actor}
}
