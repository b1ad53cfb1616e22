package loaders

import (
	"fmt"
	"iter"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"

	"sightline/timeline/clock"
	"sightline/timeline/plate"
)

// columnsLooked is how many rows are looked at to tell what columns hold.
const columnsLooked = 300

// columnSample is the beginning of a table, by which is told what its headings leave open.
type columnSample struct {
	*columns
	rows  [][]string
	named map[string]string // columns that the analyst named
	notes *notes
}

// disputed are the fields for which a wrong column puts a sighting at another time or place, or makes it one of another vehicle: of two
// columns that differ the analyst has to say which it is.
var disputed = map[string]bool{"time": true, "date": true, "clock": true, "lat": true, "lon": true, "position": true, "plate": true, "LIC": true}

// settle looks at the first rows of a table for what its headings leave open: two columns for one field, a column that holds times and
// was not taken. It asks where a guess could be wrong, and tells of every column that is left out; of those that no field has where they
// are not kept with the event.
func (c *columns) settle(rows iter.Seq[[][]byte], named map[string]string, kept bool, n *notes) error {
	s := columnSample{columns: c, named: named, notes: n}
	for parts := range rows {
		cells := make([]string, len(parts))
		for i, p := range parts {
			cells[i], _ = decode(p)
		}
		if s.rows = append(s.rows, cells); len(s.rows) == columnsLooked {
			break
		}
	}
	for _, field := range slices.Sorted(maps.Keys(named)) {
		heading := named[field]
		if i, ok := c.at[field]; ok {
			n.add(fmt.Sprintf("the column %q was taken for %s, as --column says", c.names[i], field), 1)
		} else if heading != "" {
			return &InputError{Reason: fmt.Sprintf("there is no column %q, which --column names for %s: the columns are %s", heading, field, headingList(c.names))}
		}
	}
	for _, field := range slices.Sorted(maps.Keys(c.rivals)) {
		for _, rival := range c.rivals[field] {
			if err := s.rival(field, rival); err != nil {
				return err
			}
		}
	}
	s.noZones()
	s.timesLeft()
	if !kept {
		s.tell()
	}
	return nil
}

// values are what a column holds in the rows looked at, blanks left out.
func (s *columnSample) values(column int) []string {
	var all []string
	for _, r := range s.rows {
		if v := s.value(r, column); v != "" {
			all = append(all, v)
		}
	}
	return all
}

func (s *columnSample) value(row []string, column int) string {
	if column < 0 || column >= len(row) {
		return ""
	}
	return row[column]
}

// rival judges a second column for a field.
func (s *columnSample) rival(field string, rival int) error {
	own := s.at[field]
	a, b, filled := "", "", 0
	pair := timeFields()[field]
	same := true
	for _, r := range s.rows {
		x, y := s.value(r, own), s.value(r, rival)
		if x == "" || y == "" {
			continue
		}
		filled++
		if same && !sameValue(field, x, y) {
			same, a, b = false, x, y
		}
		pair = pair && s.apart(field, rival, x, y)
	}
	switch {
	case filled == 0 || same:
		return nil
	case pair: // one clock of UTC and one of the place: what states its zone needs no guess
		if s.zoneNear(own) == "" && s.zoneNear(rival) != "" {
			s.at[field], s.zones[field] = rival, s.zoneNear(rival)
			own, rival = rival, own
		}
		s.notes.add(fmt.Sprintf("the column %q was not taken: %q is the %s and states its zone", s.names[rival], s.names[own], field), 1)
		return nil
	case disputed[field]:
		return &InputError{Reason: fmt.Sprintf("two columns may be the %s, and they differ: %q (%s) and %q (%s): say which it is, with --column %s=%q or --column %s=%q",
			field, s.names[own], a, s.names[rival], b, field, s.named1(own), field, s.named1(rival))}
	}
	s.notes.add(fmt.Sprintf("the column %q was not taken: %q is the %s; if it is the wrong one, load again with --column %s=%q", s.names[rival],
		s.names[own], field, field, s.named1(rival)), 1)
	return nil
}

// named1 is how a column is named: by its heading, by its number where another has the same.
func (s *columnSample) named1(column int) string {
	for i, name := range s.names {
		if i != column && plainHeading(name) == plainHeading(s.names[column]) || plainHeading(s.names[column]) == "" {
			return columnNumber(column - s.made)
		}
	}
	return s.names[column]
}

// zoneNear is the zone that the heading of a column names.
func (s *columnSample) zoneNear(column int) string { return zoneOfHeading(s.names[column]) }

// apart reports whether two times may be one, told by a clock of UTC and by another: whole quarters of an hour lie between them, and one
// of them states its zone.
func (s *columnSample) apart(field string, rival int, x, y string) bool {
	a, errA := clock.Text{Serial: true}.Parse([]byte(x))
	b, errB := clock.Text{Serial: true}.Parse([]byte(y))
	if errA != nil || errB != nil || a.Precision != b.Precision || a.Precision.Coarse() {
		return false
	}
	saidA, saidB := a.Zone != "" || s.zoneNear(s.at[field]) != "", b.Zone != "" || s.zoneNear(rival) != ""
	d := a.Sub(b)
	return (saidA || saidB) && d%900 == 0 && d >= -14*3600 && d <= 14*3600
}

