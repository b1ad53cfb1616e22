package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"sightline/internal/access"
	"sightline/sql"
)

// snapshot is how an answer is found: by reading only, and all of it as it was at one instant.
var snapshot = pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}

// setViewer says for whom a transaction asks.
func setViewer(ctx context.Context, tx pgx.Tx, viewer access.Viewer) error {
	if _, err := exec(ctx, tx, "SetViewer", args{"viewer": viewer}); err != nil {
		return fmt.Errorf("set the viewer: %w", err)
	}
	return nil
}

// reading is a transaction that only reads, for a viewer. It begins when something is asked of it, in one round trip with
// what is asked first.
type reading struct {
	pool   *pgxpool.Pool
	viewer access.Viewer
	tx     pgx.Tx // nil until it has begun
}

// SendBatch is that of a pgx.Tx. The months of reads are held as they are before the snapshot is taken, which the first
// statement after that does: an exchanged month holds nothing for an older one.
func (r *reading) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	if r.tx != nil {
		return r.tx.SendBatch(ctx, b)
	}
	whole := &pgx.Batch{}
	whole.BeginTx(snapshot)
	whole.Queue(sql.Query("HoldReads"))
	whole.Queue(sql.Query("SetViewer"), args{"viewer": r.viewer})
	whole.Queue(sql.Query("PlanByIndex"))
	before := whole.Len()
	whole.QueuedQueries = append(whole.QueuedQueries, b.QueuedQueries...)
	results := r.pool.SendBatch(ctx, whole)
	r.tx = results.Tx()
	for range before {
		if _, err := results.Exec(); err != nil {
			break // which all results after it are, too
		}
	}
	return results
}

// begin begins without asking anything.
func (r *reading) begin(ctx context.Context) error {
	if r.tx != nil {
		return nil
	}
	if err := r.SendBatch(ctx, &pgx.Batch{}).Close(); err != nil {
		return fmt.Errorf("store: begin to read: %w", err)
	}
	return nil
}

// Exec is that of a pgx.Tx.
func (r *reading) Exec(ctx context.Context, text string, arguments ...any) (pgconn.CommandTag, error) {
	if r.tx != nil {
		return r.tx.Exec(ctx, text, arguments...)
	}
	b := &pgx.Batch{}
	b.Queue(text, arguments...)
	results := r.SendBatch(ctx, b)
	tag, err := results.Exec()
	if fault := results.Close(); err == nil {
		err = fault
	}
	return tag, err
}

// Query is that of a pgx.Tx.
func (r *reading) Query(ctx context.Context, text string, arguments ...any) (pgx.Rows, error) {
	if len(arguments) > 0 {
		if _, is := arguments[0].(pgx.QueryExecMode); is { // a batch has one for all of its statements
			if err := r.begin(ctx); err != nil {
				return nil, err
			}
		}
	}
	if r.tx != nil {
		return r.tx.Query(ctx, text, arguments...)
	}
	b := &pgx.Batch{}
	b.Queue(text, arguments...)
	results := r.SendBatch(ctx, b)
	rows, err := results.Query()
	if err != nil {
		_ = results.Close() // with the same error
		return nil, err
	}
	return &firstRows{rows, results}, nil
}

// Begin begins a part that can be taken back by itself.
func (r *reading) Begin(ctx context.Context) (pgx.Tx, error) {
	if err := r.begin(ctx); err != nil {
		return nil, err
	}
	return r.tx.Begin(ctx)
}

// end ends the transaction and gives its connection back; once it has, it does nothing. A connection that could not end its
// transaction, as when the context has ended, is closed.
func (r *reading) end(ctx context.Context) {
	if r.tx != nil {
		_ = r.tx.Commit(ctx) // of no change, so that it does not matter whether it succeeds
	}
}

// firstRows are the rows of the statement that a reading began with.
type firstRows struct {
	pgx.Rows
	results pgx.BatchResults
}

// Close makes the connection free for the next statement.
func (f *firstRows) Close() {
	f.Rows.Close()
	_ = f.results.Close() // what failed is the error of the rows
}
