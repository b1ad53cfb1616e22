package web

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/gorilla/mux"

	"sightline/internal/access"
	"sightline/internal/feature"
	"sightline/timeline/kinds"
)

// Features answers with collections of features.
type Features interface {
	Features(context.Context, feature.Query, access.Asker) (feature.Page, error)
	Feature(ctx context.Context, c feature.Collection, id string, look access.Asker) (feature.Feature, error)
}

// ogcRoutes are those of OGC API – Features. What they offer stands in the document below /ogc/api; a test holds it to them.
func (s *server) ogcRoutes(r *mux.Router) {
	if s.Features == nil {
		return
	}
	get := func(path string, h handler) {
		r.Handle(path, compressed(s.negotiated(h))).Methods(http.MethodGet, http.MethodHead)
	}
	get(ogcRoot, s.ogcLanding)
	get(ogcRoot+"/", s.ogcLanding)
	get(ogcRoot+"/conformance", s.ogcConformance)
	get(ogcRoot+"/api", s.ogcAPI)
	get(ogcRoot+"/collections", s.ogcCollections)
	get(ogcRoot+"/collections/{collection:[a-z_]+}", s.ogcCollection)
	get(ogcRoot+"/collections/{collection:[a-z_]+}/queryables", s.ogcQueryables)
	get(ogcRoot+"/collections/{collection:[a-z_]+}/schema", s.ogcSchema)
	get(ogcRoot+"/collections/{collection:[a-z_]+}/feature-schema", s.ogcFeatureSchema)
	get(ogcRoot+"/collections/{collection:[a-z_]+}/items", s.ogcItems)
	get(ogcRoot+"/collections/{collection:[a-z_]+}/items/{id:[A-Za-z0-9-]+}", s.ogcItem)
}

// negotiated answers errors as a page to whoever wants pages.
func (s *server) negotiated(h handler) http.Handler {
	page, api := s.page(h), s.api(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept")
		if html, _ := wantsHTML(r, contentJSON); html {
			page.ServeHTTP(w, r)
			return
		}
		api.ServeHTTP(w, r)
	})
}

// conformance are the classes of the standards that this server keeps to.
var conformance = []string{
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
	"http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
	"http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
	"http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
	"http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
	"http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/schemas",
	"http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/advanced-property-roles",
	"http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/returnables-and-receivables",
	"http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
	"http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
	"http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
	"http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions",
	"http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions-plus",
	"http://www.opengis.net/spec/cql2/1.0/conf/temporal-functions",
}

const ogcAbout = "Events, each kind of them, sightings and stays, plate reads, reader sites and agencies, as far as you may see them, for QGIS, ArcGIS, GDAL and other programs. " +
	"Every question is written to the audit: give case and purpose with the first address, and every link keeps them."

func (s *server) ogcLanding(w http.ResponseWriter, r *http.Request) error {
	if err := ogcParams(r.URL.Query()).err(); err != nil {
		return err
	}
	links := append(selfLinks(r, contentJSON),
		link{href(r, "/api"), "service-desc", contentOpenAPI, "what can be asked for, as OpenAPI 3.0"},
		link{href(r, "/api", "f", "html"), "service-doc", contentHTML, "what can be asked for, to read"},
		link{href(r, "/conformance"), "conformance", contentJSON, "the standards kept to"},
		link{href(r, "/collections"), "data", contentJSON, "the collections"}, licenses(r))
	return s.ogcAnswer(w, r, contentJSON, map[string]any{"title": "Sightline", "description": ogcAbout, "attribution": kinds.Caveats()[0],
		"links": links},
		func() ogcPage { return landingPage(r) })
}

func (s *server) ogcConformance(w http.ResponseWriter, r *http.Request) error {
	if err := ogcParams(r.URL.Query()).err(); err != nil {
		return err
	}
	return s.ogcAnswer(w, r, contentJSON, map[string]any{"conformsTo": conformance, "links": selfLinks(r, contentJSON)},
		func() ogcPage { return conformancePage(r) })
}

