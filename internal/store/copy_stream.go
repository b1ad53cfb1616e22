package store

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"sync/atomic"

	"github.com/jackc/pgx/v5/pgconn"
	"golang.org/x/sync/errgroup"
)

// copyStream has a connection to itself and sends what it is given over it, one thing after the other, while its callers
// prepare the next. It may be used by several goroutines.
type copyStream struct {
	conn    *pgconn.PgConn
	ctx     context.Context // ends with the first error
	group   *errgroup.Group
	queue   chan func() error
	free    chan []byte
	stopped atomic.Bool
}

const (
	// segmentBytes is how many bytes of rows are sent by one COPY.
	segmentBytes = 1 << 20
	// segmentsAhead is how many segments may wait for the server.
	segmentsAhead = 4
)

var errStopped = errors.New("load abandoned")

func newCopyStream(ctx context.Context, conn *pgconn.PgConn) *copyStream {
	group, ctx := errgroup.WithContext(ctx)
	c := &copyStream{conn: conn, ctx: ctx, group: group, queue: make(chan func() error, segmentsAhead),
		free: make(chan []byte, 4*segmentsAhead)}
	group.Go(func() error {
		for do := range c.queue {
			if c.stopped.Load() {
				return errStopped
			}
			if err := do(); err != nil {
				return err
			}
		}
		return nil
	})
	return c
}

// do runs a function on the connection when what was sent before is through.
func (c *copyStream) do(f func() error) error {
	select {
	case c.queue <- f:
		return nil
	case <-c.ctx.Done():
		return c.fault()
	}
}

// fault is why sending ended.
func (c *copyStream) fault() error { return context.Cause(c.ctx) }

// send copies rows into a table; a buffer of buffer holds them, which belongs to the stream from then on.
func (c *copyStream) send(t *copyTable, rows []byte) error {
	rows = append(rows, copyTail...)
	return c.do(func() error {
		_, err := c.conn.CopyFrom(c.ctx, bytes.NewReader(rows),
			"copy "+t.name+" ("+t.columns+") from stdin (format binary, freeze "+strconv.FormatBool(t.frozen)+")")
		select {
		case c.free <- rows:
		default:
		}
		return err
	})
}

// buffer returns a buffer to append rows to.
func (c *copyStream) buffer() []byte {
	var b []byte
	select {
	case b = <-c.free:
	default:
		b = make([]byte, 0, segmentBytes+segmentBytes/8)
	}
	return append(b[:0], copyHead...)
}

// close waits until everything was sent. Nothing may be sent afterwards.
func (c *copyStream) close() error {
	close(c.queue)
	return c.group.Wait()
}

// copyTable is a table that rows are collected for.
type copyTable struct {
	name    string
	columns string
	frozen  bool   // every snapshot sees its rows: for tables that the transaction itself has made, and shows to nobody yet
	rows    []byte // begun by copyStream.buffer; nil when there are none
}

// flush sends the rows collected when they are enough for a COPY, or when all is set.
func (t *copyTable) flush(c *copyStream, all bool) error {
	if t.rows == nil || len(t.rows) < segmentBytes && !all {
		return nil
	}
	rows := t.rows
	t.rows = nil
	return c.send(t, rows)
}
