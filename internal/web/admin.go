package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"sightline/internal/access"
	"sightline/internal/auth"
	"sightline/static"
	"sightline/timeline"
)

// Administration shows and changes accounts and keys, each look and each change with its row in the audit.
type Administration interface {
	Users(context.Context, access.Asker) ([]auth.Account, error)
	User(context.Context, int64, access.Asker) (auth.Account, error)
	AddUser(context.Context, auth.User, time.Time, auth.Event) (int64, error)
	UpdateUser(context.Context, auth.User, auth.Event) error
	DisableUser(ctx context.Context, id int64, at time.Time, e auth.Event) error
	EnableUser(context.Context, auth.User, time.Time, auth.Event) error
	ResetUser(context.Context, auth.User, auth.NewLink, auth.Event) error
	AddLink(context.Context, auth.NewLink, auth.Event) error
	Case(ctx context.Context, number string) (timeline.Case, error)
	AddMember(ctx context.Context, caseID, user int64, e auth.Event) (bool, error)
	RemoveMember(ctx context.Context, caseID, user int64, e auth.Event) (bool, error)
	Keys(context.Context, access.Asker) ([]auth.Key, error)
	KeyToChange(context.Context, int64) (auth.Key, error)
	AddKey(ctx context.Context, k auth.Key, overlap time.Time, e auth.Event) (int64, error)
	RevokeKey(ctx context.Context, id int64, at time.Time, e auth.Event) error
}

const pathAdmin = "/admin"

// adminRoutes are the pages of administrators.
func (s *server) adminRoutes(r *mux.Router) {
	if s.Administration == nil || s.Accounts == nil {
		return
	}
	const one, key = pathAdmin + "/users/{id:[0-9]+}", pathAdmin + "/keys/{id:[0-9]+}"
	show := func(path string, h handler) {
		r.Handle(path, s.page(s.withAdmin(h))).Methods(http.MethodGet, http.MethodHead)
	}
	take := func(path string, h handler) {
		r.Handle(path, s.page(changing(s.withAdmin(form(h))))).Methods(http.MethodPost)
	}
	show(pathAdmin, s.showUsers)
	take(pathAdmin+"/users", s.addUser)
	show(one, s.showUser)
	take(one+"/role", s.changeUser)
	take(one+"/close", s.closeUser)
	take(one+"/open", s.openUser)
	take(one+"/reset", s.resetUser)
	take(one+"/cases", s.addCase)
	take(one+"/cases/remove", s.removeCase)
	show(pathAdmin+"/keys", s.showKeys)
	r.Handle(pathAdmin+"/keys", s.page(changing(s.withAdmin(s.addKey)))).Methods(http.MethodPost)
	take(key+"/rotate", s.rotateKey)
	take(key+"/revoke", s.revokeKey)
}

// withAdmin lets only an administrator who is logged in through: not the one user of a machine without accounts, who
// makes the first of them on the command line.
func (s *server) withAdmin(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if s.viewerOf(r).session == nil {
			return problem{http.StatusNotFound, "There are no accounts yet: sightline users add makes the first."}
		}
		return h(w, r)
	}
}

// adminEvent is something that an administrator does here, for the audit.
func (s *server) adminEvent(r *http.Request, action string) auth.Event {
	return s.viewerOf(r).event(action).With("by", "administration page")
}

// user is the account that an address is about.
func (s *server) user(r *http.Request) (auth.Account, error) {
	id, err := number(r, "id")
	if err != nil {
		return auth.Account{}, err
	}
	u, err := s.Administration.User(r.Context(), id, s.look(r, "administration page"))
	if err != nil && s.NotFound(err) {
		return u, problem{http.StatusNotFound, "There is no such account."}
	}
	return u, err
}

// another is the account that an address is about, unless it is the asker's own: nobody gives rights to themselves, nor
// closes the last administrator's account.
func (s *server) another(r *http.Request) (auth.Account, error) {
	u, err := s.user(r)
	if err == nil && u.ID == s.viewerOf(r).User {
		err = s.refused(r, s.viewerOf(r), problem{http.StatusForbidden, "Another administrator changes your account."})
	}
	return u, err
}

func userPath(id int64) string { return pathAdmin + "/users/" + strconv.FormatInt(id, 10) }

// unfitOf is what is wrong with what an administrator sent, "" where that is not the fault.
func unfitOf(err error) string {
	var u auth.Unfit
	if errors.As(err, &u) {
		return strings.ToUpper(string(u[:1])) + string(u[1:]) + "."
	}
	return ""
}

