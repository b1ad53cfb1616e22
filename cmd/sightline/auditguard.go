package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"sightline/internal/ledger"
	"sightline/internal/store"
)

// How often a server that runs looks at its audit.
const (
	guardNewest = 10 * time.Minute
	guardWhole  = 24 * time.Hour
)

// auditGuard looks at the audit of a server that runs and raises the alarm in its log when a row was changed, put in or
// taken away. The end of the audit is kept in a file, so that what happens while no server runs is found too.
type auditGuard struct {
	store *store.Store
	file  string
	log   *slog.Logger
}

func (a *app) auditGuard(s *store.Store, log *slog.Logger) auditGuard {
	return auditGuard{s, a.ownFile("audit-end"), log} // each database has an audit of its own
}

// run looks at the whole audit at once and every day, and at its newest rows in between, until ctx ends.
func (g auditGuard) run(ctx context.Context) {
	newest, whole := time.NewTicker(guardNewest), time.NewTicker(guardWhole)
	defer newest.Stop()
	defer whole.Stop()
	g.look(ctx, g.store.CheckAudit)
	for {
		select {
		case <-ctx.Done():
			return
		case <-newest.C:
			g.look(ctx, g.store.CheckAuditSince)
		case <-whole.C:
			g.look(ctx, g.store.CheckAudit)
		}
	}
}

// look checks the audit and keeps its new end if all is well. What is wrong stays an alarm until somebody mends it.
func (g auditGuard) look(ctx context.Context, check func(context.Context, ledger.End) (*ledger.Check, error)) {
	kept, err := keptEnd(g.file)
	if err != nil {
		g.log.ErrorContext(ctx, "AUDIT ALARM: the end of the audit that was kept cannot be read", "error", err)
		return
	}
	found, err := check(ctx, kept)
	switch {
	case ctx.Err() != nil:
	case store.Unreachable(err):
		g.log.WarnContext(ctx, "the audit was not looked at, for the database cannot be reached; it is looked at again", "error", err)
	case err != nil:
		g.log.ErrorContext(ctx, "AUDIT ALARM: the audit cannot be read", "error", err)
	case len(found.Faults) > 0:
		for _, f := range found.Faults[:min(len(found.Faults), 5)] {
			g.log.ErrorContext(ctx, "AUDIT ALARM: "+f.Text, "row", f.Seq)
		}
		g.log.ErrorContext(ctx, "AUDIT ALARM: the audit is not whole; run: sightline audit verify", "faults", len(found.Faults))
	default:
		if err := errors.Join(os.MkdirAll(filepath.Dir(g.file), 0o700), keepEnd(g.file, found.End)); err != nil {
			g.log.ErrorContext(ctx, "the end of the audit cannot be kept", "error", err)
		}
	}
}
