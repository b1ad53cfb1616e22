package store_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/internal/access"
	"sightline/internal/cql2"
	"sightline/internal/feature"
	"sightline/internal/ledger"
	"sightline/internal/store"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// inquiries is the collection of events of that kind.
const inquiries = string(kinds.Inquiry)

// featureQuery asks for up to 1,000 features of a collection, by a filter or all.
func featureQuery(t *testing.T, collection, filter string) feature.Query {
	t.Helper()
	c, ok := feature.Named(collection)
	if !ok {
		t.Fatalf("no collection %s", collection)
	}
	q := feature.Query{Collection: c, Limit: 1000}
	if filter != "" {
		e, err := cql2.Parse(filter)
		if err == nil {
			q.Filter, err = feature.Check(c, e)
		}
		if err != nil {
			t.Fatalf("%s: %v", filter, err)
		}
	}
	return q
}

func features(t *testing.T, s *store.Store, q feature.Query) feature.Page {
	t.Helper()
	page, err := s.Features(t.Context(), q, access.Asker{Actor: "tester", Purpose: "features", Viewer: everything})
	if err != nil {
		t.Fatalf("%s: %v", q.Filter, err)
	}
	return page
}

// property is what a feature says of one thing.
func property(q feature.Query, f feature.Feature, name string) any {
	i := slices.IndexFunc(q.Collection.Properties, func(p feature.Property) bool { return p.Name == name })
	return f.Values[i]
}

// hour is the time of the n-th sighting, read and stay of the test's data.
func hour(n int) time.Time { return time.Date(2026, 5, 1, n, 0, 0, 0, time.UTC) }

// northern is a place so many kilometres north of the camera.
func northern(km float64) orb.Point { return orb.Point{-97.5, 35.5 + km/110.95} }

