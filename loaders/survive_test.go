package loaders

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"sightline/timeline"
)

const smallPlates = "plate,time,lat,lon\nZZZ0000,2026-07-04 12:00:00,30.2672,-97.7431\nZZZ0001,2026-07-04 12:00:01,30.2672,-97.7431\n"

// load runs a loader over bytes with the fakes.
func load(t testing.TB, format FormatName, name string, data []byte) (*memory, Tally, error) {
	t.Helper()
	m := &memory{}
	tally, err := Load(context.Background(), format, Input{Name: name, Reader: bytes.NewReader(data)}, fakeOptions(), m)
	if err == nil {
		checkTally(t, tally, m)
	}
	return m, tally, err
}

func TestRefusedFiles(t *testing.T) {
	tests := []struct{ name, data, want string }{
		{"empty.csv", "", "empty.csv: the file is empty"},
		{"blank.csv", " \n\n\t\n", "blank.csv: the file holds nothing but blanks"},
		{"mark.csv", "\xef\xbb\xbf", "mark.csv: the file holds nothing but blanks"},
		{"report.csv", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
			"report.csv: this is a PDF document, not a text table: export the table as CSV from the program that made it"},
		{"book.csv", "PK\x03\x04rest", "book.csv: this is a ZIP archive or a workbook that is damaged or cut off: get the whole file"},
		{"photo.csv", "\x89PNG\r\n\x1a\n", "photo.csv: this is a PNG picture, not a text table: load the data it shows, not the picture"},
		{"old.csv", "\xd0\xcf\x11\xe0",
			"old.csv: this is an old Office file (.xls or .doc), not a text table: open it and save it as .xlsx or CSV"},
		{"packed.csv", "\x1f\x8b\x08rest", "packed.csv: the gzip archive is cut off: get the whole file"},
		{"page.csv", "<!DOCTYPE html><html>", "page.csv: this is a web page, not a text table: download the export itself"},
		{"noise.csv", strings.Repeat("\x01\x02\x03\x04", 100),
			"noise.csv: this is a binary file, not a text table: export it as CSV or plain text"},
	}
	for _, tt := range tests {
		for _, format := range FormatNames() {
			m, _, err := load(t, format, tt.name, []byte(tt.data))
			var whole *InputError
			if !errors.As(err, &whole) || err.Error() != tt.want {
				t.Errorf("%s as %s: got %v, want %s", tt.name, format, err, tt.want)
			}
			if m.taken+m.rejected > 0 {
				t.Errorf("%s as %s: something was taken", tt.name, format)
			}
		}
	}
}

