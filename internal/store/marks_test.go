package store_test

import (
	"errors"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"sightline/internal/access"
	"sightline/internal/dbtest"
	"sightline/internal/ledger"
	"sightline/internal/query"
	"sightline/internal/store"
	"sightline/timeline"
)

// marked is a case with two subjects, of which the first has two sightings, a plate read and nothing else.
func marked(t *testing.T) (s *store.Store, url string, subject, other int64, ids []string) {
	t.Helper()
	s, url = open(t)
	c, subject := newCase(t, s)
	other, _, err := s.PutSubject(t.Context(), c.ID, timeline.Subject{Name: "Other"}, everyone)
	if err != nil {
		t.Fatal(err)
	}
	take(t, s, store.NewLoad{Case: c.ID, Subject: subject, File: "f", Format: "ncic", Loader: "ncic/1"}, 2, func(l *store.Load) {
		for i := range 2 {
			r, x := sighting(i+1, day(2+i))
			if err := l.Events(t.Context(), r, []timeline.Event{x}); err != nil {
				t.Fatal(err)
			}
		}
	})
	take(t, s, store.NewLoad{Case: c.ID, Subject: subject, File: "g", Format: "plates", Loader: "plates/1"}, 1, func(l *store.Load) {
		if err := l.Reads(t.Context(), []timeline.Read{read(1, day(5), "8OK1234", "OK", camera)}); err != nil {
			t.Fatal(err)
		}
	})
	d, err := s.Dossier(t.Context(), subject, query.WithWithheld, access.Asker{Actor: "tester", Viewer: everything})
	if err != nil || len(d.Events) != 3 {
		t.Fatalf("%d sightings, %v", len(d.Events), err)
	}
	for _, x := range d.Events {
		ids = append(ids, x.ID)
	}
	return s, url, subject, other, ids
}

