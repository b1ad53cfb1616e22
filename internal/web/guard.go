package web

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"sightline/internal/access"
	"sightline/internal/auth"
	"sightline/internal/query"
)

// guard lets a request through to its route when its viewer may use that.
func (s *server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		template, _ := mux.CurrentRoute(r).GetPathTemplate()
		g, ok := grantOf(template)
		if !ok {
			s.refuse(w, r, problem{http.StatusForbidden, "Nobody may use this address."})
			return
		}
		if g.group == public { // it does not matter who asks, nor whether the database can say
			next.ServeHTTP(w, r)
			return
		}
		v, session, err := s.identify(r)
		if err == nil && r.URL.Path == "/" && v.session != nil && !g.admits(v) {
			http.Redirect(w, r, homeOf(v.Role), http.StatusSeeOther)
			return
		}
		if err == nil {
			err = s.admit(w, r, g, v)
		}
		var out notIn
		switch {
		case errors.As(err, &out):
			s.askToLogIn(w, r, session)
		case err != nil:
			s.refuse(w, r, err)
		default:
			next.ServeHTTP(w, withViewer(r, v))
		}
	})
}

// homeOf is where those begin who have no use of the cases.
func homeOf(role access.Role) string {
	switch role {
	case access.RoleAgency:
		return "/search"
	case access.RoleAuditor:
		return "/audit"
	}
	return pathAccount
}

// notIn says that a request comes from nobody who is logged in.
type notIn struct{}

func (notIn) Error() string { return "Log in first." }

// identify finds out who asks: by key, by session, or as the one user of a machine without accounts. A session comes
// along even when it is not good for anything yet, or no longer.
func (s *server) identify(r *http.Request) (viewer, *auth.Session, error) {
	if s.Accounts == nil {
		return s.onlyUser(), nil, nil
	}
	if known, is := r.Context().Value(refusalKey).(refusal); is {
		return viewer{}, known.session, known.err
	}
	v, session, err := s.lookUp(r)
	s.noteCaller(r, v, err)
	return v, session, err
}

// lookUp asks the database who asks.
func (s *server) lookUp(r *http.Request) (viewer, *auth.Session, error) {
	from := s.fromOf(r)
	if r.Header.Get("Authorization") != "" {
		v, err := s.byKey(r, from)
		return v, nil, err
	}
	if token := s.token(r); token != "" {
		session, err := s.Accounts.Resume(r.Context(), token)
		switch {
		case errors.Is(err, auth.ErrNoSession) && session.ID != 0:
			return viewer{}, &session, notIn{}
		case errors.Is(err, auth.ErrNoSession):
		case err != nil:
			return viewer{}, nil, err
		case session.Stage != auth.StageOpen:
			return viewer{}, &session, notIn{}
		default:
			return viewer{Viewer: session.User.Viewer(), actor: session.User.Name, address: from.Address, session: &session}, &session, nil
		}
	}
	if open, err := s.open(r); err != nil || open {
		return s.onlyUser(), nil, err
	}
	return viewer{}, nil, notIn{}
}

// open reports whether there are no accounts, on a server that only this machine can reach. Once there is one, it stays
// closed.
func (s *server) open(r *http.Request) (bool, error) {
	if s.Exposure.Closed || s.inhabited.Load() {
		return false, nil
	}
	has, err := s.Accounts.Store.HasUsers(r.Context())
	if has {
		s.inhabited.Store(true)
	}
	return !has, err
}

// byKey finds whose key a request shows.
func (s *server) byKey(r *http.Request, from auth.From) (viewer, error) {
	k, err := s.Accounts.OpenKey(r.Context(), keyOf(r), from)
	if errors.Is(err, auth.ErrNoKey) {
		return viewer{}, problem{http.StatusUnauthorized, "The API key is unknown, revoked or expired."}
	}
	if err != nil {
		return viewer{}, err
	}
	return viewer{Viewer: k.Viewer(), actor: k.Actor(), address: from.Address, key: &k}, nil
}

// admit says why a viewer may not use what a grant is for, or nothing.
func (s *server) admit(w http.ResponseWriter, r *http.Request, g grant, v viewer) error {
	if !g.admits(v) {
		detail := "Your role may not use this address."
		if v.key != nil {
			detail = "This API key is not for what is at this address."
		}
		return s.refused(r, v, problem{http.StatusForbidden, detail})
	}
	if v.key != nil {
		if wait, ok := s.Accounts.Take(*v.key); !ok {
			w.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
			return problem{http.StatusTooManyRequests, "This API key has asked as often as it may in a minute: " +
				strconv.Itoa(v.key.Rate) + " times."}
		}
	}
	if g.search && !v.Everything {
		if err := requireReason(w, r); err != nil {
			return s.refused(r, v, err)
		}
	}
	return nil
}

