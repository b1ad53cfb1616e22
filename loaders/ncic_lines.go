package loaders

import (
	"bytes"
	"regexp"
	"strings"
)

// The exact layout of an NCIC offline result is not published. These forms are the ones that published samples and
// manuals show; everything else around them is tolerated.

// lineKind is what a line of an offline result is.
type lineKind int8

const (
	lineText lineKind = iota
	lineBlank
	lineRule
	lineFurniture
	lineSection  // says what the records below it are: active, purged, log
	lineHeader   // begins a transaction
	lineRecord   // begins a record of a file, MKE/WANTED PERSON: part of an answer, or a record of its own
	lineResponse // begins the answer to the transaction above
	lineTimes
)

// textLine is what a line is, by itself.
type textLine struct {
	kind   lineKind
	field  bool   // it holds a known field
	log    bool   // of a header: it is an entry of a log, one line or more each
	dated  bool   // it begins with a date or a time of day
	timed  bool   // of a header: it says when
	part   string // of a section: what the records below it are
	indent int    // blanks before it
	marks  marks  // of an entry of a log, before its first field
	zone   string // that it states for the times of the file
	total  int    // of entries, that it states; -1: none
}

// line tells what a line is, by itself. Its letters are capitals, as capitals returns them.
func (t *Tables) line(line []byte) textLine {
	i := blankRun(line)
	switch {
	case i == len(line) || isBlank(line):
		return textLine{kind: lineBlank, total: -1}
	case isRule(line[i:]):
		return textLine{kind: lineRule, total: -1}
	}
	l := textLine{indent: i, total: -1}
	if when, rest, ok := timeLineOf(line); ok {
		l.kind, l.marks.number = lineTimes, -1
		if word := bytes.TrimSpace(line[when.to:]); len(word) == 0 || !isKeyWord(word) || t.keys[string(word)].meaning == "" {
			switch l.marks.has = markTime; {
			case looksLikeORI(word):
				l.marks.has |= markORI
			case rest < len(line):
				l.marks.has |= markNumber
			}
			return l
		}
		l.kind = lineText // a log's time and message key
	}
	first := t.firstField(line)
	l.field, l.dated = first >= 0, i == 0 && line[0]-'0' <= 9 && (dateLen(line) > 0 || clockLen(line) > 0)
	before := line
	if l.field {
		before = line[:first]
	}
	if h, ok := t.inquiryIn(before); ok && (h.whole || t.marksIn(before).has.count() < 2) {
		l.kind, l.log, l.timed = lineHeader, l.dated, l.dated
		if h.response {
			l.kind = lineResponse
		}
		return l
	}
	if isResponseHeader(line) && (bytes.IndexByte(line, ',') < 0 || t.marksIn(line).has.count() < 2) {
		l.kind = lineResponse
		return l
	}
	if _, ok := messageIn(before); ok {
		l.kind = lineHeader
		return l
	}
	if l.field && isBlank(before) {
		if bytes.Contains(line, []byte("MKE/")) {
			l.kind, l.timed = t.fieldLine(line)
		}
		l.marks.number = -1
		if l.kind == lineText && first == 0 {
			t.tail(line, &l)
		}
		return l
	}
	if l.marks = t.marksIn(before); !l.field && l.marks.has.count() < 3 {
		if l.kind, l.part = furniture(bytes.TrimSpace(line)); l.kind != lineText {
			if l.total = totalIn(line); l.total < 0 {
				l.total = wholeTotal(line)
			}
			return l
		}
		if n := wholeTotal(line); n >= 0 {
			l.kind, l.total = lineFurniture, n
			return l
		}
		if zone, ok := statedZone(line); ok {
			l.kind, l.zone = lineFurniture, zone
			return l
		}
	}
	l.timed = l.marks.has&markTime != 0
	if l.timed && l.marks.has.count() < 3 && t.logLine(before) {
		l.kind, l.log, l.timed = lineHeader, true, true
	}
	return l
}

