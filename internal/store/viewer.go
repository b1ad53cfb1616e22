package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"sightline/sql"
	"sightline/timeline"
)

// seen runs find on one snapshot of the database, of which the visible_ views show what the viewer may see. It is the only
// way to an answer for a person.
func (s *Store) seen(ctx context.Context, viewer timeline.Viewer, find func(pgx.Tx) error) error {
	return pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead}, func(tx pgx.Tx) error {
		begin := &pgx.Batch{}
		begin.Queue(sql.Query("HoldReads")) // before the snapshot is taken
		begin.Queue(sql.Query("SetViewer"), args{"viewer": viewer})
		if err := tx.SendBatch(ctx, begin).Close(); err != nil {
			return fmt.Errorf("store: set the viewer: %w", err)
		}
		return find(tx)
	})
}
