package store_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/internal/access"
	"sightline/internal/dbtest"
	"sightline/internal/query"
	"sightline/internal/store"
	"sightline/sql"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// everything is the viewer from whom nothing is kept.
var everything = access.Viewer{Everything: true}

func open(t *testing.T) (*store.Store, string) {
	t.Helper()
	url := dbtest.New(t)
	s, err := store.Open(t.Context(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s, url
}

// until waits for what has to become so.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

// TestQueriesPrepare lets the server parse and plan every query against the migrated schema.
func TestQueriesPrepare(t *testing.T) {
	_, url := open(t)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	prepareTemporary(t, conn)
	for _, name := range sql.Names() {
		text, _ := byNumber(sql.Query(name))
		if _, err := conn.Prepare(t.Context(), "", text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// prepareTemporary makes the temporary tables that queries name.
func prepareTemporary(t *testing.T, conn *pgx.Conn) {
	t.Helper()
	for _, name := range []string{"CreateReadSuspects", "CreateSiteStage", "CreateSiteMoves", "CreateToldRecords", "CreateToldEvents",
		"CreateToldParties"} {
		text := strings.ReplaceAll(sql.Query(name), "on commit drop", "")
		if _, err := conn.Exec(t.Context(), text); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	ofUndo := `create temporary table inheritances (heir_load bigint, count bigint);
		create temporary table heir_counts (site_id bigint, day date, load_id bigint, reads integer)` // of begin_read_undo
	if _, err := conn.Exec(t.Context(), ofUndo); err != nil {
		t.Fatal(err)
	}
}

// TestQueryNamesInUse holds the names that Go code asks for against those in the query files, both ways.
func TestQueryNamesInUse(t *testing.T) {
	used := map[string]bool{}
	quoted := regexp.MustCompile(`"([A-Z][a-z]+[A-Za-z]*)"`)
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasSuffix(f.Name(), "_test.go") || !strings.HasSuffix(f.Name(), ".go") {
			continue
		}
		text, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range quoted.FindAllStringSubmatch(string(text), -1) {
			used[m[1]] = true
			if !slices.Contains(sql.Names(), m[1]) {
				t.Errorf("%s asks for query %s, which does not exist", f.Name(), m[1])
			}
		}
	}
	for _, name := range sql.Names() {
		if !used[name] {
			t.Errorf("query %s is used nowhere", name)
		}
	}
}

func newCase(t *testing.T, s *store.Store) (timeline.Case, int64) {
	t.Helper()
	c, made, err := s.PutCase(t.Context(), timeline.Case{Number: "T-1", Title: "Test", OwningORI: "ZZ9990100"}, everyone)
	if err != nil || !made {
		t.Fatalf("PutCase: made %v, %v", made, err)
	}
	id, made, err := s.PutSubject(t.Context(), c.ID, timeline.Subject{
		Name: "Testperson, Ann", Role: "companion", Aliases: []string{"Annie"}, BirthDate: "1990-02-28",
		Holdings: []timeline.Holding{{Of: timeline.Identifier{Type: "phone", Value: "555-0100"}},
			{Of: timeline.Plate{Number: "8OK1234", State: "OK"}.Identifier(), To: day(20), Basis: "test"}},
	}, everyone)
	if err != nil || !made {
		t.Fatalf("PutSubject: made %v, %v", made, err)
	}
	return c, id
}

func day(d int) time.Time { return time.Date(2026, 5, d, 12, 0, 0, 0, time.UTC) }

func sighting(line int, at time.Time) (timeline.Record, timeline.Event) {
	text := fmt.Sprintf("QW line %d \xff\x00", line)
	return timeline.Record{Line: line, Text: []byte(text), Key: sha256.Sum256([]byte(text))}, timeline.Event{
		Kind: kinds.Inquiry, Code: "QW", Agency: &timeline.Agency{ORI: "OK9990100"},
		First: timeline.When{Raw: "0502 1200", Zone: "America/New_York", Basis: timeline.BasisAssumed, Start: at, End: at.Add(time.Minute),
			Precision: timeline.Minute,
			Flags:     []timeline.TimeFlag{timeline.FlagAmbiguous}},
		Where: timeline.Where{Point: orb.Point{-97.5, 35.5}, Class: timeline.ClassAgency, Radius: 1000, Label: "Office", State: "OK",
			Zone: "America/Chicago", Basis: "test"},
		Fields: []timeline.Field{{Name: "NAM", Value: "TESTPERSON, ANN"}}, Remarks: []timeline.Remark{{Code: timeline.RemarkAnswer}},
	}
}

func read(line int, at time.Time, plate, state string, site timeline.Site) timeline.Read {
	return timeline.Read{
		Record: timeline.Record{Line: line, Text: fmt.Appendf(nil, "%s,%s,%d", plate, state, line)}, At: at, Precision: timeline.Second,
		Plate: timeline.Plate{Number: plate, State: state, Raw: strings.ToLower(plate)}, Site: site, Point: site.Point, Confidence: 0.9,
	}
}

var camera = timeline.Site{Key: "cam-1", Name: "I-40 mile 1", Point: orb.Point{-97.5, 35.5},
	Where: timeline.Where{Point: orb.Point{-97.5, 35.5}, Class: timeline.ClassSite, Radius: 30, State: "OK", Zone: "America/Chicago"}}

// take runs one load from begin to finish.
func take(t *testing.T, s *store.Store, what store.NewLoad, records int64, fill func(*store.Load)) timeline.Load {
	t.Helper()
	what.At = day(1)
	l, err := s.BeginLoad(t.Context(), what)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Abandon(t.Context())
	fill(l)
	var rejected int64
	if what.File == "with rejects" {
		rejected = 1
	}
	done, err := l.Finish(t.Context(),
		store.Summary{Bytes: 10, Read: records, Rejected: rejected, Zone: "UTC", ZoneBasis: timeline.BasisConfigured})
	if err != nil {
		t.Fatal(err)
	}
	if done.Read != done.Accepted+done.Duplicates+done.Rejected {
		t.Errorf("counts do not add up: %+v", done)
	}
	return done
}

// near asks what was sighted in a circle.
func near(centre orb.Point, radius geo.Meters, limit int) query.Search {
	circle, err := geo.NewCircle(centre, radius)
	if err != nil {
		panic(err)
	}
	return query.Search{Areas: []geo.Shape{circle}, Limit: limit}
}

func TestNearPages(t *testing.T) {
	s, _ := open(t)
	c, id := newCase(t, s)
	take(t, s, store.NewLoad{Case: c.ID, Subject: id, File: "n", Format: "ncic", Loader: "x"}, 40, func(l *store.Load) {
		for i := range 40 {
			r, x := sighting(i+1, day(1).Add(time.Duration(i/4)*time.Hour)) // four at each instant
			if err := l.Events(t.Context(), r, []timeline.Event{x}); err != nil {
				t.Fatal(err)
			}
		}
	})
	take(t, s, store.NewLoad{Case: c.ID, File: "p", Format: "plates", Loader: "x"}, 40, func(l *store.Load) {
		var batch []timeline.Read
		for i := range 40 {
			batch = append(batch, read(i+1, day(1).Add(time.Duration(i/4)*time.Hour), fmt.Sprintf("PLT%d", i), "", camera))
		}
		if err := l.Reads(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
	})
	here := orb.Point{-97.501, 35.5}
	ask := near(here, 500, 7)
	var ids []string
	for {
		page, err := s.Search(t.Context(), ask, access.Asker{Actor: "tester", Purpose: "paging", Viewer: everything})
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range page.Found {
			ids = append(ids, f.Event.ID)
			if i > 0 && f.Event.First.Start.After(page.Found[i-1].Event.First.Start) {
				t.Error("not newest first")
			}
			if want := map[timeline.KindName]query.Relation{kinds.Inquiry: query.Overlaps,
				timeline.KindRead: query.Within}[f.Event.Kind]; f.Relation != want {
				t.Errorf("%s is %q, want %q", f.Event.ID, f.Relation, want)
			}
		}
		if page.Next == nil {
			break
		}
		ask.After = *page.Next
	}
	all := slices.Clone(ids)
	slices.Sort(all)
	if len(slices.Compact(all)) != 80 || len(ids) != 80 {
		t.Errorf("pages gave %d sightings, %d different; want 80", len(ids), len(all))
	}

	for name, c := range map[string]struct {
		at     orb.Point
		radius geo.Meters
		narrow func(*query.Search)
		want   int
		why    string
	}{
		"plates only":  {here, 500, func(s *query.Search) { s.Kinds = []timeline.KindName{timeline.KindRead} }, 40, ""},
		"a window":     {here, 500, func(s *query.Search) { s.From, s.To = day(1).Add(time.Hour), day(1).Add(2*time.Hour) }, 8, ""},
		"other window": {here, 500, func(s *query.Search) { s.From = day(9) }, 0, "outside of what is loaded"},
		"an hour off":  {here, 500, func(s *query.Search) { s.From, s.To = day(1).Add(-2*time.Hour), day(1).Add(-time.Hour) }, 0, "offset"},
		"reached":      {orb.Point{-97.51, 35.5}, 10, func(*query.Search) {}, 40, ""},
		"elsewhere":    {orb.Point{-80, 35.5}, 500, func(*query.Search) {}, 0, "No reader"},
	} {
		ask := near(c.at, c.radius, 100)
		c.narrow(&ask)
		page, err := s.Search(t.Context(), ask, access.Asker{Viewer: everything})
		if err != nil || len(page.Found) != c.want || !strings.Contains(page.Why, c.why) {
			t.Errorf("%s: %d found, why %q, %v; want %d", name, len(page.Found), page.Why, err, c.want)
		}
	}
	ask = near(here, 1, 1)
	ask.Case = "none"
	if _, err := s.Search(t.Context(), ask, access.Asker{Viewer: everything}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("unknown case: %v", err)
	}
}

// TestNoAuditNoAnswer takes away the audit and finds that nothing is answered.
func TestNoAuditNoAnswer(t *testing.T) {
	s, url := open(t)
	c, id := newCase(t, s)
	take(t, s, store.NewLoad{Case: c.ID, Subject: id, File: "n", Format: "ncic", Loader: "x"}, 1, func(l *store.Load) {
		r, x := sighting(1, day(1))
		if err := l.Events(t.Context(), r, []timeline.Event{x}); err != nil {
			t.Fatal(err)
		}
	})
	if err := store.Exec(t.Context(), url, "alter table audit add check (rows < 0) not valid"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Dossier(t.Context(), id, query.WithWithheld, access.Asker{Viewer: everything}); err == nil ||
		!strings.Contains(err.Error(), "audit") {
		t.Errorf("dossier: %v", err)
	}
	if _, err := s.Search(t.Context(), near(orb.Point{-97.5, 35.5}, 1, 1), access.Asker{Viewer: everything}); err == nil {
		t.Error("near was answered without an audit")
	}
	if _, _, err := s.Record(t.Context(), 1, 1, access.Asker{Viewer: everything}); err == nil {
		t.Error("a record was shown without an audit")
	}
}

func TestAgenciesPlaceSightings(t *testing.T) {
	s, _ := open(t)
	c, id := newCase(t, s)
	take(t, s, store.NewLoad{Case: c.ID, Subject: id, File: "n", Format: "ncic", Loader: "x"}, 1, func(l *store.Load) {
		r, x := sighting(1, day(1))
		x.Where = timeline.Where{Class: timeline.ClassNone}
		if err := l.Events(t.Context(), r, []timeline.Event{x}); err != nil {
			t.Fatal(err)
		}
	})
	agency := timeline.Agency{ORI: "OK9990100", Name: "Exampleville Police", Kind: "city", County: "Example", State: "OK",
		Where: timeline.Where{Point: orb.Point{-97, 35}, Class: timeline.ClassAgency, Radius: 5000, Basis: "agency table"}}
	moved := agency
	moved.Where.Point = orb.Point{-97.25, 35.25} // and nothing else
	for i, c := range []struct {
		agency timeline.Agency
		want   int64
	}{{agency, 1}, {agency, 0}, {moved, 1}, {agency, 1}} {
		locate := func([]timeline.Agency) func(string) timeline.Where {
			return func(string) timeline.Where { return c.agency.Where }
		}
		done, err := s.PutAgencies(t.Context(), "agencies.csv", []timeline.Agency{c.agency}, locate, everyone)
		if err != nil || done != (store.AgenciesPut{Changed: c.want, Moved: c.want}) {
			t.Errorf("PutAgencies %d: %+v, %v; want %d", i, done, err, c.want)
		}
	}
	got, err := s.Agencies(t.Context())
	if err != nil || len(got) != 1 || got[0] != agency {
		t.Errorf("agencies: %+v, %v", got, err)
	}
	d, err := s.Dossier(t.Context(), id, query.WithWithheld, access.Asker{Viewer: everything})
	if err != nil || d.Events[0].Where != agency.Where || d.Events[0].Agency.Name != agency.Name {
		t.Errorf("dossier: %+v, %v", d.Events, err)
	}
}
