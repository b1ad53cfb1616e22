package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"sightline/internal/access"
	"sightline/internal/ledger"
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
	// Asker asked for it, for the audit; the zero Asker: the actor, at this machine. What is known elsewhere of what the load brings is
	// told as far as he may see it; his agency, or that of the case's owner, is told of others who ask about the same, and they of it.
	Asker access.Asker
	At    time.Time
	// Handling are the codes under which everything in the file is, its raw text too.
	Handling []timeline.Handling
	// AssumePlates is of how many plates the reads may be for a subject that holds no vehicle to be taken to hold them; 0: none.
	AssumePlates int
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
	// Shape is what to know to write rejected rows as a file of the same kind, as JSON; nil for nothing.
	Shape json.RawMessage
	// BurstWindow is how many seconds apart reads of one plate by one reader are one passing; 0: as usual.
	BurstWindow int
	// Typed is the text of a record that somebody typed in. Where it is in the place of another one, InPlaceOf is the load of that, which
	// is taken back, and Before its text.
	Typed, Before string
	InPlaceOf     int64
}

// Load is one file being taken in. It is a sink for the loaders: everything it is given lies in one transaction, which
// Finish commits and Abandon, or the end of the program, throws away. It is not safe for concurrent use.
type Load struct {
	store         *Store
	ctx           context.Context // of BeginLoad: reads stream on between the calls that bring them
	conn          *pgx.Conn
	release       func()
	tx            pgx.Tx
	id            int64
	what          NewLoad
	records       recordBatch
	known         subjectToJudge
	rejected      []args
	rejectedBytes int // of their texts
	added         int64
	rejects       int64
	reads         *readStream // nil until the first plate read
	plates        plateTally  // of the reads, when they are for a subject
	tie           Tie
	done          bool
}

// Records and rejects are sent to the server when they are so many, or their texts so long. Of fewer rows at once the statements, and
// emptying the tables that they come by, would take longer than the rows.
const (
	batchRows  = 4000
	batchBytes = 8 << 20
)

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
	l := &Load{store: s, ctx: ctx, conn: c.Conn(), release: c.Release, tx: tx, what: what, plates: plateTally{},
		records: recordBatch{brought: newArrivals()}}
	if _, err = exec(ctx, tx, "NoTimeLimit", nil); err == nil {
		l.id, err = scalar[int64](ctx, tx, "NextLoad", nil)
	}
	if err == nil && what.Subject != 0 {
		err = l.beginToJudge(ctx)
	}
	if err == nil {
		err = l.beginToMatch(ctx)
	}
	if err != nil {
		l.Abandon(ctx)
		return nil, fmt.Errorf("store: begin load: %w", err)
	}
	return l, nil
}

// ID is the number the load will have.
func (l *Load) ID() int64 { return l.id }

// Events takes the events that a record tells of. It keeps the record's text, which the loaders allow.
func (l *Load) Events(ctx context.Context, r timeline.Record, events []timeline.Event) error {
	if l.reads != nil {
		return errMixed
	}
	if err := l.records.add(r, events, l.what.Subject); err != nil {
		return l.fault(err)
	}
	return l.flushAt(ctx, batchRows)
}

// Reject keeps a row that could not be taken, with the reason.
func (l *Load) Reject(ctx context.Context, r timeline.Reject) error {
	l.rejects++
	if l.reads != nil {
		// The connection is busy streaming reads, so the reject travels in the same stream.
		return l.fault(l.reads.reject(r))
	}
	l.rejectedBytes += len(r.Text) + len(r.Context)
	l.rejected = append(l.rejected, args{"load_id": l.id, "line": r.Line, "field": r.Field, "reason": r.Reason, "text": r.Text,
		"context": r.Context})
	return l.flushAt(ctx, batchRows)
}

// errMixed says that a file holds what one load cannot take.
var errMixed = errors.New("store: a load brings plate reads or other records, not both")

// flushAt sends the records and rejects gathered when they are as many, and counts the records that were new.
func (l *Load) flushAt(ctx context.Context, most int) error {
	if len(l.records.records)+len(l.rejected) < most && l.records.bytes+l.rejectedBytes < batchBytes {
		return nil
	}
	if len(l.records.records) > 0 {
		if err := l.lockCase(ctx); err != nil {
			return l.fault(err)
		}
	}
	added, err := l.records.send(ctx, l.tx, l.id, l.what.Case, l.what.Subject)
	l.added += added
	if err == nil && len(l.rejected) > 0 {
		batch := &pgx.Batch{}
		for _, a := range l.rejected {
			batch.Queue(sql.Query("AddReject"), a)
		}
		err, l.rejected, l.rejectedBytes = l.tx.SendBatch(ctx, batch).Close(), nil, 0
	}
	if err != nil {
		return l.fault(fmt.Errorf("store: add records: %w", err))
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
		err = l.fault(err)
		l.Abandon(ctx)
	}
	return done, err
}

