package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"sightline/internal/access"
	"sightline/internal/cql2"
	"sightline/internal/dbtest"
	"sightline/internal/feature"
	"sightline/internal/store"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// fillTwoCases loads, for each of two cases, events and reads in four groups of two loads: kept to the case, shared with one agency,
// shared with all, and shared with all but restricted. Of the two inquiries of each group one is of criminal history. Numbers of
// groups, from 1 to 8, tell what a feature is.
func fillTwoCases(t *testing.T, s *store.Store, url string) {
	t.Helper()
	for n := range 2 {
		c, _, err := s.PutCase(t.Context(), timeline.Case{Number: fmt.Sprintf("L-%d", n+1), OwningORI: fmt.Sprintf("ZZ999010%d", n+1)},
			everyone)
		if err != nil {
			t.Fatal(err)
		}
		subject, _, err := s.PutSubject(t.Context(), c.ID, timeline.Subject{Name: "Testperson, Ann"}, everyone)
		if err != nil {
			t.Fatal(err)
		}
		for kind := range 4 {
			file := fmt.Sprintf("n%d-%d", n, kind)
			own := camera
			own.Key, own.Name = file, file
			own.Point = orb.Point{-97.5 + float64(4*n+kind), 35.5}
			own.Where.Point = own.Point
			take(t, s, store.NewLoad{Case: c.ID, Subject: subject, File: file, Format: "mixed", Loader: "x"}, 3, func(l *store.Load) {
				for line := range 2 {
					r, x := sighting(1000*n+100*kind+line+1, hour(line))
					x.Where.Point = own.Point
					if line == 1 {
						x.Handling = []timeline.Handling{timeline.CriminalHistory}
					}
					if err := l.Events(t.Context(), r, []timeline.Event{x}); err != nil {
						t.Fatal(err)
					}
				}
				r, _ := sighting(1000*n+100*kind+50, hour(3))
				if err := l.Events(t.Context(), r,
					[]timeline.Event{{Kind: kinds.Address, First: timeline.When{Start: hour(0), End: hour(1), Precision: timeline.Hour},
						Last: &timeline.When{}, Where: timeline.Where{Point: own.Point, Class: timeline.ClassStreet, Radius: 50,
							Label: "1 Test St"}}}); err != nil {
					t.Fatal(err)
				}
			})
			take(t, s, store.NewLoad{Case: c.ID, File: file, Format: "plates", Loader: "x"}, 1, func(l *store.Load) {
				if err := l.Reads(t.Context(), []timeline.Read{read(60, hour(4), "LEAK1", "OK", own)}); err != nil {
					t.Fatal(err)
				}
			})
		}
	}
	for _, text := range []string{
		"insert into users (name, role, agency) values ('ann', 'analyst', 'ZZ9990101'), ('sue', 'supervisor', 'ZZ9990102'), ('pat', 'agency', 'TX9990100'), ('aud', 'auditor', 'ZZ9990101')",
		"insert into case_members (case_id, user_id) select c.id, u.id from cases c, users u where c.number = 'L-1' and u.name = 'ann'",
		"insert into shares (load_id, agency, shared_by) select id, case when file like '%-1' then 'TX9990100' else '*' end, 'x' from loads where file !~ '-0$'",
		"update loads set handling = '{restricted}' where file like '%-3'",
	} {
		if err := dbtest.Change(t.Context(), url, text); err != nil {
			t.Fatal(err)
		}
	}
}

// perGroup is how many features of fillTwoCases each group has in a collection, and how many of them are of criminal history.
var perGroup = map[string][2]int{
	feature.Events: {3, 1}, inquiries: {2, 1}, string(kinds.Address): {1, 0}, feature.Sightings: {2, 1}, feature.Stays: {1, 0},
	feature.Reads: {1, 0}, feature.Sites: {1, 0},
	string(kinds.Custody): {0, 0},
}

