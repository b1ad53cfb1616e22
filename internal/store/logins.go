package store

import (
	"context"
	"encoding/base64"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"sightline/internal/auth"
)

// How long failures and ended sessions are kept for nothing but the audit, which has them anyway.
const keptAttempts = 24 * time.Hour

// BeginAttempt counts an attempt to log in and reports whether its name is over the limit.
func (s *Store) BeginAttempt(ctx context.Context, a auth.Attempt, l auth.Lockout) (id int64, over bool, err error) {
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		before, err := countAttempts(ctx, tx, a, l)
		if err != nil {
			return err
		}
		if before.OfAddress >= l.Address {
			return auth.ErrAddress
		}
		over = before.OfName >= l.Account
		id, err = scalar[int64](ctx, tx, "AddAttempt", args{"name": a.Name, "address": a.Address, "at": a.At})
		return err
	})
	return id, over, err
}

type attempts struct{ OfName, OfAddress int }

// countAttempts counts those in the window, while nobody else counts.
func countAttempts(ctx context.Context, tx pgx.Tx, a auth.Attempt, l auth.Lockout) (attempts, error) {
	err := steps(ctx, tx, step{"LockAttempts", nil}, step{"SweepAttempts", args{"before": a.At.Add(-keptAttempts)}})
	if err != nil {
		return attempts{}, err
	}
	return one[attempts](ctx, tx, "CountAttempts", args{"name": a.Name, "address": a.Address, "since": a.At.Add(-l.Window)})
}

// FailAttempt lets an attempt count, and locks the account if it was one too many.
func (s *Store) FailAttempt(ctx context.Context, a auth.Attempt, account int64, l auth.Lockout, e auth.Event) error {
	return s.told(ctx, func(tx pgx.Tx) (auth.Event, error) {
		n, err := countAttempts(ctx, tx, a, l)
		if err != nil || account == 0 || n.OfName < l.Account {
			return e, err
		}
		locked, err := exec(ctx, tx, "LockUser", args{"id": account, "at": a.At})
		if err != nil || locked == 0 {
			return e, err
		}
		e = withChange(e.With("locked", true), state{"locked": false}, state{"locked": true})
		return e, steps(ctx, tx, step{"EndSessionsOfUser", args{"user_id": account, "but": int64(0)}})
	})
}

// DropAttempt takes back an attempt that was not decided.
func (s *Store) DropAttempt(ctx context.Context, id int64) error {
	_, err := exec(ctx, s.pool, "DropAttempt", args{"id": id})
	return err
}

// PassPassword takes an attempt back and begins a session.
func (s *Store) PassPassword(ctx context.Context, id int64, n auth.NewSession, e auth.Event) error {
	return s.changed(ctx, e, func(tx pgx.Tx) error {
		return steps(ctx, tx, step{"DropAttempt", args{"id": id}}, sweepSessions(n), addSession(n))
	})
}

// PassSecond takes the name's attempts back and moves a session on.
func (s *Store) PassSecond(ctx context.Context, at auth.Session, code int64, next auth.NextStage, e auth.Event) error {
	return s.changed(ctx, e, func(tx pgx.Tx) error {
		used, err := exec(ctx, tx, "UseStep", args{"id": at.User.ID, "step": code, "at": next.Seen})
		if err == nil && used == 0 {
			err = auth.ErrRefused // somebody else used the same code
		}
		if err != nil {
			return err
		}
		return steps(ctx, tx, step{"DropAttemptsOfName", args{"name": auth.HashToken(at.User.Name)}}, advance(at.ID, next))
	})
}

// Enrol makes a session's pending secret its user's second factor, and moves the session on.
func (s *Store) Enrol(ctx context.Context, at auth.Session, code int64, next auth.NextStage, e auth.Event) error {
	return s.changedAccount(ctx, at.User.ID, e, func(tx pgx.Tx) error {
		return steps(ctx, tx,
			step{"SetSecond", args{"id": at.User.ID, "secret": base64.StdEncoding.EncodeToString(at.Pending), "step": code}},
			step{"DropAttemptsOfName", args{"name": auth.HashToken(at.User.Name)}},
			advance(at.ID, next))
	})
}

