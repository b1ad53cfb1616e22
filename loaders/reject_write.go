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
	"slices"
	"strconv"
	"strings"

	"sightline/timeline"
)

// ErrNoShape says that a load was made before the shape of files was kept, so that its rejects cannot be written as one.
var ErrNoShape = errors.New("the load was made by a version that did not keep the headings of its file")

// WriteRejects writes rejected rows as a file of the same kind as the one they came from, in UTF-8, in the order of its
// lines and each with its line number and the reason. Once a row is mended in it the loader takes the file; a row that is
// not mended is rejected again for the same reason.
func WriteRejects(w io.Writer, s Shape, rejects []timeline.Reject) error {
	rejects = slices.Clone(rejects)
	slices.SortStableFunc(rejects, func(a, b timeline.Reject) int { return cmp.Compare(a.Line, b.Line) })
	s.Names = s.names()
	if s.Kind == shapeWorkbook {
		return writeWorkbookRejects(w, s, rejects)
	}
	if s.Kind == shapeLines && s.Delimiter != 0 { // a table without headings, of an earlier version
		s.Kind = shapeTable
		for i := range s.Names {
			s.Names[i] = fmt.Sprintf("column %d", i+1)
		}
	}
	write := map[string]func(*rejectWriter, []timeline.Reject){
		shapeTable: (*rejectWriter).table, shapeLines: (*rejectWriter).lines, shapeMessages: (*rejectWriter).messages,
		shapeJSON: (*rejectWriter).json,
		shapeXML:  (*rejectWriter).xml, shapeRapText: (*rejectWriter).rapText, shapeRapXML: (*rejectWriter).rapXML,
	}[s.Kind]
	if write == nil {
		return ErrNoShape
	}
	out := &rejectWriter{Writer: bufio.NewWriter(w), shape: s, eol: "\n"}
	write(out, rejects)
	if err := out.Flush(); err != nil {
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

// unfit reports whether the text of a record cannot stand in a text file by itself: it is cut or has bytes that no text has.
func unfit(r *timeline.Reject) bool { return cut(r) || bytes.IndexByte(r.Text, 0) >= 0 }

// apart reports whether a row is none of its file, so that it has to be held.
func apart(r *timeline.Reject) bool { return r.Field == "" || unfit(r) }

// said is what the beginning of the file says behind what shows it to be a file of rejects.
func (s *Shape) said(before string) string {
	return strings.Join(append([]string{before}, s.settings()...), ", ")
}

// table writes the headings with three before them and each row with three fields before its own.
func (w *rejectWriter) table(rejects []timeline.Reject) {
	s := &w.shape
	for i, name := range append([]string{columnLine, columnReason, s.said(columnRow)}, s.Names...) {
		w.put(strings.Repeat(string(s.Delimiter), min(i, 1)), w.cell(name))
	}
	w.put(w.eol)
	for i := range rejects {
		r := &rejects[i]
		line := w.cell("#"+strconv.Itoa(r.Line)) + string(s.Delimiter) + w.cell(reasonOf(r)) + string(s.Delimiter)
		if plain := line + w.cell(r.Context) + string(s.Delimiter) + string(r.Text); !apart(r) && s.readsBack(plain, r) {
			w.put(plain, w.eol)
			continue
		}
		w.put(line, w.cell(strconv.QuoteToASCII(string(r.Text))), strings.Repeat(string(s.Delimiter), len(s.Names)), w.eol)
	}
}

// readsBack reports whether the line of a table is read as that row and nothing else.
func (s *Shape) readsBack(line string, row *timeline.Reject) bool {
	r := records{buf: []byte(line + "\n"), eof: true, eol: '\n', quotes: true, delim: s.Delimiter, own: len(s.Names)}
	rec, ok := r.next()
	return ok && rec.fault == "" && bytes.Equal(rec.text, row.Text) && rec.context == row.Context && r.pos == len(r.buf)
}

// cell quotes a field where it has to be.
func (w *rejectWriter) cell(text string) string {
	if !strings.ContainsAny(text, "\"\r\n"+string(w.shape.Delimiter)) {
		return text
	}
	return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
}

// mark writes the marked lines of a record, and the record unless it is held.
func (w *rejectWriter) mark(r *timeline.Reject, held bool) {
	field := ""
	if r.Field != "" {
		field = ", " + strings.ReplaceAll(r.Field, ":", " ")
	}
	w.put(markLine, "line ", strconv.Itoa(r.Line), field, ": ", reasonOf(r), w.eol)
	if r.Context != "" {
		w.put(markLine, "with ", strconv.Quote(r.Context), w.eol)
	}
	if held {
		w.put(markLine, "row ", strconv.QuoteToASCII(string(r.Text)), w.eol)
		return
	}
	w.put(string(r.Text), w.eol)
}

// looksMarked reports whether a line of a record would be taken for a marked one.
func looksMarked(text []byte) bool {
	return bytes.HasPrefix(text, []byte(markLine)) || bytes.Contains(text, []byte("\n"+markLine)) ||
		bytes.Contains(text, []byte("\r"+markLine))
}

// lines writes the rows of a file with fields at fixed positions.
func (w *rejectWriter) lines(rejects []timeline.Reject) {
	w.put(w.shape.said("#"+markFile), w.eol)
	for i := range rejects {
		r := &rejects[i]
		w.mark(r, apart(r) || looksMarked(r.Text) || bytes.IndexByte(r.Text, '\n') >= 0 || bytes.HasSuffix(r.Text, []byte("\r")))
	}
}

// messages writes transactions.
func (w *rejectWriter) messages(rejects []timeline.Reject) {
	if w.shape.Delimiter == '\r' {
		w.eol = "\r"
	}
	w.put(w.shape.said("#"+markFile), w.eol)
	for i := range rejects {
		r := &rejects[i]
		w.mark(r, unfit(r) || looksMarked(r.Text))
		w.put(w.eol)
	}
}

// rapText writes the events of a rap sheet's text.
func (w *rejectWriter) rapText(rejects []timeline.Reject) {
	w.put(w.shape.said("#"+markFile), w.eol, "****************  CRIMINAL HISTORY RECORD  ****************", w.eol,
		"rejected events of cycles", w.eol)
	for i := range rejects {
		r := &rejects[i]
		w.mark(r, unfit(r) || looksMarked(r.Text))
		w.put("-----------------------------------------", w.eol)
	}
}

// remarkOf is what an XML comment says of a reject. Two hyphens and control characters would end the comment or the file.
func remarkOf(r *timeline.Reject) string {
	text := fmt.Sprintf("line %d, %s: %s", r.Line, cmp.Or(r.Field, "the record"), reasonOf(r))
	text = strings.Map(func(c rune) rune {
		if c < ' ' || c == '\ufffe' || c == '\uffff' {
			return ' '
		}
		return c
	}, strings.ToValidUTF8(text, "\ufffd"))
	for strings.Contains(text, "--") {
		text = strings.ReplaceAll(text, "--", "- -")
	}
	return "<!-- " + text + " -->"
}

// held writes a record that is no element as one.
func (w *rejectWriter) held(r *timeline.Reject) {
	w.put("<", elementHeld, "><", elementRow, ">", escaped(strconv.QuoteToASCII(string(r.Text))), "</", elementRow, "><", elementWhy, ">",
		escaped(reasonOf(r)), "</", elementWhy, "></", elementHeld, ">", w.eol)
}

// rapXML writes the events of a rap sheet's XML, each in a cycle of its own with its agency and person.
func (w *rejectWriter) rapXML(rejects []timeline.Reject) {
	w.put("<!-- ", w.shape.said(markFile), " -->", w.eol, "<RapSheet>", w.eol)
	for i := range rejects {
		r := &rejects[i]
		w.put(remarkOf(r), w.eol)
		if cut(r) {
			w.held(r)
			continue
		}
		c := readRapContext(r.Context)
		w.put("<RapSheetCycle><CycleTrackingIdentifierID>", escaped(c.cycle), "</CycleTrackingIdentifierID>")
		w.put("<", elementTold, "><AgencyORI>", escaped(c.ori), "</AgencyORI><OrganizationName>", escaped(c.named), "</OrganizationName>")
		w.put("<PersonFullName>", escaped(c.who.name), "</PersonFullName><PersonBirthDate>", escaped(c.who.birth), "</PersonBirthDate>")
		if c.begin != "" || c.end != "" {
			w.put("<AssociationBeginDate>", escaped(c.begin), "</AssociationBeginDate><AssociationEndDate>", escaped(c.end), "</AssociationEndDate>")
		}
		w.put("</", elementTold, ">")
		w.put(w.eol, string(r.Text), w.eol, "</RapSheetCycle>", w.eol)
	}
	w.put("</RapSheet>", w.eol)
}

func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder does not fail
	return b.String()
}

// cutsBack reports whether a cutter that stands before a text finds it to be one record.
func cutsBack(c cutter, text []byte) bool {
	for i, b := range text {
		step, err := c.byte(b)
		if err != nil || (step == cutBegin) != (i == 0) || (step == cutEnd) != (i == len(text)-1) || step == cutDrop {
			return false
		}
	}
	return len(text) > 0
}

// xml writes the records of an XML file in an element of their own.
func (w *rejectWriter) xml(rejects []timeline.Reject) {
	w.put("<!-- ", w.shape.said(markFile), " -->", w.eol, "<", elementRoot, ">", w.eol)
	for i := range rejects {
		r := &rejects[i]
		w.put(remarkOf(r), w.eol)
		if apart(r) || !cutsBack(&xmlCutter{level: 2, depth: 1, any: true}, r.Text) {
			w.held(r)
			continue
		}
		if r.Context != "" {
			w.put("<", elementWith, ">", escaped(r.Context), "</", elementWith, ">", w.eol)
		}
		w.put(string(r.Text), w.eol)
	}
	w.put("</", elementRoot, ">", w.eol)
}

// json writes the records of a JSON file, each in an object that says why it was rejected: a line each where they had a
// line each, else in an array.
func (w *rejectWriter) json(rejects []timeline.Reject) {
	lines := w.shape.Delimiter == '\n'
	begin, between, end := "["+w.eol, ","+w.eol, w.eol+"]"+w.eol
	if lines {
		begin, between, end = "", w.eol, w.eol
	}
	w.put(begin)
	for i := range rejects {
		r := &rejects[i]
		if i == 0 {
			w.put("{", quoted(markFile), ":", quoted(strings.Join(w.shape.settings(), ", ")), ",")
		} else {
			w.put(between, "{")
		}
		w.put(quoted(columnLine), ":", strconv.Itoa(r.Line), ",", quoted(columnReason), ":", quoted(reasonOf(r)), ",")
		text := bytes.TrimSpace(r.Text)
		if apart(r) || lines && bytes.ContainsAny(text, "\r\n") || !cutsBack(&jsonCutter{level: 3, depth: 2}, text) {
			w.put(quoted(columnRow), ":", quoted(strconv.QuoteToASCII(string(r.Text))), "}")
			continue
		}
		if r.Context != "" {
			w.put(quoted(keyWith), ":", quoted(r.Context), ",")
		}
		w.put(quoted(keyRecord), ":", string(text), "}")
	}
	w.put(end)
}

// quoted is a text as JSON has it.
func quoted(text string) string {
	out, err := json.Marshal(text)
	if err != nil {
		panic(fmt.Sprintf("loaders: encode a text: %v", err)) // a string always encodes
	}
	return string(out)
}
