package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sightline/internal/access"
	"sightline/internal/auth"
	"sightline/internal/store"
	"sightline/timeline"
)

type usersCmd struct {
	List    usersListCmd    `cmd:"" default:"withargs" help:"List the accounts."`
	Add     usersAddCmd     `cmd:"" help:"Make an account and print the one-time link by which its user sets a password."`
	Role    usersRoleCmd    `cmd:"" help:"Change what an account is for. Its sessions end."`
	Disable usersDisableCmd `cmd:"" help:"Close an account and end its sessions."`
	Enable  usersEnableCmd  `cmd:"" help:"Open an account that was closed, locked after failures, or long unused."`
	Reset   usersResetCmd   `cmd:"" help:"Take password and second factor away and print a one-time link to set new ones."`
	Members usersMembersCmd `cmd:"" help:"List the members of a case."`
}

type usersListCmd struct{}

// accountView is an account as it is printed: nothing by which one could log in.
type accountView struct {
	Name     string              `json:"name"`
	FullName string              `json:"full_name"`
	Role     access.Role         `json:"role"`
	Agency   string              `json:"agency"`
	May      []timeline.Handling `json:"may"`
	State    string              `json:"state"`
	Cases    []string            `json:"cases"`
	Active   time.Time           `json:"active"`
}

// Run lists the accounts.
func (c *usersListCmd) Run(a *app) error {
	s, err := a.open()
	if err != nil {
		return err
	}
	users, err := s.Users(a.ctx, a.look("users"))
	if err != nil {
		return err
	}
	views := []accountView{}
	var text strings.Builder
	for _, u := range users {
		v := accountView{u.Name, u.FullName, u.Role, u.Agency, listed(u.May), u.State(now()), u.Cases, u.Active.UTC()}
		views = append(views, v)
		fmt.Fprintf(&text, "%-20s %-10s %-9s %s, last active %s%s%s\n", v.Name, v.Role, v.Agency, v.State, v.Active.Format(time.DateOnly),
			rightsText(u.May), casesText(u.Cases))
	}
	if len(users) == 0 {
		text.WriteString("There are no accounts: whoever uses this machine sees everything. sightline users add makes one.\n")
	}
	return a.print(map[string]any{"users": views}, text.String())
}

// rightsText tells, behind what else is told of an account or a key, which handling codes it has the right to.
func rightsText(may []timeline.Handling) string {
	if len(may) == 0 {
		return ""
	}
	return "; may see " + codesText(may)
}

func casesText(cases []string) string {
	if len(cases) == 0 {
		return ""
	}
	return "; cases " + strings.Join(cases, ", ")
}

// rights are what an account is for.
type rights struct {
	FullName string              `placeholder:"NAME" help:"Full name."`
	Agency   string              `placeholder:"ORI" help:"The agency the user belongs to."`
	May      []timeline.Handling `placeholder:"CODE" enum:"${handling}" help:"May see what is under these handling codes: ${handling_names}."`
}

// apply changes what was given, and returns the account as it is kept.
func (r rights) apply(u auth.User) (auth.User, error) {
	if r.FullName != "" {
		u.FullName = r.FullName
	}
	if r.Agency != "" {
		u.Agency = r.Agency
	}
	u.May = slices.Concat(u.May, r.May)
	u, err := u.Fit()
	return u, unfit(err)
}

// unfit makes an account's or a key's fault one of what was typed.
func unfit(err error) error {
	var u auth.Unfit
	if errors.As(err, &u) {
		return badInput("%w", err)
	}
	return err
}

type usersAddCmd struct {
	Name string `arg:"" help:"What the user types to log in, such as r.doe."`
	Role string `required:"" enum:"analyst,supervisor,agency,auditor,admin" help:"analyst, supervisor, agency, auditor or admin."`
	rights
	Provider bool `help:"The agency's identity provider vouches for the user: no password here, no link."`
}

