package loaders

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"

	"sightline/timeline"
)

// ErrNoShape says that a load was made before the shape of files was kept, so that its rejects cannot be written as one.
var ErrNoShape = errors.New("the load was made by a version that did not keep the headings of its file")

// WriteRejects writes rejected rows as a file of the same kind as the one they came from, in the order of its lines and
// each with its line number and the reason. Once a row is mended in it the loader takes the file; a row that is not
// mended is rejected again for the same reason. What is beside the rows the loader passes over.
func WriteRejects(w io.Writer, s Shape, rejects []timeline.Reject) error {
	rejects = slices.Clone(rejects)
	slices.SortStableFunc(rejects, func(a, b timeline.Reject) int { return cmp.Compare(a.Line, b.Line) })
	if s.Kind == shapeWorkbook {
		return writeWorkbookRejects(w, s, rejects)
	}
	write := map[string]func(*rejectWriter, []timeline.Reject){
		shapeTable: (*rejectWriter).table, shapeLines: (*rejectWriter).lines, shapeMessages: (*rejectWriter).messages, shapeJSON: (*rejectWriter).json,
		shapeXML: (*rejectWriter).xml, shapeRapText: (*rejectWriter).rapText, shapeRapXML: (*rejectWriter).rapXML,
	}[s.Kind]
	if write == nil {
		return ErrNoShape
	}
	var encoded io.WriteCloser
	if enc := encodings[s.Encoding]; enc != nil {
		encoded = transform.NewWriter(w, encoding.ReplaceUnsupported(enc.NewEncoder()))
		w = encoded
	}
	out := &rejectWriter{Writer: bufio.NewWriter(w), shape: s, eol: "\n"}
	if bytes.Contains(s.Head, []byte("\r\n")) {
		out.eol = "\r\n"
	}
	write(out, rejects)
	err := out.Flush()
	if encoded != nil {
		err = errors.Join(err, encoded.Close())
	}
	if err != nil {
		return fmt.Errorf("write rejects: %w", err)
	}
	return nil
}

// rejectWriter writes text; a failure shows at Flush.
type rejectWriter struct {
	*bufio.Writer
	shape Shape
	eol   string
}

func (w *rejectWriter) put(texts ...string) {
	for _, t := range texts {
		_, _ = w.WriteString(t)
	}
}

// cutNote is put behind the reason of a row whose text was not kept whole.
const cutNote = " [only the beginning of the row was kept: take it from the original file]"

// reasonOf is the reason of a reject on one line.
func reasonOf(r *timeline.Reject) string {
	reason := strings.Join(strings.FieldsFunc(r.Reason, func(c rune) bool { return c == '\n' || c == '\r' }), " ")
	if cut(r) {
		reason += cutNote
	}
	return reason
}

func cut(r *timeline.Reject) bool { return len(r.Text) >= timeline.MaxRejectText }

// apart reports whether a row cannot stand in a file by itself: it is damaged or cut.
func apart(r *timeline.Reject) bool { return r.Field == "" || unfit(r) }

// unfit reports whether the text of a row is cut or holds what no text file does, for which the loader would refuse it.
func unfit(r *timeline.Reject) bool {
	return cut(r) || slices.ContainsFunc(r.Text, isControl)
}

func isControl(c byte) bool {
	return c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f'
}