// inGroups are the groups of what somebody sees in a collection who sees those groups.
func inGroups(collection string, groups []int64, crime bool) (want []int64) {
	n := perGroup[collection][0]
	if !crime {
		n -= perGroup[collection][1]
	}
	for _, g := range groups {
		want = append(want, slices.Repeat([]int64{g}, n)...)
	}
	return want
}

// TestFeaturesLeakNothing asks every collection for everybody in every way, and finds in pages, counts and by their ids
// only what they may see.
func TestFeaturesLeakNothing(t *testing.T) {
	s, url := open(t)
	fillTwoCases(t, s, url)
	may := []timeline.Handling{timeline.Restricted, timeline.CriminalHistory}
	// Groups 1 to 4 are of case L-1: its own, shared with TX9990100, with all, and with all but restricted; 5 to 8 are of L-2.
	for name, c := range map[string]struct {
		viewer access.Viewer
		groups []int64
		crime  bool
	}{
		"nobody":                   {access.Viewer{}, nil, false},
		"everything":               {everything, []int64{1, 2, 3, 4, 5, 6, 7, 8}, true},
		"member of the first case": {access.Viewer{User: 1, Role: access.RoleAnalyst, Agency: "ZZ9990101"}, []int64{1, 2, 3, 7}, false},
		"the same with one right": {access.Viewer{User: 1, Role: access.RoleAnalyst, Agency: "ZZ9990101", May: may[:1]},
			[]int64{1, 2, 3, 4, 7, 8}, false},
		"the same with the other": {access.Viewer{User: 1, Role: access.RoleAnalyst, Agency: "ZZ9990101", May: may[1:]},
			[]int64{1, 2, 3, 7}, true},
		"the same with both": {access.Viewer{User: 1, Role: access.RoleAnalyst, Agency: "ZZ9990101", May: may},
			[]int64{1, 2, 3, 4, 7, 8}, true},
		"supervisor of the second": {access.Viewer{User: 2, Role: access.RoleSupervisor, Agency: "ZZ9990102"},
			[]int64{3, 5, 6, 7}, false},
		"partner agency":               {access.Viewer{User: 3, Role: access.RoleAgency, Agency: "TX9990100"}, []int64{2, 3, 6, 7}, false},
		"another agency":               {access.Viewer{Role: access.RoleAgency, Agency: "TX9990200"}, []int64{3, 7}, false},
		"auditor":                      {access.Viewer{User: 4, Role: access.RoleAuditor, Agency: "ZZ9990101"}, nil, false},
		"a user whose account is gone": {access.Viewer{User: 99, Role: access.RoleAnalyst, Agency: "TX9990100"}, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			look := access.Asker{Actor: "tester", Viewer: c.viewer}
			for collection := range perGroup {
				want := inGroups(collection, c.groups, c.crime)
				filters := []string{"", "S_INTERSECTS(geometry, BBOX(-98, 35, -80, 36))", "geometry IS NOT NULL OR TRUE"}
				if collection == feature.Reads {
					filters = append(filters, "plate = 'LEAK1'", "plate LIKE 'LEAK%'", "NOT plate = 'x'",
						"S_DWITHIN(geometry, POINT(-94 35.5), 500, km)")
				}
				for _, filter := range filters {
					for _, limit := range []int{3, 100} {
						if got := seenGroups(t, s, featureQuery(t, collection, filter), limit, look, len(want)); !slices.Equal(got, want) {
							t.Errorf("%s %q by %d: groups %v, want %v", collection, filter, limit, got, want)
						}
					}
				}
			}
			everyFeature(t, s, c.groups, c.crime, look)
		})
	}
}

