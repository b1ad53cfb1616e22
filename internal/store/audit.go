package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"sightline/internal/access"
	"sightline/internal/ledger"
	"sightline/internal/query"
	"sightline/sql"
	"sightline/timeline"
)

// ErrNoAudit means that the audit could not be written, and that therefore no answer is given.
var ErrNoAudit = errors.New("the audit could not be written")

// audit is one row of the audit: who looked or changed something, at what, and how many sightings or other things they were
// given or changed.
type audit struct {
	look   access.Asker
	action string
	asked  map[string]any
	rows   int
	caseID int64      // 0 when it concerns no one case
	about  []interest // what the asker's agency is interested in
}

// put adds to what was asked. The map that the row began with stays as it is.
func (a *audit) put(name string, value any) {
	a.asked = maps.Clone(a.asked)
	if a.asked == nil {
		a.asked = map[string]any{}
	}
	a.asked[name] = value
}

// of says which case it concerns.
func (a *audit) of(c timeline.Case) { a.caseID, a.look.Case = c.ID, c.Number }

// looked is the only way to an answer for a person. It runs find on one snapshot of the database, of which the visible_ views
// show what the viewer may see, and writes the audit row, which find completes, and what the asker's agency is interested in.
// Only when that is committed does the caller get its answer. A look that fails leaves a row too.
//
// The row is in a transaction after the one in which the answer was found. That one only reads, on a snapshot taken when it
// began, and leaves nothing behind but the answer and the row: whether both are one transaction or two, the row is committed
// after the snapshot and before the answer is given, and without a row there is no answer. What changes something is acted.
func (s *Store) looked(ctx context.Context, a audit, find func(*reading, *audit) error) error {
	r := &reading{pool: s.pool, viewer: a.look.Viewer}
	defer r.end(ctx)
	if err := find(r, &a); err != nil {
		r.end(ctx)
		return s.failed(ctx, a, err)
	}
	written := s.auditWriter.begin(ctx, interestArgs(a.look, a.about), auditRow(ledger.Answered, a))
	r.end(ctx) // while the row is being written: whether that succeeds changes nothing of what was read
	if err := written(); err != nil {
		return fmt.Errorf("store: no answer is given: %w", err)
	}
	return nil
}

// acted runs act, which may see what the viewer may, and writes the audit row, which act completes, in the same transaction.
// Where nothing was to be changed act takes the row's action away, and none is written. An act that fails leaves a row too.
func (s *Store) acted(ctx context.Context, a audit, act func(pgx.Tx, *audit) error) error {
	done := a
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if err := setViewer(ctx, tx, a.look.Viewer); err != nil {
			return err
		}
		if _, err := exec(ctx, tx, "PlanByIndex", nil); err != nil {
			return err
		}
		if err := act(tx, &done); err != nil || done.action == "" {
			return err
		}
		if err := s.chain(ctx, tx, ledger.Answered, done); err != nil {
			return fmt.Errorf("store: nothing was done: %w", err)
		}
		return nil
	})
	if err != nil {
		done.action = a.action
		return s.failed(ctx, done, err)
	}
	return nil
}

// failedTimeout is how long may be taken to write that something failed.
const failedTimeout = 5 * time.Second

// failed writes to the audit that a look or an act failed, also when the asker has hung up, and returns why it did. What
// agencies ask about is kept then too. Where the database is gone, or has just refused a row, nothing can be written.
func (s *Store) failed(ctx context.Context, a audit, why error) error {
	if Unreachable(why) || errors.Is(why, ErrNoAudit) {
		return why
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), failedTimeout)
	defer cancel()
	outcome := ledger.Failed
	if errors.Is(why, ErrNotAllowed) || errors.Is(why, ErrNoRight) {
		outcome = ledger.Refused
	}
	a.put("failed", failure(why))
	delete(a.asked, "before")
	delete(a.asked, "after") // nothing is
	a.rows = 0
	if err := s.auditWriter.write(ctx, interestArgs(a.look, a.about), auditRow(outcome, a)); err != nil {
		return fmt.Errorf("store: no answer is given: %w, after: %v", err, why) // not wrapped: it would be an answer
	}
	return why
}

// failure is why something failed as the audit tells it: the errors' own texts may hold what nobody asked about.
func failure(err error) string {
	for _, known := range []error{ErrNotFound, ErrNotAllowed, ErrNoRight, ErrUndone, query.ErrTooWide, timeline.ErrHidden,
		timeline.ErrMarkUndone} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	var pg *pgconn.PgError
	switch {
	case errors.Is(err, context.Canceled):
		return "the asker hung up"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &pg) && pg.Code == "57014": // query_canceled
		return "it took too long"
	}
	return "a fault of the program or the database"
}

// Audit writes to the audit what somebody did that is no look at sightings: a log-on, a right given, a refusal.
func (s *Store) Audit(ctx context.Context, look access.Asker, action string, asked map[string]any, outcome ledger.Outcome) error {
	return s.alone(ctx, outcome, audit{look: look, action: action, asked: asked})
}

// alone writes an audit row that goes with no change.
func (s *Store) alone(ctx context.Context, outcome ledger.Outcome, a audit) error {
	return s.auditWriter.write(ctx, nil, auditRow(outcome, a))
}

// chain adds a row to the end of the audit. It is the last thing a transaction does, for nobody else can add one until
// that ends. The transaction's statements must each see what was committed before them (read committed): the chain's end is
// known only once it is locked.
func (s *Store) chain(ctx context.Context, tx pgx.Tx, outcome ledger.Outcome, a audit) error {
	batch := &pgx.Batch{}
	batch.Queue(sql.Query("LockAudit"))
	batch.Queue(sql.Query("AddAudit"), auditRow(outcome, a))
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("%w: %w", ErrNoAudit, err)
	}
	return nil
}

// auditRow is a row as AddAudit wants it.
func auditRow(outcome ledger.Outcome, a audit) args {
	if a.asked == nil {
		a.asked = map[string]any{}
	}
	return args{
		"actor": a.look.Actor, "agency": a.look.Agency, "key_id": idOrNull(a.look.Viewer.Key), "address": a.look.Address,
		"case_id": idOrNull(a.caseID), "case_number": a.look.Case, "purpose": a.look.Purpose, "action": a.action,
		"asked": a.asked, "rows": a.rows, "outcome": string(outcome),
	}
}
