package loaders

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// The text form of a rap sheet: parts are headed by lines of asterisks, cycles by lines of equal signs, events of a cycle
// are parted by hyphens. A label stands in the first 24 columns, its value behind them; a value that wraps goes on at
// column 24. Labels differ between states, so an event is known by words of its labels.

// labelWidth is the width of the column of labels.
const labelWidth = 24

// rapLines reads the text form.
type rapLines struct {
	events   []rapEvent
	agencies map[string]string // names of the index of agencies to their ORIs
	part     string            // in upper-case letters
	cycle    string
	who      rapPerson // that the sheet is about
	asked    string    // what the line above heads, of the identification: "name", "birth" or neither
	cur      []rapLine // lines of the current event
	home     []rapLine // lines of an address of the identification
	homes    []rapEvent
	passed   int64
	remarks  *remarks // of rejects; nil for any other file
	context  rapContext
}

// rapLine is a line of an event.
type rapLine struct {
	span
	number int
}

// textEvents finds the events of a rap sheet's text, or of rejects.
func (r *rapSheet) textEvents(name string, data []byte, mended bool) ([]rapEvent, error) {
	l := &rapLines{agencies: map[string]string{}}
	if ok, _ := isRapSheet(data[:min(len(data), headBytes)]); mended {
		l.remarks = &remarks{}
	} else if !ok {
		return nil, &InputError{File: name,
			Reason: "this is no rap sheet: neither the heading CRIMINAL HISTORY RECORD nor cycles were found"}
	}
	at, number := 0, 0
	for line := range bytes.Lines(data) {
		number++
		body := bytes.TrimRight(line, "\r\n\f")
		l.add(data, rapLine{span{at, at + len(body)}, number})
		at += len(line)
	}
	l.end(data)
	l.housed(data)
	r.shape.kind(shapeRapText)
	for i := range l.events {
		if e := &l.events[i]; e.ori == "" {
			e.ori = first(l.agencies[strings.ToUpper(e.named)], e.told.ori)
			e.named = first(e.named, e.told.named)
		}
	}
	if l.passed > 0 {
		r.notes.add("lines outside of the cycles: introduction, identification, index", l.passed)
	}
	return l.events, nil
}

// add puts a line to the event it belongs to.
func (l *rapLines) add(data []byte, at rapLine) {
	line := data[at.from:at.to]
	trimmed := bytes.TrimSpace(line)
	switch {
	case len(trimmed) == 0:
		if len(l.home) > 0 && l.complete(data) {
			l.residence(data)
		}
		return
	case l.remarks != nil && bytes.HasPrefix(line, []byte(markLine)):
		l.end(data)
		l.housed(data)
		l.mark(line, at.number)
		return
	case bytes.HasPrefix(trimmed, []byte("***")):
		l.end(data)
		l.housed(data)
		if title := strings.TrimSpace(strings.Trim(string(trimmed), "* ")); title != "" {
			l.part, l.cycle = strings.ToUpper(title), ""
			if strings.Contains(l.part, "CRIMINAL HISTORY RECORD") { // another sheet
				l.who = rapPerson{}
			}
		}
		return
	case bytes.HasPrefix(trimmed, []byte("===")):
		l.end(data)
		if title := strings.TrimSpace(strings.Trim(string(trimmed), "= ")); title != "" {
			l.cycle = title
		}
		return
	case bytes.HasPrefix(trimmed, []byte("---")) && strings.Trim(string(trimmed), "- ") == "":
		l.end(data)
		l.residence(data)
		return
	case bytes.HasPrefix(trimmed, []byte("* * *")):
		l.end(data)
		l.housed(data)
		l.cycle = ""
		return
	}
	label, value := splitLabel(line)
	home := isResidenceLabel(strings.ToUpper(label)) && (l.remarks != nil && len(l.cur) == 0 || l.cycle == "" && strings.Contains(l.part, "IDENTIFICATION"))
	if home || len(l.home) > 0 && (label == "" || !l.complete(data) && isAddressLine(trimmed)) {
		if home {
			l.residence(data)
		}
		l.home = append(l.home, at)
		return
	}
	l.residence(data)
	if l.cycle == "" {
		if strings.Contains(l.part, "INDEX OF AGENCIES") {
			l.index(label, value)
		}
		if strings.Contains(l.part, "IDENTIFICATION") {
			l.identify(label, value, trimmed)
		}
		if rapKindOf(label) == "" || !strings.Contains(strings.ToUpper(label), "DATE") {
			l.passed++
			return
		}
		l.cycle = "no cycle" // an event outside of any is still one
	}
	if label != "" && len(l.cur) > 0 && l.begins(data, label) {
		l.end(data)
	}
	l.cur = append(l.cur, at)
}

