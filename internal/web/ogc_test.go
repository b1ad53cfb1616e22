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
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/paulmach/orb"

	"sightline/internal/access"
	"sightline/internal/dbtest"
	"sightline/internal/feature"
	"sightline/internal/store"
	"sightline/internal/web"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// How much of everything the test's database holds.
const (
	ogcInquiries = 30
	ogcReads     = 250
)

// ogcCounts are how many features there are in each collection: beside the inquiries, of which one has no place, there is one event of
// each kind.
func ogcCounts() map[string]int {
	n := map[string]int{feature.Events: ogcInquiries, string(kinds.Inquiry): ogcInquiries, feature.Sightings: ogcInquiries - 1,
		feature.Reads: ogcReads,
		feature.Sites: 3, feature.Agencies: 1}
	for _, k := range ogcOthers() {
		n[feature.Events]++
		n[string(k.Name)]++
		switch {
		case !k.Parts[0].Located:
		case k.Spans:
			n[feature.Stays]++
		default:
			n[feature.Sightings]++
		}
	}
	return n
}

// ogcOthers are the kinds of which the test's database holds one event each.
func ogcOthers() []timeline.Kind {
	return slices.DeleteFunc(kinds.All(), func(k timeline.Kind) bool { return k.Name == timeline.KindRead || k.Name == kinds.Inquiry })
}

// ogcServer serves a database with events of all kinds, reads, sites and an agency.
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
	c, _, err := s.PutCase(ctx, timeline.Case{Number: "T-1", OwningORI: "ZZ9990100"},
		access.Asker{Actor: "test", Viewer: access.Viewer{Everything: true}})
	must(t, err)
	subject, _, err := s.PutSubject(ctx, c.ID, timeline.Subject{Name: "Testperson, Ann"},
		access.Asker{Actor: "test", Viewer: access.Viewer{Everything: true}})
	must(t, err)
	l, err := s.BeginLoad(ctx, store.NewLoad{Case: c.ID, Subject: subject, File: "n", Format: "ncic", Loader: "x", At: ogcDay(0)})
	must(t, err)
	record := func(n int) timeline.Record {
		return timeline.Record{Line: n + 1, Text: fmt.Append(nil, n), Key: sha256.Sum256(fmt.Append(nil, n))}
	}
	for n := range ogcInquiries {
		x := timeline.Event{Kind: kinds.Inquiry, Code: "QW", Agency: &timeline.Agency{ORI: "OK9990100"},
			First: timeline.When{Zone: "UTC", Basis: timeline.BasisStated, Start: ogcDay(n), End: ogcDay(n).Add(time.Minute),
				Precision: timeline.Minute},
			Where: timeline.Where{Point: orb.Point{-97.5 + float64(n)/10, 35.5}, Class: timeline.ClassStreet,
				Label: fmt.Sprintf("<b>Street %d & Co", n), State: "OK"}}
		if n == 3 {
			x.Remark(timeline.RemarkNoteText, "its time; or another")
			x.Remark(timeline.RemarkNoteText, "its place")
		}
		if n == ogcInquiries-1 {
			x.Where = timeline.Where{Class: timeline.ClassNone}
		}
		must(t, l.Events(ctx, record(n), []timeline.Event{x}))
	}
	for n, k := range ogcOthers() {
		x := timeline.Event{Kind: k.Name, First: timeline.When{Start: ogcDay(0), End: ogcDay(1), Precision: timeline.Day},
			Where: timeline.Where{Point: orb.Point{-97, 35}, Class: timeline.ClassStreet, Radius: 50}}
		if k.Spans {
			x.Last = &timeline.When{}
		}
		must(t, l.Events(ctx, record(1000+n), []timeline.Event{x}))
	}
	_, err = l.Finish(ctx, store.Summary{Read: int64(ogcInquiries + len(ogcOthers())), Zone: "UTC", ZoneBasis: timeline.BasisStated})
	must(t, err)
	if l, err = s.BeginLoad(ctx, store.NewLoad{Case: c.ID, File: "p", Format: "plates", Loader: "x", At: ogcDay(0)}); err != nil {
		t.Fatal(err)
	}
	var reads []timeline.Read
	for n := range ogcReads {
		site := timeline.Site{Key: fmt.Sprintf("cam-%d", n%3), Name: fmt.Sprintf("Camera %d", n%3),
			Point: orb.Point{-97.5 + float64(n%3), 35.5}}
		site.Where = timeline.Where{Point: site.Point, Class: timeline.ClassSite, Radius: 30, State: "OK", Zone: "America/Chicago"}
		reads = append(reads, timeline.Read{Record: record(n), At: ogcDay(n / 10).Add(time.Duration(n) * time.Second),
			Precision: timeline.Second,
			Plate:     timeline.Plate{Number: fmt.Sprintf("PLT%d", n%7), State: "OK"}, Site: site, Point: site.Point,
			Confidence: float32(n) / ogcReads})
	}
	must(t, l.Reads(ctx, reads))
	_, err = l.Finish(ctx, store.Summary{Read: ogcReads, Zone: "UTC", ZoneBasis: timeline.BasisStated})
	must(t, err)
	_, err = s.PutAgencies(ctx, "agencies.csv", []timeline.Agency{{ORI: "OK9990100", Name: "Exampleville Police", Kind: "city", State: "OK",
		Where: timeline.Where{Point: orb.Point{-97, 35}, Class: timeline.ClassAgency, Radius: 5000}}}, nil, access.Asker{Actor: "test"})
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

