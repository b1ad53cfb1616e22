package loaders

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"sightline/timeline"
	"sightline/timeline/clock"
)

// tableEvents draws events of one kind from rows: of a table or workbook, of lines with fields at fixed positions, of JSON and XML.
// What the columns mean say the fields of the kind.
type tableEvents struct {
	intake
	kind       *timeline.Kind
	table      *tableFormat
	opt        Options
	rows       rows
	cols       *columns
	clock      *clock.Reader
	order      dateOrder
	zones      map[string]*clock.Zone
	used       map[string]int64   // zones of times that state none
	said       map[string]int64   // zones of times that are stated, "" where the time itself states it
	file       *clock.Zone        // that the lines around the table state; nil: none
	first      iter.Seq[[][]byte] // cells of the first rows; nil: none were looked at
	configured int64              // times read in the zone that the analyst named
}

// kindLoader reads files of the format of a kind.
func (f *Format) kindLoader() *tableEvents {
	return &tableEvents{kind: f.kind, table: f.table, zones: map[string]*clock.Zone{}, used: map[string]int64{}, said: map[string]int64{}}
}

func (t *tableEvents) load(ctx context.Context, in Input, opt Options, sink Sink) (Tally, error) {
	t.intake, t.opt = intake{ctx: ctx, sink: sink}, opt
	from1904, mend, err := t.open(in)
	if err != nil {
		return Tally{}, err
	}
	defer t.rows.close()
	t.opt.mendOrder(mend)
	if err := t.look(mend); err != nil {
		return Tally{}, err
	}
	tally, err := t.read(in.Name, from1904)
	if err == nil {
		in.shape.found(t.order.shown())
		in.shape.stated(t.file)
	}
	return tally, err
}

// look reads the first rows ahead, for what they tell of the columns and of the zone.
func (t *tableEvents) look(mend *rejectOrigin) error {
	ahead, err := lookAhead(t.ctx, t.rows)
	if err != nil {
		return err
	}
	t.rows, t.first = ahead, ahead.sample()
	c := t.rows.columns()
	if err := c.settle(t.first, t.opt.Columns, true, &t.notes); err != nil {
		return err
	}
	said, err := c.statedZone(t.first, &t.opt, &t.notes)
	if err != nil {
		return err
	}
	if said == "" && mend != nil && t.opt.Zone == nil {
		said = mend.zone
	}
	if t.file, err = t.zoneReader().Zone([]byte(said)); err != nil {
		return &InputError{Reason: fmt.Sprintf("the file states the time zone %s, which %v", said, err)}
	}
	return nil
}

func (t *tableEvents) zoneReader() *clock.Reader {
	k := clock.NewReader(clock.Text{}, time.UTC, timeline.BasisStated, time.Time{})
	k.Load = time.LoadLocation
	return k
}

// timeTexts yields the texts of times in the first rows.
func (t *tableEvents) timeTexts(yield func([]byte) bool) {
	for parts := range t.first {
		for _, group := range t.table.times {
			if s := at(parts, t.cols.col(group[0])); len(s) > 0 && !yield(s) {
				return
			}
		}
	}
}

// read takes all rows.
func (t *tableEvents) read(name string, from1904 bool) (Tally, error) {
	t.cols = t.rows.columns()
	zone, basis := time.UTC, timeline.BasisAssumed
	if t.opt.Zone != nil {
		zone, basis = t.opt.Zone, timeline.BasisConfigured
	}
	text := t.opt.timeText()
	text.Serial, text.From1904 = true, from1904
	sample := t.timeTexts
	if t.first == nil {
		sample = func(func([]byte) bool) {}
	}
	t.order = newDateOrder(cmp.Or(t.opt.DateOrder, t.cols.order), text, sample)
	text.Order = t.order.order
	t.clock = clock.NewReader(text, zone, basis, t.opt.Now)
	t.clock.Load, t.clock.Around = time.LoadLocation, t.order.around()
	for {
		r, err := t.rows.next(t.ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Tally{}, fmt.Errorf("%s: %w", name, err)
		}
		if err := t.row(&r); err != nil {
			var whole *InputError
			if errors.As(err, &whole) {
				whole.File = name
			}
			return Tally{}, err
		}
	}
	t.order.note(&t.notes)
	return t.done(t.zone()), nil
}

// open tells the forms of a file by its content.
func (t *tableEvents) open(in Input) (from1904 bool, mend *rejectOrigin, err error) {
	br := bufio.NewReaderSize(in.Reader, headBytes)
	head, err := br.Peek(headBytes)
	if err != nil && err != io.EOF {
		return false, nil, fmt.Errorf("%s: read: %w", in.Name, err)
	}
	in.Reader = br
	aliases := t.table.aliases.with(t.opt.Columns)
	switch form := formOf(head); form {
	case formWorkbook:
		book, from1904, err := openWorkbook(in, aliases, t.table.fit, t.table.wants, &t.notes)
		if err != nil {
			return false, nil, err
		}
		t.rows = book
		return from1904, book.mend, nil
	case FormXML, FormJSON:
		items, src, err := openDocument(in, form, t.anchor(in.profile), &t.notes)
		if err != nil {
			return false, nil, err
		}
		t.rows = documentRows{items}
		return false, src.mend, nil
	}
	src, err := openText(in, &t.notes)
	if err != nil {
		return false, nil, err
	}
	table, err := openTable(t.ctx, src, aliases, t.table.fit, t.table.wants, &t.notes)
	if err != nil {
		return false, nil, err
	}
	t.rows = textRows{table, &t.notes}
	return false, src.mend, nil
}

