package store

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"sightline/internal/access"
	"sightline/internal/auth"
	"sightline/internal/ledger"
	"sightline/timeline"
)

var _ auth.Store = (*Store)(nil)

// userRow is an account as the queries give it.
type userRow struct {
	ID          int64
	Name        string
	DisplayName string
	Role        string
	Agency      string
	Password    string
	TotpSecret  *string
	TotpStep    int64
	May         []string
	Provided    bool
	Disabled    bool
	LockedAt    *time.Time
	ActiveAt    time.Time
}

func (r userRow) value() (auth.User, error) {
	second, err := sealed(r.TotpSecret)
	return auth.User{
		ID: r.ID, Name: r.Name, FullName: r.DisplayName, Role: access.Role(r.Role), Agency: r.Agency, May: flags[timeline.Handling](r.May),
		Password: r.Password, Second: second, SecondStep: r.TotpStep, Provided: r.Provided, Disabled: r.Disabled,
		Locked: orZero(r.LockedAt), Active: r.ActiveAt,
	}, err
}

// sealed reads what is kept of a sealed secret; nil for none.
func sealed(text *string) ([]byte, error) {
	if text == nil {
		return nil, nil
	}
	body, err := base64.StdEncoding.DecodeString(*text)
	if err != nil {
		return nil, fmt.Errorf("store: a sealed secret is not base64: %w", err)
	}
	return body, nil
}

// changed runs change and writes its event to the audit, in one transaction.
func (s *Store) changed(ctx context.Context, e auth.Event, change func(pgx.Tx) error) error {
	return s.told(ctx, func(tx pgx.Tx) (auth.Event, error) { return e, change(tx) })
}

// told runs change and writes the event that it returns to the audit, in one transaction.
func (s *Store) told(ctx context.Context, change func(pgx.Tx) (auth.Event, error)) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		e, err := change(tx)
		if err != nil {
			return err
		}
		return s.note(ctx, tx, e)
	})
}

// note adds an event to the audit. It is the last thing that its transaction does.
func (s *Store) note(ctx context.Context, tx pgx.Tx, e auth.Event) error {
	about := map[string]any{}
	for name, value := range e.About {
		about[name] = value
	}
	outcome := ledger.Answered
	if e.Refused {
		outcome = ledger.Refused
	}
	look := access.Asker{Actor: e.Actor, Agency: e.Agency, Address: e.Address, Viewer: access.Viewer{Key: e.Key}}
	if err := s.chain(ctx, tx, outcome, audit{look: look, action: e.Action, asked: about, caseID: e.Case}); err != nil {
		return fmt.Errorf("store: nothing was done: %w", err)
	}
	return nil
}

// Note writes to the audit what changes nothing.
func (s *Store) Note(ctx context.Context, e auth.Event) error {
	return s.changed(ctx, e, func(pgx.Tx) error { return nil })
}

// HasUsers reports whether there is any account.
func (s *Store) HasUsers(ctx context.Context) (bool, error) {
	return scalar[bool](ctx, s.pool, "AnyUser", nil)
}

// HasAdmin reports whether there is an administrator who can log in, or could once released.
func (s *Store) HasAdmin(ctx context.Context) (bool, error) {
	return scalar[bool](ctx, s.pool, "AnyAdmin", nil)
}

// UserByName returns the account of that name, whatever the case of its letters, or auth.ErrNoUser.
func (s *Store) UserByName(ctx context.Context, name string) (auth.User, error) {
	return s.user(ctx, "UserByName", args{"name": name})
}

// UserByIdentity returns the account of whom an identity provider speaks, or auth.ErrNoUser.
func (s *Store) UserByIdentity(ctx context.Context, i auth.Identity) (auth.User, error) {
	return s.user(ctx, "UserByIdentity", args{"issuer": i.Issuer, "subject": i.Subject, "name": i.Name})
}

func (s *Store) user(ctx context.Context, query string, a args) (auth.User, error) {
	row, err := one[userRow](ctx, s.pool, query, a)
	if errors.Is(err, ErrNotFound) {
		return auth.User{}, auth.ErrNoUser
	}
	if err != nil {
		return auth.User{}, err
	}
	return row.value()
}

