package loaders

import "bytes"

// codeSet holds codes of two to four capital letters as bits: a map's look-up for every slash of a file takes longer
// than everything else about it.
type codeSet struct{ bits []uint64 }

// codeNumber is the number of a code written in base 27, letters counting from 1. It is below 27⁴.
func codeNumber[T string | []byte](code T) int {
	n := 0
	for i := range len(code) {
		n = n*27 + int(code[i]-'A'+1)
	}
	return n
}

func (s *codeSet) add(code string) {
	if s.bits == nil {
		s.bits = make([]uint64, 27*27*27*27/64+1)
	}
	n := codeNumber(code)
	s.bits[n/64] |= 1 << (n % 64)
}

func (s *codeSet) has(code []byte) bool {
	n := codeNumber(code)
	return s.bits != nil && s.bits[n/64]&(1<<(n%64)) != 0
}

// fieldStart is where a CODE/VALUE field begins in a text.
type fieldStart struct {
	at    int // of the code
	value int // behind the slash
}

// eachField calls known for every known code of a text, in order, until it returns false, and unknown for what has the
// form of a code of three letters and is none. A code stands at the beginning or after a blank or a separator and is
// followed by a slash, so that dates, N/A and B/W are no codes.
func (t *Tables) eachField(text []byte, known func(fieldStart) bool, unknown func(code []byte)) {
	for from := 0; ; {
		i := bytes.IndexByte(text[from:], '/')
		if i < 0 {
			return
		}
		i += from
		j := i
		for j > from && i-j < 5 && isUpper(text[j-1]) {
			j--
		}
		from = i + 1
		if n := i - j; n < 2 || n > 4 || j > 0 && !isFieldBreak(text[j-1]) {
			continue
		}
		if t.set.has(text[j:i]) {
			if !known(fieldStart{j, i + 1}) {
				return
			}
		} else if i-j == 3 && unknown != nil {
			unknown(text[j:i])
		}
	}
}

// firstField returns where the first known field of a line begins, -1 when it has none.
func (t *Tables) firstField(line []byte) int {
	at := -1
	t.eachField(line, func(f fieldStart) bool { at = f.at; return false }, nil)
	return at
}

func isFieldBreak(b byte) bool { return b <= ' ' || b == '.' || b == ',' || b == ';' || b == '|' }

// classify tells what a line is by the shipped tables.
func classify(line []byte) lineKind {
	t := shippedTables()
	what := t.line(capitals(line))
	if what.kind == lineText && what.marks.begins(what.field) {
		return lineHeader
	}
	return what.kind
}

// fieldStarts finds the fields of a text by the shipped tables.
func fieldStarts(text []byte) (known []fieldStart, unknown []string) {
	shippedTables().eachField(capitals(text), func(f fieldStart) bool { known = append(known, f); return true },
		func(code []byte) { unknown = append(unknown, string(code)) })
	return known, unknown
}
