package store

import (
	"math"

	"github.com/jackc/pgx/v5"

	"sightline/internal/query"
	"sightline/sql"
)

// searchCounter counts what all pages of an answer hold.
type searchCounter struct {
	ask    searchAsk
	enough int64
	total  int64
}

// newSearchCounter returns nil when no count was asked for.
func newSearchCounter(s query.Search, a searchAsk) *searchCounter {
	if s.Count == query.CountNone {
		return nil
	}
	a.After, a.Nearest, a.Most = nil, false, math.MaxInt32
	c := &searchCounter{ask: a, enough: query.MaxBoundedCount}
	if s.Count == query.CountExact {
		c.enough = math.MaxInt32 - 1
	}
	return c
}

func (c *searchCounter) queue(batch *pgx.Batch, reads, events bool) {
	add := func(row pgx.Row) error {
		var n int64
		err := row.Scan(&n)
		c.total += n
		return err
	}
	if reads {
		batch.Queue(sql.Query("CountReads"), args{"ask": c.ask, "enough": c.enough}).QueryRow(add)
	}
	if events {
		batch.Queue(sql.Query("CountEvents"), args{"ask": c.ask}).QueryRow(add)
	}
}

func (c *searchCounter) count() *query.Count {
	if c.total > c.enough {
		return &query.Count{Number: c.enough, AtLeast: true}
	}
	return &query.Count{Number: c.total}
}
