package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"sightline/internal/access"
	"sightline/internal/query"
	"sightline/timeline"
	"sightline/timeline/kinds"
	"sightline/timeline/plate"
)

// Tiles makes vector tiles.
type Tiles interface {
	Tile(context.Context, query.Tile, access.Asker) ([]byte, error)
}

// tileRoutes are vector tiles (Mapbox Vector Tile 2.1) and what tells maps of them (TileJSON 3.0.0).
func (s *server) tileRoutes(r *mux.Router) {
	if s.Tiles == nil {
		return
	}
	r.Handle("/tiles/{layer:reads|sightings}.json", s.api(s.tileJSON)).Methods(http.MethodGet, http.MethodHead)
	r.Handle("/tiles/{layer:reads|sightings}/{z:[0-9]{1,2}}/{x:[0-9]{1,7}}/{y:[0-9]{1,7}}.mvt", s.api(s.tile)).Methods(http.MethodGet,
		http.MethodHead)
}

// tileFilters are the parameters that tiles and their description share. The case for which is asked may be the asker's own,
// which nobody knows here; only sightings of one that is known are asked for by in_case.
func tileFilters(layer query.TileLayer) []string {
	names := []string{"from", "to", "in_case", "case", "purpose"}
	if layer == query.TileReads {
		names = append(names, "plate", "state")
	}
	return names
}

// parseTile reads the filters of a tile.
func parseTile(p *params, layer query.TileLayer) query.Tile {
	t := query.Tile{Layer: layer, From: p.day("from"), To: p.day("to"), Case: p.Text("in_case")}
	if !t.From.IsZero() && !t.To.IsZero() && !t.From.Before(t.To) {
		p.Fault("from must be before to")
	}
	if p.Has("plate") {
		t.Plate = p.wholePlate("plate", strings.ToUpper(p.Text("state")))
		if t.Plate.State != "" && !plate.ValidPlateState(t.Plate.State) {
			p.Fault("state must be two letters such as TX, not %.40q", p.Text("state"))
		}
	} else if p.Text("state") != "" {
		p.Fault("state is that of a plate: give plate too")
	}
	return t
}

// wholePlate reads a plate without ? and *, with its state.
func (p *params) wholePlate(name, state string) timeline.Plate {
	read, err := plate.Parse(p.Text(name))
	switch {
	case err != nil:
		p.Fault("%s %.60q %s", name, p.Text(name), err)
	case read.State != "" && state != "" && read.State != state:
		p.Fault("%s %q names state %s, and state is %s", name, p.Text(name), read.State, state)
	}
	return timeline.Plate{Number: read.Number, State: cmp.Or(state, read.State)}
}

// day reads a day of UTC.
func (p *params) day(name string) time.Time {
	text := p.Text(name)
	if text == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		p.Fault("%s must be a day of UTC such as 2026-05-02, not %q", name, text)
	}
	return t
}

func (s *server) tile(w http.ResponseWriter, r *http.Request) error {
	layer := query.TileLayer(mux.Vars(r)["layer"])
	p := newParams(r.URL.Query(), tileFilters(layer)...)
	t := parseTile(p, layer)
	if err := p.err(); err != nil {
		return err
	}
	// Their routes hold only digits, few enough for an int.
	t.Z, _ = strconv.Atoi(mux.Vars(r)["z"])
	t.X, _ = strconv.Atoi(mux.Vars(r)["x"])
	t.Y, _ = strconv.Atoi(mux.Vars(r)["y"])
	if t.Z > query.MaxTileZoom || t.X >= 1<<t.Z || t.Y >= 1<<t.Z {
		return problem{http.StatusNotFound, "There is no such tile: zoom goes from 0 to " + strconv.Itoa(query.MaxTileZoom) +
			", x and y from 0 to 2^zoom - 1."}
	}
	body, err := s.Tiles.Tile(r.Context(), t, s.look(r, "map"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/vnd.mapbox-vector-tile")
	if len(body) == 0 {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	_, _ = w.Write(body)
	return nil
}

// tileFields are the fields of each layer with what they mean.
var tileFields = map[query.TileLayer]map[string]string{
	query.TileReads: {
		"reads": "plate reads in this cell", "sites": "readers in this cell; up to zoom 6 only where it is one",
		"name":  "name of the reader, where there is one",
		"class": "how precise the position is, where all agree", "radius_m": "largest radius of uncertainty, metres",
		"mobile": "whether a moving reader is among them",
	},
	query.TileSightings: {
		"sightings": "case sightings in this cell", "places": "different positions in this cell",
		"kinds":        "kinds of record, separated by blanks",
		"class":        "how precise the positions are, where all agree; an agency's or county's position is no place where anybody was seen",
		"radius_min_m": "smallest radius of uncertainty, metres", "radius_max_m": "largest radius of uncertainty, metres",
	},
}

// tileJSON describes a layer, with the filters of the request in the address of its tiles.
func (s *server) tileJSON(w http.ResponseWriter, r *http.Request) error {
	layer := query.TileLayer(mux.Vars(r)["layer"])
	p := newParams(r.URL.Query(), tileFilters(layer)...)
	parseTile(p, layer)
	if err := p.err(); err != nil {
		return err
	}
	address := origin(r) + "/tiles/" + string(layer) + "/{z}/{x}/{y}.mvt"
	if q := r.URL.Query().Encode(); q != "" {
		address += "?" + q
	}
	about := "Counts of what was sighted, gathered in 64 by 64 cells a tile. "
	if layer == query.TileReads {
		about += "Up to zoom 6, reads are counted by the day, but where in a cell they are and by what readers is that of whole months. "
	}
	return writeJSON(w, contentJSON, map[string]any{
		"tilejson": "3.0.0", "name": "Sightline " + string(layer), "scheme": "xyz", "tiles": []string{address},
		"minzoom": 0, "maxzoom": query.MaxTileZoom, "bounds": []float64{-180, -85.05113, 180, 85.05113},
		"description": about + kinds.Caveats()[0],
		"vector_layers": []map[string]any{{"id": layer, "description": "Counts by cell", "fields": tileFields[layer], "minzoom": 0,
			"maxzoom": query.MaxTileZoom}},
	})
}

// origin is the scheme and host under which a request came.
func origin(r *http.Request) string {
	u := url.URL{Scheme: "http", Host: r.Host}
	if cameSecure(r) {
		u.Scheme = "https"
	}
	return u.String()
}