func sameValue(field, x, y string) bool {
	switch {
	case strings.EqualFold(x, y):
		return true
	case field == "plate":
		return plate.Normalize(x) == plate.Normalize(y)
	case field == "lat" || field == "lon":
		a, _, okA := parseDegrees([]byte(x))
		b, _, okB := parseDegrees([]byte(y))
		return okA && okB && math.Abs(a-b) < 0.0005
	case timeFields()[field]:
		a, errA := clock.Text{Serial: true}.Parse([]byte(x))
		b, errB := clock.Text{Serial: true}.Parse([]byte(y))
		return errA == nil && errB == nil && a.Precision == b.Precision && a.Zone == b.Zone && a.Sub(b) == 0
	}
	return false
}

// noZones gives up a column named "zone" or "offset" in which no zone stands: it is of something else.
func (s *columnSample) noZones() {
	i, ok := s.at[fieldZone]
	if _, said := s.named[fieldZone]; !ok || said {
		return
	}
	if name := plainHeading(s.names[i]); name != "zone" && name != "offset" {
		return
	}
	values := s.values(i)
	if len(values) > 0 && countIf(values, isZone) == 0 {
		delete(s.at, fieldZone)
		s.notes.add(fmt.Sprintf("the column %q names no time zone and was not taken", s.names[i]), 1)
	}
}

func isZone(s string) bool { _, ok := clock.ParseZone(s); return ok }

// timesLeft tells of columns that no field has and that hold times or zones, where the time or its zone may be wanting.
func (s *columnSample) timesLeft() {
	dateOnly := s.dateOnly()
	for _, i := range s.left() {
		values := s.values(i)
		if len(values) == 0 || s.disowned(i) {
			continue
		}
		clocks := countIf(values, isClockText)
		switch {
		case clocks == len(values) && dateOnly:
			s.notes.add(fmt.Sprintf("the column %q holds times of day and was not taken, and the dates have none: if it is the time, load again with --column clock=%q",
				s.names[i], s.named1(i)), 1)
		case clocks == len(values), countIf(values, isDateTime) == len(values):
			s.notes.add(fmt.Sprintf("the column %q holds times and was not taken: if it is the time, load again with --column time=%q", s.names[i],
				s.named1(i)), 1)
		case !s.has(fieldZone) && s.zone("time", "date", "clock") == "" && countIf(values, isZone) == len(values) &&
			slices.ContainsFunc(values, func(v string) bool { return len(v) > 2 }):
			s.notes.add(fmt.Sprintf("the column %q names time zones and was not taken: if they are of the times, load again with --column zone=%q",
				s.names[i], s.named1(i)), 1)
		}
	}
}

// disowned reports whether the analyst named another column for what this one's heading says.
func (s *columnSample) disowned(i int) bool {
	for _, field := range []string{"time", "date", "clock"} {
		if _, ok := s.named[field]; ok {
			return true
		}
	}
	return false
}

// dateOnly reports whether the times of the rows have a date and no time of day.
func (s *columnSample) dateOnly() bool {
	if s.has("clock") || s.has("time") && s.has("date") {
		return false
	}
	for _, field := range []string{"time", "date"} {
		if i, ok := s.at[field]; ok {
			values := s.values(i)
			return len(values) > 0 && countIf(values, func(v string) bool {
				c, err := clock.Text{Serial: true}.Parse([]byte(v))
				return err == nil && !c.Precision.Coarse()
			}) == 0
		}
	}
	return false
}

// clockText is a time of day as columns of their own hold it.
var clockText = regexp.MustCompile(`^[0-9]{1,2}[:.][0-9]{2}([:.][0-9]{2}([.,][0-9]+)?)?[\s\p{Zs}]*([AaPp]\.?\s?([Mm]\.?)?)?( ?[A-Za-z]{1,4})?$`)

func isClockText(v string) bool { return clockText.MatchString(v) && strings.ContainsAny(v, ":") }

func isDateTime(v string) bool {
	c, err := clock.Text{}.Parse([]byte(v))
	return err == nil && !c.Precision.Coarse() && strings.ContainsAny(v, ":-/")
}

// left are the columns that no field has.
func (s *columnSample) left() []int {
	taken := map[int]bool{}
	for _, i := range s.at {
		taken[i] = true
	}
	for _, i := range s.beside {
		taken[i] = true
	}
	for _, i := range s.parts {
		taken[i] = true
	}
	var left []int
	for i := s.made; i < len(s.names); i++ {
		if !taken[i] && strings.TrimSpace(s.names[i]) != "" {
			left = append(left, i)
		}
	}
	return left
}

// tell lists the columns that were not taken.
func (s *columnSample) tell() {
	var names []string
	for _, i := range s.left() {
		names = append(names, s.names[i])
	}
	if len(names) > 0 {
		s.notes.add("columns not taken: "+headingList(names), int64(len(names)))
	}
}

// quotedMost is how many headings a note lists.
const quotedMost = 24

// headingList lists headings in quotation marks.
func headingList(names []string) string {
	var out []string
	for _, name := range names[:min(len(names), quotedMost)] {
		out = append(out, fmt.Sprintf("%.40q", name))
	}
	if more := len(names) - quotedMost; more > 0 {
		out = append(out, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(out, ", ")
}