func (s *server) ogcAPI(w http.ResponseWriter, r *http.Request) error {
	if err := ogcParams(r.URL.Query()).err(); err != nil {
		return err
	}
	api := openAPI(origin(r)+ogcRoot, s.Version)
	return s.ogcAnswer(w, r, contentOpenAPI, api, func() ogcPage { return apiPage(r, api) })
}

// ogcAnswer answers with what holds nobody's data: it may be kept, if it is asked for anew each time.
func (s *server) ogcAnswer(w http.ResponseWriter, r *http.Request, contentType string, v any, page func() ogcPage) error {
	html, ok := wantsHTML(r, contentType)
	if !ok {
		return errNotAcceptable
	}
	var body []byte
	var err error
	if html {
		contentType = contentHTML + "; charset=utf-8"
		body, err = s.ogcHTML(page())
	} else {
		body, err = json.Marshal(v)
	}
	if err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	tag := fmt.Sprintf(`W/"%x"`, sha256.Sum256(append([]byte(contentType), body...)))
	w.Header().Set("Cache-Control", "private, no-cache")
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	w.Header().Set("Content-Type", contentType)
	_, _ = w.Write(body)
	return nil
}

var errNotAcceptable = problem{http.StatusNotAcceptable, "This address answers in JSON and HTML."}

// collectionOf is the collection of the address.
func collectionOf(r *http.Request) (feature.Collection, error) {
	c, ok := feature.Named(mux.Vars(r)["collection"])
	if !ok {
		return c, problem{http.StatusNotFound, "There is no such collection."}
	}
	return c, nil
}

func (s *server) ogcItems(w http.ResponseWriter, r *http.Request) error {
	c, err := collectionOf(r)
	if err != nil {
		return err
	}
	html, ok := wantsHTML(r, contentGeoJSON)
	if !ok {
		return errNotAcceptable
	}
	ask, here, err := s.parseItems(r, c)
	if err != nil {
		return err
	}
	page, err := s.Features.Features(r.Context(), ask, s.look(r, ""))
	if err != nil {
		return err
	}
	links := append(selfLinks(r, contentGeoJSON), link{href(r, "/collections/"+c.Name), "collection", contentJSON, c.Title})
	around, err := s.pageLinks(r, ask, here, page.Next, html)
	if err != nil {
		return err
	}
	links = append(links, around...)
	head := newCollectionHead(page, time.Now(), links)
	if len(page.Features) == 0 && ask.After == nil {
		head.Why = "Nothing that you may see matches this box, these times and this filter. Times are compared as instants: check their offsets."
	}
	w.Header().Set("Content-Crs", "<"+crs84+">")
	if html {
		return s.renderOGC(w, itemsPage(r, c, page, head))
	}
	w.Header().Set("Content-Type", contentGeoJSON)
	if err := writeCollection(w, c, head, page.Features); err != nil { // too late for a clean error
		s.Log.WarnContext(r.Context(), "answer broke off", "request", requestID(r), "error", err)
	}
	return nil
}

func pageType(html bool) string {
	if html {
		return contentHTML
	}
	return contentGeoJSON
}

func (s *server) ogcItem(w http.ResponseWriter, r *http.Request) error {
	c, err := collectionOf(r)
	if err != nil {
		return err
	}
	html, ok := wantsHTML(r, contentGeoJSON)
	if !ok {
		return errNotAcceptable
	}
	p := ogcParams(r.URL.Query(), "crs")
	p.OneOf("crs", crs84, crs84, crs84h)
	if err := p.err(); err != nil {
		return err
	}
	f, err := s.Features.Feature(r.Context(), c, mux.Vars(r)["id"], s.look(r, ""))
	if err != nil {
		if s.NotFound(err) {
			err = problem{http.StatusNotFound, "There is no such feature, or none that you may see."}
		}
		return err
	}
	links := append(selfLinks(r, contentGeoJSON), link{href(r, "/collections/"+c.Name), "collection", contentJSON, c.Title})
	w.Header().Set("Content-Crs", "<"+crs84+">")
	if html {
		return s.renderOGC(w, itemPage(r, c, f))
	}
	body, err := appendFeature(nil, c, f, links)
	if err != nil {
		return fmt.Errorf("encode feature: %w", err)
	}
	w.Header().Set("Content-Type", contentGeoJSON)
	_, _ = w.Write(body)
	return nil
}
