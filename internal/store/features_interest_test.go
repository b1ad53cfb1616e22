package store_test

import (
	"maps"
	"testing"

	"sightline/internal/feature"
)

// TestDeconflictionOfFeatures: agencies that filter for the same plate or place learn of each other.
func TestDeconflictionOfFeatures(t *testing.T) {
	s, _ := open(t)
	fill(t, s)
	for _, c := range []struct{ ori, collection, filter string }{
		{ownORI, feature.Reads, `plate = '8OK1234' AND plate_state = 'OK' AND confidence > 0.5`},
		{otherORI, feature.Reads, `plate_state = 'OK' AND plate IN ('8ok1234', 'OTHER1')`},
		{ownORI, feature.Sightings, `S_DWITHIN(geometry, POINT(-97.5 35.5), 500)`},
		{otherORI, feature.Events, `S_INTERSECTS(geometry, BBOX(-97.51, 35.49, -97.49, 35.51)) AND time > '2026-05-01'`},
		{thirdORI, feature.Reads, `plate <> '8OK1234' OR plate = 'OTHER1'`},
		{thirdORI, feature.Sites, `S_DWITHIN(geometry, POINT(-97.5 35.5), 500)`},
	} {
		q := featureQuery(t, c.collection, c.filter)
		for range 2 { // the same again tells nothing new
			if _, err := s.Features(t.Context(), q, agencyLook(c.ori, "case of "+c.ori)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for ori, want := range map[string]map[string]string{
		ownORI:   {"plate 8OK1234 OK": otherORI, "place 35.5000, -97.5000 within 500 m": otherORI},
		otherORI: {"plate 8OK1234 OK": ownORI, "place 35.5000, -97.5000 within 1433 m": ownORI},
		thirdORI: {},
	} {
		if got := told(t, s, ori); !maps.Equal(got, want) {
			t.Errorf("%s was told of %v, want %v", ori, got, want)
		}
	}
}
