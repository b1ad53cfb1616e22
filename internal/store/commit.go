package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// ErrUnsure says that a load was to be committed and that the database did not answer, nor could be asked.
var ErrUnsure = errors.New("the database went away while the load was being committed, so it is not known whether it was: " +
	"sightline loads lists it if it was, and to load the file again adds nothing twice")

// commitTime is how long a commit may take, and how long it is asked afterwards what became of one.
const commitTime = 2 * time.Minute

// commit commits the load. An interruption does not cut it in two, and where its answer is lost the database is asked whether the
// load is there: what is then told of it is true.
func (l *Load) commit(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitTime)
	defer cancel()
	err := l.tx.Commit(ctx)
	if err == nil {
		return nil
	}
	err = fmt.Errorf("store: commit load: %w", err)
	var refused *pgconn.PgError
	if errors.As(err, &refused) || errors.Is(err, pgx.ErrTxCommitRollback) {
		return err
	}
	there, unknown := l.isThere(ctx)
	switch {
	case unknown != nil:
		return fmt.Errorf("%w: %w", ErrUnsure, errors.Join(err, unknown))
	case there:
		return nil
	}
	return err
}

// isThere reports whether the load was committed, after its transaction has ended: that holds the lock of its case until then.
func (l *Load) isThere(ctx context.Context) (bool, error) {
	_ = l.conn.Close(ctx) // it is of no more use
	tx, err := l.store.pool.Begin(ctx)
	if err != nil {
		return false, err
	}
	defer func() { _ = tx.Rollback(ctx) }() // nothing was changed
	if _, err := exec(ctx, tx, "NoTimeLimit", nil); err != nil {
		return false, err
	}
	if _, err := exec(ctx, tx, "LockCase", args{"case_id": l.what.Case}); err != nil {
		return false, err
	}
	return scalar[bool](ctx, tx, "LoadIsThere", args{"id": l.id})
}
