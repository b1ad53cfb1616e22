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
	"regexp"
	"slices"
	"strings"
	"time"

	"sightline/timeline"
	"sightline/timeline/clock"
	"sightline/timeline/kinds"
)

// addresses draws events from tables of addresses.
type addresses struct {
	intake
	opt   Options
	rows  rows
	cols  *columns
	clock *clock.Reader
	order dateOrder
	zones map[string]*clock.Zone
	used  map[string]int64
}

// addressColumns says whether a table's columns are enough for addresses.
func addressColumns(c *columns) bool {
	place := c.has("street") && (c.has("city", "zip", "state") || len(c.names) > 1) || c.has("city", "zip") && c.has("state", "zip")
	return place && !c.has("plate") && c.has("street", "city", "zip", "first", "last", "range")
}

const addressWants = "columns for a street, city or ZIP, and dates first and last seen"

func loadAddresses(ctx context.Context, in Input, opt Options, sink Sink) (Tally, error) {
	a := &addresses{intake: intake{ctx: ctx, sink: sink}, opt: opt, zones: map[string]*clock.Zone{}, used: map[string]int64{}}
	from1904, sample, err := a.open(in)
	if err != nil {
		return Tally{}, err
	}
	defer a.rows.close()
	a.cols = a.rows.columns()
	zone, basis := time.UTC, timeline.BasisAssumed
	if opt.Zone != nil {
		zone, basis = opt.Zone, timeline.BasisConfigured
	}
	opt.DateOrder = a.opt.DateOrder
	a.order = newDateOrder(opt.DateOrder, sample)
	text := opt.timeText()
	text.Order, text.Serial, text.From1904 = a.order.order, true, from1904
	a.clock = clock.NewReader(text, zone, basis, opt.Now)
	a.clock.Load = time.LoadLocation
	for {
		r, err := a.rows.next(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Tally{}, fmt.Errorf("%s: %w", in.Name, err)
		}
		if err := a.row(&r); err != nil {
			var whole *InputError
			if errors.As(err, &whole) {
				whole.File = in.Name
			}
			return Tally{}, err
		}
	}
	a.order.note(&a.notes)
	in.shape.found(a.order.shown())
	return a.done(a.zone()), nil
}

// open tells workbooks from text by content. sample yields time texts of the file's head.
func (a *addresses) open(in Input) (from1904 bool, sample func(func([]byte) bool), err error) {
	br := bufio.NewReader(in.Reader)
	head, err := br.Peek(4)
	if err != nil && err != io.EOF {
		return false, nil, fmt.Errorf("%s: read: %w", in.Name, err)
	}
	in.Reader = br
	aliases := columnAliases()["addresses"]
	if isWorkbook(head) {
		book, from1904, err := openWorkbook(in, aliases, addressColumns, addressWants, &a.notes)
		a.rows = book
		if err == nil {
			a.opt.mendOrder(book.mend)
		}
		return from1904, func(func([]byte) bool) {}, err
	}
	src, err := openText(in, &a.notes)
	if err != nil {
		return false, nil, err
	}
	t, err := openTable(a.ctx, src, aliases, addressColumns, addressWants, &a.notes)
	if err != nil {
		return false, nil, err
	}
	a.opt.mendOrder(src.mend)
	a.rows = textRows{t, &a.notes}
	return false, func(yield func([]byte) bool) {
		for parts := range t.sample(src.head) {
			for _, f := range []string{"first", "last"} {
				if s, _ := decode(at(parts, t.col(f))); s != "" && !yield([]byte(s)) {
					return
				}
			}
		}
	}, nil
}

