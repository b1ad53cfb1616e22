package web_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"sightline/internal/access"
	"sightline/internal/feature"
	"sightline/internal/ledger"
)

func TestATSCore(t *testing.T) {
	root, s := ogcServer(t)
	landing := document(t, root, asJSON)
	api := document(t, root+"/api", asOpenAPI)
	collections := document(t, root+"/collections", asJSON)

	t.Run("http", func(t *testing.T) { // Abstract Test 1
		a, err := http.Get(root + "/")
		must(t, err)
		a.Body.Close()
		if a.Proto != "HTTP/1.1" || a.StatusCode != http.StatusOK {
			t.Errorf("%s %d", a.Proto, a.StatusCode)
		}
	})
	t.Run("root-success", func(t *testing.T) { // 3, 4
		for rel, contentType := range map[string]string{"service-desc": asOpenAPI, "service-doc": "text/html", "conformance": asJSON,
			"data": asJSON, "self": asJSON, "alternate": "text/html", "license": "text/plain"} {
			address := linked(t, landing, rel, contentType)
			if address == "" {
				t.Errorf("no link %s of type %s", rel, contentType)
			} else if a := ask(t, address); a.status != http.StatusOK {
				t.Errorf("%s: %d", address, a.status)
			}
		}
	})
	t.Run("api-definition-success", func(t *testing.T) { // 5, 6
		if api["openapi"] != "3.0.3" || api["info"].(map[string]any)["title"] == "" {
			t.Errorf("%v", api["openapi"])
		}
		seen := map[string]bool{}
		for path, item := range api["paths"].(map[string]any) {
			get := item.(map[string]any)["get"].(map[string]any)
			id := get["operationId"].(string)
			if seen[id] || get["responses"].(map[string]any)["200"] == nil || !strings.HasPrefix(path, "/") {
				t.Errorf("%s: %v", path, get)
			}
			seen[id] = true
		}
	})
	t.Run("conformance-success", func(t *testing.T) { // 7, 8
		var classes []string
		for _, c := range document(t, root+"/conformance", asJSON)["conformsTo"].([]any) {
			classes = append(classes, c.(string))
		}
		if !slices.Contains(classes, "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core") {
			t.Errorf("%v", classes)
		}
	})
	t.Run("fc-md-success", func(t *testing.T) { // 9, 10
		if linked(t, collections, "self", asJSON) == "" || linked(t, collections, "alternate", "text/html") == "" {
			t.Errorf("links: %v", collections["links"])
		}
		if all := collections["collections"].([]any); len(all) != len(feature.Collections()) {
			t.Errorf("%d collections", len(all))
		}
		if crs := collections["crs"].([]any)[0]; crs != "http://www.opengis.net/def/crs/OGC/1.3/CRS84" {
			t.Errorf("crs: %v", crs)
		}
	})
	for _, listed := range collections["collections"].([]any) {
		listed := listed.(map[string]any)
		t.Run(listed["id"].(string), func(t *testing.T) { atsCollection(t, root, listed, api) })
	}
	t.Run("sfc-md-op unknown", func(t *testing.T) {
		for _, path := range []string{"/collections/none", "/collections/none/items", "/collections/none/queryables",
			"/collections/sightings/items/none", "/collections/none/items/1"} {
			if a := ask(t, root+path, "Accept", asJSON); a.status != http.StatusNotFound || !strings.HasPrefix(a.header.Get("Content-Type"),
				"application/problem+json") {
				t.Errorf("%s: %d %s", path, a.status, a.header.Get("Content-Type"))
			}
		}
	})
	t.Run("audit", func(t *testing.T) {
		document(t, root+"/collections/reads/items?limit=3&purpose=harbour+watch&case=A-77", asGeoJSON)
		rows, err := s.SearchAudit(t.Context(), ledger.Query{Most: 1}, access.Asker{})
		if err != nil || rows[0].Action != "features" || rows[0].Rows != 3 || rows[0].Purpose != "harbour watch" {
			t.Errorf("%+v, %v", rows, err)
		}
	})
}

