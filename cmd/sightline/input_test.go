package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"testing/iotest"
)

// TestInputIsWholeAndHashed takes files in pieces of all kinds.
func TestInputIsWholeAndHashed(t *testing.T) {
	for _, size := range []int{0, 1, aheadBytes - 1, aheadBytes, 7*aheadBytes + 3} {
		body := bytes.Repeat([]byte("0123456789abcdef\n"), size/17+1)[:size]
		path := filepath.Join(t.TempDir(), "f")
		if err := os.WriteFile(path, body, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, take := range []int64{0, int64(size) / 3, int64(size)} {
			in, err := openInput(path)
			if err != nil {
				t.Fatal(err)
			}
			first, err := io.ReadAll(io.LimitReader(iotest.HalfReader(in), take))
			if err != nil || !bytes.Equal(first, body[:take]) {
				t.Errorf("%d of %d bytes: got %d, %v", take, size, len(first), err)
			}
			if sum, n, err := in.rest(); err != nil || n != int64(size) || sum != sha256.Sum256(body) {
				t.Errorf("%d bytes: length %d, hash %x, %v", size, n, sum, err)
			}
			if err := in.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

// zeros never end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// TestReadAheadStops gives up in the middle, and reads what cannot be read.
func TestReadAheadStops(t *testing.T) {
	endless := newReadAhead(zeros{}, io.Discard)
	if _, err := io.ReadFull(endless, make([]byte, 3*aheadBytes)); err != nil {
		t.Error(err)
	}
	endless.stop()
	endless.stop()
	if _, err := io.Copy(io.Discard, endless); !errors.Is(err, os.ErrClosed) {
		t.Errorf("after a stop: %v", err)
	}
	broken := newReadAhead(io.MultiReader(bytes.NewReader([]byte("abc")), iotest.ErrReader(os.ErrPermission)), io.Discard)
	defer broken.stop()
	if got, err := io.ReadAll(broken); string(got) != "abc" || !errors.Is(err, os.ErrPermission) {
		t.Errorf("%q, %v", got, err)
	}
}
