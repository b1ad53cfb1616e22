package web_test

import (
	"net/http"
	"testing"
)

// TestDatetimeOfQGIS asks as QGIS 3.22 does when a layer's filter compares its time: with no open begin, and with times as
// it shows them, in UTC and without saying so.
func TestDatetimeOfQGIS(t *testing.T) {
	root, _ := ogcServer(t)
	for _, c := range []struct{ written, means string }{
		{"0000-01-01T00:00:00Z/2026-05-06T00:00:00Z", "../2026-05-06T00:00:00Z"},
		{"2026-05-06T00:00:00Z/9999-12-31T00:00:00Z", "2026-05-06T00:00:00Z/.."},
		{"2026-05-06T12:00:00/9999-12-31T00:00:00Z", "2026-05-06T12:00:00Z/.."},
		{"0000-01-01T00:00:00Z/2026-05-06T12:00:00.000", "../2026-05-06T12:00:00Z"},
		{"2026-05-06T12:00:00", "2026-05-06T12:00:00Z"},
	} {
		count := func(span string) float64 {
			return document(t, root+"/collections/inquiry/items?datetime="+span, asGeoJSON)["numberMatched"].(float64)
		}
		if got, want := count(c.written), count(c.means); got != want || want < 1 || want >= ogcInquiries {
			t.Errorf("%s: %v, and %s: %v", c.written, got, c.means, want)
		}
	}
}

// TestListsAreOneText: in a field that a program took for a text, of the ten items it looked at, a list would be lost.
func TestListsAreOneText(t *testing.T) {
	root, _ := ogcServer(t)
	for collection, name := range map[string]string{"events": "remarks", "sightings": "flags"} {
		warned := 0
		for _, f := range document(t, root+"/collections/"+collection+"/items?limit=100", asGeoJSON)["features"].([]any) {
			switch remarks := f.(map[string]any)["properties"].(map[string]any)[name]; remarks {
			case nil:
			case "its time; or another | its place":
				warned++
			default:
				t.Errorf("%s: %v", name, remarks)
			}
		}
		if warned != 1 {
			t.Errorf("%s: %d are warned of", collection, warned)
		}
	}
}

// TestOptions asks what an address takes, as QGIS does before it offers to edit a layer.
func TestOptions(t *testing.T) {
	root, _ := ogcServer(t)
	for _, c := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{http.MethodOptions, "/collections/reads/items", http.StatusNoContent, "GET, HEAD, OPTIONS"},
		{http.MethodOptions, "/collections/reads/items/r1-1", http.StatusNoContent, "GET, HEAD, OPTIONS"},
		{http.MethodPost, "/collections/reads/items", http.StatusMethodNotAllowed, "GET, HEAD, OPTIONS"},
		{http.MethodPut, "/collections/reads/items/r1-1", http.StatusMethodNotAllowed, "GET, HEAD, OPTIONS"},
		{http.MethodOptions, "/nothing", http.StatusNotFound, ""},
	} {
		r, err := http.NewRequestWithContext(t.Context(), c.method, root+c.path, nil)
		must(t, err)
		a, err := http.DefaultClient.Do(r)
		must(t, err)
		must(t, a.Body.Close())
		if a.StatusCode != c.status || a.Header.Get("Allow") != c.allow {
			t.Errorf("%s %s: %d, allow %q", c.method, c.path, a.StatusCode, a.Header.Get("Allow"))
		}
		if kind := a.Header.Get("Content-Type"); c.status != http.StatusNoContent && kind != "application/problem+json" {
			t.Errorf("%s %s is refused as %s", c.method, c.path, kind)
		}
	}
}
