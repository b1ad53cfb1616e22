package web

import (
	"net/http"

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
	s.candidateRoutes(r)
	s.tileRoutes(r)
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
	r.MethodNotAllowedHandler = s.unknown(http.StatusMethodNotAllowed, "This address does not answer that method.")
	return r
}
