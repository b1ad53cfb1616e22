package cql2_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"sightline/internal/cql2"
)

// TestParse reads filters and prints them in the one way they are printed.
func TestParse(t *testing.T) {
	for filter, want := range map[string]string{
		`plate='8OK1234'`:                                    `"plate" = '8OK1234'`,
		`"plate" <> '8OK1234'`:                               `"plate" <> '8OK1234'`,
		`confidence>=.9 and confidence<= 1e0`:                `"confidence" >= 0.9 AND "confidence" <= 1`,
		`confidence < -1.50`:                                 `"confidence" < -1.5`,
		`a=1 OR b=2 AND c=3`:                                 `"a" = 1 OR "b" = 2 AND "c" = 3`,
		`(a=1 OR b=2) AND c=3`:                               `("a" = 1 OR "b" = 2) AND "c" = 3`,
		`a=1 AND (b=2 AND c=3)`:                              `"a" = 1 AND ("b" = 2 AND "c" = 3)`,
		`NOT a=1 AND NOT (b=2 OR NOT NOT c=3)`:               `NOT "a" = 1 AND NOT ("b" = 2 OR NOT NOT "c" = 3)`,
		`mobile = true`:                                      `"mobile" = TRUE`,
		`False`:                                              `FALSE`,
		`FALSE <> mobile`:                                    `FALSE <> "mobile"`,
		`5 < a`:                                              `5 < "a"`,
		`a LIKE 'I-40%'`:                                     `"a" LIKE 'I-40%'`,
		`a NOT LIKE '50\%'`:                                  `NOT "a" LIKE '50\\%'`,
		`CASEI(a) LIKE casei('x_')`:                          `CASEI("a") LIKE CASEI('x_')`,
		`a ILIKE 'x'`:                                        `CASEI("a") LIKE CASEI('x')`,
		`casei(casei(a)) IN (CASEI('x'),'Ü')`:                `CASEI("a") IN (CASEI('x'), 'Ü')`,
		`a BETWEEN 1 AND 2 AND b=3`:                          `"a" BETWEEN 1 AND 2 AND "b" = 3`,
		`a NOT BETWEEN 1 AND 2`:                              `NOT "a" BETWEEN 1 AND 2`,
		`a NOT IN (1.0, 2, 'x')`:                             `NOT "a" IN (1, 2, 'x')`,
		`a is null or b IS NOT NULL`:                         `"a" IS NULL OR NOT "b" IS NULL`,
		`a = 'it''s \'so\' \t \\ \q'`:                        `"a" = 'it''s ''so'' \t \\ \\q'`,
		`eo:cloud_cover < 0.1`:                               `"eo:cloud_cover" < 0.1`,
		`a = DATE('2026-05-02')`:                             `"a" = DATE('2026-05-02')`,
		`a > timestamp('2026-05-02T12:00:00Z')`:              `"a" > TIMESTAMP('2026-05-02T12:00:00Z')`,
		`a > TIMESTAMP('2026-05-02T12:00:00.1234567-05:00')`: `"a" > TIMESTAMP('2026-05-02T17:00:00.123456Z')`,
		`T_AFTER(time, DATE('2026-05-02'))`:                  `T_AFTER("time", DATE('2026-05-02'))`,
		`t_during(time, INTERVAL('2026-05-02','..'))`:        `T_DURING("time", INTERVAL('2026-05-02', '..'))`,
		`T_DURING(INTERVAL(a, b), INTERVAL('2026-05-02','2026-05-02T01:00:00Z'))`: `T_DURING(INTERVAL("a", "b"), INTERVAL('2026-05-02', '2026-05-02T01:00:00Z'))`,
		`T_INTERSECTS(INTERVAL(TIMESTAMP('2026-05-02T00:00:00Z'), '..'), time)`:   `T_INTERSECTS(INTERVAL('2026-05-02T00:00:00Z', '..'), "time")`,
		`S_INTERSECTS(geometry,POINT(-97.5 35.5))`:                                `S_INTERSECTS("geometry", POINT(-97.5 35.5))`,
		`s_within(geometry, BBOX(-98,35,-97,36))`:                                 `S_WITHIN("geometry", BBOX(-98, 35, -97, 36))`,
		`S_INTERSECTS(geometry, ENVELOPE(177,-20,0,-178,-16,100))`:                `S_INTERSECTS("geometry", BBOX(177, -20, -178, -16))`,
		`S_DISJOINT(POLYGON Z ((0 0 1, 1 0 1, 1 1 1, 0 0 1)), geometry)`:          `S_DISJOINT(POLYGON((0 0, 1 0, 1 1, 0 0)), "geometry")`,
		`S_DWITHIN(geometry, POINT(-97.5 35.5), 500)`:                             `S_DWITHIN("geometry", POINT(-97.5 35.5), 500, metres)`,
		`S_DWITHIN(geometry, LINESTRING(-97 35, -98 36), 2, 'miles')`:             `S_DWITHIN("geometry", LINESTRING(-97 35, -98 36), 3218.688, metres)`,
		`S_DWITHIN(geometry, MULTIPOINT((-97 35),(1 2)), 1.5, km)`:                `S_DWITHIN("geometry", MULTIPOINT((-97 35), (1 2)), 1500, metres)`,
		`S_INTERSECTS(g, MULTILINESTRING((0 0,1 1),(2 2,3 3)))`:                   `S_INTERSECTS("g", MULTILINESTRING((0 0, 1 1), (2 2, 3 3)))`,
		`S_INTERSECTS(g, MULTIPOLYGON(((0 0,3 0,3 3,0 0),(1 .5,2 .5,2 1,1 .5))))`: `S_INTERSECTS("g", MULTIPOLYGON(((0 0, 3 0, 3 3, 0 0), (1 0.5, 2 0.5, 2 1, 1 0.5))))`,
		`S_INTERSECTS(g, GEOMETRYCOLLECTION(POINT(1 2), LINESTRING(0 0, 1 1)))`:   `S_INTERSECTS("g", GEOMETRYCOLLECTION(POINT(1 2), LINESTRING(0 0, 1 1)))`,
		"\n  a\t=\r\n 1 ": `"a" = 1`,
		`(((a = 1)))`:     `"a" = 1`,
		`"CASEI" = 1`:     `"CASEI" = 1`,
		`S_INTERSECTS("geometry", bbox(-180,-90,180,90)) AND TRUE`:          `S_INTERSECTS("geometry", BBOX(-180, -90, 180, 90)) AND TRUE`,
		`T_INTERSECTS(time, INTERVAL('2026-05-02T12:00:00Z','2026-05-02'))`: `T_INTERSECTS("time", INTERVAL('2026-05-02T12:00:00Z', '2026-05-02'))`,
	} {
		e, err := cql2.Parse(filter)
		if err != nil {
			t.Errorf("%s: %v", filter, err)
			continue
		}
		if got := e.String(); got != want {
			t.Errorf("%s\n is %s\nwant %s", filter, got, want)
		}
		roundTrip(t, e)
	}
}

