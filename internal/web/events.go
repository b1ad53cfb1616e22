package web

import (
	"context"
	"errors"
	"math"
	"net/http"

	"github.com/gorilla/mux"

	"sightline/internal/access"
	"sightline/timeline"
)

// Leads keeps what analysts type in. What it refuses is a *timeline.LeadError.
type Leads interface {
	Add(ctx context.Context, subject int64, lead timeline.Lead, look access.Asker) (timeline.Load, error)
	// Correct changes what the lead names, and returns the new load and the one whose place it takes.
	Correct(ctx context.Context, subject int64, event string, load int64, change timeline.Lead, look access.Asker) (done timeline.Load, old int64,
		err error)
	Withdraw(ctx context.Context, subject int64, event string, load int64, why string, look access.Asker) (done timeline.Load, events int64,
		err error)
}

// typedView is the load of a record that was typed in.
type typedView struct {
	timeline.Load
	InPlaceOf int64 `json:"in_place_of,omitempty"` // the load whose place it takes
}

// withdrawal is why what was typed in is taken back.
type withdrawal struct {
	Why string `json:"why"`
}

// eventRoutes are the routes of what is typed in.
func (s *server) eventRoutes(r *mux.Router) {
	if s.Leads == nil {
		return
	}
	const all, one = "/api/v1/subjects/{id:[0-9]+}/events", "/api/v1/subjects/{id:[0-9]+}/events/{event:e[0-9]{1,18}}"
	r.Handle(all, s.api(changing(s.addEvent))).Methods(http.MethodPost)
	r.Handle(one, s.api(changing(s.correctEvent))).Methods(http.MethodPatch)
	r.Handle(one, s.api(changing(s.withdrawEvent))).Methods(http.MethodDelete)
}

func (s *server) addEvent(w http.ResponseWriter, r *http.Request) error {
	if err := newParams(r.URL.Query(), "purpose").err(); err != nil {
		return err
	}
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	var lead timeline.Lead
	if err := readJSON(w, r, &lead); err != nil {
		return err
	}
	done, err := s.Leads.Add(r.Context(), id, lead, s.look(r, "workbench"))
	if err != nil {
		return leadProblem(err)
	}
	w.Header().Set("Content-Type", contentJSON)
	w.WriteHeader(http.StatusCreated)
	return writeJSON(w, contentJSON, typedView{Load: done})
}

// correctEvent answers with the load of the corrected record; the text of the one before is kept.
func (s *server) correctEvent(w http.ResponseWriter, r *http.Request) error {
	id, load, err := typedEvent(r)
	if err != nil {
		return err
	}
	var change timeline.Lead
	if err := readJSON(w, r, &change); err != nil {
		return err
	}
	done, old, err := s.Leads.Correct(r.Context(), id, mux.Vars(r)["event"], load, change, s.look(r, "workbench"))
	if err != nil {
		return leadProblem(err)
	}
	return writeJSON(w, contentJSON, typedView{done, old})
}

// withdrawEvent answers with the load as it is kept: its text is never deleted.
func (s *server) withdrawEvent(w http.ResponseWriter, r *http.Request) error {
	id, load, err := typedEvent(r)
	if err != nil {
		return err
	}
	var body withdrawal
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	done, _, err := s.Leads.Withdraw(r.Context(), id, mux.Vars(r)["event"], load, body.Why, s.look(r, "workbench"))
	if err != nil {
		return leadProblem(err)
	}
	return writeJSON(w, contentJSON, typedView{Load: done})
}

// typedEvent reads whose event is meant, and the load of which of its records; 0 where only one was typed in.
func typedEvent(r *http.Request) (subject, load int64, err error) {
	p := newParams(r.URL.Query(), "load", "purpose")
	load = int64(p.Whole("load", 0, 1, math.MaxInt64))
	if err := p.err(); err != nil {
		return 0, 0, err
	}
	subject, err = number(r, "id")
	return subject, load, err
}

// leadProblem tells what to type otherwise.
func leadProblem(err error) error {
	var refused *timeline.LeadError
	if errors.As(err, &refused) {
		return badRequest("%s.", sentence(err))
	}
	return err
}
