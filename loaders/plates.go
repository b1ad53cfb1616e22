package loaders

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"sightline/timeline"
)

// plateBatch is what was read of one chunk of a file. The reads' texts lie in buf.
type plateBatch struct {
	buf     []byte
	reads   []timeline.Read
	rejects []timeline.Reject
}

// batchesAhead is how many batches the parser may be ahead of the sink.
const batchesAhead = 3

// loadPlates parses in one goroutine and hands on in another, so that parsing and storing overlap. Batches keep the
// order of the file; within one the rejects come after the reads. Rows that wait for their camera's position come last.
func loadPlates(ctx context.Context, in Input, opt Options, sink Sink) (Tally, error) {
	p := &plateParser{opt: opt}
	src, err := p.open(ctx, in)
	if err != nil {
		return Tally{}, err
	}
	defer src.close()
	if err := p.prepare(ctx, src); err != nil {
		return Tally{}, fmt.Errorf("%s: %w", in.Name, err)
	}
	var tally Tally
	free, full := make(chan *plateBatch, batchesAhead), make(chan *plateBatch, batchesAhead)
	for range batchesAhead {
		free <- &plateBatch{}
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		defer close(full)
		return p.parse(ctx, in.Name, free, full)
	})
	g.Go(func() error {
		for b := range full {
			tally.Taken += int64(len(b.reads))
			tally.Rejected += int64(len(b.rejects))
			if err := b.handTo(ctx, sink); err != nil {
				return err
			}
			free <- b
		}
		return nil
	})
	if err := g.Wait(); err != nil {
		return Tally{}, err
	}
	tally.Read = tally.Taken + tally.Rejected
	tally.Zone, tally.ZoneBasis = p.readIn()
	p.order.note(&p.notes)
	if p.opt.Profile != nil {
		tally.BurstWindow = p.opt.Profile.burst
	}
	in.shape.found(p.order.shown())
	in.shape.stated(p.zones.file)
	in.shape.reads(p.layout.percent, p.layout.date < 0 && src.columns().has("date"))
	tally.Notes = p.notes.list
	return tally, nil
}

func (b *plateBatch) handTo(ctx context.Context, sink Sink) error {
	if len(b.reads) > 0 {
		if err := sink.Reads(ctx, b.reads); err != nil {
			return err
		}
	}
	for _, r := range b.rejects {
		if err := sink.Reject(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// parse fills free batches chunk by chunk until the file ends.
func (p *plateParser) parse(ctx context.Context, name string, free <-chan *plateBatch, full chan<- *plateBatch) error {
	for ended := false; !ended; {
		var b *plateBatch
		select {
		case b = <-free:
		case <-ctx.Done():
			return ctx.Err()
		}
		b.reads, b.rejects = b.reads[:0], b.rejects[:0]
		var err error
		if ended, err = p.source.fill(ctx, b, p.take); err == nil && ended {
			err = p.settle(b)
		}
		if err != nil {
			var whole *InputError
			if errors.As(err, &whole) {
				whole.File = name
				return whole
			}
			return fmt.Errorf("%s: %w", name, err)
		}
		select {
		case full <- b:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// deferred is a row without a position whose camera had none yet.
type deferred struct {
	rec   record
	parts [][]byte
}

// maxDeferred bounds the text of the rows that wait, in bytes.
const maxDeferred = 16 << 20

// wait keeps a row until its camera's position may be known.
func (p *plateParser) wait(b *plateBatch, rec *record, parts [][]byte) {
	size := 2*len(rec.text) + 64 + 24*len(parts)
	if p.waitingBytes+size > maxDeferred {
		b.reject(rec, "latitude",
			"the row has no position, and none of its camera stands above it: fill in the position, or load it with a table of cameras")
		return
	}
	p.waitingBytes += size
	p.waiting = append(p.waiting, deferred{record{text: bytes.Clone(rec.text), line: rec.line, context: rec.context, part: rec.part}, cloneParts(parts)})
}

// cloneParts copies the fields of a row.
func cloneParts(parts [][]byte) [][]byte {
	joined := bytes.Join(parts, nil)
	out := make([][]byte, len(parts))
	for i, p := range parts {
		out[i], joined = joined[:len(p):len(p)], joined[len(p):]
	}
	return out
}

// settle takes the rows that waited, now that the whole file was seen.
func (p *plateParser) settle(b *plateBatch) error {
	waiting := p.waiting
	p.waiting, p.waitingBytes, p.last = nil, 0, true
	for i := range waiting {
		if err := p.take(b, &waiting[i].rec, waiting[i].parts); err != nil {
			return err
		}
	}
	return nil
}

func (b *plateBatch) reject(rec *record, field, reason string) {
	r := newReject(rec.line, rec.text, field, reason)
	r.Context = rec.told()
	b.rejects = append(b.rejects, r)
}
