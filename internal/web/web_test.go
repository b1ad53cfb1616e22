package web_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/internal/access"
	"sightline/internal/query"
	"sightline/internal/web"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

var errNone = errors.New("none")

// fake is a store with one subject (7) and as many sightings near any place as asked for.
type fake struct {
	near  []query.Search
	looks []access.Asker
	fail  error
}

func (f *fake) Ready(context.Context) error { return f.fail }

func (f *fake) Cases(context.Context, access.Asker) ([]timeline.CaseSummary, error) {
	return []timeline.CaseSummary{{Case: timeline.Case{Number: "T-1"},
		Subjects: []timeline.SubjectSummary{{Subject: timeline.Subject{ID: 7, Name: "<script>"}}}}}, f.fail
}

func (f *fake) Dossier(_ context.Context, subject int64, _ query.Extent, look access.Asker) (timeline.Dossier, error) {
	f.looks = append(f.looks, look)
	if subject != 7 {
		return timeline.Dossier{}, fmt.Errorf("subject %d: %w", subject, errNone)
	}
	return timeline.Dossier{Case: timeline.Case{Number: "T/1"}, Subject: timeline.Subject{ID: 7, Name: "Testperson", Role: "unknown"},
		Events: []timeline.Event{sighting(1)}}, f.fail
}

func (f *fake) Record(_ context.Context, load int64, line int, look access.Asker) (timeline.Load, []byte, error) {
	if load != 1 {
		return timeline.Load{}, nil, errNone
	}
	return timeline.Load{ID: 1}, []byte("raw \xff </script>"), f.fail
}

func (f *fake) Search(_ context.Context, ask query.Search, look access.Asker) (query.Page, error) {
	f.near, f.looks = append(f.near, ask), append(f.looks, look)
	var page query.Page
	for i := range min(ask.Limit, 2) {
		page.Found = append(page.Found, query.Nearby{Event: sighting(i), Case: "T-1", Distance: 12, Relation: query.Within})
	}
	page.Next = &query.Cursor{At: page.Found[0].Event.First.Start, ID: page.Found[0].Event.ID}
	return page, f.fail
}

func sighting(i int) timeline.Event {
	at := time.Date(2026, 5, 2, 12, i, 0, 0, time.UTC)
	return timeline.Event{ID: fmt.Sprintf("e%d", i), Kind: kinds.Inquiry,
		First: timeline.When{Start: at, End: at.Add(time.Minute), Zone: "UTC", Precision: timeline.Minute},
		Where: timeline.Where{Point: orb.Point{-97.5, 35.5}, Class: timeline.ClassAgency, Radius: 1000}, Code: "QW",
		Agency: &timeline.Agency{ORI: "OK9990100"}}
}

// fakeReports makes files that tell what was ordered.
type fakeReports struct{}

func (fakeReports) Formats() []web.ExportFormat { return nil }

func (fakeReports) Make(_ context.Context, d timeline.Dossier, o web.FileRequest, _ access.Asker) (*web.File, error) {
	text := fmt.Sprintf("%s of %d in %s", o.Kind, d.Subject.ID, o.Zone)
	return &web.File{ReadCloser: io.NopCloser(strings.NewReader(text)), Extension: "." + o.Format, MediaType: "text/html; charset=utf-8",
		Bytes: int64(len(text))}, nil
}

