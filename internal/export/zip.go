package export

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"maps"
	"slices"
)

// sortedZip writes a zip file whose members stand in the order of their names, whatever order they came in: a workbook's
// come in the order of a map. Members are compressed as they come and kept until Close.
type sortedZip struct {
	out     io.Writer
	members map[string]*member
	last    *member
}

type member struct {
	packed bytes.Buffer
	deflat *flate.Writer
	crc    hash.Hash32
	size   uint64
}

func (m *member) Write(p []byte) (int, error) {
	m.crc.Write(p)
	m.size += uint64(len(p))
	return m.deflat.Write(p)
}

func newSortedZip(w io.Writer) *sortedZip { return &sortedZip{out: w, members: map[string]*member{}} }

// Create begins a member and ends the one before.
func (z *sortedZip) Create(name string) (io.Writer, error) {
	if err := z.end(); err != nil {
		return nil, err
	}
	m := &member{crc: crc32.NewIEEE()}
	deflat, err := flate.NewWriter(&m.packed, flate.BestSpeed)
	if err != nil {
		return nil, err
	}
	m.deflat = deflat
	z.members[name], z.last = m, m
	return m, nil
}

func (z *sortedZip) end() error {
	if z.last == nil {
		return nil
	}
	err := z.last.deflat.Close()
	z.last = nil
	return err
}

// AddFS is not needed by workbooks.
func (z *sortedZip) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Close writes everything.
func (z *sortedZip) Close() error {
	if err := z.end(); err != nil {
		return err
	}
	out := zip.NewWriter(z.out)
	for _, name := range slices.Sorted(maps.Keys(z.members)) {
		m := z.members[name]
		w, err := out.CreateRaw(&zip.FileHeader{
			Name: name, Method: zip.Deflate, CRC32: m.crc.Sum32(), CompressedSize64: uint64(m.packed.Len()), UncompressedSize64: m.size,
		})
		if err != nil {
			return err
		}
		if _, err := m.packed.WriteTo(w); err != nil {
			return err
		}
	}
	return out.Close()
}
