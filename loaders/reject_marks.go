package loaders

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sightline/timeline/clock"
)

// A file of rejects says at its very beginning that it is one, and says there what cannot be found from some of a file's
// rows. Nothing of that is guessed again: how a table is laid out, where records begin and end and by which profile they
// are read. The beginning is one of these, by the kind of file:
//
//	sightline line,sightline reason,"sightline row, dates day/month",Plate,…   a table: three columns before its own
//	#sightline rejects, dates day/month                                        lines and messages
//	<!-- sightline rejects, dates day/month -->                                XML
//	{"sightline rejects":"dates day/month",…                                   JSON, also behind a bracket
//
// A record stands in the file as it came, beside its line and the reason. One that cannot is held: quoted as Go does, and
// rejected again for the same reason until it is mended.
const (
	markLine     = "#sightline "
	markFile     = "sightline rejects"
	columnLine   = "sightline line"   // of the file that was loaded: #17
	columnReason = "sightline reason" //
	columnRow    = "sightline row"    // one that is held, in quotation marks; else what a row does not say of itself
	keyRecord    = "sightline record" // of JSON
	keyWith      = "sightline with"   // of JSON: what a record does not say of itself
	elementRoot  = "sightlineRejects" // of XML
	elementHeld  = "sightlineHeld"
	elementRow   = "sightlineRow"
	elementWhy   = "sightlineReason"
	elementWith  = "sightlineWith" // what the next record does not say of itself
)

// rejectOrigin is what a file of rejects says of the file they came from.
type rejectOrigin struct {
	delim   byte // of a table; 0: it is none
	array   bool // JSON in an array
	order   clock.DateOrder
	profile string // the shipped profile that the file showed, "" for none
	percent bool   // confidences run to 100
	zone    string // that the lines around the table state for its times
	dated   bool   // times hold the date, though there is a column for that
}

// settings writes what a shape holds of a mend; they follow a mark or stand in a heading.
func (s *Shape) settings() []string {
	var out []string
	if s.Order != "" {
		out = append(out, "dates "+string(s.Order))
	}
	if s.Profile != "" {
		out = append(out, "profile "+s.Profile)
	}
	if s.Zone != "" {
		out = append(out, "zone "+s.Zone)
	}
	if s.Percent {
		out = append(out, "confidences to 100")
	}
	if s.Dated {
		out = append(out, "times with dates")
	}
	return out
}

// read takes what settings wrote.
func (m *rejectOrigin) read(settings string) *rejectOrigin {
	for said := range strings.SplitSeq(settings, ",") {
		switch kind, value, _ := strings.Cut(strings.TrimSpace(said), " "); kind {
		case "dates":
			if order := clock.DateOrder(value); order == clock.MonthFirst || order == clock.DayFirst {
				m.order = order
			}
		case "profile":
			m.profile = value
		case "zone":
			m.zone = value
		case "confidences":
			m.percent = true
		case "times":
			m.dated = true
		}
	}
	return m
}

// The beginnings of a file of rejects. Programs that save it again may quote what need not be, or declare XML.
var (
	mendedTable = regexp.MustCompile(`^"?` + columnLine + `"?([^"\r\n])"?` + columnReason)
	mendedLines = regexp.MustCompile(`^` + markLine + `(?:rejects((?:, [\w /:+-]+)*))?`)
	mendedXML   = regexp.MustCompile(`^\s*(?:<\?[^>]*>\s*)?<!-- ` + markFile + `([\w ,/:+-]*?) -->`)
	mendedJSON  = regexp.MustCompile(`^\s*(\[)?\s*\{\s*"` + markFile + `"\s*:\s*"([\w ,/:+-]*)"`)
)

// readMend reads the beginning of a file, in UTF-8; nil: it is no file of rejects.
func readMend(head []byte) *rejectOrigin {
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	if m := mendedTable.FindSubmatch(head); m != nil {
		f := fields{delim: m[1][0]}
		line, _, _ := bytes.Cut(head, []byte("\n"))
		if cells := f.separated(line); len(cells) > markedCells {
			return (&rejectOrigin{delim: f.delim}).read(strings.TrimPrefix(string(cells[2]), columnRow))
		}
	}
	for _, form := range []*regexp.Regexp{mendedLines, mendedXML} {
		if m := form.FindSubmatch(head); m != nil {
			return new(rejectOrigin).read(string(m[1]))
		}
	}
	if m := mendedJSON.FindSubmatch(head); m != nil {
		return (&rejectOrigin{array: len(m[1]) > 0}).read(string(m[2]))
	}
	return nil
}

