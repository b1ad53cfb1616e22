package store

import (
	"math"

	"github.com/jackc/pgx/v5"

	"sightline/sql"
	"sightline/timeline"
)

// searchCounter counts what all pages of an answer hold.
type searchCounter struct {
	ask    searchAsk
	enough int64
	total  int64
}

// newSearchCounter returns nil when no count was asked for.
func newSearchCounter(s timeline.Search, a searchAsk) *searchCounter {
	if s.Count == timeline.CountNone {
		return nil
	}
	a.After, a.Nearest, a.Most = nil, false, math.MaxInt32
	c := &searchCounter{ask: a, enough: timeline.MaxBoundedCount}
	if s.Count == timeline.CountExact {
		c.enough = math.MaxInt32 - 1
	}
	return c
}

func (c *searchCounter) queue(batch *pgx.Batch, reads, sightings bool) {
	add := func(row pgx.Row) error {
		var n int64
		err := row.Scan(&n)
		c.total += n
		return err
	}
	if reads {
		batch.Queue(sql.Query("CountReads"), args{"ask": c.ask, "enough": c.enough}).QueryRow(add)
	}
	if sightings {
		batch.Queue(sql.Query("CountSightings"), args{"ask": c.ask}).QueryRow(add)
	}
}

func (c *searchCounter) count() *timeline.Count {
	if c.total > c.enough {
		return &timeline.Count{Number: c.enough, AtLeast: true}
	}
	return &timeline.Count{Number: c.total}
}
