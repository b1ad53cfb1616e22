package atlas

import (
	"cmp"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/tidwall/rtree"

	"sightline/geo"
)

const zipsHeader = "zip\tstate\tcity\tpostal_lat\tpostal_lon\tcensus_lat\tcensus_lon"

// zipRow is a ZIP code with what two packages say of its centre: a table of post offices, and the Census Bureau's
// centres of ZIP Code Tabulation Areas. A ZIP code of post-office boxes or a single building has no Census area.
type zipRow struct {
	zip, state, city string
	postal, census   knownPoint
}

// fix is a position that may be unknown.
type knownPoint struct {
	orb.Point
	known bool
}

// zipTable is all ZIP codes in order, by state and key of their city, and an index of the Census areas' centres.
type zipTable struct {
	rows   []zipRow
	byCity map[string][]int
	areas  rtree.RTreeG[int]
}

func readZIPs(assets fs.FS) (*zipTable, error) {
	t := &zipTable{byCity: map[string][]int{}}
	if err := readTable(assets, zipsFile, zipsHeader, t.add); err != nil {
		return t, err
	}
	return t, nil
}

// add takes in one row of the table.
func (t *zipTable) add(fields []string) error {
	row := zipRow{zip: fields[0], state: fields[1], city: fields[2]}
	if len(row.zip) != 5 || strings.Trim(row.zip, "0123456789") != "" {
		return fmt.Errorf("%q is no ZIP code", row.zip)
	}
	if n := len(t.rows); n > 0 && t.rows[n-1].zip >= row.zip {
		return fmt.Errorf("ZIP %s does not come after %s", row.zip, t.rows[n-1].zip)
	}
	var err error
	if row.postal.Point, row.postal.known, err = position(fields[3], fields[4]); err != nil {
		return err
	}
	if row.census.Point, row.census.known, err = position(fields[5], fields[6]); err != nil {
		return err
	}
	if row.city != "" {
		at := row.state + " " + key(nameWords(row.city))
		t.byCity[at] = append(t.byCity[at], len(t.rows))
	}
	if row.census.known {
		t.areas.Insert(row.census.Point, row.census.Point, len(t.rows))
	}
	t.rows = append(t.rows, row)
	return nil
}

// find returns a row by its ZIP code.
func (t *zipTable) find(zip string) (*zipRow, bool) {
	i, ok := slices.BinarySearchFunc(t.rows, zip, func(r zipRow, zip string) int { return cmp.Compare(r.zip, zip) })
	if !ok {
		return nil, false
	}
	return &t.rows[i], true
}

// siblings returns the rows whose ZIP code begins with some digits.
func (t *zipTable) siblings(prefix string) []zipRow {
	first, _ := slices.BinarySearchFunc(t.rows, prefix, func(r zipRow, prefix string) int { return cmp.Compare(r.zip, prefix) })
	last := first
	for last < len(t.rows) && strings.HasPrefix(t.rows[last].zip, prefix) {
		last++
	}
	return t.rows[first:last]
}

// spacing returns the distances from a point to the nearest and to the fourth-nearest centre of a Census area, a ZIP
// code's own left out.
func (t *zipTable) spacing(p orb.Point, own string) (nearest, fourth geo.Meters) {
	shrink := math.Cos(p[1] * math.Pi / 180)
	square := func(lo, hi [2]float64, _ int, _ bool) float64 {
		dx := max(lo[0]-p[0], 0, p[0]-hi[0]) * shrink
		dy := max(lo[1]-p[1], 0, p[1]-hi[1])
		return dx*dx + dy*dy
	}
	var distances []geo.Meters
	t.areas.Nearby(square, func(lo, _ [2]float64, i int, _ float64) bool {
		if t.rows[i].zip != own {
			distances = append(distances, geo.Distance(p, lo))
		}
		return len(distances) < neighbours
	})
	if len(distances) == 0 {
		return 0, 0
	}
	return slices.Min(distances), slices.Max(distances)
}
