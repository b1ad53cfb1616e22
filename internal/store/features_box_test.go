package store_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"sightline/internal/cql2"
	"sightline/internal/feature"
	"sightline/internal/store"
	"sightline/timeline"
)

func TestFeatureBoxes(t *testing.T) {
	s, _ := open(t)
	fill(t, s)
	for _, c := range []struct {
		collection string
		box        []float64
		want       int
		relations  string
	}{
		{inquiries, []float64{-180, -90, 180, 90}, 20, "within 19, no position 1"},
		{inquiries, []float64{-98, 35, -97, 35.5 + 3.5/110.95}, 7, "within 2, overlaps 2, could be 2, no position 1"},
		{inquiries, []float64{10, 10, 20, 20}, 1, "no position 1"},
		{inquiries, []float64{-97.51, 35.4, 170, 35.5 + 3.5/110.95}, 7, "overlaps 4, could be 2, no position 1"}, // 906 m to its west side
		{inquiries, []float64{170, 35, -97.51, 36}, 20, "could be 19, no position 1"},                            // over the antimeridian
		{inquiries, []float64{-97.47, 35, -97.53, 36}, 1, "no position 1"},                                       // all but a strip
		{feature.Reads, []float64{-98, 35, -97, 36}, 60, "within 40, overlaps 20"},
		{feature.Reads, []float64{-97.6, 35.4, -97.4, 35.5001}, 20, "overlaps 20"},
		{feature.Reads, []float64{-97.6, 35.4, -97.4, 35.4999}, 20, "could be 20"},
		{feature.Reads, []float64{-97.6, 35.4, -97.4, 35.4990}, 0, ""},
		{feature.Reads, []float64{-98.1, 34.9, -97.99900, 35.1}, 16, ""},
		{feature.Reads, []float64{170, -90, -97.99900, 90}, 16, ""},
		{feature.Sites, []float64{-98.1, 34.9, -97.6, 35.1}, 1, "within 1"},
		{feature.Stays, []float64{-97.6, 35.4, -97.4, 35.5001}, 1, "overlaps 1"},
		{feature.Agencies, []float64{-97.6, 35.4, -97.4, 35.6}, 1, "within 1"},
	} {
		q := featureQuery(t, c.collection, "")
		b, err := cql2.NewBox(c.box)
		if err != nil {
			t.Fatal(err)
		}
		q.Box = &b
		page := features(t, s, q)
		if len(page.Features) != c.want {
			t.Errorf("%s %v: %d features, want %d", c.collection, c.box, len(page.Features), c.want)
		}
		counts := map[any]int{}
		for _, f := range page.Features {
			counts[property(q, f, "relation")]++
		}
		for _, want := range strings.Split(c.relations, ", ") {
			word, n, _ := cutLast(want)
			if want != "" && fmt.Sprint(counts[word]) != n {
				t.Errorf("%s %v: %v, want %s", c.collection, c.box, counts, c.relations)
			}
		}
	}
}

// cutLast cuts a text at its last space.
func cutLast(text string) (before, after string, found bool) {
	i := strings.LastIndex(text, " ")
	return text[:max(i, 0)], text[i+1:], i >= 0
}

// TestFeatureBoxesOverTheAntimeridian asks for islands on both sides of the 180th degree.
func TestFeatureBoxesOverTheAntimeridian(t *testing.T) {
	s, _ := open(t)
	c, id := newCase(t, s)
	places := []orb.Point{{179.99, -17}, {-179.99, -17}, {180, -16}, {-180, -16.5}, {0, -17}}
	take(t, s, store.NewLoad{Case: c.ID, Subject: id, File: "n", Format: "ncic", Loader: "x"}, int64(len(places)), func(l *store.Load) {
		for n, p := range places {
			r, x := sighting(n+1, hour(n))
			x.Where.Point, x.Where.Radius = p, 0
			if n == 1 {
				x.Where.Radius = 5000
			}
			if err := l.Events(t.Context(), r, []timeline.Event{x}); err != nil {
				t.Fatal(err)
			}
		}
	})
	for box, want := range map[[4]float64]int{
		{177, -20, -178, -15}: 4, {177, -20, 180, -15}: 4, {-180, -20, -178, -15}: 3, {177, -20, 179.995, -15}: 2, {-1, -20, 1, -15}: 1,
		{-180, -90, 180, 90}: 5,
		{1, -20, -1, -15}:    4,
	} {
		q := featureQuery(t, feature.Sightings, "")
		b, err := cql2.NewBox(box[:])
		if err != nil {
			t.Fatal(err)
		}
		q.Box = &b
		if got := len(features(t, s, q).Features); got != want {
			t.Errorf("%v: %d, want %d", box, got, want)
		}
	}
}
