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
	m := marks{number: -1}
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
		if at := bytes.IndexAny(word, ":="); at > 0 && isLabel(word[:at]) {
			word, i = word[:at], from+bytes.Index(b[from:i], word)+at+1
		}
		if dot := bytes.IndexByte(word, '.'); dot > 0 && !isNumberText(word) {
			word = word[:dot]
			i = from + bytes.Index(b[from:], word) + len(word) + 1
		}
		digits, damage, letters := shapeOf(word)
		rest := b[i:]
		if digits > 0 || from == 0 || b[from-1] != ',' {
			joined = digits > 0
		}
		switch {
		case len(word) == 0 || isLabel(word):
			after = true
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

// withoutQuotes returns a word without the marks around it that are no part of it.
func withoutQuotes(word []byte) []byte {
	for len(word) > 0 && isQuote(word[0]) {
		word = word[1:]
	}
	for len(word) > 0 && isQuote(word[len(word)-1]) {
		word = word[:len(word)-1]
	}
	return word
}

func isQuote(c byte) bool {
	switch c {
	case '"', '\'', '.', ':', '(', ')', '[', ']', '{', '}', '<', '>', '=', '*', '#':
		return true
	}
	return false
}

// isLostTime reports whether a word of which characters are lost was a date or time: digits and the marks that part them, or a
// month's name among them. Digits alone, at the beginning of a line, are more likely its number.
func isLostTime(word []byte, digits, letters int, first bool) bool {
	parts := len(word) - digits - letters
	switch {
	case letters == 0:
		return len(word) >= 4 && (!first || parts > 0 || len(word) >= 8)
	case letters <= 3:
		return (word[0]-'0' <= 9 || isDamage(word, 0)) && len(word) >= 7
	}
	return isBrokenTime(word)
}

func isWordBreak(c byte) bool { return c == ',' || c == '|' || c == ';' }

// isDamage reports whether what stands at i shows that the word before it is damaged.
func isDamage(b []byte, i int) bool {
	return i < len(b) && (b[i] == '?' || b[i] == '*' || b[i] == '#' || b[i] == '~' || b[i] == '_' || b[i] == 0xef)
}

// isDamaged reports whether a character of the words that hold b[from:to] is lost.
func isDamaged(b []byte, from, to int) bool {
	for from > 0 && b[from-1] > ' ' && !isWordBreak(b[from-1]) {
		from--
	}
	for to < len(b) && b[to] > ' ' && !isWordBreak(b[to]) {
		to++
	}
	for i := from; i < to; i++ {
		if isDamage(b, i) && (b[i] != '*' && b[i] != '#' || i > from && i < to-1 && b[i-1] != b[i]) {
			return true
		}
	}
	return to-from > 1 && (b[to-1] == '*' || b[to-1] == '#') && b[to-2]-'0' <= 9
}

// shapeOf counts the digits, the marks of damage and the letters of a word.
func shapeOf(word []byte) (digits, damage, letters int) {
	for i, c := range word {
		switch {
		case c-'0' <= 9:
			digits++
		case isUpper(c):
			letters++
		case isDamage(word, i):
			damage++
		}
	}
	return digits, damage, letters
}

// isNumberText reports whether a word is digits between points, as times and dates are written.
func isNumberText(word []byte) bool {
	for _, c := range word {
		if c-'0' > 9 && c != '.' && c != ':' && c != '?' && c != '*' && c != '#' {
			return false
		}
	}
	return true
}

// isBrokenTime reports whether a word looks like a date or time that is none, or one of which something is missing. Numbers of
// telephones and social security have more digits, addresses of machines more points.
func isBrokenTime(word []byte) bool {
	digits, dates, points, colons := 0, 0, 0, 0
	for i, c := range word {
		switch {
		case c-'0' <= 9, isDamage(word, i):
			digits++
		case c == '/' || c == '-':
			dates++
		case c == '.':
			points++
		case c == ':':
			colons++
		case !isUpper(c):
			return false
		}
	}
	slash := bytes.IndexByte(word, '/') > 0
	return colons > 0 && colons <= 3 || digits <= 8 && (dates == 2 || dates == 1 && slash && digits >= 4 || points == 2 && dates == 0)
}

// isORILike reports whether a word looks like an ORI: of about its length, with the letters of a state before mostly digits.
// One that is too short, too long or misspelt still does.
func isORILike(word []byte, digits, damage int) bool {
	if len(word) < 6 || len(word) > 11 || !isUpper(word[0]) || digits+damage < 3 && (len(word) != 9 || digits+damage < 2) {
		return false
	}
	if !isUpper(word[1]) && (len(word) < 8 || digits+damage < len(word)-2) {
		return false
	}
	for i, c := range word {
		if !isUpper(c) && c-'0' > 9 && !isDamage(word, i) && c != '-' {
			return false
		}
	}
	return true
}

// isSplitORI reports whether digits stand behind one blank, as of an ORI that was cut behind its state.
func isSplitORI(rest []byte) bool {
	n := blankRun(rest)
	d := digitRun(rest[n:])
	return n == 1 && d >= 6 && d <= 8 && endsWord(rest, n+d) && (d != 8 || !compactDate(rest[n:]))
}

// isKeyLike reports whether a word is a message key, or has the form of an inquiry's: Q or Z and up to four letters or digits.
func (t *Tables) isKeyLike(word []byte, digits, letters int) bool {
	if len(word) < 2 || len(word) > 5 || digits+letters != len(word) || !isUpper(word[0]) {
		return false
	}
	if (word[0] == 'Q' || word[0] == 'Z') && isUpper(word[1]) {
		return true
	}
	_, known := t.keys[string(word)]
	return known
}

func (t *Tables) isState(code []byte) bool {
	_, known := t.states[string(code)]
	return known
}

// isLabel reports whether a word names what follows it.
func isLabel(word []byte) bool {
	switch string(word) {
	case "ORI", "MKE", "KEY", "DATE", "TIME", "DTE", "DTT", "SEQ", "NO", "NUM", "NBR", "AGY", "AGENCY", "MSG", "DATE/TIME", "LOG":
		return true
	}
	return false
}

// isSmallWord reports whether a word of one or two letters is one of a sentence.
func isSmallWord(word []byte) bool {
	switch string(word) {
	case "A", "AN", "AS", "AT", "BY", "HE", "IN", "IS", "IT", "NO", "OF", "ON", "OR", "TO", "UP", "WE":
		return true
	}
	return false
}

// isTimeWord reports whether a word belongs to a date or time: a zone, a weekday, AM or HOURS.
func isTimeWord(word []byte) bool {
	switch string(word) {
	case "HRS", "HOURS", "AM", "PM", "A.M", "P.M", "LOCAL", "ZULU", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN", "MONDAY", "TUESDAY",
		"WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY":
		return true
	}
	if len(word) <= 4 {
		for _, z := range zoneWords {
			if string(word) == z {
				return true
			}
		}
	}
	return monthLen(word) == len(word)
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
