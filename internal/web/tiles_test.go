package web_test

import (
	"context"
	"encoding/json"
	"errors"
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

type fakeTiles struct{ asked []query.Tile }

func (f *fakeTiles) Tile(_ context.Context, t query.Tile, _ access.Asker) ([]byte, error) {
	f.asked = append(f.asked, t)
	switch {
	case t.Case == "unknown":
		return nil, errNone
	case t.Z == 3:
		return nil, nil
	}
	return []byte("tile"), nil
}

func TestTileRoutes(t *testing.T) {
	f := &fakeTiles{}
	h, err := web.New(web.Config{Actor: "tester", Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Tiles: f,
		NotFound: func(err error) bool { return errors.Is(err, errNone) }}, &fake{}, fakeReports{})
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
	for _, c := range []struct {
		path     string
		status   int
		contains string
	}{
		{"/tiles/reads/0/0/0.mvt", 200, "tile"},
		{"/tiles/reads/3/1/2.mvt", 204, ""},
		{"/tiles/sightings/20/1048575/0.mvt", 200, "tile"},
		{"/tiles/sightings/2/4/0.mvt", 404, "no such tile"},
		{"/tiles/reads/21/0/0.mvt", 404, "no such tile"},
		{"/tiles/people/0/0/0.mvt", 404, "nothing at this address"},
		{"/tiles/reads/0/0/0.mvt?from=2026-05-02T00:00:00Z", 400, "day of UTC"},
		{"/tiles/reads/0/0/0.mvt?from=2026-05-02&to=2026-05-02", 400, "before to"},
		{"/tiles/reads/0/0/0.mvt?plate=...", 400, "holds no plate"},
		{"/tiles/reads/0/0/0.mvt?state=OK", 400, "give plate too"},
		{"/tiles/sightings/0/0/0.mvt?plate=8OK1", 400, `no parameter \"plate\"`},
		{"/tiles/reads/0/0/0.mvt?in_case=unknown", 404, "no such case"},
		{"/tiles/reads.json?plate=8ok-1&state=OK&from=2026-05-02", 200, `/tiles/reads/{z}/{x}/{y}.mvt?from=2026-05-02`},
		{"/tiles/reads.json", 200, "readers in this cell; up to zoom 6 only where it is one"},
		{"/tiles/reads.json", 200, "by what readers is that of whole months"},
		{"/tiles/reads.json?to=never", 400, "day of UTC"},
	} {
		w := get(c.path)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.contains) {
			t.Errorf("%s: %d %.200s, want %d with %q", c.path, w.Code, w.Body, c.status, c.contains)
		}
		if w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept: %q", c.path, w.Header().Get("Cache-Control"))
		}
	}
	f.asked = nil
	get("/tiles/reads/5/7/12.mvt?plate=8ok-1&state=OK&from=2026-05-02&to=2026-06-01&in_case=T-1&case=of-theirs")
	want := query.Tile{Layer: query.TileReads, Z: 5, X: 7, Y: 12, Case: "T-1", Plate: timeline.Plate{Number: "8OK1", State: "OK"},
		From: time.Date(2026, 5, 2, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)}
	if len(f.asked) != 1 || f.asked[0] != want {
		t.Errorf("asked %+v, want %+v", f.asked, want)
	}
	for _, layer := range []string{"reads", "sightings"} {
		var said struct {
			TileJSON     string
			Tiles        []string
			VectorLayers []struct {
				ID     string
				Fields map[string]string
			} `json:"vector_layers"`
		}
		if err := json.Unmarshal(get("/tiles/"+layer+".json").Body.Bytes(), &said); err != nil {
			t.Fatal(err)
		}
		if said.TileJSON != "3.0.0" || len(said.Tiles) != 1 || said.Tiles[0] != "http://127.0.0.1:8321/tiles/"+layer+"/{z}/{x}/{y}.mvt" ||
			len(said.VectorLayers) != 1 || said.VectorLayers[0].ID != layer || len(said.VectorLayers[0].Fields) < 5 {
			t.Errorf("%s: %+v", layer, said)
		}
	}
}
