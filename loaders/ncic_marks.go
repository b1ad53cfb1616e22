package loaders

import "bytes"

// Entries of a log are known by what stands outside of their CODE/VALUE fields: a sequence number, a date or time, a message
// key, an ORI. What is damaged or misspelt counts for what it looks like, for an entry that nobody understands must become a
// reject and never the tail of the entry above it.

// markSet says which marks of an entry a line holds.
type markSet uint8

const (
	markNumber markSet = 1 << iota
	markTime
	markKey
	markORI
)

func (s markSet) count() int { return int(s&1 + s>>1&1 + s>>2&1 + s>>3&1) }

// marks are what a line, or all that stands before the first field of an entry, holds of an entry's head.
type marks struct {
	has     markSet
	first   bool   // the first word is one
	plain   int    // how many ordinary words there are
	number  int    // the sequence number, -1 when there is none
	lead    int    // the number that the line begins with, whatever stands behind it, -1 when there is none
	alone   bool   // nothing stands beside the number
	key     []byte // the first that looks like one; a known one before others
	ori     []byte // the first that looks like one; a whole one before others
	sure    bool   // ori has the form of one, of a state that there is
	state   bool   // key is the code of a state, too
	damaged []byte // a date or time that cannot be read
	broken  bool   // characters of it are lost
}

// maxMarked is how far into a line marks are looked for, in bytes.
const maxMarked = 240

// marksIn finds the marks in text whose letters are capitals, as capitals returns it.
func (t *Tables) marksIn(text []byte) marks {
	m := marks{number: -1, lead: leadIn(text)}
	b := text[:min(len(text), maxMarked)]
	after, known := true, false // nothing but marks stands before; key is in the table
	joined := false             // digits are in the word before
	for i, words := 0, 0; ; words++ {
		for i < len(b) && (b[i] <= ' ' || isWordBreak(b[i])) {
			i++
		}
		if i == len(b) {
			m.alone = m.number >= 0 && words == 1
			break
		}
		from := i
		n := dateLen(b[i:])
		if n == 0 {
			n = clockLen(b[i:])
		}
		if n > 0 && !isDamaged(b, i, i+n) {
			i += n
			m.add(markTime, words)
			after, joined = true, true
			continue
		}
		for i < len(b) && b[i] > ' ' && !isWordBreak(b[i]) {
			i++
		}
		word := withoutQuotes(b[from:i])
		digits, damage, letters := shapeOf(word)
		if digits+letters < len(word) { // marks are in it
			if at := bytes.IndexAny(word, ":="); at > 0 && isLabel(word[:at]) {
				word, i = word[:at], from+bytes.Index(b[from:i], word)+at+1
			}
			if dot := bytes.IndexByte(word, '.'); dot > 0 && !isNumberText(word) {
				word = word[:dot]
				i = from + bytes.Index(b[from:], word) + len(word) + 1
			}
			digits, damage, letters = shapeOf(word)
		}
		rest := b[i:]
		if digits > 0 || from == 0 || b[from-1] != ',' {
			joined = digits > 0
		}
		switch {
		case len(word) == 0 || isLabel(word):
			after = true
		case damage > 1 && damage == len(word) && words == 0: // ????, of which it was a number
			m.add(markNumber, words)
			m.broken = true
		case digits == len(word):
			after = true
			switch {
			case words == 0 && digits <= 7 && (digits != 7 || word[0] == '0') || words == 0 && digits == 1:
				m.number, m.first = number(word), true
				m.has |= markNumber
			case digits >= 7 && digits <= 14 && (word[0] == '1' && word[1] == '9' || word[0] == '2' && word[1] == '0'):
				m.damage(word, words) // a date that is none, or one in a form that cannot be told
			case digits == 4 && word != nil && m.has&markTime != 0 && !clockDigits(word), digits == 6 && !clockDigits(word):
				if m.has&markTime != 0 {
					m.damage(word, words)
				}
			}
		case damage > 0 && digits >= 2 && isLostTime(word, digits+damage, letters, words == 0):
			m.damage(word, words)
			m.broken, after = true, true
		case letters == 0 && digits >= 3 && isBrokenTime(word):
			m.damage(word, words)
			after = true
		case isORILike(word, digits, damage):
			whole := hasORIForm(word) && len(word) == 9 && t.isState(word[:2])
			if m.ori == nil || whole && !m.sure {
				m.ori, m.sure = word, whole
			}
			m.add(markORI, words)
			after = true
		case len(word) == 2 && letters == 2 && t.isState(word) && isSplitORI(rest):
			n := blankRun(rest) + digitRun(rest[blankRun(rest):])
			if m.ori == nil {
				m.ori = b[from : i+n]
			}
			i += n
			m.add(markORI, words)
			after = true
		case after && t.isKeyLike(word, digits, letters):
			_, is := t.keys[string(word)]
			if m.key == nil || is && !known {
				m.key, known = word, is
				m.state = t.isState(word) && word[0] != 'Q' && word[0] != 'Z'
			}
			m.add(markKey, words)
		case digits > 0 || len(word) <= 2 && !isSmallWord(word) || isTimeWord(word), from > 0 && b[from-1] == ',' && joined:
			after = true
		default:
			m.plain++
			after = false
			if words == 1 && m.has == markNumber {
				m.has, m.first, m.number = 0, false, -1 // 1200 BLOCK OF MAIN
			}
		}
	}
	return m
}

