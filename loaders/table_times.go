package loaders

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"sightline/timeline"
	"sightline/timeline/clock"
)

// isDate reports whether a field holds a date, which a workbook may keep as a number.
func isDate(of timeline.FieldType) bool {
	switch of {
	case timeline.FieldTime, timeline.FieldDate, timeline.FieldClock, timeline.FieldBegin, timeline.FieldBeginClock, timeline.FieldEnd,
		timeline.FieldEndClock, timeline.FieldBirth:
		return true
	}
	return false
}

// isWhen reports whether a field tells when an event was.
func isWhen(of timeline.FieldType) bool {
	switch of {
	case timeline.FieldBeginYear, timeline.FieldBeginMonth, timeline.FieldEndYear, timeline.FieldEndMonth, timeline.FieldRange,
		timeline.FieldZone:
		return true
	}
	return isDate(of) && of != timeline.FieldBirth
}

// end is one end of a span, or the time of an instant, as a row tells it.
type end struct {
	name string // of what it is, in words: "first seen"
	date seenDate
	zone string // that its heading names
}

// times reads when an event was. field and reason say what is wrong with it.
func (t *tableEvents) times(e *timeline.Event, r *row) (field, reason string, err error) {
	zone := t.value(r, timeline.FieldZone)
	if !t.kind.Spans {
		at := t.end(r, timeline.FieldTime, timeline.FieldClock, "", "")
		if at.date.text == "" {
			at = t.end(r, timeline.FieldDate, timeline.FieldClock, "", "")
		}
		return t.time(e, at, zone, &e.First, r.line)
	}
	e.Last = &timeline.When{}
	first := t.end(r, timeline.FieldBegin, timeline.FieldBeginClock, timeline.FieldBeginYear, timeline.FieldBeginMonth)
	last := t.end(r, timeline.FieldEnd, timeline.FieldEndClock, timeline.FieldEndYear, timeline.FieldEndMonth)
	if both := t.value(r, timeline.FieldRange); both != "" && first.date.text == "" && last.date.text == "" {
		first.date.text, last.date.text = splitRange(both)
	}
	first.date.text, last.date.text = oneEnd(first.date.text, fromWords), oneEnd(last.date.text, toWords)
	if field, reason, err = t.time(e, first, zone, &e.First, r.line); err != nil || reason != "" {
		return field, reason, err
	}
	if field, reason, err = t.time(e, last, zone, e.Last, r.line); err != nil || reason != "" {
		return field, reason, err
	}
	if !e.First.IsZero() && !e.Last.IsZero() && !e.First.Start.Before(e.Last.End) {
		return last.name, fmt.Sprintf("%s (%s) is before %s (%s): check the two dates", last.name, e.Last.Raw, first.name, e.First.Raw), nil
	}
	return "", "", nil
}

// end finds the text of one end. The time of day, or year and month, may stand in columns of their own.
func (t *tableEvents) end(r *row, date, clock, year, month timeline.FieldType) end {
	e := end{name: "date"}
	for _, f := range t.kind.Fields {
		if f.Type != date {
			continue
		}
		if e.name == "date" {
			e.name = strings.ToLower(f.Words())
		}
		if col := t.cols.col(f.Name); col >= 0 && r.date(col).text != "" {
			e.name, e.date, e.zone = strings.ToLower(f.Words()), r.date(col), t.cols.zones[f.Name]
			break
		}
	}
	if y := t.value(r, year); e.date.text == "" && y != "" {
		if m := t.value(r, month); m != "" {
			y = m + "/" + y
		}
		return end{name: e.name, date: seenDate{text: y}}
	}
	for _, f := range t.kind.Fields {
		if col := t.cols.col(f.Name); f.Type == clock && col >= 0 && e.date.text != "" && r.date(col).text != "" {
			e.date = seenDate{text: dateAlone(e.date.text) + " " + clockAlone(r.date(col).text), clock: true}
			e.zone = cmp.Or(t.cols.zones[f.Name], e.zone)
			break
		}
	}
	if half := r.date(t.cols.col(fieldHalf)).text; half != "" && e.date.text != "" && !halfStands([]byte(e.date.text)) {
		e.date.text += " " + half
	}
	return e
}

// time reads one end of a span, or the time of an instant, into when.
func (t *tableEvents) time(e *timeline.Event, at end, zone string, when *timeline.When, line int) (field, reason string, err error) {
	if isOpen(at.date.text) {
		if isPresent(at.date.text) {
			e.Remark(timeline.RemarkPresent, strings.TrimSuffix(at.name, " seen"), strings.ToLower(at.date.text))
		}
		return "", "", nil
	}
	if *when, err = t.when(at, zone, e.Where.Zone); err != nil {
		if giveUp := t.order.refused(err, at.date.text); giveUp != "" {
			return "", "", &InputError{Line: line, Reason: giveUp}
		}
		return at.name, fmt.Sprintf("the date %q %s", at.date.text, err), nil
	}
	for _, f := range when.Flags {
		t.notes.add("time "+string(f), 1)
	}
	return "", "", nil
}

