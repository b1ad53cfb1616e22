package loaders

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

func gzipped(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zstandard(t testing.TB, data []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll(data, nil)
}

// TestPackedFiles loads the same file as it is and packed in every way: the reads are the same.
func TestPackedFiles(t *testing.T) {
	data := generatePlates(5_000, "2006-01-02 15:04:05")
	want, _, err := load(t, FormatPlates, "x", data)
	if err != nil {
		t.Fatal(err)
	}
	half := len(data) / 2
	stored := zipped(t, zip.Store, "reads.csv", string(data))
	for name, file := range map[string][]byte{
		"gzip":                gzipped(t, data),
		"two gzips in a row":  append(gzipped(t, data[:half]), gzipped(t, data[half:])...),
		"zstd":                zstandard(t, data),
		"two zstds in a row":  append(zstandard(t, data[:half]), zstandard(t, data[half:])...),
		"zip":                 zipped(t, zip.Deflate, "reads.csv", string(data)),
		"zip, stored":         stored,
		"zip in a folder":     zipped(t, zip.Deflate, "export/", "", "export/reads.csv", string(data), "__MACOSX/x", "x", ".DS_Store", "x"),
		"zip behind a prefix": append([]byte("PK\x03\x04 a program that unpacks itself"), stored...),
	} {
		for _, at := range []bool{false, true} {
			m := &memory{}
			in := Input{Name: "x", Reader: bytes.NewReader(file), Size: int64(len(file))}
			if at {
				in.At = bytes.NewReader(file)
			}
			tally, err := Load(context.Background(), FormatPlates, in, fakeOptions(), m)
			if err != nil || tally.Taken != 5_000 || m.out.String() != want.out.String() {
				t.Errorf("%s (at any place: %v): %+v, %v", name, at, tally, err)
			}
		}
	}
}

// zipped packs files, given as names and contents.
func zipped(t testing.TB, method uint16, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: files[i], Method: method})
		if err == nil {
			_, err = io.WriteString(w, files[i+1])
		}
		if err != nil && !strings.HasSuffix(files[i], "/") {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestArchiveMembers loads the file of an archive that is named.
func TestArchiveMembers(t *testing.T) {
	file := zipped(t, zip.Deflate, "a.csv", smallPlates, "b/notes.txt", "nothing", "b/more.csv",
		strings.ReplaceAll(smallPlates, "ZZZ", "YYY"))
	for member, want := range map[string]string{
		"":           `x.zip: the ZIP archive holds 3 files: say which one to load, each is a load of its own: "a.csv", "b/more.csv", "b/notes.txt"`,
		"c.csv":      `x.zip: the ZIP archive holds no "c.csv"; it holds "a.csv", "b/more.csv", "b/notes.txt"`,
		"a.csv":      "line 2: read ZZZ0000",
		"b/more.csv": "line 2: read YYY0000",
	} {
		m := &memory{}
		in := Input{Name: "x.zip", Reader: bytes.NewReader(file), Size: int64(len(file)), At: bytes.NewReader(file), Member: member}
		_, err := Load(context.Background(), FormatPlates, in, fakeOptions(), m)
		if got := m.out.String(); err == nil && !strings.Contains(got, want) || err != nil && err.Error() != want {
			t.Errorf("%q: got %v %s", member, err, got)
		}
	}
	_, err := Load(context.Background(), FormatPlates, Input{Name: "x.csv", Reader: strings.NewReader(smallPlates), Member: "a"},
		fakeOptions(), &memory{})
	if err == nil || err.Error() != `x.csv: it is no ZIP archive, so there is no "a" in it` {
		t.Errorf("got %v", err)
	}
}

// zeros gives bytes without end.
type zeros struct{ b byte }

func (z zeros) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = z.b
	}
	return len(b), nil
}

