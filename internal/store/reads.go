package store

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/klauspost/compress/zstd"
	"github.com/paulmach/orb"

	"sightline/sql"
	"sightline/timeline"
)

// Reads takes a batch of plate reads. They stream into a temporary table by binary COPY while the loader goes on reading.
func (l *Load) Reads(ctx context.Context, batch []timeline.Read) error {
	if l.reads == nil {
		if err := l.beginReads(ctx); err != nil {
			return err
		}
	}
	for i := range batch {
		if err := l.reads.add(&batch[i], l.sites.number(&batch[i].Site)); err != nil {
			return fmt.Errorf("store: stream reads: %w", err)
		}
	}
	return nil
}

func (l *Load) beginReads(ctx context.Context) error {
	if err := l.flush(ctx); err != nil {
		return err
	}
	if _, err := exec(ctx, l.tx, "CreateReadStage", nil); err != nil {
		return err
	}
	stage, err := startReadStage(l.ctx, l.conn.PgConn())
	l.reads = stage
	return err
}

// mergeReads ends the stream and moves what is new from the stage to the reads.
func (l *Load) mergeReads(ctx context.Context) error {
	if err := l.reads.finish(); err != nil {
		return fmt.Errorf("store: stream reads: %w", err)
	}
	// Nothing else tells the planner how many rows a temporary table has.
	if _, err := exec(ctx, l.tx, "AnalyzeReadStage", nil); err != nil {
		return err
	}
	if err := l.makePartitions(ctx); err != nil {
		return err
	}
	if err := l.lockCase(ctx); err != nil {
		return err
	}
	if err := l.sites.store(ctx, l.tx, l.what.Case); err != nil {
		return err
	}
	ids := args{"load_id": l.id}
	added, err := exec(ctx, l.tx, "AddReads", args{"load_id": l.id, "case_id": l.what.Case})
	if err != nil {
		return err
	}
	l.added += added
	if added > 0 {
		if _, err := exec(ctx, l.tx, "AddReadChunks", ids); err != nil {
			return err
		}
	}
	_, err = exec(ctx, l.tx, "AddStagedRejects", ids)
	return err
}

// makePartitions makes the months the reads need, on another connection: an empty month is not data, and the load's
// own transaction must not hold the lock that makes one.
func (l *Load) makePartitions(ctx context.Context) error {
	rows, err := l.tx.Query(ctx, sql.Query("StagedMonths"))
	if err != nil {
		return fmt.Errorf("store: list months: %w", err)
	}
	months, err := pgx.CollectRows(rows, pgx.RowTo[time.Time])
	if err != nil {
		return fmt.Errorf("store: list months: %w", err)
	}
	for _, month := range months {
		if _, err := exec(ctx, l.store.pool, "CreateReadPartition", args{"month": month}); err != nil {
			return err
		}
	}
	return nil
}

// siteStage numbers the sites of a load in the order they are met.
type siteStage struct {
	numbers map[siteKey]int32
	sites   []timeline.Site
}

type siteKey struct {
	key   string
	point orb.Point
}

func (s *siteStage) number(site *timeline.Site) int32 {
	key := siteKey{site.Key, site.Point}
	n, ok := s.numbers[key]
	if !ok {
		if s.numbers == nil {
			s.numbers = map[siteKey]int32{}
		}
		n = int32(len(s.sites))
		s.numbers[key] = n
		s.sites = append(s.sites, *site)
	}
	return n
}

// store adds the sites that are new to the case and finds the numbers all of them have there.
func (s *siteStage) store(ctx context.Context, tx pgx.Tx, caseID int64) error {
	if _, err := exec(ctx, tx, "CreateSiteStage", nil); err != nil {
		return err
	}
	rows := pgx.CopyFromSlice(len(s.sites), func(i int) ([]any, error) {
		site := &s.sites[i]
		return []any{int32(i), site.Key, site.Name, site.Mobile, site.Point, string(site.Where.Class), float64(site.Where.Radius), placeOf(site.Where)}, nil
	})
	columns := []string{"number", "key", "name", "mobile", "position", "class", "radius_m", "place"}
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{"site_stage"}, columns, rows); err != nil {
		return fmt.Errorf("store: add sites: %w", err)
	}
	for _, name := range []string{"AddSites", "NumberSites"} {
		if _, err := exec(ctx, tx, name, args{"case_id": caseID}); err != nil {
			return err
		}
	}
	return nil
}

// readStage encodes reads, chunks of their text and rejects as rows of read_stage in PostgreSQL's binary COPY format
// (https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format").
type readStage struct {
	out   *bufio.Writer
	pipe  *io.PipeWriter
	ended chan error
	row   []byte
	chunk []byte // text of records not yet written
	first int    // line of the chunk's first record
	last  int    // line of its last
	zstd  *zstd.Encoder
}

// chunkBytes is how much text is compressed together. Larger chunks compress better; smaller ones make it quicker to
// look up one record.
const chunkBytes = 256 << 10