// adminDone are what pages say of what was done, by the parameter done.
func adminDone() map[string]string {
	return map[string]string{
		"changed": "The account is changed. Its sessions have ended.", "closed": "The account is closed. Its sessions have ended.",
		"opened": "The account is open.",
		"member": "The user is a member of the case and sees all of it.", "removed": "The user is no longer a member of the case.",
		"revoked": "The key is revoked.",
	}
}

func (s *server) showUsers(w http.ResponseWriter, r *http.Request) error {
	return s.usersPage(w, r, static.Admin{})
}

// usersPage lists the accounts, with what is filled into the form for another.
func (s *server) usersPage(w http.ResponseWriter, r *http.Request, view static.Admin) error {
	all, err := s.Administration.Users(r.Context(), s.look(r, "administration page"))
	if err != nil {
		return err
	}
	for _, u := range all {
		view.Users = append(view.Users, s.userView(r, u))
	}
	view.Roles = roleViews()
	if view.Asked.May == nil {
		view.Asked.May = mayViews(nil)
	}
	return s.adminPage(w, r, "admin.gohtml", "Accounts", view)
}

func (s *server) adminPage(w http.ResponseWriter, r *http.Request, name, title string, view static.Admin) error {
	if view.Done == "" && view.Fault == "" {
		view.Done = adminDone()[r.URL.Query().Get("done")]
	}
	status := http.StatusOK
	if view.Fault != "" {
		status = http.StatusUnprocessableEntity
	}
	return s.render(w, status, name, s.shell(r, static.Page{Title: title, Admin: &view}))
}

func (s *server) userView(r *http.Request, u auth.Account) static.AdminUser {
	state := u.State(s.Accounts.Now())
	return static.AdminUser{
		ID: u.ID, Name: u.Name, FullName: u.FullName, Role: string(u.Role), Agency: u.Agency, May: mayViews(u.May), Cases: u.Cases,
		State: state, Open: state == auth.StateOpen, Disabled: u.Disabled, Provided: u.Provided, Active: stamp(u.Active),
		Mine: u.ID == s.viewerOf(r).User,
	}
}

// roleViews are the roles with what they are for.
func roleViews() (all []static.Choice) {
	about := map[access.Role]string{
		access.RoleAnalyst: "works on the cases they are a member of", access.RoleSupervisor: "sees all cases of their agency",
		access.RoleAgency:  "asks what is shared with their agency",
		access.RoleAuditor: "reads the audit", access.RoleAdmin: "keeps accounts and keys",
	}
	for _, role := range access.Roles() {
		all = append(all, static.Choice{Value: string(role), Text: string(role) + " – " + about[role]})
	}
	return all
}

// mayViews are the handling codes that can be chosen in a form, with what they stand for: those that are known, and what else
// somebody has the right to.
func mayViews(may []timeline.Handling) (all []static.Choice) {
	for _, code := range codesFor(access.Viewer{May: may}) {
		all = append(all, static.Choice{Value: string(code), Text: code.Name(), Chosen: slices.Contains(may, code)})
	}
	return all
}

// userForm is an account as a form describes it, or an Unfit error.
func userForm(r *http.Request, u auth.User) (auth.User, error) {
	u.FullName, u.Role, u.Agency = r.PostFormValue("full_name"), access.Role(r.PostFormValue("role")),
		strings.TrimSpace(r.PostFormValue("agency"))
	may, err := auth.ParseMay(r.PostForm["may"], u.May)
	if err != nil {
		return u, err
	}
	u.May = may
	return u.Fit()
}

func (s *server) addUser(w http.ResponseWriter, r *http.Request) error {
	u, err := userForm(r, auth.User{Name: r.PostFormValue("name")})
	view := static.Admin{Asked: s.userView(r, auth.Account{User: u})}
	if fault := unfitOf(err); fault != "" {
		view.Fault = fault
		return s.usersPage(w, r, view)
	}
	if err != nil {
		return err
	}
	now := s.Accounts.Now()
	id, err := s.Administration.AddUser(r.Context(), u, now, u.About(s.adminEvent(r, auth.ActionUserAdded)))
	if errors.Is(err, auth.ErrExists) {
		view.Fault = "There is an account " + u.Name + " already."
		return s.usersPage(w, r, view)
	}
	if err != nil {
		return err
	}
	if r.PostFormValue("provider") != "" {
		return s.usersPage(w, r, static.Admin{Done: "Made the account " + u.Name +
			". Its user logs in through the agency's identity provider."})
	}
	token, link := auth.MakeLink(id, now)
	if err := s.Administration.AddLink(r.Context(), link, s.adminEvent(r, auth.ActionLink).With("user", u.Name)); err != nil {
		return err
	}
	return s.usersPage(w, r, static.Admin{Done: "Made the account " + u.Name + ".", Once: setupOnce(r, token, link)})
}

