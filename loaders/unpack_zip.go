package loaders

import (
	"archive/zip"
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/klauspost/compress/flate"

	"sightline/loaders/workbook"
)

// maxPackedInMemory is the largest ZIP archive that is held in memory, in bytes, where the input cannot be read at any
// place.
const maxPackedInMemory = 64 << 20

// openMember opens the one file of a ZIP archive that is to be loaded: the one named, else the only one it holds. An
// archive of several files is one load for each, so that a line number leads to one line. whole is true for a workbook,
// which is an archive too and is left as it is. Bytes are read through the input's own reader in the order of the file.
func openMember(in *Input, src *bufio.Reader, packed *countingReader, notes *notes) (r io.Reader, whole bool, err error) {
	at, size := in.At, in.Size
	if at == nil || size <= 0 {
		data, err := io.ReadAll(io.LimitReader(src, maxPackedInMemory+1))
		if err != nil {
			return nil, false, fmt.Errorf("%s: read: %w", in.Name, err)
		}
		if len(data) > maxPackedInMemory {
			return nil, false, &InputError{File: in.Name,
				Reason: fmt.Sprintf("the archive does not come from a file and is larger than %d MiB: save it as a file and load that",
					maxPackedInMemory>>20)}
		}
		at, size = bytes.NewReader(data), int64(len(data))
		in.Reader = bytes.NewReader(data)
		packed.r = in.Reader
	}
	z, err := zip.NewReader(at, size)
	if err != nil {
		return nil, false, &InputError{File: in.Name,
			Reason: "this is a ZIP archive or a workbook that is damaged or cut off: get the whole file"}
	}
	if in.Member == "" && workbook.InArchive(z) != "" {
		return nil, true, nil
	}
	f, reason := chooseMember(z.File, in.Member)
	if reason != "" {
		return nil, false, &InputError{File: in.Name, Reason: reason}
	}
	r, err = memberContent(f, packed)
	if err != nil {
		return nil, false, &InputError{File: in.Name, Reason: fmt.Sprintf("%q in the archive: %v", f.Name, err)}
	}
	notes.add(fmt.Sprintf("unpacked %q from the ZIP archive", f.Name), 1)
	return r, false, nil
}

// kmlMember is what the KML in a KMZ is called by custom. By its standard it may have any name: where none is called so, the only one
// is meant.
const kmlMember = "doc.kml"

// chooseMember finds the file to load among those of an archive. reason says why there is none.
func chooseMember(files []*zip.File, name string) (f *zip.File, reason string) {
	var all []*zip.File
	for _, f := range files {
		base := path.Base(f.Name)
		if strings.HasSuffix(f.Name, "/") || strings.HasPrefix(f.Name, "__MACOSX/") || strings.HasPrefix(base, ".") {
			continue
		}
		if f.Name == name {
			return f, ""
		}
		all = append(all, f)
	}
	slices.SortStableFunc(all, func(a, b *zip.File) int { return cmp.Compare(a.Name, b.Name) })
	var names []string
	for _, f := range all[:min(len(all), 10)] {
		names = append(names, fmt.Sprintf("%.100q", f.Name))
	}
	list := strings.Join(names, ", ")
	if len(all) > len(names) {
		list += fmt.Sprintf(" and %d more", len(all)-len(names))
	}
	if name == kmlMember {
		isKML := func(f *zip.File) bool { return strings.EqualFold(path.Ext(f.Name), ".kml") }
		if i := slices.IndexFunc(all, isKML); i >= 0 && !slices.ContainsFunc(all[i+1:], isKML) {
			return all[i], ""
		}
	}
	switch {
	case len(all) == 0:
		return nil, "the ZIP archive holds no file: load the file that was meant to be in it"
	case name != "":
		return nil, fmt.Sprintf("the ZIP archive holds no %q; it holds %s", name, list)
	case len(all) > 1:
		return nil, fmt.Sprintf("the ZIP archive holds %d files: say which one to load, each is a load of its own: %s", len(all), list)
	}
	return all[0], ""
}

// memberContent is the content of an archive's file, read in the order of the archive's bytes from its beginning.
func memberContent(f *zip.File, packed *countingReader) (io.Reader, error) {
	if f.Flags&1 != 0 {
		return nil, errors.New("it is encrypted: unpack it with its password first")
	}
	offset, err := f.DataOffset()
	if err != nil {
		return nil, errors.New("its header is damaged: get the archive again")
	}
	if f.CompressedSize64 > 1<<62 {
		return nil, errors.New("its size is damaged: get the archive again")
	}
	if _, err := io.CopyN(io.Discard, packed.r, offset); err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	data := io.LimitReader(packed, int64(f.CompressedSize64))
	switch f.Method {
	case zip.Store:
	case zip.Deflate:
		data = flate.NewReader(data)
	default:
		return nil, fmt.Errorf("it is packed by method %d: unpack it first", f.Method)
	}
	return &checkedReader{r: data, sum: crc32.NewIEEE(), want: f.CRC32, size: f.UncompressedSize64}, nil
}

// checkedReader holds a file of an archive to the length and checksum that the archive states.
type checkedReader struct {
	r    io.Reader
	sum  hash.Hash32
	n    uint64
	want uint32
	size uint64
}

func (c *checkedReader) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += uint64(n)
	c.sum.Write(b[:n])
	switch {
	case c.n > c.size:
		return n, errors.New("a file in it is longer than the archive states")
	case err == io.EOF && c.n < c.size:
		return n, io.ErrUnexpectedEOF
	case err == io.EOF && c.sum.Sum32() != c.want:
		return n, errors.New("a file in it does not have the checksum that the archive states")
	}
	return n, err
}