func TestOGCHTML(t *testing.T) {
	root, _ := ogcServer(t)
	browser := "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
	for _, path := range []string{"", "/", "/conformance", "/api", "/collections", "/collections/sightings",
		"/collections/sightings/queryables", "/collections/sightings/schema",
		"/collections/sightings/items", "/collections/sightings/items/e1", "/collections/reads/items?limit=3",
		"/collections/reads/items?bbox=0,0,1,1"} {
		a := ask(t, root+path, "Accept", browser)
		if a.status != http.StatusOK || a.header.Get("Content-Type") != "text/html; charset=utf-8" ||
			!bytes.Contains(a.body, []byte("<h1>")) || !bytes.Contains(a.body, []byte("f=json")) {
			t.Errorf("%s: %d %s %.200s", path, a.status, a.header.Get("Content-Type"), a.body)
		}
		if bytes.Contains(a.body, []byte("<b>Street")) {
			t.Errorf("%s is not escaped", path)
		}
	}
	if a := ask(t, root+"/collections/sightings/items?f=html&limit=x"); a.status != http.StatusBadRequest ||
		!strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
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
		{items, "", asGeoJSON}, {items, "*/*", asGeoJSON}, {items, "application/json", asGeoJSON},
		{items, "application/*;q=0.3", asGeoJSON},
		{items, "text/html;q=0.5, application/geo+json", asGeoJSON},
		{items, "text/html, application/geo+json;q=0.9", "text/html; charset=utf-8"},
		{items + "?f=json", "text/html", asGeoJSON}, {items + "?f=html", asGeoJSON, "text/html; charset=utf-8"},
		{items, "application/gml+xml", "application/problem+json"},
		{root + "/api", "application/vnd.oai.openapi+json;version=3.0", asOpenAPI},
		{root + "/collections/reads/queryables", "application/schema+json", asSchema},
	} {
		a := ask(t, c.address, "Accept", c.accept)
		if got := a.header.Get("Content-Type"); got != c.want ||
			(a.status == http.StatusNotAcceptable) != (c.want == "application/problem+json") {
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
		"gzip": gunzip, "gzip, zstd;q=0.5": gunzip, "zstd": func(r io.Reader) (io.Reader, error) { return zstd.NewReader(r) },
		"*":            func(r io.Reader) (io.Reader, error) { return zstd.NewReader(r) },
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
	for _, path := range []string{"", "/conformance", "/api", "/collections", "/collections/reads", "/collections/reads/queryables",
		"/collections/reads/schema"} {
		a := ask(t, root+path)
		tag := a.header.Get("ETag")
		if tag == "" || a.header.Get("Cache-Control") != "private, no-cache" {
			t.Errorf("%s: tag %q, %s", path, tag, a.header.Get("Cache-Control"))
		}
		if again := ask(t, root+path, "If-None-Match", tag); again.status != http.StatusNotModified || len(again.body) > 0 {
			t.Errorf("%s again: %d", path, again.status)
		}
	}
	for _, path := range []string{"/collections/reads/items", "/collections/sightings/items/e1", "/collections/none",
		"/collections/reads/items?limit=x"} {
		if a := ask(t, root+path); a.header.Get("ETag") != "" || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept: %v", path, a.header)
		}
	}
}