// Run makes an account.
func (c *usersAddCmd) Run(a *app) error {
	u, err := c.apply(auth.User{Name: c.Name, Role: access.Role(c.Role)})
	if err != nil {
		return err
	}
	s, err := a.open()
	if err != nil {
		return err
	}
	id, err := s.AddUser(a.ctx, u, now(), u.About(a.event(auth.ActionUserAdded)))
	if errors.Is(err, auth.ErrExists) {
		return badInput("there is an account %s already", u.Name)
	}
	if err != nil {
		return err
	}
	if c.Provider {
		return a.print(map[string]any{"user": u.Name},
			fmt.Sprintf("Made account %s. Its user logs in through the agency's identity provider.\n", u.Name))
	}
	token, link := auth.MakeLink(id, now())
	if err := s.AddLink(a.ctx, link, a.event(auth.ActionLink).With("user", u.Name)); err != nil {
		return err
	}
	return a.printLink("Made account "+u.Name+".", u.Name, token, link)
}

// printLink prints a one-time link: it is shown here and nowhere else.
func (a *app) printLink(done, name, token string, link auth.NewLink) error {
	address := setupAddress(a.address(), token)
	return a.print(map[string]any{"user": name, "link": address, "expires": link.Expires.UTC()},
		fmt.Sprintf("%s To set a password, once and before %s:\n%s\nHand the link over by a way that only the user can read.\n", done,
			link.Expires.UTC().Format("2006-01-02 15:04 UTC"), address))
}

// setupAddress is where a one-time link leads, at a server's address.
func setupAddress(server, token string) string { return server + "/setup?link=" + token }

// event is something that is done on the command line.
func (a *app) event(action string) auth.Event {
	return auth.Event{Action: action, Actor: actor(), About: map[string]any{"by": "command line"}}
}

// account finds an account by name.
func (a *app) account(s *store.Store, name string) (auth.User, error) {
	u, err := s.UserByName(a.ctx, auth.CleanName(name))
	if errors.Is(err, auth.ErrNoUser) {
		return u, badInput("there is no account %q; sightline users lists those there are", name)
	}
	return u, err
}

// onAccount opens the database and finds an account.
func (a *app) onAccount(name string, do func(*store.Store, auth.User) error) error {
	s, err := a.open()
	if err != nil {
		return err
	}
	u, err := a.account(s, name)
	if err != nil {
		return err
	}
	return do(s, u)
}

type usersRoleCmd struct {
	Name string `arg:"" help:"The account."`
	Role string `arg:"" optional:"" enum:"analyst,supervisor,agency,auditor,admin," default:"" help:"analyst, supervisor, agency, auditor or admin."`
	rights
	MayNot []timeline.Handling `name:"may-not" placeholder:"CODE" enum:"${handling}" help:"May no longer see what is under these."`
}

// Run changes what an account is for.
func (c *usersRoleCmd) Run(a *app) error {
	if err := eitherOr("--may", c.May, "--may-not", c.MayNot); err != nil {
		return err
	}
	return a.onAccount(c.Name, func(s *store.Store, u auth.User) error {
		if c.Role != "" {
			u.Role = access.Role(c.Role)
		}
		u.May = timeline.Keep(u.May, func(code *timeline.Handling) bool { return !slices.Contains(c.MayNot, *code) })
		u, err := c.apply(u)
		if err != nil {
			return err
		}
		if err := s.UpdateUser(a.ctx, u, u.About(a.event(auth.ActionUserChanged))); err != nil {
			return err
		}
		return a.print(map[string]any{"user": u.Name, "role": u.Role, "agency": u.Agency, "may": listed(u.May)},
			fmt.Sprintf("Account %s is now: %s %s%s\n", u.Name, u.Role, u.Agency, rightsText(u.May)))
	})
}

type usersDisableCmd struct {
	Name string `arg:"" help:"The account."`
}

// Run closes an account.
func (c *usersDisableCmd) Run(a *app) error {
	return a.onAccount(c.Name, func(s *store.Store, u auth.User) error {
		if err := s.DisableUser(a.ctx, u.ID, now(),
			a.event(auth.ActionUserChanged).With("user", u.Name).With("state", "disabled")); err != nil {
			return err
		}
		return a.print(map[string]any{"user": u.Name, "state": "disabled"},
			fmt.Sprintf("Account %s is closed; its sessions have ended.\n", u.Name))
	})
}

type usersEnableCmd struct {
	Name string `arg:"" help:"The account."`
}

// Run opens an account.
func (c *usersEnableCmd) Run(a *app) error {
	return a.onAccount(c.Name, func(s *store.Store, u auth.User) error {
		if err := s.EnableUser(a.ctx, u, now(), a.event(auth.ActionUserChanged).With("user", u.Name).With("state", "enabled").With("was",
			u.State(now()))); err != nil {
			return err
		}
		return a.print(map[string]any{"user": u.Name, "state": "open"}, fmt.Sprintf("Account %s is open.\n", u.Name))
	})
}