func atsCollection(t *testing.T, root string, listed, api map[string]any) {
	id := listed["id"].(string)
	items := root + "/collections/" + id + "/items"
	t.Run("sfc-md-success", func(t *testing.T) { // 11, 12
		c := document(t, root+"/collections/"+id, asJSON)
		for _, name := range []string{"id", "title", "description", "extent", "crs", "itemType"} {
			if fmt.Sprint(c[name]) != fmt.Sprint(listed[name]) || c[name] == nil {
				t.Errorf("%s is %v here and %v in the list", name, c[name], listed[name])
			}
		}
		if got := linked(t, c, "items", asGeoJSON); got != items {
			t.Errorf("items at %s", got)
		}
		if linked(t, c, "items", "text/html") == "" || linked(t, c, "http://www.opengis.net/def/rel/ogc/1.0/queryables", asSchema) == "" {
			t.Errorf("links: %v", c["links"])
		}
	})
	t.Run("fc-response", func(t *testing.T) { // 13, 22 to 26
		before := time.Now().Add(-2 * time.Second)
		page := document(t, items, asGeoJSON)
		atsPage(t, page, before)
		matched := int(page["numberMatched"].(float64))
		want := ogcCounts()[id]
		if matched != want {
			t.Errorf("numberMatched is %d, want %d", matched, want)
		}
		seen := map[string]bool{}
		for address := items + "?limit=7"; address != ""; {
			page := document(t, address, asGeoJSON)
			atsPage(t, page, before)
			for _, f := range page["features"].([]any) {
				seen[f.(map[string]any)["id"].(string)] = true
			}
			if address = linked(t, page, "next", asGeoJSON); int(page["numberMatched"].(float64)) != want {
				t.Errorf("numberMatched is %v on the way", page["numberMatched"])
			}
		}
		if len(seen) != want {
			t.Errorf("the pages hold %d, want %d", len(seen), want)
		}
	})
	t.Run("crs84", func(t *testing.T) { // 2
		if crs := ask(t, items).header.Get("Content-Crs"); crs != "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>" {
			t.Errorf("Content-Crs is %q", crs)
		}
	})
	t.Run("definitions", func(t *testing.T) { // 14, 16, 18
		atsParameters(t, api, "/collections/"+id+"/items")
	})
	t.Run("fc-bbox-response", func(t *testing.T) { // 15
		for _, box := range [][4]float64{{-98, 35, -96.95, 36}, {177, 65, -177, 70}, {-180, -90, 180, 90}, {-1.5, 50, 1.5, 53}} {
			page := document(t, fmt.Sprintf("%s?bbox=%g,%g,%g,%g", items, box[0], box[1], box[2], box[3]), asGeoJSON)
			for _, f := range page["features"].([]any) {
				g, placed := f.(map[string]any)["geometry"].(map[string]any)
				if !placed { // features without a position match any box
					continue
				}
				p := g["coordinates"].([]any)
				lon, lat := p[0].(float64), p[1].(float64)
				relation := f.(map[string]any)["properties"].(map[string]any)["relation"]
				inside := lat >= box[1] && lat <= box[3] &&
					(lon >= box[0] && lon <= box[2] || box[0] > box[2] && (lon >= box[0] || lon <= box[2]))
				if inside != (relation != "could be") {
					t.Errorf("%v is %v to %v", p, relation, box)
				}
			}
		}
		if a := ask(t, items+"?bbox=-98,35,0,-97,36,100"); a.status != http.StatusOK {
			t.Errorf("six numbers: %d", a.status)
		}
	})
	t.Run("fc-limit-response", func(t *testing.T) { // 17
		for limit, most := range map[int]int{1: 1, 5: 5, 10_000: 10_000, 1_000_000: 10_000} {
			page := document(t, fmt.Sprintf("%s?limit=%d", items, limit), asGeoJSON)
			if n := len(page["features"].([]any)); n > most || n == 0 {
				t.Errorf("limit %d: %d features", limit, n)
			}
		}
	})
	t.Run("fc-time-response", func(t *testing.T) { // 19
		from, to := ogcDay(3), ogcDay(8)
		page := document(t, items+"?limit=1000&datetime="+from.Format(time.RFC3339)+"/"+to.Format(time.RFC3339), asGeoJSON)
		for _, f := range page["features"].([]any) {
			p := f.(map[string]any)["properties"].(map[string]any)
			if p["time"] == nil { // those without a time match any
				continue
			}
			begin, err := time.Parse(time.RFC3339, p["time"].(string))
			must(t, err)
			if begin.After(to) {
				t.Errorf("%v begins at %v", f, begin)
			}
			if p["time_end"] != nil {
				if end, err := time.Parse(time.RFC3339, p["time_end"].(string)); err != nil || !end.After(from) {
					t.Errorf("%v ends at %v", f, end)
				}
			}
		}
		for _, span := range []string{"2026-05-02T12:00:00Z", "../2026-05-02T12:00:00Z", "2026-05-02T12:00:00Z/..", "/2026-05-02T12:00:00Z",
			"2026-05-02T12:00:00Z/", "2026-05-02", "2026-05-02T/..", "2026-05-02T12:00:00-05:00"} {
			if a := ask(t, items+"?datetime="+url.QueryEscape(span)); a.status != http.StatusOK {
				t.Errorf("%s: %d %s", span, a.status, a.body)
			}
		}
	})
	t.Run("query-param-invalid", func(t *testing.T) { // 20
		for _, query := range []string{"limit=unlimited", "limit=0", "limit=-1", "limit=1.5", "bbox=1,2,3", "bbox=a,b,c,d", "bbox=",
			"bbox=1,2,3,4,5", "bbox=1,9,3,4", "bbox=1,2,3,95", "datetime=yesterday",
			"datetime=2026-05-02T25:00:00", "datetime=../..", "datetime=", "datetime=2026-05-03/2026-05-02", "filter=%28",
			"filter=nothing%3D1", "filter-lang=sql", "filter-crs=EPSG:4326", "crs=EPSG:3857",
			"bbox-crs=x", "cursor=x", "f=xml", "limit=1&limit=2"} {
			a := ask(t, items+"?"+query, "Accept", asGeoJSON)
			if a.status != http.StatusBadRequest || a.header.Get("Content-Type") != "application/problem+json" ||
				!bytes.Contains(a.body, []byte(`"detail"`)) {
				t.Errorf("%s: %d %s %.200s", query, a.status, a.header.Get("Content-Type"), a.body)
			}
		}
	})
	t.Run("query-param-unknown", func(t *testing.T) { // 21
		for _, address := range []string{items, root, root + "/collections", root + "/api", root + "/conformance",
			root + "/collections/" + id, root + "/collections/" + id + "/queryables"} {
			if a := ask(t, address+"?unknownQueryParameter10001=1", "Accept", asGeoJSON+", "+asJSON); a.status != http.StatusBadRequest {
				t.Errorf("%s: %d", address, a.status)
			}
		}
	})
	t.Run("f-success", func(t *testing.T) { // 27, 28, 29
		for _, listed := range document(t, items+"?limit=3", asGeoJSON)["features"].([]any) {
			listed := listed.(map[string]any)
			f := document(t, items+"/"+listed["id"].(string), asGeoJSON)
			if f["type"] != "Feature" || f["id"] != listed["id"] ||
				fmt.Sprint(f["geometry"], f["properties"]) != fmt.Sprint(listed["geometry"], listed["properties"]) {
				t.Errorf("%v alone is %v", listed, f)
			}
			for rel, contentType := range map[string]string{"self": asGeoJSON, "alternate": "text/html", "collection": asJSON} {
				if linked(t, f, rel, contentType) == "" {
					t.Errorf("no link %s of type %s in %v", rel, contentType, f["links"])
				}
			}
		}
	})
	t.Run("queryables", func(t *testing.T) { // Features part 3
		q := document(t, root+"/collections/"+id+"/queryables", asSchema)
		if q["$schema"] != "https://json-schema.org/draft/2020-12/schema" || q["$id"] != root+"/collections/"+id+"/queryables" ||
			q["type"] != "object" || q["additionalProperties"] != false {
			t.Errorf("%v", q)
		}
		for name, p := range q["properties"].(map[string]any) {
			p := p.(map[string]any)
			if spatial := name == "geometry"; spatial != (p["type"] == nil) || spatial && p["format"] != "geometry-point" {
				t.Errorf("%s: %v", name, p)
			}
		}
		s := document(t, root+"/collections/"+id+"/feature-schema", asSchema)
		told := s["properties"].(map[string]any)["properties"].(map[string]any)["properties"].(map[string]any)
		for _, f := range document(t, items, asGeoJSON)["features"].([]any) {
			for name, value := range f.(map[string]any)["properties"].(map[string]any) {
				want := map[string]string{"string": "string", "integer": "float64", "number": "float64", "boolean": "bool"}
				p, known := told[name].(map[string]any)
				if got := fmt.Sprintf("%T", value); !known || value != nil && got != want[p["type"].(string)] {
					t.Errorf("%s is %v, and the schema says %v", name, value, p)
				}
			}
		}
	})
	t.Run("schemas", func(t *testing.T) { // Features part 5
		collection := document(t, root+"/collections/"+id, asJSON)
		address := linked(t, collection, "http://www.opengis.net/def/rel/ogc/1.0/schema", asSchema)
		s := document(t, address, asSchema)
		if s["$schema"] != "https://json-schema.org/draft/2020-12/schema" || s["$id"] != address || s["type"] != "object" ||
			s["additionalProperties"] != false {
			t.Errorf("%v", s)
		}
		told := s["properties"].(map[string]any)
		roles, places := map[any]string{}, map[any]string{}
		for name, p := range told {
			p := p.(map[string]any)
			if places[p["x-ogc-propertySeq"]] != "" || p["x-ogc-propertySeq"] == nil {
				t.Errorf("%s stands where %q does", name, places[p["x-ogc-propertySeq"]])
			}
			places[p["x-ogc-propertySeq"]] = name
			if role := p["x-ogc-role"]; role != nil {
				roles[role] = name
			}
			if spatial := name == "geometry"; spatial != (p["type"] == nil) || spatial && p["format"] != "geometry-point" {
				t.Errorf("%s: %v", name, p)
			}
		}
		_, timed := told["time"]
		if roles["id"] != "id" || roles["primary-geometry"] != "geometry" || timed != (roles["primary-interval-start"] == "time") ||
			timed != (roles["primary-interval-end"] == "time_end") {
			t.Errorf("roles: %v", roles)
		}
		for _, f := range document(t, items, asGeoJSON)["features"].([]any) {
			for name := range f.(map[string]any)["properties"].(map[string]any) {
				if told[name] == nil {
					t.Errorf("no word of %s", name)
				}
			}
		}
	})
}

