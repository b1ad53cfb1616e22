package auth

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sightline/internal/access"
)

// LinkLife is how long a one-time link can be used.
const LinkLife = 24 * time.Hour

// Link lets somebody set a password, once.
type Link struct {
	User    User // whose password; the zero User: that of the first administrator, who is made by it
	Expires time.Time
}

// First reports whether the link makes the first administrator.
func (l Link) First() bool { return l.User.ID == 0 }

// NewLink is a one-time link to be kept.
type NewLink struct {
	Hash    []byte
	User    int64 // 0: the first administrator
	Made    time.Time
	Expires time.Time
}

// MakeLink returns the token of a new link and what is kept of it. User 0 stands for the first administrator.
func MakeLink(user int64, now time.Time) (string, NewLink) {
	token, hash := NewToken()
	return token, NewLink{Hash: hash, User: user, Made: now, Expires: now.Add(LinkLife)}
}

// FirstLink makes the link by which the first administrator is set up, and returns its token. Earlier ones no longer work.
func (a *Accounts) FirstLink(ctx context.Context) (string, error) {
	token, link := MakeLink(0, a.Now())
	return token, a.Store.AddLink(ctx, link,
		Event{Action: ActionLink, Actor: "console", About: map[string]any{"for": "first administrator"}})
}

// Link returns what a token is good for, without using it up: looking at a page must not.
func (a *Accounts) Link(ctx context.Context, token string) (Link, error) {
	return a.Store.LinkByHash(ctx, HashToken(token), a.Now())
}

// NewUser is what the first administrator says of themselves.
type NewUser struct {
	Name, FullName, Agency string
}

// UseLink uses a link up: it sets a password and returns the token of a session that has the second factor still to be
// set up. Who is told only where the link makes the first administrator.
func (a *Accounts) UseLink(ctx context.Context, token string, who NewUser, password string, from From) (string, error) {
	link, err := a.Link(ctx, token)
	if err != nil {
		return "", err
	}
	u := link.User
	if link.First() {
		u = User{Name: CleanName(who.Name), FullName: strings.TrimSpace(who.FullName),
			Agency: strings.ToUpper(strings.TrimSpace(who.Agency)), Role: access.RoleAdmin}
		if err := CheckName(u.Name); err != nil {
			return "", err
		}
	}
	if err := a.Banned.Check(password, u.context()...); err != nil {
		return "", err
	}
	if u.Password, err = a.Hasher.Hash(ctx, password); err != nil {
		return "", err
	}
	session, n := a.newSession(u, StageEnrol, from)
	event := Event{Action: ActionPassword, Actor: u.Name, Agency: u.Agency, Address: from.Address,
		About: map[string]any{"by": "one-time link"}}
	if link.First() {
		event.Action, event.About = ActionUserAdded, map[string]any{"by": "one-time link", "user": u.Name}
	}
	return session, a.Store.UseLink(ctx, HashToken(token), a.Now(), u, n, event)
}

// ErrName says what a user may be called.
var ErrName = errors.New("a name has 2 to 64 letters, digits or . _ - @, and begins with a letter or digit")

// CheckName reports whether a clean name can be a user's.
func CheckName(name string) error {
	if len(name) < 2 || len(name) > 64 || strings.ContainsRune("._-@", rune(name[0])) {
		return fmt.Errorf("%q: %w", name, ErrName)
	}
	for _, r := range name {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && !strings.ContainsRune("._-@", r) {
			return fmt.Errorf("%q: %w", name, ErrName)
		}
	}
	return nil
}
