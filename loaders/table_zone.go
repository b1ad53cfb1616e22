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
// where none does, or the analyst named the zone. Where they differ the analyst is asked.
func (c *columns) statedZone(rows iter.Seq[[][]byte], opt *Options, n *notes) (string, error) {
	zone, line := "", ""
	hear := func(said, text string) error {
		switch {
		case said == "" || said == zone:
			return nil
		case opt.Zone != nil:
			if said != opt.Zone.String() {
				n.add(toldOtherwise(said, opt), 1)
			}
			return nil
		case zone == "":
			zone, line = said, text
			return nil
		}
		return &InputError{Reason: fmt.Sprintf(
			"the lines around the table state two zones, %s (%.80q) and %s (%.80q): name the zone with --tz, or part the file", zone, line, said,
			text)}
	}
	for _, text := range c.above {
		if err := hear(statement(text), text); err != nil {
			return "", err
		}
	}
	for parts := range rows {
		if said := statementIn(parts); said != "" {
			if err := hear(said, filled(parts)); err != nil {
				return "", err
			}
		}
	}
	return zone, nil
}

func toldOtherwise(said string, opt *Options) string {
	return fmt.Sprintf("a line says that the times are %s: they were read in %s, as the load was told", said, opt.Zone)
}

// lateZone judges a line that states a zone and was met among the rows: what was read before it cannot be taken back.
func lateZone(line int, said, used string, opt *Options) error {
	if said == used || opt.Zone != nil {
		return nil
	}
	if used == "" {
		used = "that of their place"
	}
	return &InputError{Line: line, Reason: fmt.Sprintf(
		"the line states that times are in %s, and those above it were read in %s: load the file again with --tz %s, or part it here", said, used,
		said)}
}

const noteStatement = "lines that state the zone of the times"
