package store

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// OpenTraced opens a database for tests that watch what is sent to it.
func OpenTraced(ctx context.Context, url string, tracer pgx.QueryTracer) (*Store, error) {
	return Open(ctx, url, Options{tracer: tracer})
}

// WaitingForAudit is how many wait for the transaction after the one that is adding to the audit.
func (s *Store) WaitingForAudit() int {
	s.auditWriter.mu.Lock()
	defer s.auditWriter.mu.Unlock()
	return len(s.auditWriter.waiting)
}
