package web

import (
	"slices"

	"sightline/geo"
	"sightline/internal/query"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

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

// searchParameters are the parameters of GET /api/v1/sightings.
func searchParameters(t query.Table) (all []any) {
	for _, f := range t.Fields(query.InQuery) {
		all = append(all, parameter(f.Name, f.About, f.Schema))
	}
	return all
}

// searchBodySchema is the body of POST /api/v1/sightings/search.
func searchBodySchema(t query.Table) object {
	properties := object{}
	for _, f := range t.Fields(query.InBody) {
		properties[f.Name] = f.Schema.Told(f.About)
	}
	return object{"type": "object", "description": "What is asked: areas, a plate or both, and what narrows it.", "properties": properties,
		"additionalProperties": false}
}

// areaSchema is an area of a search: exactly one of its members.
func areaSchema() object {
	metres := numberFrom(1, float64(geo.MaxShapeReach))
	geometry := func(about, first, second string) object {
		return object{"type": "object", "description": about, "required": []any{"type", "coordinates"},
			"properties": object{"type": word(first, second), "coordinates": object{"type": "array", "items": object{}}}}
	}
	return object{"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": false, "properties": object{
		"circle": members("lat", numberFrom(-90, 90), "lon", numberFrom(-180, 180), "radius_m", metres),
		"box": object{"type": "array", "description": "West, south, east, north in degrees.", "minItems": 4, "maxItems": 4,
			"items": object{"type": "number"}},
		"polygon": geometry("GeoJSON.", "Polygon", "MultiPolygon"),
		"corridor": members("line", geometry("GeoJSON.", "LineString", "MultiLineString"),
			"width_m", object{"type": "number", "description": "From one side to the other.", "minimum": 1,
				"maximum": float64(geo.MaxShapeReach)}),
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
		"class", word(timeline.ClassGPS, timeline.ClassSite, timeline.ClassStreet, timeline.ClassZIP, timeline.ClassCity,
			timeline.ClassAgency, timeline.ClassCounty, timeline.ClassState, timeline.ClassNone, ""),
		"radius_m", object{"type": "number", "nullable": true,
			"description": "It took place within so many metres of the point; for class agency, the point is the agency's office."},
		"place", plain("What an analyst calls the place."),
		"place_basis", plain("How the position was found."),
		"time_zone", plain("Time zone of the place, its IANA name."),
		"record", record,
	)
	also(properties,
		"until", saying(nullable(answerOf[timeline.When](s)), "When a span ended; null where that is open. What is no span has none."),
		"distance_m", object{"type": "number", "nullable": true,
			"description": "From the circle's centre or the corridor's line, or how far outside a box or polygon; of several areas the least."},
		"relation", object{"type": "string", "enum": []any{string(query.Within), string(query.Overlaps), string(query.CouldBe)},
			"description": "How the circle of uncertainty lies to what was asked for."},
		"areas", object{"type": "array", "nullable": true, "items": object{"type": "integer"},
			"description": "The areas it counts in, from 0."},
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
		"records", object{"type": "array", "items": record,
			"description": "All that tell of it, where there are several; record is the first."},
	)
	return members("type", word("Feature"), "id", plain("e12 is an event of a case, r7-88 a plate read."), "geometry",
		nullable(schemaRef("Point")), "properties", properties)
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
	return members("type", word("Point"), "coordinates",
		object{"type": "array", "minItems": 2, "maxItems": 2, "items": object{"type": "number"},
			"description": "Longitude and latitude, degrees."})
}

// headers are those in which a search may say case and purpose.
func reasonHeaders(given []any) (all []any) {
	for _, h := range []struct{ name, about string }{{headerCase, "Number of the case, instead of case."},
		{headerPurpose, "Why is asked, instead of purpose."}} {
		all = append(all, object{"name": h.name, "in": "header", "required": false, "description": h.about, "schema": text()})
	}
	return slices.Concat(given, all)
}