// refused writes to the audit that somebody who is known was refused something, and why; it returns the reason, or that the
// audit cannot be written.
func (s *server) refused(r *http.Request, v viewer, why error) error {
	e := v.event(auth.ActionRefused).With("path", r.URL.Path).With("why", why.Error())
	if caseNumber, purpose := reasonOf(r); caseNumber != "" || purpose != "" {
		e = e.With("case", clipped(caseNumber)).With("purpose", clipped(purpose))
	}
	e.Refused = true
	if err := s.Accounts.Store.Note(r.Context(), e); err != nil {
		return err
	}
	return why
}

// clipped is as much of a text as a row of the audit needs, without what the database does not take.
func clipped(text string) string {
	if len(text) > mostWords {
		text = text[:mostWords]
	}
	return strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", "")
}

// Headers in which a client that cannot change its addresses says for which case and why it asks.
const (
	headerCase    = query.HeaderCase
	headerPurpose = query.HeaderPurpose
)

// reasonOf is for which case and why a request asks, by its address or its headers.
func reasonOf(r *http.Request) (caseNumber, purpose string) {
	q := r.URL.Query()
	caseNumber, purpose = q.Get("case"), q.Get("purpose")
	if caseNumber == "" {
		caseNumber = r.Header.Get(headerCase)
	}
	if purpose == "" {
		purpose = r.Header.Get(headerPurpose)
	}
	return strings.TrimSpace(caseNumber), strings.TrimSpace(purpose)
}

// requireReason refuses a search that does not say for which case and why: in its address, in headers, or in
// the JSON that it sends.
func requireReason(w http.ResponseWriter, r *http.Request) error {
	caseNumber, purpose := reasonOf(r)
	if (caseNumber == "" || purpose == "") && r.Method == http.MethodPost {
		var body struct{ Case, Purpose string }
		text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxSearchBody))
		if err != nil {
			return problem{http.StatusRequestEntityTooLarge, "The body is too large."}
		}
		r.Body = io.NopCloser(bytes.NewReader(text)) // the handler reads it again, and tells what is wrong with it
		_ = json.Unmarshal(text, &body)
		caseNumber, purpose = cmp.Or(caseNumber, strings.TrimSpace(body.Case)), cmp.Or(purpose, strings.TrimSpace(body.Purpose))
	}
	var missing []string
	if caseNumber == "" {
		missing = append(missing, "the case number (case, or the header "+headerCase+")")
	}
	if purpose == "" {
		missing = append(missing, "the purpose (purpose, or the header "+headerPurpose+")")
	}
	if len(missing) == 0 {
		return nil
	}
	return badRequest("Each search says for which case and why it is made. Missing: %s.", strings.Join(missing, " and "))
}

// MaxSearchBody is the most bytes of a search that is sent: areas may have many corners.
const MaxSearchBody = 1 << 20

// refuse answers with a problem where programs ask, else with a page.
func (s *server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	fail := func(http.ResponseWriter, *http.Request) error { return err }
	if forPrograms(r) {
		var p problem
		if errors.As(err, &p) && p.status == http.StatusUnauthorized {
			w.Header().Set("WWW-Authenticate", `Bearer realm="sightline"`)
		}
		s.api(fail).ServeHTTP(w, r)
		return
	}
	s.page(fail).ServeHTTP(w, r)
}

// forPrograms reports whether what answers a request is read by a program, not by somebody who follows links.
func forPrograms(r *http.Request) bool {
	if r.Header.Get("Authorization") != "" {
		return true
	}
	if strings.Contains(r.Header.Get("Accept"), "text/html") {
		return false
	}
	for _, prefix := range []string{"/api/", "/ogc", "/tiles/", "/metrics"} {
		if strings.HasPrefix(r.URL.Path, prefix) {
			return true
		}
	}
	return false
}

// askToLogIn sends a browser to the page where its log-in goes on, and tells a program that it needs a key.
func (s *server) askToLogIn(w http.ResponseWriter, r *http.Request, session *auth.Session) {
	if forPrograms(r) {
		s.refuse(w, r, problem{http.StatusUnauthorized, "Log in, or show an API key: Authorization: Bearer sk_…"})
		return
	}
	next := "/"
	if r.Method == http.MethodGet {
		next = r.URL.RequestURI()
	}
	if s.strayed(r) {
		s.continueTo(w, r, next)
		return
	}
	http.Redirect(w, r, s.stepOf(session)+"?next="+url.QueryEscape(next), http.StatusSeeOther)
}

// strayed reports whether a browser came by a link on another site, and so without the cookie that it may have.
func (s *server) strayed(r *http.Request) bool {
	return r.Method == http.MethodGet && r.Header.Get("Sec-Fetch-Site") == "cross-site" && r.Header.Get("Sec-Fetch-Mode") == "navigate" &&
		s.token(r) == ""
}