// Advance moves a session on.
func (s *Store) Advance(ctx context.Context, session int64, next auth.NextStage, e auth.Event) error {
	return s.changed(ctx, e, func(tx pgx.Tx) error { return steps(ctx, tx, advance(session, next)) })
}

// BeginSession begins a session for whom an identity provider vouches.
func (s *Store) BeginSession(ctx context.Context, n auth.NewSession, i auth.Identity, e auth.Event) error {
	return s.changedAccount(ctx, n.User, e, func(tx pgx.Tx) error {
		return steps(ctx, tx, step{"SetIdentity", args{"id": n.User, "issuer": i.Issuer, "subject": i.Subject, "at": n.Began}},
			sweepSessions(n), addSession(n))
	})
}

// SessionByHash returns a session with its user, or auth.ErrNoSession.
func (s *Store) SessionByHash(ctx context.Context, hash []byte) (auth.Session, error) {
	row, err := one[struct {
		sessionRow
		userRow
		Pending *string
	}](ctx, s.pool, "SessionByHash", args{"hash": hash})
	if errors.Is(err, ErrNotFound) {
		return auth.Session{}, auth.ErrNoSession
	}
	if err != nil {
		return auth.Session{}, err
	}
	found := row.sessionRow.value()
	if found.User, err = row.userRow.value(); err != nil {
		return auth.Session{}, err
	}
	found.Pending, err = sealed(row.Pending)
	return found, err
}

type sessionRow struct {
	SessionID int64
	Stage     string
	BeganAt   time.Time
	SeenAt    time.Time
	EndsAt    time.Time
	Address   string
	Agent     string
}

func (r sessionRow) value() auth.Session {
	return auth.Session{ID: r.SessionID, Stage: auth.Stage(r.Stage), Began: r.BeganAt, Seen: r.SeenAt, Ends: r.EndsAt,
		From: auth.From{Address: r.Address, Agent: r.Agent}}
}

// Sessions are the sessions of a user that have not ended, newest first.
func (s *Store) Sessions(ctx context.Context, user int64, at time.Time) ([]auth.Session, error) {
	rows, err := collect[sessionRow](ctx, s.pool, "SessionsOfUser", args{"user_id": user, "at": at})
	if err != nil {
		return nil, err
	}
	var all []auth.Session
	for _, r := range rows {
		all = append(all, r.value())
	}
	return all, nil
}

// Touch notes the use of a session and so of its account.
func (s *Store) Touch(ctx context.Context, session, user int64, at time.Time) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		return steps(ctx, tx, step{"TouchSession", args{"id": session, "at": at}}, step{"TouchUser", args{"id": user, "at": at}})
	})
}

// SetPending keeps the sealed secret of a second factor that is being set up.
func (s *Store) SetPending(ctx context.Context, session int64, sealed []byte) error {
	_, err := exec(ctx, s.pool, "SetPending", args{"id": session, "pending": base64.StdEncoding.EncodeToString(sealed)})
	return err
}

// EndSession ends a session of the user's.
func (s *Store) EndSession(ctx context.Context, user, session int64, e auth.Event) error {
	return s.changed(ctx, e, func(tx pgx.Tx) error {
		return steps(ctx, tx, step{"EndSession", args{"id": session, "user_id": user}})
	})
}

// ChangePassword sets a password and ends the user's other sessions.
func (s *Store) ChangePassword(ctx context.Context, u auth.User, hash string, session int64, next auth.NextStage, e auth.Event) error {
	return s.changed(ctx, e, func(tx pgx.Tx) error {
		return steps(ctx, tx,
			step{"SetPassword", args{"id": u.ID, "password": hash, "at": next.Seen}},
			step{"DropAttemptsOfName", args{"name": auth.HashToken(u.Name)}},
			step{"EndSessionsOfUser", args{"user_id": u.ID, "but": session}},
			advance(session, next))
	})
}

