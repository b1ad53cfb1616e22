package loaders

import (
	"bytes"
	"strings"

	"sightline/timeline"
)

// timeOf finds the text of a transaction's date and time: in its fields, in a line of times, or anywhere before its
// first field. Of several the first counts: the input time of a message comes before its output time.
func (n *ncic) timeOf(text []byte, lines []blockLine, fields []timeline.Field, before []byte) string {
	if s := fieldOf(fields, "DTT"); s != "" {
		return s
	}
	if d := fieldOf(fields, "DATE", "DTE"); d != "" {
		if t := fieldOf(fields, "TIME", "TIM"); t != "" {
			return d + " " + t
		}
		if s := timeIn([]byte(d)); s != "" && s != d {
			return s
		}
		if s := timeIn(before); s == "" {
			return d
		}
	}
	if l := timesLine(text, lines); l.to > 0 {
		return timeIn(text[l.from:l.to])
	}
	if s := timeIn(before); s != "" {
		return s
	}
	// A time of its own on a line below the fields, without one of its own before them.
	for _, l := range lines {
		line := text[l.from:l.to]
		if l.kind != lineFurniture && len(line) < 80 && n.tables.firstField(line) < 0 {
			if s := timeIn(line); s != "" && strings.ContainsAny(s, ": ") {
				return s
			}
		}
	}
	return ""
}

// timesLine chooses among the lines of times of a transaction: the first, unless a blank line parts that from the header
// below it and the header has another right behind it.
func timesLine(text []byte, lines []blockLine) (found blockLine) {
	for i, l := range lines {
		switch {
		case l.kind != lineTimes:
		case found.to == 0:
			found = l
		case lines[i-1].kind == lineHeader && bytes.Count(text[found.to:lines[i-1].from], []byte{'\n'}) > 1 &&
			bytes.Count(text[lines[i-1].to:l.from], []byte{'\n'}) == 1:
			return l
		}
	}
	return found
}

// trailingTime takes a date and time off the end of a field's value, where a log writes them after the fields.
func trailingTime(fields []timeline.Field) string {
	for i := range fields {
		f := &fields[i]
		value := []byte(f.Value)
		d := findDate(value)
		if d.empty() || d.from == 0 || f.Name == "MIS" || f.Name == "response" || value[d.from-1] != ' ' {
			continue
		}
		tail := value[d.from:]
		if s := timeIn(tail); s == string(tail) && strings.Contains(s, " ") {
			f.Value = strings.TrimSpace(f.Value[:d.from])
			return s
		}
	}
	return ""
}

// linesOf cuts a text that did not come through blocks into its lines.
func (t *Tables) linesOf(text []byte) []blockLine {
	var lines []blockLine
	at := 0
	for line := range bytes.Lines(text) {
		body := bytes.TrimRight(line, "\r\n\f")
		lines = append(lines, blockLine{span{at, at + len(body)}, t.line(body).kind})
		at += len(line)
	}
	return lines
}
