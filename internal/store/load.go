package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"sightline/sql"
	"sightline/timeline"
)

// NewLoad says what is about to be taken in.
type NewLoad struct {
	Case    int64
	Subject int64 // 0 for plate reads that belong to the case alone
	File    string
	Format  string
	Loader  string // loader and version
	Actor   string
	At      time.Time
}

// Summary is what a loader knows when it has read the whole file.
type Summary struct {
	SHA256    [32]byte
	Bytes     int64
	Zone      string
	ZoneBasis timeline.Basis
	Read      int64
	Rejected  int64
	Notes     []timeline.Note
}

// Load is one file being taken in. It is a sink for the loaders: everything it is given lies in one transaction, which
// Finish commits and Abandon, or the end of the program, throws away. It is not safe for concurrent use.
type Load struct {
	store   *Store
	ctx     context.Context // of BeginLoad: reads stream on between the calls that bring them
	conn    *pgx.Conn
	release func()
	tx      pgx.Tx
	id      int64
	what    NewLoad
	batch   *pgx.Batch
	taken   []bool // of the statements in batch: whether a changed row is an accepted record
	added   int64
	rejects int64
	reads   *readStage // nil until the first plate read
	sites   siteStage
	done    bool
}

// batchRows is how many statements are sent to the server at once.
const batchRows = 500

// BeginLoad starts to take a file in. The load ends at the latest with ctx.
func (s *Store) BeginLoad(ctx context.Context, what NewLoad) (*Load, error) {
	c, err := s.pool.Acquire(ctx)
	if err != nil {
		return nil, fmt.Errorf("store: begin load: %w", err)
	}
	tx, err := c.Begin(ctx)
	if err != nil {
		c.Release()
		return nil, fmt.Errorf("store: begin load: %w", err)
	}
	l := &Load{store: s, ctx: ctx, conn: c.Conn(), release: c.Release, tx: tx, what: what, batch: &pgx.Batch{}}
	if _, err = tx.Exec(ctx, "set local statement_timeout = 0"); err == nil {
		l.id, err = scalar[int64](ctx, tx, "NextLoad", nil)
	}
	if err != nil {
		l.Abandon(ctx)
		return nil, fmt.Errorf("store: begin load: %w", err)
	}
	return l, nil
}

// ID is the number the load will have.
func (l *Load) ID() int64 { return l.id }

// Sighting takes a sighting and the record it was drawn from.
func (l *Load) Sighting(ctx context.Context, r timeline.Record, s timeline.Sighting) error {
	a := l.record(r)
	a["source"], a["at"], a["until"] = s.Source, s.When.Start, s.When.End
	a["time_raw"], a["zone"], a["zone_basis"], a["precision"] = s.When.Raw, s.When.Zone, s.When.Basis, s.When.Precision
	a["time_flags"], a["flags"], a["details"] = texts(s.When.Flags), texts(s.Flags), fields(s.Fields)
	putWhere(a, s.Where)
	a["plate"], a["plate_state"], a["ori"] = nil, nil, nil
	if s.Plate != nil {
		a["plate"], a["plate_state"] = s.Plate.Number, s.Plate.State
	}
	if s.Agency != nil {
		a["ori"] = s.Agency.ORI
	}
	a["message_key"], a["category"], a["set_aside"] = s.Key, s.Category, s.SetAside
	return l.queue(ctx, "AddSighting", a, true)
}

// Stay takes a stay and the record it was drawn from.
func (l *Load) Stay(ctx context.Context, r timeline.Record, s timeline.Stay) error {
	a := l.record(r)
	a["source"], a["kind"], a["first_seen"], a["last_seen"] = s.Source, s.Kind, s.First, s.Last
	a["possible_from"], a["possible_to"] = orNull(s.First.Start), orNull(s.Last.End)
	a["flags"], a["details"] = texts(s.Flags), fields(s.Fields)
	putWhere(a, s.Where)
	return l.queue(ctx, "AddStay", a, true)
}

// Reject keeps a row that could not be taken, with the reason.
func (l *Load) Reject(ctx context.Context, r timeline.Reject) error {
	l.rejects++
	if l.reads != nil {
		// The connection is busy streaming reads, so the reject travels in the same stream.
		return l.reads.reject(r)
	}
	return l.queue(ctx, "AddReject", args{"load_id": l.id, "line": r.Line, "field": r.Field, "reason": r.Reason, "text": r.Text}, false)
}

