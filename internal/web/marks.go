package web

import (
	"context"
	"errors"
	"net/http"

	"github.com/gorilla/mux"

	"sightline/internal/access"
	"sightline/timeline"
)

// Marks keeps analysts' marks on the events of a subject.
type Marks interface {
	Marks(ctx context.Context, subject int64, undone bool, look access.Asker) ([]timeline.Mark, error)
	AddMark(ctx context.Context, subject int64, m timeline.Mark, look access.Asker) (timeline.Mark, error)
	UndoMark(ctx context.Context, subject, mark int64, look access.Asker) (timeline.Mark, error)
}

// markRoutes are the routes of analysts' marks.
func (s *server) markRoutes(r *mux.Router) {
	if s.Marks == nil {
		return
	}
	const all, one = "/api/v1/subjects/{id:[0-9]+}/marks", "/api/v1/subjects/{id:[0-9]+}/marks/{mark:[0-9]+}"
	r.Handle(all, s.api(s.listMarks)).Methods(http.MethodGet, http.MethodHead)
	r.Handle(all, s.api(changing(s.addMark))).Methods(http.MethodPost)
	r.Handle(one, s.api(changing(s.undoMark))).Methods(http.MethodDelete)
}

func (s *server) listMarks(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r.URL.Query(), "undone", "purpose")
	undone := p.OneOf("undone", "", "1") != ""
	if err := p.err(); err != nil {
		return err
	}
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	marks, err := s.Marks.Marks(r.Context(), id, undone, s.look(r, "workbench"))
	if err != nil {
		return err
	}
	return writeJSON(w, contentJSON, map[string]any{"marks": marks})
}

func (s *server) addMark(w http.ResponseWriter, r *http.Request) error {
	if err := newParams(r.URL.Query(), "purpose").err(); err != nil {
		return err
	}
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	var body struct {
		Target string            `json:"target"`
		Kind   timeline.MarkKind `json:"kind"`
		Text   string            `json:"text"`
	}
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	m := timeline.Mark{Target: body.Target, Kind: body.Kind, Text: body.Text}
	if err := m.Check(); err != nil {
		return badRequest("%s.", sentence(err))
	}
	m, err = s.Marks.AddMark(r.Context(), id, m, s.look(r, "workbench"))
	if err != nil {
		return markProblem(err)
	}
	w.Header().Set("Content-Type", contentJSON)
	w.WriteHeader(http.StatusCreated)
	return writeJSON(w, contentJSON, m)
}

// undoMark answers with the mark as it is kept: nothing is deleted.
func (s *server) undoMark(w http.ResponseWriter, r *http.Request) error {
	if err := newParams(r.URL.Query(), "purpose").err(); err != nil {
		return err
	}
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	mark, err := number(r, "mark")
	if err != nil {
		return err
	}
	m, err := s.Marks.UndoMark(r.Context(), id, mark, s.look(r, "workbench"))
	if err != nil {
		return markProblem(err)
	}
	return writeJSON(w, contentJSON, m)
}

// markProblem tells what another analyst was faster with.
func markProblem(err error) error {
	for _, known := range []error{timeline.ErrHidden, timeline.ErrMarkUndone} {
		if errors.Is(err, known) {
			return problem{http.StatusConflict, sentence(known) + "; load the page again to see by whom and why."}
		}
	}
	return err
}

// sentence is an error's text with a capital.
func sentence(err error) string {
	text := err.Error()
	if text != "" && text[0] >= 'a' && text[0] <= 'z' {
		return string(text[0]-'a'+'A') + text[1:]
	}
	return text
}
