package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/internal/access"
	"sightline/internal/store"
	"sightline/timeline"
	"sightline/timeline/kinds"
	"sightline/timeline/person"
)

// namedBy is an inquiry that names somebody, and perhaps a plate.
func namedBy(line int, name, birth, sex, plate string) (timeline.Record, timeline.Event) {
	r, e := sighting(line, day(1).Add(time.Duration(line)*time.Hour))
	e.Fields = nil
	e.Remarks = []timeline.Remark{{Code: timeline.RemarkAnswer}}
	if name != "" {
		region := ""
		if len(birth) == 10 {
			region = birth
		}
		e.Parties = append(e.Parties, timeline.Party{Part: "inquired", Of: timeline.Person(name, region)})
		e.Fields = append(e.Fields, timeline.Field{Name: "NAM", Value: name})
	}
	for field, value := range map[string]string{"DOB": birth, "SEX": sex} {
		if value != "" {
			e.Fields = append(e.Fields, timeline.Field{Name: field, Value: value})
		}
	}
	if plate != "" {
		e.Parties = append(e.Parties, timeline.Party{Part: kinds.PartVehicle, Of: timeline.Plate{Number: plate, State: "OK"}.Identifier()})
	}
	return r, e
}

// TestNamesAreJudged: whatever becomes known of a subject, in whatever order it comes and events are loaded, an event counts, is
// remarked on and is set aside as one is that is loaded in the end; a confirmation and a vehicle of the subject's lift what is set
// aside for its name alone, also for searches; and undoing either brings it back.
func TestNamesAreJudged(t *testing.T) {
	t.Parallel()
	names := []string{"", "TESTPERSON, ANN", "TESTPERSON, ANNIE", "TESTPERSON, BOB", "ROE, RICHARD", "ROE, RICK", "TESTPERSN, ANN", "UNKNOWN"}
	births := []string{"", "1990-02-28", "1990", "1961-12-01", "022890"}
	for seed := range uint64(4) {
		s, _ := open(t)
		chance := rand.New(rand.NewPCG(seed, 7))
		c := caseOf(t, s, "J-1")
		subject, err := timeline.Subject{Name: "Testperson, Ann"}, error(nil)
		if subject.ID, _, err = s.PutSubject(t.Context(), c.ID, subject, everyone); err != nil {
			t.Fatal(err)
		}
		var told []timeline.Event // in the order of their lines
		confirmed, marks := map[int]bool{}, map[int]int64{}
		held := map[string]bool{}
		pick := func(of []string) string { return of[chance.IntN(len(of))] }
		load := func() {
			n := 3 + chance.IntN(6)
			take(t, s, store.NewLoad{Case: c.ID, Subject: subject.ID, File: fmt.Sprint(len(told)), Format: "ncic", Loader: "x"}, int64(n),
				func(l *store.Load) {
					for range n {
						r, e := namedBy(len(told)+1, pick(names), pick(births), pick([]string{"", "F", "M"}),
							pick([]string{"", "", "8OK1", "8OK2"}))
						if chance.IntN(5) == 0 {
							e.Standing, e.Why = timeline.SetAside, "own ORI"
						}
						told = append(told, e)
						if err := l.Events(t.Context(), r, []timeline.Event{e}); err != nil {
							t.Fatal(err)
						}
					}
				})
		}
		check := func(after string) {
			t.Helper()
			d := dossierOf(t, s, subject.ID, everything)
			found, err := s.Search(t.Context(), near(orb.Point{-97.5, 35.5}, 2000, 1000), everyone)
			if err != nil {
				t.Fatal(err)
			}
			counted := map[string]bool{}
			for i := range found.Found {
				counted[found.Found[i].Event.ID] = true
			}
			if len(d.Events) != len(told) {
				t.Fatalf("%d events of %d", len(d.Events), len(told))
			}
			judge := person.NewJudge(d.Subject)
			for i, e := range d.Events { // by time, which is that of the lines
				want := told[i]
				want.Remarks = slices.Clone(want.Remarks)
				if judge.Event(&want) && (confirmed[i] || want.Plate() != nil && held[want.Plate().Number]) {
					want.Standing, want.Why = timeline.Counts, ""
				}
				if e.Standing != want.Standing || e.Why != want.Why || fmt.Sprint(e.Remarked()) != fmt.Sprint(want.Remarked()) {
					t.Fatalf("seed %d, after %s, line %d naming %v of %+v is %q for %q with %q, want %q for %q with %q", seed, after, i+1,
						e.Fields, d.Subject, e.Standing, e.Why, e.Remarked(), want.Standing, want.Why, want.Remarked())
				}
				if counted[e.ID] != (want.Standing == timeline.Counts) {
					t.Fatalf("seed %d, after %s: line %d is found by a search: %v, and is %q", seed, after, i+1, counted[e.ID], want.Standing)
				}
			}
		}
		mark := func() {
			i := chance.IntN(len(told))
			id := dossierOf(t, s, subject.ID, everything).Events[i].ID
			if confirmed[i] {
				if _, err := s.UndoMark(t.Context(), subject.ID, marks[i], everyone); err != nil {
					t.Fatal(err)
				}
			} else {
				m, err := s.AddMark(t.Context(), subject.ID, timeline.Mark{Target: id, Kind: timeline.MarkConfirmed}, everyone)
				if err != nil {
					t.Fatal(err)
				}
				marks[i] = m.ID
			}
			confirmed[i] = !confirmed[i]
		}
		know := func(p timeline.Subject) {
			p.Name = subject.Name
			if _, _, err := s.PutSubject(t.Context(), c.ID, p, everyone); err != nil {
				t.Fatal(err)
			}
		}
		load()
		check("the first load")
		for step := range 12 {
			switch what := chance.IntN(6); what {
			case 0:
				load()
			case 1:
				mark()
			case 2:
				know(timeline.Subject{Aliases: []string{pick([]string{"Richard Roe", "Bob Testperson", "Ann Poe"})}})
			case 3:
				know(timeline.Subject{BirthDate: pick(births[1:2])})
			case 4:
				know(timeline.Subject{Sex: pick([]string{"female", "male"})})
			case 5:
				plate := pick([]string{"8OK1", "8OK2"})
				know(timeline.Subject{Holdings: []timeline.Holding{{Of: timeline.Plate{Number: plate, State: "OK"}.Identifier(), Basis: "x"}}})
				held[plate] = true
			}
			check(fmt.Sprint("step ", step))
		}
		other, _, err := s.PutSubject(t.Context(), c.ID, timeline.Subject{Name: "Roe, Rick"}, everyone)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.MergeSubject(t.Context(), other, subject.ID, everyone); err != nil {
			t.Fatal(err)
		}
		check("the merge")
	}
}

