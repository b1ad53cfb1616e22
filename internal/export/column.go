package export

import (
	"math"
	"strings"
	"time"

	"sightline/timeline"
)

// column is one column of the tables of sightings and stays. Its value is nil, a string, an int64, a float64, a bool, a
// time.Time, which is an instant in UTC, or a civil time.
type column struct {
	name  string  // in CSV and GeoJSON
	title string  // in a workbook
	width float64 // in a workbook, characters
	scope scope
	value func(*row) any
}

// scope says which rows have a column.
type scope int

const (
	ofAll scope = iota
	ofSightings
	ofStays
)

// columns are those of all tables. The time of a stay is when it was first seen; last_ is when it was last seen.
func columns() []column {
	text := func(of scope, name, title string, width float64, get func(*row) string) column {
		return column{name, title, width, of, func(r *row) any {
			if s := get(r); s != "" {
				return s
			}
			return nil
		}}
	}
	return []column{
		text(ofAll, "kind", "Kind", 11, func(r *row) string { return r.of.One }),
		text(ofAll, "id", "ID", 9, func(r *row) string { return r.id }),
		text(ofAll, "remarks", "Remarks", 24, func(r *row) string { return strings.Join(r.flags, "; ") }),
		text(ofSightings, "set_aside", "Set aside because", 18, func(r *row) string { return r.aside }),
		{"time_local", "Local time", 20, ofAll, func(r *row) any { return r.civil(r.when) }},
		{"last_local", "Last seen, local", 20, ofStays, func(r *row) any { return r.civil(r.last) }},
		text(ofAll, "zone", "Zone", 18, func(r *row) string { return r.zone.String() }),
		text(ofAll, "zone_offset", "Offset", 10, func(r *row) string { return offset(r.known(), r.zone) }),
		{"utc_from", "UTC from", 20, ofAll, func(r *row) any { return timeOrNil(r.from) }},
		{"utc_to", "UTC to (exclusive)", 20, ofAll, func(r *row) any { return timeOrNil(r.to) }},
		text(ofAll, "precision", "Precise to", 9, func(r *row) string { return string(r.when.Precision) }),
		text(ofStays, "last_precision", "Last precise to", 9, func(r *row) string { return string(r.last.Precision) }),
		text(ofAll, "zone_basis", "Zone known by", 11, func(r *row) string { return string(r.known().Basis) }),
		text(ofAll, "source_zone", "Zone of the source", 18, func(r *row) string { return r.known().Zone }),
		text(ofAll, "time_raw", "Time as recorded", 20, func(r *row) string { return r.when.Raw }),
		text(ofStays, "last_raw", "Last seen as recorded", 20, func(r *row) string { return r.last.Raw }),
		{"latitude", "Latitude", 11, ofAll, func(r *row) any { return r.degrees(1) }},
		{"longitude", "Longitude", 11, ofAll, func(r *row) any { return r.degrees(0) }},
		text(ofAll, "position_class", "Position", 9, func(r *row) string { return string(r.class()) }),
		{"radius_m", "Radius, m", 9, ofAll, func(r *row) any { return r.meters() }},
		text(ofAll, "locates", "What the position locates", 28, func(r *row) string { return locates(r.where.Class) }),
		text(ofAll, "place", "Place", 34, func(r *row) string { return r.where.Label }),
		text(ofAll, "position_basis", "Position known by", 24, func(r *row) string { return r.where.Basis }),
		text(ofAll, "county_fips", "County FIPS", 8, func(r *row) string { return r.where.County }),
		text(ofAll, "state", "State", 6, func(r *row) string { return r.where.State }),
		text(ofStays, "unit", "Unit", 8, func(r *row) string { return timeline.FieldOf(r.fields, timeline.FieldUnit) }),
		text(ofStays, "address_type", "Address type", 14, func(r *row) string { return timeline.FieldOf(r.fields, timeline.FieldAddressType) }),
		text(ofSightings, "plate", "Plate", 10, func(r *row) string { return r.plate.Number }),
		text(ofSightings, "plate_state", "Plate state", 6, func(r *row) string { return r.plate.State }),
		text(ofSightings, "plate_raw", "Plate as recorded", 10, func(r *row) string { return r.plate.Raw }),
		{"confidence", "Confidence", 10, ofSightings, func(r *row) any { return r.confidence() }},
		{"moving_reader", "Moving reader", 8, ofSightings, func(r *row) any { return r.mobile() }},
		text(ofSightings, "burst", "Burst", 10, func(r *row) string { return r.burst }),
		text(ofSightings, "message_key", "Message key", 8, func(r *row) string { return r.key }),
		text(ofSightings, "message_meaning", "What the message key means", 26, func(r *row) string { return timeline.FieldOf(r.fields, timeline.FieldMessage) }),
		text(ofSightings, "category", "Category", 14, func(r *row) string { return string(r.category) }),
		text(ofSightings, "ori", "ORI", 11, func(r *row) string { return r.agency.ORI }),
		text(ofSightings, "agency", "Agency", 30, func(r *row) string { return r.agency.Name }),
		text(ofAll, "details", "Other values of the record", 40, func(r *row) string { return details(r.fields) }),
		{"load", "Load", 6, ofAll, func(r *row) any { return r.record.Load }},
		{"line", "Line", 8, ofAll, func(r *row) any { return int64(r.record.Line) }},
		text(ofAll, "file", "File", 24, func(r *row) string { return r.record.File }),
		text(ofAll, "file_sha256", "SHA-256 of the file", 24, func(r *row) string { return r.record.SHA256 }),
		text(ofAll, "loader", "Loader", 12, func(r *row) string { return r.record.Loader }),
	}
}

// columnsOf are the columns of a table of one kind of rows.
func columnsOf(kind scope) []column {
	var some []column
	for _, c := range columns() {
		if c.scope == ofAll || c.scope == kind {
			some = append(some, c)
		}
	}
	return some
}

// civil is the value of a column for a source time.
func (r *row) civil(when timeline.When) any {
	if when.IsZero() {
		return nil
	}
	return civil{when.Start.In(r.zone), when.Precision}
}

func timeOrNil(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC()
}

// degrees is the longitude (axis 0) or latitude (axis 1) to about a centimetre, nil without a position.
func (r *row) degrees(axis int) any {
	if !r.where.Located() {
		return nil
	}
	return round(r.where.Point[axis], 1e7)
}

func (r *row) class() timeline.Class {
	if !r.where.Located() {
		return timeline.ClassNone
	}
	return r.where.Class
}

// meters is the radius in whole metres: radii are estimates.
func (r *row) meters() any {
	if !r.where.Located() {
		return nil
	}
	return math.Round(float64(r.where.Radius))
}

func (r *row) confidence() any {
	if r.sureness == nil {
		return nil
	}
	return round(*r.sureness, 1e4)
}

func (r *row) mobile() any {
	if r.of.Name != timeline.KindRead {
		return nil
	}
	return r.moving
}

func round(v, unit float64) float64 { return math.Round(v*unit) / unit }
