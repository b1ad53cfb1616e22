package store_test

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"sightline/internal/access"
	"sightline/internal/query"
	"sightline/internal/store"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// custodyOf is a custody with a booking number, as a record that names a charge tells it; end 0 leaves it open.
func custodyOf(booking, charge string, begin, end int) timeline.Event {
	when := func(n int) timeline.When {
		return timeline.When{Raw: "day", Zone: "UTC", Basis: timeline.BasisStated, Start: day(n), End: day(n + 1), Precision: timeline.Day}
	}
	e := timeline.Event{Kind: kinds.Custody, First: when(begin), Last: &timeline.When{}, Where: camera.Where,
		Fields: []timeline.Field{{Name: "booking", Value: booking}, {Name: "facility", Value: "County jail"},
			{Name: "charge", Value: charge}}}
	if end > 0 {
		last := when(end)
		e.Last = &last
	}
	return e
}

func recordOf(line int, text string) timeline.Record {
	return timeline.Record{Line: line, Text: []byte(text), Key: sha256.Sum256([]byte(text))}
}

func dossierOf(t *testing.T, s *store.Store, subject int64, v access.Viewer) timeline.Dossier {
	t.Helper()
	d, err := s.Dossier(t.Context(), subject, query.OwnRecords, access.Asker{Viewer: v})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestEventOfSeveralRecords: what several records tell of one event is one event, which loses what an undone load said, load by load,
// and goes with the last of them, whatever the order.
func TestEventOfSeveralRecords(t *testing.T) {
	t.Parallel()
	s, url := open(t)
	c, id := newCase(t, s)
	for seed := range uint64(6) {
		chance := rand.New(rand.NewPCG(seed, 1))
		booking := fmt.Sprintf("B-%d", seed)
		charges := map[int64]string{}
		ends := map[int64]bool{}
		for n := range 4 {
			charge := fmt.Sprintf("charge %d of %d", n, seed)
			ended := chance.IntN(2) == 0
			e := custodyOf(booking, charge, 3, map[bool]int{true: 9}[ended])
			load := take(t, s, store.NewLoad{Case: c.ID, Subject: id, File: charge, Format: "custody", Loader: "x"}, 1,
				func(l *store.Load) {
					if err := l.Events(t.Context(), recordOf(n+1, charge), []timeline.Event{e}); err != nil {
						t.Fatal(err)
					}
				})
			if load.Accepted != 1 {
				t.Fatalf("load %d accepted %d", load.ID, load.Accepted)
			}
			charges[load.ID], ends[load.ID] = charge, ended
		}
		order := slices.Collect(maps.Keys(charges))
		chance.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for {
			d := dossierOf(t, s, id, everything)
			if len(charges) == 0 {
				if len(d.Events) != 0 {
					t.Fatalf("seed %d: %d events of nobody's", seed, len(d.Events))
				}
				break
			}
			if len(d.Events) != 1 {
				t.Fatalf("seed %d: %d events, want one of %d records", seed, len(d.Events), len(charges))
			}
			e := d.Events[0]
			var told []string
			for _, f := range e.Fields {
				if f.Name == "charge" {
					told = append(told, f.Value)
				}
			}
			ended := false
			for load := range charges {
				ended = ended || ends[load]
			}
			if want := slices.Sorted(maps.Values(charges)); !slices.Equal(slices.Sorted(slices.Values(told)), want) ||
				len(e.Records) != len(charges) || e.Last.IsZero() == ended {
				t.Fatalf("seed %d: charges %v of %d records, ended %v; want %v, %v", seed, told, len(e.Records), !e.Last.IsZero(),
					want, ended)
			}
			if !e.Counts() || !e.Spans() {
				t.Fatalf("seed %d: standing %q, a span %v", seed, e.Standing, e.Spans())
			}
			load := order[0]
			order = order[1:]
			undone, err := s.Undo(t.Context(), load, "test", access.Asker{Viewer: everything})
			if err != nil {
				t.Fatal(err)
			}
			delete(charges, load)
			if want := int64(0); len(charges) == 0 && undone.Events != 1 || len(charges) > 0 && undone.Events != want {
				t.Fatalf("seed %d: %d events went, %d records are left", seed, undone.Events, len(charges))
			}
		}
	}
	for _, table := range []string{"records", "events", "event_records", "event_parties"} {
		if n := ask(t, url, "select count(*)::text from "+table)[0]; n != "0" {
			t.Errorf("%s: %s rows are left", table, n)
		}
	}
}

// TestRecordOfSeveralEvents: a record that tells of several events, of several people, gives each of them.
func TestRecordOfSeveralEvents(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	c, id := newCase(t, s)
	other, _, err := s.PutSubject(t.Context(), c.ID, timeline.Subject{Name: "Testperson, Bea"}, everyone)
	if err != nil {
		t.Fatal(err)
	}
	arrest := custodyOf("", "", 2, 0)
	arrest.Kind, arrest.Last = kinds.Arrest, nil
	arrest.Parties = []timeline.Party{{Part: "arrested", Subject: id}, {Part: "arrested", Subject: other}}
	mentioned := arrest
	mentioned.Parties = []timeline.Party{{Part: "arrested", Subject: id}, {Part: "victim", Subject: other}}
	done := take(t, s, store.NewLoad{Case: c.ID, Subject: id, File: "f", Format: "x", Loader: "x"}, 1, func(l *store.Load) {
		if err := l.Events(t.Context(), recordOf(1, "both"), []timeline.Event{arrest, mentioned, custodyOf("B-1", "x", 2, 4)}); err != nil {
			t.Fatal(err)
		}
	})
	if done.Read != 1 || done.Accepted != 1 {
		t.Errorf("a record is %d read and %d accepted", done.Read, done.Accepted)
	}
	standings := func(subject int64) string {
		var all []string
		for _, e := range dossierOf(t, s, subject, everything).Events {
			all = append(all, string(e.Kind)+" "+string(e.Standing))
		}
		slices.Sort(all)
		return fmt.Sprintf("%q", all)
	}
	if got, want := standings(id), `["arrest " "arrest " "custody "]`; got != want {
		t.Errorf("the one has %s, want %s", got, want)
	}
	if got, want := standings(other), `["arrest " "arrest mention"]`; got != want {
		t.Errorf("the other has %s, want %s", got, want)
	}
}

// TestHeldIdentifier: an event about what a subject held at the time is the subject's, through a located part a sighting; before and
// after it is not.
func TestHeldIdentifier(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	c, id := newCase(t, s) // who holds 8OK1234 (OK) until day 20
	other, _, err := s.PutSubject(t.Context(), c.ID, timeline.Subject{Name: "Testperson, Bea"}, everyone)
	if err != nil {
		t.Fatal(err)
	}
	take(t, s, store.NewLoad{Case: c.ID, Subject: other, File: "f", Format: "x", Loader: "x"}, 3, func(l *store.Load) {
		for i, at := range []time.Time{day(5), day(19), day(25)} {
			r, x := sighting(i+1, at)
			x.Parties = kinds.Vehicle(timeline.Plate{Number: "8OK1234", State: "OK"})
			if err := l.Events(t.Context(), r, []timeline.Event{x}); err != nil {
				t.Fatal(err)
			}
		}
	})
	if d := dossierOf(t, s, other, everything); len(d.Events) != 3 {
		t.Errorf("for whom it was loaded has %d events", len(d.Events))
	}
	d := dossierOf(t, s, id, everything)
	if len(d.Events) != 2 || !d.Events[0].Counts() || d.Events[0].First.Start != day(5) || len(d.Loads) != 1 {
		t.Errorf("who held the vehicle has %d events of %d loads: %+v", len(d.Events), len(d.Loads), d.Events)
	}
}

// TestOneEventInTwoLoadsAtOnce: two loads that bring the same events at the same time give each event once, and one of them counts it.
func TestOneEventInTwoLoadsAtOnce(t *testing.T) {
	t.Parallel()
	s, url := open(t)
	c, id := newCase(t, s)
	const loads, records = 4, 700
	accepted := make([]int64, loads)
	faults := make([]error, loads)
	var all sync.WaitGroup
	for n := range loads {
		all.Go(func() {
			l, err := s.BeginLoad(t.Context(), store.NewLoad{Case: c.ID, Subject: id, File: fmt.Sprint(n), Format: "x", Loader: "x"})
			for i := 0; i < records && err == nil; i++ {
				k := (i*11 + n*13) % records // each in an order of its own
				err = l.Events(t.Context(), recordOf(k+1, fmt.Sprint("record ", k)),
					[]timeline.Event{custodyOf(fmt.Sprint("B", k), fmt.Sprint("charge ", k), 1, 2)})
			}
			if err == nil {
				var done timeline.Load
				done, err = l.Finish(t.Context(), store.Summary{Read: records})
				accepted[n] = done.Accepted
			}
			faults[n] = err
		})
	}
	all.Wait()
	total := int64(0)
	for n := range loads {
		if faults[n] != nil {
			t.Fatal(faults[n])
		}
		total += accepted[n]
	}
	if n := ask(t, url, "select count(*)::text from events")[0]; total != records || n != fmt.Sprint(records) {
		t.Errorf("%d loads accepted %v, and there are %s events; want %d", loads, accepted, n, records)
	}
	for _, e := range dossierOf(t, s, id, everything).Events {
		if len(e.Records) != 1 { // equal records say no more than one
			t.Fatalf("%s has %d records", e.ID, len(e.Records))
		}
	}
}

// TestEventShowsWhatIsSeen: an event of several records is seen through any of them, and shows what those say that the viewer may see:
// of every handling code, of one that is made up, and of a load that is restricted. Nobody holds the made-up code but who sees
// everything.
func TestEventShowsWhatIsSeen(t *testing.T) {
	t.Parallel()
	s, url := open(t)
	c, id := newCase(t, s)
	codes := append(timeline.Handlings(), "made_up")
	for n, code := range append([]timeline.Handling{""}, codes...) {
		e := custodyOf("B-1", "charge "+string(code), 3, 3+n)
		e.Parties = []timeline.Party{{Part: "witness", Of: timeline.Identifier{Type: "phone", Value: "555-" + string(code)}}}
		if code != "" {
			e.Handling = []timeline.Handling{code}
		}
		take(t, s, store.NewLoad{Case: c.ID, Subject: id, File: "f", Format: "x", Loader: "x"}, 1, func(l *store.Load) {
			if err := l.Events(t.Context(), recordOf(1, "record "+string(code)), []timeline.Event{e}); err != nil {
				t.Fatal(err)
			}
		})
	}
	member := access.Viewer{User: addUser(t, url, "ann", "analyst", "ZZ9990100", c.ID), Role: access.RoleAnalyst, Agency: "ZZ9990100"}
	for n := range 1 << 4 { // some sets of codes
		v := member
		for i, code := range timeline.Handlings() {
			if n>>(i%4)&1 == 1 {
				v.May = append(v.May, code)
			}
		}
		d := dossierOf(t, s, id, v)
		if len(d.Events) != 1 {
			t.Fatalf("with %v: %d events", v.May, len(d.Events))
		}
		e := d.Events[0]
		if len(e.Records) != 1+len(v.May) || !slices.Equal(slices.Sorted(slices.Values(e.Handling)), slices.Sorted(slices.Values(v.May))) {
			t.Errorf("with %v: %d records under %v", v.May, len(e.Records), e.Handling)
		}
		for _, code := range codes {
			told := slices.Contains(e.Fields, timeline.Field{Name: "charge", Value: "charge " + string(code)})
			named := slices.ContainsFunc(e.Parties, func(p timeline.Party) bool { return p.Of.Value == "555-"+string(code) })
			if v.MaySee(code) != told || told != named {
				t.Errorf("with %v: what is under %s is told: %v, and its parties: %v", v.May, code, told, named)
			}
		}
	}
	if d := dossierOf(t, s, id, everything); len(d.Events) != 1 || len(d.Events[0].Records) != 1+len(codes) {
		t.Errorf("who sees everything sees %+v", d.Events)
	}
}

// TestUnknownKind: a kind that the program does not know is a record that puts nobody anywhere; it is found in the dossier, and not
// by a search for sightings.
func TestUnknownKind(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	c, id := newCase(t, s)
	take(t, s, store.NewLoad{Case: c.ID, Subject: id, File: "f", Format: "x", Loader: "x"}, 1, func(l *store.Load) {
		r, x := sighting(1, day(1))
		x.Kind = "of_a_later_version"
		if err := l.Events(t.Context(), r, []timeline.Event{x}); err != nil {
			t.Fatal(err)
		}
	})
	d := dossierOf(t, s, id, everything)
	if len(d.Events) != 1 || d.Events[0].Standing != timeline.Mention || kinds.Of(d.Events[0].Kind).One != "record" {
		t.Fatalf("dossier: %+v", d.Events)
	}
	where := d.Events[0].Where.Point
	for kind, want := range map[timeline.KindName]int{"": 0, "of_a_later_version": 1} {
		asked := near(where, 5000, 9)
		if kind != "" {
			asked.Kinds = []timeline.KindName{kind}
		}
		page, err := s.Search(t.Context(), asked, access.Asker{Viewer: everything})
		if err != nil || len(page.Found) != want {
			t.Errorf("a search for kind %q found %d, %v; want %d", kind, len(page.Found), err, want)
		}
	}
}
