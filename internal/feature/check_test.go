package feature_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"sightline/internal/cql2"
	"sightline/internal/feature"
)

func TestCheck(t *testing.T) {
	for _, c := range []struct{ collection, filter, want, fault string }{
		{feature.Reads, `plate = '8OK1234' AND confidence > 0.5`, `"plate" = '8OK1234' AND "confidence" > 0.5`, ""},
		{feature.Reads, `time >= '2026-05-02T12:00:00Z'`, `"time" >= TIMESTAMP('2026-05-02T12:00:00Z')`, ""},
		{feature.Reads, `'2026-05-02' < time`, `DATE('2026-05-02') < "time"`, ""},
		{feature.Reads, `time IN ('2026-05-02')`, `"time" IN (DATE('2026-05-02'))`, ""},
		{feature.Reads, `time BETWEEN '2026-05-02' AND TIMESTAMP('2026-05-03T00:00:00Z')`, `"time" BETWEEN DATE('2026-05-02') AND TIMESTAMP('2026-05-03T00:00:00Z')`, ""},
		{feature.Reads, `NOT (site = 5 OR mobile = true)`, `NOT ("site" = 5 OR "mobile" = TRUE)`, ""},
		{feature.Reads, `site < load`, `"site" < "load"`, ""},
		{feature.Sites, `CASEI(name) LIKE CASEI('i-40%') OR geometry IS NULL`, `CASEI("name") LIKE CASEI('i-40%') OR "geometry" IS NULL`, ""},
		{feature.Sites, `S_INTERSECTS(BBOX(1,2,3,4), geometry)`, `S_INTERSECTS("geometry", BBOX(1, 2, 3, 4))`, ""},
		{feature.Sites, `S_DWITHIN(POINT(1 2), geometry, 5)`, `S_DWITHIN("geometry", POINT(1 2), 5, metres)`, ""},
		{feature.Stays, `T_DURING(INTERVAL(time, time_end), INTERVAL('2026-05-02', '..'))`, `T_DURING(INTERVAL("time", "time_end"), INTERVAL('2026-05-02', '..'))`, ""},
		{feature.Reads, `mobile = 1 OR mobile <> 0`, `"mobile" = TRUE OR "mobile" <> FALSE`, ""},
		{feature.Reads, `mobile = 2`, "", `boolean and number`},
		{feature.Reads, `speed > 5`, "", `at character 1: reads have no queryable "speed"`},
		{feature.Reads, `flags = 'x'`, "", `at character 1: reads have no queryable "flags"`},
		{feature.Reads, `plate = 5`, "", `at character 9: text and number cannot be compared`},
		{feature.Reads, `confidence = 'high'`, "", `at character 14`},
		{feature.Reads, `time > 'noon'`, "", `at character 8: "noon" is no time`},
		{feature.Reads, `'noon' < time`, "", `at character 1: "noon" is no time`},
		{feature.Reads, `mobile > true`, "", `= and <> only`},
		{feature.Reads, `1 = 1`, "", `a comparison needs a property`},
		{feature.Reads, `confidence LIKE 'x'`, "", `only a text can be LIKE`},
		{feature.Reads, `CASEI(site) = 'x'`, "", `CASEI takes a text`},
		{feature.Reads, `5 IN (5)`, "", `IN takes a property`},
		{feature.Reads, `plate IN ('A', 5)`, "", `at character 16`},
		{feature.Reads, `mobile BETWEEN true AND false`, "", `BETWEEN takes a property with an order`},
		{feature.Reads, `geometry = 'x'`, "", `spatial functions only`},
		{feature.Reads, `S_INTERSECTS(position, POINT(1 2))`, "", `at character 14: reads have no geometry "position"`},
		{feature.Reads, `S_INTERSECTS(geometry, geometry)`, "", `geometry and an area`},
		{feature.Reads, `S_INTERSECTS(POINT(1 2), POINT(1 2))`, "", `geometry and an area`},
		{feature.Reads, `S_WITHIN(POINT(1 2), geometry)`, "", `geometry first`},
		{feature.Reads, `S_INTERSECTS(geometry, LINESTRING(-179 0, 179 0))`, "", `at most 179 degrees`},
		{feature.Reads, `T_AFTER(DATE('2026-05-02'), DATE('2026-05-03'))`, "", `T_AFTER takes a property`},
		{feature.Reads, `T_AFTER(plate, DATE('2026-05-02'))`, "", `plate is of type text, not a time`},
		{feature.Sites, `T_AFTER(time, DATE('2026-05-02'))`, "", `sites have no queryable "time"`},
		{feature.Reads, `plate = 'x' AND (T_DURING(time, INTERVAL(nothing, '..')))`, "", `at character 42`},
	} {
		collection, ok := feature.Named(c.collection)
		if !ok {
			t.Fatalf("no collection %s", c.collection)
		}
		parsed, err := cql2.Parse(c.filter)
		if err != nil {
			t.Errorf("%s: %v", c.filter, err)
			continue
		}
		e, err := feature.Check(collection, parsed)
		var fault *cql2.Error
		switch {
		case c.fault != "":
			if !errors.As(err, &fault) || !strings.Contains(err.Error(), c.fault) {
				t.Errorf("%s: %v, want %s", c.filter, err, c.fault)
			}
		case err != nil:
			t.Errorf("%s: %v", c.filter, err)
		case e.String() != c.want:
			t.Errorf("%s\n is %s\nwant %s", c.filter, e, c.want)
		}
	}
}

// TestCollections holds the tables to what clients rely on: plain names, no name twice, words for everything.
func TestCollections(t *testing.T) {
	name := regexp.MustCompile(`^[a-z][a-z_]*$`)
	taken := map[string]bool{"bbox": true, "datetime": true, "limit": true, "filter": true, "f": true, "cursor": true, "purpose": true, "geometry": true, "id": true}
	for _, c := range feature.Collections() {
		if !name.MatchString(c.Name) || c.Title == "" || c.About == "" || c.Order == "" {
			t.Errorf("collection %+v", c)
		}
		if p, ok := c.Property(feature.Time); ok != c.Timed || ok && p.Type != feature.Instant {
			t.Errorf("%s: time is %+v", c.Name, p)
		}
		seen := map[string]bool{}
		for _, p := range c.Properties {
			if !name.MatchString(p.Name) || p.About == "" || p.Type == "" || seen[p.Name] || taken[p.Name] {
				t.Errorf("%s has %+v", c.Name, p)
			}
			seen[p.Name] = true
		}
	}
	if _, ok := feature.Named("persons"); ok {
		t.Error("there is a collection of persons")
	}
}
