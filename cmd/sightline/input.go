package main

import (
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"os"
	"sync"
)

// input is a file being read, with its hash and length so far.
type input struct {
	io.Reader
	ahead *readAhead // nil for what lies in memory
	file  *os.File
	hash  hash.Hash
	read  int64
	size  int64 // 0 when it is not a regular file
}

func openInput(path string) (*input, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, badInput("%w", err)
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = errors.New("it is a folder, not a file")
	}
	if err != nil {
		f.Close()
		return nil, badInput("%s: %w", path, err)
	}
	in := &input{file: f, hash: sha256.New()}
	if info.Mode().IsRegular() {
		in.size = info.Size()
	}
	in.ahead = newReadAhead(f, io.MultiWriter(in.hash, counter{&in.read}))
	in.Reader = in.ahead
	return in, nil
}

// rest reads what the loader left and returns the hash and length of the whole file.
func (in *input) rest() (sum [32]byte, bytes int64, err error) {
	if _, err = io.Copy(io.Discard, in.Reader); err == nil {
		in.hash.Sum(sum[:0])
	}
	return sum, in.read, err
}

// at reads the file at any place, nil when it is no regular file on disk.
func (in *input) at() io.ReaderAt {
	if in.file == nil || in.size == 0 {
		return nil
	}
	return in.file
}

func (in *input) Close() error {
	in.ahead.stop()
	return in.file.Close()
}

type counter struct{ n *int64 }

func (c counter) Write(p []byte) (int, error) {
	*c.n += int64(len(p))
	return len(p), nil
}

// readAhead reads in a goroutine of its own, some blocks ahead of who takes them, and shows each block to a writer first:
// reading and hashing a file then cost its loader no time.
type readAhead struct {
	full, free chan []byte
	rest       []byte // of the block being taken
	block      []byte
	err        error // valid once full is closed
	quit       chan struct{}
	stop       func() // gives up; it may be called again
}

const (
	aheadBlocks = 4
	aheadBytes  = 256 << 10
)

func newReadAhead(src io.Reader, show io.Writer) *readAhead {
	r := &readAhead{full: make(chan []byte, aheadBlocks), free: make(chan []byte, aheadBlocks), quit: make(chan struct{})}
	r.stop = sync.OnceFunc(func() { close(r.quit) })
	for range aheadBlocks {
		r.free <- make([]byte, aheadBytes)
	}
	go func() {
		defer close(r.full)
		for r.err == nil {
			select {
			case b := <-r.free:
				r.err = r.fill(b, src, show)
			case <-r.quit:
				r.err = os.ErrClosed
			}
		}
	}()
	return r
}

// fill reads one block.
func (r *readAhead) fill(b []byte, src io.Reader, show io.Writer) error {
	n, err := src.Read(b[:cap(b)])
	if _, shown := show.Write(b[:n]); shown != nil {
		return shown
	}
	r.full <- b[:n] // there is room for every block
	return err
}

// Read takes what was read.
func (r *readAhead) Read(p []byte) (int, error) {
	for len(r.rest) == 0 {
		if r.block != nil {
			r.free <- r.block // there is room for every block
			r.block = nil
		}
		b, ok := <-r.full
		if !ok {
			return 0, r.err
		}
		r.block, r.rest = b, b
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}
