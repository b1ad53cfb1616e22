package export

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"sightline/geo"
	"sightline/timeline/kinds"
)

func TestGeoJSONHoldsAll(t *testing.T) {
	for name, d := range dossiers() {
		body := written(t, "geojson", d, given())
		fc, err := geojson.UnmarshalFeatureCollection(body)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(fc.Features) != Rows(d) {
			t.Errorf("%s: %d features came of %d rows", name, len(fc.Features), Rows(d))
		}
		var about struct{ About [][2]string }
		if err := json.Unmarshal(body, &about); err != nil {
			t.Fatal(err)
		}
		for _, want := range [][2]string{{"caveat", kinds.Caveats()[0]}, {"recipient", "Det. R. Cipient"}} {
			if !slices.Contains(about.About, want) {
				t.Errorf("%s does not say %q", name, want)
			}
		}
		for i, s := range d.Reads() {
			f := fc.Features[i]
			if f.ID != s.ID || f.Properties["load"] != float64(s.Record.Load) || f.Properties["line"] != float64(s.Record.Line) {
				t.Errorf("%s: feature %d is %v of %v, want %s", name, i, f.ID, f.Properties["line"], s.ID)
			}
			if aside, _ := f.Properties["set_aside"].(string); (aside != "") != (s.SetAside != "") {
				t.Errorf("%s: %s is set aside because of %q, want %q", name, s.ID, aside, s.SetAside)
			}
			at, placed := f.Geometry.(orb.Point)
			if placed != s.Where.Located() || placed && geo.Distance(at, s.Where.Point) > 0.02 {
				t.Errorf("%s: %s is at %v, want %v", name, s.ID, f.Geometry, s.Where.Point)
			}
		}
	}
}

func TestBounds(t *testing.T) {
	for name, c := range map[string]struct {
		points []orb.Point
		want   []float64
	}{
		"none":         {nil, nil},
		"one":          {[]orb.Point{{-97, 32}}, []float64{-97, 32, -97, 32}},
		"plain":        {[]orb.Point{{-97, 32}, {-80, 40}, {-90, 25}}, []float64{-97, 25, -80, 40}},
		"antimeridian": {[]orb.Point{{179.6, 51.5}, {-179.2, 51.3}, {-149.9, 61.2}, {144.79, 13.47}}, []float64{144.79, 13.47, -149.9, 61.2}},
		"both sides":   {[]orb.Point{{-180, 0}, {180, 1}}, []float64{180, 0, -180, 1}},
	} {
		if got := bounds(c.points); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
