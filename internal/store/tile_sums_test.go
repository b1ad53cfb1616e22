package store_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geo"
	"github.com/paulmach/orb/maptile"

	"sightline/internal/access"
	"sightline/internal/query"
	"sightline/internal/store"
	"sightline/timeline"
)

// TestCellNumbers holds the numbers of cells against those of another library.
func TestCellNumbers(t *testing.T) {
	_, url := open(t)
	random := rand.New(rand.NewPCG(5, 6))
	var values []string
	for i := range 500 {
		p := orb.Point{random.Float64()*360 - 180, random.Float64()*170 - 85}
		switch i {
		case 0:
			p = orb.Point{-180, 0}
		case 1:
			p = orb.Point{-90, 66.51326044311186}
		case 2:
			p = orb.Point{180, 85.05}
		}
		cell := maptile.At(orb.Point{min(p[0], 179.9999999), p[1]}, 26) // where 180 is, not -180
		values = append(values, fmt.Sprintf("(%v, %v, %d)", p[0], p[1], cell.Quadkey()|1<<52))
	}
	for _, lat := range []float64{85.06, 90, -85.06, -90} {
		values = append(values, fmt.Sprintf("(7, %v, null)", lat))
	}
	wrong := ask(t, url, `select format('%s %s: %s, want %s', lon, lat, map_cell(at), cell)
		from (values `+strings.Join(values, ", ")+`) v (lon, lat, cell) cross join lateral (select st_setsrid(st_makepoint(lon, lat), 4326)::geography as at) p
		where map_cell(at) is distinct from cell
			or cell is not null and st_distance(st_makepoint(map_x(at), map_y(at)), st_setsrid(st_transform(at::geometry, 3857), 0)) > 1e-6`)
	if len(wrong) > 0 {
		t.Errorf("%d positions, such as %s", len(wrong), wrong[0])
	}
}

// checkCellCounts holds the sums by cells against the counts of reads.
func checkCellCounts(t *testing.T, url string) {
	t.Helper()
	const placed = `(select cell_number(grid, floor((st_x(s.position::geometry) + 180) / 360 * (1 << grid))::bigint,
			floor((0.5 - st_y(st_transform(s.position::geometry, 3857)) / 40075016.685578488) * (1 << grid))::bigint) as cell, grid, c.*, s.name, s.class, s.radius_m, s.mobile,
			st_transform(s.position::geometry, 3857) as at
		from read_counts c join sites s on s.id = c.site_id cross join unnest(array[6, 8, 10, 12]) grid where abs(st_y(s.position::geometry)) < 85.05) p`
	for name, q := range map[string][2]string{
		"sums": {`select cell, month, load_id, reads::numeric, round(x / reads), round(y / reads), first_site, last_site, name, class, radius_m, mobile from cell_counts`,
			`select cell, month, load_id, sum(reads), round(sum(st_x(at) * reads) / sum(reads)), round(sum(st_y(at) * reads) / sum(reads)), min(site_id), max(site_id),
				case when count(distinct site_id) = 1 then min(name) end, case when count(distinct class) = 1 then min(class) end, max(radius_m), bool_or(mobile)
			from ` + placed + ` group by 1, 2, 3`},
		"days": {`select cell, month, load_id, o, d, n::bigint from cell_counts, unnest(days, counts) with ordinality x (d, n, o)`,
			`select cell, month, load_id, row_number() over (partition by cell, month, load_id order by d), d, sum(n)
			from ` + placed + `, unnest(days, counts) x (d, n) group by cell, month, load_id, d`},
	} {
		for _, q := range []string{q[0] + " except " + q[1], q[1] + " except " + q[0]} {
			if wrong := ask(t, url, "select d::text from ("+q+") d"); len(wrong) > 0 {
				t.Errorf("%s by cells: %s: %d rows, such as %s", name, q, len(wrong), wrong[0])
			}
		}
	}
}

// sumsBed is a database of reads with all that is known of them, and those who look.
type sumsBed struct {
	t       *testing.T
	store   *store.Store
	sites   []timeline.Site
	loads   []sumsLoad
	viewers map[string]sumsViewer
}

type sumsLoad struct {
	id       int64
	inCase   string
	reads    []timeline.Read
	standing bool
}

type sumsViewer struct {
	viewer access.Viewer
	loads  []int // indexes of those he may see
	centre orb.Point
	radius float64 // metres around the centre, 0 for everywhere
}

