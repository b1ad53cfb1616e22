package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/gorilla/mux"

	"sightline/internal/auth"
	"sightline/static"
)

// Addresses of the pages for logging in.
const (
	pathLogin    = "/login"
	pathSecond   = "/login/second"
	pathEnrol    = "/login/enrol"
	pathBanner   = "/login/banner"
	pathProvider = "/login/provider"
	pathBack     = "/login/back"
	pathLogout   = "/logout"
	pathSetup    = "/setup"
	pathAccount  = "/account"
)

// accountRoutes are the pages for logging in and for one's own account.
func (s *server) accountRoutes(r *mux.Router) {
	if s.Accounts == nil {
		return
	}
	show := func(path string, h handler) { r.Handle(path, s.page(h)).Methods(http.MethodGet, http.MethodHead) }
	take := func(path string, h handler) { r.Handle(path, s.page(form(h))).Methods(http.MethodPost) }
	show(pathLogin, s.showLogin)
	take(pathLogin, s.logIn)
	show(pathSecond, s.atStage(auth.StageSecond, s.showSecond))
	take(pathSecond, s.atStage(auth.StageSecond, s.takeSecond))
	show(pathEnrol, s.atStage(auth.StageEnrol, s.showEnrol))
	take(pathEnrol, s.atStage(auth.StageEnrol, s.takeEnrol))
	show(pathBanner, s.atStage(auth.StageBanner, s.showBanner))
	take(pathBanner, s.atStage(auth.StageBanner, s.takeBanner))
	show(pathProvider, s.leaveForProvider)
	show(pathBack, s.returnFromProvider)
	take(pathLogout, s.logOut)
	show(pathSetup, s.showSetup)
	take(pathSetup, s.takeSetup)
	show(pathAccount, s.showAccount)
	take(pathAccount+"/password", s.changePassword)
	take(pathAccount+"/sessions", s.endSession)
	r.Handle("/api/v1/session", s.api(s.session)).Methods(http.MethodGet, http.MethodHead)
}

// mostDoorForm is the most bytes of a form for logging in.
const mostDoorForm = 16 << 10

// form reads the form that a request brings.
func form(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		r.Body = http.MaxBytesReader(w, r.Body, mostDoorForm)
		if err := r.ParseForm(); err != nil {
			return badRequest("The form cannot be read.")
		}
		return h(w, r)
	}
}

// stepOf is the page at which a log-in goes on.
func (s *server) stepOf(session *auth.Session) string {
	if session == nil || session.Locked(s.Accounts.Now()) {
		return pathLogin
	}
	switch session.Stage {
	case auth.StageSecond:
		return pathSecond
	case auth.StageEnrol:
		return pathEnrol
	case auth.StageBanner:
		return pathBanner
	}
	return pathLogin
}

// atStage gives a handler the session that is at a stage; others are sent to where theirs is.
func (s *server) atStage(stage auth.Stage, h func(http.ResponseWriter, *http.Request, auth.Session) error) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		session, err := s.Accounts.Resume(r.Context(), s.token(r))
		if err != nil && !errors.Is(err, auth.ErrNoSession) {
			return err
		}
		if err != nil || session.Stage != stage {
			s.goOn(w, r, err, session)
			return nil
		}
		return h(w, r, session)
	}
}

