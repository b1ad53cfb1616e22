package web

import (
	"sightline/internal/feature"
)

type object = map[string]any

// openAPI describes what is below /ogc, for a server at an address, as an OpenAPI 3.0 document.
func openAPI(address, version string) object {
	paths := object{
		"/":            operation("landing", "Where to go from here", nil, contentJSON),
		"/conformance": operation("conformance", "The standards kept to", nil, contentJSON),
		"/api":         operation("api", "This document", nil, contentOpenAPI),
		"/collections": operation("collections", "The collections", nil, contentJSON),
	}
	for _, c := range feature.Collections() {
		path := "/collections/" + c.Name
		paths[path] = operation(c.Name, c.About, nil, contentJSON)
		paths[path+"/queryables"] = operation(c.Name+"Queryables", "What filters may ask of "+c.Name, nil, contentSchema)
		paths[path+"/schema"] = operation(c.Name+"Schema", "What each of the "+c.Name+" tells", nil, contentSchema)
		paths[path+"/feature-schema"] = operation(c.Name+"FeatureSchema", "How each of the "+c.Name+" is written", nil, contentSchema)
		paths[path+"/items"] = operation(c.Name+"Items", c.Title+", "+c.Order, itemsParameters(c), contentGeoJSON)
		one := []any{object{"name": "featureId", "in": "path", "required": true, "description": "Its id.",
			"schema": object{"type": "string"}}}
		paths[path+"/items/{featureId}"] = operation(c.Name+"Item", "One of the "+c.Name, append(one, reference("crs")), contentGeoJSON)
	}
	return object{
		"openapi": "3.0.3",
		"info":    object{"title": "Sightline", "version": version, "description": ogcAbout},
		"servers": []any{object{"url": address}},
		"paths":   paths,
		"components": object{"parameters": sharedParameters(), "schemas": object{"problem": object{
			"type": "object", "description": "What went wrong (RFC 9457).", "properties": object{"title": object{"type": "string"},
				"status": object{"type": "integer"}, "detail": object{"type": "string"}, "instance": object{"type": "string"}},
		}}},
	}
}

// operation is a path that answers GET.
func operation(id, summary string, parameters []any, contentType string) object {
	answer := func(what string) object {
		return object{"description": what,
			"content": object{"application/problem+json": object{"schema": object{"$ref": "#/components/schemas/problem"}}}}
	}
	schema := object{"type": "object"}
	all := append([]any{reference("f"), reference("case"), reference("purpose")}, parameters...)
	return object{"get": object{
		"operationId": id, "summary": summary, "parameters": all,
		"responses": object{
			"200": object{"description": "The answer.",
				"content": object{contentType: object{"schema": schema}, contentHTML: object{"schema": object{"type": "string"}}}},
			"400": answer("A parameter is not one that there is, or has no such value."),
			"404": answer("There is no such thing, or none that you may see."),
			"406": answer("The answer is not to be had in the form asked for."),
			"500": answer("The server could not answer."),
			"503": answer("The answer took too long, or the database does not answer."),
		},
	}}
}

func reference(name string) object { return object{"$ref": "#/components/parameters/" + name} }

func parameter(name, about string, schema any) object {
	return object{"name": name, "in": "query", "required": false, "style": "form", "explode": false, "description": about, "schema": schema}
}

// sharedParameters are those that mean the same everywhere.
func sharedParameters() object {
	text := object{"type": "string"}
	crs := object{"type": "string", "format": "uri", "enum": []string{crs84, crs84h}, "default": crs84}
	return object{
		"f": parameter("f", "Form of the answer; else the Accept header decides.",
			object{"type": "string", "enum": []string{"json", "html"}}),
		"case": parameter("case",
			"Number of the case for which is asked, yours or ours, for the audit. It is kept in links, or stands in the header "+headerCase+".", text),
		"purpose": parameter("purpose",
			"Why is asked, in your words, for the audit. It is kept in links, or stands in the header "+headerPurpose+".", text),
		"limit": parameter("limit", "Most features of a page.",
			object{"type": "integer", "minimum": 1, "maximum": maxFeatures, "default": defaultFeatures}),
		"bbox": parameter("bbox",
			"West, south, east and north, in degrees; west is greater than east over the antimeridian. Six numbers have heights, which are not used. "+
				"Features match by their circle of radius_m; those without a position match any box.",
			object{"type": "array", "minItems": 4, "maxItems": 6, "items": object{"type": "number"}}),
		"datetime": parameter("datetime",
			"A time (RFC 3339), or a span such as 2026-05-02T00:00:00Z/2026-05-03T00:00:00Z, with .. for an open end. A time without an offset is UTC. "+
				"Features match when the span of times they can mean meets it; those without a time match any.", text),
		"filter": parameter("filter",
			"A condition in CQL2 text, such as plate LIKE '8OK%' AND S_DWITHIN(geometry, POINT(-97.5 35.5), 500, metres).", text),
		"filter-lang": parameter("filter-lang", "Language of the filter. Older GDAL calls it by its second name.",
			object{"type": "string", "enum": filterLanguages, "default": filterLanguages[0]}),
		"filter-crs": parameter("filter-crs", "Reference system of geometries in the filter.", crs),
		"bbox-crs":   parameter("bbox-crs", "Reference system of bbox.", crs),
		"crs":        parameter("crs", "Reference system of the answer.", crs),
		"cursor":     parameter("cursor", "Where a page begins; stands in next links only.", text),
	}
}

// itemsParameters are those of a collection's items.
func itemsParameters(c feature.Collection) []any {
	var all []any
	for _, name := range []string{"limit", "bbox", "bbox-crs", "datetime", "filter", "filter-lang", "filter-crs", "crs", "cursor"} {
		all = append(all, reference(name))
	}
	for _, p := range queryParameters(c) {
		schema := schemaOf(p)
		delete(schema, "description")
		delete(schema, "title")
		all = append(all, parameter(p.Name, p.About, schema))
	}
	return all
}
