package web

import (
	"net/http"
	"net/url"
	"strings"

	"sightline/internal/auth"
)

// The cookies. Where the connection is encrypted their names bind them to this host; a machine's own user may have to
// do without.
const (
	sessionCookie  = "sightline"
	providerCookie = "sightline-provider"
)

func (s *server) cookieName(r *http.Request, name string) string {
	if s.Exposure.originOf(r).secure {
		return "__Host-" + name
	}
	return name
}

// token is the session's token that a browser brings, "" for none.
func (s *server) token(r *http.Request) string {
	c, err := r.Cookie(s.cookieName(r, sessionCookie))
	if err != nil {
		return ""
	}
	return c.Value
}

// setToken gives a browser its session's token, which only it brings back and only to us. "" takes it away.
func (s *server) setToken(w http.ResponseWriter, r *http.Request, token string) {
	s.setCookie(w, r, sessionCookie, token, http.SameSiteStrictMode)
}

func (s *server) setCookie(w http.ResponseWriter, r *http.Request, name, value string, same http.SameSite) {
	c := &http.Cookie{Name: s.cookieName(r, name), Value: value, Path: "/", HttpOnly: true, Secure: s.Exposure.originOf(r).secure,
		SameSite: same}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// mostAgent is how much is kept of what a browser says it is.
const mostAgent = 200

// fromOf is where a request comes from, as sessions and the audit have it.
func (s *server) fromOf(r *http.Request) auth.From {
	agent := strings.ToValidUTF8(r.UserAgent(), "")
	if len(agent) > mostAgent {
		agent = strings.ToValidUTF8(agent[:mostAgent], "")
	}
	from := auth.From{Agent: agent}
	if a := s.Exposure.originOf(r).address; a.IsValid() {
		from.Address = a.String()
	}
	return from
}

// nextOf is the page of ours that a request wants to go on to; the first one where it names none of ours.
func nextOf(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") ||
		strings.ContainsAny(text, "\\\r\n\t") ||
		strings.HasPrefix(u.Path, "/login") || strings.HasPrefix(u.Path, "/setup") || strings.HasPrefix(u.Path, "/logout") {
		return "/"
	}
	return u.RequestURI()
}