// record returns the arguments every record needs.
func (l *Load) record(r timeline.Record) args {
	return args{"load_id": l.id, "case_id": l.what.Case, "subject_id": l.what.Subject, "line": r.Line, "key": r.Key[:], "text": r.Text}
}

// queue adds a statement to the batch and sends the batch when it is full. The batch keeps the record's text, which the
// loaders allow.
func (l *Load) queue(ctx context.Context, name string, a args, record bool) error {
	l.batch.Queue(sql.Query(name), a)
	l.taken = append(l.taken, record)
	if len(l.taken) < batchRows {
		return nil
	}
	return l.flush(ctx)
}

// flush sends the batch and counts the records that were new.
func (l *Load) flush(ctx context.Context) error {
	if len(l.taken) == 0 {
		return nil
	}
	if slices.Contains(l.taken, true) {
		if err := l.lockCase(ctx); err != nil {
			return err
		}
	}
	results := l.tx.SendBatch(ctx, l.batch)
	for _, record := range l.taken {
		tag, err := results.Exec()
		if err != nil {
			results.Close()
			return fmt.Errorf("store: add records: %w", err)
		}
		if record {
			l.added += tag.RowsAffected()
		}
	}
	l.batch, l.taken = &pgx.Batch{}, l.taken[:0]
	if err := results.Close(); err != nil {
		return fmt.Errorf("store: add records: %w", err)
	}
	return nil
}

func (l *Load) lockCase(ctx context.Context) error {
	_, err := exec(ctx, l.tx, "LockCase", args{"case_id": l.what.Case})
	return err
}

// Finish writes the load's own row with its counts and commits. A load that brings nothing new is kept too: that the
// file was offered is part of its history.
func (l *Load) Finish(ctx context.Context, sum Summary) (timeline.Load, error) {
	done, err := l.finish(ctx, sum)
	if err != nil {
		l.Abandon(ctx)
	}
	return done, err
}

func (l *Load) finish(ctx context.Context, sum Summary) (timeline.Load, error) {
	if l.reads != nil {
		if err := l.mergeReads(ctx); err != nil {
			return timeline.Load{}, err
		}
	}
	if err := l.flush(ctx); err != nil {
		return timeline.Load{}, err
	}
	if l.rejects != sum.Rejected {
		return timeline.Load{}, fmt.Errorf("store: the loader counted %d rejects and handed over %d", sum.Rejected, l.rejects)
	}
	done := timeline.Load{
		ID: l.id, File: l.what.File, SHA256: fmt.Sprintf("%x", sum.SHA256), Bytes: sum.Bytes, Format: l.what.Format, Loader: l.what.Loader,
		Zone: sum.Zone, ZoneBasis: sum.ZoneBasis, At: l.what.At, Read: sum.Read, Accepted: l.added, Rejected: sum.Rejected,
		Duplicates: sum.Read - sum.Rejected - l.added, Notes: sum.Notes,
	}
	_, err := exec(ctx, l.tx, "FinishLoad", args{
		"id": l.id, "case_id": l.what.Case, "subject_id": idOrNull(l.what.Subject), "file": done.File, "sha256": sum.SHA256[:], "bytes": done.Bytes,
		"format": done.Format, "loader": done.Loader, "zone": done.Zone, "zone_basis": done.ZoneBasis, "at": done.At, "actor": l.what.Actor,
		"read": done.Read, "accepted": done.Accepted, "duplicates": done.Duplicates, "rejected": done.Rejected, "notes": notes(sum.Notes),
	})
	if err != nil {
		return timeline.Load{}, err
	}
	if err := l.tx.Commit(ctx); err != nil {
		return timeline.Load{}, fmt.Errorf("store: commit load: %w", err)
	}
	l.done = true
	l.release()
	return done, nil
}

// Abandon throws away everything the load was given. It does nothing after Finish.
func (l *Load) Abandon(ctx context.Context) {
	if l.done {
		return
	}
	l.done = true
	if l.reads != nil {
		l.reads.stop(errors.New("load abandoned"))
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := l.tx.Rollback(ctx); err != nil && !errors.Is(err, pgx.ErrTxClosed) {
		// A connection that cannot roll back is closed: the server then does it.
		_ = l.conn.Close(ctx)
	}
	l.release()
}

// DiskFull reports whether an error came from a server whose disk is full.
func DiskFull(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "53100"
}

// Unreachable reports whether an error came from a server that cannot be spoken to.
func Unreachable(err error) bool {
	var connect *pgconn.ConnectError
	return errors.As(err, &connect)
}
