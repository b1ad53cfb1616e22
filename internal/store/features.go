package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"sightline/internal/access"
	"sightline/internal/feature"
	"sightline/sql"
)

// Features answers with a page of a collection, as far as the viewer may see it, and writes the question and the number of
// features given to the audit. If the audit cannot be written there is no answer.
func (s *Store) Features(ctx context.Context, ask feature.Query, look access.Asker) (feature.Page, error) {
	page := feature.Page{Matched: feature.Uncounted}
	row := audit{look: look, action: "features", asked: askedFeatures(ask), about: interestsInFeatures(ask)}
	err := s.looked(ctx, row, func(tx *reading, a *audit) error {
		q, err := newFeatureQuery(ctx, tx, ask)
		if err != nil {
			return err
		}
		if page, err = q.page(ctx, tx); err != nil {
			return err
		}
		if ask.After != nil {
			page.Matched = ask.After.Matched
		} else if page.Matched, err = q.count(ctx, tx, len(page.Features), page.Next != nil); err != nil {
			return err
		}
		if page.Next != nil {
			page.Next.Matched = page.Matched
		}
		a.rows = len(page.Features)
		return nil
	})
	return page, err
}

// Feature answers with one feature of a collection, as far as the viewer may see it, and writes that to the audit. One that
// does not exist and one that the viewer may not see are both ErrNotFound.
func (s *Store) Feature(ctx context.Context, c feature.Collection, id string, look access.Asker) (feature.Feature, error) {
	var found feature.Feature
	row := audit{look: look, action: "feature", asked: map[string]any{"collection": c.Name, "id": id}}
	err := s.looked(ctx, row, func(tx *reading, a *audit) error {
		q, err := newFeatureQuery(ctx, tx, feature.Query{Collection: c, Limit: mostAtOnePlace})
		if err != nil {
			return err
		}
		if err := q.only(id); err != nil {
			return err
		}
		page, err := q.page(ctx, tx)
		if err != nil {
			return err
		}
		for _, f := range page.Features {
			if f.ID == id {
				found, a.rows = f, 1
				return nil
			}
		}
		return fmt.Errorf("%s %s: %w", c.Name, id, ErrNotFound)
	})
	return found, err
}

// mostAtOnePlace bounds how many reads of one line of a load, one site and one instant there can be.
const mostAtOnePlace = 1000

// countTime is how long counting may take before an answer goes without.
const countTime = time.Second

// featureQuery is a question as SQL: the names of its queries, and what is put into them.
type featureQuery struct {
	ask         feature.Query
	rows, total string // queries of a page and of the count
	filter      *featureFilter
	where       []string // conditions of a feature
	sites       []string // for reads: conditions of their sites
	ranks       []string // how a feature lies to each area that it must meet
}

