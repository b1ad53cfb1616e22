package web

import (
	"fmt"
	"slices"

	"sightline/geo"
	"sightline/internal/query"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// asking is one thing that a search is asked by: a parameter, a member of the body, or both.
type asking struct {
	name, about string
	schema      object
	in          string // "query", "body" or ""; "" is both
}

func text(format ...string) object {
	out := object{"type": "string"}
	for _, f := range format {
		out["format"] = f
	}
	return out
}

func numberFrom(low, high float64) object {
	return object{"type": "number", "minimum": low, "maximum": high}
}

func wholeFrom(low, high int) object {
	return object{"type": "integer", "minimum": low, "maximum": high}
}

// usual is a schema with what counts when nothing is said.
func usual(schema object, value any) object {
	schema["default"] = value
	return schema
}

// askings are all that a search is asked by. Tests hold them against what is read.
func askings() []asking {
	radius := numberFrom(1, float64(geo.MaxShapeReach))
	return []asking{
		{"lat", "Latitude of the circle's centre, degrees.", numberFrom(-90, 90), "query"},
		{"lon", "Longitude of the circle's centre, degrees.", numberFrom(-180, 180), "query"},
		{"radius_m", "Radius of the circle, metres.", radius, "query"},
		{"bbox", "A box instead of a circle: west,south,east,north in degrees; west is greater than east over the antimeridian.",
			object{"type": "array", "minItems": 4, "maxItems": 4, "items": object{"type": "number"}}, "query"},
		{"areas", "Where: each area is one circle, box, polygon or corridor. Without areas a plate is asked for, everywhere.",
			object{"type": "array", "maxItems": query.MaxAreas, "items": schemaRef("SearchArea")}, "body"},
		{"seen_in", "Whether a sighting in any of the areas counts, or only plates and subjects seen in all of them.", usual(word("any", "all"), "any"), "body"},
		{"from", "Sightings whose time reaches to or past this instant, with its offset.", text("date-time"), ""},
		{"to", "Sightings whose time begins before this instant, with its offset.", text("date-time"), ""},
		{"time_of_day", "A span of the day in the local time of the place, such as 22:00-04:00.", text(), "query"},
		{"weekdays", "Days of the week in the local time of the place.", object{"type": "array", "items": word(weekdays()...)}, "query"},
		{"hours", "Span of the day and days of the week, in the local time of the place.",
			object{"type": "object", "properties": object{"span": object{"type": "string", "description": "Such as 22:00-04:00."}, "weekdays": object{"type": "array", "items": word(weekdays()...)}}}, "body"},
		{"kind", "Only events of these kinds, with commas between them: also those that are no sightings, which say so in standing.",
			object{"type": "array", "items": word(query.SearchKinds()...)}, "query"},
		{"kinds", "Only events of these kinds: also those that are no sightings, which say so in standing.", object{"type": "array", "items": word(query.SearchKinds()...)}, "body"},
		{"spans", "Find spans of time too, such as addresses. A kind that has spans finds them by itself.", word("1"), "query"},
		{"spans", "Find spans of time too, such as addresses. A kind that has spans finds them by itself.", object{"type": "boolean"}, "body"},
		{"plate", "A plate: ? stands for one character, * for any number. Without an area it begins with two characters that are known.", text(), "query"},
		{"plate_state", "State of the plate, its USPS code.", text(), "query"},
		{"ocr", "Whether characters that readers confuse are taken for each other.", usual(word("true", "false"), "false"), "query"},
		{"plate", "A plate: in number, ? stands for one character and * for any number; with ocr, characters that readers confuse are taken for each other.",
			object{"type": "object", "properties": object{"number": text(), "state": text(), "ocr": object{"type": "boolean"}}}, "body"},
		{"in_case", "Only sightings of the case of this number.", text(), ""},
		{"max_radius_m", "Only positions known to this many metres or better.", numberFrom(0, 1e7), ""},
		{"coarsest", "Only times written in this unit or a finer one.", word(timeline.Second, timeline.Minute, timeline.Hour, timeline.Day, timeline.Month, timeline.Year), ""},
		{"heading", "Only reads of vehicles headed so: degrees clockwise from north, or N, NE, E, SE, S, SW, W, NW.", text(), "query"},
		{"heading", "Only reads of vehicles headed so, in degrees clockwise from north.", wholeFrom(0, 359), "body"},
		{"compass", "The same as a point of the compass.", word("N", "NE", "E", "SE", "S", "SW", "W", "NW"), "body"},
		{"heading_within", "How many degrees a heading may be off.", usual(wholeFrom(0, 180), headingWithin), ""},
		{"min_confidence", "Only reads of which the reader was at least so sure.", numberFrom(0, 1), ""},
		{"order", "Which come first.", usual(word("newest", "nearest"), "newest"), ""},
		{"limit", "Most sightings in a page.", usual(wholeFrom(1, query.MaxSearchLimit), defaultLimit), ""},
		{"cursor", "Where the page begins; stands in the next link, and holds for the same question only.", text(), ""},
		{"count", fmt.Sprintf("Whether the sightings of all pages are counted: bounded counts to %d.", query.MaxBoundedCount), usual(word("none", "bounded", "exact"), "none"), ""},
		{"case", "Number of the case for which is asked, yours or ours. An account or key says it here or in the header " + headerCase + ".", text(), ""},
		{"purpose", "Why is asked, in your words. An account or key says it here or in the header " + headerPurpose + ".", text(), ""},
	}
}

// searchParameters are the parameters of GET /api/v1/sightings.
func searchParameters() (all []any) {
	for _, a := range askings() {
		if a.in != "body" {
			all = append(all, parameter(a.name, a.about, a.schema))
		}
	}
	return all
}

// searchBodySchema is the body of POST /api/v1/sightings/search.
func searchBodySchema() object {
	properties := object{}
	for _, a := range askings() {
		if a.in != "query" {
			schema := object{"description": a.about}
			for name, v := range a.schema {
				schema[name] = v
			}
			properties[a.name] = schema
		}
	}
	return object{"type": "object", "description": "What is asked: areas, a plate or both, and what narrows it.", "properties": properties, "additionalProperties": false}
}

// areaSchema is an area of a search: exactly one of its members.
func areaSchema() object {
	metres := numberFrom(1, float64(geo.MaxShapeReach))
	geometry := func(about, first, second string) object {
		return object{"type": "object", "description": about, "required": []any{"type", "coordinates"},
			"properties": object{"type": word(first, second), "coordinates": object{"type": "array", "items": object{}}}}
	}
	return object{"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": false, "properties": object{
		"circle":  members("lat", numberFrom(-90, 90), "lon", numberFrom(-180, 180), "radius_m", metres),
		"box":     object{"type": "array", "description": "West, south, east, north in degrees.", "minItems": 4, "maxItems": 4, "items": object{"type": "number"}},
		"polygon": geometry("GeoJSON.", "Polygon", "MultiPolygon"),
		"corridor": members("line", geometry("GeoJSON.", "LineString", "MultiLineString"),
			"width_m", object{"type": "number", "description": "From one side to the other.", "minimum": 1, "maximum": float64(geo.MaxShapeReach)}),
	}}
}

// foundSchema is one sighting of an answer, as jsonText writes it.
func foundSchema(s *schemas) object {
	record := members("load", object{"type": "integer"}, "line", object{"type": "integer"})
	plain := func(about string) object { return object{"type": "string", "description": about} }
	properties := members(
		"kind", word(kinds.AllNames()...),
		"case", plain("Number of its case."),
		"when", saying(nullable(answerOf[timeline.When](s)), "Of a span, when it began; null where that is open."),
		"class", word(timeline.ClassGPS, timeline.ClassSite, timeline.ClassStreet, timeline.ClassZIP, timeline.ClassCity, timeline.ClassAgency, timeline.ClassCounty, timeline.ClassState, timeline.ClassNone, ""),
		"radius_m", object{"type": "number", "nullable": true, "description": "It took place within so many metres of the point; for class agency, the point is the agency's office."},
		"place", plain("What an analyst calls the place."),
		"place_basis", plain("How the position was found."),
		"time_zone", plain("Time zone of the place, its IANA name."),
		"record", record,
	)
	also(properties,
		"until", saying(nullable(answerOf[timeline.When](s)), "When a span ended; null where that is open. What is no span has none."),
		"distance_m", object{"type": "number", "nullable": true, "description": "From the circle's centre or the corridor's line, or how far outside a box or polygon; of several areas the least."},
		"relation", object{"type": "string", "enum": []any{string(query.Within), string(query.Overlaps), string(query.CouldBe)}, "description": "How the circle of uncertainty lies to what was asked for."},
		"areas", object{"type": "array", "nullable": true, "items": object{"type": "integer"}, "description": "The areas it counts in, from 0."},
		"plate", answerOf[timeline.Plate](s),
		"ori", plain("Of the agency that asked, or that reported an arrest."),
		"agency", plain("Name of that agency."),
		"confidence", numberFrom(0, 1),
		"heading", object{"type": "integer", "description": "Degrees clockwise from north."},
		"mobile", object{"type": "boolean", "description": "By a moving reader."},
		"message_key", plain("Of the message: QW, QV …"),
		"standing", answerOf[timeline.Standing](s),
		"why", plain("Why it was set aside."),
		"handling", answerOf[[]timeline.Handling](s),
		"flags", object{"type": "array", "items": text(), "description": "What to read it with care for."},
		"records", object{"type": "array", "items": record, "description": "All that tell of it, where there are several; record is the first."},
	)
	return members("type", word("Feature"), "id", plain("e12 is an event of a case, r7-88 a plate read."), "geometry", nullable(schemaRef("Point")), "properties", properties)
}

// saying is a schema with what it is about.
func saying(schema object, about string) object {
	schema["description"] = about
	return schema
}

// foundPageSchema is a page of an answer.
func foundPageSchema() object {
	page := members("type", word("FeatureCollection"), "features", object{"type": "array", "items": schemaRef("Found")},
		"numberReturned", object{"type": "integer"}, "caveats", object{"type": "array", "items": text()})
	return also(page,
		"numberMatched", object{"type": "integer", "description": "Sightings of all pages, where they were counted to the end."},
		"numberMatchedAtLeast", object{"type": "integer", "description": "Where counting ended before."},
		"why_empty", object{"type": "string", "description": "Why there is none."},
		"next", object{"type": "string", "description": "Cursor of the next page."},
		"links", object{"type": "array", "items": schemaRef("Link")},
	)
}

// pointSchema is a position as GeoJSON.
func pointSchema() object {
	return members("type", word("Point"), "coordinates", object{"type": "array", "minItems": 2, "maxItems": 2, "items": object{"type": "number"}, "description": "Longitude and latitude, degrees."})
}

// headers are those in which a search may say case and purpose.
func reasonHeaders(given []any) (all []any) {
	for _, h := range []struct{ name, about string }{{headerCase, "Number of the case, instead of case."}, {headerPurpose, "Why is asked, instead of purpose."}} {
		all = append(all, object{"name": h.name, "in": "header", "required": false, "description": h.about, "schema": text()})
	}
	return slices.Concat(given, all)
}
