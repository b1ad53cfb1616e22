package web_test

import (
	"context"
	"encoding/json"
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
	"sightline/internal/query"
	"sightline/internal/web"
	"sightline/timeline"
)

// fiveReads are candidates r1-1 to r1-5 of subject 7.
type fiveReads struct{ looks []access.Asker }

func (f *fiveReads) Candidates(_ context.Context, subject int64, limit int, after query.Cursor,
	look access.Asker) (query.Candidates, error) {
	f.looks = append(f.looks, look)
	if subject != 7 {
		return query.Candidates{}, errNone
	}
	page := query.Candidates{Total: 5, Found: []timeline.Candidate{}}
	from := 1
	if after.ID != "" {
		_, _ = fmt.Sscanf(after.ID, "r1-%d", &from)
		from++
	}
	for i := from; i <= 5; i++ {
		s := sighting(i)
		s.ID = fmt.Sprintf("r1-%d", i)
		if len(page.Found) == limit {
			page.Next = &query.Cursor{At: time.Unix(int64(i), 0), ID: fmt.Sprintf("r1-%d", i-1)}
			break
		}
		page.Found = append(page.Found, timeline.Candidate{Event: s, Vehicle: timeline.Plate{Number: "ZZZ0001", State: "TX"},
			Level: timeline.MatchOCR, State: timeline.StateSame, Reason: "readers confuse 0 for O"})
	}
	return page, nil
}

// TestCandidates follows the links from page to page and finds each candidate once.
func TestCandidates(t *testing.T) {
	f := &fiveReads{}
	h, err := web.New(web.Config{Version: "test", Actor: "tester", Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		NotFound: func(err error) bool { return errors.Is(err, errNone) }, Candidates: f}, &fake{}, fakeReports{})
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
	var ids []string
	next := "/api/v1/subjects/7/candidates?limit=2&purpose=test"
	for next != "" {
		w := get(next)
		var page struct {
			Candidates []timeline.Candidate `json:"candidates"`
			Total      int64                `json:"total"`
			Links      []map[string]string  `json:"links"`
			Caveats    []string             `json:"caveats"`
		}
		if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil || w.Code != 200 || page.Total != 5 || len(page.Caveats) == 0 {
			t.Fatalf("%s: %d %s %v", next, w.Code, w.Body, err)
		}
		for _, c := range page.Candidates {
			ids = append(ids, c.Event.ID)
		}
		next = ""
		if len(page.Links) > 0 {
			next = page.Links[0]["href"]
		}
	}
	if got := strings.Join(ids, " "); got != "r1-1 r1-2 r1-3 r1-4 r1-5" {
		t.Errorf("found %s", got)
	}
	if len(f.looks) != 3 || f.looks[0].Purpose != "test" || f.looks[0].Actor != "tester" {
		t.Errorf("looks %+v", f.looks)
	}
	for path, want := range map[string]int{
		"/api/v1/subjects/8/candidates": 404, "/api/v1/subjects/7/candidates?limit=0": 400, "/api/v1/subjects/7/candidates?limit=1.5": 400,
		"/api/v1/subjects/7/candidates?cursor=abc": 400, "/api/v1/subjects/7/candidates?x=1": 400,
	} {
		if w := get(path); w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
}

// TestCandidatesInTheChart asks for a chart with and without candidates: only then are they looked at, and drawn.
func TestCandidatesInTheChart(t *testing.T) {
	for query, want := range map[string]int{"": 0, "?candidates=1": 5} {
		f := &fiveReads{}
		h, err := web.New(web.Config{Actor: "tester", Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
			NotFound: func(err error) bool { return errors.Is(err, errNone) }, Candidates: f}, &fake{}, fakeReports{})
		if err != nil {
			t.Fatal(err)
		}
		w := fetch(h, "/api/v1/subjects/7/chart"+query)
		var option struct {
			Meta struct {
				Lanes []struct {
					Kind  string `json:"kind"`
					Count int    `json:"count"`
				} `json:"lanes"`
			} `json:"sightline"`
		}
		if err := json.Unmarshal(w.Body.Bytes(), &option); err != nil || w.Code != http.StatusOK {
			t.Fatalf("%d %s: %v", w.Code, w.Body, err)
		}
		drawn := 0
		for _, l := range option.Meta.Lanes {
			if l.Kind == "candidate" {
				drawn += l.Count
			}
		}
		if drawn != want || (len(f.looks) > 0) != (want > 0) {
			t.Errorf("%q: %d drawn, want %d; looks %+v", query, drawn, want, f.looks)
		}
	}
}