// anchor is the field by which the records of a document are found: one that no record is without, where the profile maps it.
func (t *tableEvents) anchor(p *Profile) string {
	for _, f := range t.kind.Fields {
		if f.Need && p != nil && p.column(f.Name) != nil {
			return f.Name
		}
	}
	return ""
}

// value is the value of a field of a type; of several that of the first that the row fills in. part is of whom it is, "" for anybody.
func (t *tableEvents) value(r *row, of timeline.FieldType) string {
	for _, f := range t.kind.Fields {
		if f.Type == of {
			if v := r.value(t.cols, f.Name); v != "" {
				return v
			}
		}
	}
	return ""
}

// row takes one row.
func (t *tableEvents) row(r *row) error {
	t.context = r.context
	if r.fault != "" {
		return t.reject(r.line, r.text, "", r.fault)
	}
	t.hemispheres(r)
	if r.legacy {
		t.notes.add(legacyNote, 1)
	}
	adr := t.readAddress(r)
	if field, reason := t.lacks(r, &adr); reason != "" {
		if said := statementIn(r.cells); said != "" {
			return t.statement(r.line, said)
		}
		return t.reject(r.line, r.text, field, reason)
	}
	e := timeline.Event{Kind: t.kind.Name, Standing: t.kind.Standing, Handling: t.kind.Handling, Code: t.value(r, timeline.FieldCode)}
	t.place(&e, r, &adr)
	e.Remarks = append(e.Remarks, adr.remarks...)
	if field, reason, err := t.times(&e, r); err != nil {
		return err
	} else if reason != "" {
		if said := statementIn(r.cells); said != "" {
			return t.statement(r.line, said)
		}
		return t.reject(r.line, r.text, field, reason)
	}
	for _, remark := range adr.remarks {
		t.notes.add(noteOf(remark), 1)
	}
	t.notes.add("placed by "+string(e.Where.Class), 1)
	if e.First.IsZero() && (!e.Spans() || e.Last.IsZero()) {
		e.Remark(timeline.RemarkNoDates)
		t.notes.add(t.kind.Many+" without dates", 1)
	}
	e.Fields = t.fields(r)
	for _, f := range adr.parsed() {
		if !strings.EqualFold(timeline.FieldOf(e.Fields, f.Name), f.Value) {
			e.Fields = append(e.Fields, f)
		}
	}
	for _, i := range r.formulas {
		if i < len(t.cols.names) {
			e.Remark(timeline.RemarkFormula, t.cols.names[i])
			t.notes.add("values computed by formulas", 1)
		}
	}
	t.parties(&e, r)
	return t.event(timeline.Record{Line: r.line, Text: bytes.Clone(r.text), Key: t.key(&adr, &e, r)}, e)
}

// statement takes a row that states the zone of the times for what it is.
func (t *tableEvents) statement(line int, said string) error {
	used := ""
	if t.file != nil {
		used = t.file.Name()
	}
	t.notes.add(noteStatement, 1)
	return lateZone(line, said, used, &t.opt)
}

// hemispheres puts hemispheres that stand in columns of their own behind latitude and longitude.
func (t *tableEvents) hemispheres(r *row) {
	for _, of := range []timeline.FieldType{timeline.FieldLat, timeline.FieldLon} {
		for _, f := range t.kind.Fields {
			i, ok := t.cols.beside[string(of)]
			if col := t.cols.col(f.Name); f.Type == of && ok && col >= 0 && col < len(r.cells) && i < len(r.cells) && r.cells[col] != "" {
				r.cells[col] = strings.TrimSpace(r.cells[col] + " " + r.cells[i])
			}
		}
	}
}

// lacks says what a row has to have and has not.
func (t *tableEvents) lacks(r *row, adr *address) (field, reason string) {
	for _, f := range t.kind.Fields {
		if !f.Need {
			continue
		}
		lacks := r.value(t.cols, f.Name) == ""
		for _, other := range insteadOf(f.Type) {
			lacks = lacks && t.value(r, other) == ""
		}
		switch {
		case f.Type == timeline.FieldStreet && adr.empty():
			return f.Name, "the row holds no address: fill in a street, city, ZIP or position"
		case f.Type != timeline.FieldStreet && lacks:
			return f.Name, fmt.Sprintf("the row gives nothing for %q: fill it in", f.Words())
		}
	}
	return "", ""
}