// seenDate is a date as a row has it.
type seenDate struct {
	text  string
	clock bool // the time of day stood by itself
}

// date is the date in a column.
func (r *row) date(i int) seenDate {
	if i < 0 || i >= len(r.cells) {
		return seenDate{}
	}
	return seenDate{text: strings.TrimSpace(r.cells[i])}
}

// earliestYear is before anything that a case tells of. Earlier dates are what spreadsheets make of small numbers.
const earliestYear = 1927

// when reads a date: in the zone that it or the row states, else in that of the place.
func (t *tableEvents) when(at end, stated, place string) (timeline.When, error) {
	d := at.date
	text := d.text
	if t.clock.Text.Layout != nil && stated != "" {
		text, stated = text+" "+stated, "" // the layout has it, too
	}
	c, err := t.clock.Text.Parse([]byte(text))
	if err != nil {
		return timeline.When{}, err
	}
	if c.Year < earliestYear {
		return timeline.When{}, fmt.Errorf("lies before %d, too early for a sighting: check the year", earliestYear)
	}
	t.order.saw(&c)
	midnight := c.Hour == 0 && c.Minute == 0 && c.Second == 0 && (c.Precision == timeline.Second || c.Precision == timeline.Minute)
	if midnight && c.Zone == "" && !d.clock {
		c.Precision = timeline.Day // exports write midnight for a date without a time
	}
	zone, basis, err := t.zoneOf(c, at, stated, place)
	if err != nil {
		return timeline.When{}, err
	}
	return t.clock.When(c, d.text, zone, basis)
}

// zoneOf is the zone to read a time in and how it is known; a nil zone is the time's own, or the clock's. What is nearest to the time
// counts: the time itself, its heading, the zone that its row states, what the analyst said, the lines around the table, the place.
func (t *tableEvents) zoneOf(c clock.Civil, at end, stated, place string) (*clock.Zone, timeline.Basis, error) {
	if c.Zone != "" {
		t.stated("")
		return nil, t.clock.Basis, nil
	}
	own, err := t.clock.Zone([]byte(stated))
	if err != nil {
		return nil, "", fmt.Errorf("cannot be read: its time zone %q %w", stated, err)
	}
	heading, err := t.clock.Zone([]byte(at.zone))
	if err != nil {
		return nil, "", fmt.Errorf("cannot be read: its heading names the time zone %s, which %w", at.zone, err)
	}
	switch {
	case heading != nil && own != nil && heading.Name() != "UTC" && !heading.Agrees(own, c):
		return nil, "", fmt.Errorf("cannot be read: its heading names the time zone %s, and the row %s: check which it is", heading.Name(), own.Name())
	case heading != nil:
		own = heading
	case own == nil:
		own = t.file
	}
	switch {
	case own != nil:
		t.stated(own.Name())
		return own, timeline.BasisStated, nil
	case t.opt.Zone != nil:
		t.configured++
		return nil, t.clock.Basis, nil
	}
	zone := t.zoneNamed(place)
	name := "UTC"
	if zone != nil {
		name = zone.Name()
	}
	t.used[name]++
	return zone, t.clock.Basis, nil
}

// stated counts a time whose zone is stated, "" where it states it itself.
func (t *tableEvents) stated(zone string) { t.said[zone]++ }

// zoneNamed returns the zone of a place, nil when it is not known.
func (t *tableEvents) zoneNamed(name string) *clock.Zone {
	if name == "" {
		return nil
	}
	if _, ok := t.zones[name]; !ok {
		t.zones[name] = nil
		if loc, err := time.LoadLocation(name); err == nil {
			t.zones[name] = clock.NewZone(loc)
		}
	}
	return t.zones[name]
}

// zone says what the times of the file were read in.
func (t *tableEvents) zone() (string, timeline.Basis) {
	switch {
	case t.opt.Zone != nil && (t.configured > 0 || len(t.said) == 0):
		return t.opt.Zone.String(), timeline.BasisConfigured
	case len(t.used) == 1:
		for name := range t.used {
			return name, timeline.BasisAssumed
		}
	case len(t.used) > 1:
		return timeline.ZoneOfPlace, timeline.BasisAssumed
	case len(t.said) == 1 && t.said[""] == 0:
		for name := range t.said {
			return name, timeline.BasisStated
		}
	case len(t.said) > 0:
		return timeline.ZoneOfRecord, timeline.BasisStated
	}
	return "", ""
}
