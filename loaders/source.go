package loaders

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"sightline/loaders/charset"
)

// InputError says that a file as a whole cannot be loaded, and what to do about it.
type InputError struct {
	File   string
	Line   int // 0 when it is the whole file
	Reason string
}

func (e *InputError) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("%s: line %d: %s", e.File, e.Line, e.Reason)
	}
	return e.File + ": " + e.Reason
}

// headBytes is how much of a file is looked at before it is read.
const headBytes = 64 << 10

// source is the text of an input, past a byte order mark and in UTF-8 if it was UTF-16. Text in another eight-bit
// encoding stays as it is; its fields are decoded one by one.
type source struct {
	*bufio.Reader
	name    string
	head    []byte        // the first bytes, not yet consumed
	profile *Profile      // how its columns are to be read; nil: by their headings
	shape   *Shape        // nil: nobody asks
	mend    *rejectOrigin // of a file of rejects; nil for any other
}

// peek returns an input's reader and its first bytes, which are not consumed.
func peek(in Input) (*bufio.Reader, []byte, error) {
	r := bufio.NewReaderSize(in.Reader, headBytes)
	head, err := r.Peek(headBytes)
	if err != nil && err != io.EOF && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, nil, fmt.Errorf("%s: read: %w", in.Name, err)
	}
	return r, head, nil
}

// openText looks at the beginning of an input and refuses what is not text.
func openText(in Input, notes *notes) (*source, error) {
	return openSource(in, notes, notText)
}

// openSource looks at the beginning of an input; refuse says why it is not taken, "" when it is.
func openSource(in Input, notes *notes, refuse func(head []byte) string) (*source, error) {
	r, head, err := peek(in)
	if err != nil {
		return nil, err
	}
	if len(head) == 0 {
		return nil, &InputError{File: in.Name, Reason: "the file is empty"}
	}
	enc, label := profileEncoding(in.profile)
	switch mended := readMend(head) != nil; {
	case mended:
		enc = nil // rejects are written in UTF-8
	case enc == nil:
		if reason := refuse(head); reason != "" {
			return nil, &InputError{File: in.Name, Reason: reason}
		}
		enc, label = charset.UTF16(head)
	}
	switch {
	case enc != nil:
		notes.add("decoded from "+label, 1)
		r = bufio.NewReaderSize(enc.NewDecoder().Reader(r), headBytes)
		if head, err = r.Peek(headBytes); err != nil && err != io.EOF {
			return nil, fmt.Errorf("%s: decode %s: %w", in.Name, label, err)
		}
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		if _, err := r.Discard(3); err != nil {
			return nil, fmt.Errorf("%s: read: %w", in.Name, err)
		}
		head = head[3:]
	}
	if len(bytes.TrimSpace(head)) == 0 && len(head) < headBytes {
		return nil, &InputError{File: in.Name, Reason: "the file holds nothing but blanks"}
	}
	return &source{Reader: r, name: in.Name, head: bytes.Clone(head), profile: in.profile, shape: in.shape, mend: readMend(head)}, nil
}

// encodings are the encodings that a profile may name; nil is UTF-8.
var encodings = map[string]encoding.Encoding{
	"utf-8": nil, "utf-16le": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
	"utf-16be":     unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
	"windows-1252": charmap.Windows1252, "iso-8859-1": charmap.ISO8859_1, "ibm437": charmap.CodePage437, "ibm850": charmap.CodePage850,
}

// profileEncoding is the encoding a profile names, nil when it names none or UTF-8.
func profileEncoding(p *Profile) (enc encoding.Encoding, label string) {
	if p == nil || encodings[p.table.encoding] == nil {
		return nil, ""
	}
	return encodings[p.table.encoding], p.table.encoding + ", as the profile says"
}

// signatures are how files begin that are no text, whatever their name says.
var signatures = []struct{ prefix, is, do string }{
	{"%PDF-", "a PDF document", "export the table as CSV from the program that made it"},
	{"PK\x03\x04", "a workbook or an archive in an archive", "save the sheet as CSV, or unpack the inner archive"},
	{"PK\x05\x06", "an empty ZIP archive", "load the file that was meant to be in it"},
	{"\x89PNG", "a PNG picture", "load the data it shows, not the picture"},
	{"\xff\xd8\xff", "a JPEG picture", "load the data it shows, not the picture"},
	{"GIF8", "a GIF picture", "load the data it shows, not the picture"},
	{"II*\x00", "a TIFF picture", "load the data it shows, not the picture"},
	{"MM\x00*", "a TIFF picture", "load the data it shows, not the picture"},
	{"\xd0\xcf\x11\xe0", "an old Office file (.xls or .doc)", "open it and save it as .xlsx or CSV"},
	{"{\\rtf", "a rich-text document", "save it as plain text"},
	{"\x1f\x8b", "a gzip archive in an archive", "unpack it once"},
	{"(\xb5/\xfd", "a Zstandard archive in an archive", "unpack it once"},
	{"BZh", "a bzip2 archive", "unpack it first"},
	{"\xfd7zXZ", "an xz archive", "unpack it first"},
	{"7z\xbc\xaf", "a 7-Zip archive", "unpack it first"},
	{"Rar!", "a RAR archive", "unpack it first"},
	{"SQLite format 3", "an SQLite database", "export the table as CSV"},
	{"MZ", "a Windows program", "load a data file"},
	{"\x7fELF", "a program", "load a data file"},
}

// notText returns what is wrong with a file whose beginning shows that it is no text.
func notText(head []byte) string {
	for _, s := range signatures {
		if bytes.HasPrefix(head, []byte(s.prefix)) {
			return "this is " + s.is + ", not a text table: " + s.do
		}
	}
	lower := bytes.ToLower(bytes.TrimSpace(head[:min(len(head), 256)]))
	switch {
	case bytes.HasPrefix(lower, []byte("<!doctype html")), bytes.HasPrefix(lower, []byte("<html")):
		return "this is a web page, not a text table: download the export itself"
	case bytes.HasPrefix(lower, []byte("<?xml")):
		return "this is an XML file, which this format does not read: export it as CSV"
	}
	if enc, _ := charset.UTF16(head); enc != nil {
		return ""
	}
	control := 0
	for _, b := range head {
		if b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f' && b != 0 && b != 0x1a {
			control++
		}
	}
	if control > len(head)/20 {
		return "this is a binary file, not a text table: export it as CSV or plain text"
	}
	return ""
}
