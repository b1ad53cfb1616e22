package loaders

import (
	"bytes"
	"strings"

	"sightline/timeline"
)

// fieldStart is where a CODE/VALUE field begins in a text.
type fieldStart struct {
	at   int    // of the code
	code string // without the slash
}

// fieldStarts finds the known codes of a text. A code stands at the beginning or after a blank or a full stop and is
// followed by a slash, so that dates, N/A and B/W are no codes. Unknown codes of three letters are returned apart:
// they stay part of the value before them.
func fieldStarts(text []byte) (known []fieldStart, unknown []string) {
	codes := fieldCodes()
	for i := 0; i < len(text); i++ {
		if text[i] != '/' {
			continue
		}
		j := i
		for j > 0 && i-j < 5 && isUpper(text[j-1]) {
			j--
		}
		if n := i - j; n < 2 || n > 4 || j > 0 && !isFieldBreak(text[j-1]) {
			continue
		}
		code := string(text[j:i])
		if _, ok := codes[code]; ok {
			known = append(known, fieldStart{at: j, code: code})
		} else if len(code) == 3 {
			unknown = append(unknown, code)
		}
	}
	return known, unknown
}

func isFieldBreak(b byte) bool { return b <= ' ' || b == '.' || b == ',' || b == ';' || b == '|' }

// firstField returns where the first known field of a line begins, -1 when it has none.
func firstField(line []byte) int {
	if known, _ := fieldStarts(line); len(known) > 0 {
		return known[0].at
	}
	return -1
}

func hasField(line []byte) bool { return firstField(line) >= 0 }

// parseFields cuts the fields out of a text. Wrapped values are joined by a blank; in the form separated by full stops
// (dotted) the stop after a value is not part of it. before is the text above the first field.
func parseFields(text []byte, dotted bool) (fields []timeline.Field, before []byte, unknown []string, legacy bool) {
	starts, unknown := fieldStarts(text)
	if len(starts) == 0 {
		return nil, text, unknown, false
	}
	for i, s := range starts {
		end := len(text)
		if i+1 < len(starts) {
			end = starts[i+1].at
		}
		value, old := decode(text[s.at+len(s.code)+1 : end])
		legacy = legacy || old
		value = strings.Join(strings.Fields(value), " ")
		if dotted {
			value = strings.TrimSuffix(value, ".")
		}
		value = strings.TrimRight(value, ",;|")
		fields = append(fields, timeline.Field{Name: s.code, Value: value})
	}
	return fields, text[:starts[0].at], unknown, legacy
}

// maskTimes returns the text with its lines of times blanked, so that they become no part of the value before them.
func maskTimes(text []byte) []byte {
	masked := bytes.Clone(text)
	from := 0
	for line := range bytes.Lines(text) {
		if body := bytes.TrimRight(line, "\r\n"); timeLine.Match(body) {
			for i := range body {
				masked[from+i] = ' '
			}
		}
		from += len(line)
	}
	return masked
}

// fieldOf returns the first value of a code that is not empty.
func fieldOf(fields []timeline.Field, codes ...string) string {
	for _, code := range codes {
		for _, f := range fields {
			if f.Name == code && f.Value != "" {
				return f.Value
			}
		}
	}
	return ""
}