// table writes the headings with three more and each row with three more fields.
func (w *rejectWriter) table(rejects []timeline.Reject) {
	s := &w.shape
	delim := string(s.Delimiter)
	heading := 0
	s.Head = slices.DeleteFunc(bytes.Clone(s.Head), isControl) // among few rows they would pass for a binary file
	r := newRecords(bytes.NewReader(nil), s.Head)
	r.buf, r.eof = s.Head, true
	for rec, ok := r.next(); ok; rec, ok = r.next() {
		heading = cap(s.Head) - cap(rec.text)
	}
	names := bytes.TrimRight(s.Head[heading:], "\r\n")
	w.put(string(s.Head[:heading]))
	if _, _, closed := quotedEnd(names, s.Delimiter, '\n'); closed {
		w.put(string(names[:fieldsEnd(names, s.Delimiter, s.Columns)]))
	} else { // a mark that is not closed would swallow the headings behind it
		f := fields{delim: s.Delimiter}
		for i, name := range f.separated(names)[:s.Columns] {
			w.put(strings.Repeat(delim, min(i, 1)), w.cell(string(name)))
		}
	}
	w.put(delim, columnLine, delim, columnReason, delim, w.cell(strings.Join(append([]string{columnRow}, s.settings()...), ", ")), w.eol)
	f := fields{delim: s.Delimiter}
	for i := range rejects {
		r := &rejects[i]
		have := len(f.separated(r.Text))
		if _, _, closed := quotedEnd(r.Text, s.Delimiter, 0); !closed || apart(r) || bytes.Equal(r.Text, names) {
			w.put(strings.Repeat(delim, s.Columns), strconv.Itoa(r.Line), delim, w.cell(reasonOf(r)), delim, w.cell(strconv.Quote(string(r.Text))), w.eol)
			continue
		}
		text := r.Text
		if have > s.Columns { // empty ones
			text = text[:fieldsEnd(text, s.Delimiter, s.Columns)]
		}
		w.put(string(text), strings.Repeat(delim, max(0, s.Columns-have)+1), strconv.Itoa(r.Line), delim, w.cell(reasonOf(r)), delim, w.eol)
	}
}

// cell quotes a field where it has to be.
func (w *rejectWriter) cell(text string) string {
	if !strings.ContainsAny(text, "\"\r\n"+string(w.shape.Delimiter)) {
		return text
	}
	return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
}

// marks writes what marked lines say before the first record.
func (w *rejectWriter) marks() {
	for _, text := range w.shape.settings() {
		w.put("#", text, w.eol)
	}
}

// mark writes the marked lines of a record, and the record unless it cannot stand by itself.
func (w *rejectWriter) mark(r *timeline.Reject, apart bool) {
	field := ""
	if r.Field != "" {
		field = ", " + strings.ReplaceAll(r.Field, ":", " ")
	}
	w.put(markLine, "line ", strconv.Itoa(r.Line), field, ": ", reasonOf(r), w.eol)
	if r.Context != "" {
		w.put(markLine, "with ", strconv.Quote(r.Context), w.eol)
	}
	if apart {
		w.put(markLine, "row ", strconv.Quote(string(r.Text)), w.eol)
		return
	}
	w.put(string(r.Text), w.eol)
}

// lines writes the rows of a file without headings, those that are no rows last.
func (w *rejectWriter) lines(rejects []timeline.Reject) {
	w.put(string(w.shape.Head))
	w.marks()
	for _, damaged := range []bool{false, true} {
		for i := range rejects {
			if apart(&rejects[i]) == damaged {
				w.mark(&rejects[i], damaged)
			}
		}
	}
}

// messages writes transactions.
func (w *rejectWriter) messages(rejects []timeline.Reject) {
	w.put(markLine, "rejected transactions", w.eol)
	w.marks()
	for i := range rejects {
		r := &rejects[i]
		w.mark(r, unfit(r) || looksLikeHeading(r.Text))
		w.put(w.eol)
	}
}

// looksLikeHeading reports whether a line of a transaction, by itself, is the heading of a result's part.
func looksLikeHeading(text []byte) bool {
	for line := range bytes.Lines(text) {
		if shippedTables().line(bytes.TrimRight(line, "\r\n\f")).kind == lineSection {
			return true
		}
	}
	return false
}

// rapText writes the events of a rap sheet's text.
func (w *rejectWriter) rapText(rejects []timeline.Reject) {
	w.put("****************  CRIMINAL HISTORY RECORD  ****************", w.eol, markLine, "rejected events of cycles", w.eol)
	w.marks()
	for i := range rejects {
		r := &rejects[i]
		w.mark(r, unfit(r))
		w.put("-----------------------------------------", w.eol)
	}
}

// remarkOf is what an XML comment says of a reject. Two hyphens and control characters would end the comment or the file.
func remarkOf(r *timeline.Reject) string {
	text := fmt.Sprintf("sightline line %d, %s: %s", r.Line, cmp.Or(r.Field, "the record"), reasonOf(r))
	text = strings.Map(func(c rune) rune {
		if c < ' ' {
			return ' '
		}
		return c
	}, strings.ToValidUTF8(text, "\ufffd"))
	for strings.Contains(text, "--") {
		text = strings.ReplaceAll(text, "--", "- -")
	}
	return text
}