func TestEveryTemporalFunction(t *testing.T) {
	if len(cql2.TemporalOps()) != 15 {
		t.Errorf("there are %d temporal functions", len(cql2.TemporalOps()))
	}
	for _, op := range cql2.TemporalOps() {
		e, err := cql2.Parse(strings.ToLower(string(op)) + `(INTERVAL(a, '..'), "b")`)
		if err != nil || e.(cql2.Temporal).Op != op {
			t.Errorf("%s: %v, %v", op, e, err)
		}
	}
}

// TestErrors finds each fault where it is.
func TestErrors(t *testing.T) {
	for filter, want := range map[string]cql2.Error{
		``:                                     {1, "missing before the end"},
		`plate`:                                {6, "a comparison such as ="},
		`plate =`:                              {8, "missing before the end"},
		`plate = 'x`:                           {9, "no closing quote"},
		`plate = 'x' 'y'`:                      {13, "AND, OR or the end"},
		`plate = 'x' AND`:                      {16, "missing before the end"},
		`(plate = 'x'`:                         {13, `")" is missing`},
		`plate = 'x')`:                         {12, "AND, OR or the end"},
		`plate; drop table`:                    {6, "no meaning"},
		`Ünïcödé = § 1`:                        {11, "no meaning"},
		`a NOT = 1`:                            {7, "LIKE, BETWEEN or IN"},
		`a LIKE 5`:                             {8, "a pattern in single quotes"},
		`5 LIKE 'a'`:                           {8, "only a text"},
		`a LIKE 'x\\'`:                         {8, "lone backslash"},
		`a BETWEEN 1`:                          {12, `"and" is missing`},
		`a IN ()`:                              {7, "a property or a value"},
		`a IS 5`:                               {6, `"null" is missing`},
		`AND = 5`:                              {1, "a property or a value"},
		`a = 1e999`:                            {5, "no number"},
		`a = 12abc`:                            {5, "no number"},
		`a = avg(b)`:                           {5, "no function AVG"},
		`S_CROSSES(a, b)`:                      {1, "S_CROSSES is not offered"},
		`A_CONTAINS(a, ('x'))`:                 {1, "not offered"},
		`a > TIMESTAMP('2026-05-02')`:          {5, "a TIMESTAMP has"},
		`a > DATE('2026-05-02T00:00:00Z')`:     {5, "a DATE only"},
		`a > DATE('2026-02-30')`:               {10, "a time such as"},
		`a > TIMESTAMP('2026-05-02T00:00:00')`: {15, "a time such as"},
		`T_DURING(a, INTERVAL('2026-05-03','2026-05-02'))`: {13, "ends before it begins"},
		`T_DURING(a, 5)`:                                 {13, "a property or a value"},
		`S_INTERSECTS(g, POINT(97 135))`:                 {23, "latitudes"},
		`S_INTERSECTS(g, POINT(1))`:                      {24, "a number is missing"},
		`S_INTERSECTS(g, BBOX(1,2,3))`:                   {17, "four numbers"},
		`S_INTERSECTS(g, BBOX(1,5,3,4))`:                 {17, "south"},
		`S_INTERSECTS(g, POLYGON((0 0, 1 1, 0 0)))`:      {25, "at least four points"},
		`S_INTERSECTS(g, POLYGON((0 0, 1 1, 1 0, 2 2)))`: {25, "the last is the first"},
		`S_INTERSECTS(g, LINESTRING(0 0))`:               {27, "two points"},
		`S_INTERSECTS(g, CIRCLE(0 0))`:                   {17, "a geometry such as"},
		`S_INTERSECTS(g)`:                                {15, `"," is missing`},
		`S_DWITHIN(g, POINT(1 1), 0)`:                    {26, "above 0"},
		`S_DWITHIN(g, POINT(1 1), 5, parsec)`:            {29, "no unit of length"},
		`S_DWITHIN(g, POINT(1 1), x)`:                    {26, "a distance is missing"},
		strings.Repeat("(", 100) + "a=1":                 {cql2.MaxDepth + 1, "deep"},
		strings.Repeat("NOT ", 100) + "a=1":              {cql2.MaxDepth*4 + 1, "deep"},
		strings.Repeat("casei(", 100) + "a":              {0, "deep"},
		strings.Repeat("a=1 OR ", 100) + "a=1":           {701, "at most 100 conditions"},
		"a IN (1" + strings.Repeat(",1", 1000) + ")":     {0, "at most 1000 values"},
		strings.Repeat("x", cql2.MaxLength+1):            {1, "bytes long"},
		"a = '\xff'":                                     {1, "UTF-8"},
		"a = '\x00'":                                     {1, "zero characters"},
		`"a b" = 1`:                                      {1, "double quotes"},
	} {
		_, err := cql2.Parse(filter)
		var fault *cql2.Error
		if !errors.As(err, &fault) || want.At > 0 && fault.At != want.At || !strings.Contains(fault.What, want.What) {
			t.Errorf("%.80s: %v, want at %d: … %s …", filter, err, want.At, want.What)
		}
	}
}