func TestNoHeadings(t *testing.T) {
	_, _, err := load(t, FormatPlates, "x.csv", []byte("a,b,c\n1,2,3\n"))
	want := `x.csv: line 1: no row of headings was found: the table needs columns for plate, time, and a position or camera; the first line is "a,b,c"`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestSameFileOtherBytes holds the same table in other encodings and line ends to the same reads.
func TestSameFileOtherBytes(t *testing.T) {
	want, _, err := load(t, FormatPlates, "x.csv", []byte(smallPlates))
	if err != nil {
		t.Fatal(err)
	}
	utf16 := func(e unicode.Endianness, bom unicode.BOMPolicy) []byte {
		b, err := unicode.UTF16(e, bom).NewEncoder().Bytes([]byte(smallPlates))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	tests := map[string][]byte{
		"UTF-8 mark":           []byte("\xef\xbb\xbf" + smallPlates),
		"CRLF":                 []byte(strings.ReplaceAll(smallPlates, "\n", "\r\n")),
		"CR":                   []byte(strings.ReplaceAll(smallPlates, "\n", "\r")),
		"blank lines":          []byte(strings.ReplaceAll(smallPlates, "ZZZ0001", "ZZZ0001") + "\n\n  \n"),
		"no last line end":     []byte(strings.TrimSuffix(smallPlates, "\n")),
		"UTF-16 little":        utf16(unicode.LittleEndian, unicode.UseBOM),
		"UTF-16 big":           utf16(unicode.BigEndian, unicode.UseBOM),
		"UTF-16 little, plain": utf16(unicode.LittleEndian, unicode.IgnoreBOM),
		"UTF-16 big, plain":    utf16(unicode.BigEndian, unicode.IgnoreBOM),
	}
	for name, data := range tests {
		m, _, err := load(t, FormatPlates, "x.csv", data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if m.out.String() != want.out.String() {
			t.Errorf("%s: got %s, want %s", name, &m.out, &want.out)
		}
	}
	for _, sep := range []string{"\t", ";", "|"} {
		m, _, err := load(t, FormatPlates, "x.csv", []byte(strings.ReplaceAll(smallPlates, ",", sep)))
		if err != nil || m.taken != 2 {
			t.Errorf("separator %q: %d taken, %v", sep, m.taken, err)
		}
	}
}

func TestDamagedRows(t *testing.T) {
	const head = "plate,time,lat,lon,camera\n"
	const good = "ZZZ0009,2026-07-04 12:00:00,30.2672,-97.7431,C1\n"
	tests := []struct{ name, rows, reason string }{
		{"cut off", good + "ZZZ0000,2026-07-04 12:0",
			"the row has 2 of 5 fields and no line end: the file is cut off here; get the whole file"},
		{"too many fields", "ZZZ0000,2026-07-04 12:00:00,30.2672,-97.7431,C1,Main St, East\n" + good,
			"the row has 7 fields, the headings 5: put a value that holds the separator in quotation marks"},
		{"unclosed quotation mark", "ZZZ0000,2026-07-04 12:00:00,30.2672,-97.7431,\"C1\n" + good,
			"a quotation mark is opened and never closed: close it, or double it if it belongs to the text"},
		{"NUL", "ZZZ\x00000,2026-07-04 12:00:00,30.2672,-97.7431,C1\n" + good,
			"the row holds NUL bytes: the file is damaged here; export it again"},
		{"no plate", ",2026-07-04 12:00:00,30.2672,-97.7431,C1\n" + good, "the row has no plate"},
		{"unread plate", "NO PLATE,2026-07-04 12:00:00,30.2672,-97.7431,C1\n" + good, "the row has no plate"},
		{"partial plate", "ZZ?0000,2026-07-04 12:00:00,30.2672,-97.7431,C1\n" + good,
			`the plate "ZZ?0000" has characters the reader could not read: a partial plate cannot be matched`},
		{"long plate", "INVENTEDPLATE0,2026-07-04 12:00:00,30.2672,-97.7431,C1\n" + good, `the plate "INVENTEDPLATE0" is longer than a plate, which has at most 12 letters and digits`},
		{"long line", strings.Repeat("Z", maxRecord+5) + ",2026\n" + good,
			"the line is longer than 1048576 bytes: break the file into lines"},
	}
	for _, tt := range tests {
		m, tally, err := load(t, FormatPlates, "x.csv", []byte(head+tt.rows))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if tally.Rejected != 1 || tally.Taken != 1 {
			t.Errorf("%s: %+v", tt.name, tally)
		}
		if !strings.Contains(m.out.String(), tt.reason+"\n") {
			t.Errorf("%s: want %q, got %s", tt.name, tt.reason, m.out.String()[:min(m.out.Len(), 1000)])
		}
	}
}

// repeated reads the same bytes over and over.
type repeated struct {
	head, body []byte
	left       int64
}

func (r *repeated) Read(b []byte) (int, error) {
	if len(r.head) > 0 {
		n := copy(b, r.head)
		r.head = r.head[n:]
		return n, nil
	}
	if r.left <= 0 {
		return 0, io.EOF
	}
	n := 0
	for n < len(b) && r.left > 0 {
		m := copy(b[n:min(len(b), n+int(min(r.left, 1<<20)))], r.body)
		n += m
		r.left -= int64(m)
	}
	return n, nil
}

// TestHugeLine feeds 200 MB without a line end to every loader and watches its memory.
func TestHugeLine(t *testing.T) {
	for format, head := range map[FormatName]string{
		FormatPlates:    "plate,time,lat,lon\nZZZ0000,2026-07-04 12:00:00,30.2672,-97.7431\n",
		FormatAddresses: "street,city,state\n1 Invented St,Austin,TX\n",
		FormatNCIC:      "07/04/2026 2315 QM TX2270100 NAM/INVENTED\n",
	} {
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		m := &memory{}
		in := &repeated{head: []byte(head), body: bytes.Repeat([]byte("X"), 4096), left: 200 << 20}
		tally, err := Load(context.Background(), format, Input{Name: "x", Reader: in}, fakeOptions(), m)
		runtime.ReadMemStats(&after)
		if err != nil || tally.Taken != 1 || tally.Rejected != 1 {
			t.Errorf("%s: %+v, %v", format, tally, err)
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 32<<20 {
			t.Errorf("%s: %d MiB were allocated for one long line", format, grown>>20)
		}
	}
}

func TestManyColumns(t *testing.T) {
	row := strings.Repeat("x,", 100_000)
	_, _, err := load(t, FormatPlates, "x.csv", []byte("plate,time,lat,lon,"+row+"\n"))
	var whole *InputError
	if !errors.As(err, &whole) {
		t.Errorf("got %v", err)
	}
}

// TestCutAnywhere cuts every fixture after each of its bytes: the counts must hold, the texts be in the file, and
// nothing may panic.
func TestCutAnywhere(t *testing.T) {
	for _, format := range FormatNames() {
		for _, file := range fixtures(t, format) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for n := range len(data) {
				m, _, err := load(t, format, filepath.Base(file), data[:n])
				var whole *InputError
				if err != nil && !errors.As(err, &whole) {
					t.Fatalf("%s cut at %d: %v", file, n, err)
				}
				checkTexts(t, data[:n], m)
			}
		}
	}
}

// TestSinkFails stops a load at once when its sink fails, and when it is cancelled.
func TestSinkFails(t *testing.T) {
	broken := errors.New("disk full")
	inputs := map[FormatName][]byte{
		FormatPlates:    generatePlates(20_000, "2006-01-02 15:04:05"),
		FormatAddresses: []byte("street,city,state\n1 Invented St,Austin,TX\n"),
		FormatNCIC:      []byte("07/04/2026 2315 QM TX2270100 NAM/INVENTED\n"),
	}
	for format, data := range inputs {
		m := &memory{quiet: true, fail: broken}
		if _, err := Load(context.Background(), format, Input{Name: "x", Reader: bytes.NewReader(data)}, fakeOptions(), m); !errors.Is(err,
			broken) {
			t.Errorf("%s: got %v", format, err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err := Load(ctx, format, Input{Name: "x", Reader: bytes.NewReader(data)}, fakeOptions(),
			&memory{quiet: true}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s, cancelled: got %v", format, err)
		}
	}
}

// TestReadFails passes an error of the input on.
func TestReadFails(t *testing.T) {
	broken := errors.New("device gone")
	for _, format := range FormatNames() {
		in := io.MultiReader(strings.NewReader(smallPlates), &failing{broken})
		if _, err := Load(context.Background(), format, Input{Name: "x", Reader: in}, fakeOptions(), &memory{}); !errors.Is(err, broken) {
			t.Errorf("%s: got %v", format, err)
		}
	}
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

// TestPlatesKeepOrder runs many chunks through the pipeline and holds them to the file.
func TestPlatesKeepOrder(t *testing.T) {
	data := generatePlates(30_000, "2006-01-02 15:04:05")
	lines := bytes.Split(data, []byte("\n"))
	sink := &ordered{lines: lines}
	tally, err := Load(context.Background(), FormatPlates, Input{Name: "x", Reader: bytes.NewReader(data)}, fakeOptions(), sink)
	if err != nil || tally.Taken != 30_000 || sink.next != 30_000 {
		t.Errorf("%+v, %v, %d seen", tally, err, sink.next)
	}
}

type ordered struct {
	nowhere
	lines [][]byte
	next  int
}

func (o *ordered) Reads(_ context.Context, batch []timeline.Read) error {
	for i := range batch {
		o.next++
		r := &batch[i].Record
		if r.Line != o.next+1 || !bytes.Equal(r.Text, o.lines[o.next]) {
			return fmt.Errorf("read %d: line %d %q, want %q", o.next, r.Line, r.Text, o.lines[o.next])
		}
		if !bytes.HasPrefix(r.Text, []byte(batch[i].Plate.Number+",")) {
			return fmt.Errorf("line %d: plate %s of %q", r.Line, batch[i].Plate, r.Text)
		}
	}
	return nil
}

// TestTitleWithQuotationMark loses no row to a quotation mark above the headings that is not closed there.
func TestTitleWithQuotationMark(t *testing.T) {
	data := "\"Invented export\nplate,time,lat,lon,note\nZZZ0000,2026-07-04 12:00:00,30.2672,-97.7431,\"a\"\nZZZ0001,2026-07-04 12:00:01,30.2672,-97.7431,\"b\"\n"
	if m, tally, err := load(t, FormatPlates, "a.csv", []byte(data)); err != nil || tally.Taken != 2 {
		t.Errorf("%+v, %v: %s", tally, err, m.out.String())
	}
}
