package loaders

import (
	"bytes"
	"fmt"
	"strings"

	"sightline/timeline"
	"sightline/timeline/clock"
)

// transaction is what was read of one NCIC transaction, from text or from a row of a table.
type transaction struct {
	key, ori, agency string
	time             string
	zone             *clock.Zone // that the row of a table states beside its time; nil: none
	fields           []timeline.Field
	parts            []timeline.Field // of a message's header
	remarks          []timeline.Remark
	response         bool // it is an answer, not an inquiry
	record           bool // it is a record of a file, not a transaction
	message          bool // it has a header of the network
	archived         bool // it comes from the network's message log
}

// parse reads a transaction's text. reason says why it cannot be taken.
func (n *ncic) parse(b *block) (t transaction, field, reason string) {
	end := len(b.text)
	if b.response > 0 {
		end = min(b.response, end)
	}
	inquiry, lines := b.text[:end], b.lines
	for len(lines) > 0 && lines[len(lines)-1].from >= end {
		lines = lines[:len(lines)-1]
	}
	text := inquiry
	if b.folded {
		text = capitals(inquiry)
	}
	n.reader.find(text)
	first := len(text)
	if len(n.reader.starts) > 0 {
		first = n.reader.starts[0].at
	}
	before := text[:first]
	t.record = b.record
	dotted, found := n.header(&t, text, lines, first)
	if b.record && b.part != "" {
		t.remarks = append(t.remarks, timeline.Remark{Code: timeline.RemarkFilePart, Args: []string{b.part}})
	}
	body := n.tables.joinCodes(withoutTimes(inquiry, lines, first), lines)
	if len(body) < len(inquiry) || &body[0] != &inquiry[0] {
		if b.folded {
			n.reader.find(capitals(body))
		} else {
			n.reader.find(body)
		}
	}
	more := len(t.parts) + 1 // what the key means
	if b.response > 0 {
		more++
	}
	t.fields = n.reader.fields(body, dotted || n.reader.dotted(), more)
	n.doubts()
	var head marks
	if !found {
		head = n.headerOf(&t, before, b.doubt)
	}
	if b.response > 0 {
		answer, _ := decode(b.text[b.response:])
		t.fields = append(t.fields, timeline.Field{Name: "response", Value: answer})
	}
	t.fields = append(t.fields, t.parts...)
	t.archived = n.isArchived(b, &t)
	if t.time = n.timeOf(text, lines, t.fields, before); t.time == "" {
		t.time = n.trail(&t)
	}
	if head.damaged != nil && (head.broken || lacksClock(t.time)) {
		return t, "time", fmt.Sprintf("%q is damaged, or a date or time in no known form: write the transaction's as 14:32 03/15/2026",
			head.damaged)
	}
	field, reason = t.lacks()
	return t, field, reason
}

// lacksClock reports whether a text is no time with a time of day.
func lacksClock(text string) bool {
	c, err := clock.Text{}.Parse([]byte(spelled(text)))
	return err != nil || c.Precision.Coarse()
}

// lacks says what a transaction needs and has not.
func (t *transaction) lacks() (field, reason string) {
	switch {
	case t.key == "" && t.ori == "" && len(t.fields) == 0:
		return "", "no message key, ORI or CODE/VALUE field was recognised: if this is a transaction, check it against the source; a heading can be left out"
	case t.time == "" && t.record:
		return "time", "the record has no date of entry: add it as DTE/ and CCYYMMDD"
	case t.time == "":
		return "time", "no date and time was found: add the transaction's, such as 14:32 03/15/2026, on the line above or below its header"
	case t.ori == "":
		return "ORI", "no ORI was found: add the inquiring agency's as ORI/ and nine characters"
	}
	return "", ""
}

// header reads key and ORI from a header of the inquiry form or of a message on any of the lines.
func (n *ncic) header(t *transaction, text []byte, lines []blockLine, first int) (dotted, found bool) {
	for _, l := range lines {
		if l.from > first || l.kind != lineHeader && l.kind != lineResponse {
			continue
		}
		before := text[l.from:min(l.to, max(first, l.from))]
		if h, ok := n.tables.inquiryIn(before); ok {
			t.response = t.response || h.response
			if h.whole {
				t.key, t.ori = string(h.key), string(h.ori)
				return true, true
			}
			continue
		}
		if isResponseHeader(before) {
			t.response = true
		}
		if m, ok := messageIn(before); ok {
			t.key, t.ori, t.message = string(m.key), string(m.ori), true
			t.parts = messageFields(m, text, lines)
			return false, true
		}
	}
	return false, false
}

// headerOf finds key and ORI outside of headers: by labels, side by side as a log lists them, in fields, or apart. What is read
// apart, or in doubt, is returned.
func (n *ncic) headerOf(t *transaction, before []byte, doubt bool) (m marks) {
	if hasLabel(before) {
		for _, m := range labelText.FindAllSubmatch(before, -1) {
			switch strings.ToUpper(string(m[1])) {
			case "ORI":
				t.ori = string(m[2])
			case "MKE", "MESSAGE KEY", "MSG KEY", "KEY":
				t.key = strings.ToUpper(string(m[2]))
			}
		}
	}
	if !isBlank(before) {
		k, o := n.tables.keyBeside(before)
		if doubt || k == "" || o == "" {
			m = n.tables.marksIn(bytes.TrimLeft(before, " \t\r\n\f"))
		}
		if t.key == "" {
			t.key = k
		}
		if t.ori == "" {
			t.ori = o
		}
	}
	if t.key == "" && !t.record {
		t.key = firstWord(capitals([]byte(fieldOf(t.fields, "MKE"))))
		if len(t.key) > 5 {
			t.key = ""
		}
	}
	if t.ori == "" {
		t.ori, _, _ = strings.Cut(fieldOf(t.fields, "ORI"), " ")
	}
	if t.key == "" && !t.record && t.ori == "" || t.key == "" && m.has&markORI != 0 {
		t.key = string(m.key)
	}
	if t.ori == "" {
		t.ori = string(m.ori)
	}
	return m
}

// doubts notes what was odd about the fields last read.
func (n *ncic) doubts() {
	if n.reader.legacy {
		n.notes.add(legacyNote, 1)
	}
	for _, code := range n.reader.unknown {
		n.notes.add("unknown field code "+code+"/, kept as part of the value before it", 1)
	}
}

const legacyNote = "records read as Windows-1252 text"

// textKey appends a transaction's text to b as its key is made from it: without differences of white space.
func textKey(b, text []byte) []byte {
	b = append(b, "ncic\n"...)
	start := len(b)
	for i := 0; i < len(text); {
		for i < len(text) && isSpace(text[i]) {
			i++
		}
		from := i
		for i < len(text) && text[i]-'!' < 0x80-'!' {
			i++
		}
		for i < len(text) && !isSpace(text[i]) {
			if text[i] >= 0x80 {
				return append(b[:start], bytes.Join(bytes.Fields(text), []byte{' '})...)
			}
			i++
		}
		if from < i {
			if len(b) > start {
				b = append(b, ' ')
			}
			b = append(b, text[from:i]...)
		}
	}
	return b
}

func isSpace(c byte) bool { return c == ' ' || c-'\t' <= '\r'-'\t' }