func startReadStage(ctx context.Context, conn *pgconn.PgConn) (*readStage, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	r, w := io.Pipe()
	s := &readStage{out: bufio.NewWriterSize(w, 256<<10), pipe: w, ended: make(chan error, 1), zstd: enc}
	go func() {
		_, err := conn.CopyFrom(ctx, r, "copy read_stage from stdin (format binary)")
		r.CloseWithError(err) // a server that gave up must not leave the writer waiting
		s.ended <- err
		close(s.ended) // whoever asks again need not wait
	}()
	_, err = s.out.WriteString("PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00")
	return s, err
}

func (s *readStage) add(r *timeline.Read, site int32) error {
	s.begin()
	s.row = appendInt64(s.row, r.At.UnixMicro()-postgresEpoch)
	s.row = appendInt32(s.row, site)
	s.row = appendInt32(s.row, int32(r.Record.Line))
	s.row = appendInt16(s.row, flagBits(r.Flags))
	s.row = appendInt16(s.row, int16(slices.Index(readPrecisions, r.Precision)))
	if math.IsNaN(float64(r.Confidence)) {
		s.row = appendNull(s.row, 1)
	} else {
		s.row = appendInt32(s.row, int32(math.Float32bits(r.Confidence)))
	}
	s.row = appendText(s.row, r.Plate.Number)
	s.row = appendText(s.row, r.Plate.State)
	if r.Plate.Raw == "" || r.Plate.Raw == r.Plate.Number {
		s.row = appendNull(s.row, 1)
	} else {
		s.row = appendText(s.row, r.Plate.Raw)
	}
	if r.Site.Mobile {
		s.row = appendPointValue(s.row, r.Point)
	} else {
		s.row = appendNull(s.row, 1)
	}
	s.row = appendNull(s.row, 4)
	if _, err := s.out.Write(s.row); err != nil {
		return err
	}
	return s.text(r.Record)
}

// text keeps a record's bytes for the chunk being filled.
func (s *readStage) text(r timeline.Record) error {
	if len(s.chunk) == 0 {
		s.first, s.last = r.Line, r.Line
	}
	s.chunk = binary.AppendUvarint(s.chunk, uint64(r.Line-s.last))
	s.chunk = binary.AppendUvarint(s.chunk, uint64(len(r.Text)))
	s.chunk = append(s.chunk, r.Text...)
	s.last = r.Line
	if len(s.chunk) < chunkBytes {
		return nil
	}
	return s.writeChunk()
}

func (s *readStage) writeChunk() error {
	if len(s.chunk) == 0 {
		return nil
	}
	s.begin()
	s.row = appendNull(s.row, 2)
	s.row = appendInt32(s.row, int32(s.first))
	s.row = appendNull(s.row, 7)
	s.row = appendInt32(s.row, int32(s.last))
	s.row = appendText(s.row, string(s.zstd.EncodeAll(s.chunk, nil)))
	s.row = appendNull(s.row, 2)
	s.chunk = s.chunk[:0]
	_, err := s.out.Write(s.row)
	return err
}

func (s *readStage) reject(r timeline.Reject) error {
	s.begin()
	s.row = appendNull(s.row, 2)
	s.row = appendInt32(s.row, int32(r.Line))
	s.row = appendNull(s.row, 8)
	s.row = appendText(s.row, string(r.Text))
	s.row = appendText(s.row, r.Field)
	s.row = appendText(s.row, r.Reason)
	_, err := s.out.Write(s.row)
	return err
}

// begin starts a row with the number of its columns.
func (s *readStage) begin() { s.row = binary.BigEndian.AppendUint16(s.row[:0], 14) }

// finish ends the stream and waits for the server to have taken it.
func (s *readStage) finish() error {
	err := s.writeChunk()
	if err == nil {
		_, err = s.out.Write([]byte{0xff, 0xff})
	}
	if err == nil {
		err = s.out.Flush()
	}
	if err != nil {
		s.pipe.CloseWithError(err)
		<-s.ended
		return err
	}
	s.pipe.Close()
	return <-s.ended
}

// stop breaks the stream off.
func (s *readStage) stop(err error) {
	s.pipe.CloseWithError(err)
	<-s.ended
}

// postgresEpoch is 2000-01-01 UTC in microseconds since 1970, from which PostgreSQL counts.
const postgresEpoch = 946_684_800_000_000

func appendInt16(b []byte, v int16) []byte {
	return binary.BigEndian.AppendUint16(append(b, 0, 0, 0, 2), uint16(v))
}

func appendInt32(b []byte, v int32) []byte {
	return binary.BigEndian.AppendUint32(append(b, 0, 0, 0, 4), uint32(v))
}

func appendInt64(b []byte, v int64) []byte {
	return binary.BigEndian.AppendUint64(append(b, 0, 0, 0, 8), uint64(v))
}

func appendText(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint32(b, uint32(len(s))), s...)
}

func appendNull(b []byte, columns int) []byte {
	for range columns {
		b = append(b, 0xff, 0xff, 0xff, 0xff)
	}
	return b
}

// appendPointValue appends a point as a column: its length and its extended WKB, written out here because it is done
// for every mobile read.
func appendPointValue(b []byte, p orb.Point) []byte {
	b = append(b, 0, 0, 0, 25, 1)
	b = binary.LittleEndian.AppendUint32(b, 1|0x20000000) // point with SRID
	b = binary.LittleEndian.AppendUint32(b, srid)
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(p[0]))
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(p[1]))
}