// mark takes a marked line of rejects.
func (l *rapLines) mark(line []byte, number int) {
	if held := l.remarks.take(line, number); held != nil {
		l.events = append(l.events, rapEvent{line: number, text: held.text, fault: held.fault, cycle: l.context.cycle, who: l.context.who,
			told: l.context})
	}
	if l.context = readRapContext(l.remarks.context); l.context.cycle != "" {
		l.cycle = l.context.cycle
	}
}

// begins reports whether a label begins another event of the same cycle: one of another kind, by its date or heading.
func (l *rapLines) begins(data []byte, label string) bool {
	kind := rapKindOf(label)
	upper := strings.ToUpper(label)
	heads := strings.Contains(upper, "DATE") && !isEndDate(upper) || upper == "COURT DISPOSITION" || upper == "SENTENCING" ||
		upper == "CORRECTIONS" || upper == "CUSTODY" || upper == "SUPERVISION"
	if kind == "" || !heads || strings.HasPrefix(label, "Charge") {
		return false
	}
	e := l.read(data)
	return e.kind != "" && (e.kind != kind || e.date != "" && kind != kinds.Court)
}

// index takes a line of the index of agencies: "SCITUATE POLICE DEPT; RI0041000;".
func (l *rapLines) index(label, value string) {
	if label != "Agency" {
		return
	}
	name, rest, _ := strings.Cut(value, ";")
	ori, _, _ := strings.Cut(rest, ";")
	if o, ok := normalizeORI(strings.TrimSpace(ori)); ok {
		l.agencies[strings.ToUpper(strings.TrimSpace(name))] = o
	}
}

// identify takes a line of the identification: a heading with a value beside it or on the line below. Of several names and birth
// dates the first is the subject's own.
func (l *rapLines) identify(label, value string, line []byte) {
	asked := l.asked
	l.asked = ""
	switch upper := strings.ToUpper(label); {
	case isPersonLabel(upper) && value == "":
		l.asked = "name"
	case isPersonLabel(upper):
		l.who.name = first(l.who.name, value)
	case isBirthLabel(upper) && findDate([]byte(strings.ToUpper(value))).empty():
		l.asked = "birth"
	case isBirthLabel(upper):
		l.who.birth = first(l.who.birth, value)
	case asked == "name":
		name, _ := decode(line)
		l.who.name = first(l.who.name, name)
	case asked == "birth":
		l.who.birth = first(l.who.birth, label)
	}
}

// end finishes the current event. The date of a cycle's earliest event, alone, is none.
func (l *rapLines) end(data []byte) {
	if len(l.cur) == 0 {
		return
	}
	e := l.read(data)
	only := len(l.cur) == 1 && strings.HasPrefix(e.fields[0].Name, "Earliest")
	if l.cur = l.cur[:0]; only {
		l.passed++
		return
	}
	l.events = append(l.events, e)
}

// read reads the current event.
func (l *rapLines) read(data []byte) rapEvent {
	first, last := l.cur[0], l.cur[len(l.cur)-1]
	e := rapEvent{line: first.number, text: data[first.from:last.to], cycle: l.cycle, told: l.context}
	if bytes.IndexByte(e.text, 0) >= 0 {
		e.fault = "the event holds NUL bytes: the file is damaged here; ask for it again"
	}
	for _, at := range l.cur {
		label, value := splitLabel(data[at.from:at.to])
		if n := len(e.fields); label == "" && n > 0 {
			e.fields[n-1].Value = strings.TrimSpace(e.fields[n-1].Value + " " + value)
			continue
		}
		e.fields = append(e.fields, timeline.Field{Name: label, Value: value})
	}
	for i := range e.fields {
		e.fact(e.fields[i].Name, e.fields[i].Value)
	}
	e.who = e.who.or(l.who).or(l.context.who)
	if l.cycle != "" {
		e.fields = append(e.fields, timeline.Field{Name: "cycle", Value: l.cycle})
	}
	if e.kind == "" && e.date == "" {
		e.fault = fmt.Sprintf("no arrest, court's action or custody was recognised in this part of %s: check whether it tells of one",
			strings.ToLower(e.cycle))
	}
	return e
}