// row takes one row.
func (a *addresses) row(r *row) error {
	a.context = r.shownContext()
	if r.fault != "" {
		return a.reject(r.line, r.text, "", r.fault)
	}
	if r.legacy {
		a.notes.add("records read as Windows-1252 text", 1)
	}
	adr := readAddress(r, a.cols)
	if adr.empty() {
		return a.reject(r.line, r.text, "street", "the row holds no address: fill in a street, city, ZIP or position")
	}
	e := timeline.Event{Kind: kinds.Address, Last: &timeline.When{}}
	e.Where = adr.locate(a.opt.Gazetteer)
	e.Remarks = adr.remarks
	if field, reason, err := a.span(&e, r); err != nil {
		return err
	} else if reason != "" {
		return a.reject(r.line, r.text, field, reason)
	}
	for _, remark := range adr.remarks {
		a.notes.add(noteOf(remark), 1)
	}
	a.notes.add("placed by "+string(e.Where.Class), 1)
	if e.First.IsZero() && e.Last.IsZero() {
		e.Remark(timeline.RemarkNoDates)
		a.notes.add("addresses without dates", 1)
	}
	e.Fields = a.fields(r)
	for _, f := range adr.parsed() {
		if !strings.EqualFold(timeline.FieldOf(e.Fields, f.Name), f.Value) {
			e.Fields = append(e.Fields, f)
		}
	}
	for _, i := range r.formulas {
		if i < len(a.cols.names) {
			e.Remark(timeline.RemarkFormula, a.cols.names[i])
			a.notes.add("values computed by formulas", 1)
		}
	}
	birth := r.date(a.cols.col("birth"))
	names(&e, personOf(r.value(a.cols, "name"), cmp.Or(birth.serial, birth.text), a.clock.Text))
	return a.event(timeline.Record{Line: r.line, Text: bytes.Clone(r.text), Key: a.key(adr, &e, r)}, e)
}

// fields are the row's values under their headings, dates as a workbook shows them.
func (a *addresses) fields(r *row) []timeline.Field {
	var fields []timeline.Field
	for i, v := range r.cells {
		if i == a.cols.col("first") || i == a.cols.col("last") || i == a.cols.col("birth") {
			v = r.date(i).text
		}
		if v != "" && i < len(a.cols.names) {
			fields = append(fields, timeline.Field{Name: a.cols.names[i], Value: v})
		}
	}
	return fields
}

// key identifies an address row by what it says, so that the same table is the same as CSV and as a workbook.
func (a *addresses) key(adr address, e *timeline.Event, r *row) [32]byte {
	known := map[int]bool{}
	for _, i := range a.cols.at {
		known[i] = true
	}
	parts := []string{adr.canonical(), instants(e.First), instants(*e.Last)}
	for i, v := range r.cells {
		if v != "" && i < len(a.cols.names) && !known[i] {
			parts = append(parts, plainHeading(a.cols.names[i])+"="+v)
		}
	}
	for _, f := range []string{"source", "name", "kind"} {
		if v := r.value(a.cols, f); v != "" {
			parts = append(parts, f+"="+v)
		}
	}
	if birth := r.date(a.cols.col("birth")); birth.text != "" {
		parts = append(parts, "birth="+cmp.Or(birthDate(cmp.Or(birth.serial, birth.text), a.clock.Text), birth.text))
	}
	slices.Sort(parts[3:])
	return sha256.Sum256([]byte("addresses\n" + strings.Join(parts, "\n")))
}

func instants(w timeline.When) string {
	if w.IsZero() {
		return "open"
	}
	return w.Start.Format(time.RFC3339) + "/" + w.End.Format(time.RFC3339)
}

// span reads when an address was first and last seen.
func (a *addresses) span(e *timeline.Event, r *row) (field, reason string, err error) {
	first, last := a.seenDate(r, "first"), a.seenDate(r, "last")
	if both := r.value(a.cols, "range"); both != "" && first.text == "" && last.text == "" {
		first.text, last.text = splitRange(both)
	}
	for _, end := range []struct {
		name string
		date seenDate
		when *timeline.When
	}{{"first", first, &e.First}, {"last", last, e.Last}} {
		if isOpen(end.date.text) {
			if isPresent(end.date.text) {
				e.Remark(timeline.RemarkPresent, end.name, strings.ToLower(end.date.text))
			}
			continue
		}
		if *end.when, err = a.when(end.date, e.Where.Zone); err != nil {
			if giveUp := a.order.refused(err, end.date.text); giveUp != "" {
				return "", "", &InputError{Line: r.line, Reason: giveUp}
			}
			return end.name + " seen", fmt.Sprintf("the date %q %s", end.date.text, err), nil
		}
		for _, f := range end.when.Flags {
			a.notes.add("time "+string(f), 1)
		}
	}
	if !e.First.IsZero() && !e.Last.IsZero() && !e.First.Start.Before(e.Last.End) {
		return "last seen", fmt.Sprintf("last seen (%s) is before first seen (%s): check the two dates", e.Last.Raw, e.First.Raw), nil
	}
	return "", "", nil
}

// seenDate is a date as a row has it.
type seenDate struct {
	text   string // as written, or as a workbook shows it
	serial string // the workbook's day number, "" when it is none
}

