package store

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"sightline/timeline"
)

// readStream takes the plate reads of one load. They go by binary COPY into tables of the load's own, one a month, while
// the loader reads on; merge then makes them part of the reads. Encoding, compression and sending each have a goroutine.
type readStream struct {
	load     *Load
	out      *copyStream
	filter   *readFilter
	sites    *siteNumbers
	months   map[time.Time]*readMonth
	month    *readMonth // of the read before
	again    []bool     // of a batch's reads: whether it may repeat one of the file
	suspects copyTable  // those
	rejects  copyTable
	texts    *textPacker
	packing  errgroup.Group
	ended    bool
}

// readMonth is a calendar month, UTC, with the load's reads in it.
type readMonth struct {
	first, next time.Time
	table       copyTable
	streamed    int64 // reads sent to the table
	suspected   int64 // reads sent to the suspects
}

const readColumns = "read_at, site_id, line, flags, precision, confidence, plate, plate_state, plate_raw, position, heading"

// Reads takes a batch of plate reads.
func (l *Load) Reads(ctx context.Context, batch []timeline.Read) error {
	if l.reads == nil {
		if err := l.beginReads(ctx); err != nil {
			return l.fault(err)
		}
	}
	if err := l.reads.add(ctx, batch); err != nil {
		return l.fault(fmt.Errorf("store: stream reads: %w", err))
	}
	if l.what.Subject != 0 {
		l.plates.add(batch)
	}
	return nil
}

func (l *Load) beginReads(ctx context.Context) error {
	if err := l.flushAt(ctx, 1); err != nil {
		return err
	}
	for _, name := range []string{"CreateReadSuspects", "CreateSiteStage"} {
		if _, err := exec(ctx, l.tx, name, nil); err != nil {
			return err
		}
	}
	filter := newReadFilter()
	sites, err := newSiteNumbers(ctx, l.store, l.what.Case, filter)
	if err != nil {
		return err
	}
	// Not ctx of this call: reads stream on between the calls that bring them.
	out := newCopyStream(l.ctx, l.conn.PgConn())
	texts, err := newTextPacker(l.id, out)
	if err != nil {
		return err
	}
	l.reads = &readStream{
		load: l, out: out, filter: filter, sites: sites, months: map[time.Time]*readMonth{}, texts: texts,
		suspects: copyTable{name: "read_suspects", columns: "case_id, load_id, " + readColumns},
		rejects:  copyTable{name: "rejects", columns: "load_id, line, field, reason, text, context"},
	}
	l.reads.packing.Go(texts.run)
	return nil
}

func (s *readStream) add(ctx context.Context, batch []timeline.Read) error {
	sites, err := s.sites.number(ctx, batch, s.out)
	if err != nil {
		return err
	}
	s.again = s.filter.repeated(s.again[:0], batch, sites)
	for i := range batch {
		r := &batch[i]
		t, err := s.tableOf(r, s.again[i])
		if err != nil {
			return err
		}
		t.rows = appendRead(t.rows, r, sites[i].id)
		if err := t.flush(s.out, false); err != nil {
			return err
		}
		if err := s.texts.add(r.Record); err != nil {
			return err
		}
	}
	return nil
}

// tableOf returns the table for a read, which may repeat one of the file, with its row begun.
func (s *readStream) tableOf(r *timeline.Read, again bool) (*copyTable, error) {
	if s.month == nil || r.At.Before(s.month.first) || !r.At.Before(s.month.next) {
		if err := s.enter(r.At); err != nil {
			return nil, err
		}
	}
	if again {
		s.month.suspected++
		if s.suspects.rows == nil {
			s.suspects.rows = s.out.buffer()
		}
		s.suspects.rows = appendInt64(appendInt64(appendRow(s.suspects.rows, 13), s.load.what.Case), s.load.id)
		return &s.suspects, nil
	}
	s.month.streamed++
	t := &s.month.table
	if t.rows == nil {
		t.rows = s.out.buffer()
	}
	t.rows = appendRow(t.rows, 11)
	return t, nil
}

// monthsOpen is how many months may have rows waiting; it bounds the memory of loads in no order of time.
const monthsOpen = 24

// enter makes the month of an instant the current one.
func (s *readStream) enter(at time.Time) error {
	year, month, _ := at.UTC().Date()
	first := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	if m := s.months[first]; m != nil {
		s.month = m
		return nil
	}
	if len(s.months)%monthsOpen == monthsOpen-1 {
		for _, m := range s.months {
			if err := m.table.flush(s.out, true); err != nil {
				return err
			}
		}
	}
	m := &readMonth{first: first, next: first.AddDate(0, 1, 0), table: copyTable{columns: readColumns, frozen: true}}
	s.months[first], s.month = m, m
	return s.out.do(func() (err error) {
		m.table.name, err = scalar[string](s.out.ctx, s.load.tx, "CreateReadStage",
			args{"load_id": s.load.id, "case_id": s.load.what.Case, "month": first})
		return err
	})
}

// appendRead appends the columns readColumns of a read.
func appendRead(b []byte, r *timeline.Read, site int64) []byte {
	b = appendTime(b, r.At)
	b = appendInt64(b, site)
	b = appendInt32(b, int32(r.Record.Line))
	b = appendInt16(b, flagBits(r.Flags))
	b = appendInt16(b, int16(slices.Index(readPrecisions, r.Precision)))
	if math.IsNaN(float64(r.Confidence)) {
		b = appendNull(b)
	} else {
		b = appendFloat32(b, r.Confidence)
	}
	b = appendText(b, r.Plate.Number)
	b = appendText(b, r.Plate.State)
	if r.Plate.Raw == "" || r.Plate.Raw == r.Plate.Number {
		b = appendNull(b)
	} else {
		b = appendText(b, r.Plate.Raw)
	}
	if r.Site.Mobile {
		b = appendPointValue(b, r.Point)
	} else {
		b = appendNull(b)
	}
	if r.Heading == nil {
		return appendNull(b)
	}
	return appendInt16(b, int16(*r.Heading))
}

func (s *readStream) reject(r timeline.Reject) error {
	if s.rejects.rows == nil {
		s.rejects.rows = s.out.buffer()
	}
	b := appendInt64(appendRow(s.rejects.rows, 6), s.load.id)
	b = appendInt32(b, int32(r.Line))
	b = appendText(b, r.Field)
	b = appendText(b, r.Reason)
	b = appendText(b, r.Text)
	s.rejects.rows = appendText(b, r.Context)
	return s.rejects.flush(s.out, false)
}

// finish sends what is left and waits for the server to have taken everything.
func (s *readStream) finish(ctx context.Context) error {
	s.ended = true
	s.sites.close(ctx)
	err := s.texts.close()
	if packed := s.packing.Wait(); err == nil {
		err = packed
	}
	tables := []*copyTable{&s.suspects, &s.rejects, &s.sites.stage}
	for _, m := range s.months {
		tables = append(tables, &m.table)
	}
	for _, t := range tables {
		if err == nil {
			err = t.flush(s.out, true)
		}
	}
	if sent := s.out.close(); sent != nil {
		err = sent // the cause of the others
	}
	return err
}

// stop breaks the stream off. It does nothing after finish.
func (s *readStream) stop(ctx context.Context) {
	if s.ended {
		return
	}
	s.ended = true
	s.sites.close(ctx)
	s.out.stopped.Store(true)
	_ = s.texts.close() // what was sent is thrown away
	_ = s.packing.Wait()
	_ = s.out.close()
}
