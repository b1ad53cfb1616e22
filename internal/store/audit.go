package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"sightline/timeline"
)

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
		if err := a.write(ctx, tx); err != nil {
			return fmt.Errorf("store: the audit could not be written, so no answer is given: %w", err)
		}
		return nil
	})
}

func (a audit) write(ctx context.Context, q querier) error {
	_, err := exec(ctx, q, "AddAudit", args{
		"actor": a.look.Actor, "case_id": idOrNull(a.caseID), "purpose": a.look.Purpose, "action": a.action, "asked": a.asked, "rows": a.rows,
	})
	return err
}

// Audited is one row of the audit.
type Audited struct {
	At         time.Time
	Actor      string
	CaseNumber string
	Purpose    string
	Action     string
	Asked      map[string]any
	Rows       int
}

// Audit returns the newest rows of the audit, newest first.
func (s *Store) Audit(ctx context.Context, most int) ([]Audited, error) {
	return collect[Audited](ctx, s.pool, "LastAudit", args{"most": most})
}