// atsPage holds a page to what every page must have.
func atsPage(t *testing.T, page map[string]any, before time.Time) {
	t.Helper()
	features := page["features"].([]any)
	if page["type"] != "FeatureCollection" || int(page["numberReturned"].(float64)) != len(features) ||
		page["numberMatched"].(float64) < page["numberReturned"].(float64) {
		t.Errorf("numbers: %v returned, %v matched, %d there", page["numberReturned"], page["numberMatched"], len(features))
	}
	if at, err := time.Parse(time.RFC3339, page["timeStamp"].(string)); err != nil || at.Before(before) || at.After(time.Now()) {
		t.Errorf("timeStamp: %v", page["timeStamp"])
	}
	if linked(t, page, "self", asGeoJSON) == "" || linked(t, page, "alternate", "text/html") == "" ||
		linked(t, page, "collection", asJSON) == "" || len(page["caveats"].([]any)) == 0 {
		t.Errorf("links: %v", page["links"])
	}
	for _, f := range features {
		f := f.(map[string]any)
		if _, told := f["properties"].(map[string]any)["radius_m"]; f["type"] != "Feature" || f["id"] == "" || !told {
			t.Errorf("feature: %v", f)
		}
		if g, is := f["geometry"].(map[string]any); is && (g["type"] != "Point" || len(g["coordinates"].([]any)) != 2) {
			t.Errorf("geometry: %v", g)
		}
	}
}

