package web

import (
	"net/http"

	"sightline/internal/feature"
)

const relQueryables = "http://www.opengis.net/def/rel/ogc/1.0/queryables"

// world is where features can be. What a collection holds is told only by its items, which not everybody may see.
var world = map[string]any{"spatial": map[string]any{"bbox": [][]float64{{-180, -90, 180, 90}}, "crs": crs84}}

// licenses leads to the sources of what is packed with the program, such as outlines and the positions of towns.
func licenses(r *http.Request) link {
	return link{origin(r) + "/assets/LICENSES.txt", "license", "text/plain", "data sources and licences"}
}

// describe is a collection as the standard writes it.
func describe(r *http.Request, c feature.Collection, links []link) map[string]any {
	path := "/collections/" + c.Name
	links = append(links,
		link{href(r, path+"/items"), "items", contentGeoJSON, c.Title},
		link{href(r, path+"/items", "f", "html"), "items", contentHTML, c.Title + ", to read"},
		link{href(r, path+"/queryables"), relQueryables, contentSchema, "what filters may ask for"},
		link{href(r, path+"/schema"), "describedby", contentSchema, "what each item tells"},
		licenses(r))
	return map[string]any{
		"id": c.Name, "title": c.Title, "description": c.About + " Sorted " + c.Order + ".", "itemType": "feature", "extent": world,
		"crs": []string{crs84}, "storageCrs": crs84, "links": links,
	}
}

func (s *server) ogcCollections(w http.ResponseWriter, r *http.Request) error {
	if err := ogcParams(r.URL.Query()).err(); err != nil {
		return err
	}
	all := []map[string]any{}
	for _, c := range feature.Collections() {
		path := "/collections/" + c.Name
		all = append(all, describe(r, c, []link{{href(r, path), "self", contentJSON, c.Title}, {href(r, path, "f", "html"), "alternate", contentHTML, c.Title}}))
	}
	links := append(selfLinks(r, contentJSON), link{href(r, ""), "root", contentJSON, "Sightline"})
	return s.ogcAnswer(w, r, contentJSON, map[string]any{"collections": all, "links": links, "crs": []string{crs84}}, func() ogcPage { return collectionsPage(r) })
}

func (s *server) ogcCollection(w http.ResponseWriter, r *http.Request) error {
	c, err := collectionOf(r)
	if err == nil {
		err = ogcParams(r.URL.Query()).err()
	}
	if err != nil {
		return err
	}
	return s.ogcAnswer(w, r, contentJSON, describe(r, c, selfLinks(r, contentJSON)), func() ogcPage { return collectionPage(r, c) })
}

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
	return s.ogcAnswer(w, r, contentSchema, schema(r, c, "queryables", "What filters may ask of "+c.Name, properties), func() ogcPage { return propertiesPage(r, c, true) })
}

// ogcSchema answers with what each item tells, as the JSON schema of a GeoJSON feature.
func (s *server) ogcSchema(w http.ResponseWriter, r *http.Request) error {
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
		"geometry": map[string]any{"type": "object", "description": "A point, or null where no position is known.", "properties": map[string]any{
			"type": map[string]any{"type": "string", "enum": []string{"Point"}}, "coordinates": map[string]any{"type": "array", "minItems": 2, "items": number}}},
		"properties": map[string]any{"type": "object", "properties": told},
	}
	return s.ogcAnswer(w, r, contentSchema, schema(r, c, "schema", "An item of "+c.Name, properties), func() ogcPage { return propertiesPage(r, c, false) })
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
		m["type"], m["items"] = "array", map[string]any{"type": "string"}
	default:
		m["type"] = string(p.Type) // integer, number and boolean are called the same
	}
	if p.Values != nil {
		m["enum"] = p.Values
	}
	return m
}
