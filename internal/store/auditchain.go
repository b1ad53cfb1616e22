package store

import (
	"context"
	"errors"

	"sightline/internal/access"
	"sightline/internal/ledger"
)

// AuditEnd returns the end of the chain as it is now.
func (s *Store) AuditEnd(ctx context.Context) (ledger.End, error) {
	end, err := one[ledger.End](ctx, s.pool, "AuditEnd", nil)
	if errors.Is(err, ErrNotFound) {
		return ledger.Start(), nil
	}
	return end, err
}

// auditBatch is how many rows are read at once.
const auditBatch = 5000

// EachAudited gives each row of the audit after a place in the chain, in its order.
func (s *Store) EachAudited(ctx context.Context, after int64, each func(*ledger.Row) error) error {
	for {
		rows, err := collect[ledger.Row](ctx, s.pool, "AuditChain", args{"after": after, "most": auditBatch})
		if err != nil {
			return err
		}
		for i := range rows {
			if err := each(&rows[i]); err != nil {
				return err
			}
			after = rows[i].Seq
		}
		if len(rows) < auditBatch {
			return nil
		}
	}
}

// CheckAudit follows the whole chain. Rows added meanwhile may or may not be among those followed.
func (s *Store) CheckAudit(ctx context.Context, kept ledger.End) (*ledger.Check, error) {
	check := ledger.NewCheck(kept)
	err := s.EachAudited(ctx, 0, func(a *ledger.Row) error {
		check.Add(a)
		return nil
	})
	check.Finish()
	return check, err
}

// CheckAuditSince follows the chain from an end it had earlier, which must still be there: it finds what was done to newer
// rows, at a cost that does not grow with the audit.
func (s *Store) CheckAuditSince(ctx context.Context, kept ledger.End) (*ledger.Check, error) {
	if kept.Seq == 0 {
		return s.CheckAudit(ctx, kept)
	}
	check := ledger.NewCheck(kept)
	err := s.EachAudited(ctx, kept.Seq-1, func(a *ledger.Row) error {
		if check.Rows == 0 && a.Seq == kept.Seq { // what it follows is not looked at
			check.End = ledger.End{Seq: a.Seq - 1, Hash: a.PrevHash}
		}
		check.Add(a)
		return nil
	})
	check.Finish()
	return check, err
}

// SearchAudit returns rows newest first. The look itself is audited, before the answer is given.
func (s *Store) SearchAudit(ctx context.Context, q ledger.Query, look access.Asker) ([]ledger.Row, error) {
	a := args{"actor": q.Actor, "agency": q.Agency, "case_number": q.CaseNumber, "action": q.Action, "outcome": string(q.Outcome),
		"recipient": q.Recipient,
		"text":      q.Text, "from_at": orNull(q.From), "to_at": orNull(q.To), "before": idOrNull(q.Before), "most": q.Most}
	rows, err := collect[ledger.Row](ctx, s.pool, "SearchAudit", a)
	if err != nil {
		return nil, err
	}
	return rows, s.Audit(ctx, look, "audit search", q.Asked(), ledger.Answered)
}
