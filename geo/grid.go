package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// metersPerRow is a little less than one degree of latitude anywhere, so that rows of a grid are never too thin.
const metersPerRow = 110574

// grid divides the Earth into cells no wider and no higher than its side. Rows follow the latitude; each row has as many
// columns as its longest parallel needs, so cells keep their size towards the poles and rows close at the antimeridian.
type grid struct{ height float64 } // of a row in degrees

type cell struct{ row, col int32 }

func newGrid(side Meters) grid { return grid{float64(side) / 111694} } // metres of the longest degree of latitude

func (g grid) row(lat float64) int32 { return int32(math.Floor((lat + 90) / g.height)) }

// columns returns how many cells a row has.
func (g grid) columns(row int32) int32 {
	south := float64(row)*g.height - 90
	nearest := math.Max(0, math.Max(south, -(south+g.height))) // latitude of the row that is nearest to the equator
	return max(1, int32(math.Ceil(math.Cos(radians(math.Min(nearest, 90)))*360/g.height)))
}

func (g grid) at(p orb.Point) cell {
	row := g.row(p[1])
	n := g.columns(row)
	return cell{row, min(n-1, int32((wrapLon(p[0])+180)/360*float64(n)))}
}

// around calls visit for every cell that may hold a point within r of p.
func (g grid) around(p orb.Point, r Meters, visit func(cell)) {
	dlat := float64(r) / metersPerRow
	widest := math.Abs(p[1]) + dlat
	dlon := 180.0
	if widest < 89.9 {
		dlon = float64(r) / (metersPerRow * math.Cos(radians(widest)))
	}
	for row := g.row(math.Max(p[1]-dlat, -90)); row <= g.row(math.Min(p[1]+dlat, 90)); row++ {
		n := g.columns(row)
		if dlon*2 >= 360-360/float64(n) {
			for col := range n {
				visit(cell{row, col})
			}
			continue
		}
		lon := wrapLon(p[0]) + 180
		first := int32(math.Floor((lon - dlon) / 360 * float64(n)))
		last := int32(math.Floor((lon + dlon) / 360 * float64(n)))
		for col := first; col <= min(last, first+n-1); col++ {
			visit(cell{row, (col%n + n) % n})
		}
	}
}

// node is all points of one fine cell, which are treated as one.
type node struct {
	local  // measures from the mean of its points
	weight float64
}

// nodes gathers points into the cells of a fine grid. It returns the nodes in the order of their first point and, for
// each point, its node.
func nodes(points []orb.Point, weight func(int) float64, side Meters) ([]node, []int32) {
	g := newGrid(side)
	type sum struct{ lon, lat, n float64 }
	index := make(map[cell]int32, len(points)/4)
	of := make([]int32, len(points))
	var out []node
	var sums []sum
	for i, p := range points {
		c := g.at(p)
		k, ok := index[c]
		if !ok {
			k = int32(len(out))
			index[c] = k
			out = append(out, node{local: local{origin: p}})
			sums = append(sums, sum{})
		}
		of[i] = k
		s := &sums[k]
		s.lon += wrapLon(p[0] - out[k].origin[0])
		s.lat += p[1] - out[k].origin[1]
		s.n++
		out[k].weight += weight(i)
	}
	for k, s := range sums {
		first := out[k].origin
		out[k].local = localAt(orb.Point{wrapLon(first[0] + s.lon/s.n), first[1] + s.lat/s.n})
	}
	return out, of
}

// neighbours finds nodes near nodes.
type neighbours struct {
	grid  grid
	cells map[cell][]int32
	nodes []node
}

func newNeighbours(ns []node, side Meters) neighbours {
	x := neighbours{newGrid(side), make(map[cell][]int32, len(ns)), ns}
	for k := range ns {
		c := x.grid.at(ns[k].origin)
		x.cells[c] = append(x.cells[c], int32(k))
	}
	return x
}

// within calls visit for every node within r of node k, itself included.
func (x neighbours) within(k int32, r Meters, visit func(int32)) {
	from := x.nodes[k].local
	limit := float64(r) * float64(r)
	polar := math.Abs(from.origin[1]) > 80
	x.grid.around(from.origin, r, func(c cell) {
		for _, j := range x.cells[c] {
			if polar {
				if Distance(from.origin, x.nodes[j].origin) <= r {
					visit(j)
				}
			} else if from.squared(x.nodes[j].origin) <= limit {
				visit(j)
			}
		}
	})
}
