package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"text/tabwriter"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"

	"sightline/internal/query"
	"sightline/internal/sample"
)

// tileTarget is what a tile may take, for 99 of 100.
const tileTarget = 50 * time.Millisecond

// tiles asks for tiles of every zoom where there are readers: of all reads, and of 40 days, whose ends are no months.
// It returns a table.
func (b *searchBench) tiles(full bool, asks int) string {
	var out bytes.Buffer
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "tiles of zoom\tp50\tp99\tof 40 days\tp99\ttarget\tlargest\t")
	for z := range query.MaxTileZoom + 1 {
		chance := rand.New(rand.NewPCG(13, uint64(z)))
		var times [2]spans
		largest := 0
		for n := range asks + asks/4 + 1 {
			site := b.sites[chance.IntN(len(b.sites))]
			tile := maptile.At(orb.Point{site.Lon, site.Lat}, maptile.Zoom(z))
			from := sample.ReadsFrom().AddDate(0, 0, chance.IntN(320))
			for i, days := range []string{"",
				"from=" + from.Format(time.DateOnly) + "&to=" + from.AddDate(0, 0, 40).Format(time.DateOnly)} {
				start := time.Now()
				size := b.get(fmt.Sprintf("/tiles/reads/%d/%d/%d.mvt?%s", z, tile.X, tile.Y, days))
				if largest = max(largest, size); n > asks/4 {
					times[i] = append(times[i], time.Since(start))
				}
			}
		}
		verdict := ""
		if full && max(times[0].at(99), times[1].at(99)) > tileTarget {
			verdict = "short of it"
			b.t.Errorf("tiles of zoom %d: p99 %v, of some days %v", z, times[0].at(99), times[1].at(99))
		}
		fmt.Fprintf(w, "%d\t%.1f ms\t%.1f ms\t%.1f ms\t%.1f ms\t≤ %d ms\t%d kB\t%s\n", z, ms(times[0].at(50)), ms(times[0].at(99)),
			ms(times[1].at(50)), ms(times[1].at(99)), tileTarget.Milliseconds(), largest/1000, verdict)
	}
	w.Flush()
	return out.String()
}
