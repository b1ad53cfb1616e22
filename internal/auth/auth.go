// Package auth knows who is asking: passwords, second factors, keys, sessions, lock-outs and the agency's identity
// provider. It holds the rules and no database: what it needs of one is the Store interface.
//
// The rules follow NIST SP 800-63B and the FBI's CJIS Security Policy (IA-2, IA-5, AC-7, AC-8, AC-11, AC-12).
package auth

import "errors"

// Errors that callers tell apart.
var (
	// ErrRefused is the one answer to every log-in that fails, whatever the reason: it must not tell whether there is such
	// an account.
	ErrRefused = errors.New("the name, the password or the code is wrong, or the account is locked")
	// ErrAddress says that too many log-ins from the same address have failed.
	ErrAddress = errors.New("too many log-ins from this address have failed; try again later")
	// ErrNoUser says that there is no account of that name.
	ErrNoUser = errors.New("there is no such account")
	// ErrNoSession says that a token belongs to no session that is still going.
	ErrNoSession = errors.New("there is no such session")
	// ErrNoLink says that a one-time link is unknown, used or expired.
	ErrNoLink = errors.New("this link was used, has expired or never was; ask for another")
	// ErrNoKey says that an API key is unknown, revoked or expired.
	ErrNoKey = errors.New("this API key is unknown, revoked or expired")
	// ErrBusy says that too many passwords are being checked already.
	ErrBusy = errors.New("the server is busy; try again in a moment")
)

// WeakPassword says why a password is not taken, to whoever chose it.
type WeakPassword string

func (w WeakPassword) Error() string { return string(w) }
