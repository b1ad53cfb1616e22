package auth

import (
	"context"
	"maps"
	"time"
)

// Event is something that was done with an account, a key or a session. It is written to the audit in the transaction
// that does it: what cannot be audited does not happen.
type Event struct {
	Action  string
	Actor   string // name of who did it, "" when not known
	Agency  string // ORI
	Address string
	Key     int64          // the API key that was used, 0: none
	Case    int64          // the case that it concerns, 0: none
	Refused bool           // else it was done
	About   map[string]any // no secrets, and nothing typed by somebody unknown
}

// With returns the event with one thing more about it.
func (e Event) With(name string, value any) Event {
	e.About = maps.Clone(e.About)
	if e.About == nil {
		e.About = map[string]any{}
	}
	e.About[name] = value
	return e
}

// Actions of events.
const (
	ActionLogOn         = "log-on"
	ActionLogOff        = "log-off"
	ActionSecond        = "second factor"
	ActionEnrol         = "second factor enrolled"
	ActionBanner        = "use banner acknowledged"
	ActionPassword      = "password changed"
	ActionRehash        = "password kept anew"
	ActionSessionEnded  = "session ended"
	ActionLink          = "one-time link made"
	ActionUserAdded     = "account added"
	ActionUserChanged   = "account changed"
	ActionUserReset     = "account reset"
	ActionMemberAdded   = "case member added"
	ActionMemberRemoved = "case member removed"
	ActionKeyAdded      = "key created"
	ActionKeyRotated    = "key rotated"
	ActionKeyRevoked    = "key revoked"
	ActionKeyRefused    = "key refused"
	ActionRefused       = "access refused"
)

// Attempt is a try to log in. It counts as a failure from its beginning, so that many at once count as many.
type Attempt struct {
	Name    []byte // hash of the name that was typed: people type passwords there
	Address string
	At      time.Time
}

// Lockout is how many failures lock an account or an address (CJIS AC-7). An account stays locked until an administrator
// releases it; an address is free again when its failures are older than the window.
type Lockout struct {
	Account int // failures of one account
	Address int // failures from one address
	Window  time.Duration
}

// DefaultLockout locks after five failures in fifteen minutes.
var DefaultLockout = Lockout{Account: 5, Address: 5, Window: 15 * time.Minute}

// Store is what is needed of the database. Every method that changes something writes its event in the same transaction.
type Store interface {
	// HasUsers reports whether there is any account.
	HasUsers(context.Context) (bool, error)
	// HasAdmin reports whether there is an administrator who can log in.
	HasAdmin(context.Context) (bool, error)

	// BeginAttempt counts an attempt and reports whether its name is over the limit. It returns ErrAddress, and counts
	// nothing, when the address is.
	BeginAttempt(context.Context, Attempt, Lockout) (id int64, over bool, err error)
	// FailAttempt leaves the attempt to count. The account, when it is not 0, is locked and its sessions end if that was one
	// too many; the event then says so.
	FailAttempt(ctx context.Context, a Attempt, account int64, l Lockout, e Event) error
	// DropAttempt takes back an attempt that was not decided.
	DropAttempt(ctx context.Context, id int64) error
	// PassPassword takes the attempt back and begins a session.
	PassPassword(ctx context.Context, id int64, n NewSession, e Event) error
	// PassSecond takes all attempts of the user's name back, notes the step that was used, unless it was used meanwhile, which
	// is ErrRefused, and moves the session on.
	PassSecond(ctx context.Context, s Session, step int64, next NextStage, e Event) error

	// UserByName returns ErrNoUser when there is none.
	UserByName(ctx context.Context, name string) (User, error)
	// UserByIdentity finds the user of whom an identity provider speaks: by the subject it gave, else by name where the user
	// has neither subject nor password yet. It returns ErrNoUser when there is none.
	UserByIdentity(context.Context, Identity) (User, error)
	// BeginSession begins a session for whom an identity provider vouches, and notes the subject it gave.
	BeginSession(context.Context, NewSession, Identity, Event) error

	// SessionByHash returns ErrNoSession when there is none, or its user is disabled or locked.
	SessionByHash(context.Context, []byte) (Session, error)
	// Touch notes the use of a session and so of its account.
	Touch(ctx context.Context, session, user int64, at time.Time) error
	// SetPending keeps the sealed secret of a second factor that is being set up.
	SetPending(ctx context.Context, session int64, sealed []byte) error
	// Enrol makes the session's pending secret its user's second factor, and moves the session on.
	Enrol(ctx context.Context, s Session, step int64, next NextStage, e Event) error
	// Advance moves a session on.
	Advance(ctx context.Context, session int64, next NextStage, e Event) error
	// EndSession ends a session of the user's.
	EndSession(ctx context.Context, user, session int64, e Event) error
	// Sessions are the sessions of a user that have not ended, newest first.
	Sessions(ctx context.Context, user int64, at time.Time) ([]Session, error)

	// ChangePassword sets a password, takes the name's attempts back and ends the user's other sessions; this one gets
	// another token.
	ChangePassword(ctx context.Context, u User, hash string, session int64, next NextStage, e Event) error
	// RefreshPassword replaces the hash of the same password.
	RefreshPassword(ctx context.Context, user int64, was, hash string, e Event) error

	// AddLink keeps a one-time link.
	AddLink(context.Context, NewLink, Event) error
	// LinkByHash returns ErrNoLink when there is none, it was used or has expired.
	LinkByHash(ctx context.Context, hash []byte, at time.Time) (Link, error)
	// UseLink uses a link up, sets the password of its user, who is made when the link is for the first administrator, and
	// begins a session. It returns ErrNoLink when somebody else was faster, or there is an administrator already.
	UseLink(ctx context.Context, hash []byte, at time.Time, u User, n NewSession, e Event) error

	// KeyByHash returns the key, which may be revoked or have expired, or ErrNoKey.
	KeyByHash(ctx context.Context, hash []byte) (Key, error)
	// TouchKey notes the use of a key.
	TouchKey(ctx context.Context, key int64, at time.Time) error
	// Note writes to the audit what changes nothing.
	Note(context.Context, Event) error
}
