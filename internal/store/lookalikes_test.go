package store_test

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/internal/access"
	"sightline/internal/query"
	"sightline/internal/store"
	"sightline/timeline"
	"sightline/timeline/kinds"
	"sightline/timeline/plate"
)

// TestSimilarReadsOracle compares sightings, look-alikes and their counts with what one gets by holding every read of the case
// against every vehicle: over several months, with vehicles whose plates are alike, held in turns, or without a state, beside another
// case with the same plates, and after a load was undone.
func TestSimilarReadsOracle(t *testing.T) {
	s, _ := open(t)
	chance := rand.New(rand.NewPCG(3, 14))
	c, _, err := s.PutCase(t.Context(), timeline.Case{Number: "S-1"}, everyone)
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := s.PutCase(t.Context(), timeline.Case{Number: "S-2"}, everyone)
	if err != nil {
		t.Fatal(err)
	}
	turn := day(20)
	plateOf := func(number, state string) timeline.Plate { return timeline.Plate{Number: number, State: state} }
	id, _, err := s.PutSubject(t.Context(), c.ID, timeline.Subject{Name: "Testperson, Cid", Holdings: []timeline.Holding{
		{Of: plateOf("8OK1234", "OK").Identifier(), To: turn}, {Of: plateOf("8OK1234", "OK").Identifier(), From: turn.AddDate(0, 1, 0)},
		{Of: plateOf("B0K1234", "OK").Identifier()}, {Of: plateOf("8OK1235", "TX").Identifier(), From: turn},
		{Of: plateOf("ZQI058", "").Identifier()},
	}}, everyone)
	if err != nil {
		t.Fatal(err)
	}
	var plates []string
	for _, own := range []string{"8OK1234", "B0K1234", "8OK1235", "ZQI058"} {
		like := plate.Similar(own)
		plates = append(plates, own, own)
		for range 6 {
			plates = append(plates, like[chance.IntN(len(like))])
		}
	}
	plates = append(plates, "AQ11111", "AQ22222")
	reads := func(first, n int) []timeline.Read {
		var all []timeline.Read
		for i := range n {
			site := camera
			site.Key = fmt.Sprint("cam-", chance.IntN(40))
			site.Point = orb.Point{-97.5 + float64(chance.IntN(3))/100, 35.5}
			site.Where.Point = site.Point
			at := day(1).Add(time.Duration(chance.IntN(5*30*24*60)) * time.Minute)
			all = append(all, read(first+i, at, plates[chance.IntN(len(plates))], []string{"OK", "TX", ""}[chance.IntN(3)], site))
		}
		return all
	}
	mine := reads(1, 1500)
	takeReads(t, s, other.ID, reads(1, 1500)) // the months are there, with others' reads in them
	first := takeReads(t, s, c.ID, mine[:800])
	again := numbered(1, mine[400:])
	takeReads(t, s, c.ID, again) // half of it are duplicates, which the undone load leaves to this one
	takeReads(t, s, other.ID, reads(5000, 500))
	compareSimilar(t, s, id, mine)
	if _, err := s.Undo(t.Context(), first.ID, "test", access.Asker{Viewer: everything}); err != nil {
		t.Fatal(err)
	}
	compareSimilar(t, s, id, again)
}

// compareSimilar holds what the store says of a subject against its case's reads.
func compareSimilar(t *testing.T, s *store.Store, subject int64, reads []timeline.Read) {
	t.Helper()
	look := access.Asker{Actor: "tester", Viewer: everything}
	d, err := s.Dossier(t.Context(), subject, query.WithWithheld, look)
	if err != nil {
		t.Fatal(err)
	}
	key := func(p timeline.Plate, at time.Time, place string) string {
		return fmt.Sprint(p.Number, p.State, at.Unix(), place)
	}
	sightings, candidates, counts := map[string]bool{}, map[string]bool{}, map[string]int64{}
	for _, r := range reads {
		at := timeline.Event{First: timeline.When{Start: r.At, End: r.At.Add(time.Second)}, Parties: kinds.Vehicle(r.Plate)}
		for _, v := range d.Subject.Vehicles() {
			k := key(r.Plate, r.At, fmt.Sprint(r.Site.Point))
			held := (v.From.IsZero() || !r.At.Before(v.From)) && (v.To.IsZero() || r.At.Before(v.To))
			if v.Of.Region != "" && r.Plate.Number == v.Of.Value && r.Plate.State == v.Of.Region && held {
				sightings[k] = true
				continue
			}
			if r.Plate.Number != v.Of.Value && !slices.Contains(plate.Similar(v.Of.Value), r.Plate.Number) {
				continue
			}
			cand, ok := plate.CandidateOf(at, v)
			if !ok {
				t.Fatalf("%v is no candidate for %v", r.Plate, v)
			}
			if k := fmt.Sprint(k, v.ID, cand.Reason); !candidates[k] {
				candidates[k] = true
				counts[cmp.Or(map[bool]string{true: "similar"}[r.Plate.Number != v.Of.Value], "own")]++
			}
		}
	}
	got := map[string]bool{}
	for _, x := range d.Unfolded() {
		got[key(*x.Plate(), x.First.Start, fmt.Sprint(x.Where.Point))] = true
	}
	if !maps.Equal(got, sightings) || len(sightings) == 0 {
		t.Errorf("%d sightings, want %d", len(got), len(sightings))
	}
	found, pages, total := map[string]bool{}, 0, int64(0)
	for after := (query.Cursor{}); ; pages++ {
		page, err := s.Candidates(t.Context(), subject, 97, after, look)
		if err != nil {
			t.Fatal(err)
		}
		total = page.Total
		for i, x := range page.Found {
			if i > 0 && x.Event.First.Start.Before(page.Found[i-1].Event.First.Start) {
				t.Error("candidates are not in order of time")
			}
			for _, v := range d.Subject.Vehicles() {
				want, ok := plate.CandidateOf(x.Event, v)
				if ok && v.Plate() == x.Vehicle && want.Reason == x.Reason {
					found[fmt.Sprint(key(*x.Event.Plate(), x.Event.First.Start, fmt.Sprint(x.Event.Where.Point)), v.ID, x.Reason)] = true
				}
			}
		}
		if page.Next == nil {
			break
		}
		after = *page.Next
	}
	if !maps.Equal(found, candidates) || pages < 2 {
		t.Errorf("%d candidates on %d pages, want %d", len(found), pages, len(candidates))
	}
	var withheld int64
	for _, n := range d.Withheld {
		withheld += n.Count
	}
	if withheld != int64(len(candidates)) || total != withheld || counts["similar"] == 0 || counts["own"] == 0 {
		t.Errorf("withheld %d, total %d, want %d: %v", withheld, total, len(candidates), counts)
	}
	all, err := s.Cases(t.Context(), everyone)
	if err != nil {
		t.Fatal(err)
	}
	if n := all[0].Subjects[0].Held.Reads; n != len(d.Unfolded()) {
		t.Errorf("the list of cases counts %d reads, the dossier holds %d", n, len(d.Unfolded()))
	}
}
