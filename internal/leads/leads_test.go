package leads_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"sightline/internal/access"
	"sightline/internal/dbtest"
	"sightline/internal/leads"
	"sightline/internal/query"
	"sightline/internal/store"
	"sightline/loaders"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

var ann = access.Asker{Actor: "ann", Purpose: "test", Viewer: access.Viewer{Everything: true}}

// TestCorrectionsAtOnce corrects one lead by several hands at once: one correction stands, the others are refused, and nothing is left
// half done.
func TestCorrectionsAtOnce(t *testing.T) {
	ctx := t.Context()
	s, err := store.Open(ctx, dbtest.New(t), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	of, _, err := s.PutCase(ctx, timeline.Case{Number: "T-1"}, ann)
	if err != nil {
		t.Fatal(err)
	}
	subject, _, err := s.PutSubject(ctx, of.ID, timeline.Subject{Name: "Invented, Jane"}, ann)
	if err != nil {
		t.Fatal(err)
	}
	book := &leads.Book{Store: s, Options: func(context.Context, timeline.Case) (loaders.Options, error) {
		return loaders.Options{Now: time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC), Zone: time.UTC}, nil
	}}
	_, err = book.Add(ctx, subject, timeline.Lead{Kind: kinds.Arrest, Source: "a caller",
		Fields: map[string]string{"date": "2026-05-01", "charge": "invented"}}, ann)
	if err != nil {
		t.Fatal(err)
	}
	events := func() []timeline.Event {
		d, err := s.Dossier(ctx, subject, query.OwnRecords, ann)
		if err != nil {
			t.Fatal(err)
		}
		return d.Events
	}
	event := events()[0].ID
	faults := make([]error, 6)
	var hands sync.WaitGroup
	for i := range faults {
		hands.Go(func() {
			_, _, faults[i] = book.Correct(ctx, subject, event, 0, timeline.Lead{Fields: map[string]string{"charge": fmt.Sprint("charge ", i)}}, ann)
		})
	}
	hands.Wait()
	stood := 0
	for _, err := range faults {
		var refused *timeline.LeadError
		switch {
		case err == nil:
			stood++
		case !errors.As(err, &refused) && !errors.Is(err, store.ErrNotFound):
			t.Errorf("a correction that came too late: %v", err)
		}
	}
	left := events()
	if stood != 1 || len(left) != 1 || len(left[0].Records) != 1 {
		t.Fatalf("%d corrections stand, and %d events: %+v", stood, len(left), left)
	}
	i := slices.Index(faults, nil)
	if charge := timeline.FieldOf(left[0].Fields, "charge"); charge != fmt.Sprint("charge ", i) {
		t.Errorf("correction %d stands, and the charge is %q", i, charge)
	}
	loads, err := s.Loads(ctx, "T-1", ann)
	if err != nil || len(loads) != 2 {
		t.Errorf("%d loads are told, %v", len(loads), err)
	}
}
