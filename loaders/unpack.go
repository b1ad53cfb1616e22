package loaders

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"sightline/loaders/workbook"
)

const (
	// maxRatio is how many times its size a compressed file may unpack to once it has given maxUnsuspected bytes. Logs of
	// reads shrink to a tenth, the most uniform ones to a hundredth.
	maxRatio       = 250
	maxUnsuspected = 64 << 20
	// maxContent is the most a compressed file may unpack to, in bytes.
	maxContent = 1 << 40
	// maxWindow is the largest window of a Zstandard file, in bytes: what has to be kept in memory to unpack it.
	maxWindow = 64 << 20
)

// packing is a way of compression.
type packing string

const (
	packedGzip packing = "gzip"
	packedZstd packing = "Zstandard"
	packedZIP  packing = "ZIP"
)

// packingOf tells a compressed file by its first bytes; "" is none. Workbooks are ZIP archives too.
func packingOf(head []byte) packing {
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		return packedGzip
	case bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}),
		len(head) >= 4 && head[0]&0xf0 == 0x50 && bytes.Equal(head[1:4], []byte{0x2a, 0x4d, 0x18}):
		return packedZstd
	case workbook.IsZIP(head):
		return packedZIP
	}
	return ""
}

// unpack returns the content of a compressed input, or the input as it is. Decompression runs on a goroutine of its own,
// which close ends; the input's reader is not used after that. A file that is packed twice is unpacked once.
func unpack(ctx context.Context, in Input, notes *notes) (content Input, close func(), err error) {
	src := bufio.NewReaderSize(in.Reader, headBytes)
	in.Reader, close = src, func() {}
	head, err := src.Peek(4)
	if err != nil && err != io.EOF {
		return in, close, fmt.Errorf("%s: read: %w", in.Name, err)
	}
	how := packingOf(head)
	packed := &countingReader{r: src}
	var r io.Reader
	switch how {
	case "":
		if in.Member != "" {
			return in, close, &InputError{File: in.Name, Reason: fmt.Sprintf("it is no ZIP archive, so there is no %q in it", in.Member)}
		}
		return in, close, nil
	case packedGzip:
		r, err = gzip.NewReader(packed)
	case packedZstd:
		var z *zstd.Decoder
		// One thread unpacks: the others are needed for parsing and for the database.
		z, err = zstd.NewReader(packed, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
		if err == nil {
			r, close = z, z.Close
		}
	case packedZIP:
		var whole bool
		if r, whole, err = openMember(&in, src, packed, notes); whole || err != nil {
			return in, close, err
		}
	}
	if err != nil {
		return in, close, &InputError{File: in.Name, Reason: damaged(how, err)}
	}
	if how != packedZIP {
		notes.add("unpacked from "+string(how), 1)
	}
	ahead := readAhead(ctx, &guardedReader{r: r, packed: packed, how: how, file: in.Name})
	in.Reader, in.At, in.Size = ahead, nil, 0
	closeReader := close
	return in, func() { ahead.close(); closeReader() }, nil
}

// damaged says what is wrong with a compressed file.
func damaged(how packing, err error) string {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fmt.Sprintf("the %s archive is cut off: get the whole file", how)
	case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded):
		return fmt.Sprintf("the %s archive needs more than %d MiB of memory to unpack: pack it anew without --long or --ultra", how,
			maxWindow>>20)
	}
	return fmt.Sprintf("the %s archive is damaged (%v): get the file again", how, err)
}

// countingReader counts what was read, and marks faults of the file as such.
type countingReader struct {
	r io.Reader
	n int64
}

func (c *countingReader) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	if err != nil && err != io.EOF {
		err = &readFault{err}
	}
	return n, err
}

// guardedReader unpacks within limits and puts faults into words.
type guardedReader struct {
	r      io.Reader
	packed *countingReader
	n      int64
	how    packing
	file   string
}

func (g *guardedReader) Read(b []byte) (int, error) {
	n, err := g.r.Read(b)
	g.n += int64(n)
	switch {
	case g.n > maxContent:
		return n, &InputError{File: g.file,
			Reason: fmt.Sprintf("it unpacks to more than %d GiB: cut it into several files", int64(maxContent)>>30)}
	case g.n > maxUnsuspected && g.n/maxRatio > g.packed.n:
		return n, &InputError{File: g.file,
			Reason: fmt.Sprintf("it unpacks to more than %d times its size, as no list of records does: unpack it and look at what it holds", maxRatio)}
	case err == nil || err == io.EOF:
		return n, err
	}
	// A fault of the file below the archive, such as a device that is gone, stays what it is.
	var below *readFault
	var whole *InputError
	if errors.As(err, &below) || errors.As(err, &whole) {
		return n, err
	}
	return n, &InputError{File: g.file, Reason: damaged(g.how, err)}
}

// readFault is an error of the file itself.
type readFault struct{ error }

func (r *readFault) Unwrap() error { return r.error }

// aheadReader reads on a goroutine of its own, a few pieces ahead.
type aheadReader struct {
	full, free chan piece
	now        piece
	pos        int
	cancel     context.CancelFunc
	ended      chan struct{}
	ctx        context.Context
}

// piece is what one call of the goroutine read.
type piece struct {
	buf []byte
	err error
}

// piecesAhead is how many pieces of chunkBytes are read ahead.
const piecesAhead = 4

// readAhead starts to read. close must be called.
func readAhead(ctx context.Context, r io.Reader) *aheadReader {
	a := &aheadReader{full: make(chan piece, piecesAhead), free: make(chan piece, piecesAhead), ended: make(chan struct{})}
	a.ctx, a.cancel = context.WithCancel(ctx)
	for range piecesAhead {
		a.free <- piece{buf: make([]byte, 0, chunkBytes)}
	}
	go func() {
		defer close(a.ended)
		defer close(a.full)
		for {
			var p piece
			select {
			case p = <-a.free:
			case <-a.ctx.Done():
				return
			}
			var n int
			n, p.err = io.ReadFull(r, p.buf[:cap(p.buf)])
			if errors.Is(p.err, io.ErrUnexpectedEOF) {
				p.err = io.EOF
			}
			p.buf = p.buf[:n]
			a.full <- p // there is room: no more pieces exist than it holds
			if p.err != nil {
				return
			}
		}
	}()
	return a
}

func (a *aheadReader) Read(b []byte) (int, error) {
	for a.pos == len(a.now.buf) {
		if a.now.err != nil {
			return 0, a.now.err
		}
		if a.now.buf != nil {
			a.free <- piece{buf: a.now.buf[:0]}
		}
		var more bool
		if a.now, more = <-a.full; !more {
			a.now.err = a.ctx.Err()
		}
		a.pos = 0
	}
	n := copy(b, a.now.buf[a.pos:])
	a.pos += n
	return n, nil
}

// close ends the goroutine and waits for it.
func (a *aheadReader) close() {
	a.cancel()
	<-a.ended
}