// handlerOf is a server on a store; what it logs goes to the writers.
func handlerOf(t *testing.T, f web.Store, log ...io.Writer) http.Handler {
	t.Helper()
	h, err := web.New(web.Config{Version: "test", Actor: "tester", Log: slog.New(slog.NewTextHandler(io.MultiWriter(log...), nil)),
		NotFound: func(err error) bool { return errors.Is(err, errNone) }}, f, fakeReports{})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func serve(t *testing.T, f web.Store) (get func(path string) *httptest.ResponseRecorder, log *bytes.Buffer) {
	t.Helper()
	log = &bytes.Buffer{}
	h := handlerOf(t, f, log)
	return func(path string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Host = "127.0.0.1:8321"
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}, log
}

const near = "/api/v1/sightings?lat=35.5&lon=-97.5&radius_m=500"

func TestAnswers(t *testing.T) {
	get, _ := serve(t, &fake{})
	for path, want := range map[string]struct {
		status      int
		contentType string
		contains    string
	}{
		"/":                                 {200, "text/html", ""},
		"/subjects/7":                       {200, "text/html", `data-subject="7"`},
		"/subjects/7/report.html":           {200, "text/html", "report of 7 in place"},
		"/subjects/7/report.html?zone=UTC":  {200, "text/html", "in UTC"},
		"/subjects/8/report.html":           {404, "text/html", "no such"},
		"/subjects/99999999999999999999":    {404, "text/html", "no such"},
		"/nowhere":                          {404, "text/html", "nothing at this address"},
		"/assets/":                          {404, "text/html", ""},
		"/assets/none.js":                   {404, "text/html", ""},
		"/assets/ssr.js":                    {200, "text/javascript", ""},
		"/healthz":                          {200, "application/json", `"version":"test"`},
		"/api/v1/cases":                     {200, "application/json", `\u003cscript\u003e`},
		"/api/v1/cases?x=1":                 {400, "application/problem+json", "no parameter"},
		"/api/v1/subjects/7/dossier":        {200, "application/json", `"caveats"`},
		"/api/v1/subjects/8/dossier":        {404, "application/problem+json", `"status":404`},
		"/api/v1/subjects/7/chart":          {200, "application/json", `"series"`},
		"/api/v1/subjects/7/chart?chart=x":  {400, "application/problem+json", "one of timeline, interest"},
		"/api/v1/subjects/7/chart?zone=x/y": {400, "application/problem+json", "IANA"},
		"/api/v1/subjects/7/chart?width=700&from=2026-05-01T00:00:00Z&to=2026-06-01T00:00:00Z": {200, "application/json", `"series"`},
		"/api/v1/subjects/7/chart?width=7": {400, "application/problem+json", "width must be"},
		"/api/v1/records/1/3":              {200, "application/json", `\\xff`},
		"/api/v1/records/2/3":              {404, "application/problem+json", ""},
		"/api/v1/nowhere":                  {404, "application/problem+json", ""},
		near:                               {200, "application/geo+json", `"FeatureCollection"`},
	} {
		w := get(path)
		if w.Code != want.status || !strings.HasPrefix(w.Header().Get("Content-Type"), want.contentType) ||
			!strings.Contains(w.Body.String(), want.contains) {
			t.Errorf("%s: %d %s %.200s\nwant %d %s with %q", path, w.Code, w.Header().Get("Content-Type"), w.Body, want.status,
				want.contentType, want.contains)
		}
		if !strings.HasPrefix(path, "/assets/") && w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be cached", path)
		}
		if w.Header().Get("Content-Security-Policy") == "" {
			t.Errorf("%s has no content security policy", path)
		}
	}
}

func TestNearParametersAreStrict(t *testing.T) {
	f := &fake{}
	get, _ := serve(t, f)
	for query, want := range map[string]string{
		"":                                                "lat is missing",
		"plate=A*":                                        "two letters or digits",
		"plate=*A1":                                       "must begin with 2 characters",
		"plate=AB1&order=nearest":                         "nearest first takes an area",
		"plate=AB1&lat=1":                                 "lon is missing",
		"bbox=1,2,3":                                      "bbox must be",
		"bbox=1,2,3,x":                                    "bbox must be",
		"bbox=1,2,3,91":                                   "no longitude and latitude",
		"bbox=0,0,1,1&lat=0&lon=0&radius_m=1":             "not both",
		"bbox=0,0,1,1&time_of_day=22-04":                  "time of day must be",
		"bbox=0,0,1,1&weekdays=friday":                    "weekdays must be",
		"bbox=0,0,1,1&heading=360":                        "heading must be",
		"bbox=0,0,1,1&heading_within=9":                   "needs a heading",
		"bbox=0,0,1,1&min_confidence=2":                   "min_confidence must be",
		"bbox=0,0,1,1&coarsest=week":                      "coarsest time must be",
		"bbox=0,0,1,1&count=some":                         "count must be",
		"bbox=0,0,1,1&order=oldest":                       "order must be",
		"bbox=0,0,1,1&ocr=true":                           "needs a plate",
		"lat=91&lon=0&radius_m=1":                         "lat must be a number from -90 to 90",
		"lat=NaN&lon=0&radius_m=1":                        "lat must be",
		"lat=0&lon=181&radius_m=1":                        "lon must be",
		"lat=0&lon=0&radius_m=0":                          "radius_m must be",
		"lat=0&lon=0&radius_m=Inf":                        "radius_m must be",
		"lat=0&lat=1&lon=0&radius_m=1":                    "lat is given 2 times",
		"lat=0&lon=0&radius_m=1&radius=1":                 `no parameter "radius"`,
		"lat=0&lon=0&radius_m=1&limit=0":                  "limit must be",
		"lat=0&lon=0&radius_m=1&limit=1.5":                "limit must be a whole number",
		"lat=0&lon=0&radius_m=1&limit=1001":               "limit must be",
		"lat=0&lon=0&radius_m=1&from=2026-05-02":          "from must be a time with its offset",
		"lat=0&lon=0&radius_m=1&from=2026-05-02T00:00:00": "from must be a time with its offset",
		"lat=0&lon=0&radius_m=1&from=2026-05-02T00:00:00Z&to=2026-05-01T00:00:00Z":         "from must be before to",
		"lat=0&lon=0&radius_m=1&kind=radar":                                                "kind can hold inquiry, entry",
		"lat=0&lon=0&radius_m=1&cursor=AAAA":                                               "cursor is not one",
		"lat=0&lon=0&radius_m=1&cursor=" + url.QueryEscape(cursor(`{"id":"e1'; drop x"}`)): "cursor is not one",
	} {
		w := get("/api/v1/sightings?" + query)
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), strings.ReplaceAll(want, `"`, `\"`)) {
			t.Errorf("%s: %d %s, want %q", query, w.Code, w.Body, want)
		}
	}
	if len(f.near) != 0 {
		t.Errorf("the store was asked %d times", len(f.near))
	}
}

