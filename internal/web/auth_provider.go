package web

import (
	"errors"
	"net/http"

	"sightline/internal/auth"
	"sightline/static"
)

// leaveForProvider sends a browser to the agency's identity provider.
func (s *server) leaveForProvider(w http.ResponseWriter, r *http.Request) error {
	if s.Accounts.Provider == nil {
		return problem{http.StatusNotFound, "There is no identity provider."}
	}
	address, carried, err := s.Accounts.LeaveForProvider(r.Context(), nextOf(r.FormValue("next")))
	if err != nil {
		s.logFailure(r, http.StatusBadGateway, err)
		return problem{http.StatusBadGateway, "The identity provider does not answer."}
	}
	// Lax: the browser brings it back when the provider sends it here.
	s.setCookie(w, r, providerCookie, carried, http.SameSiteLaxMode)
	http.Redirect(w, r, address, http.StatusSeeOther)
	return nil
}

// returnFromProvider takes a browser that the identity provider sent back.
func (s *server) returnFromProvider(w http.ResponseWriter, r *http.Request) error {
	if s.Accounts.Provider == nil {
		return problem{http.StatusNotFound, "There is no identity provider."}
	}
	carried := ""
	if c, err := r.Cookie(s.cookieName(r, providerCookie)); err == nil {
		carried = c.Value
	}
	s.setCookie(w, r, providerCookie, "", http.SameSiteLaxMode)
	token, _, next, err := s.Accounts.ReturnFromProvider(r.Context(), carried, r.URL.Query(), s.fromOf(r))
	if err != nil {
		if errors.Is(err, auth.ErrIdentity) {
			s.Log.WarnContext(r.Context(), "identity provider", "request", requestID(r), "error", err)
		}
		fault, err := said(err)
		if err != nil {
			return err
		}
		return s.loginPage(w, r, "login.gohtml", "Log in", static.LoginPage{Provider: true, Fault: fault})
	}
	s.setToken(w, r, token)
	s.continueTo(w, r, nextOf(next))
	return nil
}
