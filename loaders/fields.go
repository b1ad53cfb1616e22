package loaders

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// maxColumns is the most columns a table may have.
const maxColumns = 4096

// fields cuts records into fields by RFC 4180, forgiving text after a closing quotation mark. Its slices are reused.
type fields struct {
	delim   byte
	parts   [][]byte
	scratch []byte       // unquoted values that held doubled quotation marks
	fixed   []fixedField // where fields stand in a line without separators; nil: they are separated
	made    []madeColumn // columns put before those of the file
	whole   [][]byte     // made columns and those of the file
}

// fixedField is where a field stands in a line: its first character, from 0, and the one after its last.
type fixedField struct{ from, to int }

// split returns the fields of a record, those that are made first. They are valid until the next call and while the
// record is.
func (f *fields) split(rec []byte) [][]byte {
	cut := f.separated
	if f.fixed != nil {
		cut = f.positions
	}
	if f.made == nil {
		return cut(rec)
	}
	own := cut(rec)
	f.whole = f.whole[:0]
	for i := range f.made {
		f.whole = append(f.whole, f.made[i].value(own))
	}
	f.whole = append(f.whole, own...)
	return f.whole
}

// fresh returns fields that cut in the same way and share no buffer.
func (f *fields) fresh() *fields { return &fields{delim: f.delim, fixed: f.fixed, made: f.made} }

// positions cuts a line at fixed positions, which count characters where the line is UTF-8 and bytes where it is not.
// What lies beyond the line's end is nil.
func (f *fields) positions(rec []byte) [][]byte {
	f.parts = f.parts[:0]
	for _, p := range f.fixed {
		from, to := byteAt(rec, p.from), byteAt(rec, p.to)
		var value []byte
		if from < len(rec) {
			value = rec[from:to]
		}
		f.parts = append(f.parts, value)
	}
	return f.parts
}

// byteAt returns where the character with a number begins, the length of the text when it has no such character.
func byteAt(text []byte, character int) int {
	ascii := text[:min(len(text), character)]
	for _, c := range ascii {
		if c >= utf8.RuneSelf {
			if !utf8.Valid(text) {
				break
			}
			i := 0
			for range character {
				if i >= len(text) {
					break
				}
				_, n := utf8.DecodeRune(text[i:])
				i += n
			}
			return i
		}
	}
	return len(ascii)
}

// separated cuts a record at its separators.
func (f *fields) separated(rec []byte) [][]byte {
	f.parts = f.parts[:0]
	if bytes.IndexByte(rec, '"') < 0 {
		for {
			i := bytes.IndexByte(rec, f.delim)
			if i < 0 {
				f.parts = append(f.parts, rec)
				return f.parts
			}
			f.parts = append(f.parts, rec[:i])
			rec = rec[i+1:]
		}
	}
	if cap(f.scratch) < len(rec) {
		f.scratch = make([]byte, 0, 2*len(rec))
	}
	f.scratch = f.scratch[:0] // never grows while it is cut up: unquoted text is shorter than the record
	for {
		value, rest, more := f.field(rec)
		f.parts = append(f.parts, value)
		if !more {
			return f.parts
		}
		rec = rest
	}
}

// field returns the first field of b and what follows its separator.
func (f *fields) field(b []byte) (value, rest []byte, more bool) {
	i := 0
	for i < len(b) && b[i] == ' ' && b[i] != f.delim {
		i++
	}
	if i == len(b) || b[i] != '"' {
		if j := bytes.IndexByte(b, f.delim); j >= 0 {
			return b[:j], b[j+1:], true
		}
		return b, nil, false
	}
	from := len(f.scratch)
	b = b[i+1:]
	for {
		j := bytes.IndexByte(b, '"')
		if j < 0 {
			f.scratch = append(f.scratch, b...)
			return f.scratch[from:], nil, false
		}
		f.scratch = append(f.scratch, b[:j]...)
		b = b[j+1:]
		if len(b) == 0 || b[0] != '"' {
			break
		}
		f.scratch = append(f.scratch, '"')
		b = b[1:]
	}
	if j := bytes.IndexByte(b, f.delim); j >= 0 {
		f.scratch = append(f.scratch, b[:j]...)
		return f.scratch[from:len(f.scratch):len(f.scratch)], b[j+1:], true
	}
	f.scratch = append(f.scratch, b...)
	return f.scratch[from:], nil, false
}

// delimiters are what separates fields, in order of preference.
var delimiters = []byte{',', '\t', ';', '|'}

// sniffDelimiter returns the separator that a line of a table most likely uses: the most frequent one outside
// quotation marks.
func sniffDelimiter(line []byte) byte {
	best, most := delimiters[0], 0
	for _, d := range delimiters {
		n, inside := 0, false
		for _, c := range line {
			switch {
			case c == '"':
				inside = !inside
			case c == d && !inside:
				n++
			}
		}
		if n > most {
			best, most = d, n
		}
	}
	return best
}

// decode returns bytes as text without control characters. Bytes that are not UTF-8 are read as Windows-1252, which
// old exports use, and legacy reports it.
func decode(b []byte) (text string, legacy bool) {
	b = bytes.TrimSpace(b)
	if bytes.IndexByte(b, 0) >= 0 {
		b = bytes.TrimSpace(bytes.ReplaceAll(b, []byte{0}, nil))
	}
	if !utf8.Valid(b) {
		decoded, err := charmap.Windows1252.NewDecoder().Bytes(b)
		if err != nil { // the decoder replaces what it does not know
			decoded = bytes.ToValidUTF8(b, []byte("\ufffd"))
		}
		b, legacy = bytes.TrimSpace(decoded), true
	}
	return string(b), legacy
}
