package timeline

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
)

var mergeDay = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

// whenAround is a time about a day, as finely known as chance has it; the zero When where it is not told.
func whenAround(r *rand.Rand, day int) When {
	if r.IntN(4) == 0 {
		return When{}
	}
	start := mergeDay.AddDate(0, 0, day).Add(time.Duration(r.IntN(72)-36) * time.Hour)
	return When{Raw: fmt.Sprint(r.Uint32()), Start: start, End: start.Add(time.Duration(1+r.IntN(60)) * time.Hour)}
}

// toldBy is what a number of records say of one event.
func toldBy(r *rand.Rand, records int) []Event {
	pick := func(of string) string { return fmt.Sprintf("%s %d", of, r.IntN(4)) }
	standings := []Standing{Counts, Counts, Administrative, SetAside, Mention}
	told := make([]Event, records)
	for i := range told {
		e := Event{ID: "e7", Kind: "custody", First: whenAround(r, 0), Standing: standings[r.IntN(len(standings))]}
		e.Records = []RecordRef{{Load: r.Int64N(3), Line: i + 1}}
		if e.Standing == SetAside {
			e.Why = "a rule"
		}
		if r.IntN(3) > 0 {
			last := whenAround(r, 10)
			e.Last = &last
		}
		if r.IntN(3) > 0 {
			e.Where = Where{Point: orb.Point{r.Float64(), 0}, Class: ClassStreet, Radius: geo.Meters(1 + i*1000 + r.IntN(1000))}
		}
		if r.IntN(3) > 0 {
			e.Agency = &Agency{ORI: fmt.Sprintf("XX%d", r.IntN(2))}
		}
		if r.IntN(3) == 0 {
			e.Code = pick("code")
		}
		for range r.IntN(4) {
			e.Fields = gather(e.Fields, []Field{{pick("field"), pick("value")}})
			e.Parties = gather(e.Parties, []Party{{Part: pick("part"), Of: Identifier{Type: PersonName, Value: pick("name")}}})
			e.Handling = gather(e.Handling, []Handling{Handlings()[r.IntN(3)]})
			e.RemarkOnce(Remark{RemarkNoteText, []string{pick("remark")}})
		}
		told[i] = e
	}
	// Where two places are told equally finely the first stands; so that the order tells nothing, no two are.
	r.Shuffle(len(told), func(i, j int) { told[i].Where, told[j].Where = told[j].Where, told[i].Where })
	return told
}

// set are the texts of a list, each once, in no order of the list's.
func set[T any](lists ...[]T) []string {
	texts := []string{}
	for _, list := range lists {
		for _, v := range list {
			text, err := json.Marshal(v)
			if err != nil {
				panic(err)
			}
			texts = append(texts, string(text))
		}
	}
	slices.Sort(texts)
	return slices.Compact(texts)
}

// codes are all codes that an event tells.
func codes(e Event) (all []string) {
	if e.Code != "" {
		all = append(all, e.Code)
	}
	for _, f := range e.Fields {
		if f.Name == "code" {
			all = append(all, f.Value)
		}
	}
	return all
}

func disagrees(e Event, about string) bool {
	return slices.ContainsFunc(e.Remarks, func(r Remark) bool { return r.Code == RemarkDisagree && r.Args[0] == about })
}

// together are the times that are told, each of them once.
func together(told []Event, of func(Event) When) (times []When) {
	for _, e := range told {
		if t := of(e); !t.IsZero() {
			times = append(times, t)
		}
	}
	return times
}

// apart reports whether any two of some times have no instant in common.
func apart(times []When) bool {
	for i, a := range times {
		for _, b := range times[:i] {
			if !a.Start.Before(b.End) || !b.Start.Before(a.End) {
				return true
			}
		}
	}
	return false
}

func firstOf(e Event) When { return e.First }

func lastOf(e Event) When {
	if e.Last == nil {
		return When{}
	}
	return *e.Last
}

