package loaders

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"sightline/timeline"
)

const (
	chunkBytes = 256 << 10 // how much text is read and handed on at a time
	maxRecord  = 1 << 20   // longest record, in bytes
	maxQuoted  = 64 << 10  // longest record with a line end inside quotation marks, in bytes
	maxLines   = 1<<31 - 1 // line numbers are kept as 32-bit numbers
)

// records cuts text into records, one a line; with quotes on, a quoted field may hold line ends. It keeps at most one
// buffer, which grows to maxRecord for a long record and no further.
type records struct {
	src      io.Reader
	buf      []byte // what was read
	pos      int    // where the unread part of buf begins
	line     int    // number of the line at pos, from 1
	eol      byte
	delim    byte // field separator, by which the beginning of a quoted field is known
	quotes   bool
	eof      bool
	skipping bool     // the rest of an overlong line is being passed over
	own      int      // of a table of rejects: how many columns are its own; 0 for any other
	remarks  *remarks // of rejects that are lines; nil for any other
}

// record is one record of a text.
type record struct {
	text  []byte // without its line end; valid until the buffer is refilled
	line  int    // first line
	fault string // why it cannot be read, "" when it can
	cut   bool   // the text ended without a line end
	// context is what the text does not say of itself: of a plate read without a position the one of its camera, as another
	// row wrote it. It is kept with a reject and told by a file of rejects.
	context string
	// part is which of the several things in the text it is, from 1; 0: it is all of it, -1: the text is of that thing alone.
	part int
}

// Words of a context that say which of several things in a record is meant. They stand before what else it says.
const (
	contextPart  = "part "
	contextAlone = "out of a longer record"
)

// told is what is kept as the context of a reject.
func (r *record) told() string {
	switch {
	case r.part < 0:
		return contextAlone
	case r.part == 0:
		return r.context
	case r.context == "":
		return contextPart + strconv.Itoa(r.part)
	}
	return contextPart + strconv.Itoa(r.part) + "; " + r.context
}

// recall takes which thing is meant out of a context.
func (r *record) recall() {
	said, rest, _ := strings.Cut(r.context, "; ")
	if number, ok := strings.CutPrefix(said, contextPart); ok {
		if n, err := strconv.Atoi(number); err == nil && n > 0 {
			r.part, r.context = n, rest
		}
	}
}

func newRecords(src io.Reader, head []byte) *records {
	size := chunkBytes
	if len(head) < headBytes {
		size = len(head) + 1 // the whole file is in the head
	}
	r := &records{src: src, line: 1, eol: '\n', buf: make([]byte, 0, size)}
	cr := bytes.IndexByte(head, '\r')
	if bytes.HasPrefix(head, []byte(markLine)) {
		head = head[:min(cr+2, len(head))] // the first line of rejects tells
	}
	if cr >= 0 && bytes.IndexByte(head, '\n') < 0 {
		r.eol = '\r'
	}
	return r
}

// next returns the next record of the buffer that is not blank. It returns false when the buffer holds no whole record
// any more and has to be refilled.
func (r *records) next() (record, bool) {
	for {
		b := r.buf[r.pos:]
		i := bytes.IndexByte(b, r.eol)
		if r.skipping {
			if i < 0 {
				r.pos = len(r.buf)
				return record{}, false
			}
			r.skipping = false
			r.advance(i+1, 1)
			continue
		}
		if i < 0 {
			if !r.eof || len(b) == 0 {
				return record{}, false
			}
			i = len(b)
		}
		if r.remarks != nil && bytes.HasPrefix(b[:i], []byte(markLine)) {
			held := r.remarks.take(trimEOL(b[:i]), r.line)
			r.advance(min(i+1, len(b)), 1)
			if held != nil {
				return *held, true
			}
			continue
		}
		if r.quotes && bytes.IndexByte(b[:i], '"') >= 0 {
			rec, ok := r.quoted(b, i)
			if ok && r.own > 0 {
				r.unmark(&rec)
			}
			return rec, ok
		}
		rec := record{text: trimEOL(b[:i]), line: r.line, cut: i == len(b)}
		r.advance(min(i+1, len(b)), 1)
		if isBlank(rec.text) {
			continue
		}
		if i > maxRecord {
			rec.fault = tooLong
		}
		if r.remarks != nil {
			rec.context = r.remarks.context
		}
		if r.own > 0 {
			r.unmark(&rec)
		}
		return rec, true
	}
}

