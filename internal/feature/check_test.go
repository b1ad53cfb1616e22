package feature_test

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"sightline/internal/cql2"
	"sightline/internal/feature"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

func TestCheck(t *testing.T) {
	for _, c := range []struct{ collection, filter, want, fault string }{
		{feature.Reads, `plate = '8OK1234' AND confidence > 0.5`, `"plate" = '8OK1234' AND "confidence" > 0.5`, ""},
		{feature.Reads, `time >= '2026-05-02T12:00:00Z'`, `"time" >= TIMESTAMP('2026-05-02T12:00:00Z')`, ""},
		{feature.Reads, `'2026-05-02' < time`, `DATE('2026-05-02') < "time"`, ""},
		{feature.Reads, `time IN ('2026-05-02')`, `"time" IN (DATE('2026-05-02'))`, ""},
		{feature.Reads, `time BETWEEN '2026-05-02' AND TIMESTAMP('2026-05-03T00:00:00Z')`,
			`"time" BETWEEN DATE('2026-05-02') AND TIMESTAMP('2026-05-03T00:00:00Z')`, ""},
		{feature.Reads, `NOT (site = 5 OR mobile = true)`, `NOT ("site" = 5 OR "mobile" = TRUE)`, ""},
		{feature.Reads, `site < load`, `"site" < "load"`, ""},
		{feature.Sites, `CASEI(name) LIKE CASEI('i-40%') OR geometry IS NULL`,
			`CASEI("name") LIKE CASEI('i-40%') OR "geometry" IS NULL`, ""},
		{feature.Sites, `S_INTERSECTS(BBOX(1,2,3,4), geometry)`, `S_INTERSECTS("geometry", BBOX(1, 2, 3, 4))`, ""},
		{feature.Sites, `S_DWITHIN(POINT(1 2), geometry, 5)`, `S_DWITHIN("geometry", POINT(1 2), 5, metres)`, ""},
		{feature.Stays, `T_DURING(INTERVAL(time, time_end), INTERVAL('2026-05-02', '..'))`,
			`T_DURING(INTERVAL("time", "time_end"), INTERVAL('2026-05-02', '..'))`, ""},
		{feature.Reads, `mobile = 1 OR mobile <> 0`, `"mobile" = TRUE OR "mobile" <> FALSE`, ""},
		{feature.Reads, `mobile = 2`, "", `boolean and number`},
		{feature.Events, `handling LIKE '%chri%' OR handling IS NULL`, `"handling" LIKE '%chri%' OR "handling" IS NULL`, ""},
		{feature.Events, `handling > 5`, "", `text and number cannot be compared`},
		{feature.Events, `remarks = 'x'`, "", `events have no queryable "remarks"`},
		{feature.Sightings, `message_key = 'QV' AND code = 'QV'`, `"message_key" = 'QV' AND "code" = 'QV'`, ""},
		{feature.Events, `message_key = 'QV'`, "", `no queryable "message_key"`},
		{feature.Stays, `first_seen > '2026-05-02'`, `"first_seen" > DATE('2026-05-02')`, ""},
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
	reserved := map[string]bool{}
	for _, word := range strings.Fields("bbox datetime limit filter f cursor purpose case geometry id") {
		reserved[word] = true
	}
	all := map[string]bool{}
	for _, c := range feature.Collections() {
		if !name.MatchString(c.Name) || c.Title == "" || c.About == "" || c.Order == "" || all[c.Name] {
			t.Errorf("collection %+v", c)
		}
		all[c.Name] = true
		if p, ok := c.Property(feature.Time); ok != c.Timed || ok && p.Type != feature.Instant {
			t.Errorf("%s: time is %+v", c.Name, p)
		}
		seen := map[string]bool{}
		for _, p := range c.Properties {
			if !name.MatchString(p.Name) || p.About == "" || p.Type == "" || seen[p.Name] || reserved[p.Name] {
				t.Errorf("%s has %+v", c.Name, p)
			}
			seen[p.Name] = true
			if first, ok := c.Property(p.Source()); !ok || first.Same != "" || first.Type != p.Type || first.Queryable != p.Queryable {
				t.Errorf("%s: %s is not the same as %+v", c.Name, p.Name, first)
			}
		}
	}
	if _, ok := feature.Named("persons"); ok {
		t.Error("there is a collection of persons")
	}
}

// TestPartsOfEvents: every kind but plate reads is a collection, with the kind's words; what is a part of the events tells all that
// they tell, and its filter is one that could be asked.
func TestPartsOfEvents(t *testing.T) {
	events, _ := feature.Named(feature.Events)
	for _, k := range kinds.All() {
		c, ok := feature.Named(string(k.Name))
		if ok == (k.Name == timeline.KindRead) {
			t.Errorf("%s: a collection %v", k.Name, ok)
		}
		if ok && (c.Title != k.TitleMany() || !strings.Contains(c.About, k.Caveat) ||
			c.Filter.String() != `"kind" = '`+string(k.Name)+`'`) {
			t.Errorf("%s is %s, %s: %s", k.Name, c.Title, c.About, c.Filter)
		}
	}
	for _, c := range feature.Collections() {
		whole, ok := feature.Named(c.Of)
		if !ok || whole.Filter != nil || (c.Filter == nil) != (c.Name == c.Of) {
			t.Errorf("%s is a part of %s by %v", c.Name, c.Of, c.Filter)
		}
		if c.Name == c.Of {
			continue
		}
		if checked, err := feature.Check(c, c.Filter); err != nil || checked.String() != c.Filter.String() {
			t.Errorf("%s: %s, %v", c.Name, checked, err)
		}
		for _, p := range events.Properties {
			if same, ok := c.Property(p.Name); !ok || fmt.Sprint(same) != fmt.Sprint(p) {
				t.Errorf("%s: %s is %+v", c.Name, p.Name, same)
			}
		}
	}
	for collection, names := range map[string]string{
		feature.Sightings: "kind time time_end time_precision time_zone time_basis time_flags plate plate_state ori agency message_key class radius_m place state " +
			"county place_zone place_basis case_number load line flags relation caveat",
		feature.Stays: "kind time time_end first_seen first_precision last_seen last_precision class radius_m place state county place_zone place_basis " +
			"case_number load line flags relation caveat",
	} { // names that projects of GIS programs know
		c, _ := feature.Named(collection)
		for name := range strings.FieldsSeq(names) {
			if _, ok := c.Property(name); !ok {
				t.Errorf("%s have no %s any more", collection, name)
			}
		}
	}
}