func newFeatureQuery(ctx context.Context, q querier, ask feature.Query) (*featureQuery, error) {
	f := &featureQuery{ask: ask, filter: newFeatureFilter(ask.Collection)}
	switch ask.Collection.Of {
	case feature.Events:
		f.rows, f.total = "EventFeatures", "CountEventFeatures"
	case feature.Sites:
		f.rows, f.total = "SiteFeatures", "CountSiteFeatures"
	case feature.Agencies:
		f.rows, f.total = "AgencyFeatures", "CountAgencyFeatures"
	case feature.Reads:
		f.rows, f.total = "ReadFeatures", "CountReadFeatures"
		if slices.ContainsFunc(conjuncts(ask.Filter), namesPlates) {
			f.rows, f.total = "ReadFeaturesByPlate", "CountReadFeaturesByPlate"
		}
	default:
		return nil, fmt.Errorf("collection %q: %w", ask.Collection.Name, ErrNotFound)
	}
	if ask.Box != nil {
		a := f.filter.box(*ask.Box)
		f.where = append(f.where, sql.Fragment("box near or nowhere", "near", f.filter.near(a, 0), "p", f.filter.column(feature.Geometry)))
		f.ranks = append(f.ranks, f.filter.rank(a, 0))
	}
	if ask.Collection.Timed && !(ask.From.IsZero() && ask.To.IsZero()) {
		f.where = append(f.where, f.filter.during(ask.From, ask.To))
	}
	for _, e := range conjuncts(ask.Collection.Filter) {
		f.where = append(f.where, f.filter.condition(e))
	}
	for _, e := range conjuncts(ask.Filter) {
		if f.sitesOnly(e) {
			f.sites = append(f.sites, f.filter.condition(e))
		} else {
			f.where = append(f.where, f.filter.condition(e))
		}
		if g, far := areaOf(e); g != nil {
			f.ranks = append(f.ranks, f.filter.rankOf(g, far))
		}
	}
	switch ask.Collection.Of {
	case feature.Events:
		f.narrowEvents()
	case feature.Reads:
		if err := f.narrowReads(ctx, q); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// only restricts the question to the feature of that id.
func (q *featureQuery) only(id string) error {
	number, named := id, true
	switch q.ask.Collection.Of {
	case feature.Events:
		number, named = strings.CutPrefix(id, "e")
	case feature.Agencies:
		q.where = append(q.where, sql.Fragment("agencies.id", "a", q.filter.text(id)))
		return nil
	case feature.Reads:
		r, ok := parseReadID(id)
		if !ok {
			return fmt.Errorf("reads %s: %w", id, ErrNotFound)
		}
		q.sites = append(q.sites, sql.Fragment("reads.this site", "a", q.filter.arg(r.site)))
		q.where = append(q.where, sql.Fragment("reads.id", "a", q.filter.arg(r.site), "b", q.filter.instant(r.at), "c",
			q.filter.arg(r.load), "d", q.filter.arg(r.line)))
		return nil
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || !named || strconv.FormatInt(n, 10) != number {
		return fmt.Errorf("%s %s: %w", q.ask.Collection.Name, id, ErrNotFound)
	}
	q.where = append(q.where, sql.Fragment(q.ask.Collection.Of+".id", "a", q.filter.arg(n)))
	return nil
}

// text is one of the queries with the conditions put in.
func (q *featureQuery) text(name string) string {
	rank := "-1"
	if len(q.ranks) > 0 {
		rank = sql.Fragment("rank worst", "list", strings.Join(q.ranks, ", "))
	}
	return strings.NewReplacer("true /*filter*/", all(q.where), "true /*sites*/", all(q.sites), "-1 /*rank*/",
		rank).Replace(sql.Query(name))
}

// count is how many features match in all, unless they are too many to count, or it would take too long.
func (q *featureQuery) count(ctx context.Context, tx *reading, found int, more bool) (int64, error) {
	if !more {
		return int64(found), nil
	}
	part, err := tx.Begin(ctx) // so that the limit ends with the count, and its end is not the end of the answer
	if err != nil {
		return 0, fmt.Errorf("store: count features: %w", err)
	}
	defer func() { _ = part.Rollback(ctx) }() // nothing was changed, and a lost connection shows at the next query
	if _, err := exec(ctx, part, "LimitStatement", args{"most_ms": fmt.Sprint(countTime.Milliseconds())}); err != nil {
		return 0, err
	}
	q.filter.args["most"] = feature.Bound + 1
	rows, err := part.Query(ctx, q.text(q.total), pgx.QueryExecModeCacheDescribe, q.filter.args)
	if err != nil {
		return 0, fmt.Errorf("store: %s: %w", q.total, err)
	}
	n, err := pgx.CollectOneRow(rows, pgx.RowTo[int64])
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "57014" && ctx.Err() == nil || n > feature.Bound { // query_canceled
		return feature.Uncounted, nil
	}
	if err != nil {
		return 0, fmt.Errorf("store: %s: %w", q.total, err)
	}
	return n, nil
}

// after adds the place where the page before ended.
func (q *featureQuery) after() {
	a := q.filter.args
	a["most"] = q.ask.Limit + 1
	for _, name := range []string{"after_at", "after_id", "after_ori", "after_site", "after_plate", "after_state"} {
		a[name] = nil
	}
	place := q.ask.After
	if place == nil {
		return
	}
	switch q.ask.Collection.Of {
	case feature.Events:
		a["after_id"], a["after_at"] = place.ID, pgtype.Timestamptz{Time: place.At, Valid: true}
		if place.At.IsZero() {
			a["after_at"] = pgtype.Timestamptz{InfinityModifier: pgtype.NegativeInfinity, Valid: true}
		}
	case feature.Reads:
		a["after_site"], a["after_at"], a["after_plate"], a["after_state"] = place.ID, place.At, place.Text, place.State
	case feature.Agencies:
		a["after_ori"] = place.Text
	case feature.Sites:
		a["after_id"] = place.ID
	}
}

// askedFeatures is the question as the audit keeps it.
func askedFeatures(ask feature.Query) map[string]any {
	m := map[string]any{"collection": ask.Collection.Name, "limit": ask.Limit}
	if b := ask.Box; b != nil {
		m["bbox"] = []float64{b.West, b.South, b.East, b.North}
	}
	for name, t := range map[string]time.Time{"from": ask.From, "to": ask.To} {
		if !t.IsZero() {
			m[name] = t
		}
	}
	if ask.Filter != nil {
		m["filter"] = ask.Filter.String()
	}
	if ask.After != nil {
		m["next_page"] = true
	}
	return m
}

// readID is the id of a read among the features: by site and time it is found through their index. The sum tells apart
// what one line of a file may have brought for one site and instant.
type readID struct {
	load int64
	line int32
	site int64
	at   time.Time
	sum  uint32
}

func (r readID) String() string {
	return fmt.Sprintf("r%d-%d-%d-%s-%s", r.load, r.line, r.site, strconv.FormatInt(r.at.UnixMicro(), 36),
		strconv.FormatUint(uint64(r.sum), 36))
}

func parseReadID(id string) (r readID, ok bool) {
	parts := strings.Split(strings.TrimPrefix(id, "r"), "-")
	if len(parts) == 6 && parts[3] == "" { // before 1970
		parts = []string{parts[0], parts[1], parts[2], "-" + parts[4], parts[5]}
	}
	if len(parts) != 5 {
		return r, false
	}
	load, err1 := strconv.ParseInt(parts[0], 10, 64)
	line, err2 := strconv.ParseInt(parts[1], 10, 32)
	site, err3 := strconv.ParseInt(parts[2], 10, 64)
	at, err4 := strconv.ParseInt(parts[3], 36, 64)
	sum, err5 := strconv.ParseUint(parts[4], 36, 32)
	r = readID{load, int32(line), site, time.UnixMicro(at).UTC(), uint32(sum)}
	dated := r.at.Year() > 0 && r.at.Year() < 10000
	return r, errors.Join(err1, err2, err3, err4, err5) == nil && dated && r.String() == id
}
