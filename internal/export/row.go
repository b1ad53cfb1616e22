package export

import (
	"iter"
	"slices"
	"strings"
	"time"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// row is one event as every export has it.
type row struct {
	*timeline.Event // of a mention without its position, which is nobody's
	of              timeline.Kind
	subject         *timeline.Subject
	last            timeline.When  // when a span was last seen; zero of an instant
	zone            *time.Location // in which its local times are written
	from, to        time.Time      // the widest span of instants, to exclusive; zero where open
	plate           timeline.Plate
	agency          timeline.Agency
	handling        []timeline.Handling // its own codes and those of its loads
	burst           string              // of a read in a burst: the id of the sighting that it is shown as
	named           []string            // the values of fields that have a column of their own, by column
	rest            []timeline.Field    // the others
}

// rows are all events in time order, a burst of plate reads as one. None is left out.
func (m *material) rows() iter.Seq[*row] { return m.rowsOf(m.Events) }

func (m *material) rowsOf(events []timeline.Event) iter.Seq[*row] {
	return func(yield func(*row) bool) {
		for i := range events {
			if !yield(m.row(&events[i])) {
				return
			}
		}
	}
}

func (m *material) row(e *timeline.Event) *row {
	r := &row{
		Event: e, of: kinds.Of(e.Kind), subject: &m.Subject, from: e.First.Start, to: e.First.End,
		handling: timeline.HandlingOf(e, m.codes), burst: m.shownAs[e.ID],
	}
	if e.Spans() {
		r.last, r.to = *e.Last, e.Last.End
	}
	if p := e.PlateParty(); p != nil {
		r.plate = timeline.Plate{Number: p.Of.Value, State: p.Of.Region, Raw: p.Of.Raw}
	}
	if e.Agency != nil {
		r.agency = *e.Agency
	}
	r.zone = m.display.Shown(r.known(), e.Where.Zone)
	if e.Standing == timeline.Mention && e.Where.Located() {
		unplaced := *e
		unplaced.Where = timeline.Where{Class: timeline.ClassNone, Label: e.Where.Label, Zone: e.Where.Zone}
		r.Event = &unplaced
	}
	return r
}

// aside reports whether a row is drawn as set aside.
func (r *row) aside() bool { return r.Standing == timeline.SetAside }

// known is the time of a row that its zone is told by: when it began or, where that is open, when it was last seen.
func (r *row) known() timeline.When {
	if r.First.IsZero() {
		return r.last
	}
	return r.First
}

// warnings are the remarks of a row and the flags of its times, in words.
func (r *row) warnings() string {
	out := r.Remarked()
	for _, f := range slices.Concat(r.First.Flags, r.last.Flags) {
		out = append(out, timeWarning(f))
	}
	return strings.Join(out, "; ")
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

// standing says why a row does not count, "" when it does.
func (r *row) standing() string { return joined(": ", string(r.Standing), r.Why) }

// parties names all that a row is about, each with its part.
func (r *row) parties() string {
	var all []string
	for _, p := range r.Parties {
		all = append(all, p.Part+"="+r.who(p))
	}
	return strings.Join(all, "; ")
}

// others names the parties of a row but the plate, which is told by itself.
func (r *row) others() string {
	var all []string
	told := r.PlateParty()
	for i := range r.Parties {
		if p := &r.Parties[i]; p != told {
			all = append(all, p.Part+": "+r.who(*p))
		}
	}
	return strings.Join(all, "; ")
}

// who is a party by its identifier or, where there is none, by name.
func (r *row) who(p timeline.Party) string {
	switch {
	case !p.Of.IsZero():
		return p.Of.String()
	case p.Subject == r.subject.ID:
		return r.subject.Name
	case p.Subject != 0:
		return "another subject of the case"
	}
	return "not known"
}

// details writes the named values of a record.
func details(fields []timeline.Field) string {
	words := make([]string, len(fields))
	for i, f := range fields {
		words[i] = f.Name + "=" + f.Value
	}
	return strings.Join(words, "; ")
}

// locates says in words what the position of a row locates.
func (r *row) locates() string {
	if r.Standing == timeline.Mention {
		return "nobody: the subject is only mentioned"
	}
	switch r.Where.Class {
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
