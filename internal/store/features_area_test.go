package store_test

import (
	"fmt"
	"testing"

	"sightline/internal/cql2"
	"sightline/internal/feature"
)

// TestStrangeAreas asks with areas, times and numbers at the edges of what can be asked: each has an answer.
func TestStrangeAreas(t *testing.T) {
	s, _ := open(t)
	fill(t, s)
	var filters []string
	for _, area := range []string{
		"POLYGON((0 0, 0 0, 0 0, 0 0))", "POLYGON((-97.5 35.5, -97.5 35.5, -97.5 35.5, -97.5 35.5))", "POLYGON((0 0, 1 1, 1 0, 0 1, 0 0))",
		"POLYGON((-180 -90, -2 -90, -2 90, -180 90, -180 -90))",
		"LINESTRING(0 90, 0 -90)", "LINESTRING(0 0, 0 0)", "LINESTRING(-89 89, 89 89)", "POINT(180 90)", "POINT(-180 -90)", "POINT(0 0)",
		"BBOX(-180, 90, 180, 90)", "BBOX(0, 0, 0, 0)", "BBOX(180, -90, -180, 90)",
		"POLYGON((10 10, 20 10, 20 20, 10 20, 10 10), (12 12, 18 12, 18 18, 12 18, 12 12))",
		"MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)), ((0 0, 1 0, 1 1, 0 0)))",
		"GEOMETRYCOLLECTION(GEOMETRYCOLLECTION(POINT(1 1)), LINESTRING(1 1, 2 2), POLYGON((0 80, 178 80, 90 85, 0 80)))",
	} {
		filters = append(filters, "S_INTERSECTS(geometry, "+area+")", "S_WITHIN(geometry, "+area+")", "S_DISJOINT(geometry, "+area+")",
			"S_DWITHIN(geometry, "+area+", 20037000)", "S_DWITHIN(geometry, "+area+", 0.001)")
	}
	filters = append(filters, "T_BEFORE(time, TIMESTAMP('9999-12-31T23:59:59.999999Z'))",
		"T_DURING(time, INTERVAL('0001-01-01', '9999-12-31'))", "time > '0001-01-01'", "load = 1e300", "load < -1e300",
		"place LIKE '%\\\\\\\\%'", "place LIKE ''", "place LIKE '%%%%'", "case_number = ''", "T_INTERSECTS(time, DATE('0001-01-01'))")
	for _, filter := range filters {
		q := featureQuery(t, inquiries, filter)
		features(t, s, q)
		q = featureQuery(t, feature.Reads, filter)
		features(t, s, q)
	}
	for _, box := range [][]float64{{0, 0, 0, 0}, {-180, 90, 180, 90}, {180, -90, -180, 90}, {180, 0, 180, 0}, {-180, -90, -90, -90},
		{-45, -90, 45, 90}} {
		q := featureQuery(t, feature.Reads, "")
		b, err := cql2.NewBox(box)
		if err != nil {
			t.Fatal(err)
		}
		q.Box = &b
		features(t, s, q)
	}
}

// TestAreasAreStraight holds an area's northern side, far from the shortest way between its corners, to its latitude.
func TestAreasAreStraight(t *testing.T) {
	s, _ := open(t)
	fill(t, s)
	for edge, want := range map[float64]int{35.50005: 1, 35.49995: 0} { // 49.9 and 61 m from the first stay, whose circle is of 50 m
		for _, half := range []float64{3, 60} { // degrees: the shortest way would pass kilometres to the north
			filter := fmt.Sprintf("S_WITHIN(geometry, POLYGON((%g 30, %g 30, %g %g, %g %g, %g 30))) OR S_INTERSECTS(geometry, POLYGON((%g 30, %g 30, %g %g, %g %g, %g 30)))",
				-97.5-half, -97.5+half, -97.5+half, edge-0.0005, -97.5-half, edge-0.0005, -97.5-half, -97.5-half, -97.5+half, -97.5+half,
				edge-0.0005, -97.5-half, edge-0.0005, -97.5-half)
			if got := len(features(t, s, featureQuery(t, feature.Stays, filter)).Features); got != want {
				t.Errorf("a side at %v, %v degrees wide: %d, want %d", edge, 2*half, got, want)
			}
		}
	}
}
