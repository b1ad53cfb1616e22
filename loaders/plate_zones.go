package loaders

import (
	"bytes"
	"fmt"
	"time"

	"sightline/timeline"
	"sightline/timeline/clock"
)

// plateZones is in which zones the times of a file of reads are, and how that is known. What is nearest to a time counts: the time
// itself, the heading of its column, the row's own column of zones, what the analyst said, the lines around the table, the place of the reader.
type plateZones struct {
	heading *clock.Zone // that the heading of the times names; nil: none
	file    *clock.Zone // that the lines around the table state; nil: none
	utc     *clock.Zone
	rows    map[zoneBasis]int64
	run     zoneBasis // of the rows being counted
	count   int64
}

// zoneBasis is a zone and how it is known; the name is "" where each time states its own.
type zoneBasis struct {
	name  string
	basis timeline.Basis
}

// statedZones hears what the headings and the lines around the table state.
func (p *plateParser) statedZones(src plateSource) error {
	z := &p.zones
	z.utc, z.rows = clock.NewZone(time.UTC), map[zoneBasis]int64{}
	c := src.columns()
	var err error
	if name := c.zone("time", "clock", "date"); name != "" {
		if z.heading, err = p.clock.Zone([]byte(name)); err != nil {
			return &InputError{Reason: fmt.Sprintf("the heading %q names the time zone %s, which %v", c.names[c.timeColumn()], name, err)}
		}
	}
	said, err := c.statedZone(src.sample(), &p.opt, &p.notes)
	if err != nil || said == "" {
		if p.mend == nil || p.mend.zone == "" || p.opt.Zone != nil {
			return err
		}
		said = p.mend.zone
	}
	if z.file, err = p.clock.Zone([]byte(said)); err != nil {
		return &InputError{Reason: fmt.Sprintf("the file states the time zone %s, which %v", said, err)}
	}
	return nil
}

// timeColumn is the column whose heading names the zone of the times.
func (c *columns) timeColumn() int {
	for _, field := range []string{"time", "clock", "date"} {
		if c.zones[field] != "" {
			return c.at[field]
		}
	}
	return 0
}

// zoneOf returns the zone of a row's time, nil for the clock's own, and counts it. wrong says why the zone that the row states cannot be.
func (p *plateParser) zoneOf(c *clock.Civil, spot *spot, parts [][]byte) (zone *clock.Zone, wrong string) {
	z := &p.zones
	if c.Zone != "" {
		z.add("", timeline.BasisStated)
		return nil, ""
	}
	var own *clock.Zone
	if said := bytes.TrimSpace(at(parts, p.layout.zone)); len(said) > 0 && p.clock.Text.Layout == nil {
		var err error
		if own, err = p.clock.Zone(said); err != nil {
			return nil, fmt.Sprintf("the time zone %q %s", said, err)
		}
	}
	switch {
	case z.heading != nil:
		if own != nil && z.heading.Name() != "UTC" && !z.heading.Agrees(own, *c) { // a row may tell the reader's zone beside a time in UTC
			return nil, fmt.Sprintf("the heading of the times names the zone %s, and the row %s: check which it is", z.heading.Name(), own.Name())
		}
		z.add(z.heading.Name(), timeline.BasisStated)
		return z.heading, ""
	case own != nil:
		z.add(own.Name(), timeline.BasisStated)
		return own, ""
	case z.file != nil:
		z.add(z.file.Name(), timeline.BasisStated)
		return z.file, ""
	case p.opt.Zone != nil:
		z.add(p.opt.Zone.String(), timeline.BasisConfigured)
		return nil, ""
	case spot.zone != nil:
		z.add(spot.zone.Name(), timeline.BasisAssumed)
		return spot.zone, ""
	}
	z.add("UTC", timeline.BasisAssumed)
	return z.utc, ""
}

// add counts a row.
func (z *plateZones) add(name string, basis timeline.Basis) {
	if name != z.run.name || basis != z.run.basis {
		z.settle()
		z.run = zoneBasis{name, basis}
	}
	z.count++
}

func (z *plateZones) settle() {
	if z.count > 0 {
		z.rows[z.run] += z.count
	}
	z.count = 0
}

// statement takes a row that states the zone of the times for what it is. The error gives the load up.
func (p *plateParser) statement(rec *record, parts [][]byte) (stated bool, err error) {
	said := statementIn(parts)
	if said == "" {
		return false, nil
	}
	used := ""
	if p.zones.file != nil {
		used = p.zones.file.Name()
	}
	p.notes.add(noteStatement, 1)
	return true, lateZone(rec.line, said, used, &p.opt)
}

// readIn says what the times of the file were read in.
func (p *plateParser) readIn() (zone string, basis timeline.Basis) {
	z := &p.zones
	z.settle()
	of := map[timeline.Basis][]string{}
	for row := range z.rows {
		of[row.basis] = append(of[row.basis], row.name)
	}
	assumed, stated := of[timeline.BasisAssumed], of[timeline.BasisStated]
	if n := z.rows[zoneBasis{"UTC", timeline.BasisAssumed}]; n > 0 {
		p.notes.add("times read as UTC: neither the file nor the reader's position tells the zone", n)
	}
	switch {
	case len(of[timeline.BasisConfigured]) > 0 || len(z.rows) == 0 && p.opt.Zone != nil:
		return p.opt.Zone.String(), timeline.BasisConfigured
	case len(assumed) == 1:
		return assumed[0], timeline.BasisAssumed
	case len(assumed) > 1:
		return "local to each reader", timeline.BasisAssumed
	case len(stated) == 1 && stated[0] != "":
		return stated[0], timeline.BasisStated
	case len(stated) > 0:
		return timeline.ZoneOfRecord, timeline.BasisStated
	case z.heading != nil:
		return z.heading.Name(), timeline.BasisStated
	}
	return "", ""
}