// seenGroups goes through all pages and returns the groups of what they hold, sorted; sites tell theirs by their names.
func seenGroups(t *testing.T, s *store.Store, q feature.Query, limit int, look access.Asker, want int) (groups []int64) {
	t.Helper()
	q.Limit = limit
	for {
		page, err := s.Features(t.Context(), q, look)
		if err != nil {
			t.Fatal(err)
		}
		if page.Matched != int64(want) {
			t.Errorf("%s: %d match, want %d", q.Collection.Name, page.Matched, want)
		}
		for _, f := range page.Features {
			groups = append(groups, groupOf(q, f))
		}
		if q.After = page.Next; page.Next == nil {
			slices.Sort(groups)
			return groups
		}
	}
}

func groupOf(q feature.Query, f feature.Feature) int64 {
	if q.Collection.Name == feature.Sites {
		var n, kind int64
		_, _ = fmt.Sscanf(property(q, f, "name").(string), "n%d-%d", &n, &kind)
		return 4*n + kind + 1
	}
	return (property(q, f, "load").(int64) + 1) / 2
}

// everyFeature asks for every feature that there is by its id: what may not be seen is as what is not there.
func everyFeature(t *testing.T, s *store.Store, groups []int64, crime bool, look access.Asker) {
	t.Helper()
	for name := range perGroup {
		q := featureQuery(t, name, "")
		for _, f := range features(t, s, q).Features {
			may := slices.Contains(groups, groupOf(q, f))
			if _, told := q.Collection.Property("handling"); told && !crime {
				may = may && !strings.Contains(fmt.Sprint(property(q, f, "handling")), string(timeline.CriminalHistory))
			}
			got, err := s.Feature(t.Context(), q.Collection, f.ID, look)
			if may != (err == nil) || err != nil && !errors.Is(err, store.ErrNotFound) || err == nil && got.ID != f.ID {
				t.Errorf("%s %s: %v, may be seen: %v", name, f.ID, err, may)
			}
			if err != nil {
				_, missing := s.Feature(t.Context(), q.Collection, strings.Replace(f.ID, f.ID[:1], f.ID[:1]+"9", 1), look)
				if missing == nil || strings.ReplaceAll(err.Error(), f.ID, "") != strings.ReplaceAll(missing.Error(),
					strings.Replace(f.ID, f.ID[:1], f.ID[:1]+"9", 1), "") {
					t.Errorf("%s %s: %v, and what is not there: %v", name, f.ID, err, missing)
				}
			}
		}
	}
}

// TestFeaturesKeepToTheAreaOfAKey gives a key an area: it sees what lies in it and no count of more.
func TestFeaturesKeepToTheAreaOfAKey(t *testing.T) {
	s, url := open(t)
	fillTwoCases(t, s, url)
	err := dbtest.Change(t.Context(), url, `insert into api_keys (agency, name, hash, collections, area, rate, expires_at) values
		('TX9990100', 'k', sha256('x'), '{features}', st_multi(st_geomfromtext('POLYGON((-97 35, -95.2 35, -95.2 36, -97 36, -97 35))', 4326))::geography, 10, now() + interval '1 day')`)
	if err != nil {
		t.Fatal(err)
	}
	look := access.Asker{Viewer: access.Viewer{Key: 1, Role: access.RoleAgency, Agency: "TX9990100"}}
	for collection := range perGroup {
		q := featureQuery(t, collection, "") // group 2 lies at -96.5 and group 3 at -95.5; group 6 does not lie in the area
		want := inGroups(collection, []int64{2, 3}, false)
		if got := seenGroups(t, s, q, 100, look, len(want)); !slices.Equal(got, want) {
			t.Errorf("%s: groups %v, want %v", collection, got, want)
		}
		world, err := cql2.NewBox([]float64{-180, -90, 180, 90})
		if err != nil {
			t.Fatal(err)
		}
		q.Box = &world
		if got := seenGroups(t, s, q, 1, look, len(want)); !slices.Equal(got, want) {
			t.Errorf("%s in a box: groups %v, want %v", collection, got, want)
		}
	}
}

