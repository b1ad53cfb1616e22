package export

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"sightline/geo"
	"sightline/timeline"
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
		unplaced := 0
		for i, e := range d.Unfolded() {
			f := fc.Features[i]
			if one := len(e.Records) == 1; f.ID != e.ID || one &&
				(f.Properties["load"] != float64(e.Record().Load) || f.Properties["line"] != float64(e.Record().Line)) {
				t.Errorf("%s: feature %d is %v of %v, want %s", name, i, f.ID, f.Properties["line"], e.ID)
			}
			if f.Properties["records"] != float64(len(e.Records)) {
				t.Errorf("%s: %s rests on %v records, want %d", name, e.ID, f.Properties["records"], len(e.Records))
			}
			if standing, _ := f.Properties["standing"].(string); standing != string(e.Standing) {
				t.Errorf("%s: %s is %q, want %q", name, e.ID, standing, e.Standing)
			}
			at, placed := f.Geometry.(orb.Point)
			if !placed {
				unplaced++
			}
			if placed != (e.Where.Located() && e.Standing != timeline.Mention) || placed && geo.Distance(at, e.Where.Point) > 0.02 {
				t.Errorf("%s: %s is at %v, want %v", name, e.ID, f.Geometry, e.Where.Point)
			}
		}
		told := slices.ContainsFunc(about.About, func(line [2]string) bool { return line[0] == "without a point" })
		if told != (unplaced > 0) {
			t.Errorf("%s: of %d features without a point is told: %v", name, unplaced, told)
		}
		if want := [2]string{"without a point",
			"2 events without a position and 1 event that only mentions the subject"}; name == "varied" &&
			!slices.Contains(about.About, want) {
			t.Errorf("%s does not say %q", name, want)
		}
	}
}

func TestBounds(t *testing.T) {
	for name, c := range map[string]struct {
		points []orb.Point
		want   []float64
	}{
		"none":  {nil, nil},
		"one":   {[]orb.Point{{-97, 32}}, []float64{-97, 32, -97, 32}},
		"plain": {[]orb.Point{{-97, 32}, {-80, 40}, {-90, 25}}, []float64{-97, 25, -80, 40}},
		"antimeridian": {[]orb.Point{{179.6, 51.5}, {-179.2, 51.3}, {-149.9, 61.2}, {144.79, 13.47}},
			[]float64{144.79, 13.47, -149.9, 61.2}},
		"both sides": {[]orb.Point{{-180, 0}, {180, 1}}, []float64{180, 0, -180, 1}},
	} {
		if got := bounds(c.points); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