// TestMergeLosesNothing holds an event to what its records say: all records, parties, fields, codes, handling and remarks, each once;
// the finest beginning, the finest place with its agency, and the end that the last record tells.
func TestMergeLosesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 11))
	for range 2000 {
		told := toldBy(r, 1+r.IntN(6))
		before := set(told)
		e := Merge(told)
		if !reflect.DeepEqual(set(told), before) {
			t.Fatal("what the records say was changed")
		}
		var want Event
		var all []string
		counts, ends, radius := false, When{}, geo.Meters(0)
		var agencies []string
		for _, o := range told {
			want.Records, want.Parties = append(want.Records, o.Records...), append(want.Parties, o.Parties...)
			want.Fields, want.Handling = append(want.Fields, o.Fields...), append(want.Handling, o.Handling...)
			want.Remarks = append(want.Remarks, o.Remarks...)
			all = append(all, codes(o)...)
			counts = counts || o.Standing == Counts
			if o.Last != nil && !o.Last.IsZero() {
				ends = *o.Last
			}
			if o.Where.Located() && (radius == 0 || o.Where.Radius < radius) {
				radius = o.Where.Radius
			}
			if o.Agency != nil {
				agencies = append(agencies, o.Agency.ORI)
			}
		}
		remarks := slices.DeleteFunc(slices.Clone(e.Remarks), func(r Remark) bool { return r.Code == RemarkDisagree })
		fields := slices.DeleteFunc(slices.Clone(e.Fields), func(f Field) bool { return f.Name == "code" })
		for name, pair := range map[string][2][]string{
			"records": {set(e.Records), set(want.Records)}, "parties": {set(e.Parties), set(want.Parties)},
			"fields": {set(fields), set(want.Fields)}, "handling": {set(e.Handling), set(want.Handling)},
			"remarks": {set(remarks), set(want.Remarks)}, "codes": {set(codes(e)), set(all)},
		} {
			if !slices.Equal(pair[0], pair[1]) {
				t.Fatalf("%s are %v, told were %v", name, pair[0], pair[1])
			}
		}
		if len(e.Records) != len(told) || len(e.Parties) != len(set(e.Parties)) || len(e.Fields) != len(set(e.Fields)) ||
			len(e.Handling) != len(set(e.Handling)) {
			t.Fatalf("%d records of %d, or something twice: %+v", len(e.Records), len(told), e)
		}
		if (e.Standing == Counts) != counts || counts && e.Why != "" || !reflect.DeepEqual(lastOf(e), ends) {
			t.Fatalf("standing %q, ends %v, want counts %v, ends %v", e.Standing, lastOf(e), counts, ends)
		}
		if e.Where.Radius != radius || (e.Agency == nil) != (len(agencies) == 0) {
			t.Fatalf("placed within %v by %v, want within %v by one of %v", e.Where.Radius, e.Agency, radius, agencies)
		}
		for _, o := range told {
			if o.Where.Located() && o.Where == e.Where && o.Agency != nil && o.Agency.ORI != e.Agency.ORI {
				t.Fatalf("its place is %s's, its agency %s", o.Agency.ORI, e.Agency.ORI)
			}
		}
		firsts := together(told, firstOf)
		for _, w := range firsts {
			if e.First.End.Sub(e.First.Start) > w.End.Sub(w.Start) {
				t.Fatalf("began %v, told more finely as %v", e.First, w)
			}
		}
		if disagrees(e, "when it began") != apart(firsts) || disagrees(e, "when it ended") != apart(together(told, lastOf)) ||
			disagrees(e, "the agency") != (len(set(agencies)) > 1) {
			t.Fatalf("remarks %v, beginnings %v, ends %v, agencies %v", e.Remarked(), firsts, together(told, lastOf), agencies)
		}
	}
}

// TestMergeInAnyOrder: the order of the records decides about the end and the order of lists, and nothing else.
func TestMergeInAnyOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 12))
	for range 1000 {
		told := toldBy(r, 2+r.IntN(5))
		want := Merge(told)
		r.Shuffle(len(told), func(i, j int) { told[i], told[j] = told[j], told[i] })
		got := Merge(told)
		for name, pair := range map[string][2][]string{
			"records": {set(got.Records), set(want.Records)}, "parties": {set(got.Parties), set(want.Parties)},
			"handling": {set(got.Handling), set(want.Handling)}, "remarks": {set(got.Remarks), set(want.Remarks)},
			"codes": {set(codes(got)), set(codes(want))}, "places": {set([]Where{got.Where}), set([]Where{want.Where})},
		} {
			if !slices.Equal(pair[0], pair[1]) {
				t.Fatalf("%s are %v in one order, %v in another", name, pair[0], pair[1])
			}
		}
		if !got.First.Start.Equal(want.First.Start) || !got.First.End.Equal(want.First.End) ||
			got.Standing == Counts != (want.Standing == Counts) || got.Spans() != want.Spans() {
			t.Fatalf("%+v in one order, %+v in another", got, want)
		}
	}
}

// TestMergeOfEqualRecords: records that say the same make the event that each of them tells, with all of them as its source.
func TestMergeOfEqualRecords(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 13))
	for range 300 {
		one := toldBy(r, 1)[0]
		if got := Merge([]Event{one}); !reflect.DeepEqual(got, one) {
			t.Fatalf("one record makes %+v of %+v", got, one)
		}
		other := one
		other.Records = []RecordRef{{Load: 9, Line: 99}}
		for _, told := range [][]Event{{one, other}, {other, one}, {one, other, one}} {
			got := Merge(told)
			if !slices.Equal(set(got.Records), set([]RecordRef{one.Records[0], other.Records[0]})) {
				t.Fatalf("records %v", got.Records)
			}
			got.Records = one.Records
			if !reflect.DeepEqual(got, one) {
				t.Fatalf("equal records make %+v of %+v", got, one)
			}
		}
	}
}
