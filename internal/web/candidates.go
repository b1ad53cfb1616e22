package web

import (
	"context"
	"fmt"
	"net/http"

	"github.com/gorilla/mux"

	"sightline/internal/access"
	"sightline/internal/query"
	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/kinds"
)

// Candidates finds the plate reads that may be of a subject's vehicles and are none of its sightings.
type Candidates interface {
	Candidates(ctx context.Context, subject int64, limit int, after query.Cursor, look access.Asker) (query.Candidates, error)
}

const (
	defaultCandidates = 1000
	maxCandidates     = 5000
)

// candidateRoutes are the routes of reads that may be of a subject's vehicles.
func (s *server) candidateRoutes(r *mux.Router) {
	if s.Candidates == nil {
		return
	}
	list := candidateList{s, NewCursors(nil)}
	r.Handle("/api/v1/subjects/{id:[0-9]+}/candidates", s.api(list.answer)).Methods(http.MethodGet, http.MethodHead)
}

// allCandidates returns the candidates of the subject of a request, for what is drawn as a whole.
func (s *server) allCandidates(r *http.Request, look access.Asker) ([]timeline.Candidate, error) {
	id, err := number(r, "id")
	if err != nil || s.Candidates == nil {
		return nil, err
	}
	return query.AllCandidates(func(after query.Cursor) (query.Candidates, error) {
		return s.Candidates.Candidates(r.Context(), id, maxCandidates, after, look)
	})
}

// candidateRow is a candidate with the text that a filter looks for words in.
type candidateRow struct {
	timeline.Candidate
	Text string `json:"text"`
}

func (s *server) candidateRows(all []timeline.Candidate) []candidateRow {
	d := timeline.Dossier{Candidates: all}
	if s.Around != nil {
		d.NamePlaces(s.Around())
	}
	rows := make([]candidateRow, len(all))
	for i := range all {
		rows[i] = candidateRow{all[i], analysis.CandidateText(&all[i])}
	}
	return rows
}

type candidateList struct {
	server  *server
	cursors Cursors
}

// candidatesView is a page of candidates. Links has the next page, and is empty on the last.
type candidatesView struct {
	query.Candidates
	Found   []candidateRow `json:"candidates"`
	Links   []Link         `json:"links"`
	Caveats []string       `json:"caveats"`
}

// answer lists candidates in time order, those of one read together.
func (l candidateList) answer(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r.URL.Query(), "limit", "cursor", "purpose")
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	limit := defaultCandidates
	if p.Text("limit") != "" {
		n := p.Number("limit", 1, maxCandidates)
		if limit = int(n); float64(limit) != n {
			p.Fault("limit must be a whole number")
		}
	}
	question := fmt.Sprintf("candidates of %d", id)
	var after query.Cursor
	if text := p.Text("cursor"); text != "" {
		if err := l.cursors.Decode(question, text, &after); err != nil {
			p.Fault("%v", err)
		}
	}
	if err := p.err(); err != nil {
		return err
	}
	page, err := l.server.Candidates.Candidates(r.Context(), id, limit, after, l.server.look(r, "workbench candidates"))
	if err != nil {
		return err
	}
	view := candidatesView{Candidates: page, Found: l.server.candidateRows(page.Found), Caveats: kinds.Caveats()}
	if page.Next != nil {
		cursor, err := l.cursors.Encode(question, page.Next)
		if err != nil {
			return err
		}
		next := *r.URL
		q := next.Query()
		q.Set("cursor", cursor)
		next.RawQuery = q.Encode()
		view.Links = append(view.Links, Link{Rel: "next", Type: contentJSON, Href: next.RequestURI()})
	}
	return writeJSON(w, contentJSON, view)
}
