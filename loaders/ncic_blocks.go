package loaders

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"

	"sightline/timeline/plate"
)

// block is the text of one transaction: an inquiry with the answers to it, or a record of a file.
type block struct {
	text     []byte // from the first byte of its first line to the last of its last
	line     int
	fault    string
	lines    []blockLine // what its lines are, blank ones left out
	header   bool        // a line began it as a transaction
	record   bool        // a line began it as a record of a file
	times    bool        // it has a line of times
	body     bool        // it has fields
	other    bool        // it has lines that are neither times nor of a transaction
	log      bool        // it began as an entry of a log
	when     bool        // and says when in its first line
	indent   int         // of the line that began it
	number   int         // its sequence number, -1 when it has none
	has      markSet     // what of an entry's head it has
	folded   bool        // a line of it has letters or blanks that capitals changes
	wide     int         // length of its last line
	response int         // where the answer to it begins, 0 when there is none
	part     string      // the part of the result it is in
	told     bool        // it is a reject
	context  string      // what WriteRejects says of a reject
	last     lineKind
	apart    bool        // a blank line parts its first times from the header below them
	gap      bool        // a blank line followed what was read so far
	rule     bool        // a separating line did
	pending  []byte      // separating lines that belong to it if it goes on
	held     []blockLine // what they are, blank ones left out
}

// blockLine is a line of a block's text, without its end.
type blockLine struct {
	span
	kind lineKind
}

// blocks cuts an offline result into transactions.
type blocks struct {
	records *records
	tables  *Tables
	cur     block
	queue   []block
	spare   [2]block                    // what queue lies in when it is short
	pass    func(line int, text []byte) // is told of text that belongs to no transaction; nil: nobody asks
	titles  map[string]bool             // lines that stood above the first transaction
	zone    string                      // that times are read in; "": as the analyst named it
	failed  error                       // the file as a whole cannot be read
	tallied tallied
	pages   passedLines // lines that belong to no transaction
	started bool        // a transaction was seen
	above   bool        // the file writes times above the headers they belong to
	packed  bool        // and no blank line between transactions
	part    string
	text    []byte // of the current transaction
	lines   []blockLine
	remarks *remarks // of rejects; nil for any other file
}

func newBlocks(src io.Reader, head []byte, t *Tables) *blocks {
	return &blocks{records: newRecords(src, head), tables: t, text: make([]byte, 0, 1024), titles: map[string]bool{},
		cur: block{number: -1}}
}

// maxBlock is the longest transaction, in bytes.
const maxBlock = 1 << 20

