package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/gorilla/mux"

	"sightline/internal/access"
	"sightline/internal/ledger"
	"sightline/internal/query"
	"sightline/internal/words"
	"sightline/static"
)

// Hits tells what loads brought that is known of other subjects.
type Hits interface {
	Hits(ctx context.Context, number string, unseen bool, most int, look access.Asker) ([]ledger.Hit, error)
	SeeHits(ctx context.Context, ids []int64, look access.Asker) (int64, error)
}

// hitRoutes are the routes of hits in the viewer's cases.
func (s *server) hitRoutes(r *mux.Router) {
	if s.Hits == nil {
		return
	}
	r.Handle("/hits", s.page(s.hitPage)).Methods(http.MethodGet, http.MethodHead)
	r.Handle("/hits/seen", s.page(form(s.seeHits))).Methods(http.MethodPost)
	r.Handle("/api/v1/hits", s.api(s.listHits)).Methods(http.MethodGet, http.MethodHead)
}

func (s *server) listHits(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r.URL.Query(), "case", "unseen", "limit")
	unseen, most := p.OneOf("unseen", "", "1") != "", defaultLimit
	if p.Text("limit") != "" {
		most = int(p.Number("limit", 1, query.MaxSearchLimit))
	}
	if err := p.err(); err != nil {
		return err
	}
	all, err := s.Hits.Hits(r.Context(), p.Text("case"), unseen, most, s.look(r, "hits"))
	if err != nil {
		return err
	}
	return writeJSON(w, contentJSON, map[string]any{"hits": all})
}

func (s *server) hitPage(w http.ResponseWriter, r *http.Request) error {
	all, err := s.Hits.Hits(r.Context(), "", false, defaultLimit, s.look(r, "hits"))
	if err != nil {
		return err
	}
	view := &static.Hits{}
	for i := range all {
		h := &all[i]
		view.All = append(view.All, static.Hit{ID: h.ID, At: shortTime(h.At), Type: h.Type, Value: h.Identifier(), Known: h.Known(),
			Subject: h.SubjectID, Name: h.SubjectName, Case: h.CaseNumber, LoadCase: h.LoadCase, LoadSubject: h.LoadSubject,
			File: h.File, Where: fmt.Sprintf("load %d, line %d, %s", h.LoadID, h.Line, words.Either(h.Events, "row", "rows")),
			New: h.SeenAt == nil})
		if h.SeenAt == nil {
			view.New++
		}
	}
	return s.render(w, http.StatusOK, "hits.gohtml", s.shell(r, static.Page{Title: "Hits", Hits: view}))
}

func (s *server) seeHits(w http.ResponseWriter, r *http.Request) error {
	var ids []int64
	for _, text := range r.PostForm["id"] {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return badRequest("There is no hit %q.", text)
		}
		ids = append(ids, id)
	}
	if _, err := s.Hits.SeeHits(r.Context(), ids, s.look(r, "hits")); err != nil {
		return err
	}
	http.Redirect(w, r, "/hits", http.StatusSeeOther)
	return nil
}
