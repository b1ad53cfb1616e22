package loaders

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"sightline/timeline"
	"sightline/timeline/clock"
)

// ncicColumns says whether a table's columns are enough for NCIC transactions.
func ncicColumns(c *columns) bool {
	return c.has("time", "date") && (c.has("ori") || c.has("text")) && (c.has("key", "text") || c.has("NAM", "LIC", "VIN", "OLN"))
}

const ncicWants = "columns for date, message key and ORI"

// table reads transactions from a delimited table.
func (n *ncic) table(src *source) error {
	t, err := openTable(n.ctx, src, ncicAliases().with(n.opt.Columns), ncicColumns, ncicWants, &n.notes)
	if err != nil {
		return err
	}
	rows := t.rows(src.head)
	if err := t.settle(rows, n.opt.Columns, true, &n.notes); err != nil {
		return err
	}
	if err := n.tableZone(t, src, rows); err != nil {
		return err
	}
	for {
		rec, err := t.records.read(n.ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", src.name, err)
		}
		if err := n.row(t, &rec); err != nil {
			return err
		}
	}
}

// row takes one row.
func (n *ncic) row(t *table, rec *record) error {
	parts := t.fields.split(rec.text)
	if rec.fault == "" && t.isHeadings(parts) {
		n.notes.add(repeatedHeadings, 1)
		return nil
	}
	if fault := t.rowFault(rec, parts); fault != "" {
		return n.reject(rec.line, rec.text, "", fault)
	}
	value := func(field string) string {
		i := t.col(field)
		if i < 0 || i >= len(parts) {
			return ""
		}
		s, legacy := decode(parts[i])
		if legacy {
			n.notes.add(legacyNote, 1)
		}
		return s
	}
	tr := transaction{key: strings.ToUpper(value("key")), ori: strings.ToUpper(value("ori")), agency: value("agency")}
	tr.fields = n.rowFields(t, parts)
	text := value("text")
	if text != "" {
		inner, field, reason := n.parse(&block{text: []byte(text), lines: n.tables.linesOf([]byte(text))})
		if reason != "" && field != "time" && tr.key == "" && tr.ori == "" {
			return n.reject(rec.line, rec.text, "text", reason)
		}
		tr.join(inner)
	}
	if tr.time == "" || value("time")+value("date") != "" {
		tr.time = strings.TrimSpace(strings.Join(slices.DeleteFunc([]string{value("time"), value("date"), value("clock")},
			func(s string) bool { return s == "" }), " "))
		if tr.time != "" {
			zone, reason := n.rowZone(t, tr.time, value(fieldZone))
			if reason != "" {
				return n.reject(rec.line, rec.text, fieldZone, reason)
			}
			tr.time += zone
		}
	}
	switch kind := strings.ToLower(value("kind")); {
	case strings.HasPrefix(kind, "resp"), kind == "r", kind == "out", kind == "answer":
		tr.response = true
	}
	if tr.time == "" || tr.ori == "" {
		if said := statementIn(parts); said != "" {
			n.notes.add(noteStatement, 1)
			return lateZone(rec.line, said, n.stated)
		}
	}
	switch {
	case tr.time == "":
		return n.reject(rec.line, rec.text, "time", "the date and time are missing: fill them in")
	case tr.ori == "":
		return n.reject(rec.line, rec.text, "ORI", "the ORI is missing: fill in the inquiring agency's")
	}
	r := timeline.Record{Line: rec.line, Text: rec.text, Key: rowKey("ncic", t, parts)}
	r.Text = bytes.Clone(r.Text)
	return n.take(r, &tr)
}

// tableZone hears the zone that the headings of a table, or the lines around it, state for its times.
func (n *ncic) tableZone(t *table, src *source, rows iter.Seq[[][]byte]) error {
	said, err := t.statedZone(rows, &n.opt)
	if err != nil {
		return err
	}
	if said == "" && src.mend != nil {
		said = src.mend.zone
	}
	if n.stated = said; said == "" {
		return nil
	}
	zone, err := n.clock.Zone([]byte(said))
	if err != nil {
		return &InputError{Reason: fmt.Sprintf("the file states the time zone %s, which %v", said, err)}
	}
	src.shape.stated(zone)
	if n.opt.Zone != nil && n.opt.Zone.String() != zone.Name() {
		n.notes.add(noteTZ, 1)
	}
	return nil
}

// rowZone is what to write behind the time of a row for its zone: what the heading names, else what the row states, else the lines around
// the table; "" where the time states its own. reason says why what the row states cannot be.
func (n *ncic) rowZone(t *table, text, own string) (zone, reason string) {
	if c, err := n.clock.Text.Parse([]byte(text)); err == nil && c.Zone != "" {
		return "", ""
	}
	said := own
	if heading := t.zone("time", "clock", "date"); heading != "" {
		said = heading
	} else if clock.SaysNoZone(own) {
		said = n.stated
	}
	if said == "" {
		return "", ""
	}
	known, err := n.clock.Zone([]byte(said))
	if err != nil {
		return "", fmt.Sprintf("the time zone %q %v", said, err)
	}
	return " " + known.Name(), ""
}

// rowFields are the named values of a row, NCIC's codes for those that have one, other headings as they are.
func (n *ncic) rowFields(t *table, parts [][]byte) []timeline.Field {
	own := map[int]string{}
	for field, i := range t.at {
		own[i] = field
	}
	var fields []timeline.Field
	for i, p := range parts {
		if i >= len(t.names) || isBlank(p) {
			continue
		}
		name := own[i]
		switch {
		case name == "" && n.tables.codes[strings.ToUpper(t.names[i])] != "":
			name = strings.ToUpper(t.names[i])
		case name == "":
			name = t.names[i]
		case strings.ToUpper(name) != name:
			continue // time, key, ORI and the like have their own places
		}
		v, _ := decode(p)
		fields = append(fields, timeline.Field{Name: name, Value: v})
	}
	return fields
}

// join fills in from a transaction's text what the row's own columns do not say.
func (t *transaction) join(inner transaction) {
	if t.key == "" {
		t.key = inner.key
	}
	if t.ori == "" {
		t.ori = inner.ori
	}
	t.response = t.response || inner.response
	t.time = inner.time
	for _, f := range inner.fields {
		if fieldOf(t.fields, f.Name) == "" {
			t.fields = append(t.fields, f)
		}
	}
}

// rowKey identifies a row by its values and their headings, whatever the order of columns, separator or quotation.
func rowKey(format string, t *table, parts [][]byte) [32]byte {
	var lines []string
	for i, p := range parts {
		if i < len(t.names) && !isBlank(p) {
			v, _ := decode(p)
			lines = append(lines, plainHeading(t.names[i])+"="+v)
		}
	}
	slices.Sort(lines)
	return sha256.Sum256([]byte(format + "\n" + strings.Join(lines, "\n")))
}
