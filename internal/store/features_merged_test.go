package store_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/internal/access"
	"sightline/internal/feature"
	"sightline/internal/store"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// telling is what a record says of an event: the nth that it tells of.
type telling struct {
	load   int
	record string
	nth    int
	event  timeline.Event
}

// inventedCustody is a custody of one of twenty, told in one way of many.
func inventedCustody(r *rand.Rand) timeline.Event {
	pick := func(texts ...string) string { return texts[r.IntN(len(texts))] }
	when := func(from, days int) timeline.When {
		n := r.IntN(3)
		start := hour(24*from + r.IntN(24*days))
		return timeline.When{Raw: "x", Zone: "UTC", Basis: timeline.BasisStated, Start: start,
			End:       start.Add([]time.Duration{time.Minute, time.Hour, 24 * time.Hour}[n]),
			Precision: []timeline.Precision{timeline.Minute, timeline.Hour, timeline.Day}[n]}
	}
	e := timeline.Event{Kind: kinds.Custody, Code: pick("", "F1", "M2"),
		Standing: timeline.Standing(pick("", "", string(timeline.Administrative), string(timeline.SetAside))),
		Where:    timeline.Where{Class: timeline.ClassNone, Label: pick("", "Jail")},
		Parties:  []timeline.Party{{Part: pick("held", "victim"), Of: timeline.Person("DOE, JOHN", "")}},
		Fields:   []timeline.Field{{Name: "booking", Value: fmt.Sprint("B", r.IntN(20))}, {Name: "facility", Value: "Jail"}}}
	if e.Standing == timeline.SetAside {
		e.Why = pick("a", "b")
	}
	if r.IntN(6) > 0 {
		e.First = when(0, 3)
	}
	switch r.IntN(4) {
	case 0:
	case 1:
		e.Last = &timeline.When{}
	default:
		last := when(5, 3)
		e.Last = &last
	}
	if r.IntN(3) > 0 {
		e.Where = timeline.Where{Point: orb.Point{-97 + float64(r.IntN(3)), 35}, Class: timeline.ClassCity,
			Radius: geo.Meters(1 + 500*r.IntN(2)),
			Label:  pick("Jail", "Court"), State: pick("OK", "TX"), County: pick("", "40109")}
	}
	if r.IntN(2) == 0 {
		e.Agency = &timeline.Agency{ORI: pick("OK9990100", "TX9990100")}
	}
	for range r.IntN(3) {
		e.Parties = append(e.Parties,
			timeline.Party{Part: kinds.PartVehicle, Of: timeline.Plate{Number: pick("AAA1", "BBB2"), State: pick("", "OK")}.Identifier()})
	}
	if r.IntN(4) == 0 {
		e.Handling = []timeline.Handling{timeline.Handling(pick("chri", "juvenile", "made_up"))}
	}
	if r.IntN(4) == 0 {
		e.Remark(timeline.RemarkNoteText, pick("x", "y"))
	}
	return e
}

