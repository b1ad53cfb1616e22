package atlas

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/paulmach/orb"
)

// topology is a TopoJSON document (version 1 of the specification, https://github.com/topojson/topojson-specification):
// borders are kept once, as arcs that neighbouring areas share, so decoded neighbours fit together to the bit.
type topology struct {
	Type      string `json:"type"`
	Transform *struct {
		Scale     [2]float64 `json:"scale"`
		Translate [2]float64 `json:"translate"`
	} `json:"transform"`
	Objects map[string]topoObject `json:"objects"`
	Arcs    [][][]float64         `json:"arcs"`
	lines   []orb.LineString      // the arcs in degrees
}

type topoObject struct {
	Type       string          `json:"type"`
	ID         json.RawMessage `json:"id"`
	Arcs       json.RawMessage `json:"arcs"`
	Geometries []topoObject    `json:"geometries"`
	Properties struct {
		Name string `json:"name"`
	} `json:"properties"`
}

// feature is one area of a topology.
type feature struct {
	id, name string
	geometry orb.MultiPolygon
	arcs     []int          // arcs its rings are made of, from 0, direction dropped
	line     orb.LineString // what generalising left of an area that has no polygon any more
}

// parseTopology reads a TopoJSON document and turns its arcs, delta-coded when it has a transform, into degrees.
func parseTopology(data []byte) (*topology, error) {
	var t topology
	if err := json.Unmarshal(data, &t); err != nil {
		return nil, fmt.Errorf("parsing topojson: %w", err)
	}
	if t.Type != "Topology" {
		return nil, fmt.Errorf("parsing topojson: type is %q, not Topology", t.Type)
	}
	t.lines = make([]orb.LineString, len(t.Arcs))
	for i, arc := range t.Arcs {
		line, err := t.line(arc)
		if err != nil {
			return nil, fmt.Errorf("parsing topojson: arc %d: %w", i, err)
		}
		t.lines[i] = line
	}
	t.Arcs = nil
	return &t, nil
}

func (t *topology) line(arc [][]float64) (orb.LineString, error) {
	line := make(orb.LineString, len(arc))
	var x, y float64
	for i, p := range arc {
		if len(p) < 2 {
			return nil, errors.New("a position has fewer than two coordinates")
		}
		if t.Transform == nil {
			line[i] = orb.Point{p[0], p[1]}
			continue
		}
		x, y = x+p[0], y+p[1]
		line[i] = orb.Point{
			x*t.Transform.Scale[0] + t.Transform.Translate[0],
			y*t.Transform.Scale[1] + t.Transform.Translate[1],
		}
	}
	return line, nil
}

// features returns the areas of a named object, in the document's order. Points and lines have no area and are left out.
func (t *topology) features(object string) ([]feature, error) {
	o, ok := t.Objects[object]
	if !ok {
		return nil, fmt.Errorf("reading topojson: no object %q", object)
	}
	members := o.Geometries
	if o.Type != "GeometryCollection" {
		members = []topoObject{o}
	}
	var out []feature
	for _, m := range members {
		f, err := t.feature(m)
		if err != nil {
			return nil, fmt.Errorf("reading topojson: %s %s: %w", object, m.ID, err)
		}
		if len(f.geometry) > 0 || len(f.line) > 1 {
			out = append(out, f)
		}
	}
	return out, nil
}

func (t *topology) feature(o topoObject) (feature, error) {
	f := feature{id: idText(o.ID), name: o.Properties.Name}
	var polygons [][][]int
	switch o.Type {
	case "Polygon":
		polygons = make([][][]int, 1)
		if err := json.Unmarshal(o.Arcs, &polygons[0]); err != nil {
			return f, fmt.Errorf("its arcs: %w", err)
		}
	case "MultiPolygon":
		if err := json.Unmarshal(o.Arcs, &polygons); err != nil {
			return f, fmt.Errorf("its arcs: %w", err)
		}
	}
	for _, rings := range polygons {
		var polygon orb.Polygon
		for i, arcs := range rings {
			ring, err := t.ring(arcs)
			if err != nil {
				return f, err
			}
			if len(ring) < 4 { // generalising can leave a sliver without area
				if i == 0 {
					f.line = orb.LineString(ring)
					break
				}
				continue
			}
			polygon = append(polygon, ring)
			for _, a := range arcs {
				f.arcs = append(f.arcs, max(a, ^a))
			}
		}
		if len(polygon) > 0 {
			f.geometry = append(f.geometry, polygon)
		}
	}
	return f, nil
}

// ring joins arcs end to start. A negative index i means arc ^i, walked backwards.
func (t *topology) ring(arcs []int) (orb.Ring, error) {
	var ring orb.Ring
	for _, a := range arcs {
		i := max(a, ^a)
		if i >= len(t.lines) {
			return nil, fmt.Errorf("there is no arc %d", i)
		}
		line := t.lines[i]
		if a < 0 {
			line = line.Clone()
			line.Reverse()
		}
		if len(ring) > 0 && len(line) > 0 {
			if ring[len(ring)-1] != line[0] {
				return nil, fmt.Errorf("arc %d does not start where the one before ends", i)
			}
			line = line[1:]
		}
		ring = append(ring, line...)
	}
	if len(ring) > 0 && ring[0] != ring[len(ring)-1] {
		ring = append(ring, ring[0]) // quantizing leaves a gap of one step here and there, as in Illinois
	}
	return ring, nil
}

// idText returns a feature's id, a JSON string or number, as text.
func idText(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}
