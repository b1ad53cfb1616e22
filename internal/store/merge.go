package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// merge makes the streamed reads part of the reads, but for the exchange of partitions, which is last because it keeps
// readers waiting. It returns the number of reads that are new.
func (s *readStream) merge(ctx context.Context, tx pgx.Tx) (added int64, exchange []time.Time, err error) {
	if err := s.load.lockCase(ctx); err != nil {
		return 0, nil, err
	}
	if _, err := exec(ctx, tx, "LockReads", nil); err != nil {
		return 0, nil, err
	}
	if err := s.storeSites(ctx, tx); err != nil {
		return 0, nil, err
	}
	for _, month := range s.list() {
		done, err := one[struct {
			Added    int64
			Exchange bool
		}](ctx, tx, "MergeReadMonth", args{
			"load_id": s.load.id, "month": month, "streamed": s.months[month].streamed, "suspected": s.months[month].suspected})
		if err != nil {
			return 0, nil, err
		}
		added += done.Added
		if done.Exchange {
			exchange = append(exchange, month)
		}
	}
	return added, exchange, nil
}

// list returns the months of the stream in order.
func (s *readStream) list() []time.Time {
	var months []time.Time
	for first := range s.months {
		months = append(months, first)
	}
	slices.SortFunc(months, time.Time.Compare)
	return months
}

// storeSites adds the sites that are new to the case.
func (s *readStream) storeSites(ctx context.Context, tx pgx.Tx) error {
	if _, err := exec(ctx, tx, "CreateSiteMoves", nil); err != nil {
		return err
	}
	of := args{"case_id": s.load.what.Case}
	if _, err := exec(ctx, tx, "AddSites", of); err != nil {
		return err
	}
	moves, err := exec(ctx, tx, "AddSiteMoves", of)
	if err != nil || moves == 0 {
		return err
	}
	for _, month := range s.list() {
		if _, err := exec(ctx, tx, "RenumberReadSites", args{"load_id": s.load.id, "month": month}); err != nil {
			return err
		}
	}
	_, err = exec(ctx, tx, "RenumberSuspectSites", nil)
	return err
}

// exchangeMonths makes a load's tables partitions, in the place of those there are. It has to keep readers away until the
// commit that must follow at once: a snapshot older than that would miss the rows of a table that was replaced, and would
// see those of a new one, which are frozen. For months that are all new it waits for no reader for long: it has their rows
// copied instead, as rows that only later snapshots see.
func exchangeMonths(ctx context.Context, tx pgx.Tx, load int64, months []time.Time) error {
	if len(months) == 0 {
		return nil
	}
	replaces, err := scalar[bool](ctx, tx, "HaveReadMonths", args{"months": months})
	if err != nil {
		return err
	}
	tries := fewTries
	if replaces {
		tries = lockTries
	}
	err = lockMonths(ctx, tx, tries)
	if errors.Is(err, errBusy) && !replaces {
		for _, month := range months {
			if _, err := exec(ctx, tx, "ThawReadStage", args{"load_id": load, "month": month}); err != nil {
				return err
			}
		}
	} else if err != nil {
		return err
	}
	for _, month := range months {
		if _, err := exec(ctx, tx, "ExchangeReadMonth", args{"load_id": load, "month": month}); err != nil {
			return err
		}
	}
	return nil
}

const (
	lockTries = 300                    // about five minutes
	fewTries  = 5                      // some seconds
	lockPause = 700 * time.Millisecond // between tries, for readers that had to wait
)

var errBusy = errors.New("the reads were being looked at for minutes on end; load the file again when it is quieter")

// lockMonths waits until no reader is at work, for so many tries. Whoever asks for such a lock makes later readers wait for earlier ones,
// so
// it asks for a moment at a time.
func lockMonths(ctx context.Context, tx pgx.Tx, tries int) error {
	for try := 1; ; try++ {
		inner, err := tx.Begin(ctx)
		if err == nil {
			_, err = exec(ctx, inner, "WaitAtMost", args{"most": "200ms"})
		}
		if err == nil {
			_, err = exec(ctx, inner, "LockMonths", nil)
		}
		if err == nil {
			_, err = exec(ctx, inner, "WaitAtMost", args{"most": "0"})
		}
		if err == nil {
			return inner.Commit(ctx)
		}
		var pg *pgconn.PgError
		if !errors.As(err, &pg) || pg.Code != "55P03" { // lock_not_available
			return err
		}
		if err := inner.Rollback(ctx); err != nil {
			return fmt.Errorf("store: wait for readers: %w", err)
		}
		if try == tries {
			return fmt.Errorf("store: %w: %w", errBusy, err)
		}
		select {
		case <-time.After(lockPause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
