package auth

import (
	"context"
	"time"
)

// Limits of a session (CJIS AC-11, AC-12, SC-10).
const (
	IdleLimit    = 30 * time.Minute // without a request; then the session is locked
	SessionLimit = 12 * time.Hour   // from log-in, used or not
	touchEvery   = time.Minute      // so seldom is the use of a session or a key noted
)

// Stage is how far a session has come. Only an open one may see anything.
type Stage string

// The stages of a log-in, in their order; a session skips those that it does not need.
const (
	StageSecond Stage = "second" // the second factor is to be shown
	StageEnrol  Stage = "enrol"  // a second factor is to be set up
	StageBanner Stage = "banner" // the use banner is to be acknowledged
	StageOpen   Stage = "open"
)

// Session is one browser's log-in. Its token is in a cookie and nowhere else; the hash of it is kept.
type Session struct {
	ID      int64
	User    User
	Stage   Stage
	Began   time.Time
	Seen    time.Time // last use, noted once a minute
	Ends    time.Time
	From    From
	Pending []byte // sealed secret of a second factor that is being set up
}

// Locked reports whether a session has gone unused for so long that its user must log in again.
func (s Session) Locked(now time.Time) bool { return now.Sub(s.Seen) >= IdleLimit }

// NewSession is a session to be kept.
type NewSession struct {
	Hash  []byte
	User  int64 // 0 where the user is made with it
	Stage Stage
	Began time.Time
	Ends  time.Time
	From  From
}

// NextStage is what a session becomes: its stage and the hash of its new token, which replaces the old.
type NextStage struct {
	Stage Stage
	Hash  []byte
	Seen  time.Time
}

func (a *Accounts) newSession(u User, stage Stage, from From) (string, NewSession) {
	token, hash := NewToken()
	now := a.Now()
	return token, NewSession{Hash: hash, User: u.ID, Stage: stage, Began: now, Ends: now.Add(SessionLimit), From: from}
}

// next is what a session becomes, with a token that nobody knows from before.
func (a *Accounts) next(stage Stage) (string, NextStage) {
	token, hash := NewToken()
	return token, NextStage{Stage: stage, Hash: hash, Seen: a.Now()}
}

// Resume returns the session of a token, and notes its use. It returns ErrNoSession when there is none; with it comes the
// session when it is one that was locked, so that its user can be asked to log in again.
func (a *Accounts) Resume(ctx context.Context, token string) (Session, error) {
	s, err := a.Store.SessionByHash(ctx, HashToken(token))
	if err != nil {
		return Session{}, err
	}
	now := a.Now()
	switch {
	case !now.Before(s.Ends) || !s.User.open(now):
		return Session{}, ErrNoSession
	case s.Locked(now):
		return s, ErrNoSession
	case now.Sub(s.Seen) >= touchEvery:
		s.Seen = now
		return s, a.Store.Touch(ctx, s.ID, s.User.ID, now)
	}
	return s, nil
}
