package web_test

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"sightline/internal/dbtest"
	"sightline/internal/store"
	"sightline/internal/web"
)

// TestMistypedWords gives a word that is not allowed to every parameter of the API that takes certain words only, as its
// document tells them. Each is refused with its name and what is allowed.
func TestMistypedWords(t *testing.T) {
	url := dbtest.New(t)
	s, err := store.Open(t.Context(), url, store.Options{})
	must(t, err)
	t.Cleanup(s.Close)
	fillLeaks(t, s, url)
	h, err := web.New(web.Config{Version: "test", Actor: "tester", Log: slog.New(slog.DiscardHandler), Marks: s, Candidates: s, Tiles: s,
		Features: s, Audits: s, Hits: s, Notices: s,
		NotFound: func(err error) bool { return errors.Is(err, store.ErrNotFound) }}, s, wholeExports{})
	must(t, err)
	var document struct {
		Paths map[string]map[string]struct {
			Parameters []struct {
				Ref    string `json:"$ref"`
				Name   string
				In     string
				Schema struct{ Enum []any }
			}
		}
		Components struct {
			Parameters map[string]struct {
				Name   string
				In     string
				Schema struct{ Enum []any }
			}
		}
	}
	raw := fetch(h, "/api/v1/openapi.json").Body.Bytes()
	var paths struct {
		Paths map[string]map[string]json.RawMessage
	}
	must(t, json.Unmarshal(raw, &paths))
	for _, at := range paths.Paths {
		delete(at, "parameters")
	}
	trimmed, err := json.Marshal(paths)
	must(t, err)
	must(t, json.Unmarshal(raw, &struct{ Components any }{&document.Components}))
	must(t, json.Unmarshal(trimmed, &document))

	asked := 0
	for path, operations := range document.Paths {
		for _, p := range operations["get"].Parameters {
			if name, is := strings.CutPrefix(p.Ref, "#/components/parameters/"); is {
				shared := document.Components.Parameters[name]
				p.Name, p.In, p.Schema = shared.Name, shared.In, shared.Schema
			}
			if p.In != "query" || len(p.Schema.Enum) == 0 {
				continue
			}
			asked++
			address := "/api/v1" + strings.NewReplacer("{id}", "1", "{load}", "1", "{line}", "1", "{mark}", "1").Replace(path) + "?" +
				p.Name + "=mistyped"
			if path == "/sightings" {
				address += "&plate=ZQ1R"
			}
			if w := fetch(h, address); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), p.Name) {
				t.Errorf("%s: %d %.200s", address, w.Code, w.Body)
			}
		}
	}
	if asked < 8 {
		t.Errorf("only %d parameters take certain words", asked)
	}
	for _, name := range []string{"kinds", "order", "count", "seen_in", "coarsest", "compass", "in"} {
		r := httptest.NewRequest(http.MethodPost, "/api/v1/sightings/search",
			strings.NewReader(strings.Replace(`{"plate":{"number":"ZQ1R"},"`+name+`":"mistyped"}`, `"kinds":"mistyped"`,
				`"kinds":["mistyped"]`, 1)))
		r.Header.Set("Content-Type", "application/json")
		if w := answer(h, r); w.Code != http.StatusBadRequest {
			t.Errorf("a question with %s: %d %.200s", name, w.Code, w.Body)
		}
	}
}

// TestMistypedParts gives such words to files and pictures, where a part of what is known is asked for.
func TestMistypedParts(t *testing.T) {
	h := exports(t, &fakeExports{})
	for _, address := range []string{"/subjects/7/report.pdf", "/subjects/7/picture/timeline.svg", "/subjects/7/export/timeline-csv",
		"/subjects/7/bundle.zip"} {
		for name, allowed := range map[string]string{
			"without": "address", "counting": "1", "draft": "1", "paper": "letter", "release": "chri, restricted", "zone": "IANA",
			"ids": "no id",
		} {
			for _, typed := range []string{"adress", "address,adress", "ncic", "Arrest"} {
				w := fetch(h, address+"?"+name+"="+url.QueryEscape(typed))
				if said := w.Body.String(); w.Code != http.StatusBadRequest || !strings.Contains(said, name) ||
					!strings.Contains(said, allowed) {
					t.Errorf("%s of %s=%s: %d %.200s", address, name, typed, w.Code, said)
				}
			}
		}
		if w := fetch(h, address+"?without=arrest,court,custody,inquiry,entry,plate_read,address,record"); w.Code != http.StatusOK {
			t.Errorf("%s without all kinds: %d %.200s", address, w.Code, w.Body)
		}
	}
	for _, address := range []string{"/subjects/7/report.pdf?sections=sumary", "/subjects/7/report.pdf?leave_out=sumary&because=x",
		"/subjects/7/picture/timeline.svg?theme=drak", "/subjects/7/picture/map.svg?language=xx"} {
		if w := fetch(h, address); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d %.200s", address, w.Code, w.Body)
		}
	}
}
