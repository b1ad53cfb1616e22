package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"sightline/sql"
)

// auditWriter writes to the audit for all who wait for it at the same time in one transaction. The chain lets only one
// transaction at a time add to it, until that is safe on disk: one for each row would bound how many answers are given in a
// second by how often the disk can be waited for.
type auditWriter struct {
	pool    *pgxpool.Pool
	mu      sync.Mutex
	waiting []*pendingRow
	writing bool
}

// pendingRow is what is to be written for one who waits: what his agency cares about, and his row.
type pendingRow struct {
	ctx       context.Context
	interests []args
	row       args
	done      chan error
}

// write returns when the entry is committed, or why it is not. When the context ends first it may still be written.
func (s *auditWriter) write(ctx context.Context, interests []args, row args) error {
	return s.begin(ctx, interests, row)()
}

// begin is write without the waiting, which the function that it returns does.
func (s *auditWriter) begin(ctx context.Context, interests []args, row args) (wait func() error) {
	e := &pendingRow{ctx, interests, row, make(chan error, 1)}
	s.mu.Lock()
	s.waiting = append(s.waiting, e)
	if !s.writing {
		s.writing = true
		go s.work()
	}
	s.mu.Unlock()
	return e.wait
}

// wait returns when the entry is committed, or why it is not.
func (e *pendingRow) wait() error {
	var err error
	select {
	case err = <-e.done:
	case <-e.ctx.Done():
		err = e.ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNoAudit, err)
	}
	return nil
}

// work writes until nobody waits.
func (s *auditWriter) work() {
	for {
		s.mu.Lock()
		entries := s.waiting
		s.waiting = nil
		s.writing = len(entries) > 0
		s.mu.Unlock()
		if len(entries) == 0 {
			return
		}
		s.commit(entries)
	}
}

// commit writes entries together. Where the server refuses one of them all are written again by themselves, so that only
// that one fails; not when the connection was lost, for then they may have been written.
func (s *auditWriter) commit(entries []*pendingRow) {
	err := s.send(entries)
	var refused *pgconn.PgError
	if len(entries) > 1 && errors.As(err, &refused) {
		for _, e := range entries {
			e.done <- s.send([]*pendingRow{e})
		}
		return
	}
	for _, e := range entries {
		e.done <- err
	}
}

// send runs the transaction, in one round trip. It is given up when all who wait for it have gone.
func (s *auditWriter) send(entries []*pendingRow) error {
	ctx, giveUp := context.WithCancel(context.Background())
	defer giveUp()
	var left atomic.Int64
	left.Store(int64(len(entries)))
	for _, e := range entries {
		defer context.AfterFunc(e.ctx, func() {
			if left.Add(-1) == 0 {
				giveUp()
			}
		})()
	}
	batch := &pgx.Batch{}
	batch.Queue("begin")
	batch.Queue(sql.Query("LockAudit"))
	for _, e := range entries {
		for _, i := range e.interests {
			batch.Queue(sql.Query("KeepInterest"), i)
		}
		batch.Queue(sql.Query("AddAudit"), e.row)
	}
	batch.Queue("commit")
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release() // which ends a connection whose transaction failed
	return conn.SendBatch(ctx, batch).Close()
}
