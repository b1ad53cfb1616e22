package store_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/internal/access"
	"sightline/internal/ledger"
	"sightline/internal/query"
	"sightline/internal/store"
	"sightline/timeline"
)

func TestLoadSightings(t *testing.T) {
	s, _ := open(t)
	c, id := newCase(t, s)
	fill := func(l *store.Load) {
		for i := range 1200 {
			r, x := sighting(i+1, day(1).Add(time.Duration(i)*time.Minute))
			if err := l.Events(t.Context(), r, []timeline.Event{x}); err != nil {
				t.Fatal(err)
			}
		}
		r, x := sighting(1, day(1)) // the first again
		if err := l.Events(t.Context(), r, []timeline.Event{x}); err != nil {
			t.Fatal(err)
		}
		if err := l.Reject(t.Context(),
			timeline.Reject{Line: 1300, Text: []byte("bad \x00"), Field: "DOB", Reason: "no such day"}); err != nil {
			t.Fatal(err)
		}
	}
	what := store.NewLoad{Case: c.ID, Subject: id, File: "with rejects", Format: "ncic", Loader: "ncic/1"}
	first := take(t, s, what, 1202, fill)
	if first.Accepted != 1200 || first.Duplicates != 1 || first.Rejected != 1 {
		t.Errorf("first load: %+v", first)
	}
	again := take(t, s, what, 1202, fill)
	if again.Accepted != 0 || again.Duplicates != 1201 {
		t.Errorf("second load: %+v", again)
	}

	d, err := s.Dossier(t.Context(), id, query.WithWithheld, access.Asker{Actor: "tester", Purpose: "test", Viewer: everything})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Events) != 1200 || len(d.Loads) != 2 || d.Subject.BirthDate != "1990-02-28" || len(d.Subject.Vehicles()) != 1 {
		t.Fatalf("dossier: %d sightings, %d loads, %+v", len(d.Events), len(d.Loads), d.Subject)
	}
	_, want := sighting(1, day(1))
	got := d.Events[0]
	if got.First.Start != want.First.Start || got.First.Raw != want.First.Raw || !slices.Equal(got.First.Flags, want.First.Flags) ||
		got.Where != want.Where || got.Agency.ORI != want.Agency.ORI || got.Fields[0] != want.Fields[0] || got.Record().Line != 1 ||
		got.Record().Load != first.ID {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	_, text, err := s.Record(t.Context(), first.ID, 7, access.Asker{Actor: "tester", Viewer: everything})
	if err != nil || string(text) != "QW line 7 \xff\x00" {
		t.Errorf("record: %q, %v", text, err)
	}
	rejects, err := s.Rejects(t.Context(), first.ID, access.Asker{Actor: "tester", Viewer: everything})
	if err != nil || len(rejects) != 1 || rejects[0].Reason != "no such day" || string(rejects[0].Text) != "bad \x00" {
		t.Errorf("rejects: %+v, %v", rejects, err)
	}
	log, err := s.SearchAudit(t.Context(), ledger.Query{Actor: "tester", Most: 10}, access.Asker{})
	if err != nil || len(log) != 3 || log[2].Action != "dossier" || log[2].Rows != 1200 || log[2].CaseNumber != "T-1" {
		t.Errorf("audit: %+v, %v", log, err)
	}
}