// goOn sends a browser to where its log-in is.
func (s *server) goOn(w http.ResponseWriter, r *http.Request, err error, session auth.Session) {
	if s.strayed(r) {
		s.continueTo(w, r, r.URL.RequestURI())
		return
	}
	next := nextOf(r.FormValue("next"))
	if err == nil && session.Stage == auth.StageOpen {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	door := pathLogin
	if err == nil {
		door = s.stepOf(&session)
	}
	http.Redirect(w, r, door+"?next="+url.QueryEscape(next), http.StatusSeeOther)
}

// enter gives a browser the token of a session and sends it to the page of its stage.
func (s *server) enter(w http.ResponseWriter, r *http.Request, token string, stage auth.Stage) {
	s.setToken(w, r, token)
	next := nextOf(r.FormValue("next"))
	if stage == auth.StageOpen {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	http.Redirect(w, r, s.stepOf(&auth.Session{Stage: stage, Seen: s.Accounts.Now()})+"?next="+url.QueryEscape(next), http.StatusSeeOther)
}

// loginPage renders a page for logging in, with the status that fits its fault.
func (s *server) loginPage(w http.ResponseWriter, r *http.Request, name, title string, d static.LoginPage) error {
	d.Next = nextOf(r.FormValue("next"))
	status := http.StatusOK
	if d.Fault != "" {
		status = http.StatusUnprocessableEntity
	}
	return s.render(w, status, name, static.Page{Title: title, LoginPage: &d})
}

// said is what a person is told of an error, if it is one for them; else the error.
func said(err error) (string, error) {
	var weak auth.WeakPassword
	switch {
	case errors.As(err, &weak):
		return weak.Error(), nil
	case errors.Is(err, auth.ErrName):
		return "A name has 2 to 64 letters, digits or . _ - @, and begins with a letter or digit.", nil
	}
	for _, known := range []error{auth.ErrRefused, auth.ErrAddress, auth.ErrBusy, auth.ErrIdentity} {
		if errors.Is(err, known) {
			text := known.Error()
			return strings.ToUpper(text[:1]) + text[1:] + ".", nil
		}
	}
	return "", err
}

// showLogin asks for name and password; of a session that was locked it says so.
func (s *server) showLogin(w http.ResponseWriter, r *http.Request) error {
	d := static.LoginPage{Provider: s.Accounts.Provider != nil}
	if token := s.token(r); token != "" {
		session, err := s.Accounts.Resume(r.Context(), token)
		switch {
		case err == nil:
			s.goOn(w, r, nil, session)
			return nil
		case !errors.Is(err, auth.ErrNoSession):
			return err
		case session.ID != 0 && session.Stage == auth.StageOpen:
			d.Locked, d.Name = true, session.User.Name
		}
	} else if open, err := s.open(r); err != nil || open {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return err
	}
	title := "Log in"
	if d.Locked {
		title = "Locked"
	}
	return s.loginPage(w, r, "login.gohtml", title, d)
}

func (s *server) logIn(w http.ResponseWriter, r *http.Request) error {
	name := r.PostFormValue("name")
	token, stage, err := s.Accounts.LogIn(r.Context(), name, r.PostFormValue("password"), s.fromOf(r))
	if err != nil {
		d := static.LoginPage{Provider: s.Accounts.Provider != nil, Name: name}
		if d.Fault, err = said(err); err != nil {
			return err
		}
		return s.loginPage(w, r, "login.gohtml", "Log in", d)
	}
	s.enter(w, r, token, stage)
	return nil
}

func (s *server) showSecond(w http.ResponseWriter, r *http.Request, session auth.Session) error {
	return s.loginPage(w, r, "second.gohtml", "Second factor", static.LoginPage{Name: session.User.Name})
}

func (s *server) takeSecond(w http.ResponseWriter, r *http.Request, session auth.Session) error {
	token, err := s.Accounts.Second(r.Context(), session, r.PostFormValue("code"), s.fromOf(r))
	if err != nil {
		d := static.LoginPage{Name: session.User.Name}
		if d.Fault, err = said(err); err != nil {
			return err
		}
		return s.loginPage(w, r, "second.gohtml", "Second factor", d)
	}
	s.enter(w, r, token, auth.StageBanner)
	return nil
}

func (s *server) showEnrol(w http.ResponseWriter, r *http.Request, session auth.Session) error {
	return s.enrolPage(w, r, session, "")
}

func (s *server) enrolPage(w http.ResponseWriter, r *http.Request, session auth.Session, fault string) error {
	secret, err := s.Accounts.BeginEnrol(r.Context(), session)
	if err != nil {
		return err
	}
	code, err := drawQR(auth.TOTPAddress(secret, "Sightline "+r.Host, session.User.Name))
	if err != nil {
		return err
	}
	return s.loginPage(w, r, "enrol.gohtml", "Set up your second factor",
		static.LoginPage{Name: session.User.Name, QR: &code, Secret: auth.TOTPText(secret), Fault: fault})
}

func (s *server) takeEnrol(w http.ResponseWriter, r *http.Request, session auth.Session) error {
	token, err := s.Accounts.Enrol(r.Context(), session, r.PostFormValue("code"), s.fromOf(r))
	if err != nil {
		fault, err := said(err)
		if err != nil {
			return err
		}
		return s.enrolPage(w, r, session, fault)
	}
	s.enter(w, r, token, auth.StageBanner)
	return nil
}

// defaultBanner says what a use banner has to (CJIS AC-8).
const defaultBanner = `You are about to use a system that holds criminal justice information.

Use of it is monitored, recorded and audited. Use it only for the official purpose you name. Unauthorized use is prohibited and may be subject to criminal and civil penalties.

By going on you consent to monitoring and recording.`

func (s *server) showBanner(w http.ResponseWriter, r *http.Request, _ auth.Session) error {
	text := s.Exposure.Banner
	if strings.TrimSpace(text) == "" {
		text = defaultBanner
	}
	return s.loginPage(w, r, "banner.gohtml", "Before you go on",
		static.LoginPage{Banner: strings.Split(strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")), "\n\n")})
}

func (s *server) takeBanner(w http.ResponseWriter, r *http.Request, session auth.Session) error {
	token, err := s.Accounts.Acknowledge(r.Context(), session, s.fromOf(r))
	if err != nil {
		return err
	}
	s.callers.note(token, accountName(session.User.ID)) // who has just come in need not wait among strangers
	s.enter(w, r, token, auth.StageOpen)
	return nil
}

func (s *server) logOut(w http.ResponseWriter, r *http.Request) error {
	session, err := s.Accounts.Resume(r.Context(), s.token(r))
	if err == nil {
		err = s.Accounts.LogOut(r.Context(), session, s.fromOf(r))
	}
	if err != nil && !errors.Is(err, auth.ErrNoSession) {
		return err
	}
	s.setToken(w, r, "")
	w.Header().Set("Clear-Site-Data", `"cache"`)
	http.Redirect(w, r, pathLogin, http.StatusSeeOther)
	return nil
}

// continueTo is a page that goes on by itself: from a page of ours the browser brings the cookie that it withholds when it
// comes by a link on another site.
func (s *server) continueTo(w http.ResponseWriter, r *http.Request, to string) {
	if err := s.render(w, http.StatusOK, "continue.gohtml",
		static.Page{Title: "One moment", LoginPage: &static.LoginPage{Next: to}}); err != nil {
		s.logFailure(r, http.StatusInternalServerError, err)
		http.Error(w, "The server could not answer. Its log says why.", http.StatusInternalServerError)
	}
}
