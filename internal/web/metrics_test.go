package web_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"log/slog"

	"sightline/internal/web"
)

// TestMetrics: what was asked is counted by pattern and status, and no personal data is told.
func TestMetrics(t *testing.T) {
	metrics := web.NewMetrics("9.9", func() (int32, int32) { return 3, 8 })
	h, err := web.New(web.Config{Log: slog.New(slog.DiscardHandler), Metrics: metrics,
		NotFound: func(err error) bool { return errors.Is(err, errNone) },
		Fault:    func(error) string { return web.FaultDatabase }}, &fake{}, fakeReports{})
	if err != nil {
		t.Fatal(err)
	}
	get := func(path string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Host = "127.0.0.1:8321"
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	for _, path := range []string{near + "&case=SECRET-7&purpose=secret", "/api/v1/subjects/7/dossier", "/api/v1/subjects/8/dossier",
		"/secret/path", "/api/v1/sightings?x=" + strings.Repeat("y", 9000)} {
		get(path)
	}
	text := get("/metrics").Body.String()
	for _, want := range []string{
		`sightline_requests_total{method="GET",route="/api/v1/sightings",status="200"} 1`,
		`sightline_requests_total{method="GET",route="/api/v1/subjects/{id:[0-9]+}/dossier",status="200"} 1`,
		`sightline_requests_total{method="GET",route="/api/v1/subjects/{id:[0-9]+}/dossier",status="404"} 1`,
		`sightline_requests_total{method="GET",route="none",status="404"} 1`,
		`sightline_requests_total{method="GET",route="none",status="414"} 1`,
		`sightline_request_seconds_count{route="/api/v1/sightings"} 1`,
		`sightline_database_connections_used 3`, `sightline_database_connections_most 8`, `sightline_build_info{version="9.9"} 1`,
		`sightline_requests_in_flight 1`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("not told: %s", want)
		}
	}
	for line := range strings.Lines(text) {
		if strings.Contains(strings.ToLower(line), "secret") {
			t.Errorf("told: %s", line)
		}
	}
}

func TestFaultsAreToldApart(t *testing.T) {
	for kind, want := range map[string]string{web.FaultDatabase: "database does not answer", web.FaultAudit: "audit cannot be written",
		web.FaultTime: "took too long"} {
		h, err := web.New(web.Config{Log: slog.New(slog.DiscardHandler), NotFound: func(error) bool { return false },
			Fault: func(error) string { return kind }},
			&fake{fail: errors.New("inside")}, fakeReports{})
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{near, "/subjects/7/report.html"} { // for programs, and as a page
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.Host = "127.0.0.1:8321"
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s of %s: %d %s", kind, path, w.Code, w.Body)
			}
		}
	}
}
