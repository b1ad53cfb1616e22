package export

import (
	"math"
	"time"

	"sightline/timeline"
)

// column is one column of the tables of events. Its value is nil, a string, an int64, a float64, a bool, a time.Time, which is
// an instant in UTC, or a civil time.
type column struct {
	name  string  // in CSV and GeoJSON
	title string  // in a workbook
	width float64 // in a workbook, characters
	of    scope   // which events can have a value in it
	value func(*row) any
}

// scope says which events can have a value in a column; nil is all.
type scope func(*timeline.Event) bool

func ofSpans(e *timeline.Event) bool    { return e.Spans() }
func ofPlates(e *timeline.Event) bool   { return e.PlateParty() != nil }
func ofReads(e *timeline.Event) bool    { return e.Kind == timeline.KindRead }
func ofAgencies(e *timeline.Event) bool { return e.Agency != nil || e.Code != "" }

// textColumn is a column of texts; an empty one is no value.
func textColumn(of scope, name, title string, width float64, get func(*row) string) column {
	return column{name, title, width, of, func(r *row) any { return nilIfEmpty(get(r)) }}
}

// commonColumns are those of all events, whatever their kind. The time of a span is when it was first seen; last_ is when it was
// last seen. Where an event rests on several records, what is not the same of all is told for each.
func commonColumns() []column {
	text := textColumn
	source := func(name, title string, width float64, of func(timeline.RecordRef) string) column {
		return text(nil, name, title, width, func(r *row) string { return r.source(of) })
	}
	return []column{
		text(nil, "kind", "Kind", 11, func(r *row) string { return r.of.One }),
		text(nil, "id", "ID", 9, func(r *row) string { return r.ID }),
		text(nil, "remarks", "Remarks", 24, (*row).warnings),
		text(nil, "standing", "Standing", 12, func(r *row) string { return string(r.Standing) }),
		text(nil, "why", "Set aside because", 18, func(r *row) string { return r.Why }),
		text(nil, "handling", "Handling", 12, func(r *row) string { return joined("; ", r.handling...) }),
		{"time_local", "Local time", 20, nil, func(r *row) any { return r.civil(r.First) }},
		{"last_local", "Last seen, local", 20, ofSpans, func(r *row) any { return r.civil(r.last) }},
		text(nil, "zone", "Zone", 18, func(r *row) string { return r.zone.String() }),
		text(nil, "zone_offset", "Offset", 10, func(r *row) string { return offset(r.known(), r.zone) }),
		{"utc_from", "UTC from", 20, nil, func(r *row) any { return timeOrNil(r.from) }},
		{"utc_to", "UTC to (exclusive)", 20, nil, func(r *row) any { return timeOrNil(r.to) }},
		text(nil, "precision", "Precise to", 9, func(r *row) string { return string(r.First.Precision) }),
		text(ofSpans, "last_precision", "Last precise to", 9, func(r *row) string { return string(r.last.Precision) }),
		text(nil, "zone_basis", "Zone known by", 11, func(r *row) string { return string(r.known().Basis) }),
		text(nil, "source_zone", "Zone of the source", 18, func(r *row) string { return r.known().Zone }),
		text(nil, "time_raw", "Time as recorded", 20, func(r *row) string { return r.First.Raw }),
		text(ofSpans, "last_raw", "Last seen as recorded", 20, func(r *row) string { return r.last.Raw }),
		{"latitude", "Latitude", 11, nil, func(r *row) any { return r.degrees(1) }},
		{"longitude", "Longitude", 11, nil, func(r *row) any { return r.degrees(0) }},
		text(nil, "position_class", "Position", 9, func(r *row) string { return string(r.class()) }),
		{"radius_m", "Radius, m", 9, nil, func(r *row) any { return r.meters() }},
		text(nil, "locates", "What the position locates", 28, (*row).locates),
		text(nil, "place", "Place", 34, func(r *row) string { return r.Where.Label }),
		text(nil, "position_basis", "Position known by", 24, func(r *row) string { return r.Where.Basis }),
		text(nil, "county_fips", "County FIPS", 8, func(r *row) string { return r.Where.County }),
		text(nil, "state", "State", 6, func(r *row) string { return r.Where.State }),
		text(nil, "parties", "Parties", 24, (*row).parties),
		text(ofPlates, "plate", "Plate", 10, func(r *row) string { return r.plate.Number }),
		text(ofPlates, "plate_state", "Plate state", 6, func(r *row) string { return r.plate.State }),
		text(ofPlates, "plate_raw", "Plate as recorded", 10, func(r *row) string { return r.plate.Raw }),
		{"confidence", "Confidence", 10, ofReads, func(r *row) any { return r.confidence() }},
		{"heading", "Heading, degrees", 9, ofReads, func(r *row) any { return r.heading() }},
		{"moving_reader", "Moving reader", 8, ofReads, func(r *row) any { return r.moving() }},
		text(ofReads, "burst", "Burst", 10, func(r *row) string { return r.burst }),
		text(ofAgencies, "message_key", "Message key", 8, func(r *row) string { return r.Code }),
		text(ofAgencies, "ori", "ORI", 11, func(r *row) string { return r.agency.ORI }),
		text(ofAgencies, "agency", "Agency", 30, func(r *row) string { return r.agency.Name }),
		text(nil, "details", "Other values of the record", 40, func(r *row) string { return details(r.rest) }),
		{"records", "Records", 8, nil, func(r *row) any { return int64(len(r.Records)) }},
		{"load", "Load", 6, nil, func(r *row) any { return numberOr(r.loads()) }},
		{"line", "Line", 8, nil, func(r *row) any { return numberOr(r.lines()) }},
		source("file", "File", 24, func(ref timeline.RecordRef) string { return ref.File }),
		source("file_sha256", "SHA-256 of the file", 24, func(ref timeline.RecordRef) string { return ref.SHA256 }),
		source("loader", "Loader", 12, func(ref timeline.RecordRef) string { return ref.Loader }),
	}
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
	if !r.Where.Located() {
		return nil
	}
	return round(r.Where.Point[axis], 1e7)
}

func (r *row) class() timeline.Class {
	if !r.Where.Located() {
		return timeline.ClassNone
	}
	return r.Where.Class
}

// meters is the radius in whole metres: radii are estimates.
func (r *row) meters() any {
	if !r.Where.Located() {
		return nil
	}
	return math.Round(float64(r.Where.Radius))
}

func (r *row) confidence() any {
	if r.Read == nil || r.Read.Confidence == nil {
		return nil
	}
	return round(*r.Read.Confidence, 1e4)
}

func (r *row) heading() any {
	if r.Read == nil || r.Read.Heading == nil {
		return nil
	}
	return int64(*r.Read.Heading)
}

func (r *row) moving() any {
	if !ofReads(r.Event) {
		return nil
	}
	return r.Mobile()
}

func round(v, unit float64) float64 { return math.Round(v*unit) / unit }