func (l *Load) finish(ctx context.Context, sum Summary) (timeline.Load, error) {
	var months, exchange []time.Time
	if l.reads != nil {
		if err := l.reads.finish(ctx); err != nil {
			return timeline.Load{}, fmt.Errorf("store: stream reads: %w", err)
		}
		var err error
		months = l.reads.list()
		if l.added, exchange, err = l.reads.merge(ctx, l.tx); err != nil {
			return timeline.Load{}, err
		}
	}
	if err := l.flushAt(ctx, 1); err != nil {
		return timeline.Load{}, err
	}
	if l.records.judge != nil {
		if err := l.judged(ctx); err != nil {
			return timeline.Load{}, err
		}
		l.tie.Named = l.records.judge.Counts()
		sum.Notes = append(sum.Notes[:len(sum.Notes):len(sum.Notes)], l.records.judge.Notes()...)
	}
	if l.rejects != sum.Rejected {
		return timeline.Load{}, fmt.Errorf("store: the loader counted %d rejects and handed over %d", sum.Rejected, l.rejects)
	}
	done := timeline.Load{
		ID: l.id, File: l.what.File, SHA256: fmt.Sprintf("%x", sum.SHA256), Bytes: sum.Bytes, Format: l.what.Format, Loader: l.what.Loader,
		Zone: sum.Zone, ZoneBasis: sum.ZoneBasis, At: l.what.At, Actor: l.what.Actor, Read: sum.Read, Accepted: l.added,
		Rejected:   sum.Rejected,
		Duplicates: sum.Read - sum.Rejected - l.added, Notes: sum.Notes, Handling: l.what.Handling, BurstWindow: sum.BurstWindow,
	}
	if err := l.loadedBefore(ctx, sum.SHA256); err != nil {
		return timeline.Load{}, err
	}
	_, err := exec(ctx, l.tx, "FinishLoad", args{
		"id": l.id, "case_id": l.what.Case, "subject_id": idOrNull(l.what.Subject), "file": done.File, "sha256": sum.SHA256[:],
		"bytes":  done.Bytes,
		"format": done.Format, "loader": done.Loader, "zone": done.Zone, "zone_basis": done.ZoneBasis, "at": done.At, "actor": l.what.Actor,
		"read": done.Read, "accepted": done.Accepted, "duplicates": done.Duplicates, "rejected": done.Rejected, "notes": list(sum.Notes),
		"months": list(months), "handling": texts(l.what.Handling),
	})
	if err != nil {
		return timeline.Load{}, err
	}
	if len(sum.Shape) > 0 || sum.BurstWindow > 0 {
		shape := sum.Shape
		if len(shape) == 0 {
			shape = json.RawMessage("{}")
		}
		if _, err := exec(ctx, l.tx, "SetLoadShape", args{"id": l.id, "shape": shape, "burst_window": sum.BurstWindow}); err != nil {
			return timeline.Load{}, err
		}
	}
	if sum.InPlaceOf != 0 {
		if err := l.replace(ctx, sum.InPlaceOf); err != nil {
			return timeline.Load{}, err
		}
	}
	if err := l.tieToSubject(ctx); err != nil {
		return timeline.Load{}, err
	}
	if err := l.match(ctx, months); err != nil {
		return timeline.Load{}, err
	}
	if err := exchangeMonths(ctx, l.tx, l.id, exchange); err != nil {
		return timeline.Load{}, err
	}
	if err := l.store.chain(ctx, l.tx, ledger.Answered, l.told(done, &sum)); err != nil {
		return timeline.Load{}, err
	}
	if err := l.commit(ctx); err != nil {
		return timeline.Load{}, err
	}
	l.done = true
	l.release()
	return done, nil
}

// told is the load's row in the audit.
func (l *Load) told(done timeline.Load, sum *Summary) audit {
	look := l.what.Asker
	if look.Actor == "" {
		look = access.Asker{Actor: l.what.Actor, Purpose: "load"}
	}
	a := audit{look: look, action: "load", rows: int(done.Accepted), caseID: l.what.Case}
	a.asked = map[string]any{"load": l.id, "file": done.File, "sha256": done.SHA256, "format": done.Format}
	if l.what.Subject != 0 {
		a.put("subject", l.what.Subject)
	}
	after := state{"read": done.Read, "accepted": done.Accepted, "duplicates": done.Duplicates, "rejected": done.Rejected}
	if len(l.tie.Assumed) > 0 {
		after["vehicles"] = l.tie.Assumed
	}
	if len(l.tie.Hits) > 0 {
		after["hits"] = len(l.tie.Hits)
	}
	var before state
	if sum.Typed != "" {
		after["typed"] = inLine(sum.Typed)
	}
	if sum.InPlaceOf != 0 {
		a.put("in place of", sum.InPlaceOf)
		before = state{"typed": inLine(sum.Before)}
	}
	a.changed(before, after)
	return a
}

// inLine is the text of a record that somebody typed in, on one line.
func inLine(text string) string { return strings.ReplaceAll(text, "\n", "; ") }

// Abandon throws away everything the load was given. It does nothing after Finish.
func (l *Load) Abandon(ctx context.Context) {
	if l.done {
		return
	}
	l.done = true
	if l.reads != nil {
		l.reads.stop(ctx)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := l.tx.Rollback(ctx); err != nil && !errors.Is(err, pgx.ErrTxClosed) {
		// A connection that cannot roll back is closed: the server then does it.
		_ = l.conn.Close(ctx)
	}
	l.release()
}
