package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"sightline/sql"
	"sightline/timeline"
)

// snapshot is how an answer is found: by reading only, and all of it as it was at one instant. The months of reads are held as
// they are before the snapshot is taken: an exchanged month holds nothing for an older one.
var snapshot = pgx.TxOptions{
	IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly,
	BeginQuery: "begin isolation level repeatable read read only; " + sql.Query("HoldReads"),
}

// seen runs find on one snapshot of the database, of which the visible_ views show what the viewer may see. It is the only
// way to an answer for a person.
func (s *Store) seen(ctx context.Context, viewer timeline.Viewer, find func(pgx.Tx) error) error {
	return pgx.BeginTxFunc(ctx, s.pool, snapshot, func(tx pgx.Tx) error {
		if err := setViewer(ctx, tx, viewer); err != nil {
			return err
		}
		return find(tx)
	})
}

// setViewer says for whom a transaction asks.
func setViewer(ctx context.Context, tx pgx.Tx, viewer timeline.Viewer) error {
	if _, err := exec(ctx, tx, "SetViewer", args{"viewer": viewer}); err != nil {
		return fmt.Errorf("set the viewer: %w", err)
	}
	return nil
}
