package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"sightline/internal/access"
	"sightline/internal/store"
	"sightline/timeline"
)

// TestMergeSubject loads files at random for two subjects and makes one of them, and holds everything against a case in which all
// was loaded for that one from the beginning: events, records, counts, what a later load brings, and what is left when loads are undone.
func TestMergeSubject(t *testing.T) {
	t.Parallel()
	for seed := range uint64(5) {
		s, url := open(t)
		chance := rand.New(rand.NewPCG(seed, 3))
		var loads [][]int // records by number
		var whose []int
		for range 5 {
			loads = append(loads, chance.Perm(12)[:3+chance.IntN(6)])
			whose = append(whose, chance.IntN(2))
		}
		whose[0], whose[1] = 0, 1
		bring := func(of timeline.Case, subject int64, records []int) timeline.Load {
			return take(t, s, store.NewLoad{Case: of.ID, Subject: subject, File: fmt.Sprint(records), Format: "x", Loader: "x"},
				int64(len(records)), func(l *store.Load) {
					for _, n := range records {
						r, x := sighting(n, day(1+n))
						if n%3 == 0 { // a stay that several records tell of
							x = custodyOf(fmt.Sprint("B", n%2), fmt.Sprint("charge ", n), 2, 4+n)
						}
						if err := l.Events(t.Context(), r, []timeline.Event{x}); err != nil {
							t.Fatal(err)
						}
					}
				})
		}
		two, one := caseOf(t, s, "T-2"), caseOf(t, s, "T-1")
		ann, bea, only := subjectOf(t, s, two, "Ann"), subjectOf(t, s, two, "Bea"), subjectOf(t, s, one, "Ann")
		var merged, whole []int64
		for i, records := range loads {
			merged = append(merged, bring(two, []int64{ann, bea}[whose[i]], records).ID)
			whole = append(whole, bring(one, only, records).ID)
		}
		if _, err := s.AddHolding(t.Context(), bea,
			timeline.Holding{Of: timeline.Plate{Number: "8OK1234", State: "OK"}.Identifier(), Basis: "x"}, everyone); err != nil {
			t.Fatal(err)
		}
		if _, err := s.MergeSubject(t.Context(), bea, ann, everyone); err != nil {
			t.Fatal(err)
		}
		compare := func(when string) {
			t.Helper()
			got, want := toldOf(t, s, ann, merged), toldOf(t, s, only, whole)
			if got != want {
				t.Fatalf("seed %d, %s:\n%s\nwant\n%s", seed, when, got, want)
			}
		}
		compare("merged")
		more := chance.Perm(12)[:6]
		merged, whole = append(merged, bring(two, ann, more).ID), append(whole, bring(one, only, more).ID)
		compare("after another load")
		order := chance.Perm(len(merged))
		for _, i := range order {
			for _, load := range []int64{merged[i], whole[i]} {
				if _, err := s.Undo(t.Context(), load, "test", access.Asker{Viewer: everything}); err != nil {
					t.Fatal(err)
				}
			}
			compare(fmt.Sprintf("undone %d of %v", i, order))
		}
		d := dossierOf(t, s, ann, everything)
		if len(d.Subject.Vehicles()) != 1 || !slices.Contains(d.Subject.Aliases, "Bea") {
			t.Errorf("the subject holds %v and is also %v", d.Subject.Holdings, d.Subject.Aliases)
		}
		if n := ask(t, url, "select count(*)::text from subjects where name = 'Bea'")[0]; n != "0" {
			t.Errorf("%s subjects are left", n)
		}
	}
}

func caseOf(t *testing.T, s *store.Store, number string) timeline.Case {
	t.Helper()
	c, _, err := s.PutCase(t.Context(), timeline.Case{Number: number}, everyone)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func subjectOf(t *testing.T, s *store.Store, c timeline.Case, name string) int64 {
	t.Helper()
	id, _, err := s.PutSubject(t.Context(), c.ID, timeline.Subject{Name: name}, everyone)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// toldOf is what a subject's dossier tells, without the numbers of events and with loads by their place among those given.
func toldOf(t *testing.T, s *store.Store, subject int64, loads []int64) string {
	t.Helper()
	d := dossierOf(t, s, subject, everything)
	var lines []string
	for _, e := range d.Events {
		var from []string
		for _, r := range e.Records {
			from = append(from, fmt.Sprintf("%d/%d", slices.Index(loads, r.Load), r.Line))
		}
		slices.Sort(from)
		var fields []string
		for _, f := range e.Fields {
			fields = append(fields, f.Name+"="+f.Value)
		}
		slices.Sort(fields)
		lines = append(lines, fmt.Sprint(e.Kind, e.First.Start, e.Spans(), e.Standing, fields, from, len(e.Parties)))
	}
	slices.Sort(lines)
	for i, load := range loads {
		l, err := s.LoadByID(t.Context(), load, access.Asker{Viewer: everything})
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, fmt.Sprintf("load %d: accepted %d, duplicates %d, undone %v", i, l.Accepted, l.Duplicates, l.Undone != nil))
	}
	return strings.Join(lines, "\n")
}