// newSumsBed takes in two overlapping loads of a case, and one of another case at readers of the same places: some share
// cells, some lie on the edges of tiles, one lies beyond the map.
func newSumsBed(t *testing.T) (*sumsBed, string) {
	s, url := open(t)
	b := &sumsBed{t: t, store: s}
	first, _ := newCase(t, s)
	second, _, err := s.PutCase(t.Context(), timeline.Case{Number: "T-2", OwningORI: leakThird}, everyone)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(3, 4))
	for i, p := range []orb.Point{{-97.5, 35.5}, {-90, 0}, {-112.5, 40.97989806962013}, {151.2, -33.8}, {-97.1, 35.9}, {10, 86}} {
		for k := range 7 {
			site := camera
			site.Key, site.Name = fmt.Sprintf("cam %d %d", i, k), fmt.Sprintf("Camera %d %d", i, k)
			site.Mobile = k%3 == 2
			site.Point = orb.Point{p[0] + math.Pow(float64(k)/4, 4), p[1] + math.Pow(float64(k)/5, 4)}
			site.Where.Point, site.Where.Radius = site.Point, 20
			if site.Mobile {
				site.Where.Class, site.Where.Radius = timeline.ClassGPS, 40
			}
			b.sites = append(b.sites, site)
		}
	}
	reads := func(n int) (all []timeline.Read) {
		for range n {
			at := time.Date(2026, 1, 20, 0, 0, 0, 0, time.UTC).Add(time.Duration(random.IntN(80*24*3600)) * time.Second)
			all = append(all, read(0, at, fmt.Sprintf("8OK%04d", random.IntN(300)), "OK", b.sites[random.IntN(len(b.sites))]))
		}
		return all
	}
	one, two := reads(700), reads(500)
	for _, l := range []sumsLoad{{inCase: "T-1", reads: one}, {inCase: "T-1", reads: append(slices.Clone(one[300:]), two...)},
		{inCase: "T-2", reads: append(reads(200), one[:50]...)}} {
		b.take(map[string]int64{"T-1": first.ID, "T-2": second.ID}[l.inCase], l)
	}
	if _, err := s.Share(t.Context(), b.loads[1].id, leakOther, access.Asker{Viewer: everything}); err != nil {
		t.Fatal(err)
	}
	area := sumsViewer{centre: b.sites[0].Point, radius: 60_000, loads: []int{1}}
	area.viewer = keyForCircle(t, url, leakOther, area.centre, area.radius)
	b.viewers = map[string]sumsViewer{
		"everything": {viewer: everything, loads: []int{0, 1, 2, 3}},
		"member": {viewer: access.Viewer{User: addUser(t, url, "ann", "analyst", "", first.ID), Role: access.RoleAnalyst},
			loads: []int{0, 1, 3}},
		"owner of another": {viewer: access.Viewer{User: addUser(t, url, "sue", "supervisor", leakThird), Role: access.RoleSupervisor,
			Agency: leakThird}, loads: []int{2}},
		"partner": {viewer: access.Viewer{User: addUser(t, url, "pat", "agency", leakOther), Role: access.RoleAgency,
			Agency: leakOther}, loads: []int{1}},
		"key for an area": area,
		"nobody":          {},
	}
	return b, url
}

// keyForCircle makes a key that sees no more than a circle, of a radius in metres.
func keyForCircle(t *testing.T, url, agency string, centre orb.Point, radius float64) access.Viewer {
	t.Helper()
	v := access.Viewer{Role: access.RoleAgency, Agency: agency}
	fmt.Sscan(ask(t, url, fmt.Sprintf(`insert into api_keys (agency, name, hash, rate, expires_at, area) values ('%s', 'area', sha256('area'), 1, now() + interval '1 day',
		st_multi(st_buffer(st_setsrid(st_makepoint(%v, %v), 4326)::geography, %v)::geometry)::geography) returning id::text`, agency, centre[0], centre[1], radius))[0], &v.Key)
	return v
}

// TestCountsAtAnEdge: of readers that move about at the edge of a key's area, the views show the same ones, with their sites
// and without.
func TestCountsAtAnEdge(t *testing.T) {
	s, url := open(t)
	c, _ := newCase(t, s)
	var all []timeline.Read
	for i := range 400 {
		site := camera
		site.Key, site.Mobile, site.Where.Radius = fmt.Sprint("car ", i), i%4 > 0, 60
		site.Point = geo.PointAtBearingAndDistance(camera.Point, float64(i*7), 19_700+float64(i))
		site.Where.Point = site.Point
		all = append(all, read(i+2, day(1+i%28), fmt.Sprint("8OK", i), "OK", site))
	}
	if _, err := s.Share(t.Context(), takeReads(t, s, c.ID, all).ID, leakOther, access.Asker{Viewer: everything}); err != nil {
		t.Fatal(err)
	}
	v := keyForCircle(t, url, leakOther, camera.Point, 20_000)
	const with, without = "select site_id, month, load_id, reads, days, counts from visible_site_counts",
		"select site_id, month, load_id, reads, days, counts from visible_read_counts"
	for _, q := range []string{with + " except " + without, without + " except " + with} {
		if n := countAs(t, url, v, q); n > 0 {
			t.Errorf("%s: %d rows", q, n)
		}
	}
	for moving, n := range map[bool]int{true: 300, false: 100} {
		if seen := countAs(t, url, v, fmt.Sprintf("select from visible_site_counts where mobile = %v", moving)); seen < n/3 ||
			seen > n*9/10 {
			t.Errorf("%d of %d readers are seen, moving: %v", seen, n, moving)
		}
	}
	if a, b := countAs(t, url, everything, with), countAs(t, url, everything, without); a != 400 || b != 400 {
		t.Errorf("who sees everything sees %d and %d of 400", a, b)
	}
}