// Users returns all accounts by name, with the cases their users are members of, and writes to the audit that they were looked
// at.
func (s *Store) Users(ctx context.Context, look access.Asker) ([]auth.Account, error) {
	all := []auth.Account{}
	err := s.looked(ctx, audit{look: look, action: "accounts"}, func(tx *reading, a *audit) (err error) {
		all, err = accounts(ctx, tx, 0)
		a.rows = len(all)
		return err
	})
	return all, err
}

// User is Users of one account.
func (s *Store) User(ctx context.Context, id int64, look access.Asker) (auth.Account, error) {
	var found auth.Account
	row := audit{look: look, action: "accounts", asked: map[string]any{"account": id}}
	err := s.looked(ctx, row, func(tx *reading, a *audit) error {
		all, err := accounts(ctx, tx, id)
		if err == nil && len(all) == 0 {
			err = fmt.Errorf("account %d: %w", id, ErrNotFound)
		}
		if err != nil {
			return err
		}
		found, a.rows = all[0], 1
		a.put("user", found.Name)
		return nil
	})
	return found, err
}

// accounts are all accounts, or that of a number.
func accounts(ctx context.Context, q querier, id int64) ([]auth.Account, error) {
	rows, err := collect[struct {
		userRow
		Cases []string
	}](ctx, q, "Users", args{"id": idOrNull(id)})
	if err != nil {
		return nil, err
	}
	all := []auth.Account{}
	for _, r := range rows {
		u, err := r.value()
		if err != nil {
			return nil, err
		}
		all = append(all, auth.Account{User: u, Cases: r.Cases})
	}
	return all, nil
}

// changedAccount runs change and writes its event to the audit, with what of the account is then different, in one transaction.
func (s *Store) changedAccount(ctx context.Context, id int64, e auth.Event, change func(pgx.Tx) error) error {
	return s.told(ctx, func(tx pgx.Tx) (auth.Event, error) {
		was, err := accountState(ctx, tx, id)
		if err != nil {
			return e, err
		}
		if err := change(tx); err != nil {
			return e, err
		}
		is, err := accountState(ctx, tx, id)
		return withChange(e, was, is), err
	})
}

// withChange adds to an event what differs between two states.
func withChange(e auth.Event, was, is state) auth.Event {
	before, after := differences(was, is)
	if len(before) > 0 {
		e = e.With("before", before)
	}
	if len(after) > 0 {
		e = e.With("after", after)
	}
	return e
}

// accountState is how an account stands, as far as the audit tells it: no secrets. Nobody else changes it in the meantime.
func accountState(ctx context.Context, tx pgx.Tx, id int64) (state, error) {
	row, err := one[userRow](ctx, tx, "AccountToChange", args{"id": id})
	if errors.Is(err, ErrNotFound) {
		return state{}, fmt.Errorf("account %d: %w", id, err)
	}
	return state{
		"full_name": row.DisplayName, "role": row.Role, "agency": row.Agency, "may": row.May,
		"password": row.Password != "", "second_factor": row.TotpSecret != nil, "identity_provider": row.Provided,
		"disabled": row.Disabled, "locked": row.LockedAt != nil,
	}, err
}

// AddUser makes an account, whose name is clean, and returns its number. It returns auth.ErrExists when the name is taken.
func (s *Store) AddUser(ctx context.Context, u auth.User, at time.Time, e auth.Event) (id int64, err error) {
	err = s.told(ctx, func(tx pgx.Tx) (auth.Event, error) {
		if id, err = addUser(ctx, tx, u, at); err != nil {
			return e, err
		}
		is, err := accountState(ctx, tx, id)
		return withChange(e, nil, is), err
	})
	return id, err
}

func addUser(ctx context.Context, tx pgx.Tx, u auth.User, at time.Time) (int64, error) {
	id, err := scalar[int64](ctx, tx, "AddUser",
		args{"name": u.Name, "display_name": u.FullName, "role": string(u.Role), "agency": u.Agency,
			"may": texts(u.May), "password": u.Password, "at": at})
	if errors.Is(err, ErrNotFound) {
		err = fmt.Errorf("account %s: %w", u.Name, auth.ErrExists)
	}
	return id, err
}

