package export

import (
	"strings"
	"time"

	"sightline/timeline"
)

// column is one column of the tables of sightings and stays. Its value is nil, a string, an int64, a float64, a bool or
// a time.Time, which is an instant in UTC.
type column struct {
	name  string  // in CSV and GeoJSON
	title string  // in a workbook
	width float64 // in a workbook, characters
	value func(*row) any
}

// columns are those of both tables. The time of a stay is when it was first seen, and last_ is when it was last seen.
func columns() []column {
	text := func(name, title string, width float64, get func(*row) string) column {
		return column{name, title, width, func(r *row) any {
			if s := get(r); s != "" {
				return s
			}
			return nil
		}}
	}
	return []column{
		text("kind", "Kind", 9, func(r *row) string { return r.kind }),
		text("id", "ID", 8, func(r *row) string { return r.id }),
		text("source", "Source", 8, func(r *row) string { return string(r.source) }),
		text("time_local", "Local time", 19, func(r *row) string { return r.local }),
		text("last_local", "Last seen, local", 19, func(r *row) string { return r.till }),
		text("zone", "Zone", 20, func(r *row) string { return r.zone.String() }),
		text("utc_offset", "UTC offset", 9, func(r *row) string { return offset(r.known(), r.zone) }),
		{"utc_from", "UTC from", 19, func(r *row) any { return timeOrNil(r.from) }},
		{"utc_to", "UTC to (exclusive)", 19, func(r *row) any { return timeOrNil(r.to) }},
		text("precision", "Precise to", 10, func(r *row) string { return string(r.when.Precision) }),
		text("last_precision", "Last precise to", 10, func(r *row) string { return string(r.last.Precision) }),
		text("time_basis", "Zone known by", 11, func(r *row) string { return string(r.known().Basis) }),
		text("source_zone", "Zone of the source", 18, func(r *row) string { return r.known().Zone }),
		text("time_raw", "Time as recorded", 20, func(r *row) string { return r.when.Raw }),
		text("last_raw", "Last seen as recorded", 20, func(r *row) string { return r.last.Raw }),
		text("set_aside", "Set aside because", 20, func(r *row) string { return r.aside }),
		text("flags", "Flags", 24, func(r *row) string { return strings.Join(r.flags, "; ") }),
		{"latitude", "Latitude", 10, func(r *row) any { return r.degrees(1) }},
		{"longitude", "Longitude", 11, func(r *row) any { return r.degrees(0) }},
		text("position_class", "Position", 9, func(r *row) string { return string(r.class()) }),
		{"radius_m", "Radius, m", 9, func(r *row) any { return r.meters() }},
		text("locates", "What the position locates", 28, func(r *row) string { return locates(r.where.Class) }),
		text("place", "Place", 34, func(r *row) string { return r.where.Label }),
		text("place_basis", "Position known by", 24, func(r *row) string { return r.where.Basis }),
		text("county_fips", "County FIPS", 8, func(r *row) string { return r.where.County }),
		text("state", "State", 6, func(r *row) string { return r.where.State }),
		text("plate", "Plate", 10, func(r *row) string { return r.plate.Number }),
		text("plate_state", "Plate state", 6, func(r *row) string { return r.plate.State }),
		text("plate_raw", "Plate as recorded", 10, func(r *row) string { return r.plate.Raw }),
		{"confidence", "Confidence", 10, func(r *row) any { return r.confidence() }},
		{"mobile", "Moving reader", 8, func(r *row) any { return r.mobile() }},
		text("message_key", "Message key", 8, func(r *row) string { return r.key() }),
		text("category", "Category", 14, func(r *row) string { return r.category() }),
		text("ori", "ORI", 11, func(r *row) string { return r.agency.ORI }),
		text("agency", "Agency", 30, func(r *row) string { return r.agency.Name }),
		text("details", "Other values of the record", 40, func(r *row) string { return details(r.fields) }),
		{"load", "Load", 6, func(r *row) any { return r.record.Load }},
		{"line", "Line", 8, func(r *row) any { return int64(r.record.Line) }},
		text("file", "File", 24, func(r *row) string { return r.record.File }),
		text("file_sha256", "SHA-256 of the file", 24, func(r *row) string { return r.record.SHA256 }),
		text("loader", "Loader", 12, func(r *row) string { return r.record.Loader }),
	}
}

func timeOrNil(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC()
}

// degrees is the longitude (axis 0) or latitude (axis 1), nil without a position.
func (r *row) degrees(axis int) any {
	if !r.where.Located() {
		return nil
	}
	return r.where.Point[axis]
}

func (r *row) class() timeline.Class {
	if !r.where.Located() {
		return timeline.ClassNone
	}
	return r.where.Class
}

func (r *row) meters() any {
	if !r.where.Located() {
		return nil
	}
	return float64(r.where.Radius)
}

func (r *row) confidence() any {
	if r.sighting == nil || r.sighting.Confidence == nil {
		return nil
	}
	return *r.sighting.Confidence
}

func (r *row) mobile() any {
	if r.sighting == nil || r.sighting.Source != timeline.SourcePlate {
		return nil
	}
	return r.sighting.Mobile
}

func (r *row) key() string {
	if r.sighting == nil {
		return ""
	}
	return r.sighting.Key
}

func (r *row) category() string {
	if r.sighting == nil {
		return ""
	}
	return string(r.sighting.Category)
}
