package loaders

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"sightline/timeline"
	"sightline/timeline/clock"
)

// ncicColumns says whether a table's columns are enough for NCIC transactions. An agency beside a message key may be an ORI.
func ncicColumns(c *columns) bool {
	return c.has("time", "date", "clock") && (c.has("ori", "text") || c.has("agency") && c.has("key")) &&
		(c.has("key", "text") || c.has("NAM", "LIC", "VIN", "OLN"))
}

// ncicTimeless says that a table holds NCIC transactions, and that none of its headings is known to be that of their time.
func ncicTimeless(c *columns) bool {
	return !c.has("time", "date", "clock", "text") && c.has("ori") && c.has("key") && c.has("NAM", "LIC", "VIN", "OLN")
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
	if zone, ok := statesZone(n.tables, rec.text, t.fields.delim); ok && rec.fault == "" {
		n.notes.add(fmt.Sprintf("rows that state the zone, %s", zone), 1)
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
	if ori, ok := normalizeORI(tr.agency); tr.ori == "" && ok && hasORIForm([]byte(ori)) && strings.ContainsAny(ori, "0123456789") {
		tr.ori, tr.agency = ori, ""
	}
	tr.fields = n.rowFields(t, parts)
	if surname := value("surname"); surname != "" && fieldOf(tr.fields, "NAM") == "" {
		tr.fields = append(tr.fields, timeline.Field{Name: "NAM", Value: nameOf(surname, value("given"), value("middle"))})
	}
	text := value("text")
	if text != "" {
		inner, field, reason := n.parse(&block{text: []byte(text), lines: n.tables.linesOf([]byte(text)), folded: true, doubt: true})
		if reason != "" && field != "time" && tr.key == "" && tr.ori == "" {
			return n.reject(rec.line, rec.text, "text", reason)
		}
		tr.join(inner)
	}
	if tr.time == "" || value("time")+value("date") != "" {
		tr.time = joinTime(value("time"), value("date"), value("clock"), value(fieldHalf))
		if tr.time != "" {
			var reason string
			if tr.zone, reason = n.rowZone(t, tr.time, value(fieldZone)); reason != "" {
				return n.reject(rec.line, rec.text, fieldZone, reason)
			}
		}
	}
	switch kind := strings.ToLower(value("kind")); {
	case strings.HasPrefix(kind, "resp"), kind == "r", kind == "out", kind == "answer":
		tr.response = true
	}
	if tr.time == "" || tr.ori == "" {
		if said := statementIn(parts); said != "" {
			n.notes.add(noteStatement, 1)
			return lateZone(rec.line, said, n.zone.String(), &n.opt)
		}
	}
	switch {
	case tr.time == "":
		return n.reject(rec.line, rec.text, "time", "the date and time are missing: fill them in")
	case tr.ori == "":
		return n.reject(rec.line, rec.text, "ORI", "the ORI is missing: fill in the inquiring agency's")
	}
	if n.rowZones == nil {
		n.rowZones = map[string]int{}
	}
	switch c, err := n.clock.Text.Parse([]byte(tr.time)); {
	case tr.zone != nil:
		n.rowZones[tr.zone.Name()]++
	case err == nil && c.Zone != "":
		n.rowZones[timeline.ZoneOfRecord]++
	default:
		n.rowZones[""]++
	}
	r := timeline.Record{Line: rec.line, Text: rec.text, Key: rowKey("ncic", t, parts)}
	r.Text = bytes.Clone(r.Text)
	return n.take(r, &tr)
}

// rowZone is the zone to read the time of a row in that names none: the one that the heading names, else the one that the row states; nil
// where neither does. reason says why what the row states cannot be.
func (n *ncic) rowZone(t *table, text, own string) (zone *clock.Zone, reason string) {
	c, err := n.clock.Text.Parse([]byte(text))
	if err == nil && c.Zone != "" {
		return nil, ""
	}
	stated, err := n.clock.Zone([]byte(own))
	if err != nil {
		return nil, fmt.Sprintf("the time zone %q %v", own, err)
	}
	heading, err := n.clock.Zone([]byte(t.zone("time", "clock", "date")))
	switch {
	case err != nil:
		return nil, fmt.Sprintf("the zone of the heading %v", err)
	case heading != nil && stated != nil && heading.Name() != "UTC" && !heading.Agrees(stated, c):
		return nil, fmt.Sprintf("the heading of the times names the zone %s, and the row %s: check which it is", heading.Name(), stated.Name())
	case heading != nil:
		return heading, ""
	}
	return stated, ""
}

// readIn says what the times of the file were read in.
func (n *ncic) readIn() (string, timeline.Basis) {
	switch {
	case len(n.rowZones) == 0 || n.rowZones[""] > 0:
		return n.zone.String(), n.basis
	case len(n.rowZones) > 1:
		return timeline.ZoneOfRecord, timeline.BasisStated
	}
	for name := range n.rowZones {
		return name, timeline.BasisStated
	}
	return "", ""
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