// leadIn is the number that a line begins with, of up to seven digits, -1 where it begins otherwise.
func leadIn(text []byte) int {
	b := bytes.TrimLeft(text, " \t#[(")
	n := digitRun(b)
	if n == 0 || n > 7 || n < len(b) && b[n] != ' ' && b[n] != '\t' && b[n] != '.' && b[n] != ')' && b[n] != ']' && b[n] != ':' {
		return -1
	}
	return number(b[:n])
}

func (m *marks) add(mark markSet, words int) {
	m.has |= mark
	m.first = m.first || words == 0
}

// damage notes a date or time that cannot be read.
func (m *marks) damage(word []byte, words int) {
	if m.damaged == nil {
		m.damaged = word
	}
	m.add(markTime, words)
}

// begins reports whether a line with these marks begins an entry whatever stands above it: two marks do, and so does one with a
// field behind it and no words beside.
func (m *marks) begins(field bool) bool {
	switch n := m.has.count(); {
	case n >= 3:
		return true
	case n == 2:
		return m.first || m.plain <= 1 || m.sure && m.plain <= 3
	case n == 1 && field:
		return m.plain == 0 && m.has != markNumber && (m.has != markKey || !m.state)
	}
	return false
}

// capitals returns a text with capital letters and ordinary blanks, byte for byte as long as it was: the text itself where it has
// no others.
func capitals(text []byte) []byte {
	i := 0
	for i < len(text) && !foldable[text[i]] {
		i++
	}
	if i == len(text) {
		return text
	}
	out := bytes.Clone(text)
	for ; i < len(out); i++ {
		switch c := out[i]; {
		case c >= 'a' && c <= 'z':
			out[i] = c - 0x20
		case c == 0xa0 && (i == 0 || out[i-1] < 0x80): // Windows-1252
			out[i] = ' '
		case c == 0xc2 && i+1 < len(out) && out[i+1] == 0xa0:
			out[i], out[i+1] = ' ', ' '
		case c == 0xe2 && i+2 < len(out) && out[i+1] == 0x80 && (out[i+2]-0x80 <= 0x0a || out[i+2] == 0xaf):
			out[i], out[i+1], out[i+2] = ' ', ' ', ' '
		}
	}
	return out
}

// foldable are the bytes that capitals looks at.
var foldable = func() (is [256]bool) {
	for c := range is {
		is[c] = c >= 'a' && c <= 'z' || c == 0xa0 || c == 0xc2 || c == 0xe2
	}
	return is
}()