// take takes in one more load.
func (b *sumsBed) take(caseID int64, l sumsLoad) {
	b.t.Helper()
	l.id, l.standing = takeReads(b.t, b.store, caseID, numbered(2, slices.Clone(l.reads))).ID, true
	b.loads = append(b.loads, l)
}

// owned are the reads a viewer sees of each load: a read belongs to the first load of its case that brought it.
func (b *sumsBed) owned(v sumsViewer, inCase string) map[int][]timeline.Read {
	seen, found := map[string]bool{}, map[int][]timeline.Read{}
	for i, l := range b.loads {
		for _, r := range l.reads {
			key := l.inCase + " " + keyOf(r)
			if !l.standing || seen[key] {
				continue
			}
			seen[key] = true
			if slices.Contains(v.loads, i) && (inCase == "" || l.inCase == inCase) &&
				(v.radius == 0 || geo.Distance(v.centre, r.Site.Point) < v.radius) {
				found[i] = append(found[i], r)
			}
		}
	}
	return found
}

// sumsCell is what a tile tells of a cell; x and y are in units of the tile.
type sumsCell struct {
	reads, x, y float64
	told        string
}

// want says what a tile should show, found without the database. Of a month of which some days are asked for, a tile from
// sums tells where and by what all its reads were.
func (b *sumsBed) want(v sumsViewer, owned map[int][]timeline.Read, ask query.Tile) []sumsCell {
	type key struct {
		part  maptile.Tile // of a cell
		load  int
		month time.Month
	}
	grid, summed := maptile.Zoom(ask.Z+6), ask.Z <= 6 && v.radius == 0
	if summed { // there are sums of every other grid
		grid += grid % 2
	}
	groups, count := map[key][]timeline.Read{}, map[key]int{}
	for load, reads := range owned {
		for _, r := range reads {
			k := key{maptile.At(r.Site.Point, grid), load, r.At.Month()}
			if maptile.At(r.Site.Point, maptile.Zoom(ask.Z)) != maptile.New(uint32(ask.X), uint32(ask.Y), maptile.Zoom(ask.Z)) ||
				r.Site.Point[1] > 85.05 {
				continue
			}
			within := (ask.From.IsZero() || !r.At.Before(ask.From)) && (ask.To.IsZero() || r.At.Before(ask.To))
			if within {
				count[k]++
			}
			if within || summed {
				groups[k] = append(groups[k], r)
			}
		}
	}
	cells, sites := map[maptile.Tile]*sumsCell{}, map[maptile.Tile]map[string]timeline.Site{}
	for k, reads := range groups {
		if count[k] == 0 {
			continue
		}
		cell := maptile.At(reads[0].Site.Point, maptile.Zoom(ask.Z+6))
		if cells[cell] == nil {
			cells[cell], sites[cell] = &sumsCell{}, map[string]timeline.Site{}
		}
		c, weight := cells[cell], float64(count[k])/float64(len(reads))
		c.reads += float64(count[k])
		for _, r := range reads {
			at := maptile.Fraction(r.Site.Point, maptile.Zoom(ask.Z))
			c.x, c.y = c.x+weight*(at[0]-float64(ask.X))*4096, c.y+weight*(at[1]-float64(ask.Y))*4096
			sites[cell][b.loads[k.load].inCase+r.Site.Key] = r.Site
		}
	}
	var all []sumsCell
	for cell, c := range cells {
		c.x, c.y = c.x/c.reads, c.y/c.reads
		name, number, class, radius, mobile := "<nil>", fmt.Sprint(len(sites[cell])), "", 0.0, false
		if summed && number != "1" {
			number = "<nil>"
		}
		for _, s := range sites[cell] {
			if len(sites[cell]) == 1 {
				name = s.Name
			}
			if class != "" && class != string(s.Where.Class) {
				class = "<nil>"
			} else if class == "" {
				class = string(s.Where.Class)
			}
			radius, mobile = max(radius, float64(s.Where.Radius)), mobile || s.Mobile
		}
		c.told = fmt.Sprint(number, " ", name, " ", class, " ", radius, " ", mobile)
		all = append(all, *c)
	}
	return all
}

