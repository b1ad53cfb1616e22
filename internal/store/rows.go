package store

import (
	"fmt"
	"strconv"
	"time"

	"github.com/paulmach/orb"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

type loadRow struct {
	ID         int64
	File       string
	SHA256     []byte `db:"sha256"`
	Bytes      int64
	Format     string
	Loader     string
	Zone       string
	ZoneBasis  timeline.Basis
	At         time.Time
	Read       int64
	Accepted   int64
	Duplicates int64
	Rejected   int64
	Notes      []timeline.Note
	Actor      string
	UndoneAt   *time.Time
	UndoneBy   *string
	UndoneWhy  *string
	Handling   []string
}

func (r loadRow) value() timeline.Load {
	l := timeline.Load{
		ID: r.ID, File: r.File, SHA256: fmt.Sprintf("%x", r.SHA256), Bytes: r.Bytes, Format: r.Format, Loader: r.Loader, Zone: r.Zone,
		ZoneBasis: r.ZoneBasis,
		At:        r.At.UTC(), Actor: r.Actor, Read: r.Read, Accepted: r.Accepted, Duplicates: r.Duplicates, Rejected: r.Rejected,
		Notes:    r.Notes,
		Handling: flags[timeline.Handling](r.Handling),
	}
	if r.UndoneAt != nil {
		l.Undone = &timeline.Undone{At: r.UndoneAt.UTC(), By: *r.UndoneBy, Why: *r.UndoneWhy}
	}
	return l
}

// recordRef leads back to a line of a load. The load's file and hash are left out where the load is not at hand.
func recordRef(load int64, line int, refs map[int64]timeline.Load) timeline.RecordRef {
	l := refs[load]
	return timeline.RecordRef{Load: load, Line: line, File: l.File, SHA256: l.SHA256, Loader: l.Loader}
}

// eventRow is what a record says of an event.
type eventRow struct {
	ID         int64
	Kind       timeline.KindName
	FirstSeen  timeline.When
	LastSeen   *timeline.When
	Position   *orb.Point
	Class      string
	RadiusM    float64
	Place      place
	Parties    []timeline.Party
	ORI        *string `db:"ori"`
	AgencyName string
	AgencyKind string
	Code       string
	Standing   timeline.Standing
	Why        string
	Remarks    []timeline.Remark
	Handling   []string
	Fields     []timeline.Field
	LoadID     int64
	Line       int
}

func (r *eventRow) value(refs map[int64]timeline.Load) timeline.Event {
	e := timeline.Event{
		ID: fmt.Sprintf("e%d", r.ID), Kind: r.Kind, First: r.FirstSeen, Last: r.LastSeen,
		Where:   where(r.Position, r.Class, r.RadiusM, r.Place),
		Parties: r.Parties, Code: r.Code, Standing: r.Standing, Why: r.Why, Remarks: r.Remarks,
		Handling: flags[timeline.Handling](r.Handling),
		Fields:   r.Fields, Records: []timeline.RecordRef{recordRef(r.LoadID, r.Line, refs)},
	}
	if r.ORI != nil {
		e.Agency = &timeline.Agency{ORI: *r.ORI, Name: r.AgencyName, Kind: r.AgencyKind, State: r.Place.State, Where: e.Where}
	}
	return e
}

// eventsOf puts the events together of which rows tell, which are in the order of the events and of each in that of its records.
func eventsOf(rows []eventRow, refs map[int64]timeline.Load) []timeline.Event {
	var events []timeline.Event
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && rows[n].ID == rows[0].ID {
			n++
		}
		told := make([]timeline.Event, n)
		for i := range told {
			told[i] = rows[i].value(refs)
		}
		events = append(events, timeline.Merge(told))
		rows = rows[n:]
	}
	return events
}

type readRow struct {
	ReadAt     time.Time
	LoadID     int64
	Line       int
	Flags      int16
	Precision  int16
	Confidence *float32
	Plate      string
	PlateState string
	PlateRaw   string
	Position   orb.Point
	Heading    *int
	SiteName   string
	Mobile     bool
	Class      string
	RadiusM    float64
	Place      place
}

func (r *readRow) value(refs map[int64]timeline.Load) timeline.Event {
	load := refs[r.LoadID]
	return r.event(recordRef(r.LoadID, r.Line, refs), load.Zone, load.ZoneBasis)
}

// event is the read as an event, whose local time is told by the zone of its load, or that of the place if that says so.
func (r *readRow) event(from timeline.RecordRef, zone string, basis timeline.Basis) timeline.Event {
	if zone == timeline.ZoneOfPlace {
		zone = r.Place.Zone
	}
	s := timeline.Event{
		ID: r.id(), Kind: timeline.KindRead, First: readWhen(r.ReadAt, r.Precision, r.Flags, zone, basis),
		Where:   where(&r.Position, r.Class, r.RadiusM, r.Place),
		Parties: kinds.Vehicle(timeline.Plate{Number: r.Plate, State: r.PlateState, Raw: r.PlateRaw}),
		Read:    &timeline.ReadDetail{Mobile: r.Mobile, Heading: r.Heading}, Records: []timeline.RecordRef{from},
	}
	if s.Where.Label == "" {
		s.Where.Label = r.SiteName
	}
	if r.Mobile { // the site is a grid cell; the read has its own fix
		s.Where.Class, s.Where.Radius = timeline.ClassGPS, timeline.MobileRadius
	}
	if r.Confidence != nil {
		c := float64(*r.Confidence)
		s.Read.Confidence = &c
	}
	return s
}

// id is the id of the read as a sighting.
func (r *readRow) id() string {
	var b [48]byte
	return string(strconv.AppendInt(append(strconv.AppendInt(append(b[:0], 'r'), r.LoadID, 10), '-'), int64(r.Line), 10))
}