// fill loads inquiries n hours into May at n km north of the camera, of radius 1,990 m, the last without a position; reads of
// two cameras and a moving reader; two addresses, one of them open; and an agency.
func fill(t *testing.T, s *store.Store) {
	t.Helper()
	c, id := newCase(t, s)
	take(t, s, store.NewLoad{Case: c.ID, Subject: id, File: "n", Format: "ncic", Loader: "x"}, 22, func(l *store.Load) {
		for n := range 20 {
			r, x := sighting(n+1, hour(n))
			x.Where.Point, x.Where.Radius, x.Where.Label = northern(float64(n)), 1990, fmt.Sprintf("Office %d%%", n)
			if n == 19 {
				x.Where = timeline.Where{Class: timeline.ClassNone}
			}
			if n%2 == 1 {
				x.Parties, x.Code = kinds.Vehicle(timeline.Plate{Number: fmt.Sprintf("PLT%d", n), State: "OK"}), "QV"
			}
			if err := l.Events(t.Context(), r, []timeline.Event{x}); err != nil {
				t.Fatal(err)
			}
		}
		for n := range 2 {
			r, _ := sighting(100+n, hour(n))
			a := timeline.Event{Kind: kinds.Address, First: timeline.When{Start: hour(n), End: hour(n + 1), Precision: timeline.Hour},
				Last: &timeline.When{},
				Where: timeline.Where{Point: northern(float64(n)), Class: timeline.ClassStreet, Radius: 50, Label: "1 Test St",
					State: "OK"}}
			if n == 0 {
				a.Last = &timeline.When{Start: hour(5), End: hour(6), Precision: timeline.Hour}
			}
			if err := l.Events(t.Context(), r, []timeline.Event{a}); err != nil {
				t.Fatal(err)
			}
		}
	})
	second := camera
	second.Key, second.Name, second.Point, second.Where.Point = "cam-2", "I-40 mile 9", northern(9), northern(9)
	car := timeline.Site{Key: "car 4", Mobile: true, Point: orb.Point{-98, 35},
		Where: timeline.Where{Point: orb.Point{-98, 35}, Class: timeline.ClassGPS, Radius: 500, Zone: "America/Chicago"}}
	take(t, s, store.NewLoad{Case: c.ID, File: "p", Format: "plates", Loader: "x"}, 60, func(l *store.Load) {
		var batch []timeline.Read
		for n := range 20 {
			batch = append(batch, read(3*n+1, hour(n), fmt.Sprintf("PLT%d", n%4), "OK", camera),
				read(3*n+2, hour(n), "8OK1234", "", second))
			roving := read(3*n+3, hour(24*40+n), "CAR9", "TX", car) // in June
			roving.Point = orb.Point{-98 + float64(n)/10000, 35}
			roving.Confidence = float32(n) / 20
			west := 18 * n
			roving.Heading = &west
			batch = append(batch, roving)
		}
		if err := l.Reads(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
	})
	if _, err := s.PutAgencies(t.Context(), "agencies.csv",
		[]timeline.Agency{{ORI: "OK9990100", Name: "Exampleville Police", Kind: "city", County: "Example", State: "OK",
			Where: timeline.Where{Point: northern(0), Class: timeline.ClassAgency, Radius: 5000, Basis: "agency table"}}}, nil,
		everyone); err != nil {
		t.Fatal(err)
	}
}

func TestFeatureFilters(t *testing.T) {
	s, _ := open(t)
	fill(t, s)
	for _, c := range []struct {
		collection, filter string
		want               int
	}{
		{inquiries, ``, 20},
		{inquiries, `TRUE`, 20},
		{inquiries, `FALSE`, 0},
		{inquiries, `kind = 'inquiry' AND code = 'QV'`, 10},
		{inquiries, `code <> 'QV' OR plate IN ('PLT3', 'PLT5')`, 12},
		{inquiries, `NOT code = 'QV'`, 10},
		{inquiries, `plate IS NULL`, 10},
		{inquiries, `plate IS NOT NULL AND plate NOT LIKE 'PLT1_'`, 5},
		{inquiries, `plate LIKE 'plt1%'`, 0},
		{inquiries, `plate ILIKE 'plt1%'`, 6},
		{inquiries, `CASEI(plate) IN (CASEI('plt3'))`, 1},
		{inquiries, `place LIKE '%1\%'`, 2},
		{inquiries, `geometry IS NULL`, 1},
		{inquiries, `radius_m > 100`, 19},
		{inquiries, `radius_m BETWEEN 1990 AND 1990.5`, 19},
		{inquiries, `radius_m NOT BETWEEN 1000 AND 3000`, 0},
		{inquiries, `radius_m IS NULL`, 1},
		{inquiries, `case_number = 'T-1' AND load >= 1 AND agency LIKE 'Example%' AND state = 'OK'`, 19},
		{inquiries, `case_number = 'T-2'`, 0},
		{inquiries, `time = TIMESTAMP('2026-05-01T05:00:00Z')`, 1},
		{inquiries, `time >= '2026-05-01T05:00:00Z'`, 15},
		{inquiries, `'2026-05-01T05:00:00-05:00' > time`, 10},
		{inquiries, `time = DATE('2026-05-01')`, 20},
		{inquiries, `time <> '2026-05-01'`, 0},
		{inquiries, `time > DATE('2026-05-01')`, 0},
		{inquiries, `DATE('2026-04-30') < time AND time <= DATE('2026-05-01')`, 20},
		{inquiries, `time < DATE('2026-05-01')`, 0},
		{inquiries, `time BETWEEN '2026-04-30' AND '2026-05-01'`, 20},
		{inquiries, `time IN ('2026-05-01T05:00:00Z', '2026-04-30')`, 1},
		{inquiries, `time < time_end`, 20},
		{inquiries, `T_AFTER(time, TIMESTAMP('2026-05-01T05:00:00Z'))`, 14},
		{inquiries, `T_AFTER(TIMESTAMP('2026-05-01T05:01:00Z'), time)`, 6},
		{inquiries, `T_BEFORE(time, TIMESTAMP('2026-05-01T05:00:00Z'))`, 5},
		{inquiries, `T_DURING(time, INTERVAL('2026-05-01T05:00:00Z', '2026-05-01T08:00:00Z'))`, 2},
		{inquiries, `T_INTERSECTS(time, INTERVAL('2026-05-01T05:00:00Z', '2026-05-01T08:00:00Z'))`, 4},
		{inquiries, `T_INTERSECTS(time, TIMESTAMP('2026-05-01T05:00:30Z'))`, 1},
		{inquiries, `T_INTERSECTS(time, INTERVAL('..', '2026-05-01T00:00:59Z'))`, 1},
		{inquiries, `T_DISJOINT(time, INTERVAL('2026-05-01T05:00:00Z', '2026-05-01T08:00:00Z'))`, 16},
		{inquiries, `T_CONTAINS(INTERVAL('2026-05-01', '2026-05-01'), INTERVAL(time, time_end))`, 19}, // one begins with the day
		{inquiries, `T_STARTS(time, INTERVAL('2026-05-01', '..'))`, 1},
		{inquiries, `T_DURING(time, DATE('2026-05-01'))`, 19},
		{inquiries, `S_INTERSECTS(geometry, POINT(-97.5 35.5))`, 2},       // of 0 and 1 km
		{inquiries, `S_DWITHIN(geometry, POINT(-97.5 35.5), 4.9, km)`, 7}, // centres up to 6 km: 6.9 - 2
		{inquiries, `S_DWITHIN(POINT(-97.5 35.5), geometry, 4900)`, 7},
		{inquiries, `S_WITHIN(geometry, BBOX(-98, 35, -97, 35.7))`, 19},
		{inquiries, `S_WITHIN(geometry, POLYGON((-98 35.5, -97 35.5, -97 35.56, -98 35.56, -98 35.5)))`, 3}, // 2, 3 and 4 km of 0 to 6.6
		{inquiries, `S_INTERSECTS(geometry, POLYGON((-98 35.5, -97 35.5, -97 35.56, -98 35.56, -98 35.5)))`, 9},
		{inquiries, `S_DISJOINT(geometry, POLYGON((-98 35.5, -97 35.5, -97 35.56, -98 35.56, -98 35.5)))`, 10},
		{inquiries, `S_INTERSECTS(geometry, MULTIPOINT((-97.5 35.5), (0 0)))`, 2},
		{inquiries, `S_INTERSECTS(geometry, GEOMETRYCOLLECTION(POINT(-97.5 35.5), LINESTRING(-97.6 35.5, -97.4 35.5)))`, 2},
		{inquiries, `S_WITHIN(geometry, LINESTRING(-97.6 35.5, -97.4 35.5))`, 0},
		{inquiries, `S_INTERSECTS(geometry, POINT(-97.5 35.5)) OR S_INTERSECTS(geometry, BBOX(-180, -90, 180, 35.501))`, 3},
		{feature.Events, ``, 22},
		{feature.Events, `kind = 'address' OR plate = 'PLT7'`, 3},
		{feature.Events, `span = TRUE`, 2},
		{feature.Events, `located = TRUE AND standing IS NULL AND geometry IS NOT NULL`, 21},
		{feature.Events, `T_AFTER(time, TIMESTAMP('2026-05-01T18:00:00Z'))`, 1},
		{feature.Events, `T_INTERSECTS(time, TIMESTAMP('2036-05-01T00:30:00Z'))`, 1},
		{feature.Sightings, ``, 19},
		{feature.Sightings, `message_key = 'QV' AND code = 'QV'`, 9},
		{feature.Sightings, `span = TRUE OR geometry IS NULL OR standing IS NOT NULL OR located = FALSE`, 0},
		{string(kinds.Address), `kind = 'address'`, 2},
		{string(kinds.Address), `kind = 'inquiry'`, 0},
		{string(kinds.Custody), ``, 0},
		{feature.Stays, ``, 2},
		{feature.Stays, `kind = 'address' AND class = 'street'`, 2},
		{feature.Stays, `time_end IS NULL`, 1},
		{feature.Stays, `T_AFTER(time, TIMESTAMP('2026-05-01T00:30:00Z'))`, 1},
		{feature.Stays, `T_INTERSECTS(time, TIMESTAMP('2036-05-01T00:30:00Z'))`, 1},
		{feature.Stays, `T_FINISHES(time, INTERVAL('2026-04-01', '2026-05-01T05:59:59.999999Z'))`, 1},
		{feature.Sites, ``, 3},
		{feature.Sites, `mobile = false AND name LIKE 'I-40%'`, 2},
		{feature.Sites, `key = 'cam-2' OR mobile = true`, 2},
		{feature.Sites, `S_INTERSECTS(geometry, POINT(-97.5 35.5))`, 1},
		{feature.Agencies, ``, 1},
		{feature.Agencies, `ori = 'OK9990100' AND kind = 'city' AND county = 'Example' AND zip IS NULL AND radius_m = 5000 AND class <> 'gps'`, 1},
		{feature.Agencies, `name LIKE '%Sheriff%'`, 0},
		{feature.Reads, ``, 60},
		{feature.Reads, `plate = '8OK1234'`, 20},
		{feature.Reads, `plate = '8OK1234' AND plate_state IS NULL`, 20},
		{feature.Reads, `'PLT1' = plate`, 5},
		{feature.Reads, `plate IN ('PLT1', 'CAR9')`, 25},
		{feature.Reads, `plate LIKE 'PLT%'`, 20},
		{feature.Reads, `plate LIKE '%1'`, 5},
		{feature.Reads, `CASEI(plate) = 'car9'`, 20},
		{feature.Reads, `plate = 'CAR9' AND S_DWITHIN(geometry, POINT(-98 35), 100)`, 17}, // 9.1 m apart, and 50 m of radius: up to 150 m
		{feature.Reads, `S_DWITHIN(geometry, POINT(-98 35), 100)`, 17},
		{feature.Reads, `S_DWITHIN(geometry, BBOX(-98.1, 34.9, -98, 35.1), 100)`, 17},
		{feature.Reads, `S_WITHIN(geometry, BBOX(-98, 34.9, -97.999, 35.1))`, 0},
		{feature.Reads, `S_WITHIN(geometry, BBOX(-98.1, 34.9, -97.999, 35.1))`, 5},
		{feature.Reads, `S_WITHIN(geometry, POLYGON((-98.1 34.9, -97.999 34.9, -97.999 35.1, -98.1 35.1, -98.1 34.9)))`, 5},
		{feature.Reads, `NOT S_INTERSECTS(geometry, POINT(-97.5 35.5))`, 40},
		{feature.Reads, `S_INTERSECTS(geometry, MULTIPOINT((-97.5 35.5), (-98 35)))`, 26}, // and of the car, those up to 50 m
		{feature.Reads, `mobile = true AND confidence < 0.5`, 10},
		{feature.Reads, `confidence = 0.9 AND site_name = 'I-40 mile 9'`, 20},
		{feature.Reads, `confidence >= 0.95`, 1},
		{feature.Reads, `heading BETWEEN 180 AND 270`, 6},
		{feature.Reads, `heading IS NULL`, 40},
		{feature.Reads, `class = 'gps' AND radius_m = 50`, 20},
		{feature.Reads, `site = 1 OR site = 2`, 40},
		{feature.Reads, `site = 1 AND plate = 'PLT0'`, 5},
		{feature.Reads, `NOT (mobile = true OR site_name = 'I-40 mile 9') AND case_number = 'T-1' AND state = 'OK'`, 20},
		{feature.Reads, `time > '2026-06-01T00:00:00Z'`, 20},
		{feature.Reads, `T_DURING(time, INTERVAL('2026-05-01T04:59:59Z', '2026-05-01T06:00:01Z'))`, 4},
		{feature.Reads, `T_INTERSECTS(time, TIMESTAMP('2026-05-01T05:00:00.5Z')) AND time_precision = 'second'`, 2},
		{feature.Reads, `T_AFTER(time, DATE('2026-05-01'))`, 20},
		{feature.Reads, `T_BEFORE(time, DATE('2026-06-01'))`, 40},
		{feature.Reads, `load = 2 AND time_end < '2026-05-01T02:00:00Z'`, 4},
	} {
		q := featureQuery(t, c.collection, c.filter)
		page := features(t, s, q)
		if len(page.Features) != c.want || page.Matched != int64(c.want) || page.Next != nil {
			t.Errorf("%s %s: %d features, %d matched, want %d", c.collection, c.filter, len(page.Features), page.Matched, c.want)
		}
	}
}

// TestEveryQueryable asks for every property by every operator that its type has, so that no part of the SQL is missing.
func TestEveryQueryable(t *testing.T) {
	s, _ := open(t)
	fill(t, s)
	literals := map[feature.Type]string{feature.Text: `'x'`, feature.Texts: `'x'`, feature.Number: `1.5`, feature.Integer: `2`,
		feature.Boolean: `true`, feature.Instant: `TIMESTAMP('2026-05-01T00:00:00Z')`}
	for _, c := range feature.Collections() {
		for _, p := range c.Properties {
			if !p.Queryable {
				continue
			}
			v := literals[p.Type]
			filters := []string{p.Name + " = " + v, p.Name + " <> " + v, p.Name + " IS NULL", p.Name + " IN (" + v + ", " + v + ")",
				v + " = " + p.Name, p.Name + " = " + p.Name}
			if p.Type != feature.Boolean {
				filters = append(filters, p.Name+" < "+v, p.Name+" >= "+v, p.Name+" BETWEEN "+v+" AND "+v)
			}
			if p.Type == feature.Text || p.Type == feature.Texts {
				filters = append(filters, p.Name+" LIKE 'x%'", "CASEI("+p.Name+") LIKE 'x'")
			}
			if p.Type == feature.Instant {
				for _, op := range cql2.TemporalOps() {
					filters = append(filters, fmt.Sprintf("%s(%s, INTERVAL('2026-05-01', '..'))", op, p.Name),
						fmt.Sprintf("%s(INTERVAL('..', %s), %s)", op, p.Name, p.Name))
				}
			}
			features(t, s, featureQuery(t, c.Name, strings.Join(filters, " OR ")))
			features(t, s, featureQuery(t, c.Name, "NOT ("+strings.Join(filters, ") AND NOT (")+")"))
		}
		var areas []string
		for _, op := range []string{"S_INTERSECTS", "S_WITHIN", "S_DISJOINT"} {
			for _, area := range []string{"BBOX(-98, 35, -97, 36)", "POINT(-97.5 35.5)", "LINESTRING(-98 35, -97 36)",
				"POLYGON((-98 35, -97 35, -97 36, -98 35))"} {
				areas = append(areas, op+"(geometry, "+area+")", "S_DWITHIN(geometry, "+area+", 5, km)")
			}
		}
		features(t, s, featureQuery(t, c.Name, strings.Join(areas, " AND ")))
		features(t, s, featureQuery(t, c.Name, "geometry IS NULL OR "+strings.Join(areas, " OR ")))
	}
}

func TestFeatureTimes(t *testing.T) {
	s, _ := open(t)
	fill(t, s)
	for _, c := range []struct {
		collection string
		from, to   time.Time
		want       int
	}{
		{inquiries, hour(3), hour(5), 3},
		{inquiries, hour(3).Add(59 * time.Second), hour(3).Add(59 * time.Second), 1}, // a minute is a minute long
		{inquiries, hour(3).Add(time.Minute), hour(4).Add(-1), 0},
		{inquiries, time.Time{}, hour(5), 6},
		{inquiries, hour(5), time.Time{}, 15},
		{feature.Reads, hour(3), hour(5), 6},
		{feature.Reads, hour(3).Add(500 * time.Millisecond), hour(5).Add(-1), 4},
		{feature.Reads, time.Time{}, hour(0), 2},
		{feature.Reads, hour(24), time.Time{}, 20},
		{feature.Stays, hour(6), time.Time{}, 1},
		{feature.Stays, time.Time{}, hour(0).Add(-1), 0},
		{feature.Stays, hour(2), hour(2), 2},
		{feature.Sites, hour(3), hour(5), 3}, // which have no time
		{feature.Agencies, hour(3), hour(5), 1},
	} {
		q := featureQuery(t, c.collection, "")
		q.From, q.To = c.from, c.to
		if got := len(features(t, s, q).Features); got != c.want {
			t.Errorf("%s from %v to %v: %d, want %d", c.collection, c.from, c.to, got, c.want)
		}
	}
}

// TestFeaturePages goes through every collection by small pages: each feature comes once, and as by its id.
func TestFeaturePages(t *testing.T) {
	s, _ := open(t)
	fill(t, s)
	look := access.Asker{Actor: "tester", Viewer: everything}
	for collection, filters := range map[string]map[string]int{
		feature.Events: {``: 22, `span = TRUE OR code = 'QV'`: 12}, inquiries: {``: 20, `code = 'QV'`: 10}, feature.Sightings: {``: 19},
		feature.Stays: {``: 2}, feature.Sites: {``: 3}, feature.Agencies: {``: 1},
		feature.Reads: {``: 60, `plate LIKE 'PLT%'`: 20, `plate IN ('PLT1', '8OK1234')`: 25, `confidence < 0.5`: 10, `mobile = true`: 20},
	} {
		for filter, want := range filters {
			for _, limit := range []int{1, 7} {
				q := featureQuery(t, collection, filter)
				q.Limit = limit
				seen := map[string]bool{}
				for pages := 0; ; pages++ {
					page := features(t, s, q)
					if page.Matched != int64(want) || len(page.Features) > limit || pages > want {
						t.Fatalf("%s %s: page %d holds %d and says %d match, want %d", collection, filter, pages, len(page.Features),
							page.Matched, want)
					}
					for _, f := range page.Features {
						if seen[f.ID] {
							t.Errorf("%s %s: %s twice", collection, filter, f.ID)
						}
						seen[f.ID] = true
						if limit == 1 || filter != "" {
							continue
						}
						again, err := s.Feature(t.Context(), q.Collection, f.ID, look)
						if err != nil || fmt.Sprint(again.Values) != fmt.Sprint(f.Values) || !reflect.DeepEqual(again.Point, f.Point) {
							t.Errorf("%s %s: %v, %+v", collection, f.ID, err, again)
						}
					}
					if page.Next == nil {
						break
					}
					q.After = page.Next
				}
				if len(seen) != want {
					t.Errorf("%s %s by %d: %d features, want %d", collection, filter, limit, len(seen), want)
				}
			}
		}
	}
	for _, c := range feature.Collections() {
		for _, id := range []string{"", "x", "e", "e0", "e999999", "s1", "a1", "01", "e01", "e-1", "9999999", "r1-1-1-a-b", "r1-2-3", "OK",
			"e1;", "r2-1-1--1-0", "r2-1-1-zzzzzzzzzzzzzzz-0"} {
			if _, err := s.Feature(t.Context(), c, id, look); err == nil || !strings.Contains(err.Error(), "not found") {
				t.Errorf("%s %q: %v", c.Name, id, err)
			}
		}
	}
}

// TestFeatureValues holds one feature of each collection to what was loaded.
func TestFeatureValues(t *testing.T) {
	s, _ := open(t)
	fill(t, s)
	for _, c := range []struct {
		collection, filter string
		want               map[string]any
	}{
		{inquiries, `plate = 'PLT3'`, map[string]any{"kind": "inquiry", "time": hour(3), "time_end": hour(3).Add(time.Minute),
			"time_precision": "minute", "time_zone": "America/New_York",
			"time_basis": "assumed", "time_flags": []string{"ambiguous"}, "class": "agency", "radius_m": 1990.0, "place": "Office 3%",
			"state": "OK", "ori": "OK9990100", "agency": "Exampleville Police",
			"plate_state": "OK", "code": "QV", "standing": nil, "why": nil, "span": false, "located": true, "last_seen": nil,
			"handling": nil, "case_number": "T-1", "load": int64(1), "line": int64(4),
			"records": int64(1), "remarks": []string{timeline.Remark{Code: timeline.RemarkAnswer}.String()}, "relation": nil,
			"caveat": kinds.Caveats()[0] + " " + kinds.Caveats()[1]}},
		{feature.Sightings, `message_key = 'QV' AND plate = 'PLT3'`,
			map[string]any{"kind": "inquiry", "message_key": "QV", "code": "QV",
				"flags": []string{timeline.Remark{Code: timeline.RemarkAnswer}.String()}}},
		{feature.Reads, `plate = '8OK1234' AND time = '2026-05-01T03:00:00Z'`,
			map[string]any{"plate": "8OK1234", "plate_state": nil, "confidence": 0.9, "site": int64(2), "site_name": "I-40 mile 9",
				"mobile": false,
				"class":  "site", "radius_m": 30.0, "place": "I-40 mile 9", "time": hour(3), "time_end": hour(3).Add(time.Second),
				"time_zone": "UTC", "load": int64(2), "line": int64(11), "county": nil,
				"place_zone": "America/Chicago"}},
		{feature.Stays, `time_end IS NULL`, map[string]any{"kind": "address", "time": hour(1), "time_end": nil, "time_precision": "hour",
			"first_seen": hour(1), "first_precision": "hour", "last_seen": nil, "last_precision": nil, "span": true, "flags": nil,
			"place": "1 Test St", "radius_m": 50.0, "caveat": kinds.Of(kinds.Address).Caveat}},
		{feature.Stays, `time_end IS NOT NULL`,
			map[string]any{"kind": "address", "time": hour(0), "time_end": hour(6), "last_seen": hour(5), "last_precision": "hour"}},
		{feature.Sites, `key = 'cam-2'`, map[string]any{"name": "I-40 mile 9", "mobile": false, "class": "site", "radius_m": 30.0,
			"case_number": "T-1"}},
		{feature.Agencies, ``, map[string]any{"ori": "OK9990100", "name": "Exampleville Police", "zip": nil, "radius_m": 5000.0}},
	} {
		q := featureQuery(t, c.collection, c.filter)
		page := features(t, s, q)
		if len(page.Features) != 1 {
			t.Errorf("%s: %d features", c.collection, len(page.Features))
			continue
		}
		for name, want := range c.want {
			if got := property(q, page.Features[0], name); fmt.Sprintf("%T %v", got, got) != fmt.Sprintf("%T %v", want, want) {
				t.Errorf("%s: %s is %T %v, want %v", c.collection, name, got, got, want)
			}
		}
	}
	for _, c := range feature.Collections() { // every value has the type that the table says
		q := featureQuery(t, c.Name, "")
		types := map[feature.Type]string{feature.Text: "string", feature.Integer: "int64", feature.Number: "float64",
			feature.Boolean: "bool", feature.Instant: "time.Time", feature.Texts: "[]string"}
		for _, f := range features(t, s, q).Features {
			for i, p := range c.Properties {
				if got := fmt.Sprintf("%T", f.Values[i]); f.Values[i] != nil && got != types[p.Type] {
					t.Errorf("%s: %s is a %s, want %s", c.Name, p.Name, got, p.Type)
				}
			}
		}
	}
}

// TestFeaturesAreAudited finds every look in the audit, and no answer without it.
func TestFeaturesAreAudited(t *testing.T) {
	s, url := open(t)
	fill(t, s)
	q := featureQuery(t, feature.Reads, `plate = '8OK1234'`)
	b, _ := cql2.NewBox([]float64{-98, 35, -97, 36})
	q.Box, q.Limit, q.From = &b, 5, hour(2)
	page := features(t, s, q)
	rows, err := s.SearchAudit(t.Context(), ledger.Query{Most: 1}, access.Asker{})
	if err != nil || rows[0].Action != "features" || rows[0].Rows != 5 || rows[0].Actor != "tester" || rows[0].Purpose != "features" {
		t.Fatalf("audit: %+v, %v", rows, err)
	}
	var asked map[string]any
	if err := json.Unmarshal([]byte(rows[0].Asked), &asked); err != nil || asked["filter"] != `"plate" = '8OK1234'` ||
		asked["collection"] != "reads" || asked["from"] == nil || asked["bbox"] == nil {
		t.Errorf("audit: %s, %v", rows[0].Asked, err)
	}
	if _, err := s.Feature(t.Context(), q.Collection, page.Features[0].ID, access.Asker{Viewer: everything}); err != nil {
		t.Error(err)
	}
	if rows, err := s.SearchAudit(t.Context(), ledger.Query{Most: 1}, access.Asker{}); err != nil || rows[0].Action != "feature" ||
		!strings.Contains(rows[0].Asked, page.Features[0].ID) {
		t.Errorf("audit: %+v, %v", rows, err)
	}
	if err := store.Exec(t.Context(), url, "alter table audit add check (rows < 0) not valid"); err != nil {
		t.Fatal(err)
	}
	if page, err := s.Features(t.Context(), q, access.Asker{Viewer: everything}); err == nil || !strings.Contains(err.Error(), "audit") {
		t.Errorf("without an audit: %d features, %v", len(page.Features), err)
	}
}