// TestNamesChangeDuringALoad: what becomes known of a subject while a load is under way is known to that load too.
func TestNamesChangeDuringALoad(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	for n, early := range []bool{true, false} {
		c := caseOf(t, s, fmt.Sprint("D-", n))
		id := subjectOf(t, s, c, "Testperson, Ann")
		l, err := s.BeginLoad(t.Context(), store.NewLoad{Case: c.ID, Subject: id, File: "x", Format: "ncic", Loader: "x", At: day(1)})
		if err != nil {
			t.Fatal(err)
		}
		defer l.Abandon(t.Context())
		for i := range 1200 { // some are sent before the end
			r, e := namedBy(i+1, "ROE, RICHARD", "", "", "")
			if err := l.Events(t.Context(), r, []timeline.Event{e}); err != nil {
				t.Fatal(err)
			}
			if early && i == 500 {
				alias(t, s, c, "Testperson, Ann", "Richard Roe")
			}
		}
		changed := make(chan error, 1)
		if !early { // it waits for the load, which holds the case
			go func() {
				_, _, err := s.PutSubject(t.Context(), c.ID, timeline.Subject{Name: "Testperson, Ann", Aliases: []string{"Richard Roe"}}, everyone)
				changed <- err
			}()
		}
		done, err := l.Finish(t.Context(), store.Summary{Read: 1200, Zone: "UTC", ZoneBasis: timeline.BasisStated})
		if err != nil {
			t.Fatal(err)
		}
		if !early {
			if err := <-changed; err != nil {
				t.Fatal(err)
			}
		} else if said := done.Notes[len(done.Notes)-1].Text; !strings.HasPrefix(said, "named as the subject") {
			t.Errorf("the load says %q", said)
		}
		for _, e := range dossierOf(t, s, id, everything).Events {
			if !e.Counts() {
				t.Fatalf("alias early %v: an event is %q: %s", early, e.Standing, e.Why)
			}
		}
	}
}

func alias(t *testing.T, s *store.Store, c timeline.Case, name, other string) {
	t.Helper()
	if _, _, err := s.PutSubject(t.Context(), c.ID, timeline.Subject{Name: name, Aliases: []string{other}}, everyone); err != nil {
		t.Fatal(err)
	}
}

// TestNamesStayInsideTheCase: others, to whom a load is shown, are told that an event is set aside, and not whom it names.
func TestNamesStayInsideTheCase(t *testing.T) {
	t.Parallel()
	s, url := open(t)
	c, id := newCase(t, s)
	done := take(t, s, store.NewLoad{Case: c.ID, Subject: id, File: "x", Format: "ncic", Loader: "x"}, 2, func(l *store.Load) {
		for i, name := range []string{"ROE, RICHARD", "TESTPERSON, AN"} {
			r, e := namedBy(i+1, name, "", "", "")
			e.Kind = kinds.Arrest
			e.Parties[0].Part = kinds.Of(kinds.Arrest).Parts[0].Name
			if err := l.Events(t.Context(), r, []timeline.Event{e}); err != nil {
				t.Fatal(err)
			}
		}
	})
	if _, err := s.Share(t.Context(), done.ID, "OK7770100", everyone); err != nil {
		t.Fatal(err)
	}
	guest := access.Viewer{User: addUser(t, url, "guest", "agency", "OK7770100"), Role: access.RoleAgency, Agency: "OK7770100"}
	ask := near(orb.Point{-97.5, 35.5}, 2000, 10)
	ask.Kinds = []timeline.KindName{kinds.Arrest}
	for _, x := range []struct {
		viewer access.Viewer
		names  bool
	}{{everything, true}, {guest, false}} {
		page, err := s.Search(t.Context(), ask, access.Asker{Viewer: x.viewer})
		if err != nil || len(page.Found) != 2 {
			t.Fatalf("%d rows, %v", len(page.Found), err)
		}
		text := ""
		for i := range page.Found {
			text += page.Found[i].Event.Why + strings.Join(page.Found[i].Event.Remarked(), " ")
		}
		if strings.Contains(text, "ROE") != x.names || strings.Contains(text, "TESTPERSON") != x.names || !strings.Contains(text, person.WhyAnother) ||
			!strings.Contains(text, "an answer to an inquiry") {
			t.Errorf("%+v is told %q", x.viewer, text)
		}
	}
}