// insteadOf are the types of fields that say the same as one of a type.
func insteadOf(of timeline.FieldType) []timeline.FieldType {
	switch of {
	case timeline.FieldTime:
		return []timeline.FieldType{timeline.FieldDate}
	case timeline.FieldDate:
		return []timeline.FieldType{timeline.FieldTime}
	case timeline.FieldBegin:
		return []timeline.FieldType{timeline.FieldBeginYear, timeline.FieldRange}
	case timeline.FieldEnd:
		return []timeline.FieldType{timeline.FieldEndYear, timeline.FieldRange}
	case timeline.FieldStreet:
		return []timeline.FieldType{timeline.FieldCity, timeline.FieldZIP, timeline.FieldState, timeline.FieldLat, timeline.FieldPosition}
	case timeline.FieldPerson:
		return []timeline.FieldType{timeline.FieldSurname}
	}
	return nil
}

// kindTable is what tables of a kind are known by.
func kindTable(k *timeline.Kind, a aliases) *tableFormat {
	t := &tableFormat{aliases: a, documents: true}
	of := map[timeline.FieldType][]string{}
	var wants []string
	for _, f := range k.Fields {
		t.fields = append(t.fields, f.Name)
		of[f.Type] = append(of[f.Type], f.Name)
		if f.Need {
			wants = append(wants, f.Words())
		}
	}
	slices.Sort(t.fields)
	names := func(types ...timeline.FieldType) (all []string) {
		for _, f := range types {
			all = append(all, of[f]...)
		}
		return all
	}
	for _, types := range [][]timeline.FieldType{
		{timeline.FieldTime, timeline.FieldDate, timeline.FieldClock, timeline.FieldZone},
		{timeline.FieldBegin, timeline.FieldBeginClock, timeline.FieldZone},
		{timeline.FieldEnd, timeline.FieldEndClock, timeline.FieldZone},
	} {
		if len(of[types[0]])+len(of[types[1]]) > 0 && (types[0] != timeline.FieldTime || len(of[timeline.FieldBegin]) == 0) {
			t.times = append(t.times, names(types...))
		}
	}
	t.full = append(names(timeline.FieldTime, timeline.FieldDate, timeline.FieldBegin, timeline.FieldEnd), names(timeline.FieldStreet)...)
	t.wants = "columns for " + strings.Join(wants, ", ") + " and what else it tells"
	t.fit = func(c *columns) bool {
		for _, f := range k.Fields {
			if f.Need && !c.has(append(names(insteadOf(f.Type)...), f.Name)...) {
				return false
			}
			if f.Need && f.Type == timeline.FieldStreet && !hasAddress(c, names) {
				return false
			}
		}
		return len(c.at) > 1 || len(c.names) > 1 && len(c.at) > 0
	}
	return t
}

// hasAddress says whether a table's columns are enough for an address: the street alone may hold the whole of it.
func hasAddress(c *columns, names func(...timeline.FieldType) []string) bool {
	city, zip, state := names(timeline.FieldCity), names(timeline.FieldZIP), names(timeline.FieldState)
	return c.has(names(timeline.FieldStreet)...) && (c.has(slices.Concat(city, zip, state)...) || len(c.names) > 1) ||
		c.has(slices.Concat(city, zip)...) && c.has(slices.Concat(state, zip)...)
}

// fields are the row's values: of a field of the kind by its name, others under their headings, dates as a workbook shows them.
func (t *tableEvents) fields(r *row) []timeline.Field {
	of := map[int]*timeline.FieldSpec{}
	for i := range t.kind.Fields {
		if col := t.cols.col(t.kind.Fields[i].Name); col >= 0 {
			of[col] = &t.kind.Fields[i]
		}
	}
	var fields []timeline.Field
	for i, v := range r.cells {
		if i >= len(t.cols.names) {
			break
		}
		name := t.cols.names[i]
		if spec := of[i]; spec != nil {
			if spec.Type == timeline.FieldCode {
				continue // it is the event's
			}
			if name = spec.Name; isDate(spec.Type) {
				v = r.date(i).text
			}
		}
		if v != "" {
			fields = append(fields, timeline.Field{Name: name, Value: v})
		}
	}
	return fields
}

// key identifies a row by what it says, so that the same table is the same as CSV and as a workbook.
func (t *tableEvents) key(adr *address, e *timeline.Event, r *row) [32]byte {
	parts := []string{adr.canonical(), instants(e.First), "instant"}
	if e.Spans() {
		parts[2] = instants(*e.Last)
	}
	known := map[int]bool{}
	for _, i := range t.cols.at {
		known[i] = true
	}
	for i, v := range r.cells {
		if v != "" && i < len(t.cols.names) && !known[i] {
			parts = append(parts, plainHeading(t.cols.names[i])+"="+v)
		}
	}
	for _, f := range t.kind.Fields {
		v := r.value(t.cols, f.Name)
		switch {
		case v == "" || isWhen(f.Type) || isPlace(f.Type):
			continue
		case f.Type == timeline.FieldBirth:
			v = t.birth(r, f.Name)
		}
		parts = append(parts, f.Name+"="+v)
	}
	slices.Sort(parts[3:])
	return sha256.Sum256([]byte("table " + string(t.kind.Name) + "\n" + strings.Join(parts, "\n")))
}

func instants(w timeline.When) string {
	if w.IsZero() {
		return "open"
	}
	return w.Start.Format(time.RFC3339) + "/" + w.End.Format(time.RFC3339)
}
