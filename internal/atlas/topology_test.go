package atlas

import (
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

// twoSquares are two unit squares that share their middle edge; the west one has a hole. Steps are of 0.5 degrees from
// (10, 20). The last area is what generalising leaves of one: a line.
const twoSquares = `{"type":"Topology","transform":{"scale":[0.5,0.5],"translate":[10,20]},
"objects":{"areas":{"type":"GeometryCollection","geometries":[
 {"type":"Polygon","id":"01001","properties":{"name":"West"},"arcs":[[0,1],[3]]},
 {"type":"MultiPolygon","id":2,"properties":{"name":"East"},"arcs":[[[2,-1]]]},
 {"type":"Point","id":"p","properties":{"name":"A point"}},
 {"type":"Polygon","id":"line","arcs":[[4,-5]]}]},
 "one":{"type":"Polygon","arcs":[[3]]}},
"arcs":[[[2,2],[0,-2]],[[2,0],[-2,0],[0,2],[2,0]],[[2,2],[2,0],[0,-2],[-2,0]],[[1,1],[0,-1],[-1,1],[1,0]],[[0,0],[4,0]]]}`

func TestTopology(t *testing.T) {
	top, err := parseTopology([]byte(twoSquares))
	if err != nil {
		t.Fatal(err)
	}
	got, err := top.features("areas")
	if err != nil {
		t.Fatal(err)
	}
	want := []feature{
		{id: "01001", name: "West", arcs: []int{0, 1, 3}, geometry: orb.MultiPolygon{{
			{{11, 21}, {11, 20}, {10, 20}, {10, 21}, {11, 21}},
			{{10.5, 20.5}, {10.5, 20}, {10, 20.5}, {10.5, 20.5}},
		}}},
		{id: "2", name: "East", arcs: []int{2, 0}, geometry: orb.MultiPolygon{{
			{{11, 21}, {12, 21}, {12, 20}, {11, 20}, {11, 21}},
		}}},
		{id: "line", line: orb.LineString{{10, 20}, {12, 20}, {10, 20}}},
	}
	if len(got) != len(want) {
		t.Fatalf("got %d areas, want %d", len(got), len(want))
	}
	for i, f := range got {
		w := want[i]
		if f.id != w.id || f.name != w.name || !slices.Equal(f.arcs, w.arcs) || !f.geometry.Equal(w.geometry) || !f.line.Equal(w.line) {
			t.Errorf("area %d:\n got %+v\nwant %+v", i, f, w)
		}
	}
	if one, err := top.features("one"); err != nil || len(one) != 1 || len(one[0].geometry) != 1 {
		t.Errorf("a single geometry: got %v, %v", one, err)
	}
}

func TestTopologyWithoutTransform(t *testing.T) {
	top, err := parseTopology([]byte(`{"type":"Topology","objects":{"o":{"type":"Polygon","arcs":[[0]]}},"arcs":[[[0,0],[1,0],[1,1]]]}`))
	if err != nil {
		t.Fatal(err)
	}
	got, err := top.features("o")
	if err != nil {
		t.Fatal(err)
	}
	want := orb.MultiPolygon{{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}} // closed, as its last arc does not
	if len(got) != 1 || !got[0].geometry.Equal(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestTopologyErrors(t *testing.T) {
	cases := map[string]struct{ data, want string }{
		"not JSON":       {`{`, "parsing topojson"},
		"other document": {`{"type":"FeatureCollection"}`, "not Topology"},
		"short position": {`{"type":"Topology","arcs":[[[1]]]}`, "arc 0"},
		"no object":      {`{"type":"Topology"}`, `no object "o"`},
		"no such arc":    {`{"type":"Topology","objects":{"o":{"type":"Polygon","arcs":[[7]]}}}`, "no arc 7"},
		"arcs are text":  {`{"type":"Topology","objects":{"o":{"type":"MultiPolygon","arcs":"x"}}}`, "its arcs"},
		"arcs apart": {`{"type":"Topology","objects":{"o":{"type":"Polygon","arcs":[[0,1]]}},
			"arcs":[[[0,0],[1,1]],[[5,5],[0,0]]]}`, "does not start where"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			top, err := parseTopology([]byte(c.data))
			if err == nil {
				_, err = top.features("o")
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got error %v, want one with %q", err, c.want)
			}
		})
	}
}

func FuzzTopology(f *testing.F) {
	f.Add([]byte(twoSquares))
	f.Add([]byte(`{"type":"Topology","objects":{"areas":{"type":"Polygon","arcs":[[-1]]}},"arcs":[[[0,0],[1,0],[1,1],[0,0]]]}`))
	f.Add([]byte(`{"type":"Topology","objects":{"areas":{"type":"Polygon","arcs":[[0,-9223372036854775808]]}},"arcs":[[]]}`))
	f.Add([]byte(`{"type":"Topology","objects":{"areas":{"type":"GeometryCollection","geometries":[{"type":"Polygon","arcs":null}]}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		top, err := parseTopology(data)
		if err != nil {
			return
		}
		features, err := top.features("areas")
		if err != nil {
			return
		}
		for _, area := range features {
			for _, polygon := range area.geometry {
				for _, ring := range polygon {
					if len(ring) < 4 || !ring.Closed() {
						t.Errorf("ring %v is not closed or too short", ring)
					}
				}
			}
			for _, arc := range area.arcs {
				if arc < 0 || arc >= len(top.lines) {
					t.Errorf("arc %d of %d", arc, len(top.lines))
				}
			}
		}
	})
}
