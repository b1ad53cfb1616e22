package store

import (
	"fmt"
	"strconv"
	"time"

	"github.com/paulmach/orb"

	"sightline/timeline"
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
	Restricted bool
}

func (r loadRow) value() timeline.Load {
	l := timeline.Load{
		ID: r.ID, File: r.File, SHA256: fmt.Sprintf("%x", r.SHA256), Bytes: r.Bytes, Format: r.Format, Loader: r.Loader, Zone: r.Zone, ZoneBasis: r.ZoneBasis,
		At: r.At.UTC(), Actor: r.Actor, Read: r.Read, Accepted: r.Accepted, Duplicates: r.Duplicates, Rejected: r.Rejected, Notes: r.Notes,
		Restricted: r.Restricted,
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

type sightingRow struct {
	ID         int64
	Kind       timeline.KindName
	At         time.Time
	Until      time.Time
	TimeRaw    string
	Zone       string
	ZoneBasis  timeline.Basis
	Precision  timeline.Precision
	TimeFlags  []string
	Position   *orb.Point
	Class      string
	RadiusM    float64
	Place      place
	Plate      *string
	PlateState *string
	ORI        *string `db:"ori"`
	AgencyName string
	AgencyKind string
	MessageKey string
	Category   timeline.Category
	SetAside   string
	Flags      []string
	Details    []timeline.Field
	LoadID     int64
	Line       int
}

func (r sightingRow) value(refs map[int64]timeline.Load) timeline.Event {
	s := timeline.Event{
		ID: fmt.Sprintf("s%d", r.ID), Kind: r.Kind,
		First:  timeline.When{Raw: r.TimeRaw, Zone: r.Zone, Basis: r.ZoneBasis, Start: r.At.UTC(), End: r.Until.UTC(), Precision: r.Precision, Flags: flags[timeline.TimeFlag](r.TimeFlags)},
		Where: where(r.Position, r.Class, r.RadiusM, r.Place), Code: r.MessageKey, Category: r.Category, SetAside: r.SetAside,
		Flags: flags[string](r.Flags), Fields: r.Details, Record: recordRef(r.LoadID, r.Line, refs),
	}
	if r.Plate != nil {
		s.Plate = &timeline.Plate{Number: *r.Plate}
		if r.PlateState != nil {
			s.Plate.State = *r.PlateState
		}
	}
	if r.ORI != nil {
		s.Agency = &timeline.Agency{ORI: *r.ORI, Name: r.AgencyName, Kind: r.AgencyKind, State: r.Place.State, Where: s.Where}
	}
	return s
}

type stayRow struct {
	ID        int64
	Kind      timeline.KindName
	FirstSeen timeline.When
	LastSeen  timeline.When
	Position  *orb.Point
	Class     string
	RadiusM   float64
	Place     place
	Flags     []string
	Details   []timeline.Field
	LoadID    int64
	Line      int
}

func (r stayRow) value(refs map[int64]timeline.Load) timeline.Event {
	return timeline.Event{
		ID: fmt.Sprintf("a%d", r.ID), Kind: r.Kind, First: r.FirstSeen, Last: &r.LastSeen,
		Where: where(r.Position, r.Class, r.RadiusM, r.Place), Flags: flags[string](r.Flags), Fields: r.Details, Record: recordRef(r.LoadID, r.Line, refs),
	}
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
	SiteKey    string
	Mobile     bool
	Class      string
	RadiusM    float64
	Place      place
}

func (r *readRow) value(refs map[int64]timeline.Load) timeline.Event {
	load := refs[r.LoadID]
	return r.sighting(recordRef(r.LoadID, r.Line, refs), load.Zone, load.ZoneBasis)
}

// sighting is the read as a sighting, whose local time is told by the zone of its load, or that of the place if that says so.
func (r *readRow) sighting(from timeline.RecordRef, zone string, basis timeline.Basis) timeline.Event {
	if zone == timeline.ZoneOfPlace {
		zone = r.Place.Zone
	}
	s := timeline.Event{
		ID: r.id(), Kind: timeline.KindRead, First: readWhen(r.ReadAt, r.Precision, r.Flags, zone, basis),
		Where: where(&r.Position, r.Class, r.RadiusM, r.Place),
		Plate: &timeline.Plate{Number: r.Plate, State: r.PlateState, Raw: r.PlateRaw}, Mobile: r.Mobile, Record: from,
		Heading: r.Heading,
	}
	if s.Where.Label == "" {
		s.Where.Label = r.SiteName
	}
	if r.Mobile { // the site is a grid cell; the read has its own fix
		s.Where.Class, s.Where.Radius = timeline.ClassGPS, timeline.MobileRadius
	}
	if r.Confidence != nil {
		c := float64(*r.Confidence)
		s.Confidence = &c
	}
	return s
}

// id is the id of the read as a sighting.
func (r *readRow) id() string {
	var b [48]byte
	return string(strconv.AppendInt(append(strconv.AppendInt(append(b[:0], 'r'), r.LoadID, 10), '-'), int64(r.Line), 10))
}
