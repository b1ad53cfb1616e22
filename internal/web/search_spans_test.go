package web_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"sightline/internal/web"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// TestSearchFindsSpansWhereAsked: of the events of all kinds at one place, a search that names no kind finds the sightings that are
// no spans, with spans those too, and one that names a kind finds it whatever it is; by address and by body.
func TestSearchFindsSpansWhereAsked(t *testing.T) {
	_, s := ogcServer(t)
	h := handlerOf(t, s)
	found := func(w *httptest.ResponseRecorder) map[timeline.KindName]map[string]any {
		t.Helper()
		var page struct {
			Features []struct{ Properties map[string]any }
		}
		if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil || w.Code != http.StatusOK {
			t.Fatalf("%d %s, %v", w.Code, w.Body, err)
		}
		of := map[timeline.KindName]map[string]any{}
		for _, f := range page.Features {
			of[timeline.KindName(f.Properties["kind"].(string))] = f.Properties
		}
		return of
	}
	both := func(address, body string) []map[timeline.KindName]map[string]any {
		r := httptest.NewRequest(http.MethodGet, "/api/v1/sightings?lat=35&lon=-97&radius_m=100&limit=1000"+address, nil)
		r.Host = "127.0.0.1:8321"
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		asked := `{"areas": [{"circle": {"lat": 35, "lon": -97, "radius_m": 100}}], "limit": 1000` + body + `}`
		return []map[timeline.KindName]map[string]any{found(w), found(post(t, h, "application/json", asked))}
	}
	check := func(question string, k timeline.Kind, all []map[timeline.KindName]map[string]any, want bool) {
		t.Helper()
		for _, of := range all {
			properties, is := of[k.Name]
			if is != want {
				t.Errorf("%s finds %s: %v", question, k.Name, is)
			}
			if until, ends := properties["until"]; is && (ends != k.Spans || until != nil) {
				t.Errorf("%s: until of %s is %v, %v", question, k.Name, ends, until)
			}
		}
	}
	unasked, spans := both("", ""), both("&spans=1", `, "spans": true`)
	for _, k := range ogcOthers() {
		sighting := slices.ContainsFunc(k.Parts, func(p timeline.Part) bool { return p.Located })
		check("no word", k, unasked, sighting && !k.Spans)
		check("spans", k, spans, sighting)
		named := both("&kind="+string(k.Name), `, "kinds": ["`+string(k.Name)+`"]`)
		check("kind "+string(k.Name), k, named, true)
		for _, of := range named {
			if len(of) != 1 {
				t.Errorf("%d kinds were found where %s was asked for", len(of), k.Name)
			}
		}
	}
}

// TestSearchPageOfSpans reads on the page from when to when a span was, and finds in the form what was asked.
func TestSearchPageOfSpans(t *testing.T) {
	_, s := ogcServer(t)
	h := newHouse(t, web.Exposure{})
	h.handler = handlerOf(t, s)
	h.server.Close()
	h.server = httptest.NewServer(h.handler)
	t.Cleanup(h.server.Close)
	const here = "/search?lat=35&lon=-97&radius_m=100"
	b := h.browser()
	if page := b.expect("GET", here, nil, 200, "Arrest"); strings.Contains(page, " to (open)") {
		t.Error("spans were found unasked")
	}
	page := b.expect("GET", here+"&kind="+string(kinds.Address)+"&spans=1", nil, 200, "2026-05-01 12:00:00 UTC to (open)")
	for _, chosen := range []string{`<option value="address" selected>`, `<option value="1" selected>`} {
		if !strings.Contains(page, chosen) {
			t.Errorf("the form does not hold %s", chosen)
		}
	}
}
