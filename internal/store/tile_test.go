package store_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/maptile"

	"sightline/internal/access"
	"sightline/internal/query"
	"sightline/internal/store"
	"sightline/timeline"
)

// counted adds up a number of the features of a tile, and says how many bytes it has.
func counted(t *testing.T, s *store.Store, ask query.Tile, look access.Asker, field string) (sum int, bytes int) {
	t.Helper()
	body, err := s.Tile(t.Context(), ask, look)
	if err != nil {
		t.Fatal(err)
	}
	layers, err := mvt.Unmarshal(body)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range layers {
		if l.Name != string(ask.Layer) || l.Extent != 4096 {
			t.Errorf("layer %q of extent %d", l.Name, l.Extent)
		}
		for _, f := range l.Features {
			n, is := f.Properties[field].(float64)
			if !is || n < 1 {
				t.Fatalf("feature %v", f.Properties)
			}
			sum += int(n)
		}
	}
	return sum, len(body)
}

// spread loads reads at readers all over the country, over most of a year, in two loads that overlap.
func spread(t *testing.T, s *store.Store) []timeline.Read {
	t.Helper()
	c, _ := newCase(t, s)
	random := rand.New(rand.NewPCG(1, 2))
	var all []timeline.Read
	for i := range 3000 {
		n := random.IntN(200)
		site := camera
		site.Key, site.Name = fmt.Sprint("cam ", n), fmt.Sprint("Camera ", n)
		site.Point = orb.Point{-120 + float64(n%20)*2.5, 30 + float64(n/20)*1.5}
		at := time.Date(2025, 8, 20, 0, 0, 0, 0, time.UTC).Add(time.Duration(random.IntN(290*24*3600)) * time.Second)
		all = append(all, read(i+2, at, fmt.Sprintf("8OK%04d", random.IntN(300)), "OK", site))
	}
	takeReads(t, s, c.ID, all[:2000])
	takeReads(t, s, c.ID, all[1500:])
	return all
}

// TestTilesCountEveryRead adds up the tiles of several zooms and finds every read of the days asked for, once.
func TestTilesCountEveryRead(t *testing.T) {
	s, url := open(t)
	all := spread(t, s)
	day := func(text string) (d time.Time) {
		if text != "" {
			d, _ = time.Parse(time.DateOnly, text)
		}
		return d
	}
	for _, days := range [][2]string{{"", ""}, {"2025-10-01", "2026-01-01"}, {"2025-09-17", "2025-12-03"}, {"2025-11-02", "2025-11-09"},
		{"2025-11-28", "2025-12-02"},
		{"2026-02-14", ""}, {"", "2025-09-30"}, {"2027-01-01", ""}, {"2025-12-01", "2025-12-02"}} {
		from, to := day(days[0]), day(days[1])
		want := 0
		for _, r := range all {
			if (from.IsZero() || !r.At.Before(from)) && (to.IsZero() || r.At.Before(to)) {
				want++
			}
		}
		for _, z := range []maptile.Zoom{0, 3, 5} {
			tiles := map[maptile.Tile]bool{}
			for _, r := range all {
				tiles[maptile.At(r.Site.Point, z)] = true
			}
			got := 0
			for tile := range tiles {
				n, _ := counted(t, s, query.Tile{Layer: query.TileReads, Z: int(z), X: int(tile.X), Y: int(tile.Y), From: from, To: to},
					access.Asker{Viewer: everything}, "reads")
				got += n
			}
			if got != want {
				t.Errorf("%v, zoom %d: %d reads, want %d", days, z, got, want)
			}
		}
	}
	want := 0
	for _, r := range all {
		if r.Plate.Number == all[7].Plate.Number {
			want++
		}
	}
	ask := query.Tile{Layer: query.TileReads, Plate: all[7].Plate}
	if got, _ := counted(t, s, ask, access.Asker{Viewer: everything}, "reads"); got != want || want < 3 {
		t.Errorf("plate: %d reads, want %d", got, want)
	}
	ask.Plate.State = "TX"
	if got, _ := counted(t, s, ask, access.Asker{Viewer: everything}, "reads"); got != 0 {
		t.Errorf("plate of another state: %d reads", got)
	}
	checkCounts(t, url)
	if _, err := s.Undo(t.Context(), 1, "test", access.Asker{Viewer: everything}); err != nil {
		t.Fatal(err)
	}
	checkCounts(t, url)
	if got, _ := counted(t, s, query.Tile{Layer: query.TileReads}, access.Asker{Viewer: everything}, "reads"); got != 1500 {
		t.Errorf("after undoing the first load: %d reads, want 1500", got)
	}
}

func TestSightingsTile(t *testing.T) {
	s, _ := open(t)
	c, id := newCase(t, s)
	take(t, s, store.NewLoad{Case: c.ID, Subject: id, File: "n", Format: "ncic", Loader: "x"}, 3, func(l *store.Load) {
		for i := range 3 {
			r, x := sighting(i+1, day(i+1))
			if i == 2 {
				x.Standing, x.Why = timeline.SetAside, "own agency"
			}
			if err := l.Events(t.Context(), r, []timeline.Event{x}); err != nil {
				t.Fatal(err)
			}
		}
	})
	ask := query.Tile{Layer: query.TileSightings, Case: c.Number}
	if n, _ := counted(t, s, ask, access.Asker{Viewer: everything}, "sightings"); n != 2 {
		t.Errorf("%d sightings, want 2", n)
	}
	ask.To = day(2).Truncate(24 * time.Hour)
	if n, _ := counted(t, s, ask, access.Asker{Viewer: everything}, "sightings"); n != 1 {
		t.Errorf("%d sightings before the second day, want 1", n)
	}
	ask.Case = "unknown"
	if _, err := s.Tile(t.Context(), ask, access.Asker{Viewer: everything}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("unknown case: %v", err)
	}
	nobody := access.Asker{Viewer: access.Viewer{Role: access.RoleAgency, Agency: "XX9990100"}}
	if n, bytes := counted(t, s, query.Tile{Layer: query.TileSightings}, nobody, "sightings"); n != 0 || bytes != 0 {
		t.Errorf("an agency that nothing is shared with is shown %d sightings in %d bytes", n, bytes)
	}
	ask.Case = c.Number
	if _, err := s.Tile(t.Context(), ask, nobody); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a case that may not be seen: %v", err)
	}
}

// TestTileStaysSmall fills every cell of a tile.
func TestTileStaysSmall(t *testing.T) {
	s, _ := open(t)
	c, _ := newCase(t, s)
	var all []timeline.Read
	for i := range 20_000 {
		site := camera
		site.Key, site.Name = fmt.Sprint("camera with a name of its own ", i), fmt.Sprint("Camera on the road of number ", i)
		site.Point = orb.Point{math.Mod(float64(i+1)*0.618034, 1) * 40, math.Mod(float64(i+1)*0.754878, 1) * 40}
		all = append(all, read(i+2, day(1).Add(time.Duration(i)*time.Second), "8OK1", "OK", site))
	}
	takeReads(t, s, c.ID, all)
	n, bytes := counted(t, s, query.Tile{Layer: query.TileReads, Z: 3, X: 4, Y: 3}, access.Asker{Viewer: everything}, "reads")
	t.Logf("%d reads in %d bytes", n, bytes)
	if n != len(all) || bytes > 500_000 {
		t.Errorf("%d reads in %d bytes", n, bytes)
	}
}
