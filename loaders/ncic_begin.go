package loaders

import "bytes"

// What follows says which line begins an entry and which goes on with one.

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
	case !inner && cur.text != nil && cur.number >= 0 && m.lead == cur.number+1:
		return true // the next number, however little can be read behind it
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
