package store

import (
	"encoding/binary"
	"fmt"

	"github.com/klauspost/compress/zstd"

	"sightline/timeline"
)

// textPacker keeps the raw text of plate reads as chunks of compressed records. A chunk's records stand in the order of
// their lines; each is the difference of its line to the one before (the first to itself), its length and its bytes.
type textPacker struct {
	load   int64
	out    *copyStream
	zstd   *zstd.Encoder
	chunk  textChunk
	full   chan textChunk
	free   chan []byte
	packed []byte
	table  copyTable
}

// textChunk is the records of lines first to last.
type textChunk struct {
	first, last int
	text        []byte
}

// chunkBytes is how much text is compressed together. Larger chunks compress better; smaller ones make it quicker to
// look up one record.
const chunkBytes = 256 << 10

func newTextPacker(load int64, out *copyStream) (*textPacker, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, fmt.Errorf("store: compress records: %w", err)
	}
	return &textPacker{load: load, out: out, zstd: enc, full: make(chan textChunk, 2), free: make(chan []byte, 4),
		table: copyTable{name: "read_chunks", columns: "load_id, first_line, last_line, body"}}, nil
}

// add takes a record's text.
func (p *textPacker) add(r timeline.Record) error {
	c := &p.chunk
	// A row that waited for its reader's position comes after later ones and begins a chunk.
	if len(c.text) >= chunkBytes || len(c.text) > 0 && r.Line < c.last {
		if err := p.hand(); err != nil {
			return err
		}
	}
	if c.text == nil {
		select {
		case c.text = <-p.free:
		default:
			c.text = make([]byte, 0, chunkBytes+chunkBytes/8)
		}
	}
	if len(c.text) == 0 {
		c.first, c.last = r.Line, r.Line
	}
	c.text = binary.AppendUvarint(c.text, uint64(r.Line-c.last))
	c.text = binary.AppendUvarint(c.text, uint64(len(r.Text)))
	c.text = append(c.text, r.Text...)
	c.last = r.Line
	return nil
}

// hand hands the chunk on to be compressed.
func (p *textPacker) hand() error {
	select {
	case p.full <- p.chunk:
		p.chunk = textChunk{}
		return nil
	case <-p.out.ctx.Done():
		return p.out.fault()
	}
}

// close hands on the last chunk. Nothing may be added afterwards.
func (p *textPacker) close() error {
	defer close(p.full)
	if len(p.chunk.text) == 0 {
		return nil
	}
	return p.hand()
}

// run compresses chunks until there are no more.
func (p *textPacker) run() error {
	defer p.zstd.Close()
	for c := range p.full {
		if p.table.rows == nil {
			p.table.rows = p.out.buffer()
		}
		p.packed = p.zstd.EncodeAll(c.text, p.packed[:0])
		b := appendInt64(appendRow(p.table.rows, 4), p.load)
		b = appendInt32(b, int32(c.first))
		b = appendInt32(b, int32(c.last))
		p.table.rows = appendText(b, p.packed)
		if err := p.table.flush(p.out, false); err != nil {
			return err
		}
		select {
		case p.free <- c.text[:0]:
		default:
		}
	}
	return p.table.flush(p.out, true)
}