// UpdateUser changes what an account is for: full name, role, agency and rights. Its sessions end, so that the change
// holds at once.
func (s *Store) UpdateUser(ctx context.Context, u auth.User, e auth.Event) error {
	return s.changedAccount(ctx, u.ID, e, func(tx pgx.Tx) error {
		return steps(ctx, tx,
			step{"UpdateUser", args{"id": u.ID, "display_name": u.FullName, "role": string(u.Role), "agency": u.Agency,
				"may": texts(u.May)}},
			step{"EndSessionsOfUser", args{"user_id": u.ID, "but": int64(0)}})
	})
}

// DisableUser closes an account and ends its sessions.
func (s *Store) DisableUser(ctx context.Context, id int64, at time.Time, e auth.Event) error {
	return s.changedAccount(ctx, id, e, func(tx pgx.Tx) error {
		return steps(ctx, tx, step{"DisableUser", args{"id": id, "at": at}},
			step{"EndSessionsOfUser", args{"user_id": id, "but": int64(0)}},
			step{"DropLinks", args{"user_id": id}})
	})
}

// EnableUser opens an account that was closed, locked or long unused, and forgets the failures of its name.
func (s *Store) EnableUser(ctx context.Context, u auth.User, at time.Time, e auth.Event) error {
	return s.changedAccount(ctx, u.ID, e, func(tx pgx.Tx) error {
		return steps(ctx, tx, step{"EnableUser", args{"id": u.ID, "at": at}},
			step{"DropAttemptsOfName", args{"name": auth.HashToken(u.Name)}})
	})
}

// ResetUser takes password, second factor and identity away, releases the account, ends its sessions, and keeps the link
// by which its user sets another password.
func (s *Store) ResetUser(ctx context.Context, u auth.User, l auth.NewLink, e auth.Event) error {
	return s.changedAccount(ctx, u.ID, e, func(tx pgx.Tx) error {
		return steps(ctx, tx,
			step{"ResetUser", args{"id": u.ID, "at": l.Made}},
			step{"DropAttemptsOfName", args{"name": auth.HashToken(u.Name)}},
			step{"EndSessionsOfUser", args{"user_id": u.ID, "but": int64(0)}},
			step{"DropLinks", args{"user_id": u.ID}},
			addLink(l))
	})
}

// AddMember makes a user a member of a case, and reports whether that was new.
func (s *Store) AddMember(ctx context.Context, caseID, user int64, e auth.Event) (added bool, err error) {
	e.Case = caseID
	return s.member(ctx, "AddMember", args{"case_id": caseID, "user_id": user, "added_by": e.Actor}, state{"member": true}, e)
}

// RemoveMember ends a membership, and reports whether there was one.
func (s *Store) RemoveMember(ctx context.Context, caseID, user int64, e auth.Event) (removed bool, err error) {
	e.Case = caseID
	return s.member(ctx, "RemoveMember", args{"case_id": caseID, "user_id": user}, state{"member": false}, e)
}

// member makes somebody a member of a case or not: will is which.
func (s *Store) member(ctx context.Context, query string, a args, will state, e auth.Event) (changed bool, err error) {
	err = s.told(ctx, func(tx pgx.Tx) (auth.Event, error) {
		if changed, err = execOne(ctx, tx, query, a); changed {
			e = withChange(e, will.opposite(), will)
		}
		return e, err
	})
	return changed, err
}

// Member is somebody who is a member of a case.
type Member struct {
	Name        string    `json:"name"`
	DisplayName string    `json:"full_name"`
	Role        string    `json:"role"`
	AddedBy     string    `json:"added_by"`
	AddedAt     time.Time `json:"added_at"`
}

// Members are the members of a case by name. The audit tells that they were looked at.
func (s *Store) Members(ctx context.Context, caseID int64, look access.Asker) ([]Member, error) {
	var all []Member
	err := s.looked(ctx, audit{look: look, action: "members", caseID: caseID}, func(tx *reading, a *audit) (err error) {
		all, err = collect[Member](ctx, tx, "MembersOfCase", args{"case_id": caseID})
		a.rows = len(all)
		return err
	})
	return all, err
}

// step is one query that changes something.
type step struct {
	query string
	args  args
}

// steps runs queries one after the other.
func steps(ctx context.Context, tx pgx.Tx, all ...step) error {
	for _, s := range all {
		if _, err := exec(ctx, tx, s.query, s.args); err != nil {
			return err
		}
	}
	return nil
}
