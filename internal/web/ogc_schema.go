package web

import (
	"net/http"

	"sightline/internal/feature"
)

// ogcQueryables answers with what filters may ask for, as a JSON schema.
func (s *server) ogcQueryables(w http.ResponseWriter, r *http.Request) error {
	c, err := collectionOf(r)
	if err == nil {
		err = ogcParams(r.URL.Query()).err()
	}
	if err != nil {
		return err
	}
	properties := map[string]any{feature.Geometry: map[string]any{"title": "geometry", "format": "geometry-point",
		"description": "Centre of the circle within which it took place. Spatial functions match the circle, whose radius is radius_m."}}
	for _, p := range c.Properties {
		if p.Queryable {
			properties[p.Name] = schemaOf(p)
		}
	}
	return s.ogcAnswer(w, r, contentSchema, schema(r, c, "queryables", "What filters may ask of "+c.Name, properties),
		func() ogcPage { return propertiesPage(r, c, true) })
}

// ogcSchema answers with what each item tells, however it is written (OGC API – Features, part 5). QGIS takes the types of a
// layer's fields from it, from 3.44 on; before, it guesses them from the first ten items.
func (s *server) ogcSchema(w http.ResponseWriter, r *http.Request) error {
	c, err := collectionOf(r)
	if err == nil {
		err = ogcParams(r.URL.Query()).err()
	}
	if err != nil {
		return err
	}
	properties := map[string]any{
		"id": map[string]any{"title": "id", "type": "string", "x-ogc-role": "id", "x-ogc-propertySeq": 1},
		feature.Geometry: map[string]any{"title": feature.Geometry, "format": "geometry-point", "x-ogc-role": "primary-geometry",
			"x-ogc-propertySeq": 2},
	}
	roles := map[string]string{feature.Time: "primary-interval-start", "time_end": "primary-interval-end"}
	for i, p := range c.Properties {
		told := schemaOf(p)
		told["x-ogc-propertySeq"] = i + 3
		if role := roles[p.Name]; role != "" {
			told["x-ogc-role"] = role
		}
		properties[p.Name] = told
	}
	return s.ogcAnswer(w, r, contentSchema, schema(r, c, "schema", c.Title, properties),
		func() ogcPage { return propertiesPage(r, c, false) })
}

// ogcFeatureSchema answers with how an item is written: the JSON schema of a GeoJSON feature. GDAL reads it.
func (s *server) ogcFeatureSchema(w http.ResponseWriter, r *http.Request) error {
	c, err := collectionOf(r)
	if err == nil {
		err = ogcParams(r.URL.Query()).err()
	}
	if err != nil {
		return err
	}
	told := map[string]any{}
	for _, p := range c.Properties {
		told[p.Name] = schemaOf(p)
	}
	number := map[string]any{"type": "number"}
	properties := map[string]any{
		"type": map[string]any{"type": "string", "enum": []string{"Feature"}}, "id": map[string]any{"type": "string"},
		"geometry": map[string]any{"type": "object", "description": "A point, or null where no position is known.",
			"properties": map[string]any{
				"type":        map[string]any{"type": "string", "enum": []string{"Point"}},
				"coordinates": map[string]any{"type": "array", "minItems": 2, "items": number}}},
		"properties": map[string]any{"type": "object", "properties": told},
	}
	return s.ogcAnswer(w, r, contentSchema, schema(r, c, "feature-schema", "An item of "+c.Name, properties),
		func() ogcPage { return propertiesPage(r, c, false) })
}

func schema(r *http.Request, c feature.Collection, resource, title string, properties map[string]any) map[string]any {
	return map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": origin(r) + ogcRoot + "/collections/" + c.Name + "/" + resource,
		"title": title, "type": "object", "properties": properties, "additionalProperties": false,
	}
}

// schemaOf is a property as a JSON schema.
func schemaOf(p feature.Property) map[string]any {
	m := map[string]any{"title": p.Name, "description": p.About}
	switch p.Type {
	case feature.Text:
		m["type"] = "string"
	case feature.Instant:
		m["type"], m["format"] = "string", "date-time"
	case feature.Texts:
		m["type"], m["description"] = "string", p.About+" Several stand with"+feature.Between+"between them."
	default:
		m["type"] = string(p.Type) // integer, number and boolean are called the same
	}
	if p.Values != nil {
		m["enum"] = p.Values
	}
	return m
}
