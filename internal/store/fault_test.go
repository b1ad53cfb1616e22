package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"sightline/internal/dbtest"
	"sightline/internal/store"
)

// TestTimedOut: a statement that takes too long is told alike whether the database's clock or ours ends it; one that is
// given up is not.
func TestTimedOut(t *testing.T) {
	url := dbtest.New(t)
	holder, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer holder.Close(context.WithoutCancel(t.Context()))
	if _, err := holder.Exec(t.Context(), "begin; lock table subjects in access exclusive mode"); err != nil {
		t.Fatal(err)
	}
	ours, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	gone, leave := context.WithCancel(t.Context())
	defer leave()
	for name, c := range map[string]struct {
		ctx     context.Context
		options store.Options
		want    bool
	}{
		"by the database": {t.Context(), store.Options{StatementTimeout: 50 * time.Millisecond}, true},
		"by us":           {ours, store.Options{}, true},
		"given up":        {gone, store.Options{}, false},
	} {
		s, err := store.Open(t.Context(), url, c.options)
		if err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(50*time.Millisecond, leave)
		if _, err := s.Cases(c.ctx, everyone); err == nil || store.TimedOut(err) != c.want || store.Unreachable(err) {
			t.Errorf("%s: %v is told as timed out: %v", name, err, store.TimedOut(err))
		}
		s.Close()
	}
}
