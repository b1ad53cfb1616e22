package web_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"sightline/internal/access"
	"sightline/internal/report"
	"sightline/internal/web"
	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/chart"
	"sightline/timeline/kinds"
)

// fakeExports makes one format of data and remembers the order.
type fakeExports struct {
	order web.FileRequest
	look  access.Asker
	fail  error
	hold  chan struct{} // makes wait until it is closed
}

func (f *fakeExports) Formats() []web.ExportFormat {
	return []web.ExportFormat{{Name: "timeline-csv", Extension: ".timeline.csv", MediaType: "text/csv; charset=utf-8"}}
}

func (f *fakeExports) Make(ctx context.Context, _ timeline.Dossier, o web.FileRequest, look access.Asker) (*web.File, error) {
	if f.hold != nil {
		select {
		case <-f.hold:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	} else {
		f.order, f.look = o, look
	}
	return &web.File{
		ReadCloser: io.NopCloser(strings.NewReader("a,b")), Extension: ".x", MediaType: "text/csv; charset=utf-8", Bytes: 3,
		SHA256: strings.Repeat("00", 31) + "ff",
	}, f.fail
}

func exports(t *testing.T, e web.Exports) http.Handler {
	t.Helper()
	h, err := web.New(web.Config{Actor: "tester", Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		NotFound: func(err error) bool { return errors.Is(err, errNone) }}, &fake{}, e)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func answer(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	r.Host = "127.0.0.1:8321"
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func fetch(h http.Handler, path string) *httptest.ResponseRecorder {
	return answer(h, httptest.NewRequest(http.MethodGet, path, nil))
}

func TestExport(t *testing.T) {
	e := &fakeExports{}
	h := exports(t, e)
	w := fetch(h, "/subjects/7/export/timeline-csv?recipient=Det.+A&agency=PD&purpose=find&zone=UTC&handling=Do+not+copy&release=chri")
	if w.Code != http.StatusOK || w.Body.String() != "a,b" {
		t.Errorf("answer %d %s", w.Code, w.Body)
	}
	for name, want := range map[string]string{
		"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": "attachment; filename=T_1-7.x", "Cache-Control": "no-store",
		"X-Content-Type-Options": "nosniff",
		"Content-Length":         "3", "Repr-Digest": "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAP8=:",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	want := web.FileRequest{
		Kind: web.Data, Format: "timeline-csv", Zone: "UTC", Part: analysis.Selection{Zone: "UTC"},
		Release: access.Release{timeline.CriminalHistory},
		Issue:   report.Issue{Recipient: "Det. A", Handling: "Do not copy", Paper: report.Letter}, Agency: "PD",
	}
	got := e.order
	if got.Rules = nil; !reflect.DeepEqual(got, want) || e.look.Purpose != "find" || e.look.Actor != "tester" {
		t.Errorf("made to %+v, %+v\nwant    %+v", got, e.look, want)
	}
	if fetch(h, "/subjects/7/export/timeline-csv"); e.order.Zone != timeline.ZoneOfPlace || e.look.Purpose != "data" {
		t.Errorf("unasked, made to %+v, %+v", e.order, e.look)
	}
}

// TestExportForm posts what is too long for an address.
func TestExportForm(t *testing.T) {
	e := &fakeExports{}
	form := url.Values{
		"from": {"2026-05-01T00:00:00.000Z"}, "to": {"2026-06-01T00:00:00Z"}, "without": {"address,arrest"}, "counting": {"1"},
		"search": {"blue <van>"},
		"ids":    {"e1,r7-88,e3"}, "chosen": {"Circuit 1"}, "theme": {"dark"}, "width": {"1600"}, "dpi": {"300"}, "gap": {"30h"},
		"purpose": {"a briefing"}, "draft": {"1"},
	}
	r := httptest.NewRequest(http.MethodPost, "/subjects/7/picture/distance.png", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if w := answer(exports(t, e), r); w.Code != http.StatusOK ||
		w.Header().Get("Content-Disposition") != "attachment; filename=T_1-7-distance.x" {
		t.Fatalf("answer %d %s, %v", w.Code, w.Body, w.Header())
	}
	part := analysis.Selection{
		Zone: timeline.ZoneOfPlace, From: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC),
		Without: []timeline.KindName{kinds.Address, kinds.Arrest}, Counting: true, Search: "blue <van>", IDs: []string{"e1", "r7-88", "e3"},
		Chosen: "Circuit 1",
	}
	frame := report.Frame{Kind: "distance", Width: 1600, Theme: chart.Dark, Language: chart.English}
	if o := e.order; !reflect.DeepEqual(o.Part, part) || !reflect.DeepEqual(o.Frame, frame) || o.Resolution != 300 || !o.Issue.Draft ||
		o.Rules == nil || time.Duration(o.Rules.Gap) != 30*time.Hour || e.look.Purpose != "a briefing" {
		t.Errorf("made to %+v, %+v", o, e.look)
	}
}

// TestExportCandidates draws candidates in timelines and on maps where they are asked for.
func TestExportCandidates(t *testing.T) {
	e := &fakeExports{}
	h := exports(t, e)
	for path, want := range map[string]bool{
		"/subjects/7/report.pdf": false, "/subjects/7/report.pdf?candidates=1": true, "/subjects/7/picture/timeline.svg?candidates=1": true,
		"/subjects/7/picture/map.svg":              false,
		"/subjects/7/picture/map.svg?candidates=1": true,
	} {
		if w := fetch(h, path); w.Code != http.StatusOK || e.order.Candidates != want {
			t.Errorf("%s: %d, candidates %v", path, w.Code, e.order.Candidates)
		}
	}
	for _, path := range []string{"/subjects/7/picture/hours.svg?candidates=1", "/subjects/7/export/timeline-csv?candidates=1"} {
		if w := fetch(h, path); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestExportRefusals(t *testing.T) {
	h := exports(t, &fakeExports{})
	for path, want := range map[string]struct {
		status   int
		contains string
	}{
		"/subjects/7/export/pdf":                                                        {404, "no such kind"},
		"/subjects/8/export/timeline-csv":                                               {404, "no such"},
		"/subjects/7/export/timeline-csv?zone=Mars":                                     {400, "zone must be"},
		"/subjects/7/export/timeline-csv?to=x":                                          {400, "to must be a time"},
		"/subjects/7/export/timeline-csv?width=900":                                     {400, "no parameter"},
		"/subjects/7/export/timeline-csv?ids=e1,%3Cb%3E":                                {400, "no id"},
		"/subjects/7/export/timeline-csv?zone=UTC&zone=UTC":                             {400, "2 times"},
		"/subjects/7/export/timeline-csv?recipient=" + strings.Repeat("x", 501):         {400, "at most 500"},
		"/subjects/7/export/timeline-csv?agency=%ff":                                    {400, "agency must be"},
		"/subjects/7/export/../../healthz":                                              {301, ""},
		"/subjects/7/report.txt":                                                        {404, "nothing at this"},
		"/subjects/7/report.pdf?gap=never":                                              {400, "gap must be"},
		"/subjects/7/picture/pie.svg":                                                   {404, "no such picture"},
		"/subjects/7/picture/map.gif":                                                   {404, "nothing at this"},
		"/subjects/7/picture/map.png?width=3":                                           {400, "width must be"},
		"/subjects/7/picture/map.png?dpi=9999":                                          {400, "dpi must be"},
		"/subjects/7/picture/hours.png?height=500":                                      {400, "height is of the map"},
		"/subjects/7/picture/map.svg?theme=sepia":                                       {400, "theme must be"},
		"/subjects/7/picture/map.svg?from=2026-05-02T00:00:00Z&to=2026-05-01T00:00:00Z": {400, "from must be before to"},
	} {
		if w := fetch(h, path); w.Code != want.status || !strings.Contains(w.Body.String(), want.contains) {
			t.Errorf("%.80s: %d %.200s, want %d with %q", path, w.Code, w.Body, want.status, want.contains)
		}
	}
	if w := fetch(exports(t, &fakeExports{fail: errors.New("secret of the audit")}),
		"/subjects/7/export/timeline-csv"); w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "secret") ||
		w.Header().Get("Content-Disposition") != "" {
		t.Errorf("a failed export answers %d %s", w.Code, w.Body)
	}
	r := httptest.NewRequest(http.MethodPost, "/subjects/7/export/timeline-csv", nil)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if w := answer(h, r); w.Code != http.StatusForbidden {
		t.Errorf("a page of another site gets %d", w.Code)
	}
	r = httptest.NewRequest(http.MethodGet, "/subjects/7/export/pdf", nil)
	r.Header.Set("Accept", "application/json")
	if w := answer(h, r); w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("a script that asks gets %s", w.Header().Get("Content-Type"))
	}
}

// TestExportRoom fills the server with files that take long: so many wait, more are sent away, others are answered.
func TestExportRoom(t *testing.T) {
	e := &fakeExports{hold: make(chan struct{})}
	h := exports(t, e)
	codes := make(chan int, 100)
	for range 100 {
		go func() {
			w := fetch(h, "/subjects/7/report.pdf")
			if w.Code == http.StatusServiceUnavailable && w.Header().Get("Retry-After") == "" {
				codes <- -1
				return
			}
			codes <- w.Code
		}()
	}
	for range 100 - web.MostFiles {
		if code := <-codes; code != http.StatusServiceUnavailable {
			t.Fatalf("while all is full: %d", code)
		}
	}
	if w := fetch(h, "/healthz"); w.Code != http.StatusOK {
		t.Errorf("meanwhile the server's health is %d", w.Code)
	}
	close(e.hold)
	for range web.MostFiles {
		if code := <-codes; code != http.StatusOK {
			t.Errorf("one that waited got %d", code)
		}
	}
}
