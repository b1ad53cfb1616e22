package loaders

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sightline/timeline"
)

// What WriteRejects puts beside rejected rows, and how it is read back: columns behind those of a table with headings, and
// elsewhere lines that begin with a mark. A row that cannot stand in the file by itself is quoted in the one or the other;
// until it is mended it is rejected again, for the same reason.
const (
	markLine     = "#sightline "
	columnLine   = "sightline line"   // of the file that was loaded
	columnReason = "sightline reason" //
	columnRow    = "sightline row"    // the row, quoted as Go does, where the columns before are empty
)

// heldRow and heldReason are where a document of rejects has a row that is no record, quoted, and why it is none.
var (
	heldRow    = map[Form]string{FormJSON: columnRow, FormXML: "sightlineRow"}
	heldReason = map[Form]string{FormJSON: columnReason, FormXML: "sightlineReason"}
)

// settingsText are what a mended file says of the whole file it came from.
var (
	ordersText  = regexp.MustCompile(`sightline dates (month/day|day/month)`)
	shippedText = regexp.MustCompile(`sightline profile ([a-z0-9-]+)`)
	percentText = []byte("sightline confidences to 100")
)

// settings writes them; they stand in the last column's heading or behind a mark.
func (s *Shape) settings() []string {
	var out []string
	if s.Order != "" {
		out = append(out, "sightline dates "+string(s.Order))
	}
	if s.Profile != "" {
		out = append(out, "sightline profile "+s.Profile)
	}
	if s.Percent {
		out = append(out, string(percentText))
	}
	return out
}

// orderIn is the order of dates that a mended file names, "" where it names none.
func orderIn(head []byte) timeline.DateOrder {
	if m := ordersText.FindSubmatch(head); m != nil {
		return timeline.DateOrder(m[1])
	}
	return ""
}

// mendOrder is the order of dates to read a file in: as the analyst says, else as a mended file does.
func (o *Options) mendOrder(head []byte) {
	if o.DateOrder == "" {
		o.DateOrder = orderIn(head)
	}
}

// ownColumns is how many columns of a table are its own, not those that WriteRejects put behind them.
func ownColumns(headings []string) int {
	if i := slices.Index(headings, columnLine); i >= 0 && i+2 < len(headings) && headings[i+1] == columnReason && strings.HasPrefix(headings[i+2], columnRow) {
		return i
	}
	return len(headings)
}

// trim takes what WriteRejects put behind a row off it.
func (r *records) trim(rec *record) {
	if rec.fault != "" {
		return
	}
	f := fields{delim: r.delim}
	parts := f.separated(rec.text)
	if len(parts) <= r.own {
		return
	}
	held := len(parts) > r.own+2 && !isBlank(parts[r.own+2])
	for _, p := range parts[:r.own] {
		held = held && isBlank(p)
	}
	if held {
		rec.fault, _ = decode(parts[r.own+1])
		rec.fault = strings.TrimSuffix(rec.fault, cutNote)
		rec.text = quotedRow(string(parts[r.own+2]))
		return
	}
	rec.text = rec.text[:fieldsEnd(rec.text, r.delim, r.own)]
}

// fieldsEnd is where the first n fields of a record end.
func fieldsEnd(rec []byte, delim byte, n int) int {
	for at := 0; ; {
		end, _, _ := quotedEnd(rec[at:], delim, delim) // a separator outside of quotation marks ends a line of fields
		if at += end; n == 1 || at >= len(rec) {
			return min(at, len(rec))
		}
		at++
		n--
	}
}

// quotedRow is the text of a row that is quoted.
func quotedRow(quoted string) []byte {
	if text, err := strconv.Unquote(strings.TrimSpace(quoted)); err == nil {
		return []byte(text)
	}
	return []byte(quoted)
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
		m.reason, m.context = "this row was rejected before", ""
		if found := remarkText.FindStringSubmatch(said); found != nil {
			m.reason = strings.TrimSuffix(found[1], cutNote)
		}
	case "with":
		m.context = string(quotedRow(rest))
	case "row":
		return &record{text: quotedRow(rest), line: number, fault: m.reason}
	}
	return nil
}

// marked reports whether a file's beginning has marked lines.
func marked(head []byte) bool {
	return bytes.HasPrefix(head, []byte(markLine)) || bytes.Contains(head, []byte("\n"+markLine))
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