// atsParameters holds the definitions of bbox, limit and datetime to those of the standard.
func atsParameters(t *testing.T, api map[string]any, path string) {
	t.Helper()
	shared := api["components"].(map[string]any)["parameters"].(map[string]any)
	schemas := map[string]map[string]any{}
	for _, p := range api["paths"].(map[string]any)[path].(map[string]any)["get"].(map[string]any)["parameters"].([]any) {
		p := p.(map[string]any)
		if ref, is := p["$ref"].(string); is {
			p = shared[strings.TrimPrefix(ref, "#/components/parameters/")].(map[string]any)
		}
		if p["in"] != "query" || p["required"] != false || p["style"] != "form" || p["explode"] != false {
			t.Errorf("%v", p)
		}
		if schemas[p["name"].(string)] != nil {
			t.Errorf("%s stands twice", p["name"])
		}
		schemas[p["name"].(string)] = p["schema"].(map[string]any)
	}
	box, limit, at := schemas["bbox"], schemas["limit"], schemas["datetime"]
	if box["type"] != "array" || box["minItems"] != 4.0 || box["maxItems"] != 6.0 || box["items"].(map[string]any)["type"] != "number" {
		t.Errorf("bbox: %v", box)
	}
	if limit["type"] != "integer" || limit["minimum"] != 1.0 || limit["maximum"] != 10_000.0 || limit["default"] != 100.0 {
		t.Errorf("limit: %v", limit)
	}
	if at["type"] != "string" || schemas["filter"]["type"] != "string" || schemas["filter-lang"]["default"] != "cql2-text" {
		t.Errorf("datetime: %v", at)
	}
}
