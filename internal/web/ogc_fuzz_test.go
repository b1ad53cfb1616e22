package web

import (
	"net/http/httptest"
	"net/url"
	"testing"

	"sightline/internal/feature"
)

// FuzzItems reads any query of a collection's items: what is taken is within bounds.
func FuzzItems(f *testing.F) {
	for _, seed := range []string{
		"limit=7&bbox=-98,35,-97,36&datetime=2026-05-02T00:00:00Z/..&plate=8OK1234&site=3&mobile=true",
		"filter=plate%20LIKE%20'8%25'&filter-lang=cql-text&f=html&purpose=x&purpose=x",
		"bbox=1,2,3,4,5,6&datetime=../2026-05-02T&crs=http://www.opengis.net/def/crs/OGC/1.3/CRS84",
		"limit=99999999999999999999&bbox=NaN,Inf,-Inf,1e999&confidence=NaN&cursor=AAAA", "bbox=180,0,-180,0&limit=0",
	} {
		f.Add(seed)
	}
	s := &server{cursors: NewCursors(nil)}
	f.Fuzz(func(t *testing.T, query string) {
		if _, err := url.ParseQuery(query); err != nil {
			return
		}
		r := httptest.NewRequest("GET", "/ogc/collections/reads/items", nil)
		r.URL.RawQuery = query
		for _, c := range feature.Collections() {
			q, _, err := s.parseItems(r, c)
			if err != nil {
				if _, is := err.(problem); !is {
					t.Errorf("%q: %T", query, err)
				}
				continue
			}
			if q.Limit < 1 || q.Limit > maxFeatures || q.Box != nil &&
				(q.Box.South > q.Box.North || q.Box.West < -180 || q.Box.East > 180) ||
				!q.From.IsZero() && !q.To.IsZero() && q.To.Before(q.From) {
				t.Errorf("%q was taken as %+v", query, q)
			}
		}
	})
}
