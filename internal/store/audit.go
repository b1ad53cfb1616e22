package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"sightline/internal/ledger"
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

// looked runs find on one snapshot of the database, as far as the viewer may see it, and writes the audit row it returns in
// the same transaction. Only when that row is committed does the caller get its answer.
func (s *Store) looked(ctx context.Context, viewer timeline.Viewer, find func(pgx.Tx) (audit, error)) error {
	return s.seen(ctx, viewer, func(tx pgx.Tx) error {
		a, err := find(tx)
		if err != nil {
			return err
		}
		if err := s.chain(ctx, tx, ledger.Answered, a); err != nil {
			return fmt.Errorf("store: no answer is given: %w", err)
		}
		return nil
	})
}

// Audit writes to the audit what somebody did that is no look at sightings: a log-on, a right given, a refusal.
func (s *Store) Audit(ctx context.Context, look timeline.Look, action string, asked map[string]any, outcome ledger.Outcome) error {
	return s.alone(ctx, outcome, audit{look: look, action: action, asked: asked})
}

// alone writes an audit row in a transaction of its own.
func (s *Store) alone(ctx context.Context, outcome ledger.Outcome, a audit) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error { return s.chain(ctx, tx, outcome, a) })
}

// chain adds a row to the end of the audit. It is the last thing a transaction does, for nobody else can add one until
// that ends. The transaction's snapshot may be older than the chain's end, which is therefore read on a connection of
// its own.
func (s *Store) chain(ctx context.Context, tx pgx.Tx, outcome ledger.Outcome, a audit) error {
	if _, err := exec(ctx, tx, "LockAudit", nil); err != nil {
		return fmt.Errorf("%w: %w", ErrNoAudit, err)
	}
	end, err := s.AuditEnd(ctx)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNoAudit, err)
	}
	if a.asked == nil {
		a.asked = map[string]any{}
	}
	_, err = exec(ctx, tx, "AddAudit", args{
		"actor": a.look.Actor, "agency": a.look.Agency, "key_id": idOrNull(a.look.Viewer.Key), "address": a.look.Address,
		"case_id": idOrNull(a.caseID), "case_number": a.look.Case, "purpose": a.look.Purpose, "action": a.action,
		"asked": a.asked, "rows": a.rows, "outcome": string(outcome), "seq": end.Seq + 1, "prev_hash": end.Hash,
	})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNoAudit, err)
	}
	return nil
}
