package query

import (
	"math/rand/v2"
	"slices"
	"testing"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// TestSearched holds the kinds that are searched, and whether spans are found, against what was asked for, of any kinds.
func TestSearched(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	for range 500 {
		s := Search{Spans: random.IntN(2) == 0}
		named := false
		for _, k := range kinds.All() {
			if k.Search && random.IntN(4) == 0 {
				s.Kinds = append(s.Kinds, k.Name)
				named = named || k.Spans
			}
		}
		of, spans := s.Searched()
		if spans != (s.Spans || named) {
			t.Fatalf("%v with spans %v finds spans: %v", s.Kinds, s.Spans, spans)
		}
		if len(s.Kinds) > 0 && !slices.Equal(of, s.Kinds) {
			t.Fatalf("%v searches %v", s.Kinds, of)
		}
		if len(s.Kinds) == 0 {
			for _, k := range append(kinds.All(), kinds.Of("not known")) {
				if slices.Contains(of, k.Name) != (k.Search || s.Spans && k.Spans) {
					t.Fatalf("a question that names no kind searches %v", of)
				}
			}
		}
	}
	if of, _ := (Search{}).Searched(); !slices.Contains(of, timeline.KindRead) || !slices.Contains(of, kinds.Address) {
		t.Errorf("plate reads and addresses are none of %v", of)
	}
}