// roundTrip prints a filter and reads it again.
func roundTrip(t *testing.T, e cql2.Expr) {
	t.Helper()
	text := e.String()
	again, err := cql2.Parse(text)
	if err != nil {
		t.Errorf("%s: %v", text, err)
		return
	}
	if got, want := unplaced(reflect.ValueOf(again)), unplaced(reflect.ValueOf(e)); !reflect.DeepEqual(got, want) {
		t.Errorf("%s\n is read as %s", text, again)
	}
}

// unplaced is a tree without the places in the text.
func unplaced(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Interface:
		return unplaced(v.Elem())
	case reflect.Slice, reflect.Array:
		all := []any{v.Type().String()}
		for i := range v.Len() {
			all = append(all, unplaced(v.Index(i)))
		}
		return all
	case reflect.Struct:
		all := []any{v.Type().String()}
		if v.Type().PkgPath() == "time" {
			return append(all, v.Interface())
		}
		for i := range v.NumField() {
			if v.Type().Field(i).Name != "At" {
				all = append(all, unplaced(v.Field(i)))
			}
		}
		return all
	}
	return v.Interface()
}

// FuzzParse finds no text that is read otherwise than it is printed, and no fault outside the text.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`plate = 'it''s' AND NOT (a < -1.5e3 OR b IS NOT NULL)`, `a NOT LIKE '50\%' AND CASEI(b) IN (CASEI('x'), 'y')`,
		`S_DWITHIN(geometry, LINESTRING(-97 35, -98 36), 2, 'miles')`,
		`T_DURING(INTERVAL(a, '..'), INTERVAL('2026-05-02', '2026-05-03T00:00:00.5Z'))`,
		`S_INTERSECTS(g, GEOMETRYCOLLECTION(POINT(1 2), MULTIPOLYGON(((0 0, 3 0, 3 3, 0 0)))))`, `a BETWEEN DATE('2026-05-02') AND 5`,
		`TRUE OR "x"=false`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, filter string) {
		e, err := cql2.Parse(filter)
		if err == nil {
			if len(e.String()) <= cql2.MaxLength {
				roundTrip(t, e)
			}
			return
		}
		var fault *cql2.Error
		if !errors.As(err, &fault) || fault.At < 1 || fault.At > len([]rune(filter))+1 || fault.What == "" {
			t.Errorf("%q: %#v", filter, err)
		}
	})
}
