package store_test

import (
	"testing"

	"sightline/internal/access"
	"sightline/internal/query"
	"sightline/timeline"
)

// TestHeading: which way a vehicle went comes back with its read, from near a place and for a subject.
func TestHeading(t *testing.T) {
	s, _ := open(t)
	c, id := newCase(t, s)
	if _, err := s.AddHolding(t.Context(), id, timeline.Holding{Of: timeline.Plate{Number: "AQ1", State: "TX"}.Identifier()},
		everyone); err != nil {
		t.Fatal(err)
	}
	west := 270
	there, unknown := read(1, day(1), "AQ1", "TX", camera), read(2, day(2), "AQ1", "TX", camera)
	there.Heading = &west
	takeReads(t, s, c.ID, []timeline.Read{there, unknown})
	d, err := s.Dossier(t.Context(), id, query.WithWithheld, access.Asker{Viewer: everything})
	if err != nil || len(d.Events) != 2 {
		t.Fatalf("%+v, %v", d.Events, err)
	}
	page, err := s.Search(t.Context(), near(camera.Point, 10, 10), access.Asker{Viewer: everything})
	if err != nil || len(page.Found) != 2 {
		t.Fatalf("%+v, %v", page, err)
	}
	for name, got := range map[string][2]*int{
		"dossier": {d.Events[0].Read.Heading, d.Events[1].Read.Heading},
		"near":    {page.Found[1].Event.Read.Heading, page.Found[0].Event.Read.Heading}, // newest first
	} {
		if got[0] == nil || *got[0] != west || got[1] != nil {
			t.Errorf("%s: headings %v, want 270 and none", name, got)
		}
	}
}
