package loaders

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"sightline/timeline"
)

// block is the text of one transaction: an inquiry with the answers to it.
type block struct {
	text     []byte // from the first byte of its first line to the last of its last
	line     int
	fault    string
	header   bool // a line began it as a transaction
	times    bool // it has a line of times
	body     bool // it has fields
	response int  // where the answer to it begins, 0 when there is none
	last     lineKind
	gap      bool // a blank line followed what was read so far
	rule     bool // a separating line did
	pending  []byte
}

// blocks cuts an offline result into transactions.
type blocks struct {
	records *records
	cur     block
	queue   []block
	passed  int64 // lines that belong to no transaction: headings and page furniture
	started bool  // a transaction was seen
}

// maxBlock is the longest transaction, in bytes.
const maxBlock = 1 << 20

// read returns the next transaction, io.EOF after the last.
func (b *blocks) read(ctx context.Context) (block, error) {
	for len(b.queue) == 0 {
		line, err := b.line(ctx)
		if err == io.EOF {
			if b.cur.text == nil {
				return block{}, io.EOF
			}
			b.flush()
			continue
		}
		if err != nil {
			return block{}, err
		}
		b.add(line)
	}
	next := b.queue[0]
	b.queue = b.queue[1:]
	return next, nil
}

// rawLine is a line with its end, as the file has it.
type rawLine struct {
	record
	raw []byte
}

// line returns the next line, blank ones too.
func (b *blocks) line(ctx context.Context) (rawLine, error) {
	r := b.records
	for {
		rest := r.buf[r.pos:]
		if i := bytes.IndexByte(rest, r.eol); !r.skipping && (i >= 0 || r.eof && len(rest) > 0) {
			if i < 0 {
				i = len(rest) - 1
			}
			l := rawLine{record{text: bytes.TrimRight(rest[:i+1], "\r\n\f"), line: r.line}, rest[:i+1]}
			r.advance(i+1, 1)
			return l, nil
		} else if r.skipping && i >= 0 {
			r.skipping = false
			r.advance(i+1, 1)
			continue
		} else if r.skipping {
			r.pos = len(r.buf)
		}
		long, err := r.refill(ctx, nil)
		if err != nil {
			return rawLine{}, err
		}
		if long != nil {
			return rawLine{record: *long}, nil
		}
	}
}

// add puts a line to the transaction it belongs to.
func (b *blocks) add(l rawLine) {
	if l.fault != "" {
		b.flush()
		b.queue = append(b.queue, block{text: l.text, line: l.line, fault: l.fault})
		return
	}
	kind := classify(l.text)
	cur := &b.cur
	switch kind {
	case lineBlank:
		b.hold(l)
		cur.gap = true
		return
	case lineRule:
		b.hold(l)
		cur.rule = true
		return
	case lineFurniture:
		b.passed++
		b.hold(l)
		cur.gap = true
		return
	}
	field := hasField(l.text)
	if cur.text != nil && b.begins(kind, field) {
		b.flush()
	}
	b.take(l, kind, field)
}

// begins reports whether a line belongs to a new transaction rather than to the current one.
func (b *blocks) begins(kind lineKind, field bool) bool {
	cur := &b.cur
	switch {
	case cur.rule:
		return cur.header || cur.body || kind == lineHeader
	case kind == lineHeader:
		return cur.header || cur.body || !cur.times
	case kind == lineResponse:
		return !cur.header
	case kind == lineTimes:
		return cur.body && cur.times && (cur.gap || cur.last != lineTimes)
	case cur.gap && field:
		return cur.response == 0 && (cur.body || !cur.header && !cur.times)
	case cur.gap:
		return cur.response == 0 && (cur.body || !cur.header)
	}
	return false
}

// hold keeps a separating line until it is known whether the transaction goes on after it.
func (b *blocks) hold(l rawLine) {
	if b.cur.text != nil {
		b.cur.pending = append(b.cur.pending, l.raw...)
	}
}

func (b *blocks) take(l rawLine, kind lineKind, field bool) {
	cur := &b.cur
	if cur.text == nil {
		*cur = block{line: l.line, text: make([]byte, 0, 256)}
	}
	if len(cur.text)+len(cur.pending)+len(l.raw) > maxBlock {
		cur.fault = fmt.Sprintf("the transaction is longer than %d bytes: check that transactions are separated by blank lines", maxBlock)
		cur.pending = cur.pending[:0]
		return
	}
	cur.text = append(append(cur.text, cur.pending...), l.raw...)
	cur.pending, cur.gap, cur.rule = cur.pending[:0], false, false
	switch kind {
	case lineHeader:
		cur.header = true
	case lineTimes:
		cur.times = true
	case lineResponse:
		if cur.response == 0 && len(cur.text) > len(l.raw) {
			cur.response = len(cur.text) - len(l.raw)
		}
	}
	cur.body, cur.last = cur.body || field, kind
}

// flush ends the current transaction. Text above the first transaction that holds none is a title, not a record.
func (b *blocks) flush() {
	cur := b.cur
	b.cur = block{}
	if cur.text == nil {
		return
	}
	cur.text = bytes.TrimRight(cur.text, "\r\n")
	cur.pending = nil
	title := !b.started && !cur.header && !cur.times && !cur.body && cur.response == 0 && cur.fault == ""
	if title && isTitle(cur.text) {
		b.passed += int64(bytes.Count(cur.text, []byte{'\n'})) + 1
		return
	}
	b.started = b.started || cur.header || cur.body
	b.queue = append(b.queue, cur)
}

// isTitle reports whether text above the first transaction reads like a heading rather than a damaged record.
func isTitle(text []byte) bool {
	letters, marks := 0, 0
	for _, c := range text {
		if c == 0 || c >= 0x80 || c < ' ' && c != '\n' && c != '\r' && c != '\t' {
			return false
		}
		if c > ' ' {
			marks++
		}
		if isUpper(c &^ 0x20) {
			letters++
		}
	}
	return letters*3 > marks && len(text) <= 4096 && len(timeline.NormalizePlate(string(text))) > 2
}