// TestFeaturesTellNobody finds no name and no text of a record in any feature, inside the case or outside it.
func TestFeaturesTellNobody(t *testing.T) {
	s, url := open(t)
	fillTwoCases(t, s, url)
	outside := access.Asker{Viewer: access.Viewer{Role: access.RoleAgency, Agency: "TX9990200"}}
	for _, look := range []access.Asker{{Viewer: everything}, outside} {
		for _, c := range feature.Collections() {
			q := featureQuery(t, c.Name, "")
			page, err := s.Features(t.Context(), q, look)
			if err != nil {
				t.Fatal(err)
			}
			if text := strings.ToLower(fmt.Sprint(page.Features)); strings.Contains(text, "testperson") ||
				strings.Contains(text, "qw line") {
				t.Errorf("%s: %s", c.Name, text)
			}
			for _, f := range page.Features {
				if c.Of == feature.Events && !look.Viewer.Everything && property(q, f, "line") != nil {
					t.Errorf("%s %s tells the line of a record outside the case", c.Name, f.ID)
				}
			}
		}
	}
}

// TestFeaturesKeepHandling: of every handling code, and of one that is made up, there are an event and a load under it, a load of reads,
// and two events of which one record under it tells and one that is not, in both orders. Whoever has the right to some codes, or to all
// but one, finds what he may see in lists, by its id and by filters, and of the events of two records what he may see of them.
func TestFeaturesKeepHandling(t *testing.T) {
	t.Parallel()
	s, url := open(t)
	c, subject := newCase(t, s)
	codes := append(timeline.Handlings(), "made_up")
	record := 0
	load := func(what store.NewLoad, events ...timeline.Event) {
		t.Helper()
		what.Case, what.Subject, what.File, what.Format, what.Loader = c.ID, subject, "f", "x", "x"
		done := take(t, s, what, int64(len(events)), func(l *store.Load) {
			for _, e := range events {
				record++
				if err := l.Events(t.Context(), recordOf(record, fmt.Sprint("record ", record)), []timeline.Event{e}); err != nil {
					t.Fatal(err)
				}
			}
		})
		if _, err := s.Share(t.Context(), done.ID, "TX9990100", everyone); err != nil {
			t.Fatal(err)
		}
	}
	under := func(e timeline.Event, codes ...timeline.Handling) timeline.Event {
		e.Handling = codes
		return e
	}
	_, plain := sighting(1, hour(1))
	for n, code := range codes {
		mark := "ZQ-" + string(code) + "-"
		own, next := plain, codes[(n+1)%len(codes)]
		own.Where.Label = mark
		both := plain
		both.Where.Label = mark + "ZQ-" + string(next) + "-"
		first, second := custodyOf(mark+"1", "", 1, 0), custodyOf("B"+fmt.Sprint(n), "", 1, 2)
		said := custodyOf("B"+fmt.Sprint(n), "", 1,
			3) // the same, with the place, the end, the code, the plate and the reason that only this record tells
		said.Where = timeline.Where{Point: orb.Point{-97 + float64(n)/10, 36}, Class: timeline.ClassStreet, Radius: 20, Label: mark}
		said.Code, said.Parties = mark, kinds.Vehicle(timeline.Plate{Number: "ZQ" + fmt.Sprint(n), State: "OK"})
		said.Remark(timeline.RemarkNoteText, mark)
		before := said
		before.Fields = first.Fields
		load(store.NewLoad{}, under(own, code), under(both, code, next), plain, second, under(said, code), under(before, code), first)
		load(store.NewLoad{Handling: []timeline.Handling{code}}, own, under(both, next))
		site := camera
		site.Key, site.Name = mark, mark
		done := take(t, s, store.NewLoad{Case: c.ID, File: "f", Format: "plates", Loader: "x", Handling: []timeline.Handling{code}}, 1,
			func(l *store.Load) {
				if err := l.Reads(t.Context(), []timeline.Read{read(1, hour(2), "RED1", "OK", site)}); err != nil {
					t.Fatal(err)
				}
			})
		if _, err := s.Share(t.Context(), done.ID, "TX9990100", everyone); err != nil {
			t.Fatal(err)
		}
	}
	everything := featureQuery(t, feature.Events, "")
	all := features(t, s, everything).Features
	if want := 7 * len(codes); len(all) != want {
		t.Fatalf("%d events, want %d", len(all), want)
	}
	sets := [][]timeline.Handling{nil, codes}
	for n, code := range codes {
		sets = append(sets, []timeline.Handling{code}, slices.Delete(slices.Clone(codes), n, n+1))
	}
	member := addUser(t, url, "ann", "analyst", "ZZ9990100", c.ID)
	for _, may := range sets {
		has := func(code timeline.Handling) bool { return slices.Contains(may, code) }
		want := map[string]int{feature.Events: 3 * len(codes), feature.Sightings: len(codes), inquiries: len(codes),
			string(kinds.Custody): 2 * len(codes), feature.Stays: 2 * len(codes)}
		for n, code := range codes {
			more := 0
			if has(code) {
				more += 2
				want[feature.Reads]++
				want[feature.Sites]++
				if has(codes[(n+1)%len(codes)]) {
					more += 2
				}
			}
			for _, name := range []string{feature.Events, feature.Sightings, inquiries} {
				want[name] += more
			}
		}
		for who, v := range map[string]access.Viewer{
			"member":  {User: member, Role: access.RoleAnalyst, Agency: "ZZ9990100", May: may},
			"partner": {Role: access.RoleAgency, Agency: "TX9990100", May: may},
		} {
			for _, collection := range feature.Collections() {
				found := allFeatures(t, s, featureQuery(t, collection.Name, ""), v, 100)
				if len(found) != want[collection.Name] {
					t.Errorf("%s with %v: %d %s, want %d", who, may, len(found), collection.Name, want[collection.Name])
				}
				text := fmt.Sprint(found)
				for n, code := range codes {
					told := strings.Contains(text, "ZQ-"+string(code)+"-") || strings.Contains(text, fmt.Sprint("ZQ", n, " "))
					if told && !has(code) || !told && has(code) && want[collection.Name] > 0 {
						t.Errorf("%s with %v: %s tell of what is under %s: %v", who, may, collection.Name, code, told)
					}
				}
			}
			seen := map[string]bool{}
			for _, f := range allFeatures(t, s, everything, v, 100) {
				seen[f.ID] = true
				if records, several := property(everything, f, "records"),
					property(everything, f, "kind") == string(kinds.Custody); several &&
					records == int64(2) != (property(everything, f, "handling") != nil) {
					t.Errorf("%s with %v: %s has %v records, and is under %v", who, may, f.ID, records, property(everything, f, "handling"))
				}
			}
			for _, f := range all[:len(all):len(all)] {
				if _, err := s.Feature(t.Context(), everything.Collection, f.ID, access.Asker{Viewer: v}); seen[f.ID] != (err == nil) ||
					err != nil && !errors.Is(err, store.ErrNotFound) {
					t.Errorf("%s with %v: %s by its id: %v", who, may, f.ID, err)
				}
			}
			for n, code := range codes { // what only a withheld record tells is found by no filter
				if who != "member" {
					break
				}
				for _, filter := range []string{fmt.Sprintf("handling LIKE '%%%s%%'", code), fmt.Sprintf("code = 'ZQ-%s-'", code),
					fmt.Sprintf("plate = 'ZQ%d'", n), fmt.Sprintf("place LIKE 'ZQ-%s-%%'", code),
					fmt.Sprintf("S_DWITHIN(geometry, POINT(%v 36), 1)", -97+float64(n)/10)} {
					if found := allFeatures(t, s, featureQuery(t, feature.Events, filter), v, 100); has(code) != (len(found) > 0) {
						t.Errorf("%s with %v: %s finds %d", who, may, filter, len(found))
					}
				}
			}
		}
	}
}
