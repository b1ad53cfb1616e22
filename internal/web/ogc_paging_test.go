package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// TestOGCLinksKeepTheReason finds case and purpose in every link, and takes what a client repeats.
func TestOGCLinksKeepTheReason(t *testing.T) {
	root, _ := ogcServer(t)
	reason := "case=A-77&purpose=harbour+watch"
	for _, path := range []string{"?", "/collections?", "/collections/reads?", "/collections/reads/items?limit=3&",
		"/collections/reads/items?limit=3&" + reason + "&"} {
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
	}{{"sightings", "", 3, 2}, {"events", "", 6, 4}, {"inquiry", "&filter=code%20%3D%20'QW'", 4, 3}, {"reads", "", 12, 4},
		{"reads", "&filter=plate%20LIKE%20'PLT%25'", 12, 3}, {"sites", "", 3, 2}} {
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
	if page := document(t, strings.Replace(next, "limit=2", "limit=3", 1), asGeoJSON); linked(t, page, "prev", asGeoJSON) != "" ||
		linked(t, page, "first", asGeoJSON) == "" {
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
		"limit=5&plate=PLT1&": 200, "limit=50&plate=PLT1&purpose=x&": 200, "limit=5&plate=PLT2&": 400, "limit=5&": 400,
		"plate=PLT1&bbox=1,2,3,4&": 400,
	} {
		if a := ask(t, items+"?"+query+"cursor="+cursor); a.status != want {
			t.Errorf("%s: %d, want %d", query, a.status, want)
		}
	}
	if a := ask(t, root+"/collections/sightings/items?cursor="+cursor); a.status != http.StatusBadRequest {
		t.Errorf("another collection: %d", a.status)
	}
}