func TestLoadReads(t *testing.T) {
	s, _ := open(t)
	c, id := newCase(t, s)
	mobile := timeline.Site{Key: "car 4", Mobile: true, Point: orb.Point{-98, 35},
		Where: timeline.Where{Class: timeline.ClassGPS, Radius: 500, Zone: "America/Chicago"}}
	roving := read(4, day(3), "8OK1234", "OK", mobile)
	roving.Point = orb.Point{-98.001, 35.001}
	unsure := read(8, day(6), "8OK1234", "OK", camera)
	unsure.Confidence, unsure.Flags = float32(math.NaN()), []timeline.TimeFlag{timeline.FlagAmbiguous}
	reads := []timeline.Read{
		read(2, day(2), "8OK1234", "OK", camera),
		read(3, day(2), "8OK1234", "OK", camera), // the same read again
		roving,
		read(5, day(4), "80K1234", "OK", camera),  // OCR-equivalent
		read(6, day(5), "8OK1234", "", camera),    // state not read
		read(7, day(25), "8OK1234", "OK", camera), // after the vehicle was sold
		unsure,
		read(9, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), "ZZZ999", "TX", camera), // another month
	}
	fill := func(l *store.Load) {
		first, stop := context.WithCancel(t.Context()) // the stream outlives the call that begins it
		if err := l.Reads(first, reads[:3]); err != nil {
			t.Fatal(err)
		}
		stop()
		if err := l.Reject(t.Context(), timeline.Reject{Line: 10, Text: []byte("0,0"), Reason: "no position"}); err != nil {
			t.Fatal(err)
		}
		if err := l.Reads(t.Context(), reads[3:]); err != nil {
			t.Fatal(err)
		}
	}
	what := store.NewLoad{Case: c.ID, File: "with rejects", Format: "plates", Loader: "plates/1"}
	first := take(t, s, what, 9, fill)
	if first.Accepted != 7 || first.Duplicates != 1 || first.Rejected != 1 {
		t.Errorf("first load: %+v", first)
	}
	if again := take(t, s, what, 9, fill); again.Accepted != 0 || again.Duplicates != 8 {
		t.Errorf("second load: %+v", again)
	}
	d, err := s.Dossier(t.Context(), id, query.WithWithheld, access.Asker{Actor: "tester", Viewer: everything})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, x := range d.Events {
		ids = append(ids, x.ID)
	}
	if want := []string{"r1-2", "r1-4", "r1-8"}; !slices.Equal(ids, want) {
		t.Errorf("sightings %v, want %v", ids, want)
	}
	if x := d.Events[1]; !x.Mobile() || x.Where.Point != roving.Point || x.Where.Class != timeline.ClassGPS || *x.Read.Confidence < 0.89 {
		t.Errorf("mobile read: %+v", x)
	}
	if x := d.Events[2]; x.Read.Confidence != nil || x.First.End.Sub(x.First.Start) != time.Hour+time.Second {
		t.Errorf("ambiguous read: %+v", x)
	}
	if len(d.Withheld) != 3 {
		t.Errorf("withheld: %+v", d.Withheld)
	}
	var found []string
	var after query.Cursor
	for more := true; more; {
		page, err := s.Candidates(t.Context(), id, 1, after, access.Asker{Actor: "tester", Viewer: everything})
		if err != nil || page.Total != 3 || len(page.Found) != 1 {
			t.Fatalf("candidates after %q: %+v, %v", after.ID, page, err)
		}
		c := page.Found[0]
		found = append(found, fmt.Sprintf("%s %s/%s: %s", c.Event.ID, c.Level, c.State, c.Reason))
		if more = page.Next != nil; more {
			after = *page.Next
		}
	}
	if want := []string{"r1-5 OCR-equivalent/same: readers confuse 0 for O", "r1-6 exact/unknown: its state was not read",
		"r1-7 exact/same: outside the time the subject held the vehicle"}; !slices.Equal(found, want) {
		t.Errorf("candidates %q, want %q", found, want)
	}
	if page, err := s.Candidates(t.Context(), id, 10, query.Cursor{}, access.Asker{Actor: "tester"}); err == nil && len(page.Found) > 0 {
		t.Errorf("a viewer who may see nothing sees %+v", page.Found)
	}
	for line, want := range map[int]string{2: "8OK1234,OK,2", 9: "ZZZ999,TX,9"} {
		if _, text, err := s.Record(t.Context(), 1, line, access.Asker{Viewer: everything}); err != nil || string(text) != want {
			t.Errorf("record %d: %q, %v", line, text, err)
		}
	}
	if _, _, err := s.Record(t.Context(), 1, 99, access.Asker{Viewer: everything}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("record 99: %v", err)
	}
	rejects, err := s.Rejects(t.Context(), 1, access.Asker{Viewer: everything})
	if err != nil || len(rejects) != 1 || rejects[0].Line != 10 {
		t.Errorf("rejects: %+v, %v", rejects, err)
	}
}

// TestLoadAbandoned breaks loads off at every stage and finds nothing left.
func TestLoadAbandoned(t *testing.T) {
	s, _ := open(t)
	c, id := newCase(t, s)
	for name, fill := range map[string]func(*store.Load) error{
		"nothing": func(l *store.Load) error { return nil },
		"sightings": func(l *store.Load) error {
			for i := range 700 {
				r, x := sighting(i+1, day(1))
				if err := l.Events(t.Context(), r, []timeline.Event{x}); err != nil {
					return err
				}
			}
			return nil
		},
		"reads": func(l *store.Load) error {
			return l.Reads(t.Context(), []timeline.Read{read(1, day(1), "A", "", camera)})
		},
	} {
		l, err := s.BeginLoad(t.Context(), store.NewLoad{Case: c.ID, Subject: id, File: name, At: day(1)})
		if err != nil {
			t.Fatal(err)
		}
		if err := fill(l); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		l.Abandon(t.Context())
		l.Abandon(t.Context())
	}
	d, err := s.Dossier(t.Context(), id, query.WithWithheld, access.Asker{Viewer: everything})
	if err != nil || len(d.Events)+len(d.Loads) != 0 {
		t.Errorf("left over: %d sightings, %d loads, %v", len(d.Events), len(d.Loads), err)
	}
}

// TestLoadsAtOnce takes the same file in several times at the same time: one brings the rows, the others duplicates.
func TestLoadsAtOnce(t *testing.T) {
	s, _ := open(t)
	c, id := newCase(t, s)
	var accepted, total [2]int64
	var mu sync.Mutex
	var wait sync.WaitGroup
	for i := range 6 {
		wait.Go(func() {
			kind := i % 2
			l, err := s.BeginLoad(context.Background(),
				store.NewLoad{Case: c.ID, Subject: id, File: "f", Format: "x", Loader: "x", At: day(1)})
			if err != nil {
				t.Error(err)
				return
			}
			for n := range 600 {
				if kind == 0 {
					r, x := sighting((n*7)%600+i, day(1)) // another order in each
					err = l.Events(context.Background(), r, []timeline.Event{x})
				} else {
					err = l.Reads(context.Background(),
						[]timeline.Read{read(n+1, day(1).Add(time.Duration(n)*time.Hour), "AAA111", "TX", camera)})
				}
				if err != nil {
					t.Error(err)
				}
			}
			done, err := l.Finish(context.Background(), store.Summary{Read: 600})
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			accepted[kind] += done.Accepted
			total[kind] += done.Read
			mu.Unlock()
		})
	}
	wait.Wait()
	if accepted[0] != 604 || accepted[1] != 600 {
		t.Errorf("accepted %v of %v, want 604 and 600", accepted, total)
	}
}
