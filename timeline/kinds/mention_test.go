package kinds

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"sightline/timeline"
)

// partOf is a part of a kind by chance, located or not; of a kind that is not known any.
func partOf(r *rand.Rand, kind timeline.Kind) string {
	names := []string{"advertised", "called", ""}
	for _, p := range kind.Parts {
		names = append(names, p.Name, p.Name)
	}
	return names[r.IntN(len(names))]
}

// anyPlate is the n-th plate, of a state by chance or of none.
func anyPlate(r *rand.Rand, n int) timeline.Identifier {
	return timeline.Plate{Number: fmt.Sprint("ZZZ", n), State: []string{"TX", "OK", ""}[r.IntN(3)]}.Identifier()
}

// TestTell takes events of any kind about any parties: whose identifier the subject held at the time is the subject, who is located
// by no part is a mention, and nothing else changes.
func TestTell(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 31))
	year := func(n int) time.Time {
		if n == 0 {
			return time.Time{}
		}
		return time.Date(2020+n, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	named := append(AllNames(), "invented")
	found := map[string]int{}
	for range 20_000 {
		s := timeline.Subject{ID: 7}
		for n := range r.IntN(5) {
			of := anyPlate(r, n)
			if n == 3 {
				of = timeline.Identifier{Type: "phone", Value: "ZZZ0"}
			}
			s.Holdings = append(s.Holdings, timeline.Holding{Of: of, From: year(r.IntN(4)), To: year(r.IntN(3) * 2)})
		}
		name := named[r.IntN(len(named))]
		kind := Of(name)
		e := timeline.Event{Kind: name, Standing: []timeline.Standing{timeline.Counts, timeline.Counts, timeline.SetAside}[r.IntN(3)]}
		if r.IntN(9) > 0 {
			day := year(1 + r.IntN(4))
			e.First = timeline.When{Start: day, End: day.AddDate(0, 0, 1)}
		}
		if r.IntN(3) == 0 {
			e.Last = &timeline.When{}
			if r.IntN(2) == 0 {
				e.Last = &timeline.When{Start: e.First.Start.AddDate(1, 0, 0), End: e.First.End.AddDate(1, 0, 0)}
			}
		}
		for range r.IntN(4) {
			p := timeline.Party{Part: partOf(r, kind), Subject: []int64{0, 0, 0, 7, 8}[r.IntN(5)]}
			if r.IntN(5) > 0 {
				p.Of = anyPlate(r, r.IntN(4))
				p.Of.Raw = "as read"
				if r.IntN(3) == 0 {
					p.Of.Type = "phone"
				}
			}
			e.Parties = append(e.Parties, p)
		}
		before := e
		before.Parties = slices.Clone(e.Parties)
		Tell(&e, &s)

		own, located := false, false
		for i, p := range before.Parties {
			mine := p.Subject == 7 || p.Subject == 0 && holds(s, p.Of, before)
			own = own || mine
			for _, part := range kind.Parts {
				located = located || mine && part.Name == p.Part && part.Located
			}
			if mine {
				p.Subject = 7
			}
			if e.Parties[i] != p {
				t.Fatalf("%+v of %+v about %+v became %+v", before.Parties[i], before, s.Holdings, e.Parties[i])
			}
		}
		want := before.Standing
		if own && !located && want == timeline.Counts {
			want = timeline.Mention
		}
		if e.Standing != want {
			t.Fatalf("%+v of %+v has the standing %q, want %q", before, s.Holdings, e.Standing, want)
		}
		if kind.Name == timeline.KindRecord && own && e.Counts() {
			t.Fatalf("a kind that is not known puts the subject somewhere: %+v", e)
		}
		found[fmt.Sprintf("own %v, located %v, %s", own, located, e.Standing)]++
		again := e
		again.Parties = slices.Clone(e.Parties)
		Tell(&again, &s)
		if !reflect.DeepEqual(again, e) {
			t.Fatalf("told again %+v, was %+v", again, e)
		}
		e.Parties, e.Standing, before.Parties = nil, before.Standing, nil
		if !reflect.DeepEqual(e, before) {
			t.Fatalf("%+v became %+v", before, e)
		}
	}
	for _, c := range []string{
		"own false, located false, ", "own true, located true, ", "own true, located false, mention", "own true, located false, set aside",
		"own true, located true, set aside",
	} {
		if found[c] < 100 {
			t.Errorf("%s: found %d times", c, found[c])
		}
	}
}

// holds reports whether a subject may have held an identifier at any instant of an event: a plate only with its state.
func holds(s timeline.Subject, of timeline.Identifier, e timeline.Event) bool {
	if of.Type == "" || of.Type == timeline.PlateNumber && of.Region == "" {
		return false
	}
	from, to := e.First.Start, e.First.End
	if e.Last != nil {
		to = e.Last.End
	}
	for _, h := range s.Holdings {
		over := !to.IsZero() && !h.From.IsZero() && !h.From.Before(to)
		before := !from.IsZero() && !h.To.IsZero() && !h.To.After(from)
		if h.Of.Type == of.Type && h.Of.Value == of.Value && h.Of.Region == of.Region && !over && !before {
			return true
		}
	}
	return false
}

// TestCounted tells every event once, by its kind, in the order of the kinds.
func TestCounted(t *testing.T) {
	for _, c := range []struct {
		n    map[timeline.KindName]int
		want string
	}{
		{nil, ""},
		{map[timeline.KindName]int{Address: 1}, "1 address"},
		{map[timeline.KindName]int{Address: 3, Inquiry: 1200, Custody: 1}, "1,200 inquiries, 1 custody and 3 addresses"},
		{map[timeline.KindName]int{Address: 0, timeline.KindRead: 2, "invented": 1, "another": 1}, "2 plate reads and 2 records"},
	} {
		if got := Counted(c.n); got != c.want {
			t.Errorf("%v is told as %q, want %q", c.n, got, c.want)
		}
	}
}
