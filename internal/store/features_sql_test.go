package store

import (
	"regexp"
	"strings"
	"testing"

	"sightline/internal/cql2"
	"sightline/internal/feature"
)

// FuzzFeatureSQL writes whatever filter is let through as SQL: nothing of what was asked for stands in its text, which is
// as long as the filter has parts, and every argument that it names is there.
func FuzzFeatureSQL(f *testing.F) {
	for _, seed := range []string{
		`plate = 'MARKMARK' OR plate LIKE 'MARK%' AND NOT plate IN ('MARK''; drop table reads --', '@v1', '{a}')`,
		`CASEI(plate) = CASEI('MARK') AND confidence BETWEEN 0.123456 AND 0.234567 OR site = 987654321`,
		`time > '2026-05-02' AND T_DURING(time, INTERVAL('2026-05-02T12:34:56Z', '..')) OR time IN (DATE('2026-05-02'), TIMESTAMP('2026-05-02T12:34:56Z'))`,
		`S_DWITHIN(geometry, POLYGON((12.345 1, 13.456 1, 13.456 2, 12.345 1)), 765.4321) OR S_WITHIN(geometry, BBOX(12.345, 1, 13.456, 2))`,
		`S_DISJOINT(geometry, GEOMETRYCOLLECTION(POINT(12.345 1), LINESTRING(12.345 1, 13.456 2)))`,
	} {
		f.Add(seed)
	}
	reads, _ := feature.Named(feature.Reads)
	named := regexp.MustCompile(`@[a-z0-9_]+`)
	f.Fuzz(func(t *testing.T, filter string) {
		parsed, err := cql2.Parse(filter)
		if err != nil {
			return
		}
		checked, err := feature.Check(reads, parsed)
		if err != nil {
			return
		}
		w := newFeatureFilter(reads)
		text := w.condition(checked)
		for _, secret := range []string{"MARK", "drop table", "0.123456", "987654321", "12.345", "765.4321", "2026"} {
			if strings.Contains(filter, secret) && strings.Contains(text, secret) {
				t.Errorf("%q stands in %s", secret, text)
			}
		}
		for _, name := range named.FindAllString(text, -1) {
			if _, there := w.args[name[1:]]; !there {
				t.Errorf("no argument %s for %s", name, text)
			}
		}
		if strings.Contains(text, "{") || strings.Count(text, "(") != strings.Count(text, ")") || strings.Count(text, "'")%2 != 0 {
			t.Errorf("%s is not whole", text)
		}
	})
}