// tail looks for the head of an entry behind its fields, NAM/INVENTED, JANE 03/15/2026 1432 TX2270100 QW: date, ORI and key at
// the very end of the line.
func (t *Tables) tail(line []byte, l *textLine) {
	at := bytes.LastIndexByte(line, '/')
	for at > 0 && line[at-1]-'0' <= 9 { // of a date
		at = bytes.LastIndexByte(line[:at], '/')
	}
	if at < 0 || len(line)-at < 24 {
		return
	}
	if d := findDate(line[at+1:]); !d.empty() {
		if m := t.marksIn(line[at+1+d.from:]); m.has&(markTime|markKey|markORI) == markTime|markKey|markORI && m.plain == 0 {
			l.kind, l.log, l.timed = lineHeader, true, true
		}
	}
}

// fieldLine tells what a line is that begins with a field. One with a message key begins a transaction if the key is
// known, or if the line also says whose or when: an unknown key is still a transaction. The words of a file's name,
// MKE/WANTED PERSON, begin a record of the file.
func (t *Tables) fieldLine(line []byte) (kind lineKind, dated bool) {
	mke, whose := span{}, false
	leads, ends := false, true
	t.eachField(line, func(f fieldStart) bool {
		if !ends {
			mke.to, ends = f.at, true
		}
		switch string(line[f.at : f.value-1]) {
		case "MKE":
			if mke.to == 0 {
				leads, ends = isBlank(line[:f.at]), false
				mke = span{f.value, len(line)}
			}
		case "ORI":
			whose = true
		case "DATE", "DTT":
			dated = true
		}
		return true
	}, nil)
	if mke.to == 0 {
		return lineText, dated
	}
	said := bytes.TrimSpace(line[mke.from:mke.to])
	_, known := t.keys[firstWord(said)]
	words := bytes.IndexByte(said, ' ') > 0 || len(said) > 5
	switch {
	case leads && known && !isPhrase(said), dated, whose && !words:
		return lineHeader, dated
	case leads:
		return lineRecord, dated
	}
	return lineText, dated
}

// isPhrase reports whether text behind MKE/ is a file's name of several words rather than a key and remarks.
func isPhrase(said []byte) bool {
	_, second, _ := bytes.Cut(said, []byte{' '})
	return len(second) > 0 && isUpper(second[0])
}

func isRule(b []byte) bool {
	marks := 0
	for _, c := range b {
		switch {
		case c == '-' || c == '=' || c == '*' || c == '_' || c == '#' || c == '~' || c == '+':
			marks++
		case c > ' ' || marks < 3:
			return false
		}
	}
	return marks >= 3
}

// inquiry is the header of the inquiry form, 1N01HEADER.QV.MD1012600.LIC/ABC123, separated by full stops.
type inquiry struct {
	key, ori []byte
	response bool // 1L01, where an inquiry has 1N01
	whole    bool // key and ORI could be read
}

// inquiryIn finds an inquiry's header in what stands before the first field of a line: at its beginning, or behind the date
// and time that a log puts before it. One whose key or ORI is damaged is found too, for it still begins a transaction.
func (t *Tables) inquiryIn(before []byte) (h inquiry, ok bool) {
	if bytes.IndexByte(before, '.') < 0 {
		return h, false
	}
	for i := blankRun(before); i+4 < len(before) && i <= 60; i++ {
		b := before[i:]
		if b[0]-'0' > 9 || !isUpper(b[1]) || b[2]-'0' > 9 || b[3]-'0' > 9 || i > 0 && before[i-1] > ' ' {
			continue
		}
		if !isBlank(before[:i]) && findDate(before[:i]).empty() {
			break
		}
		if h, ok = readInquiry(b); ok {
			return h, ok
		}
	}
	return t.damagedInquiry(before)
}

// damagedInquiry reads key and ORI off the end of a header whose beginning is damaged.
func (t *Tables) damagedInquiry(before []byte) (h inquiry, ok bool) {
	b := bytes.TrimRight(before, " \t")
	if len(b) == 0 || b[len(b)-1] != '.' {
		return h, false
	}
	parts := bytes.Split(b[:len(b)-1], []byte{'.'})
	if len(parts) < 3 {
		return h, false
	}
	key, ori := parts[len(parts)-2], parts[len(parts)-1]
	if _, known := t.keys[string(key)]; !known || !looksLikeORI(ori) {
		return h, false
	}
	return inquiry{key: key, ori: ori, whole: true}, true
}

