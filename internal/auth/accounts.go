package auth

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Accounts logs people and programs in and out by the rules of this package.
type Accounts struct {
	Store    Store
	Hasher   *Hasher
	Banned   Banned
	Secret   Secret
	Lockout  Lockout
	Provider *Provider        // the agency's identity provider; nil: none
	Now      func() time.Time // the clock

	rates Rates
}

// From is where a request comes from.
type From struct {
	Address string // of the asker, without port
	Agent   string // what the browser says it is
}

// LogIn takes a name and a password. The token it returns is of a session that has the second factor and the banner
// still before it. When it fails, ErrRefused is all there is to say.
func (a *Accounts) LogIn(ctx context.Context, name, password string, from From) (token string, stage Stage, err error) {
	name = CleanName(name)
	user, err := a.Store.UserByName(ctx, name)
	if err != nil && !errors.Is(err, ErrNoUser) {
		return "", "", err
	}
	user.Name = name
	event := user.event(ActionLogOn, from).With("step", "password")
	t, err := a.try(ctx, user, event)
	if err != nil {
		return "", "", err
	}
	fits, err := a.Hasher.Check(ctx, user.Password, password) // as long for nobody as for somebody
	if err != nil {
		return "", "", t.drop(ctx, err)
	}
	if !fits || t.over || !user.open(a.Now()) {
		return "", "", t.fail(ctx)
	}
	if a.Hasher.Stale(user.Password) {
		if err := a.rehash(ctx, user, password, from); err != nil {
			return "", "", t.drop(ctx, err)
		}
	}
	token, n := a.newSession(user, user.firstStage(), from)
	return token, n.Stage, a.Store.PassPassword(ctx, t.id, n, event)
}

// rehash keeps the password under as many iterations as are now usual.
func (a *Accounts) rehash(ctx context.Context, user User, password string, from From) error {
	hash, err := a.Hasher.Hash(ctx, password)
	if err != nil {
		return err
	}
	return a.Store.RefreshPassword(ctx, user.ID, user.Password, hash, user.event(ActionRehash, from))
}

// Second takes a code of the second factor and returns the token of the session that goes on.
func (a *Accounts) Second(ctx context.Context, s Session, code string, from From) (string, error) {
	if s.Stage != StageSecond {
		return "", ErrNoSession
	}
	event := s.User.event(ActionSecond, from)
	step, err := a.tryCode(ctx, s.User, s.User.Second, code, s.User.SecondStep, event)
	if err != nil {
		return "", err
	}
	token, next := a.next(StageBanner)
	return token, a.Store.PassSecond(ctx, s, step, next, event)
}

// BeginEnrol returns the secret of the second factor that a session is to set up, the same as often as it is asked.
func (a *Accounts) BeginEnrol(ctx context.Context, s Session) ([]byte, error) {
	if s.Stage != StageEnrol {
		return nil, ErrNoSession
	}
	if s.Pending != nil {
		return a.openSecond(s.User, s.Pending)
	}
	secret := NewTOTPSecret()
	return secret, a.Store.SetPending(ctx, s.ID, a.Secret.Seal(secret, s.User.secondOwner()))
}

// Enrol takes the first code of a new second factor and returns the token of the session that goes on.
func (a *Accounts) Enrol(ctx context.Context, s Session, code string, from From) (string, error) {
	if s.Stage != StageEnrol || s.Pending == nil {
		return "", ErrNoSession
	}
	event := s.User.event(ActionEnrol, from)
	step, err := a.tryCode(ctx, s.User, s.Pending, code, 0, event)
	if err != nil {
		return "", err
	}
	token, next := a.next(StageBanner)
	return token, a.Store.Enrol(ctx, s, step, next, event)
}

// tryCode counts an attempt and judges a code.
func (a *Accounts) tryCode(ctx context.Context, u User, sealed []byte, code string, last int64, event Event) (int64, error) {
	secret, err := a.openSecond(u, sealed)
	if err != nil {
		return 0, err
	}
	t, err := a.try(ctx, u, event)
	if err != nil {
		return 0, err
	}
	step, ok := CheckTOTP(secret, code, a.Now(), last)
	if !ok || t.over {
		return 0, t.fail(ctx)
	}
	return step, nil
}

