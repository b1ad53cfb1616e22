package loaders

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"sightline/loaders/charset"
	"sightline/timeline"
	"sightline/timeline/clock"
	"sightline/timeline/kinds"
)

// maxRapSheet is the largest file of rap sheets, in bytes. Agencies are named at the end of a sheet and used above, so it
// is read as a whole.
const maxRapSheet = 32 << 20

// rapEvent is an arrest, a court's action or a custody as a rap sheet tells it.
type rapEvent struct {
	kind       timeline.KindName // "" when it is none of them
	line       int
	text       []byte // as the file has it
	date       string // of the event, or of the beginning of a custody
	end        string // of a custody
	ori, named string // the agency and what the sheet calls it
	who        rapPerson
	cycle      string
	fields     []timeline.Field
	home       *address // of somebody's residence
	fault      string
	told       rapContext // by a mended file
}

// rapContext is what of an event stands elsewhere on its sheet.
type rapContext struct {
	cycle, ori, named string
	who               rapPerson
	begin, end        string // of a residence
}

func (c rapContext) String() string {
	parts := []string{c.cycle, c.ori, c.named, c.who.name, c.who.birth}
	if c.begin != "" || c.end != "" {
		parts = append(parts, c.begin, c.end)
	}
	for i := range parts {
		parts[i] = strings.ReplaceAll(parts[i], "\t", " ")
	}
	return strings.Join(parts, "\t")
}

// readRapContext reads what String wrote.
func readRapContext(text string) rapContext {
	parts := append(strings.SplitN(text, "\t", 7), "", "", "", "", "", "", "")
	return rapContext{parts[0], parts[1], parts[2], rapPerson{parts[3], parts[4]}, parts[5], parts[6]}
}

// rapSheet draws arrests, court events and custodies from rap sheets.
type rapSheet struct {
	intake
	opt      Options
	clock    *clock.Reader
	zones    map[string]*clock.Zone
	shape    *Shape
	handling []timeline.Handling
}

// loadRapSheet loads the arrests, court events and custodies of III rap sheets: the text form, or the standard XML.
func loadRapSheet(ctx context.Context, in Input, opt Options, sink Sink) (Tally, error) {
	format, _ := FormatOf(FormatRapSheet)
	r := &rapSheet{intake: intake{ctx: ctx, sink: sink}, opt: opt, zones: map[string]*clock.Zone{}, shape: in.shape,
		handling: format.Handling}
	events, err := r.read(in)
	if err != nil {
		return Tally{}, err
	}
	r.shape.found(r.opt.DateOrder)
	zone, basis := time.UTC, timeline.BasisAssumed
	if opt.Zone != nil {
		zone, basis = opt.Zone, timeline.BasisConfigured
	}
	r.clock = clock.NewReader(clock.Text{Order: r.opt.DateOrder, Latest: latestYear(opt.Now)}, zone, basis, opt.Now)
	r.clock.Load = time.LoadLocation
	for i := range events {
		if err := ctx.Err(); err != nil {
			return Tally{}, err
		}
		if err := r.take(&events[i]); err != nil {
			return Tally{}, err
		}
	}
	if opt.Zone != nil {
		return r.done(zone.String(), basis), nil
	}
	return r.done(timeline.ZoneOfPlace, basis), nil
}

// read finds the events of a file in either form.
func (r *rapSheet) read(in Input) ([]rapEvent, error) {
	br := bufio.NewReaderSize(in.Reader, 512)
	head, err := br.Peek(512)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("%s: read: %w", in.Name, err)
	}
	in.Reader = br
	if !isXML(head) || isWebPage(head) {
		src, err := openText(in, &r.notes)
		if err != nil {
			return nil, err
		}
		data, err := r.whole(src.name, src)
		if err != nil {
			return nil, err
		}
		r.opt.mendOrder(src.mend)
		if sheets := unwrapped(data); src.mend == nil && sheets != nil {
			return r.sheets(src.name, sheets)
		}
		return r.textEvents(src.name, data, src.mend != nil)
	}
	data, err := r.whole(in.Name, br)
	if err != nil {
		return nil, err
	}
	if enc, label := charset.UTF16(data[:min(len(data), headBytes)]); enc != nil {
		r.notes.add("decoded from "+label, 1)
		if data, err = enc.NewDecoder().Bytes(data); err != nil {
			return nil, fmt.Errorf("%s: decode %s: %w", in.Name, label, err)
		}
	}
	m := readMend(data[:min(len(data), headBytes)])
	r.opt.mendOrder(m)
	if ok, _ := isRapSheet(data[:min(len(data), headBytes)]); m == nil && (!ok || wrapsRapSheet(data[:min(len(data), headBytes)])) {
		if sheets := unwrapped(data); sheets != nil {
			return r.sheets(in.Name, sheets)
		}
	}
	r.shape.kind(shapeRapXML)
	return r.xmlEvents(in.Name, data, m != nil)
}