// setupOnce is a one-time link as it is shown, which is this once.
func setupOnce(r *http.Request, token string, link auth.NewLink) *static.Once {
	return &static.Once{Text: origin(r) + pathSetup + "?link=" + token,
		About: "With this link the user sets a password, once and before " + stamp(link.Expires) +
			". It is shown this once. Hand it over by a way that only the user can read."}
}

func (s *server) showUser(w http.ResponseWriter, r *http.Request) error {
	u, err := s.user(r)
	if err != nil {
		return err
	}
	return s.userPage(w, r, u, static.Admin{})
}

func (s *server) userPage(w http.ResponseWriter, r *http.Request, u auth.Account, view static.Admin) error {
	view.Asked, view.Roles = s.userView(r, u), roleViews()
	return s.adminPage(w, r, "admin_user.gohtml", "Account "+u.Name, view)
}

func (s *server) changeUser(w http.ResponseWriter, r *http.Request) error {
	was, err := s.another(r)
	if err != nil {
		return err
	}
	u, err := userForm(r, was.User)
	if fault := unfitOf(err); fault != "" {
		return s.userPage(w, r, auth.Account{User: u, Cases: was.Cases}, static.Admin{Fault: fault})
	}
	if err != nil {
		return err
	}
	if err := s.Administration.UpdateUser(r.Context(), u, u.About(s.adminEvent(r, auth.ActionUserChanged))); err != nil {
		return err
	}
	http.Redirect(w, r, userPath(u.ID)+"?done=changed", http.StatusSeeOther)
	return nil
}

func (s *server) closeUser(w http.ResponseWriter, r *http.Request) error {
	u, err := s.another(r)
	if err != nil {
		return err
	}
	if err := s.Administration.DisableUser(r.Context(), u.ID, s.Accounts.Now(),
		s.adminEvent(r, auth.ActionUserChanged).With("user", u.Name).With("state", "disabled")); err != nil {
		return err
	}
	http.Redirect(w, r, userPath(u.ID)+"?done=closed", http.StatusSeeOther)
	return nil
}

func (s *server) openUser(w http.ResponseWriter, r *http.Request) error {
	u, err := s.another(r)
	if err != nil {
		return err
	}
	now := s.Accounts.Now()
	if err := s.Administration.EnableUser(r.Context(), u.User, now,
		s.adminEvent(r, auth.ActionUserChanged).With("user", u.Name).With("state", "enabled").With("was", u.State(now))); err != nil {
		return err
	}
	http.Redirect(w, r, userPath(u.ID)+"?done=opened", http.StatusSeeOther)
	return nil
}

func (s *server) resetUser(w http.ResponseWriter, r *http.Request) error {
	u, err := s.another(r)
	if err != nil {
		return err
	}
	if u.Disabled {
		return s.userPage(w, r, u, static.Admin{Fault: "The account is closed. Open it first."})
	}
	token, link := auth.MakeLink(u.ID, s.Accounts.Now())
	if err := s.Administration.ResetUser(r.Context(), u.User, link,
		s.adminEvent(r, auth.ActionUserReset).With("user", u.Name)); err != nil {
		return err
	}
	if u, err = s.user(r); err != nil { // as it is now
		return err
	}
	return s.userPage(w, r, u, static.Admin{Done: "The account has neither password nor second factor any more. Its sessions have ended.",
		Once: setupOnce(r, token, link)})
}

func (s *server) addCase(w http.ResponseWriter, r *http.Request) error {
	return s.changeCase(w, r, auth.ActionMemberAdded, "member", s.Administration.AddMember)
}

func (s *server) removeCase(w http.ResponseWriter, r *http.Request) error {
	return s.changeCase(w, r, auth.ActionMemberRemoved, "removed", s.Administration.RemoveMember)
}

// changeCase makes a user a member of a case, or no longer.
func (s *server) changeCase(w http.ResponseWriter, r *http.Request, action, done string,
	change func(ctx context.Context, caseID, user int64, e auth.Event) (bool, error)) error {
	u, err := s.another(r)
	if err != nil {
		return err
	}
	number := strings.TrimSpace(r.PostFormValue("case"))
	of, err := s.Administration.Case(r.Context(), number)
	if err != nil && s.NotFound(err) {
		return s.userPage(w, r, u, static.Admin{Fault: "There is no case " + strconv.Quote(number) + "."})
	}
	if err != nil {
		return err
	}
	if _, err := change(r.Context(), of.ID, u.ID, s.adminEvent(r, action).With("user", u.Name).With("case", of.Number)); err != nil {
		return err
	}
	http.Redirect(w, r, userPath(u.ID)+"?done="+done, http.StatusSeeOther)
	return nil
}
