package web

import (
	"net/http"
	"strings"

	"github.com/gorilla/mux"
)

// routes are all there are. Free text never stands in a path.
func (s *server) routes() http.Handler {
	r := mux.NewRouter()
	r.Use(nameRoute, s.guard)
	page := func(path string, h handler) { r.Handle(path, s.page(h)).Methods(http.MethodGet, http.MethodHead) }
	api := func(path string, h handler) { r.Handle(path, s.api(h)).Methods(http.MethodGet, http.MethodHead) }

	s.accountRoutes(r)
	page("/", s.index)
	page("/search", s.searchPage)
	page("/subjects/{id:[0-9]+}", s.subject)
	s.exportRoutes(r)

	s.apiRoutes(r)
	api("/api/v1/cases", s.cases)
	api("/api/v1/subjects/{id:[0-9]+}/dossier", s.dossier)
	api("/api/v1/subjects/{id:[0-9]+}/chart", s.chart)
	s.findingRoutes(r)
	s.markRoutes(r)
	s.eventRoutes(r)
	s.candidateRoutes(r)
	s.tileRoutes(r)
	s.hitRoutes(r)
	s.noticeRoutes(r)
	s.auditRoutes(r)
	s.adminRoutes(r)
	api("/api/v1/records/{load:[0-9]+}/{line:[0-9]+}", s.record)
	api("/api/v1/sightings", s.sightings)
	r.Handle("/api/v1/sightings/search", s.api(s.search)).Methods(http.MethodPost)
	api("/healthz", s.health)
	api("/readyz", s.ready)
	r.Handle("/metrics", s.metrics).Methods(http.MethodGet, http.MethodHead)
	s.ogcRoutes(r)

	r.PathPrefix("/assets/").Handler(s.asset()).Methods(http.MethodGet, http.MethodHead)
	r.NotFoundHandler = s.unknown(http.StatusNotFound, "There is nothing at this address.")
	r.MethodNotAllowedHandler = s.otherMethod(r)
	return r
}

// otherMethod answers a method that an address does not take with those that it takes (RFC 9110, 15.5.6). OPTIONS asks for no
// more: QGIS wants to know by it whether a layer can be edited.
func (s *server) otherMethod(router *mux.Router) http.Handler {
	refuse := s.unknown(http.StatusMethodNotAllowed, "This address does not answer that method.")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var allowed []string
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPatch, http.MethodDelete} {
			other, match := *r, mux.RouteMatch{}
			if other.Method = method; router.Match(&other, &match) && match.MatchErr == nil {
				allowed = append(allowed, method)
			}
		}
		w.Header().Set("Allow", strings.Join(append(allowed, http.MethodOptions), ", "))
		if r.Method == http.MethodOptions {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		refuse.ServeHTTP(w, r)
	})
}
