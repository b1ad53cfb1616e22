package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sightline/internal/auth"
	"sightline/static"
)

// showSetup asks whoever has a one-time link for a password.
func (s *server) showSetup(w http.ResponseWriter, r *http.Request) error {
	return s.setupPage(w, r, r.URL.Query().Get("link"), static.LoginPage{})
}

func (s *server) setupPage(w http.ResponseWriter, r *http.Request, token string, d static.LoginPage) error {
	link, err := s.Accounts.Link(r.Context(), token)
	if errors.Is(err, auth.ErrNoLink) {
		return problem{http.StatusNotFound, "This link was used, has expired or never was. Ask for another."}
	}
	if err != nil {
		return err
	}
	d.Link, d.First, d.Shortest = token, link.First(), auth.ShortestPassword
	title := "Choose your password"
	if link.First() {
		title = "Set up the first administrator"
	} else {
		d.Name = link.User.Name
	}
	return s.loginPage(w, r, "setup.gohtml", title, d)
}

func (s *server) takeSetup(w http.ResponseWriter, r *http.Request) error {
	token, password := r.PostFormValue("link"), r.PostFormValue("password")
	who := auth.NewUser{Name: r.PostFormValue("name"), FullName: r.PostFormValue("full_name"), Agency: r.PostFormValue("agency")}
	d := static.LoginPage{Name: who.Name, FullName: who.FullName, Agency: who.Agency}
	if password != r.PostFormValue("again") {
		d.Fault = "The two passwords are not the same."
		return s.setupPage(w, r, token, d)
	}
	session, err := s.Accounts.UseLink(r.Context(), token, who, password, s.fromOf(r))
	if errors.Is(err, auth.ErrNoLink) {
		return s.setupPage(w, r, token, d) // which says so
	}
	if err != nil {
		if d.Fault, err = said(err); err != nil {
			return err
		}
		return s.setupPage(w, r, token, d)
	}
	s.enter(w, r, session, auth.StageEnrol)
	return nil
}

// showAccount shows somebody's own account.
func (s *server) showAccount(w http.ResponseWriter, r *http.Request) error {
	notice := ""
	if r.URL.Query().Get("done") == "password" {
		notice = "Your password is changed. Your other sessions have ended."
	}
	return s.accountPage(w, r, notice, "")
}

func (s *server) accountPage(w http.ResponseWriter, r *http.Request, notice, fault string) error {
	mine := s.viewerOf(r).session
	if mine == nil { // the one user of a machine without accounts has none
		return problem{http.StatusNotFound, "There are no accounts yet: sightline users add makes one."}
	}
	sessions, err := s.Accounts.Store.Sessions(r.Context(), mine.User.ID, s.Accounts.Now())
	if err != nil {
		return err
	}
	u := mine.User
	a := static.Account{FullName: u.FullName, Role: string(u.Role), Agency: u.Agency, Local: u.Password != "", Second: u.Second != nil,
		Notice: notice, Fault: fault, Shortest: auth.ShortestPassword}
	for _, one := range sessions {
		state := "in use"
		switch {
		case one.Locked(s.Accounts.Now()):
			state = "locked"
		case one.Stage != auth.StageOpen:
			state = "logging in"
		}
		a.Sessions = append(a.Sessions,
			static.Session{ID: one.ID, Began: stamp(one.Began), Seen: stamp(one.Seen), Address: one.From.Address,
				Agent: browserOf(one.From.Agent),
				State: state, Mine: one.ID == mine.ID})
	}
	status := http.StatusOK
	if fault != "" {
		status = http.StatusUnprocessableEntity
	}
	return s.render(w, status, "account.gohtml", s.shell(r, static.Page{Title: "Your account", Account: &a}))
}

// browserOf names the browser and the system that a user agent speaks of, as far as it is one that people use.
func browserOf(agent string) string {
	name, system := "another program", ""
	for _, known := range [][2]string{{"Edg/", "Edge"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}} {
		if strings.Contains(agent, known[0]) {
			name = known[1]
			break
		}
	}
	for _, known := range [][2]string{{"Windows", "Windows"}, {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"},
		{"Macintosh", "Mac"}, {"Linux", "Linux"}} {
		if strings.Contains(agent, known[0]) {
			system = " on " + known[1]
			break
		}
	}
	return name + system
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

func (s *server) changePassword(w http.ResponseWriter, r *http.Request) error {
	mine := s.viewerOf(r).session
	if mine == nil {
		return problem{http.StatusNotFound, "There are no accounts yet."}
	}
	if r.PostFormValue("password") != r.PostFormValue("again") {
		return s.accountPage(w, r, "", "The two new passwords are not the same.")
	}
	token, err := s.Accounts.ChangePassword(r.Context(), *mine, r.PostFormValue("was"), r.PostFormValue("password"), s.fromOf(r))
	if errors.Is(err, auth.ErrRefused) {
		return s.accountPage(w, r, "", "The password you have now is not that one.")
	}
	if err != nil {
		fault, err := said(err)
		if err != nil {
			return err
		}
		return s.accountPage(w, r, "", fault)
	}
	s.callers.note(token, accountName(mine.User.ID))
	s.setToken(w, r, token)
	http.Redirect(w, r, pathAccount+"?done=password", http.StatusSeeOther)
	return nil
}

func (s *server) endSession(w http.ResponseWriter, r *http.Request) error {
	mine := s.viewerOf(r).session
	id, err := strconv.ParseInt(r.PostFormValue("session"), 10, 64)
	if mine == nil || err != nil {
		return badRequest("There is no such session.")
	}
	if err := s.Accounts.EndOther(r.Context(), *mine, id, s.fromOf(r)); err != nil {
		return err
	}
	http.Redirect(w, r, pathAccount, http.StatusSeeOther)
	return nil
}

// session tells a page who uses it and how long it may stay unused; asking is using it.
func (s *server) session(w http.ResponseWriter, r *http.Request) error {
	if err := newParams(r.URL.Query()).err(); err != nil {
		return err
	}
	v := s.viewerOf(r)
	view := map[string]any{"actor": v.actor, "role": v.Role}
	if v.session != nil {
		view["idle_s"], view["ends"] = int(auth.IdleLimit/time.Second), v.session.Ends
	}
	return writeJSON(w, contentJSON, view)
}

// shell adds to a page who uses it, and where he may go.
func (s *server) shell(r *http.Request, p static.Page) static.Page {
	v := s.viewerOf(r)
	if v.session != nil {
		p.User, p.Idle = v.actor, int(auth.IdleLimit/time.Second)
	}
	for _, l := range []static.Link{{Href: "/", Text: "Cases"}, {Href: "/search", Text: "Search"}, {Href: "/hits", Text: "Hits"},
		{Href: "/notices", Text: "Notices"},
		{Href: "/audit", Text: "Audit"}, {Href: pathAdmin, Text: "Administration"}} {
		g, ok := grantOf(l.Href)
		if ok && g.admits(v) && (l.Href != "/notices" || v.Agency != "") && (l.Href != pathAdmin || v.session != nil) && s.offers(l.Href) {
			p.Links = append(p.Links, l)
		}
	}
	return p
}

// offers reports whether a part of the server that need not be there is.
func (s *server) offers(path string) bool {
	return path == "/" || path == "/search" || path == "/hits" && s.Hits != nil || path == "/notices" && s.Notices != nil || path == "/audit" && s.Audits != nil ||
		path == pathAdmin && s.Administration != nil
}
