package export

import (
	"iter"
	"slices"
	"strings"
	"time"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// row is one sighting or stay as every table has it. A sighting's last is zero, as are a stay's plate, agency, key,
// category and what a reader says.
type row struct {
	of         timeline.Kind
	stays      bool // it is a span
	id         string
	when, last timeline.When
	zone       *time.Location // in which its local times are written
	from, to   time.Time      // the widest span of instants, to exclusive; zero where open
	where      timeline.Where
	plate      timeline.Plate
	agency     timeline.Agency
	key        string
	category   timeline.Category
	sureness   *float64 // of a reader, 0 to 1
	moving     bool     // reader
	aside      string   // why it is set aside
	flags      []string
	fields     []timeline.Field
	record     timeline.RecordRef
	burst      string // of a read in a burst: the id of the sighting that it is shown as
}

// rows are all sightings, a burst of plate reads as one, and then all stays. None is left out.
func (m *material) rows() iter.Seq[*row] {
	return func(yield func(*row) bool) {
		for r := range m.sightings() {
			if !yield(r) {
				return
			}
		}
		for r := range m.stays() {
			if !yield(r) {
				return
			}
		}
	}
}

// records are every observation by itself, those of a burst too, and then all stays: what tables hold.
func (m *material) records() iter.Seq[*row] {
	return func(yield func(*row) bool) {
		for r := range m.reads() {
			if !yield(r) {
				return
			}
		}
		for r := range m.stays() {
			if !yield(r) {
				return
			}
		}
	}
}

// reads are every observation by itself, in time order.
func (m *material) reads() iter.Seq[*row] {
	return func(yield func(*row) bool) {
		shownAs := map[string]string{}
		for i := range m.Sightings {
			for k := range m.Sightings[i].Burst {
				shownAs[m.Sightings[i].Burst[k].ID] = m.Sightings[i].ID
			}
		}
		all := m.Dossier.Reads()
		for i := range all {
			r := m.sighting(&all[i])
			r.burst = shownAs[r.id]
			if !yield(r) {
				return
			}
		}
	}
}

func (m *material) sightings() iter.Seq[*row] {
	return func(yield func(*row) bool) {
		for i := range m.Sightings {
			if !yield(m.sighting(&m.Sightings[i])) {
				return
			}
		}
	}
}

func (m *material) stays() iter.Seq[*row] {
	return func(yield func(*row) bool) {
		for i := range m.Stays {
			if !yield(m.stay(&m.Stays[i])) {
				return
			}
		}
	}
}

func (m *material) sighting(s *timeline.Sighting) *row {
	r := &row{
		of: kinds.Of(s.Kind), id: s.ID, when: s.When, zone: m.display.Shown(s.When, s.Where.Zone), from: s.When.Start, to: s.When.End,
		where: s.Where, key: s.Key, category: s.Category, sureness: s.Confidence, moving: s.Mobile, aside: s.SetAside,
		flags: warnings(s.Flags, s.When.Flags), fields: s.Fields, record: s.Record,
	}
	if s.Plate != nil {
		r.plate = *s.Plate
	}
	if s.Agency != nil {
		r.agency = *s.Agency
	}
	return r
}

func (m *material) stay(s *timeline.Stay) *row {
	r := &row{
		of: kinds.Of(s.Kind), stays: true, id: s.ID, when: s.First, last: s.Last, from: s.First.Start, to: s.Last.End, where: s.Where,
		flags: warnings(s.Flags, s.First.Flags, s.Last.Flags), fields: s.Fields, record: s.Record,
	}
	r.zone = m.display.Shown(r.known(), s.Where.Zone)
	return r
}

// known is the time of a row that its zone is told by: when it began or, where that is open, when it was last seen.
func (r *row) known() timeline.When {
	if r.when.IsZero() {
		return r.last
	}
	return r.when
}

// warnings are the flags of a row and of its times, in words.
func warnings(flags []string, times ...[]timeline.TimeFlag) []string {
	out := slices.Clip(flags)
	for _, list := range times {
		for _, f := range list {
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

// details writes the named values of a record.
func details(fields []timeline.Field) string {
	var words []string
	for _, f := range fields {
		if f.Name != timeline.FieldMessage { // has its own column
			words = append(words, f.Name+"="+f.Value)
		}
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
