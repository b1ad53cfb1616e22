package web

import (
	"cmp"
	"context"
	"net/http"
	"time"
)

// readyTimeout is how long the answer to whether questions can be answered may take.
const readyTimeout = 2 * time.Second

// health says that the program runs, whatever its database does.
func (s *server) health(w http.ResponseWriter, r *http.Request) error {
	return writeJSON(w, contentJSON, map[string]string{"status": "ok", "version": s.Version})
}

// ready says whether questions can be answered at this moment, and if not, why.
func (s *server) ready(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
	defer cancel()
	err := s.store.Ready(ctx)
	if err == nil {
		return writeJSON(w, contentJSON, map[string]string{"status": "ready"})
	}
	why := ""
	if s.Unready != nil {
		why = s.Unready(err)
	}
	return problem{http.StatusServiceUnavailable, cmp.Or(why, "The database does not answer.")}
}
