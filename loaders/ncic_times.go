package loaders

import (
	"bytes"
	"cmp"
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
		if s := timeIn(capitals([]byte(d))); s != "" && s != d {
			return s
		}
		if s := timeIn(before); s == "" {
			return d
		}
	}
	if l := timesLine(text, lines); l.to > 0 {
		return timeIn(text[l.from:l.to])
	}
	if s := n.timeBefore(before); s != "" {
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

// timeBefore finds the time that stands before the fields. Digits right before the date are the time of day if none stands
// behind it, unless they count the entries of the file.
func (n *ncic) timeBefore(before []byte) string {
	s := timeIn(before)
	if s == "" || strings.ContainsAny(s, ": ") {
		return s
	}
	date := findDate(before)
	if c := clockBefore(before, date); !c.empty() && !n.counts(before, c) {
		return string(before[c.from:date.to])
	}
	return s
}

// counts reports whether the digits at the beginning of an entry are its number rather than a time of day: they follow the
// number of the entry above, or begin with zeros as hours seldom do.
func (n *ncic) counts(before []byte, digits span) bool {
	i := blankRun(before)
	if digits.from != i {
		return false
	}
	this, last := number(before[digits.from:digits.to]), n.counted
	n.counted = this
	return this == last+1 || last == 0 && this < 30
}

// trail takes date and time, and an ORI and a message key beside them, off the end of a field's value, where a log writes
// them after the fields.
func (n *ncic) trail(t *transaction) string {
	for i := range t.fields {
		f := &t.fields[i]
		value := capitals([]byte(f.Value))
		d := findDate(value)
		if d.empty() || d.from == 0 || f.Name == "MIS" || f.Name == "response" || value[d.from-1] != ' ' {
			continue
		}
		tail := value[d.from:]
		s := timeIn(tail)
		if !strings.Contains(s, " ") && !tellsClock([]byte(s)) {
			continue
		}
		if s == string(tail) {
			f.Value = strings.TrimSpace(f.Value[:d.from])
			return s
		}
		if m := n.tables.marksIn(tail); m.plain == 0 && m.has&(markORI|markKey) != 0 && i == len(t.fields)-1 {
			f.Value = strings.TrimSpace(f.Value[:d.from])
			k, o := n.tables.keyBeside(tail)
			t.key, t.ori = cmp.Or(t.key, k, string(m.key)), cmp.Or(t.ori, o, string(m.ori))
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
		lines = append(lines, blockLine{span{at, at + len(body)}, t.line(capitals(body)).kind})
		at += len(line)
	}
	return lines
}
