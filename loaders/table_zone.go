package loaders

import (
	"fmt"
	"iter"

	"sightline/timeline/clock"
)

// A line above or below a table that states a zone fills few cells: a title, or a name and a value.
const statementCells = 3

// statementIn is the zone that a row states for the times of the table, "" where it states none.
func statementIn[T ~string | ~[]byte](cells []T) string {
	n := 0
	for _, c := range cells {
		if !isBlank([]byte(c)) {
			n++
		}
	}
	if n == 0 || n > statementCells {
		return ""
	}
	return statement(filled(cells))
}

// statement is the zone that a line states, under its one name.
func statement(line string) string {
	said, ok := clock.Statement(line)
	if !ok {
		return ""
	}
	if zone, ok := clock.ParseZone(said); ok {
		return zone
	}
	return said
}

// statedZone is the zone that the lines above the headings, and those of the first rows that are none, state for all times of a table; ""
// where none does. Where they differ the analyst is asked.
func (c *columns) statedZone(rows iter.Seq[[][]byte], opt *Options) (string, error) {
	zone, line := "", ""
	differ := func(said, text string) bool {
		if zone == "" {
			zone, line = said, text
		}
		return said != zone
	}
	for _, text := range c.above {
		if said := statement(text); said != "" && differ(said, text) {
			return c.twoZones(zone, line, said, text, opt)
		}
	}
	for parts := range rows {
		if said := statementIn(parts); said != "" && differ(said, filled(parts)) {
			return c.twoZones(zone, line, said, filled(parts), opt)
		}
	}
	return zone, nil
}

func (c *columns) twoZones(a, lineA, b, lineB string, opt *Options) (string, error) {
	if opt.Zone != nil {
		return "", nil
	}
	return "", &InputError{Reason: fmt.Sprintf(
		"the lines around the table state two zones, %s (%.80q) and %s (%.80q): say which its times are in, --tz %s or --tz %s, or part the file",
		a, lineA, b, lineB, a, b)}
}

// lateZone judges a line that states a zone and was met among the rows: what was read before it cannot be taken back.
func lateZone(line int, said, used string) error {
	if said == used {
		return nil
	}
	return &InputError{Line: line, Reason: fmt.Sprintf(
		"the line states that times are in %s, and those above it were read in %s: load the file again with --tz %s, or part it here", said,
		orUnknown(used), said)}
}

func orUnknown(zone string) string {
	if zone == "" {
		return "another zone"
	}
	return zone
}

const (
	noteStatement = "lines that state the zone of the times"
	noteTZ        = "times read in the zone that the file states, and not in that of --tz"
)
