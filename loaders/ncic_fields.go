package loaders

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"sightline/timeline"
)

// fieldReader cuts the fields out of texts.
type fieldReader struct {
	tables  *Tables
	starts  []fieldStart
	unknown []string // codes of three letters that are not in the table
	legacy  bool     // a value was read as Windows-1252
	dots    int      // fields that a full stop stands before
}

// find notes where the fields of a text begin.
func (r *fieldReader) find(text []byte) {
	r.starts, r.unknown, r.legacy, r.dots = r.starts[:0], r.unknown[:0], false, 0
	r.tables.eachField(text, func(f fieldStart) bool {
		if len(r.starts) > 0 && text[f.at-1] == '.' {
			r.dots++
		}
		r.starts = append(r.starts, f)
		return true
	}, func(code []byte) { r.unknown = append(r.unknown, string(code)) })
}

// dotted reports whether full stops separate the fields found.
func (r *fieldReader) dotted() bool { return r.dots > 0 && r.dots*2 >= len(r.starts)-1 }

// fields returns the fields found in a text. Wrapped values are joined by a blank; in the form separated by full stops
// the stop after a value is not part of it. more is how many fields the caller will add.
func (r *fieldReader) fields(text []byte, dotted bool, more int) []timeline.Field {
	if len(r.starts)+more == 0 {
		return nil
	}
	fields := make([]timeline.Field, 0, len(r.starts)+more)
	valid := utf8.Valid(text)
	all := string(text) // values are parts of it: one allocation for all
	for i, s := range r.starts {
		end := len(text)
		if i+1 < len(r.starts) {
			end = r.starts[i+1].at
		}
		var value string
		if valid {
			value = oneLine(all[s.value:end])
		} else {
			decoded, old := decode(text[s.value:end])
			r.legacy = r.legacy || old
			value = oneLine(decoded)
		}
		if dotted {
			value = strings.TrimSuffix(value, ".")
		}
		fields = append(fields, timeline.Field{Name: codeName(all[s.at : s.value-1]), Value: withoutMarks(value)})
	}
	return fields
}

// withoutMarks returns a value without separators at its end.
func withoutMarks(value string) string {
	n := len(value)
	for n > 0 && (value[n-1] == ',' || value[n-1] == ';' || value[n-1] == '|') {
		n--
	}
	return value[:n]
}

// codeName returns a code in capital letters.
func codeName(code string) string {
	for i := range len(code) {
		if !isUpper(code[i]) {
			return strings.ToUpper(code)
		}
	}
	return code
}

// oneLine returns a text with every run of white space as one blank, and none at its ends.
func oneLine(s string) string {
	s = strings.TrimSpace(s)
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == ' ' && s[i+1] == ' ' || c >= 0x80 {
			return collapsed(s)
		}
	}
	return s
}

// collapsed is oneLine for a text that has more than single blanks.
func collapsed(s string) string {
	var out strings.Builder
	out.Grow(len(s))
	blank := false
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 0x80:
			return strings.Join(strings.Fields(strings.ReplaceAll(s, "\x00", "")), " ")
		case c == 0:
		case isSpace(c):
			blank = true
		default:
			if blank {
				out.WriteByte(' ')
				blank = false
			}
			out.WriteByte(c)
		}
	}
	return out.String()
}

// withoutTimes returns the text with its lines of times and separating lines blanked, so that they become no part of the
// value before them.
// Times at its end are left out instead, which costs no copy.
func withoutTimes(text []byte, lines []blockLine, field int) []byte {
	for len(lines) > 0 && lines[len(lines)-1].kind == lineTimes && lines[len(lines)-1].from > field {
		text, lines = text[:lines[len(lines)-1].from], lines[:len(lines)-1]
	}
	var masked []byte
	for _, l := range lines {
		if l.kind != lineTimes && l.kind != lineFurniture && l.kind != lineRule || l.from < field {
			continue
		}
		if masked == nil {
			masked = bytes.Clone(text)
		}
		for i := l.from; i < l.to; i++ {
			masked[i] = ' '
		}
	}
	if masked != nil {
		return masked
	}
	return text
}

// joinCodes puts together again the codes that the end of a line has cut in two, "MI" above "S/LAST SEEN", where the two
// halves make a known code and the second alone does not. Values that are cut inside of a word cannot be told from others:
// they are joined by a blank like those cut between words.
func (t *Tables) joinCodes(text []byte, lines []blockLine) []byte {
	joined := text
	for i := len(lines) - 1; i > 0; i-- {
		at, above := lines[i].from, lines[i-1].to
		if at >= len(text) || lines[i].kind != lineText || above == 0 || !isUpper(text[at]) || !isUpper(text[above-1]) {
			continue
		}
		end := at
		for end < len(text) && end-at < 4 && isUpper(text[end]) {
			end++
		}
		start := above
		for start > 0 && above-start < 4 && isUpper(text[start-1]) {
			start--
		}
		code := string(text[start:above]) + string(text[at:end])
		if end == len(text) || text[end] != '/' || len(code) > 4 || t.codes[code] == "" || t.codes[string(text[at:end])] != "" ||
			start > 0 && !isFieldBreak(text[start-1]) {
			continue
		}
		joined = append(bytes.Clone(joined[:above]), joined[at:]...)
	}
	return joined
}

// fieldOf returns the first value of a code that is not empty.
func fieldOf(fields []timeline.Field, codes ...string) string {
	for _, code := range codes {
		for i := range fields {
			if fields[i].Name == code && fields[i].Value != "" {
				return fields[i].Value
			}
		}
	}
	return ""
}