// mendOrder is the order of dates to read a file in: as the analyst says, else as a mended file does.
func (o *Options) mendOrder(m *rejectOrigin) {
	if o.DateOrder == "" && m != nil {
		o.DateOrder = m.order
	}
}

// markedCells are the columns that a table of rejects has before its own.
const markedCells = 3

// isMarked reports whether a row of a mended table has those columns, which an analyst's own row need not: by its first
// field, or where that is blank by its length. own is how many columns are the table's.
func isMarked[T ~string | ~[]byte](cells []T, own int) bool {
	if len(cells) == 0 {
		return false
	}
	first := strings.TrimSpace(string(cells[0]))
	if number, ok := strings.CutPrefix(first, "#"); ok {
		_, err := strconv.ParseUint(number, 10, 32)
		return err == nil
	}
	return len(cells) > own && !slices.ContainsFunc(cells[:min(len(cells), markedCells)], func(c T) bool { return !isBlank([]byte(c)) })
}

// unmark takes the marks off a row of a mended table.
func (r *records) unmark(rec *record) {
	f := fields{delim: r.delim}
	parts := slices.Clone(f.separated(rec.text))
	if !isMarked(parts, r.own) {
		return
	}
	var marks [markedCells][]byte
	rest, more := rec.text, true
	for i := range marks {
		if more {
			marks[i], rest, more = f.field(rest)
		}
	}
	if !more {
		rest = nil
	}
	rec.text = rest
	rec.context, _ = decode(marks[2])
	if rec.fault == "" && isHeld(rec.context) && !slices.ContainsFunc(parts[min(len(parts), markedCells):],
		func(p []byte) bool { return !isBlank(p) }) {
		*rec = heldRecord(rec.context, string(marks[1]), rec.line)
	}
}

// isHeld reports whether a mark is the text of a record that is held.
func isHeld(mark string) bool { return strings.HasPrefix(mark, `"`) }

// heldRecord is a record that was quoted, with the reason for which it was rejected.
func heldRecord(quoted, reason string, line int) record {
	text, err := strconv.Unquote(strings.TrimSpace(quoted))
	if err != nil {
		text = quoted
	}
	if reason = strings.TrimSuffix(strings.TrimSpace(reason), cutNote); reason == "" {
		reason = "this row was rejected before"
	}
	return record{text: []byte(text), line: line, fault: reason}
}

// remarks follow the lines that begin with a mark.
type remarks struct {
	reason  string
	context string
}

var remarkText = regexp.MustCompile(`^line \d+(?:, [^:]*)?: (.*)$`)

// take reads a marked line. A quoted row is returned as a record with its fault.
func (m *remarks) take(line []byte, number int) *record {
	said := strings.TrimSpace(strings.TrimPrefix(string(line), strings.TrimSpace(markLine)))
	kind, rest, _ := strings.Cut(said, " ")
	switch kind {
	case "line":
		m.reason, m.context = "", ""
		if found := remarkText.FindStringSubmatch(said); found != nil {
			m.reason = found[1]
		}
	case "with":
		if text, err := strconv.Unquote(rest); err == nil {
			m.context = text
		}
	case "row":
		held := heldRecord(rest, m.reason, number)
		return &held
	}
	return nil
}

// shownContext is what a workbook shows in place of the raw numbers of a row: a cell a line, its column and its text.
func (r *row) shownContext() string {
	if r.shown == nil {
		return ""
	}
	var out strings.Builder
	for i, raw := range r.cells {
		if i >= r.made && i < len(r.shown) && r.shown[i] != raw && serialText.MatchString(strings.TrimSpace(raw)) {
			out.WriteString(strconv.Itoa(i-r.made) + "\t" + strings.TrimSpace(r.shown[i]) + "\n")
		}
	}
	return out.String()
}