func cursor(text string) string {
	return strings.TrimRight(strings.NewReplacer("+", "-", "/", "_").Replace(base64.StdEncoding.EncodeToString([]byte(text))), "=")
}

func TestNearAnswer(t *testing.T) {
	f := &fake{}
	get, _ := serve(t, f)
	w := get(near + "&from=2026-05-02T00:00:00-05:00&purpose=stop+42&limit=2")
	var got struct {
		Type     string
		Features []struct {
			ID         string
			Geometry   struct{ Coordinates []float64 }
			Properties map[string]any
		}
		Links   []struct{ Rel, Href string }
		Caveats []string
	}
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Features) != 2 || got.Features[0].Geometry.Coordinates[0] != -97.5 || got.Features[0].Properties["relation"] != "within" ||
		len(got.Caveats) == 0 {
		t.Errorf("answer: %s", w.Body)
	}
	if f.looks[0].Actor != "tester" || f.looks[0].Purpose != "stop 42" {
		t.Errorf("look: %+v", f.looks[0])
	}
	if want := time.Date(2026, 5, 2, 5, 0, 0, 0, time.UTC); !f.near[0].From.Equal(want) {
		t.Errorf("from %v, want %v", f.near[0].From, want)
	}
	if len(got.Links) != 1 || get(got.Links[0].Href).Code != http.StatusOK {
		t.Fatalf("links: %+v", got.Links)
	}
	if f.near[1].After.ID != "e0" || f.near[1].Limit != 2 {
		t.Errorf("the next link asked %+v", f.near[1])
	}
}

// TestFailuresHideInsides makes every store call fail: the asker learns nothing of why, the log does.
func TestFailuresHideInsides(t *testing.T) {
	get, log := serve(t, &fake{fail: errors.New("password=secret relation reads")})
	for _, path := range []string{"/api/v1/cases", near, "/api/v1/subjects/7/dossier", "/subjects/7/report.html", "/api/v1/records/1/1"} {
		w := get(path)
		if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	if !strings.Contains(log.String(), "secret") {
		t.Error("the log does not say why")
	}
	if w := get("/readyz"); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("ready: %d", w.Code)
	}
	if w := get("/healthz"); w.Code != http.StatusOK {
		t.Errorf("health: %d", w.Code)
	}
}

func TestOtherHostsAndMethods(t *testing.T) {
	h, err := web.New(web.Config{Log: slog.New(slog.DiscardHandler), NotFound: func(error) bool { return false }}, &fake{}, fakeReports{})
	if err != nil {
		t.Fatal(err)
	}
	for host, want := range map[string]int{"localhost:8321": 200, "[::1]:8321": 200, "127.0.0.1": 200, "evil.example:8321": 421,
		"192.0.2.1": 421, "": 421} {
		r := httptest.NewRequest(http.MethodGet, "/api/v1/cases", nil)
		r.Host = host
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("host %q: %d, want %d", host, w.Code, want)
		}
	}
	r := httptest.NewRequest(http.MethodPost, "/api/v1/cases", nil)
	r.Host = "localhost"
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}

func FuzzParseSearch(f *testing.F) {
	f.Add("lat=35.5&lon=-97.5&radius_m=500&from=2026-05-02T00:00:00-05:00&limit=7")
	f.Add("lat=&lon=1e308&radius_m=-0&cursor=e30")
	f.Add("bbox=170,-1,-170,1&plate=ab?1*&plate_state=ok&ocr=true&time_of_day=22:00-04:00&weekdays=fri,sat&heading=NE&count=exact")
	f.Fuzz(func(t *testing.T, query string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		if ask, err := web.ParseSearch(values); err == nil {
			if err := ask.Search.Check(); err != nil {
				t.Errorf("%q was taken: %v", query, err)
			}
		}
	})
}