// TestBombs gives up files that unpack to far more than they are, without much memory.
func TestBombs(t *testing.T) {
	pack := func(w io.Writer, err error, size int64) {
		if err == nil {
			_, err = io.Copy(w, io.MultiReader(strings.NewReader(smallPlates), io.LimitReader(zeros{'\n'}, size)))
		}
		if c, ok := w.(io.Closer); ok && err == nil {
			err = c.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	const size = maxUnsuspected + 8<<20
	var gz, zs, z, wide bytes.Buffer
	w1, err := gzip.NewWriterLevel(&gz, gzip.BestSpeed)
	pack(w1, err, size)
	w2, err := zstd.NewWriter(&zs)
	pack(w2, err, size)
	archive := zip.NewWriter(&z)
	w3, err := archive.Create("bomb.csv")
	pack(w3, err, size)
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{"gzip": gz.Bytes(), "zstd": zs.Bytes(), "zip": z.Bytes()} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _, err := load(t, FormatPlates, "x", file)
		runtime.ReadMemStats(&after)
		var whole *InputError
		if !errors.As(err, &whole) || !strings.Contains(err.Error(), "unpacks to more than 250 times its size") {
			t.Errorf("%s: got %v", name, err)
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 64<<20 {
			t.Errorf("%s: %d MiB were allocated", name, grown>>20)
		}
	}
	w4, err := zstd.NewWriter(&wide, zstd.WithWindowSize(128<<20))
	pack(w4, err, 1<<20)
	if _, _, err := load(t, FormatPlates, "x", wide.Bytes()); err == nil ||
		!strings.Contains(err.Error(), "needs more than 64 MiB of memory") {
		t.Errorf("wide window: got %v", err)
	}
}

// TestPackedDamage cuts packed files at every byte and flips bits in them: an InputError or a load whose counts hold.
func TestPackedDamage(t *testing.T) {
	for name, file := range map[string][]byte{
		"gzip": gzipped(t, []byte(smallPlates)), "zstd": zstandard(t, []byte(smallPlates)),
		"zip": zipped(t, zip.Deflate, "a.csv", smallPlates),
	} {
		for n := range file {
			damaged := bytes.Clone(file)
			damaged[n] ^= 0x21
			for _, data := range [][]byte{file[:n], damaged} {
				m, _, err := load(t, FormatPlates, "x", data)
				var whole *InputError
				if err != nil && !errors.As(err, &whole) {
					t.Fatalf("%s, byte %d: %v", name, n, err)
				}
				if err == nil && m.taken != 2 && m.rejected == 0 {
					t.Errorf("%s, byte %d: %d taken without a word", name, n, m.taken)
				}
			}
		}
	}
}

// TestPackedReadFails tells a fault of the device from one of the archive.
func TestPackedReadFails(t *testing.T) {
	broken := errors.New("device gone")
	for _, file := range [][]byte{gzipped(t, generatePlates(20_000, "2006-01-02")), zstandard(t, generatePlates(20_000, "2006-01-02"))} {
		in := io.MultiReader(bytes.NewReader(file[:len(file)/2]), &failing{broken})
		_, err := Load(context.Background(), FormatPlates, Input{Name: "x", Reader: in}, fakeOptions(), &memory{quiet: true})
		var whole *InputError
		if !errors.Is(err, broken) || errors.As(err, &whole) {
			t.Errorf("got %v", err)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add(gzipped(f, []byte(smallPlates)))
	f.Add(zstandard(f, []byte(smallPlates)))
	f.Add(zipped(f, zip.Deflate, "a.csv", smallPlates))
	f.Add(zipped(f, zip.Store, "a/b.csv", smallPlates, "c.csv", ""))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<20 {
			return
		}
		_, _, err := load(t, FormatPlates, "fuzz", data)
		var whole *InputError
		if err != nil && !errors.As(err, &whole) {
			t.Fatal(err)
		}
	})
}

// BenchmarkPacked compares loading a file as it is and packed; decompression must cost little beside parsing.
func BenchmarkPacked(b *testing.B) {
	data := generatePlates(400_000, "2006-01-02 15:04:05")
	for _, file := range []struct {
		name string
		data []byte
	}{{"plain", data}, {"gzip", gzipped(b, data)}, {"zstd", zstandard(b, data)}, {"zip", zipped(b, zip.Deflate, "a.csv", string(data))}} {
		b.Run(file.name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				in := Input{Name: "x", Reader: bytes.NewReader(file.data), Size: int64(len(file.data)), At: bytes.NewReader(file.data)}
				tally, err := Load(context.Background(), FormatPlates, in, fakeOptions(), &nowhere{})
				if err != nil || tally.Taken != 400_000 {
					b.Fatal(fmt.Sprintf("%+v", tally), err)
				}
			}
		})
	}
}