// inventedTellings are records that tell of one custody or two, some of them in two loads, which read their times differently.
func inventedTellings(r *rand.Rand, loads int) (all []telling) {
	for line := range 60 {
		in := r.Perm(loads)[:1+r.IntN(2)]
		slices.Sort(in)
		for nth := range 1 + r.IntN(2) {
			e := inventedCustody(r)
			for i, load := range in {
				if i > 0 && !e.First.IsZero() {
					e.First.Start, e.First.End = e.First.Start.Add(time.Hour), e.First.End.Add(time.Hour)
				}
				all = append(all, telling{load, fmt.Sprint("record ", line), nth, e})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b telling) int { return a.load - b.load })
	return all
}

// whole are the custodies as they are seen by whoever may see what is under some codes: by timeline.Merge, not by the database. The
// second load is under a code.
func whole(all []telling, may []timeline.Handling) map[string]timeline.Event {
	told, records := map[string][]timeline.Event{}, map[string]bool{}
	for _, t := range all {
		e := t.event
		if t.load == 1 {
			e.Handling = append([]timeline.Handling{timeline.Restricted}, e.Handling...)
		}
		booking := timeline.FieldOf(e.Fields, "booking")
		same := fmt.Sprint(booking, t.record, t.nth)
		if slices.ContainsFunc(e.Handling, func(h timeline.Handling) bool { return !slices.Contains(may, h) }) || records[same] {
			continue
		}
		records[same] = true
		e.Records = []timeline.RecordRef{{File: t.record}}
		told[booking] = append(told[booking], e)
	}
	events := map[string]timeline.Event{}
	for booking, all := range told {
		events[booking] = timeline.Merge(all)
	}
	return events
}

// shown is what a feature should say of an event.
func shown(e timeline.Event) map[string]any {
	texts := map[string]string{"standing": string(e.Standing), "why": e.Why, "code": e.Code, "place": e.Where.Label, "state": e.Where.State,
		"county": e.Where.County,
		"class":  string(e.Where.Class), "time_precision": string(e.First.Precision)}
	times := map[string]time.Time{"time": e.First.Start, "time_end": e.First.End}
	if e.Spans() {
		times["time_end"], times["last_seen"], texts["last_precision"] = e.Last.End, e.Last.Start, string(e.Last.Precision)
	}
	if p := e.Plate(); p != nil {
		texts["plate"], texts["plate_state"] = p.Number, p.State
	}
	if e.Agency != nil {
		texts["ori"] = e.Agency.ORI
	}
	k := kinds.Of(e.Kind)
	values := map[string]any{"span": e.Spans(), "records": int64(len(e.Records)),
		"located": slices.ContainsFunc(e.Parties, func(p timeline.Party) bool { return k.Locates(p.Part) })}
	if handling := timeline.HandlingOf(&e, nil); len(handling) > 0 {
		var codes []string
		for _, h := range handling {
			codes = append(codes, string(h))
		}
		values["handling"] = codes
	}
	if e.Where.Located() {
		values["radius_m"] = float64(e.Where.Radius)
	}
	if remarks := e.Remarked(); len(remarks) > 0 {
		values["remarks"] = remarks
	}
	for name, v := range texts {
		if v != "" {
			values[name] = v
		}
	}
	for name, v := range times {
		if !v.IsZero() {
			values[name] = v
		}
	}
	return values
}

// TestFeaturesOfSeveralRecords: a custody of which several records tell is one feature, which says what those together say that somebody
// may see, by timeline.Merge; and whatever a filter asks is asked of what the feature says.
func TestFeaturesOfSeveralRecords(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2) {
		s, url := open(t)
		c, _ := newCase(t, s)
		all := inventedTellings(rand.New(rand.NewPCG(seed, 7)), 3)
		for load := range 3 {
			what := store.NewLoad{Case: c.ID, File: "f", Format: "x",
				Loader: "x"} // for nobody, so that who is located is who the records say
			if load == 1 {
				what.Handling = []timeline.Handling{timeline.Restricted}
			}
			events := map[string][]timeline.Event{}
			var records []string
			for _, x := range all {
				if x.load == load {
					if x.nth == 0 {
						records = append(records, x.record)
					}
					events[x.record] = append(events[x.record], x.event)
				}
			}
			done := take(t, s, what, int64(len(records)), func(l *store.Load) {
				for n, record := range records {
					if err := l.Events(t.Context(), recordOf(n+1, record), events[record]); err != nil {
						t.Fatal(err)
					}
				}
			})
			if _, err := s.Share(t.Context(), done.ID, "TX9990100", everyone); err != nil {
				t.Fatal(err)
			}
		}
		member := addUser(t, url, "ann", "analyst", "ZZ9990100", c.ID)
		for _, may := range [][]timeline.Handling{nil, {timeline.CriminalHistory, timeline.Restricted},
			append(timeline.Handlings(), "made_up")} {
			want := whole(all, may)
			for who, v := range map[string]access.Viewer{
				"member":  {User: member, Role: access.RoleAnalyst, Agency: "ZZ9990100", May: may},
				"partner": {Role: access.RoleAgency, Agency: "TX9990100", May: may},
			} {
				found := allFeatures(t, s, featureQuery(t, feature.Events, ""), v, 7)
				holdToWhole(t, fmt.Sprintf("seed %d, %s with %v", seed, who, may), found, want)
				holdFiltersToWhatIsShown(t, s, found, v)
			}
		}
	}
}

// allFeatures goes through pages of a size.
func allFeatures(t *testing.T, s *store.Store, q feature.Query, v access.Viewer, size int) (all []feature.Feature) {
	t.Helper()
	for q.Limit = size; ; {
		page, err := s.Features(t.Context(), q, access.Asker{Viewer: v})
		if err != nil {
			t.Fatalf("%s: %v", q.Filter, err)
		}
		all = append(all, page.Features...)
		if q.After = page.Next; page.Next == nil {
			if page.Matched != int64(len(all)) {
				t.Errorf("%s: %d match, and %d came", q.Filter, page.Matched, len(all))
			}
			return all
		}
	}
}

