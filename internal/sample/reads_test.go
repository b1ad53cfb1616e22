package sample_test

import (
	"slices"
	"testing"

	"sightline/internal/sample"
)

func TestReadsAreSkewedAndAlwaysTheSame(t *testing.T) {
	const n = 100_000
	bySite, byPlate, moving := map[string]int{}, map[string]int{}, 0
	var first []sample.Read
	take := func(keep int) func(sample.Read) error {
		return func(r sample.Read) error {
			if r.At.Before(sample.ReadsFrom()) || !r.At.Before(sample.ReadsTo()) || r.Heading < -1 || r.Heading > 359 || r.Confidence < 0 ||
				r.Confidence > 1 {
				t.Fatalf("read out of bounds: %+v", r)
			}
			bySite[r.Site.Key]++
			byPlate[r.Plate]++
			if r.Site.Moving {
				moving++
			}
			if len(first) < keep {
				first = append(first, r)
			}
			return nil
		}
	}
	if err := sample.NewReads(n).Each(take(100)); err != nil {
		t.Fatal(err)
	}
	for name, counts := range map[string]map[string]int{"sites": bySite, "plates": byPlate} {
		var all []int
		for _, c := range counts {
			all = append(all, c)
		}
		slices.Sort(all)
		top := 0
		for _, c := range all[len(all)-len(all)/10:] {
			top += c
		}
		if len(all) < 3000 || top*6 < n {
			t.Errorf("%d %s; the busiest tenth has %d of %d reads", len(all), name, top, n)
		}
	}
	if moving != n/100 {
		t.Errorf("%d reads by moving readers", moving)
	}
	again := sample.NewReads(n)
	i := 0
	if err := again.Each(func(r sample.Read) error {
		if i < len(first) && (r.At != first[i].At || r.Plate != first[i].Plate || r.Site.Key != first[i].Site.Key) {
			t.Fatalf("read %d: %+v, before %+v", i, r, first[i])
		}
		i++
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
