package web_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/paulmach/orb"

	"sightline/internal/dbtest"
	"sightline/internal/feature"
	"sightline/internal/ledger"
	"sightline/internal/store"
	"sightline/internal/web"
	"sightline/timeline"
)

// How much of everything the test's database holds.
const (
	ogcSightings = 30
	ogcReads     = 250
)

// ogcServer serves a database with sightings, reads, a stay, sites and an agency.
func ogcServer(t *testing.T) (root string, s *store.Store) {
	t.Helper()
	s, err := store.Open(t.Context(), dbtest.New(t), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	fillOGC(t, s)
	h, err := web.New(web.Config{Version: "test", Actor: "tester", Log: slog.New(slog.DiscardHandler), Features: s,
		NotFound: func(err error) bool { return errors.Is(err, store.ErrNotFound) }}, s, fakeReports{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL + "/ogc", s
}

func fillOGC(t *testing.T, s *store.Store) {
	t.Helper()
	ctx := t.Context()
	c, _, err := s.PutCase(ctx, timeline.Case{Number: "T-1", OwningORI: "ZZ9990100"})
	must(t, err)
	subject, _, err := s.PutSubject(ctx, c.ID, timeline.Subject{Name: "Testperson, Ann"})
	must(t, err)
	l, err := s.BeginLoad(ctx, store.NewLoad{Case: c.ID, Subject: subject, File: "n", Format: "ncic", Loader: "x", At: ogcDay(0)})
	must(t, err)
	record := func(n int) timeline.Record {
		return timeline.Record{Line: n + 1, Text: fmt.Append(nil, n), Key: sha256.Sum256(fmt.Append(nil, n))}
	}
	for n := range ogcSightings {
		x := timeline.Sighting{Source: timeline.SourceNCIC, Key: "QW", Category: timeline.Encounter, Agency: &timeline.Agency{ORI: "OK9990100"},
			When:  timeline.When{Zone: "UTC", Basis: timeline.BasisStated, Start: ogcDay(n), End: ogcDay(n).Add(time.Minute), Precision: timeline.Minute},
			Where: timeline.Where{Point: orb.Point{-97.5 + float64(n)/10, 35.5}, Class: timeline.ClassStreet, Label: fmt.Sprintf("<b>Street %d & Co", n), State: "OK"}}
		if n == ogcSightings-1 {
			x.Where = timeline.Where{Class: timeline.ClassNone}
		}
		must(t, l.Sighting(ctx, record(n), x))
	}
	must(t, l.Stay(ctx, record(1000), timeline.Stay{Source: timeline.SourceAddress, Kind: "address", First: timeline.When{Start: ogcDay(0), End: ogcDay(1), Precision: timeline.Day},
		Where: timeline.Where{Point: orb.Point{-97, 35}, Class: timeline.ClassStreet, Radius: 50}}))
	_, err = l.Finish(ctx, store.Summary{Read: ogcSightings + 1, Zone: "UTC", ZoneBasis: timeline.BasisStated})
	must(t, err)
	if l, err = s.BeginLoad(ctx, store.NewLoad{Case: c.ID, File: "p", Format: "plates", Loader: "x", At: ogcDay(0)}); err != nil {
		t.Fatal(err)
	}
	var reads []timeline.Read
	for n := range ogcReads {
		site := timeline.Site{Key: fmt.Sprintf("cam-%d", n%3), Name: fmt.Sprintf("Camera %d", n%3), Point: orb.Point{-97.5 + float64(n%3), 35.5}}
		site.Where = timeline.Where{Point: site.Point, Class: timeline.ClassSite, Radius: 30, State: "OK", Zone: "America/Chicago"}
		reads = append(reads, timeline.Read{Record: record(n), At: ogcDay(n / 10).Add(time.Duration(n) * time.Second), Precision: timeline.Second,
			Plate: timeline.Plate{Number: fmt.Sprintf("PLT%d", n%7), State: "OK"}, Site: site, Point: site.Point, Confidence: float32(n) / ogcReads})
	}
	must(t, l.Reads(ctx, reads))
	_, err = l.Finish(ctx, store.Summary{Read: ogcReads, Zone: "UTC", ZoneBasis: timeline.BasisStated})
	must(t, err)
	_, err = s.PutAgencies(ctx, []timeline.Agency{{ORI: "OK9990100", Name: "Exampleville Police", Kind: "city", State: "OK",
		Where: timeline.Where{Point: orb.Point{-97, 35}, Class: timeline.ClassAgency, Radius: 5000}}})
	must(t, err)
}

func ogcDay(n int) time.Time { return time.Date(2026, 5, 1+n, 12, 0, 0, 0, time.UTC) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// ogcAnswer is an answer of the server.
type ogcAnswer struct {
	status int
	header http.Header
	body   []byte
}

// ask sends a request with headers given as names and values in turn.
func ask(t *testing.T, address string, headers ...string) ogcAnswer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	must(t, err)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	a, err := http.DefaultTransport.RoundTrip(r)
	must(t, err)
	defer a.Body.Close()
	body, err := io.ReadAll(a.Body)
	must(t, err)
	return ogcAnswer{a.StatusCode, a.Header, body}
}

// document is the answer as an object. Its status must be 200 and its type the one given.
func document(t *testing.T, address, contentType string) map[string]any {
	t.Helper()
	a := ask(t, address, "Accept", contentType)
	if a.status != http.StatusOK || a.header.Get("Content-Type") != contentType {
		t.Fatalf("%s: %d %s %.300s", address, a.status, a.header.Get("Content-Type"), a.body)
	}
	var m map[string]any
	if err := json.Unmarshal(a.body, &m); err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	return m
}

const (
	asJSON    = "application/json"
	asGeoJSON = "application/geo+json"
	asOpenAPI = "application/vnd.oai.openapi+json;version=3.0"
	asSchema  = "application/schema+json"
)

// linked is the address of the link with a relation and a type, "" when there is none. Every link must have a type.
func linked(t *testing.T, document map[string]any, rel, contentType string) string {
	t.Helper()
	found := ""
	for _, l := range document["links"].([]any) {
		l := l.(map[string]any)
		if l["type"] == nil || l["href"] == nil {
			t.Errorf("link without a type or an address: %v", l)
		}
		if l["rel"] == rel && l["type"] == contentType {
			found = l["href"].(string)
		}
	}
	return found
}

// The tests from here on make the assertions of the OGC test suite for Features core, by the names of its abstract tests
// (OGC 17-069r4, annex A.2), and those of its classes OpenAPI, GeoJSON and HTML.

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
		for rel, contentType := range map[string]string{"service-desc": asOpenAPI, "service-doc": "text/html", "conformance": asJSON, "data": asJSON, "self": asJSON, "alternate": "text/html", "license": "text/plain"} {
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
		if all := collections["collections"].([]any); len(all) != 5 {
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
		for _, path := range []string{"/collections/none", "/collections/none/items", "/collections/none/queryables", "/collections/sightings/items/none", "/collections/none/items/1"} {
			if a := ask(t, root+path, "Accept", asJSON); a.status != http.StatusNotFound || !strings.HasPrefix(a.header.Get("Content-Type"), "application/problem+json") {
				t.Errorf("%s: %d %s", path, a.status, a.header.Get("Content-Type"))
			}
		}
	})
	t.Run("audit", func(t *testing.T) {
		document(t, root+"/collections/reads/items?limit=3&purpose=harbour+watch&case=A-77", asGeoJSON)
		rows, err := s.SearchAudit(t.Context(), ledger.Query{Most: 1}, timeline.Look{})
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
		want := map[string]int{feature.Sightings: ogcSightings, feature.Reads: ogcReads, feature.Stays: 1, feature.Sites: 3, feature.Agencies: 1}[id]
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
				inside := lat >= box[1] && lat <= box[3] && (lon >= box[0] && lon <= box[2] || box[0] > box[2] && (lon >= box[0] || lon <= box[2]))
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
		for _, span := range []string{"2026-05-02T12:00:00Z", "../2026-05-02T12:00:00Z", "2026-05-02T12:00:00Z/..", "/2026-05-02T12:00:00Z", "2026-05-02T12:00:00Z/", "2026-05-02", "2026-05-02T/..", "2026-05-02T12:00:00-05:00"} {
			if a := ask(t, items+"?datetime="+url.QueryEscape(span)); a.status != http.StatusOK {
				t.Errorf("%s: %d %s", span, a.status, a.body)
			}
		}
	})
	t.Run("query-param-invalid", func(t *testing.T) { // 20
		for _, query := range []string{"limit=unlimited", "limit=0", "limit=-1", "limit=1.5", "bbox=1,2,3", "bbox=a,b,c,d", "bbox=", "bbox=1,2,3,4,5", "bbox=1,9,3,4", "bbox=1,2,3,95", "datetime=yesterday",
			"datetime=2026-05-02T12:00:00", "datetime=../..", "datetime=", "datetime=2026-05-03/2026-05-02", "filter=%28", "filter=nothing%3D1", "filter-lang=sql", "filter-crs=EPSG:4326", "crs=EPSG:3857",
			"bbox-crs=x", "cursor=x", "f=xml", "limit=1&limit=2"} {
			a := ask(t, items+"?"+query, "Accept", asGeoJSON)
			if a.status != http.StatusBadRequest || a.header.Get("Content-Type") != "application/problem+json" || !bytes.Contains(a.body, []byte(`"detail"`)) {
				t.Errorf("%s: %d %s %.200s", query, a.status, a.header.Get("Content-Type"), a.body)
			}
		}
	})
	t.Run("query-param-unknown", func(t *testing.T) { // 21
		for _, address := range []string{items, root, root + "/collections", root + "/api", root + "/conformance", root + "/collections/" + id, root + "/collections/" + id + "/queryables"} {
			if a := ask(t, address+"?unknownQueryParameter10001=1", "Accept", asGeoJSON+", "+asJSON); a.status != http.StatusBadRequest {
				t.Errorf("%s: %d", address, a.status)
			}
		}
	})
	t.Run("f-success", func(t *testing.T) { // 27, 28, 29
		for _, listed := range document(t, items+"?limit=3", asGeoJSON)["features"].([]any) {
			listed := listed.(map[string]any)
			f := document(t, items+"/"+listed["id"].(string), asGeoJSON)
			if f["type"] != "Feature" || f["id"] != listed["id"] || fmt.Sprint(f["geometry"], f["properties"]) != fmt.Sprint(listed["geometry"], listed["properties"]) {
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
		if q["$schema"] != "https://json-schema.org/draft/2020-12/schema" || q["$id"] != root+"/collections/"+id+"/queryables" || q["type"] != "object" || q["additionalProperties"] != false {
			t.Errorf("%v", q)
		}
		for name, p := range q["properties"].(map[string]any) {
			p := p.(map[string]any)
			if spatial := name == "geometry"; spatial != (p["type"] == nil) || spatial && p["format"] != "geometry-point" {
				t.Errorf("%s: %v", name, p)
			}
		}
		s := document(t, root+"/collections/"+id+"/schema", asSchema)
		told := s["properties"].(map[string]any)["properties"].(map[string]any)["properties"].(map[string]any)
		for _, f := range document(t, items, asGeoJSON)["features"].([]any) {
			for name, value := range f.(map[string]any)["properties"].(map[string]any) {
				want := map[string]string{"string": "string", "integer": "float64", "number": "float64", "boolean": "bool", "array": "[]interface {}"}
				p, known := told[name].(map[string]any)
				if got := fmt.Sprintf("%T", value); !known || value != nil && got != want[p["type"].(string)] {
					t.Errorf("%s is %v, and the schema says %v", name, value, p)
				}
			}
		}
	})
}

// atsPage holds a page to what every page must have.
func atsPage(t *testing.T, page map[string]any, before time.Time) {
	t.Helper()
	features := page["features"].([]any)
	if page["type"] != "FeatureCollection" || int(page["numberReturned"].(float64)) != len(features) || page["numberMatched"].(float64) < page["numberReturned"].(float64) {
		t.Errorf("numbers: %v returned, %v matched, %d there", page["numberReturned"], page["numberMatched"], len(features))
	}
	if at, err := time.Parse(time.RFC3339, page["timeStamp"].(string)); err != nil || at.Before(before) || at.After(time.Now()) {
		t.Errorf("timeStamp: %v", page["timeStamp"])
	}
	if linked(t, page, "self", asGeoJSON) == "" || linked(t, page, "alternate", "text/html") == "" || linked(t, page, "collection", asJSON) == "" || len(page["caveats"].([]any)) == 0 {
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

func TestOGCHTML(t *testing.T) {
	root, _ := ogcServer(t)
	browser := "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
	for _, path := range []string{"", "/", "/conformance", "/api", "/collections", "/collections/sightings", "/collections/sightings/queryables", "/collections/sightings/schema",
		"/collections/sightings/items", "/collections/sightings/items/s1", "/collections/reads/items?limit=3", "/collections/reads/items?bbox=0,0,1,1"} {
		a := ask(t, root+path, "Accept", browser)
		if a.status != http.StatusOK || a.header.Get("Content-Type") != "text/html; charset=utf-8" || !bytes.Contains(a.body, []byte("<h1>")) || !bytes.Contains(a.body, []byte("f=json")) {
			t.Errorf("%s: %d %s %.200s", path, a.status, a.header.Get("Content-Type"), a.body)
		}
		if bytes.Contains(a.body, []byte("<b>Street")) {
			t.Errorf("%s is not escaped", path)
		}
	}
	if a := ask(t, root+"/collections/sightings/items?f=html&limit=x"); a.status != http.StatusBadRequest || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		t.Errorf("a fault on a page: %d %s", a.status, a.header.Get("Content-Type"))
	}
	if a := ask(t, root+"/collections/reads/items?bbox=0,0,1,1&f=html"); !bytes.Contains(a.body, []byte("Nothing that you may see")) {
		t.Error("an empty page does not say why")
	}
}

func TestOGCNegotiation(t *testing.T) {
	root, _ := ogcServer(t)
	items := root + "/collections/reads/items"
	for _, c := range []struct{ address, accept, want string }{
		{items, "", asGeoJSON}, {items, "*/*", asGeoJSON}, {items, "application/json", asGeoJSON}, {items, "application/*;q=0.3", asGeoJSON},
		{items, "text/html;q=0.5, application/geo+json", asGeoJSON}, {items, "text/html, application/geo+json;q=0.9", "text/html; charset=utf-8"},
		{items + "?f=json", "text/html", asGeoJSON}, {items + "?f=html", asGeoJSON, "text/html; charset=utf-8"}, {items, "application/gml+xml", "application/problem+json"},
		{root + "/api", "application/vnd.oai.openapi+json;version=3.0", asOpenAPI}, {root + "/collections/reads/queryables", "application/schema+json", asSchema},
	} {
		a := ask(t, c.address, "Accept", c.accept)
		if got := a.header.Get("Content-Type"); got != c.want || (a.status == http.StatusNotAcceptable) != (c.want == "application/problem+json") {
			t.Errorf("%s for %q: %d %s, want %s", c.address, c.accept, a.status, got, c.want)
		}
		if !slices.Contains(a.header.Values("Vary"), "Accept") {
			t.Errorf("%s does not vary by Accept", c.address)
		}
	}
}

func TestOGCCompression(t *testing.T) {
	root, _ := ogcServer(t)
	address := root + "/collections/reads/items?limit=200&datetime=2026-05-01T00:00:00Z/.."
	plain := ask(t, address, "Accept-Encoding", "identity")
	gunzip := func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }
	for accepted, read := range map[string]func(io.Reader) (io.Reader, error){
		"gzip": gunzip, "gzip, zstd;q=0.5": gunzip, "zstd": func(r io.Reader) (io.Reader, error) { return zstd.NewReader(r) }, "*": func(r io.Reader) (io.Reader, error) { return zstd.NewReader(r) },
		"br, gzip;q=0": nil,
	} {
		a := ask(t, address, "Accept-Encoding", accepted)
		if read == nil {
			if a.header.Get("Content-Encoding") != "" {
				t.Errorf("%q is answered in %s", accepted, a.header.Get("Content-Encoding"))
			}
			continue
		}
		r, err := read(bytes.NewReader(a.body))
		must(t, err)
		body, err := io.ReadAll(r)
		if err != nil || len(a.body) > len(plain.body)/4 || withoutTime(body) != withoutTime(plain.body) {
			t.Errorf("%q: %s, %d bytes of %d, %v", accepted, a.header.Get("Content-Encoding"), len(a.body), len(plain.body), err)
		}
	}
}

func withoutTime(body []byte) string {
	before, rest, _ := strings.Cut(string(body), `"timeStamp":"`)
	return before + rest[len("2026-05-01T00:00:00Z"):]
}

// TestOGCCaching finds entity tags where nobody's data is, and nothing kept where it is.
func TestOGCCaching(t *testing.T) {
	root, _ := ogcServer(t)
	for _, path := range []string{"", "/conformance", "/api", "/collections", "/collections/reads", "/collections/reads/queryables", "/collections/reads/schema"} {
		a := ask(t, root+path)
		tag := a.header.Get("ETag")
		if tag == "" || a.header.Get("Cache-Control") != "private, no-cache" {
			t.Errorf("%s: tag %q, %s", path, tag, a.header.Get("Cache-Control"))
		}
		if again := ask(t, root+path, "If-None-Match", tag); again.status != http.StatusNotModified || len(again.body) > 0 {
			t.Errorf("%s again: %d", path, again.status)
		}
	}
	for _, path := range []string{"/collections/reads/items", "/collections/sightings/items/s1", "/collections/none", "/collections/reads/items?limit=x"} {
		if a := ask(t, root+path); a.header.Get("ETag") != "" || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept: %v", path, a.header)
		}
	}
}

// TestOGCLinksKeepTheReason finds case and purpose in every link, and takes what a client repeats.
func TestOGCLinksKeepTheReason(t *testing.T) {
	root, _ := ogcServer(t)
	reason := "case=A-77&purpose=harbour+watch"
	for _, path := range []string{"?", "/collections?", "/collections/reads?", "/collections/reads/items?limit=3&", "/collections/reads/items?limit=3&" + reason + "&"} {
		var m map[string]any
		a := ask(t, root+path+reason)
		if err := json.Unmarshal(a.body, &m); err != nil || a.status != http.StatusOK {
			t.Fatalf("%s: %d %.300s", path, a.status, a.body)
		}
		for _, l := range m["links"].([]any) {
			u, err := url.Parse(l.(map[string]any)["href"].(string))
			if l.(map[string]any)["rel"] == "license" { // which is nobody's data
				continue
			}
			if err != nil || u.Query().Get("case") != "A-77" || u.Query().Get("purpose") != "harbour watch" || u.Scheme != "http" {
				t.Errorf("%s: %v", path, l)
			}
		}
	}
}

// TestOGCPagesBefore goes on through all pages of a collection and back again: each page before is the one that was come
// from, and where the way back is not known there is no link for it.
func TestOGCPagesBefore(t *testing.T) {
	root, _ := ogcServer(t)
	idsOf := func(page map[string]any) (ids []string) {
		for _, f := range page["features"].([]any) {
			ids = append(ids, f.(map[string]any)["id"].(string))
		}
		return ids
	}
	for _, c := range []struct {
		of, order   string
		pages, back int // at least
	}{{"sightings", "", 3, 2}, {"reads", "", 12, 4}, {"reads", "&filter=plate%20LIKE%20'PLT%25'", 12, 3}, {"sites", "", 3, 2}} {
		var pages [][]string
		var last map[string]any
		for address := root + "/collections/" + c.of + "/items?limit=1" + c.order; address != "" && len(pages) < c.pages; {
			last = document(t, address, asGeoJSON)
			pages = append(pages, idsOf(last))
			if len(pages) == 1 && linked(t, last, "prev", asGeoJSON) != "" {
				t.Errorf("%s: there is a page before the first", c.of)
			}
			address = linked(t, last, "next", asGeoJSON)
		}
		went := 0
		for {
			before := linked(t, last, "prev", asGeoJSON)
			if before == "" {
				break
			}
			went++
			last = document(t, before, asGeoJSON)
			if at := len(pages) - 1 - went; at < 0 || !slices.Equal(idsOf(last), pages[at]) {
				t.Fatalf("%s: %d pages back is %v, of %v", c.of, went, idsOf(last), pages)
			}
		}
		if len(pages) != c.pages || went < c.back {
			t.Errorf("%s: %d pages, %d back", c.of, len(pages), went)
		}
		if whole := went == len(pages)-1; whole != (linked(t, last, "first", asGeoJSON) == "") {
			t.Errorf("%s: %d pages back of %d, and the first is linked to: %v", c.of, went, len(pages), !whole)
		}
	}
	// Pages of another size are not those that were come from.
	next := linked(t, document(t, root+"/collections/reads/items?limit=2", asGeoJSON), "next", asGeoJSON)
	if page := document(t, strings.Replace(next, "limit=2", "limit=3", 1), asGeoJSON); linked(t, page, "prev", asGeoJSON) != "" || linked(t, page, "first", asGeoJSON) == "" {
		t.Errorf("links %v", page["links"])
	}
	if a := ask(t, strings.Replace(next, "/items?", "/items?f=html&", 1)); !strings.Contains(string(a.body), `rel="prev"`) {
		t.Error("the page has no way back")
	}
}

// TestOGCCursors takes a cursor to another question.
func TestOGCCursors(t *testing.T) {
	root, _ := ogcServer(t)
	items := root + "/collections/reads/items"
	next, err := url.Parse(linked(t, document(t, items+"?limit=5&plate=PLT1", asGeoJSON), "next", asGeoJSON))
	must(t, err)
	cursor := next.Query().Get("cursor")
	for query, want := range map[string]int{
		"limit=5&plate=PLT1&": 200, "limit=50&plate=PLT1&purpose=x&": 200, "limit=5&plate=PLT2&": 400, "limit=5&": 400, "plate=PLT1&bbox=1,2,3,4&": 400,
	} {
		if a := ask(t, items+"?"+query+"cursor="+cursor); a.status != want {
			t.Errorf("%s: %d, want %d", query, a.status, want)
		}
	}
	if a := ask(t, root+"/collections/sightings/items?cursor="+cursor); a.status != http.StatusBadRequest {
		t.Errorf("another collection: %d", a.status)
	}
}