func readInquiry(b []byte) (h inquiry, ok bool) {
	h.response = b[1] == 'L' || b[1] == 'M'
	stop := bytes.IndexByte(b, '.')
	if stop < 0 {
		return h, false
	}
	n := 4
	for n < len(b) && (isUpper(b[n]) || b[n]-'0' <= 9 || b[n] == ',' || b[n] == ' ') {
		n++
	}
	rest := b[stop+1:]
	key, rest, _ := bytes.Cut(rest, []byte{'.'})
	ori, _, closed := bytes.Cut(rest, []byte{'.'})
	if n == stop && closed && len(key) >= 1 && len(key) <= 5 && allUpper(key) && hasORIForm(ori) {
		h.key, h.ori, h.whole = key, ori, true
		return h, true
	}
	return h, b[1] == 'N' || h.response
}

// isResponseHeader reports whether a line is the header that NCIC's answer echoes: 1L01HEADER.
func isResponseHeader(line []byte) bool {
	b := bytes.TrimSpace(line)
	if len(b) < 4 || b[0]-'0' > 9 || b[1] != 'L' && b[1] != 'M' || b[2]-'0' > 9 || b[3]-'0' > 9 {
		return false
	}
	for _, c := range b[4:] {
		if !isUpper(c) && c-'0' > 9 && c != ',' {
			return false
		}
	}
	return true
}

func allUpper(b []byte) bool {
	for _, c := range b {
		if !isUpper(c) {
			return false
		}
	}
	return true
}

// hasORIForm reports whether a word is two capital letters and five to seven capital letters or digits.
func hasORIForm(b []byte) bool {
	if len(b) < 7 || len(b) > 9 || !allUpper(b[:2]) {
		return false
	}
	for _, c := range b[2:] {
		if !isUpper(c) && c-'0' > 9 {
			return false
		}
	}
	return true
}

// logLine reports whether what stands before a line's fields reads like an entry of a log: a date, a message key and an
// ORI, or labels.
func (t *Tables) logLine(before []byte) bool {
	if isBlank(before) || findDate(before).empty() {
		return false
	}
	key, ori := t.keyBeside(before)
	return key != "" && ori != "" || hasLabel(before)
}

// labelText finds "ORI: TX2270000", "MESSAGE KEY: QW" – labels with a colon.
var labelText = regexp.MustCompile(`(?i)\b(ORI|MKE|MESSAGE KEY|MSG KEY|KEY|AGENCY)\s*:\s*([^\s,;]+)`)

func hasLabel(b []byte) bool {
	for i, c := range b {
		if c == ':' && i > 0 && (b[i-1]|0x20 >= 'a' && b[i-1]|0x20 <= 'z' || b[i-1] == ' ') {
			return labelText.Match(b)
		}
	}
	return false
}

// keyBeside finds a message key beside an ORI outside of fields, as a log lists them: a known key, else a word that has the
// form of one. Beside a known key an ORI of seven characters counts too.
func (t *Tables) keyBeside(text []byte) (key, ori string) {
	var last []byte // the word before, when only blanks or commas part it from the next
	var likeKey, likeORI []byte
	var backKey, backORI []byte
	for i := 0; i < len(text); {
		if text[i]-'0' <= 9 { // AM behind a time is no key
			n := dateLen(text[i:])
			if n == 0 {
				n = clockLen(text[i:])
			}
			if n > 0 {
				last, i = nil, i+n
				continue
			}
		}
		if !isWord(text[i]) {
			if c := text[i]; c != ' ' && c != '\t' && c != ',' && c != '|' && c != '.' {
				last = nil
			}
			i++
			continue
		}
		j := i
		for j < len(text) && isWord(text[j]) {
			j++
		}
		word := text[i:j]
		switch {
		case last == nil || isDamage(text, j):
		case isKeyWord(last) && (len(word) == 9 || len(word) == 7) && looksLikeORI(word):
			if _, known := t.keys[string(last)]; known {
				return string(last), string(word)
			}
			if likeKey == nil && len(word) == 9 && hasKeyForm(last) {
				likeKey, likeORI = last, word
			}
		case isKeyWord(word) && (len(last) == 9 || len(last) == 7) && looksLikeORI(last):
			if _, known := t.keys[string(word)]; known && backKey == nil {
				backKey, backORI = word, last
			}
		}
		last, i = word, j
	}
	if backKey != nil {
		return string(backKey), string(backORI)
	}
	return string(likeKey), string(likeORI)
}

