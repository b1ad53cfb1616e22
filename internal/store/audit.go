package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"sightline/internal/ledger"
	"sightline/sql"
	"sightline/timeline"
)

// ErrNoAudit means that the audit could not be written, and that therefore no answer is given.
var ErrNoAudit = errors.New("the audit could not be written")

// audit is one row of the audit: who looked, at what, and how many sightings they were given.
type audit struct {
	look   timeline.Look
	action string
	asked  map[string]any
	rows   int
	caseID int64 // 0 when the look concerns no one case
}

// looked runs find on one snapshot of the database, as far as the viewer may see it, and writes the audit row it returns, and
// what the asker's agency is interested in. Only when that is committed does the caller get its answer.
//
// The row is in a transaction after the one in which the answer was found. That one only reads, on a snapshot taken when it
// began, and leaves nothing behind but the answer and the row: whether both are one transaction or two, the row is committed
// after the snapshot and before the answer is given, and without a row there is no answer. What changes something is acted.
func (s *Store) looked(ctx context.Context, viewer timeline.Viewer, find func(*reading) (audit, error), in ...interest) error {
	r := &reading{pool: s.pool, viewer: viewer}
	defer r.end(ctx)
	a, err := find(r)
	if err != nil {
		return err
	}
	written := s.scribe.begin(ctx, interestArgs(a.look, in), auditRow(ledger.Answered, a))
	r.end(ctx) // while the row is being written: whether that succeeds changes nothing of what was read
	if err := written(); err != nil {
		return fmt.Errorf("store: no answer is given: %w", err)
	}
	return nil
}

// acted runs act, which may see what the viewer may, and writes the audit row it returns in the same transaction.
func (s *Store) acted(ctx context.Context, viewer timeline.Viewer, act func(pgx.Tx) (audit, error)) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if err := setViewer(ctx, tx, viewer); err != nil {
			return err
		}
		if _, err := exec(ctx, tx, "PlanByIndex", nil); err != nil {
			return err
		}
		a, err := act(tx)
		if err != nil {
			return err
		}
		if err := s.chain(ctx, tx, ledger.Answered, a); err != nil {
			return fmt.Errorf("store: nothing was done: %w", err)
		}
		return nil
	})
}

// Audit writes to the audit what somebody did that is no look at sightings: a log-on, a right given, a refusal.
func (s *Store) Audit(ctx context.Context, look timeline.Look, action string, asked map[string]any, outcome ledger.Outcome) error {
	return s.alone(ctx, outcome, audit{look: look, action: action, asked: asked})
}

// alone writes an audit row that goes with no change.
func (s *Store) alone(ctx context.Context, outcome ledger.Outcome, a audit) error {
	return s.scribe.write(ctx, nil, auditRow(outcome, a))
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