// RefreshPassword replaces the hash of the same password.
func (s *Store) RefreshPassword(ctx context.Context, user int64, was, hash string, e auth.Event) error {
	return s.changed(ctx, e, func(tx pgx.Tx) error {
		return steps(ctx, tx, step{"RefreshPassword", args{"id": user, "was": was, "password": hash}})
	})
}

// AddLink keeps a one-time link; earlier ones for the same user no longer work.
func (s *Store) AddLink(ctx context.Context, l auth.NewLink, e auth.Event) error {
	return s.changed(ctx, e, func(tx pgx.Tx) error {
		return steps(ctx, tx, step{"DropLinks", args{"user_id": idOrNull(l.User)}}, addLink(l))
	})
}

// LinkByHash returns what a link that still works is for, or auth.ErrNoLink.
func (s *Store) LinkByHash(ctx context.Context, hash []byte, at time.Time) (auth.Link, error) {
	row, err := one[struct {
		UserID    *int64
		ExpiresAt time.Time
		Name      *string
		Disabled  bool
	}](ctx, s.pool, "LinkByHash", args{"hash": hash, "at": at})
	if errors.Is(err, ErrNotFound) || err == nil && row.Disabled {
		return auth.Link{}, auth.ErrNoLink
	}
	if err != nil {
		return auth.Link{}, err
	}
	l := auth.Link{Expires: row.ExpiresAt}
	if row.UserID != nil {
		l.User, err = s.UserByName(ctx, *row.Name)
	}
	return l, err
}

// UseLink uses a link up, sets its user's password and begins a session.
func (s *Store) UseLink(ctx context.Context, hash []byte, at time.Time, u auth.User, n auth.NewSession, e auth.Event) error {
	return s.told(ctx, func(tx pgx.Tx) (auth.Event, error) {
		if _, err := exec(ctx, tx, "LockAttempts", nil); err != nil { // two first administrators at once are one too many
			return e, err
		}
		used, err := exec(ctx, tx, "UseLink", args{"hash": hash, "at": at})
		if err == nil && used == 0 {
			err = auth.ErrNoLink
		}
		if err != nil {
			return e, err
		}
		var was state
		if u.ID == 0 {
			n.User, err = addFirst(ctx, tx, u, at)
		} else if was, err = accountState(ctx, tx, u.ID); err == nil {
			err = steps(ctx, tx, step{"SetPassword", args{"id": u.ID, "password": u.Password, "at": at}},
				step{"EndSessionsOfUser", args{"user_id": u.ID, "but": int64(0)}})
		}
		if err != nil {
			return e, err
		}
		is, err := accountState(ctx, tx, n.User)
		if err != nil {
			return e, err
		}
		return withChange(e, was, is), steps(ctx, tx, addSession(n))
	})
}

// addFirst makes the first administrator; when there is one, the link is worth nothing.
func addFirst(ctx context.Context, tx pgx.Tx, u auth.User, at time.Time) (int64, error) {
	late, err := scalar[bool](ctx, tx, "AnyAdmin", nil)
	if err == nil && late {
		err = auth.ErrNoLink
	}
	if err != nil {
		return 0, err
	}
	return addUser(ctx, tx, u, at)
}

func addSession(n auth.NewSession) step {
	return step{"AddSession", args{"hash": n.Hash, "user_id": n.User, "stage": string(n.Stage), "at": n.Began, "ends_at": n.Ends,
		"address": n.From.Address, "agent": n.From.Agent}}
}

func sweepSessions(n auth.NewSession) step { return step{"SweepSessions", args{"before": n.Began}} }

func advance(session int64, n auth.NextStage) step {
	return step{"AdvanceSession", args{"id": session, "stage": string(n.Stage), "hash": n.Hash, "at": n.Seen}}
}

func addLink(l auth.NewLink) step {
	return step{"AddLink", args{"hash": l.Hash, "user_id": idOrNull(l.User), "made_at": l.Made, "expires_at": l.Expires}}
}