var tooLong = fmt.Sprintf("the line is longer than %d bytes: break the file into lines", maxRecord)

// quoted returns the record at the beginning of b, whose first line ends at i and holds a quotation mark.
func (r *records) quoted(b []byte, i int) (record, bool) {
	end, lines, closed := quotedEnd(b, r.delim, r.eol)
	switch {
	case closed && (end < len(b) || r.eof):
		rec := record{text: trimEOL(b[:end]), line: r.line, cut: end == len(b)}
		r.advance(min(end+1, len(b)), lines)
		return rec, true
	case !closed && (r.eof || end > maxQuoted):
		// The mark was never closed. Only its own line is lost: the next one begins a record again.
		rec := record{text: trimEOL(b[:i]), line: r.line, cut: i == len(b),
			fault: "a quotation mark is opened and never closed: close it, or double it if it belongs to the text"}
		r.advance(min(i+1, len(b)), 1)
		return rec, true
	}
	return record{}, false
}

// quotedEnd finds the line end that ends the record at the beginning of b, and the lines it covers. closed is false
// when b ended, or maxQuoted was passed, inside quotation marks.
func quotedEnd(b []byte, delim, eol byte) (end, lines int, closed bool) {
	const (
		start = iota // of a field
		plain
		inside
		after // a quotation mark inside quotation marks: the field's end, or half of a doubled one
	)
	state := start
	lines = 1
	for i, c := range b {
		if c == eol {
			if state != inside {
				return i, lines, true
			}
			lines++
			if i > maxQuoted {
				return i, lines, false
			}
			continue
		}
		switch state {
		case inside:
			if c == '"' {
				state = after
			}
		case after:
			switch c {
			case '"':
				state = inside
			case delim:
				state = start
			default:
				state = plain
			}
		default:
			switch {
			case c == delim:
				state = start
			case c == '"' && state == start:
				state = inside
			case c != ' ':
				state = plain
			}
		}
	}
	return len(b), lines, state != inside
}

func (r *records) advance(n, lines int) {
	r.pos += n
	r.line = min(r.line+lines, maxLines)
}

// refill carries the unread rest over to into and reads on; into may be nil for the reader's own buffer. Records
// returned before stay valid if into is another buffer. It returns io.EOF when everything was returned, and a record
// when a line is longer than maxRecord.
func (r *records) refill(ctx context.Context, into []byte) (*record, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	rest := r.buf[r.pos:]
	if r.eof && len(rest) == 0 {
		return nil, io.EOF
	}
	if len(rest) > maxRecord {
		rec := &record{text: bytes.Clone(rest[:timeline.MaxRejectText]), line: r.line, fault: tooLong}
		r.skipping = true
		r.pos = len(r.buf)
		return rec, nil
	}
	if into == nil {
		into = r.buf[:0]
	}
	if need := len(rest) * 2; need > cap(into) {
		into = make([]byte, 0, max(need, chunkBytes))
	}
	into = into[:copy(into[:cap(into)], rest)]
	n, err := io.ReadAtLeast(r.src, into[len(into):cap(into)], 1)
	for err == nil && len(into)+n < cap(into) {
		var m int
		m, err = r.src.Read(into[len(into)+n : cap(into)])
		n += m
	}
	r.buf, r.pos = into[:len(into)+n], 0
	if err == io.EOF {
		r.eof = true
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	return nil, nil
}

// read returns the next record and refills the buffer as needed; the record is valid until the next call.
func (r *records) read(ctx context.Context) (record, error) {
	for {
		if rec, ok := r.next(); ok {
			return rec, nil
		}
		long, err := r.refill(ctx, nil)
		if err != nil {
			return record{}, err
		}
		if long != nil {
			return *long, nil
		}
	}
}

func trimEOL(b []byte) []byte {
	if n := len(b); n > 0 && b[n-1] == '\r' {
		return b[:n-1]
	}
	return b
}

func isBlank(b []byte) bool {
	for _, c := range b {
		if c > ' ' {
			return false
		}
	}
	return true
}
