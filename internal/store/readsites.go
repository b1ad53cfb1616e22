package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"sightline/sql"
	"sightline/timeline"
)

// siteNumbers numbers the sites of a load: as the case has them, or anew.
type siteNumbers struct {
	conn   *pgx.Conn // beside the load's own, which streams reads
	caseID int64
	known  map[siteKey]siteNumber
	filter *readFilter
	stage  copyTable
	batch  []siteNumber
}

// siteKey is what makes two sites of a case the same one.
type siteKey struct {
	key   string
	point orb.Point
}

type siteNumber struct {
	id   int64
	hash uint64
}

// maxKnownSites bounds the memory of a load: moving readers have a site for every block they pass. Past it the
// sites are forgotten and numbered again, which the merge straightens out.
const maxKnownSites = 200_000

func newSiteNumbers(ctx context.Context, s *Store, caseID int64, filter *readFilter) (*siteNumbers, error) {
	conn, err := pgx.ConnectConfig(ctx, s.pool.Config().ConnConfig)
	if err != nil {
		return nil, fmt.Errorf("store: connect once more: %w", err)
	}
	return &siteNumbers{conn: conn, caseID: caseID, known: map[siteKey]siteNumber{}, filter: filter,
		stage: copyTable{name: "site_stage", columns: "id, key, name, mobile, position, class, radius_m, place"}}, nil
}

func (s *siteNumbers) close(ctx context.Context) { _ = s.conn.Close(ctx) } // it holds no transaction

// number returns the numbers of a batch's sites, valid until the next call, and stages the sites that were not known yet.
func (s *siteNumbers) number(ctx context.Context, batch []timeline.Read, out *copyStream) ([]siteNumber, error) {
	s.batch = s.batch[:0]
	var fresh []int // reads whose sites are not known
	for i := range batch {
		n, ok := s.known[keyOf(&batch[i].Site)]
		if !ok {
			fresh = append(fresh, i)
		}
		s.batch = append(s.batch, n)
	}
	if len(fresh) == 0 {
		return s.batch, nil
	}
	if len(s.known) > maxKnownSites {
		clear(s.known)
	}
	if err := s.learn(ctx, batch, fresh, out); err != nil {
		return nil, err
	}
	for _, i := range fresh {
		s.batch[i] = s.known[keyOf(&batch[i].Site)]
	}
	return s.batch, nil
}

// learn numbers the sites of some reads of a batch and stages them.
func (s *siteNumbers) learn(ctx context.Context, batch []timeline.Read, fresh []int, out *copyStream) error {
	var sites []*timeline.Site
	var keys []string
	var lons, lats []float64
	for _, i := range fresh {
		site := &batch[i].Site
		if _, met := s.known[keyOf(site)]; met {
			continue
		}
		s.known[keyOf(site)] = siteNumber{}
		sites, keys, lons, lats = append(sites, site), append(keys, site.Key), append(lons, site.Point[0]), append(lats, site.Point[1])
	}
	rows, err := s.conn.Query(ctx, sql.Query("NumberSites"), args{"case_id": s.caseID, "keys": keys, "lons": lons, "lats": lats})
	if err != nil {
		return fmt.Errorf("number sites: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("number sites: %w", err)
	}
	for i, site := range sites {
		key := keyOf(site)
		s.known[key] = siteNumber{ids[i], s.filter.hashSite(key)}
		if err := s.add(ids[i], site, out); err != nil {
			return err
		}
	}
	return nil
}

func keyOf(site *timeline.Site) siteKey { return siteKey{site.Key, site.Point} }

// add stages a site.
func (s *siteNumbers) add(id int64, site *timeline.Site, out *copyStream) error {
	if s.stage.rows == nil {
		s.stage.rows = out.buffer()
	}
	b := appendInt64(appendRow(s.stage.rows, 8), id)
	b = appendText(b, site.Key)
	b = appendText(b, site.Name)
	b = appendBool(b, site.Mobile)
	b = appendPointValue(b, site.Point)
	b = appendText(b, string(site.Where.Class))
	b = appendFloat64(b, float64(site.Where.Radius))
	b, err := appendJSON(b, placeOf(site.Where))
	if err != nil {
		return fmt.Errorf("encode site: %w", err)
	}
	s.stage.rows = b
	return s.stage.flush(out, false)
}
