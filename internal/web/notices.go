package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/gorilla/mux"

	"sightline/internal/access"
	"sightline/internal/ledger"
	"sightline/internal/query"
	"sightline/static"
)

// Notices tells agencies that others asked about the same.
type Notices interface {
	Notices(ctx context.Context, agency string, unseen bool, most int, look access.Asker) ([]ledger.Notice, error)
	SeeNotices(ctx context.Context, agency string, ids []int64, look access.Asker) (int64, error)
	DeconflictionRule(ctx context.Context, agency string) (ledger.Rule, error)
	PutDeconflictionRule(ctx context.Context, agency string, r ledger.Rule, look access.Asker) error
}

// noticeRoutes are the routes of notices to the viewer's agency.
func (s *server) noticeRoutes(r *mux.Router) {
	if s.Notices == nil {
		return
	}
	r.Handle("/notices", s.page(s.noticePage)).Methods(http.MethodGet, http.MethodHead)
	r.Handle("/notices/seen", s.page(form(s.seeNotices))).Methods(http.MethodPost)
	r.Handle("/notices/rule", s.page(form(s.putRule))).Methods(http.MethodPost)
	r.Handle("/api/v1/notices", s.api(s.listNotices)).Methods(http.MethodGet, http.MethodHead)
}

// agencyOf is the agency of who asks.
func (s *server) agencyOf(r *http.Request) (string, error) {
	if agency := s.viewerOf(r).Agency; agency != "" {
		return agency, nil
	}
	return "", problem{http.StatusNotFound, "Notices go to agencies, and this account has none."}
}

func (s *server) listNotices(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r.URL.Query(), "unseen", "limit")
	unseen, most := p.OneOf("unseen", "", "1") != "", defaultLimit
	if p.Text("limit") != "" {
		most = int(p.Number("limit", 1, query.MaxSearchLimit))
	}
	if err := p.err(); err != nil {
		return err
	}
	agency, err := s.agencyOf(r)
	if err != nil {
		return err
	}
	all, err := s.Notices.Notices(r.Context(), agency, unseen, most, s.look(r, "notices"))
	if err != nil {
		return err
	}
	return writeJSON(w, contentJSON, map[string]any{"agency": agency, "notices": all})
}

// maySetRule says whether a role may make its agency silent, or no longer.
func maySetRule(role access.Role) bool {
	return role == access.RoleSupervisor || role == access.RoleAgency || role == access.RoleAdmin
}

func (s *server) noticePage(w http.ResponseWriter, r *http.Request) error {
	agency, err := s.agencyOf(r)
	if err != nil {
		return err
	}
	all, err := s.Notices.Notices(r.Context(), agency, false, defaultLimit, s.look(r, "notices"))
	if err != nil {
		return err
	}
	rule, err := s.Notices.DeconflictionRule(r.Context(), agency)
	if err != nil {
		return err
	}
	view := &static.Notices{Agency: agency, Silent: rule.Silent, Days: int(rule.Span.Hours() / 24), MaySet: maySetRule(s.viewerOf(r).Role)}
	for _, n := range all {
		other := n.OtherAgency
		if n.OtherName != "" {
			other = fmt.Sprintf("%s (%s)", n.OtherName, n.OtherAgency)
		}
		view.All = append(view.All, static.Notice{ID: n.ID, At: shortTime(n.At), Kind: n.Kind, Value: n.Value, Actor: n.Actor,
			Asked: shortTime(n.AskedAt), Case: n.CaseNumber,
			Other: other, OtherActor: n.OtherActor, OtherCase: n.OtherCase, OtherValue: n.OtherValue, OtherAsked: shortTime(n.OtherAt),
			New: n.SeenAt == nil})
		if n.SeenAt == nil {
			view.New++
		}
	}
	return s.render(w, http.StatusOK, "notices.gohtml", s.shell(r, static.Page{Title: "Notices", Notices: view}))
}

// shortTime is an instant on a page, in UTC, to the minute.
func shortTime(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

func (s *server) seeNotices(w http.ResponseWriter, r *http.Request) error {
	agency, err := s.agencyOf(r)
	if err != nil {
		return err
	}
	var ids []int64
	for _, text := range r.PostForm["id"] {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return badRequest("There is no notice %q.", text)
		}
		ids = append(ids, id)
	}
	if _, err := s.Notices.SeeNotices(r.Context(), agency, ids, s.look(r, "notices")); err != nil {
		return err
	}
	http.Redirect(w, r, "/notices", http.StatusSeeOther)
	return nil
}

func (s *server) putRule(w http.ResponseWriter, r *http.Request) error {
	agency, err := s.agencyOf(r)
	if err != nil {
		return err
	}
	if !maySetRule(s.viewerOf(r).Role) {
		return s.refused(r, s.viewerOf(r), problem{http.StatusForbidden, "A supervisor of your agency sets this."})
	}
	days, err := strconv.Atoi(r.PostFormValue("days"))
	if err != nil || days < 1 || days > 1825 {
		return badRequest("The days must be a whole number from 1 to 1825.")
	}
	rule := ledger.Rule{Silent: r.PostFormValue("silent") != "", Span: time.Duration(days) * 24 * time.Hour}
	if err := s.Notices.PutDeconflictionRule(r.Context(), agency, rule, s.look(r, "deconfliction")); err != nil {
		return err
	}
	http.Redirect(w, r, "/notices", http.StatusSeeOther)
	return nil
}