// fact takes what a labelled value says of the event as a whole.
func (e *rapEvent) fact(label, value string) {
	upper := strings.ToUpper(label)
	if kind := rapKindOf(label); e.kind == "" && kind != "" && !isBookingNumber(upper) {
		e.kind = kind
	}
	switch {
	case isPersonLabel(upper):
		e.who.name = first(e.who.name, value)
	case isBirthLabel(upper):
		e.who.birth = first(e.who.birth, value)
	case strings.Contains(upper, "BIRTH"), strings.HasPrefix(upper, "EARLIEST"):
	case strings.Contains(upper, "AGENCY") && e.ori == "" && e.named == "":
		ori, name, _ := strings.Cut(value, " ")
		if o, ok := normalizeORI(ori); ok && strings.ContainsAny(ori, "0123456789") {
			e.ori, e.named = o, strings.TrimSpace(name)
		} else if name, ori, ok = strings.Cut(value, ";"); ok {
			e.named = strings.TrimSpace(name)
			ori, _, _ = strings.Cut(ori, ";")
			if o, ok := normalizeORI(strings.TrimSpace(ori)); ok {
				e.ori = o
			}
		} else {
			e.named = value
		}
	case strings.Contains(upper, "DATE") && !findDate([]byte(strings.ToUpper(value))).empty():
		if isEndDate(upper) {
			e.end = first(e.end, value)
		} else {
			e.date = first(e.date, value)
		}
	}
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// isEndDate reports whether a label in upper-case letters is that of a custody's end.
func isEndDate(upper string) bool {
	for _, w := range []string{"RELEASE", "DISCHARGE", "END DATE", "EXPIR"} {
		if strings.Contains(upper, w) {
			return true
		}
	}
	return false
}

// rapWords are words of labels that show what an event is, the surer ones first.
var rapWords = []struct {
	word string
	kind timeline.KindName
}{
	{"ARREST", kinds.Arrest}, {"BOOKING", kinds.Arrest},
	{"CUSTODY", kinds.Custody}, {"INCARCERAT", kinds.Custody}, {"CORRECTION", kinds.Custody}, {"DETENTION", kinds.Custody},
	{"ADMISSION", kinds.Custody}, {"COMMITMENT", kinds.Custody},
	{"SUPERVISION", kinds.Custody}, {"RECEIVED", kinds.Custody}, {"RELEASE", kinds.Custody},
	{"COURT", kinds.Court}, {"SENTENC", kinds.Court}, {"DISPOSITION", kinds.Court}, {"PROSECUT", kinds.Court},
}

// rapKindOf says what event a label or an element's name belongs to.
func rapKindOf(label string) timeline.KindName {
	upper := strings.ToUpper(label)
	for _, w := range rapWords {
		if strings.Contains(upper, w.word) {
			return w.kind
		}
	}
	return ""
}

// splitLabel cuts a line into label and value: at column 24, or where the label is longer at two blanks.
func splitLabel(line []byte) (label, value string) {
	text, _ := decode(bytes.TrimRight(line, " "))
	indent := len(line) - len(bytes.TrimLeft(line, " "))
	if indent >= labelWidth {
		return "", text
	}
	cut := labelWidth - indent // text has lost the indent
	if len(text) <= cut {
		return text, ""
	}
	if text[cut-1] == ' ' && utf8.RuneStart(text[cut]) {
		return strings.TrimSpace(text[:cut]), strings.TrimSpace(text[cut:])
	}
	if label, value, ok := strings.Cut(text, "  "); ok {
		return strings.TrimSpace(label), strings.TrimSpace(value)
	}
	return text, ""
}
