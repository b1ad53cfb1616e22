package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// ErrLost says that the database server went away in the middle of the work, which it then threw away.
var ErrLost = errors.New("the database server went away; start it, or see why it stopped, and load again")

// ErrNoSpace says that the database ran out of disk.
var ErrNoSpace = errors.New("the disk of the database is full; make room and load again")

// fault says in words what happened where the server's own words would not.
func (l *Load) fault(err error) error {
	switch {
	case err == nil, errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, ErrLost),
		errors.Is(err, ErrNoSpace), errors.Is(err, ErrUnsure):
		return err
	case DiskFull(err):
		return fmt.Errorf("%w: %w", ErrNoSpace, err)
	case l.conn.IsClosed() || shutDown(err):
		return fmt.Errorf("%w: %w", ErrLost, err)
	}
	return err
}

// DiskFull reports whether an error came from a server whose disk is full.
func DiskFull(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "53100"
}

// Unreachable reports whether an error means that the server cannot be spoken to, or went away, as when it is restarted:
// asking again later may help.
func Unreachable(err error) bool {
	var connect *pgconn.ConnectError
	var network *net.OpError
	switch {
	case err == nil, errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return false
	case errors.As(err, &connect), errors.As(err, &network), errors.Is(err, ErrLost), errors.Is(err, io.EOF),
		errors.Is(err, io.ErrUnexpectedEOF),
		errors.Is(err, net.ErrClosed), shutDown(err):
		return true
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) { // connection exceptions; too many connections
		return strings.HasPrefix(pg.Code, "08") || pg.Code == "53300"
	}
	return strings.Contains(err.Error(), "conn closed") // pgconn has no name for it
}

// TimedOut reports whether an error means that a statement took longer than it may, by the database's clock or by ours.
func TimedOut(err error) bool {
	var pg *pgconn.PgError
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &pg) && pg.Code == "57014" && !errors.Is(err, context.Canceled)
}

// shutDown reports whether the server said that it was shutting down, or had crashed (class 57P).
func shutDown(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && strings.HasPrefix(pg.Code, "57P")
}