func isKeyWord(b []byte) bool { return len(b) >= 2 && len(b) <= 5 && allUpper(b) }

// hasKeyForm reports whether a word has the form of message keys that are not in the table: inquiries begin with Q or Z,
// entries, changes, cancellations, clears and locates with E, M, X, C or L and have two or three letters.
func hasKeyForm(b []byte) bool {
	switch b[0] {
	case 'Q':
		return len(b) <= 5
	case 'Z':
		return len(b) <= 4
	case 'E', 'M', 'X', 'C', 'L':
		return len(b) <= 3
	}
	return false
}

// looksLikeORI tells ORIs from words of as many letters: an ORI holds digits.
func looksLikeORI(b []byte) bool {
	return hasORIForm(b) && len(b) != 8 && bytes.ContainsAny(b[2:], "0123456789")
}

// furniture tells headings and page marks, which belong to no transaction, and the headings of a result's parts.
func furniture(line []byte) (kind lineKind, part string) {
	has := func(words ...string) bool {
		for _, w := range words {
			if !containsFold(line, w) {
				return false
			}
		}
		return true
	}
	switch c := line[0] | 0x20; {
	case c == 'p' && hasPrefixFold(line, "page") && len(line) > 5 && line[4] == ' ' && digitRun(bytes.TrimLeft(line[4:], " ")) > 0,
		c == 'c' && hasPrefixFold(line, "continued"),
		c == 't' && (hasPrefixFold(line, "total transaction") || hasPrefixFold(line, "total record") || hasPrefixFold(line, "total hit")),
		endsWithPage(line):
		return lineFurniture, ""
	}
	if has("end of ") {
		for _, what := range []string{"report", "result", "search", "record", "list", "file", "transaction"} {
			if has("end of " + what) {
				return lineFurniture, ""
			}
		}
	}
	switch {
	case len(line) > 80 || bytes.IndexByte(line, '.') >= 0 || bytes.IndexByte(line, '/') >= 0:
	case has("purged") && has("record"), has("historical") && has("record"):
		return lineSection, partPurged
	case has("active") && has("record") && !has("inactive"):
		return lineSection, partActive
	case has("transaction log") && digitRun(line) == 0, has("log of inquiries"):
		return lineSection, partLog
	}
	return lineText, ""
}

// endsWithPage reports whether a line ends with the number of a page: INVENTED SEARCH   PAGE 2, or PAGE 2 OF 9.
func endsWithPage(line []byte) bool {
	at := bytes.LastIndex(line, []byte("PAGE"))
	if at < 0 || !startsWord(line, at) {
		return false
	}
	rest := bytes.TrimLeft(line[at+4:], " :.")
	d := digitRun(rest)
	rest = bytes.TrimSpace(rest[d:])
	return d > 0 && (len(rest) == 0 || bytes.HasPrefix(rest, []byte("OF ")) && digitRun(rest[3:]) == len(rest)-3)
}

// The parts of an offline result.
const (
	partActive = "active records"
	partPurged = "purged records"
	partLog    = "transaction log"
)

func hasPrefixFold(b []byte, prefix string) bool {
	return len(b) >= len(prefix) && strings.EqualFold(string(b[:len(prefix)]), prefix)
}

// containsFold reports whether b contains words, which are in lower-case letters and blanks, at the beginning of a word.
func containsFold(b []byte, words string) bool {
	for i := 0; i+len(words) <= len(b); i++ {
		if b[i]|0x20 == words[0] && startsWord(b, i) && hasPrefixFold(b[i:], words) {
			return true
		}
	}
	return false
}

// firstWord returns the capital letters a text begins with.
func firstWord(b []byte) string {
	n := 0
	for n < len(b) && isUpper(b[n]) {
		n++
	}
	return string(b[:n])
}
