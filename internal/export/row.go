package export

import (
	"iter"
	"strings"
	"time"

	"sightline/geo"
	"sightline/timeline"
)

// row is one sighting or stay as every table has it. A sighting's last is zero.
type row struct {
	kind        string // "sighting" or the stay's kind
	id          string
	source      timeline.Source
	when, last  timeline.When
	local, till string         // when and last in zone
	zone        *time.Location // of local
	from, to    time.Time      // the widest span of instants, to exclusive; zero where open
	where       timeline.Where
	plate       timeline.Plate
	agency      timeline.Agency
	sighting    *timeline.Sighting // nil for a stay
	aside       string
	flags       []string
	fields      []timeline.Field
	record      timeline.RecordRef
}

// rows are all sightings and then all stays.
func (m *material) rows() iter.Seq[*row] {
	return func(yield func(*row) bool) {
		for i := range m.Sightings {
			if !yield(m.sightingRow(&m.Sightings[i])) {
				return
			}
		}
		for i := range m.Stays {
			if !yield(m.stayRow(&m.Stays[i])) {
				return
			}
		}
	}
}

func (m *material) sightingRow(s *timeline.Sighting) *row {
	r := &row{
		kind: "sighting", id: s.ID, source: s.Source, when: s.When, local: m.clock.local(s.When, s.Where.Zone), zone: m.clock.zone(s.When, s.Where.Zone),
		from: s.When.Start, to: s.When.End, where: s.Where, sighting: s, aside: s.SetAside, flags: warnings(s.Flags, s.When), fields: s.Fields, record: s.Record,
	}
	if s.Plate != nil {
		r.plate = *s.Plate
	}
	if s.Agency != nil {
		r.agency = *s.Agency
	}
	return r
}

func (m *material) stayRow(s *timeline.Stay) *row {
	known := s.First
	if known.IsZero() {
		known = s.Last
	}
	return &row{
		kind: s.Kind, id: s.ID, source: s.Source, when: s.First, last: s.Last, local: m.clock.local(s.First, s.Where.Zone), till: m.clock.local(s.Last, s.Where.Zone),
		zone: m.clock.zone(known, s.Where.Zone), from: s.First.Start, to: s.Last.End, where: s.Where,
		flags: warnings(s.Flags, s.First, s.Last), fields: s.Fields, record: s.Record,
	}
}

// warnings are the flags of a row and of its times, in words.
func warnings(flags []string, times ...timeline.When) []string {
	out := append([]string(nil), flags...)
	for _, t := range times {
		for _, f := range t.Flags {
			out = append(out, timeWarning(f))
		}
	}
	return out
}

func timeWarning(f timeline.TimeFlag) string {
	switch f {
	case timeline.FlagNonexistent:
		return "no such local time: clocks were set forward"
	case timeline.FlagAmbiguous:
		return "this local time occurred twice: clocks were set back"
	case timeline.FlagFuture:
		return "later than the load"
	case timeline.FlagCentury:
		return "century inferred"
	}
	return string(f)
}

// known is the time of a row to show first: when it began or, for a stay whose begin is open, when it was last seen.
func (r *row) known() timeline.When {
	if r.when.IsZero() {
		return r.last
	}
	return r.when
}

// details writes the named values of a record.
func details(fields []timeline.Field) string {
	words := make([]string, len(fields))
	for i, f := range fields {
		words[i] = f.Name + "=" + f.Value
	}
	return strings.Join(words, "; ")
}

// locates says in words what a class of position locates.
func locates(c timeline.Class) string {
	switch c {
	case timeline.ClassGPS:
		return "device's own fix"
	case timeline.ClassSite:
		return "reader's position"
	case timeline.ClassStreet:
		return "street address"
	case timeline.ClassZIP:
		return "middle of a ZIP code area"
	case timeline.ClassCity:
		return "middle of a city"
	case timeline.ClassAgency:
		return "agency's office, not the place of the encounter"
	case timeline.ClassCounty:
		return "middle of a county"
	case timeline.ClassState:
		return "middle of a state"
	}
	return "no position is known"
}

// radius is a row's uncertainty; the radius of an agency's office says nothing about the encounter.
func (r *row) radius() geo.Meters { return r.where.Radius }
