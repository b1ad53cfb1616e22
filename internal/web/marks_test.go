package web_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sightline/internal/access"
	"sightline/internal/web"
	"sightline/timeline"
)

// fakeMarks keeps marks of subject 7, which has one event, e1.
type fakeMarks struct {
	all   []timeline.Mark
	looks []access.Asker
}

func (f *fakeMarks) Marks(_ context.Context, subject int64, undone bool, look access.Asker) ([]timeline.Mark, error) {
	f.looks = append(f.looks, look)
	if subject != 7 {
		return nil, errNone
	}
	found := []timeline.Mark{}
	for _, m := range f.all {
		if undone || m.Stands() {
			found = append(found, m)
		}
	}
	return found, nil
}

func (f *fakeMarks) AddMark(_ context.Context, subject int64, m timeline.Mark, look access.Asker) (timeline.Mark, error) {
	f.looks = append(f.looks, look)
	if subject != 7 || m.Target != "e1" {
		return m, errNone
	}
	for _, x := range f.all {
		if x.Kind == timeline.MarkHidden && m.Kind == x.Kind && x.Stands() {
			return m, fmt.Errorf("e1: %w", timeline.ErrHidden)
		}
	}
	m.ID, m.Actor, m.At = int64(len(f.all)+1), look.Actor, time.Unix(9, 0).UTC()
	f.all = append(f.all, m)
	return m, nil
}

func (f *fakeMarks) UndoMark(_ context.Context, subject, mark int64, look access.Asker) (timeline.Mark, error) {
	if subject != 7 || mark < 1 || int(mark) > len(f.all) {
		return timeline.Mark{}, errNone
	}
	m := &f.all[mark-1]
	if !m.Stands() {
		return *m, fmt.Errorf("mark: %w", timeline.ErrMarkUndone)
	}
	m.UndoneAt, m.UndoneBy = time.Unix(99, 0).UTC(), look.Actor
	return *m, nil
}

func marks(t *testing.T, m web.Marks) func(method, path, body string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	h, err := web.New(web.Config{Actor: "tester", Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Marks: m,
		NotFound: func(err error) bool { return errors.Is(err, errNone) }}, &fake{}, fakeReports{})
	if err != nil {
		t.Fatal(err)
	}
	return func(method, path, body string, headers ...string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Host = "127.0.0.1:8321"
		r.Header.Set("Content-Type", "application/json")
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
}

const hide = `{"target":"e1","kind":"hidden","text":"misread"}`

func TestMarkRoutes(t *testing.T) {
	f := &fakeMarks{}
	ask := marks(t, f)
	for _, tt := range []struct {
		method, path, body string
		status             int
		contains           string
	}{
		{"GET", "/api/v1/subjects/7/marks", "", 200, `{"marks":[]}`},
		{"POST", "/api/v1/subjects/7/marks?purpose=review", hide, 201, `"actor":"tester"`},
		{"POST", "/api/v1/subjects/7/marks", hide, 409, "hidden already"},
		{"GET", "/api/v1/subjects/7/marks", "", 200, `"text":"misread"`},
		{"DELETE", "/api/v1/subjects/7/marks/1", "", 200, `"undone_by":"tester"`},
		{"DELETE", "/api/v1/subjects/7/marks/1", "", 409, "undone already"},
		{"DELETE", "/api/v1/subjects/7/marks/2", "", 404, "no such"},
		{"GET", "/api/v1/subjects/7/marks", "", 200, `{"marks":[]}`},
		{"GET", "/api/v1/subjects/7/marks?undone=1", "", 200, `"undone_at"`},
		{"GET", "/api/v1/subjects/7/marks?undone=yes", "", 400, "undone must be"},
		{"GET", "/api/v1/subjects/8/marks", "", 404, "no such"},
		{"POST", "/api/v1/subjects/8/marks", hide, 404, "no such"},
		{"POST", "/api/v1/subjects/7/marks", `{"target":"e1","kind":"hidden"}`, 400, "Say why"},
		{"POST", "/api/v1/subjects/7/marks", `{"target":"x","kind":"note","text":"x"}`, 400, "not the id"},
		{"POST", "/api/v1/subjects/7/marks", `{"target":"e1","kind":"note","text":"x","actor":"boss"}`, 400, "unknown field"},
		{"POST", "/api/v1/subjects/7/marks", hide + hide, 400, "more than one"},
		{"POST", "/api/v1/subjects/7/marks", `{`, 400, "not the JSON"},
		{"POST", "/api/v1/subjects/7/marks", `{"text":"` + strings.Repeat("x", 70_000) + `"}`, 413, "too large"},
		{"PUT", "/api/v1/subjects/7/marks", hide, 405, "does not answer"},
	} {
		if w := ask(tt.method, tt.path, tt.body); w.Code != tt.status || !strings.Contains(w.Body.String(), tt.contains) {
			t.Errorf("%s %s %.60s: %d %.200s, want %d with %q", tt.method, tt.path, tt.body, w.Code, w.Body, tt.status, tt.contains)
		}
	}
	if f.looks[1].Purpose != "review" || f.looks[1].Actor != "tester" {
		t.Errorf("look %+v", f.looks[1])
	}
	if w := marks(t, nil)("GET", "/api/v1/subjects/7/marks", ""); w.Code != http.StatusNotFound {
		t.Errorf("a server without marks answers %d", w.Code)
	}
}

// TestMarksFromElsewhere sends what a page of another site can make a browser send.
func TestMarksFromElsewhere(t *testing.T) {
	f := &fakeMarks{}
	ask := marks(t, f)
	for _, headers := range [][]string{
		{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"},
		{"Origin", "http://127.0.0.1:9999"},
	} {
		for _, method := range []string{"POST", "DELETE"} {
			path := "/api/v1/subjects/7/marks"
			if method == "DELETE" {
				path += "/1"
			}
			if w := ask(method, path, hide, headers...); w.Code != http.StatusForbidden {
				t.Errorf("%s with %v: %d", method, headers, w.Code)
			}
		}
	}
	for _, kind := range []string{"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""} {
		if w := ask("POST", "/api/v1/subjects/7/marks", hide, "Content-Type", kind); w.Code != http.StatusUnsupportedMediaType {
			t.Errorf("as %q: %d", kind, w.Code)
		}
	}
	if len(f.all) > 0 {
		t.Fatalf("marks were made: %+v", f.all)
	}
	for _, headers := range [][]string{{"Sec-Fetch-Site", "same-origin"}, {"Origin", "http://127.0.0.1:8321"}} {
		if w := ask("POST", "/api/v1/subjects/7/marks", strings.Replace(hide, "hidden", "note", 1),
			headers...); w.Code != http.StatusCreated {
			t.Errorf("our own page with %v: %d %s", headers, w.Code, w.Body)
		}
	}
}