// sheets finds the events of rap sheets that were wrapped in something else.
func (r *rapSheet) sheets(name string, sheets [][]byte) (all []rapEvent, err error) {
	r.notes.add("rap sheets unwrapped from what they stood in: lines are counted in each", int64(len(sheets)))
	for _, sheet := range sheets {
		var events []rapEvent
		if isXML(sheet[:min(len(sheet), 512)]) {
			r.shape.kind(shapeRapXML)
			events, err = r.xmlEvents(name, sheet, false)
		} else {
			events, err = r.textEvents(name, sheet, false)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, events...)
	}
	return all, nil
}

func (r *rapSheet) whole(name string, src io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(&stoppable{r.ctx, src}, maxRapSheet+1))
	if err != nil {
		return nil, fmt.Errorf("%s: read: %w", name, err)
	}
	if len(data) > maxRapSheet {
		return nil, &InputError{File: name, Reason: fmt.Sprintf("the file is larger than %d MiB: break it into one rap sheet a file",
			maxRapSheet>>20)}
	}
	return data, nil
}

// stoppable is a reader that ends with its context.
type stoppable struct {
	ctx context.Context
	src io.Reader
}

func (s *stoppable) Read(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.src.Read(b)
}

// isXML reports whether a file begins like XML, in UTF-8 or UTF-16.
func isXML(head []byte) bool {
	plain := bytes.TrimLeft(bytes.ReplaceAll(head, []byte{0}, nil), "\xef\xbb\xbf\xff\xfe \t\r\n")
	return len(plain) > 1 && plain[0] == '<' && (plain[1] == '?' || plain[1] == '!' || isLetterByte(plain[1]))
}

// isWebPage reports whether a file begins like HTML.
func isWebPage(head []byte) bool {
	lower := bytes.ToLower(bytes.TrimSpace(head))
	return bytes.HasPrefix(lower, []byte("<!doctype html")) || bytes.HasPrefix(lower, []byte("<html"))
}