// holdToWhole compares features with the events that should be seen, in whatever order: their ids are the database's.
func holdToWhole(t *testing.T, who string, found []feature.Feature, want map[string]timeline.Event) {
	t.Helper()
	q := featureQuery(t, feature.Events, "")
	var got, should []string
	names := strings.Fields("standing why code place state county class radius_m time time_end time_precision last_seen last_precision plate plate_state ori span located records handling remarks")
	for _, f := range found {
		said := ""
		for _, name := range names {
			said += fmt.Sprintf("%s=%v ", name, property(q, f, name))
		}
		got = append(got, said)
	}
	for _, e := range want {
		values := shown(e)
		said := ""
		for _, name := range names {
			said += fmt.Sprintf("%s=%v ", name, values[name])
		}
		should = append(should, said)
	}
	slices.Sort(got)
	slices.Sort(should)
	if !slices.Equal(got, should) {
		t.Errorf("%s: features are\n%s\nwant\n%s", who, strings.Join(got, "\n"), strings.Join(should, "\n"))
	}
}

// holdFiltersToWhatIsShown asks for every value that some feature shows, of every property, and finds just the features that show it.
func holdFiltersToWhatIsShown(t *testing.T, s *store.Store, found []feature.Feature, v access.Viewer) {
	t.Helper()
	q := featureQuery(t, feature.Events, "")
	hold := func(filter string, shows func(feature.Feature) bool) {
		t.Helper()
		var got, want []string
		for _, f := range allFeatures(t, s, featureQuery(t, feature.Events, filter), v, 100) {
			got = append(got, f.ID)
		}
		for _, f := range found {
			if shows(f) {
				want = append(want, f.ID)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, and it is shown by %v", filter, got, want)
		}
	}
	for i, p := range q.Collection.Properties {
		if !p.Queryable {
			continue
		}
		hold(p.Name+" IS NULL", func(f feature.Feature) bool { return f.Values[i] == nil })
		asked := map[string]bool{}
		for _, f := range found {
			literal := literalOf(f.Values[i])
			if f.Values[i] == nil || asked[literal] || len(asked) > 2 {
				continue
			}
			asked[literal] = true
			hold(p.Name+" = "+literal, func(o feature.Feature) bool { return reflect.DeepEqual(o.Values[i], f.Values[i]) })
		}
	}
	spanOf := func(f feature.Feature) string {
		ends := [2]string{"'..'", "'..'"}
		for i, name := range []string{"time", "time_end"} {
			if at, known := property(q, f, name).(time.Time); known {
				ends[i] = "'" + at.Add(-time.Duration(i)*time.Microsecond).Format(time.RFC3339Nano) + "'"
			}
		}
		return "INTERVAL(" + ends[0] + ", " + ends[1] + ")"
	}
	for _, f := range found[:min(len(found), 5)] {
		hold("T_EQUALS(time, "+spanOf(f)+")", func(o feature.Feature) bool { return spanOf(o) == spanOf(f) })
		if f.Point != nil {
			at := fmt.Sprintf("POINT(%v %v)", f.Point[0], f.Point[1])
			hold("S_INTERSECTS(geometry, "+at+")", func(o feature.Feature) bool { return o.Point != nil && *o.Point == *f.Point })
			hold(fmt.Sprintf("S_WITHIN(geometry, BBOX(%v, 34.999, %v, 35.001))", f.Point[0]-0.001, f.Point[0]+0.001),
				func(o feature.Feature) bool {
					return o.Point != nil && *o.Point == *f.Point && property(q, o, "radius_m").(float64) < 50
				})
		}
	}
	hold("geometry IS NULL", func(f feature.Feature) bool { return f.Point == nil })
}

// literalOf is a value as a filter writes it.
func literalOf(value any) string {
	switch v := value.(type) {
	case string:
		return "'" + v + "'"
	case []string:
		return "'" + strings.Join(v, feature.Between) + "'"
	case time.Time:
		return "TIMESTAMP('" + v.Format(time.RFC3339Nano) + "')"
	}
	return fmt.Sprint(value)
}
