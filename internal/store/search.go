package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"sightline/internal/access"
	"sightline/internal/query"
	"sightline/sql"
	"sightline/timeline/plate"
)

// Search answers what was sighted in some areas or of a plate, as far as the viewer may see it, and writes the question and
// the number of sightings given to the audit. If the audit cannot be written there is no answer. The question must have
// passed its Check. timeline.ErrTooWide is for whoever asks too much.
func (s *Store) Search(ctx context.Context, ask query.Search, look access.Asker) (query.Page, error) {
	var page query.Page
	row := audit{look: look, action: "near", asked: query.Params().Asked(ask), about: interestsInSearch(ask)}
	err := s.looked(ctx, row, func(tx *reading, a *audit) (err error) {
		a.caseID, err = search(ctx, tx, ask, &page)
		a.rows = len(page.Found)
		return tooWide(err)
	})
	if err != nil {
		return query.Page{}, err
	}
	return page, nil
}

// CursorKey returns the secret under which places in answers are signed.
func (s *Store) CursorKey(ctx context.Context) ([]byte, error) {
	return scalar[[]byte](ctx, s.pool, "CursorKey", nil)
}

// search fills a page. It returns the number of the case that was named, 0 when none was.
func search(ctx context.Context, tx *reading, ask query.Search, page *query.Page) (caseID int64, err error) {
	a, err := newSearchAsk(ask)
	if err != nil {
		return 0, err
	}
	if ask.Case != "" {
		if a.Case, err = scalar[int64](ctx, tx, "SearchCase", args{"number": ask.Case}); errors.Is(err, ErrNotFound) {
			err = fmt.Errorf("case %q: %w", ask.Case, err)
		}
		if err != nil {
			return 0, err
		}
	}
	seen := true
	if ask.All {
		if seen, err = a.putSeenInAll(ctx, tx, ask.Plate); err != nil {
			return a.Case, err
		}
	}
	if seen {
		if err := a.find(ctx, tx, ask, page); err != nil {
			return a.Case, err
		}
	} else if ask.Count != query.CountNone {
		page.Count = &query.Count{}
	}
	if len(page.Found) == 0 && ask.After.ID == "" {
		page.Why, err = a.whyEmpty(ctx, tx, ask)
	}
	return a.Case, err
}

// putSeenInAll narrows the question to what was seen in all areas, and reports whether anything was.
func (a *searchAsk) putSeenInAll(ctx context.Context, tx *reading, plate plate.Pattern) (bool, error) {
	seen, err := one[struct {
		Plates   []string
		Subjects []int64
	}](ctx, tx, "SeenInAll", args{"ask": a})
	if err != nil {
		return false, err
	}
	a.Plates, a.Subjects, a.Prefixes = seen.Plates, append([]int64{}, seen.Subjects...), nil
	if !plate.IsZero() {
		a.putPattern(plate) // a subject that was seen everywhere may also have been seen otherwise
	}
	return len(a.Plates)+len(a.Subjects) > 0, nil
}

// find asks for one sighting more than a page holds, so that it is known whether there is a next page, and for the count.
// All of it goes to the server at once.
func (a *searchAsk) find(ctx context.Context, tx *reading, ask query.Search, page *query.Page) error {
	batch := &pgx.Batch{}
	batch.Queue(sql.Query("PlanOnce"))
	found := make([]query.Nearby, 0, min(a.Most, 128))
	events, reads := asksForEvents(ask), asksForReads(ask) && (!ask.All || len(a.Plates) > 0)
	counter := newSearchCounter(ask, *a)
	if reads {
		batch.Queue(sql.Query("SearchReads"), args{"ask": a}).Query(func(rows pgx.Rows) error { return scanFoundReads(rows, &found) })
	}
	if events {
		batch.Queue(sql.Query("SearchEvents"), args{"ask": a}).Query(func(rows pgx.Rows) error { return scanFoundEvents(rows, &found) })
	}
	if counter != nil {
		counter.queue(batch, reads, events)
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("store: search: %w", err)
	}
	if order := inOrder(ask.Order); !slices.IsSortedFunc(found, order) { // to sort what is large costs even where it is sorted
		slices.SortFunc(found, order)
	}
	if len(found) > ask.Limit {
		found = found[:ask.Limit]
		last := found[len(found)-1]
		page.Next = &query.Cursor{At: last.Event.First.Start, ID: last.Event.ID}
		if a.Nearest {
			page.Next.Distance = last.Distance
		}
	}
	page.Found = found
	if counter != nil {
		page.Count = counter.count()
	}
	return nil
}

// inOrder compares two sightings by the order of an answer. At the same instant those of cases come before reads, and of
// the same kind the one that was loaded last.
func inOrder(order query.Order) func(a, b query.Nearby) int {
	return func(a, b query.Nearby) int {
		if order == query.Nearest && a.Distance != b.Distance {
			return cmp.Compare(a.Distance, b.Distance)
		}
		if c := b.Event.First.Start.Compare(a.Event.First.Start); c != 0 {
			return c
		}
		return laterID(a.Event.ID, b.Event.ID)
	}
}

// laterID compares two ids: case sightings first, and of the same kind the greater number first.
func laterID(a, b string) int {
	if a[0] != b[0] {
		return cmp.Compare(a[0], b[0]) // e before r
	}
	one, line, _ := strings.Cut(a[1:], "-")
	other, otherLine, _ := strings.Cut(b[1:], "-")
	return cmp.Or(numberOrder(other, one), numberOrder(otherLine, line))
}

// numberOrder compares two numbers written without leading zeros.
func numberOrder(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }

// tooWide names what the database refuses.
func tooWide(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "SLTM1" {
		return fmt.Errorf("%w: %s; ask for a shorter time or smaller areas", query.ErrTooWide, pg.Message)
	}
	return err
}