// rapXML writes the events of a rap sheet's XML, each in a cycle of its own with its agency.
func (w *rejectWriter) rapXML(rejects []timeline.Reject) {
	w.put("<RapSheet>", w.eol)
	for _, text := range w.shape.settings() {
		w.put("<!-- ", text, " -->", w.eol)
	}
	for i := range rejects {
		r := &rejects[i]
		w.put("<!-- ", remarkOf(r), " -->", w.eol)
		if cut(r) {
			continue
		}
		c := readRapContext(r.Context)
		w.put("<RapSheetCycle><CycleTrackingIdentifierID>", escaped(c.cycle), "</CycleTrackingIdentifierID>")
		w.put("<", elementTold, "><AgencyORI>", escaped(c.ori), "</AgencyORI><OrganizationName>", escaped(c.named), "</OrganizationName></", elementTold, ">")
		w.put(w.eol, string(r.Text), w.eol, "</RapSheetCycle>", w.eol)
	}
	w.put("</RapSheet>", w.eol)
}

func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder does not fail
	return b.String()
}

// xml writes the records of an XML file in an element of their own.
func (w *rejectWriter) xml(rejects []timeline.Reject) {
	if !elementName.MatchString(w.shape.Element) {
		w.shape.Element = "Record" // none of the rejects is whole
	}
	w.put("<", elementRejects, ">", w.eol)
	for _, text := range w.shape.settings() {
		w.put("<!-- ", text, " -->", w.eol)
	}
	for i := range rejects {
		r := &rejects[i]
		w.put("<!-- ", remarkOf(r), " -->", w.eol)
		if _, fault := xmlValues(r.Text); fault == "" && !apart(r) {
			w.put(string(r.Text), w.eol)
			continue
		}
		row, reason := heldRow[FormXML], heldReason[FormXML]
		w.put("<", w.shape.Element, "><", row, ">", escaped(strconv.Quote(string(r.Text))), "</", row, "><", reason, ">", escaped(reasonOf(r)), "</", reason, "></", w.shape.Element, ">", w.eol)
	}
	w.put("</", elementRejects, ">", w.eol)
}

var elementName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)

// elementRejects is the outermost element of an XML file of rejects.
const elementRejects = "sightlineRejects"

// keyRecord is the member that has a rejected record.
const keyRecord = "sightline record"

// json writes the records of a JSON file, each in an object that says why it was rejected: a line each where they had a
// line each, else in an array.
func (w *rejectWriter) json(rejects []timeline.Reject) {
	begin, between, end := "["+w.eol, ","+w.eol, w.eol+"]"+w.eol
	if w.shape.Delimiter == '\n' {
		begin, between, end = "", w.eol, w.eol
	}
	for i := range rejects {
		r := &rejects[i]
		if i == 0 {
			w.put(begin)
		} else {
			w.put(between)
		}
		w.put("{", quoted(columnLine), ":", strconv.Itoa(r.Line), ",", quoted(columnReason), ":", quoted(reasonOf(r)), ",")
		if settings := w.shape.settings(); i == 0 && len(settings) > 0 {
			w.put(quoted("sightline settings"), ":", quoted(strings.Join(settings, ", ")), ",")
		}
		w.put(quoted(keyRecord), ":")
		if _, fault := parseJSON(r.Text); fault == "" && json.Valid(r.Text) && !apart(r) {
			w.put(string(r.Text), "}")
			continue
		}
		w.put("{", quoted(columnReason), ":", quoted(reasonOf(r)), ",", quoted(columnRow), ":", quoted(strconv.Quote(string(r.Text))), "}}")
	}
	if len(rejects) > 0 {
		w.put(end)
	}
}

// quoted is a text as JSON has it.
func quoted(text string) string {
	out, err := json.Marshal(text)
	if err != nil {
		panic(fmt.Sprintf("loaders: encode a text: %v", err)) // a string always encodes
	}
	return string(out)
}