// seenDate finds the text of one end of the span. Year and month may stand in columns of their own.
func (a *addresses) seenDate(r *row, end string) seenDate {
	if y, m := r.value(a.cols, end+"year"), r.value(a.cols, end+"month"); y != "" && r.value(a.cols, end) == "" {
		if m == "" {
			return seenDate{text: y}
		}
		return seenDate{text: m + "/" + y}
	}
	return r.date(a.cols.col(end))
}

// date is the date in a column, both as the workbook shows it and as the day number behind that.
func (r *row) date(i int) seenDate {
	if i < 0 || i >= len(r.cells) {
		return seenDate{}
	}
	raw := strings.TrimSpace(r.cells[i])
	if i < len(r.shown) && r.shown[i] != raw && serialText.MatchString(raw) {
		return seenDate{text: strings.TrimSpace(r.shown[i]), serial: raw}
	}
	return seenDate{text: raw}
}

var (
	serialText = regexp.MustCompile(`^\d{1,5}(\.\d+)?$`)
	// What a workbook shows for a date without its day: Mar-19, March 2019, 03/2019, 2019-03.
	monthShown = regexp.MustCompile(`^([A-Za-z]{3,9}[-/ ,]+(\d{2}|\d{4})|\d{1,2}[-/.]\d{4}|\d{4}[-/.]\d{1,2})$`)
	yearShown  = regexp.MustCompile(`^\d{4}$`)
)

// when reads a date in the zone of the place.
func (a *addresses) when(d seenDate, zone string) (timeline.When, error) {
	text := d.text
	if d.serial != "" {
		text = d.serial
		if len(text) < 5 || strings.IndexByte(text, '.') >= 0 && strings.IndexByte(text, '.') < 5 {
			return timeline.When{}, fmt.Errorf("is day %s of the spreadsheet's calendar, too early for a sighting", text)
		}
	}
	c, err := a.clock.Text.Parse([]byte(text))
	if err != nil {
		return timeline.When{}, err
	}
	a.order.saw(c)
	if c.Hour == 0 && c.Minute == 0 && c.Second == 0 && c.Zone == "" && (c.Precision == timeline.Second || c.Precision == timeline.Minute) {
		c.Precision = timeline.Day // exports write midnight for a date without a time
	}
	if d.serial != "" && c.Day == 1 {
		switch {
		case monthShown.MatchString(d.text):
			c.Precision = timeline.Month
		case yearShown.MatchString(d.text) && c.Month == 1:
			c.Precision = timeline.Year
		}
	}
	var place *clock.Zone
	if a.opt.Zone == nil {
		place = a.zoneNamed(zone)
		if c.Zone == "" {
			name := "UTC"
			if place != nil {
				name = place.Name()
			}
			a.used[name]++
		}
	}
	return a.clock.When(c, d.text, place, a.clock.Basis)
}

// zoneNamed returns the zone of a place, nil when it is not known.
func (a *addresses) zoneNamed(name string) *clock.Zone {
	if name == "" {
		return nil
	}
	if _, ok := a.zones[name]; !ok {
		a.zones[name] = nil
		if loc, err := time.LoadLocation(name); err == nil {
			a.zones[name] = clock.NewZone(loc)
		}
	}
	return a.zones[name]
}

// zone says what the dates of the file were read in.
func (a *addresses) zone() (string, timeline.Basis) {
	switch {
	case a.opt.Zone != nil:
		return a.opt.Zone.String(), timeline.BasisConfigured
	case len(a.used) == 1:
		for name := range a.used {
			return name, timeline.BasisAssumed
		}
	case len(a.used) == 0:
		return "", ""
	}
	return "local to each address", timeline.BasisAssumed
}

// splitRange cuts "03/2019 - 06/2020" in two. A single date is both ends.
func splitRange(s string) (first, last string) {
	for _, sep := range []string{" - ", " – ", " — ", " to ", " through ", " thru ", "–", "—"} {
		if a, b, ok := strings.Cut(s, sep); ok {
			return strings.TrimSpace(a), strings.TrimSpace(b)
		}
	}
	return s, s
}

// isOpen reports whether a date's text leaves the end of the span open.
func isOpen(s string) bool {
	switch plainHeading(s) {
	case "", "unknown", "unk", "na", "none", "null", "open":
		return true
	}
	return isPresent(s)
}

func isPresent(s string) bool {
	switch plainHeading(s) {
	case "present", "current", "now", "todate", "ongoing", "today":
		return true
	}
	return false
}