func TestMarks(t *testing.T) {
	s, _, subject, other, ids := marked(t)
	before, err := s.Dossier(t.Context(), subject, query.WithWithheld, access.Asker{Actor: "tester", Viewer: everything})
	if err != nil {
		t.Fatal(err)
	}
	who := access.Asker{Actor: "ann", Purpose: "review", Viewer: everything}
	hidden, err := s.AddMark(t.Context(), subject, timeline.Mark{Target: ids[2], Kind: timeline.MarkHidden, Text: " misread: the 8 is a B ",
		Actor: "somebody else"}, who)
	if err != nil || hidden.Text != "misread: the 8 is a B" || hidden.Actor != "ann" || hidden.At.IsZero() || !hidden.Stands() {
		t.Fatalf("%+v, %v", hidden, err)
	}
	note, err := s.AddMark(t.Context(), subject, timeline.Mark{Target: ids[2], Kind: timeline.MarkNote, Text: "called the agency"}, who)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		subject int64
		mark    timeline.Mark
		want    error
	}{
		"hidden twice":      {subject, timeline.Mark{Target: ids[2], Kind: timeline.MarkHidden, Text: "again"}, timeline.ErrHidden},
		"not the subject's": {other, timeline.Mark{Target: ids[0], Kind: timeline.MarkConfirmed}, store.ErrNotFound},
		"nobody's":          {subject, timeline.Mark{Target: "e999999", Kind: timeline.MarkConfirmed}, store.ErrNotFound},
		"no such subject":   {999999, timeline.Mark{Target: ids[0], Kind: timeline.MarkConfirmed}, store.ErrNotFound},
	} {
		if _, err := s.AddMark(t.Context(), tt.subject, tt.mark, who); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
	if _, err := s.AddMark(t.Context(), subject, timeline.Mark{Target: ids[0], Kind: timeline.MarkHidden}, who); err == nil {
		t.Error("hidden without a reason")
	}
	d, err := s.Dossier(t.Context(), subject, query.WithWithheld, who)
	if err != nil || !reflect.DeepEqual(d.Marks, []timeline.Mark{hidden, note}) {
		t.Fatalf("marks %+v, %v", d.Marks, err)
	}
	if !reflect.DeepEqual(d.Events, before.Events) {
		t.Error("marks changed an event")
	}
	if shown := d.WithoutHidden(); len(shown.Events) != 2 || len(shown.Excluded) != 1 || shown.Excluded[0].Event.ID != ids[2] {
		t.Errorf("shown are %d, excluded %+v", len(shown.Events), shown.Excluded)
	}

	undone, err := s.UndoMark(t.Context(), subject, hidden.ID, access.Asker{Actor: "bob", Viewer: everything})
	if err != nil || undone.Stands() || undone.UndoneBy != "bob" || undone.Text != hidden.Text {
		t.Fatalf("%+v, %v", undone, err)
	}
	if _, err := s.UndoMark(t.Context(), subject, hidden.ID, who); !errors.Is(err, timeline.ErrMarkUndone) {
		t.Errorf("undone twice: %v", err)
	}
	if _, err := s.UndoMark(t.Context(), other, note.ID, who); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("another's mark: %v", err)
	}
	if _, err := s.AddMark(t.Context(), subject, timeline.Mark{Target: ids[2], Kind: timeline.MarkHidden, Text: "after all"},
		who); err != nil {
		t.Errorf("hidden anew: %v", err)
	}
	standing, err := s.Marks(t.Context(), subject, false, who)
	all, err2 := s.Marks(t.Context(), subject, true, who)
	if err != nil || err2 != nil || len(standing) != 2 || len(all) != 3 || !reflect.DeepEqual(all[0], undone) {
		t.Errorf("%d standing, all %+v, %v, %v", len(standing), all, err, err2)
	}
	told := ""
	log, err := s.SearchAudit(t.Context(), ledger.Query{Most: 20}, access.Asker{})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range log {
		told += a.Action + " by " + a.Actor + "; "
	}
	for _, want := range []string{"mark by ann", "unmark by bob", "marks by ann"} {
		if !strings.Contains(told, want) {
			t.Errorf("the audit does not tell %q: %s", want, told)
		}
	}
}

// TestMarksCannotBeChanged tries by SQL what no query of ours does.
func TestMarksCannotBeChanged(t *testing.T) {
	s, url, subject, _, ids := marked(t)
	m, err := s.AddMark(t.Context(), subject, timeline.Mark{Target: ids[0], Kind: timeline.MarkHidden, Text: "x"},
		access.Asker{Actor: "ann", Viewer: everything})
	if err == nil {
		_, err = s.UndoMark(t.Context(), subject, m.ID, access.Asker{Actor: "ann", Viewer: everything})
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"update marks set text = 'y'", "update marks set undone_at = null, undone_by = null", "update marks set at = now()",
		"update marks set undone_by = 'bob'",
		"insert into marks (case_id, target, kind, text, actor) values (1, 's1', 'hidden', ' ', 'ann')",
	} {
		if err := dbtest.Change(t.Context(), url, text); err == nil || strings.Contains(err.Error(), "without a row in the audit") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestHiddenOnce lets several analysts hide the same sighting at once.
func TestHiddenOnce(t *testing.T) {
	s, _, subject, _, ids := marked(t)
	var wait sync.WaitGroup
	var made atomic.Int32
	start := make(chan struct{})
	for range 6 {
		wait.Go(func() {
			<-start
			_, err := s.AddMark(t.Context(), subject, timeline.Mark{Target: ids[1], Kind: timeline.MarkHidden, Text: "x"},
				access.Asker{Actor: "ann", Viewer: everything})
			switch {
			case err == nil:
				made.Add(1)
			case !errors.Is(err, timeline.ErrHidden):
				t.Error(err)
			}
		})
	}
	close(start)
	wait.Wait()
	if made.Load() != 1 {
		t.Errorf("hidden %d times", made.Load())
	}
}
