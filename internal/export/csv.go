package export

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"time"
)

// bom tells Excel that a CSV file is UTF-8.
const bom = "\ufeff"

// guarded says how texts are kept from being run as formulas.
const guarded = "A text that a spreadsheet would run as a formula (it begins with = + - @, a tab or a line end) has an apostrophe before it."

// writeCSV writes one rectangular table (RFC 4180, UTF-8 with byte order mark): first what the file is, with kind "about",
// a name as id and the text as remarks, then the events in time order.
func writeCSV(ctx context.Context, w io.Writer, m *material) error {
	t, err := newTextTable(w)
	if err != nil {
		return err
	}
	events := m.everything()
	cells := make([]string, len(events.columns))
	at := map[string]int{}
	for i, c := range events.columns {
		cells[i], at[c.name] = c.name, i
	}
	t.write(cells)
	for _, r := range append(append(m.about(), events.about()...), remark{"formulas", guarded}) {
		clear(cells)
		cells[at["kind"]], cells[at["id"]], cells[at["remarks"]] = "about", r.name, guard(r.text)
		t.write(cells)
	}
	for r := range events.rows(m) {
		for i, c := range events.columns {
			cells[i] = cellText(c.value(r))
		}
		t.write(cells)
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return t.close()
}

// textTable writes CSV for Excel: byte order mark, CRLF.
type textTable struct {
	w *csv.Writer
}

func newTextTable(w io.Writer) (*textTable, error) {
	if _, err := io.WriteString(w, bom); err != nil {
		return nil, err
	}
	t := &textTable{csv.NewWriter(w)}
	t.w.UseCRLF = true
	return t, nil
}

// write adds a row; a failure shows at close.
func (t *textTable) write(cells []string) { _ = t.w.Write(cells) }

func (t *textTable) close() error {
	t.w.Flush()
	return t.w.Error()
}

// cellText writes a value of a column.
func cellText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return guard(v)
	case wrapped:
		return guard(string(v))
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	case time.Time:
		return instant(v)
	case civil:
		return v.String()
	}
	panic(fmt.Sprintf("export: no column holds a %T", v))
}

// guard keeps a text from being run as a formula where a CSV file is opened in a spreadsheet.
func guard(text string) string {
	if text = lineEnds(text); formula(text) {
		return "'" + text
	}
	return text
}
