package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// Index finds points near a point among many that do not change.
type Index struct {
	grid   grid
	cells  map[cell][]int32
	points []orb.Point
}

// NewIndex returns an index that is fastest for searches of about the given radius.
func NewIndex(points []orb.Point, radius Meters) *Index {
	x := &Index{newGrid(radius), make(map[cell][]int32, len(points)), points}
	for i, p := range points {
		c := x.grid.at(p)
		x.cells[c] = append(x.cells[c], int32(i))
	}
	return x
}

// Within calls visit with the number of every point within r of p, in no particular order, and its distance.
func (x *Index) Within(p orb.Point, r Meters, visit func(i int, d Meters)) {
	from := localAt(p)
	polar := math.Abs(p[1]) > 80
	x.grid.around(p, r, func(c cell) {
		for _, i := range x.cells[c] {
			d := Meters(0)
			if polar || r > 50e3 {
				d = Distance(p, x.points[i])
			} else {
				d = Meters(math.Sqrt(from.squared(x.points[i])))
			}
			if d <= r {
				visit(int(i), d)
			}
		}
	})
}