func isLetterByte(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

// isRapSheet reports whether a file's beginning is that of a rap sheet, and of which form.
func isRapSheet(head []byte) (ok bool, form string) {
	upper := bytes.ToUpper(bytes.ReplaceAll(head, []byte{0}, nil))
	switch {
	case isXML(head) && bytes.Contains(upper, []byte("RAPSHEET")):
		return true, "XML"
	case isXML(head):
		return false, ""
	case bytes.Contains(upper, []byte("CRIMINAL HISTORY")) &&
		(bytes.Contains(upper, []byte("FBI NUMBER")) || bytes.Contains(upper, []byte("CYCLE")) ||
			bytes.Contains(upper, []byte("ARREST DATE"))):
		return true, "text"
	}
	return false, ""
}

// take takes one event. A custody whose both ends are known is a span, everything else an instant.
func (r *rapSheet) take(e *rapEvent) error {
	told := rapContext{cycle: e.cycle, ori: e.ori, named: e.named, who: e.who}
	if e.home != nil {
		told.begin, told.end = e.date, e.end
	}
	r.context = told.String()
	switch {
	case e.fault != "":
		return r.reject(e.line, e.text, "", e.fault)
	case e.kind == "":
		return r.reject(e.line, e.text, "",
			"this part of a cycle is neither an arrest nor a court's action nor a custody: check whether it tells of one")
	case e.home != nil && e.home.empty():
		return r.reject(e.line, e.text, "address", "the residence holds no address: fill in a street, city, ZIP or position")
	case e.date == "" && e.home == nil:
		return r.reject(e.line, e.text, "date", "no date was found: the event cannot be put on the timeline")
	}
	event := timeline.Event{Kind: e.kind, Standing: kinds.Of(e.kind).Standing, Handling: r.handling,
		Fields: append(e.fields, e.stated()...)}
	var err error
	if e.home != nil {
		r.reside(&event, e.home)
		event.Last = &timeline.When{}
		if e.date == "" && e.end == "" {
			event.Remark(timeline.RemarkNoDates)
		}
	} else {
		r.place(&event, e)
	}
	if e.date != "" {
		if event.First, err = r.when(e.date, event.Where.Zone); err != nil {
			return r.reject(e.line, e.text, "date", fmt.Sprintf("the date %q %s", e.date, err))
		}
	}
	switch {
	case e.home != nil && e.end != "" && e.date == "":
		if *event.Last, err = r.when(e.end, event.Where.Zone); err != nil {
			return r.reject(e.line, e.text, "date", fmt.Sprintf("the date %q %s", e.end, err))
		}
	case (e.kind == kinds.Custody || e.home != nil) && e.end != "":
		last, err := r.when(e.end, event.Where.Zone)
		if err != nil {
			return r.reject(e.line, e.text, "date", fmt.Sprintf("the date of %s %q %s", e.ends(), e.end, err))
		}
		if !event.First.Start.Before(last.End) {
			return r.reject(e.line, e.text, "date",
				fmt.Sprintf("the %s (%s) is before the beginning of the %s (%s): check the two dates", e.ends(), e.end, kinds.Of(e.kind).One, e.date))
		}
		event.Last = &last
	case e.kind == kinds.Court:
		event.Remark(timeline.RemarkCourtAction)
	}
	names(&event, personOf(e.who.name, e.who.birth, r.clock.Text))
	r.notes.add("criminal history: "+kinds.Of(e.kind).One, 1)
	return r.event(timeline.Record{Line: e.line, Text: e.text, Key: e.key()}, event)
}

// ends is what the end of a span is called.
func (e *rapEvent) ends() string {
	if e.home != nil {
		return "end"
	}
	return "release"
}

// place finds the agency that an event names, and where it lies.
func (r *rapSheet) place(event *timeline.Event, e *rapEvent) {
	event.Where = timeline.Where{Class: timeline.ClassNone, Basis: "the rap sheet names no agency by its ORI"}
	if e.ori == "" && e.named != "" {
		event.Where.Basis = fmt.Sprintf("the rap sheet names the agency, %s, without its ORI", e.named)
		r.notes.add("agencies named without an ORI", 1)
		if !slices.ContainsFunc(event.Fields, func(f timeline.Field) bool { return strings.EqualFold(f.Value, e.named) }) {
			event.Fields = append(event.Fields, timeline.Field{Name: "agency", Value: e.named})
		}
	}
	if e.ori != "" {
		if where, ok := r.agency(&r.opt, event, e.ori, e.named); ok {
			event.Where = where
		}
	}
	if event.Where.Label == "" {
		event.Where.Label = e.named
	}
}

// when reads a date in the zone of the place.
func (r *rapSheet) when(text, zone string) (timeline.When, error) {
	if r.opt.Zone != nil || zone == "" {
		return r.clock.Read(text)
	}
	if _, ok := r.zones[zone]; !ok {
		r.zones[zone] = nil
		if loc, err := time.LoadLocation(zone); err == nil {
			r.zones[zone] = clock.NewZone(loc)
		}
	}
	return r.clock.ReadIn(text, r.zones[zone], r.clock.Basis)
}

// key identifies an event by what it says, wherever it stands.
func (e *rapEvent) key() [32]byte {
	parts := []string{"rapsheet", string(e.kind), e.date, e.end, e.ori}
	if e.home != nil {
		parts = append(parts, e.home.canonical(), e.who.name)
	}
	var said []string
	for _, f := range e.fields {
		said = append(said, f.Name+"="+f.Value)
	}
	slices.Sort(said)
	return sha256.Sum256([]byte(strings.Join(append(parts, said...), "\n")))
}
