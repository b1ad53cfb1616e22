package sample

import (
	"context"
	"testing"

	"sightline/internal/atlas"
	"sightline/loaders"
	"sightline/timeline"
)

// agencyBook is the agency table as loaded.
type agencyBook struct {
	known   map[string]timeline.Agency
	rejects int
}

func (b *agencyBook) Agency(ori string) (timeline.Agency, bool) {
	a, ok := b.known[ori]
	return a, ok
}

func (b *agencyBook) PrefixCounty(prefix string) (county, state string, agree, of int, ok bool) {
	votes := map[string]int{}
	for ori, a := range b.known {
		if ori[:5] != prefix || a.County == "" {
			continue
		}
		of++
		votes[a.County]++
		if n := votes[a.County]; n > agree {
			county, state, agree = a.County, a.State, n
		}
	}
	return county, state, agree, of, of > 0
}

// bookWriter fills an agencyBook.
type bookWriter struct{ *agencyBook }

func (w bookWriter) Agency(_ context.Context, a timeline.Agency) error {
	w.known[a.ORI] = a
	return nil
}

func (w bookWriter) Reject(context.Context, timeline.Reject) error {
	w.rejects++
	return nil
}

// loadAgencies takes the agency table in as the program does.
func loadAgencies(t *testing.T, places *atlas.Atlas) *agencyBook {
	t.Helper()
	f, err := Files().Open(AgenciesFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	book := &agencyBook{known: map[string]timeline.Agency{}}
	if _, err := loaders.LoadAgencies(context.Background(), loaders.Input{Name: AgenciesFile, Reader: f}, places,
		bookWriter{book}); err != nil {
		t.Fatal(err)
	}
	return book
}

// TestAgenciesLoadAsPlanted loads the agency table and holds what came of it to what was planted.
func TestAgenciesLoadAsPlanted(t *testing.T) {
	book := loadAgencies(t, openAtlas(t))
	want := Planted().Agencies
	if len(book.known) != want.Rows || book.rejects != 0 {
		t.Errorf("%d agencies and %d rejects; planted %d", len(book.known), book.rejects, want.Rows)
	}
	if w := book.known[misplacedORI].Where; w.Class != timeline.ClassCounty || w.State != "TX" || w.Point[1] < 34 {
		t.Errorf("the misplaced agency is at %v, by %s", w.Point, w.Class)
	}
	nowhere := 0
	for _, a := range book.known {
		if !a.Where.Located() {
			nowhere++
		}
		if a.State == "NB" {
			t.Errorf("%s is in NB: Nebraska is NE", a.ORI)
		}
	}
	if nowhere != 1 { // the statewide one; of the other unplaced the county is known
		t.Errorf("%d agencies are nowhere", nowhere)
	}
}