// read returns the next transaction, io.EOF after the last. Its text is the caller's.
func (b *blocks) read(ctx context.Context) (block, error) {
	for len(b.queue) == 0 {
		if b.failed != nil {
			return block{}, b.failed
		}
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
	if b.queue = b.queue[1:]; len(b.queue) == 0 {
		b.queue = b.spare[:0]
	}
	return next, nil
}

// batchBlocks is how many transactions are handed over at a time; large ones fill a batch by batchBytes.
const (
	batchBlocks = 256
	batchBytes  = 256 << 10
)

// batches sends all transactions to a channel, until the context ends.
func (b *blocks) batches(ctx context.Context, to chan<- []block) error {
	for {
		batch, size := make([]block, 0, batchBlocks), 0
		var err error
		for err == nil && len(batch) < batchBlocks && size < batchBytes {
			var next block
			if next, err = b.read(ctx); err == nil {
				batch, size = append(batch, next), size+len(next.text)
			}
		}
		if len(batch) > 0 {
			select {
			case to <- batch:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
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
			// A carriage return alone, or a page's end, ends a line too: what stands behind is another entry.
			if j := bytes.IndexByte(rest[:i], '\r'); j >= 0 && j < i-1 && r.eol == '\n' {
				for j+1 < i && rest[j+1] == '\r' {
					j++
				}
				if j < i-1 {
					i = j
				}
			}
			if j := bytes.IndexByte(rest[:i], '\f'); j > 0 {
				i = j
			}
			l := rawLine{record{text: withoutEnd(rest[:i+1]), line: r.line}, rest[:i+1]}
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

// withoutEnd returns a line without its end.
func withoutEnd(line []byte) []byte {
	n := len(line)
	for n > 0 && (line[n-1] == '\n' || line[n-1] == '\r' || line[n-1] == '\f') {
		n--
	}
	return line[:n]
}

// add puts a line to the transaction it belongs to.
func (b *blocks) add(l rawLine) {
	if l.fault != "" {
		b.flush()
		b.queue = append(b.queue, block{text: bytes.Clone(l.text), line: l.line, fault: l.fault})
		return
	}
	if b.remarks != nil && bytes.HasPrefix(l.text, []byte(markLine)) {
		b.flush()
		if held := b.remarks.take(l.text, l.line); held != nil {
			b.queue = append(b.queue, block{text: held.text, line: held.line, fault: held.fault, told: true, context: b.remarks.context})
		}
		return
	}
	text := capitals(l.text)
	what := b.tables.line(text)
	cur := &b.cur
	folded := len(text) > 0 && &text[0] != &l.text[0]
	cur.folded = cur.folded || folded
	switch what.kind {
	case lineBlank:
		b.hold(l, what.kind)
		cur.gap = true
		return
	case lineRule:
		b.hold(l, what.kind)
		cur.rule = true
		return
	case lineText:
		if !what.field && len(b.titles) > 0 && b.titles[string(bytes.TrimSpace(l.text))] {
			what.kind = lineFurniture // the headings of another page
		}
	}
	switch what.kind {
	case lineFurniture:
		if what.total >= 0 && b.remarks == nil {
			b.tallied.total(what.total, cur.isEntry(), cur.record)
		}
		if what.zone != "" && b.zone != "" && what.zone != b.zone {
			b.failed = stated{l.line, what.zone}.contradicts(b.zone)
		}
		b.outside(l)
		b.hold(l, what.kind)
		cur.gap = true
		return
	case lineSection:
		apart := b.remarks == nil && (cur.text == nil || cur.gap || cur.rule) // rejects are told their part
		if apart {
			b.part = what.part
		}
		if apart && (b.started || cur.header || cur.record || cur.body) {
			b.flush()
			b.outside(l)
			return
		}
		what.kind = lineText
	case lineText:
		if b.isHead(&what) {
			what.kind, what.log = lineHeader, true
		}
	}
	if cur.text != nil && b.begins(what) {
		b.flush()
	}
	b.take(l, what)
	cur.folded = cur.folded || folded
}

// outside notes a line that belongs to no transaction.
func (b *blocks) outside(l rawLine) {
	b.pages.add(l.text)
	if b.pass != nil {
		b.pass(l.line, l.raw)
	}
}

// isEntry reports whether a block is more than text that nobody understands.
func (b *block) isEntry() bool {
	return b.text != nil && (b.header || b.record || b.body || b.times || b.number >= 0)
}

// wrapWidth is the length of a line, in bytes, from which on it may have been broken.
const wrapWidth = 50

// isHead reports whether a line of text is the head of an entry of a log. One mark with a field behind it does not tell by
// itself: it may also be of a value that goes on here.
func (b *blocks) isHead(l *textLine) bool {
	cur := &b.cur
	m := &l.marks
	inner := cur.text != nil && l.indent > cur.indent // it stands behind the beginning of its entry
	sure := m.has.count() >= 3
	switch {
	case b.remarks != nil && cur.text != nil && !sure:
		return false // marked lines part rejects
	case m.alone && !l.field:
		return !inner && cur.number >= 0 && m.number == cur.number+1
	case inner && cur.log && !cur.body && m.has&cur.has == 0:
		return false // the head is broken too
	case m.begins(l.field):
		return sure || m.first && (m.plain == 0 || !inner) || !inner && (cur.response == 0 || cur.gap)
	case m.has == 0 || !l.field:
		return false
	case m.has == markNumber:
		return m.first && m.plain == 0 && !inner && (cur.text == nil || cur.number >= 0 && m.number > cur.number)
	case m.has == markKey && m.state, cur.response > 0, inner:
		return false
	case m.has == markORI && m.sure:
		return true
	}
	return !cur.body || cur.log && m.first || cur.wide < wrapWidth
}

// begins reports whether a line belongs to a new transaction rather than to the current one. Where it cannot be told, a
// new one begins: what is then not understood is rejected and seen, while what is swallowed is lost.
func (b *blocks) begins(l textLine) bool {
	cur := &b.cur
	if b.remarks != nil && l.kind != lineHeader {
		return false // marked lines part rejects
	}
	onlyTimes := cur.times && !cur.header && !cur.record && !cur.body && !cur.other && cur.response == 0
	switch {
	case cur.rule:
		return cur.header || cur.body || cur.other && l.kind != lineText || l.kind == lineHeader || l.kind == lineTimes
	case l.kind == lineHeader:
		return !onlyTimes || cur.gap && l.timed
	case l.kind == lineRecord && (cur.response > 0 || cur.header && !cur.gap):
		return false // part of the answer
	case l.kind == lineRecord:
		return !onlyTimes
	case l.kind == lineResponse:
		return !cur.header && !onlyTimes
	case l.kind == lineTimes:
		return b.timesBegin(l)
	case cur.gap && l.field:
		return cur.response == 0 && (cur.body || cur.other || !cur.header && !cur.times)
	case cur.gap:
		return cur.response == 0 && (cur.body || !cur.header)
	}
	return false
}

// timesBegin reports whether a line of times belongs to the header below it.
func (b *blocks) timesBegin(l textLine) bool {
	cur := &b.cur
	held := cur.header || cur.record || cur.body || cur.other
	switch {
	case cur.log && cur.body && l.indent <= cur.indent && (cur.when && l.marks.has.count() > 1 || l.marks.has&markORI != 0):
		return true // an entry of a log of which no more is left
	case cur.times && cur.apart && cur.last == lineHeader && !cur.gap:
		return false
	case cur.response > 0 && !cur.gap && (cur.last == lineResponse || !b.above):
		return false // the time of the answer
	case cur.times:
		packed := held && cur.last != lineTimes && (cur.body || cur.other)
		b.packed = b.packed || packed && b.above && !cur.gap
		return cur.gap || packed
	case b.above:
		return held && (cur.gap || b.packed || cur.timed())
	}
	return cur.gap && held && (cur.other && !cur.header && !cur.record && !cur.body || cur.timed())
}

// timed reports whether the block names its time otherwise than by a line of times: in a field, or in its first line.
func (b *block) timed() bool {
	first, _, _ := bytes.Cut(b.text, []byte{'\n'})
	return bytes.Contains(b.text, []byte("DTT/")) || bytes.Contains(b.text, []byte("DATE/")) || bytes.Contains(b.text, []byte("DTE/")) ||
		!findDate(first).empty()
}

// hold keeps a separating line until it is known whether the transaction goes on after it.
func (b *blocks) hold(l rawLine, kind lineKind) {
	cur := &b.cur
	if cur.text == nil {
		return
	}
	if kind != lineBlank {
		from := len(cur.text) + len(cur.pending)
		cur.held = append(cur.held, blockLine{span{from, from + len(l.text)}, kind})
	}
	cur.pending = append(cur.pending, l.raw...)
}

func (b *blocks) take(l rawLine, what textLine) {
	cur := &b.cur
	if cur.text == nil {
		cur.line, cur.part = l.line, b.part
		if b.remarks != nil {
			cur.told, cur.context = true, b.remarks.context
		}
		cur.text, cur.lines = b.text[:0], b.lines[:0]
		cur.indent, cur.when, cur.number = what.indent, what.timed, -1
	}
	if len(cur.text)+len(cur.pending)+len(l.raw) > maxBlock {
		cur.fault = fmt.Sprintf("the transaction is longer than %d bytes: check that transactions are separated by blank lines", maxBlock)
		cur.pending, cur.held = cur.pending[:0], cur.held[:0]
		return
	}
	cur.lines = append(cur.lines, cur.held...)
	cur.held = cur.held[:0]
	cur.text = append(append(cur.text, cur.pending...), l.raw...)
	from := len(cur.text) - len(l.raw)
	cur.lines = append(cur.lines, blockLine{span{from, from + len(l.text)}, what.kind})
	gap := cur.gap
	cur.pending, cur.gap, cur.rule, cur.wide = cur.pending[:0], false, false, len(l.text)
	if !cur.body {
		cur.has |= what.marks.has
		if cur.number < 0 && (what.log || what.marks.alone && what.kind == lineText) {
			cur.number = what.marks.number
		}
	}
	switch what.kind {
	case lineHeader:
		if cur.times && !cur.header && cur.last == lineTimes {
			b.above, cur.apart = b.above || !gap, gap
		}
		cur.header, cur.log = true, what.log
	case lineTimes:
		if cur.header && !cur.times {
			b.above = false
		}
		cur.times = true
	case lineRecord:
		if cur.header && cur.response == 0 {
			cur.response = from
		}
		cur.record = cur.record || !cur.header
	case lineResponse:
		if cur.response == 0 && cur.header {
			cur.response = from
		}
	case lineText:
		cur.other = cur.other || !what.field && !cur.header && !cur.record && !cur.body
	}
	cur.body, cur.last = cur.body || what.field, what.kind
}

// flush ends the current transaction. Text above the first transaction that holds none is a title, not a record.
func (b *blocks) flush() {
	cur := b.cur
	b.cur = block{number: -1}
	if cur.text == nil {
		return
	}
	b.text, b.lines = cur.text, cur.lines
	for len(cur.text) > 0 && (cur.text[len(cur.text)-1] == '\n' || cur.text[len(cur.text)-1] == '\r') {
		cur.text = cur.text[:len(cur.text)-1]
	}
	cur.pending, cur.held = nil, nil
	title := !b.started && !cur.header && !cur.record && !cur.times && !cur.body && cur.response == 0 && cur.fault == ""
	if title && isTitle(cur.text) {
		for _, l := range cur.lines {
			line := bytes.TrimSpace(cur.text[min(l.from, len(cur.text)):min(l.to, len(cur.text))])
			if b.pages.add(line); len(line) > 0 && len(b.titles) < maxTitles {
				b.titles[string(line)] = true
			}
		}
		if b.pass != nil {
			b.pass(cur.line, cur.text)
		}
		return
	}
	b.started = b.started || cur.header || cur.record || cur.body
	if cur.isEntry() && b.remarks == nil {
		b.tallied.entry(cur.number, cur.record)
	}
	cur.text, cur.lines = bytes.Clone(cur.text), slices.Clone(cur.lines)
	b.queue = append(b.queue, cur)
}

// maxTitles is the most lines above the first transaction that are known again on other pages.
const maxTitles = 100

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
	return letters*3 > marks && len(text) <= 4096 && len(plate.Normalize(string(text))) > 2
}