type usersResetCmd struct {
	Name string `arg:"" help:"The account."`
}

// Run makes the user of an account begin anew.
func (c *usersResetCmd) Run(a *app) error {
	return a.onAccount(c.Name, func(s *store.Store, u auth.User) error {
		if u.Disabled {
			return badInput("account %s is closed; sightline users enable %s opens it", u.Name, u.Name)
		}
		token, link := auth.MakeLink(u.ID, now())
		if err := s.ResetUser(a.ctx, u, link, a.event(auth.ActionUserReset).With("user", u.Name)); err != nil {
			return err
		}
		return a.printLink("Account "+u.Name+" has neither password nor second factor any more.", u.Name, token, link)
	})
}

type usersMembersCmd struct {
	Case string `arg:"" help:"Number of the case."`
}

// Run lists the members of a case.
func (c *usersMembersCmd) Run(a *app) error {
	s, err := a.open()
	if err != nil {
		return err
	}
	of, err := a.caseByNumber(s, c.Case)
	if err != nil {
		return err
	}
	members, err := s.Members(a.ctx, of.ID, a.look("users"))
	if err != nil {
		return err
	}
	var text strings.Builder
	for _, m := range members {
		fmt.Fprintf(&text, "%-20s %-10s since %s by %s\n", m.Name, m.Role, m.AddedAt.UTC().Format(time.DateOnly), m.AddedBy)
	}
	if len(members) == 0 {
		fmt.Fprintf(&text, "Case %s has no members; sightline cases member add makes one.\n", c.Case)
	}
	return a.print(map[string]any{"case": c.Case, "members": members}, text.String())
}

// caseByNumber finds a case.
func (a *app) caseByNumber(s *store.Store, number string) (timeline.Case, error) {
	of, err := s.Case(a.ctx, number)
	if errors.Is(err, store.ErrNotFound) {
		return of, badInput("there is no case %q; sightline cases lists those there are", number)
	}
	return of, err
}

type casesMemberCmd struct {
	Add    casesMemberAddCmd    `cmd:"" help:"Make a user a member of a case, who then sees all of it."`
	Remove casesMemberRemoveCmd `cmd:"" help:"End a membership."`
}

type casesMemberAddCmd struct {
	Case string `arg:"" help:"Number of the case."`
	Name string `arg:"" help:"The account."`
}

// Run makes a user a member.
func (c *casesMemberAddCmd) Run(a *app) error {
	return a.onAccount(c.Name, func(s *store.Store, u auth.User) error {
		of, err := a.caseByNumber(s, c.Case)
		if err != nil {
			return err
		}
		added, err := s.AddMember(a.ctx, of.ID, u.ID, a.event(auth.ActionMemberAdded).With("user", u.Name).With("case", of.Number))
		if err != nil {
			return err
		}
		text := fmt.Sprintf("%s is a member of case %s.\n", u.Name, of.Number)
		if !added {
			text = fmt.Sprintf("%s was a member of case %s already.\n", u.Name, of.Number)
		}
		return a.print(map[string]any{"user": u.Name, "case": of.Number, "added": added}, text)
	})
}

type casesMemberRemoveCmd struct {
	Case string `arg:"" help:"Number of the case."`
	Name string `arg:"" help:"The account."`
}

// Run ends a membership.
func (c *casesMemberRemoveCmd) Run(a *app) error {
	return a.onAccount(c.Name, func(s *store.Store, u auth.User) error {
		of, err := a.caseByNumber(s, c.Case)
		if err != nil {
			return err
		}
		removed, err := s.RemoveMember(a.ctx, of.ID, u.ID, a.event(auth.ActionMemberRemoved).With("user", u.Name).With("case", of.Number))
		if err != nil {
			return err
		}
		text := fmt.Sprintf("%s is no longer a member of case %s.\n", u.Name, of.Number)
		if !removed {
			text = fmt.Sprintf("%s was no member of case %s.\n", u.Name, of.Number)
		}
		return a.print(map[string]any{"user": u.Name, "case": of.Number, "removed": removed}, text)
	})
}