// got is what a tile shows.
func (b *sumsBed) got(v sumsViewer, ask query.Tile) (all []sumsCell) {
	b.t.Helper()
	body, err := b.store.Tile(b.t.Context(), ask, access.Asker{Viewer: v.viewer})
	if err != nil {
		b.t.Fatal(err)
	}
	layers, err := mvt.Unmarshal(body)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, l := range layers {
		for _, f := range l.Features {
			p, at := f.Properties, f.Geometry.(orb.Point)
			all = append(all, sumsCell{p["reads"].(float64), at[0], at[1],
				fmt.Sprint(p["sites"], " ", p["name"], " ", p["class"], " ", p["radius_m"], " ", p["mobile"])})
		}
	}
	return all
}

// check compares the tiles of near and far zooms for all viewers.
func (b *sumsBed) check(url, when string) {
	b.t.Helper()
	checkCounts(b.t, url)
	date := func(text string) time.Time {
		d, _ := time.Parse(time.DateOnly, text)
		return d
	}
	shown := 0
	for name, v := range b.viewers {
		owned := map[string]map[int][]timeline.Read{"": b.owned(v, ""), "T-1": b.owned(v, "T-1")}
		for _, z := range []int{0, 1, 4, 6, 7} {
			tiles := map[maptile.Tile]bool{}
			for _, s := range b.sites {
				tiles[maptile.At(s.Point, maptile.Zoom(z))] = true
			}
			for tile := range tiles {
				ask := query.Tile{Layer: query.TileReads, Z: z, X: int(tile.X), Y: int(tile.Y)}
				for _, days := range [][2]string{{"", ""}, {"2026-02-10", "2026-03-22"}, {"2026-03-08", "2026-03-09"}} {
					ask.From, ask.To, ask.Case = date(days[0]), date(days[1]), ""
					if days[0] == "" && slices.Contains(v.loads, 1) {
						ask.Case = []string{"", "T-1"}[int(tile.X+tile.Y)%2]
					}
					want, got := b.want(v, owned[ask.Case], ask), b.got(v, ask)
					order := func(a, b sumsCell) int {
						if a.reads != b.reads {
							return int(a.reads - b.reads)
						}
						return strings.Compare(a.told, b.told)*10_000 + int(math.Round(a.x)-math.Round(b.x))
					}
					slices.SortFunc(want, order)
					slices.SortFunc(got, order)
					same := slices.EqualFunc(want, got, func(a, b sumsCell) bool {
						return a.reads == b.reads && a.told == b.told && math.Abs(a.x-b.x) <= 1 && math.Abs(a.y-b.y) <= 1
					})
					if !same {
						b.t.Fatalf("%s: %s, %+v:\n got %v\nwant %v", when, name, ask, got, want)
					}
					shown += len(got)
				}
			}
		}
	}
	if shown < 500 {
		b.t.Errorf("%s: only %d cells were shown", when, shown)
	}
}

// countAs counts rows as a viewer sees them.
func countAs(t *testing.T, url string, v access.Viewer, rows string) (n int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	err = pgx.BeginFunc(t.Context(), conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), "select set_viewer($1)", v); err != nil {
			return err
		}
		return tx.QueryRow(t.Context(), "select count(*) from ("+rows+") r").Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestTilesFromSums holds tiles, of zooms that are made from sums and of others, against what their reads are, for all kinds
// of viewers and after all that changes reads.
func TestTilesFromSums(t *testing.T) {
	b, url := newSumsBed(t)
	b.check(url, "at first")
	for name, v := range b.viewers {
		if sums := countAs(t, url, v.viewer, "select from visible_cell_counts"); (sums > 0) != (len(v.loads) > 0 && v.radius == 0) {
			t.Errorf("%s sees %d sums", name, sums)
		}
	}
	if _, err := b.store.Undo(t.Context(), b.loads[0].id, "test", access.Asker{Viewer: everything}); err != nil {
		t.Fatal(err)
	}
	b.loads[0].standing = false
	b.check(url, "without the first load, whose reads others inherit")
	c, err := b.store.Case(t.Context(), "T-1")
	if err != nil {
		t.Fatal(err)
	}
	b.take(c.ID, sumsLoad{inCase: "T-1", reads: b.loads[0].reads})
	b.check(url, "with the first load again, which is a repetition for the most part")
	if _, err := b.store.Undo(t.Context(), b.loads[1].id, "test", access.Asker{Viewer: everything}); err != nil {
		t.Fatal(err)
	}
	b.loads[1].standing = false
	b.check(url, "without the second")
}