// openSecond decrypts the secret of a second factor.
func (a *Accounts) openSecond(u User, sealed []byte) ([]byte, error) {
	secret, err := a.Secret.Open(sealed, u.secondOwner())
	if err != nil {
		return nil, fmt.Errorf("second factor of account %d: %w", u.ID, err)
	}
	return secret, nil
}

// Acknowledge opens a session whose user has read the use banner, and returns its token.
func (a *Accounts) Acknowledge(ctx context.Context, s Session, from From) (string, error) {
	if s.Stage != StageBanner {
		return "", ErrNoSession
	}
	token, next := a.next(StageOpen)
	return token, a.Store.Advance(ctx, s.ID, next, s.User.event(ActionBanner, from))
}

// LogOut ends a session.
func (a *Accounts) LogOut(ctx context.Context, s Session, from From) error {
	return a.Store.EndSession(ctx, s.User.ID, s.ID, s.User.event(ActionLogOff, from))
}

// EndOther ends another session of the same user.
func (a *Accounts) EndOther(ctx context.Context, s Session, other int64, from From) error {
	return a.Store.EndSession(ctx, s.User.ID, other, s.User.event(ActionSessionEnded, from).With("session", other))
}

// ChangePassword sets another password for a session's user, who shows the one there is, and ends the user's other
// sessions. It returns the token of the session that goes on. A password that is too weak is a WeakPassword.
func (a *Accounts) ChangePassword(ctx context.Context, s Session, was, will string, from From) (string, error) {
	if s.Stage != StageOpen {
		return "", ErrNoSession
	}
	if err := a.Banned.Check(will, s.User.context()...); err != nil {
		return "", err
	}
	event := s.User.event(ActionPassword, from)
	t, err := a.try(ctx, s.User, event)
	if err != nil {
		return "", err
	}
	fits, err := a.Hasher.Check(ctx, s.User.Password, was)
	if err != nil {
		return "", t.drop(ctx, err)
	}
	if !fits || t.over {
		return "", t.fail(ctx)
	}
	hash, err := a.Hasher.Hash(ctx, will)
	if err != nil {
		return "", t.drop(ctx, err)
	}
	token, next := a.next(s.Stage)
	return token, a.Store.ChangePassword(ctx, s.User, hash, s.ID, next, event)
}

// countedAttempt is an attempt that was counted and is not yet decided.
type countedAttempt struct {
	accounts *Accounts
	attempt  Attempt
	user     User // the zero number: nobody
	event    Event
	id       int64
	over     bool // so many have failed that this one fails whatever is shown
}

// try counts an attempt before anything is judged, so that many at once count as many.
func (a *Accounts) try(ctx context.Context, u User, event Event) (countedAttempt, error) {
	t := countedAttempt{accounts: a, user: u, event: event, attempt: Attempt{Name: HashToken(u.Name), Address: event.Address, At: a.Now()}}
	if u.ID == 0 {
		t.event.Actor = "" // what a stranger typed for a name may be a password
	}
	var err error
	t.id, t.over, err = a.Store.BeginAttempt(ctx, t.attempt, a.Lockout)
	if errors.Is(err, ErrAddress) {
		err = errors.Join(err, a.turnedAway(ctx, t.event))
	}
	return t, err
}

// mostTurnedAway is how many log-ins that were not even looked at are audited in a minute for one address: whoever goes on should
// not fill the audit.
const mostTurnedAway = 10

// turnedAway writes to the audit that a log-in was refused for the failures from its address.
func (a *Accounts) turnedAway(ctx context.Context, e Event) error {
	if _, ok := a.rates.Take("turned away "+e.Address, mostTurnedAway, a.Now()); !ok {
		return nil
	}
	e = e.With("why", "too many failures from the address")
	e.Refused = true
	return a.Store.Note(ctx, e)
}

// fail lets the attempt count and returns what there is to say.
func (t countedAttempt) fail(ctx context.Context) error {
	t.event.Refused = true
	if err := t.accounts.Store.FailAttempt(ctx, t.attempt, t.user.ID, t.accounts.Lockout, t.event); err != nil {
		return err
	}
	return ErrRefused
}

// drop takes the attempt back, for it could not be judged, and returns why.
func (t countedAttempt) drop(ctx context.Context, why error) error {
	return errors.Join(why, t.accounts.Store.DropAttempt(context.WithoutCancel(ctx), t.id))
}
