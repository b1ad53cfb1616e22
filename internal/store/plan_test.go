package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"sightline/internal/access"
	"sightline/internal/store"
	"sightline/timeline"
)

// TestViewsKeepPlans: whoever looks, the views find sites by place and reads by site or plate, by index and newest first.
func TestViewsKeepPlans(t *testing.T) {
	s, url := open(t)
	c, _ := newCase(t, s)
	var all []timeline.Read
	for i := range 20_000 {
		site := camera
		site.Key = fmt.Sprint("cam-", i%400)
		site.Point = orb.Point{-97.5 + float64(i%400)/100, 35.5}
		site.Where.Point = site.Point
		all = append(all, read(i+1, day(1).Add(time.Duration(i)*5*time.Minute), fmt.Sprint("PLT", i%5000), "OK", site))
	}
	done := takeReads(t, s, c.ID, all)
	if _, err := s.Share(t.Context(), done.ID, leakOther, access.Asker{Viewer: everything}); err != nil {
		t.Fatal(err)
	}
	if err := store.Exec(t.Context(), url, "analyze"); err != nil {
		t.Fatal(err)
	}
	member := addUser(t, url, "ann", "analyst", "", c.ID)
	partner := addUser(t, url, "pat", "agency", leakOther)
	for viewer, setting := range map[string]string{
		"everything": `{"everything":true}`,
		"member":     fmt.Sprintf(`{"user":%d,"role":"analyst"}`, member),
		"partner":    fmt.Sprintf(`{"user":%d,"role":"agency","agency":%q}`, partner, leakOther),
	} {
		for query, want := range map[string]string{
			"select * from visible_sites where st_dwithin(position, st_setsrid(st_makepoint(-97.4, 35.5), 4326)::geography, 500)":                  "sites_position",
			"select * from visible_reads where site_id = 7 and read_at >= '2026-05-03' and read_at < '2026-05-20' order by read_at desc limit 100": "site_id_read_at_idx",
			"select * from visible_reads where plate = 'PLT77' order by read_at desc":                                                              "plate_read_at_site_id",
		} {
			text := fmt.Sprintf("begin; select set_viewer('%s'); set jit = off; set max_parallel_workers_per_gather = 0;", setting)
			plan := strings.Join(explain(t, url, text, query), "\n")
			if !strings.Contains(plan, want) || strings.Contains(plan, "Seq Scan on reads") {
				t.Errorf("%s: %s does not go by %s:\n%s", viewer, query, want, plan)
			}
		}
	}
}

// explain returns the lines of a query's plan, after some settings.
func explain(t *testing.T, url, settings, query string) []string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), settings); err != nil {
		t.Fatal(err)
	}
	rows, err := conn.Query(t.Context(), "explain "+query)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return lines
}
