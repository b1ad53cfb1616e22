package web_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sightline/internal/web"
	"sightline/timeline"
)

// fakeExports makes one format and remembers for whom.
type fakeExports struct {
	to   web.Giving
	look timeline.Look
	fail error
}

func (f *fakeExports) Formats() []web.ExportFormat {
	return []web.ExportFormat{{Name: "timeline-csv", Extension: ".timeline.csv", MediaType: "text/csv; charset=utf-8"}}
}

func (f *fakeExports) Export(_ context.Context, _ string, _ timeline.Dossier, to web.Giving, look timeline.Look) ([]byte, error) {
	f.to, f.look = to, look
	return []byte("a,b"), f.fail
}

func exports(t *testing.T, e web.Exports) func(string) *httptest.ResponseRecorder {
	t.Helper()
	h, err := web.New(web.Config{Actor: "tester", Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Exports: e, NotFound: func(err error) bool { return errors.Is(err, errNone) }}, &fake{}, fakeReports{})
	if err != nil {
		t.Fatal(err)
	}
	return func(path string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Host = "127.0.0.1:8321"
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
}

func TestExport(t *testing.T) {
	e := &fakeExports{}
	get := exports(t, e)
	w := get("/subjects/7/export/timeline-csv?recipient=Det.+A&agency=PD&purpose=find&zone=UTC")
	if w.Code != http.StatusOK || w.Body.String() != "a,b" {
		t.Errorf("answer %d %s", w.Code, w.Body)
	}
	for name, want := range map[string]string{
		"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": "attachment; filename=T_1-7.timeline.csv", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if e.to != (web.Giving{Zone: "UTC", Recipient: "Det. A", Agency: "PD"}) || e.look.Purpose != "find" || e.look.Actor != "tester" {
		t.Errorf("made for %+v, %+v", e.to, e.look)
	}
	if get("/subjects/7/export/timeline-csv"); e.to.Zone != timeline.ZoneOfPlace || e.look.Purpose != "export" {
		t.Errorf("unasked, made for %+v, %+v", e.to, e.look)
	}
}

func TestExportRefusals(t *testing.T) {
	get := exports(t, &fakeExports{})
	for path, want := range map[string]struct {
		status   int
		contains string
	}{
		"/subjects/7/export/pdf":                                                {404, "no such kind"},
		"/subjects/8/export/timeline-csv":                                       {404, "no such"},
		"/subjects/7/export/timeline-csv?zone=Mars":                             {400, "zone must be"},
		"/subjects/7/export/timeline-csv?to=x":                                  {400, "no parameter"},
		"/subjects/7/export/timeline-csv?zone=UTC&zone=UTC":                     {400, "2 times"},
		"/subjects/7/export/timeline-csv?recipient=" + strings.Repeat("x", 501): {400, "at most 500"},
		"/subjects/7/export/timeline-csv?agency=%ff":                            {400, "agency must be"},
		"/subjects/7/export/../../healthz":                                      {301, ""},
	} {
		if w := get(path); w.Code != want.status || !strings.Contains(w.Body.String(), want.contains) {
			t.Errorf("%.80s: %d %.200s, want %d with %q", path, w.Code, w.Body, want.status, want.contains)
		}
	}
	if w := exports(t, nil)("/subjects/7/export/csv"); w.Code != http.StatusNotFound {
		t.Errorf("a server without exports answers %d", w.Code)
	}
	if w := exports(t, &fakeExports{fail: errors.New("secret of the audit")})("/subjects/7/export/timeline-csv"); w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "secret") || w.Header().Get("Content-Disposition") != "" {
		t.Errorf("a failed export answers %d %s", w.Code, w.Body)
	}
}
