package render

import "math"

// labelPlacer finds room for labels. Labels never overlap each other or leave the bounds; they keep off marks where they can.
type labelPlacer struct {
	ruler  *Ruler
	bounds rect
	taken  []rect // labels already set, and what no label may cover
	marks  []rect // what labels should not cover
}

// directions a label may lie in from its mark, the most readable first: right, left, above, below, the corners.
var directions = [...][2]float64{{1, 0}, {1, -1}, {-1, 0}, {1, 1}, {-1, -1}, {0, -1}, {-1, 1}, {0, 1}}

// room looks for a free box of a size beside a point, at the given distances from it, nearest first. It returns the one
// that covers least of the marks. Overlap of more than tolerance (a share of the box) counts as no room.
func (p *labelPlacer) room(x, y, w, h float64, distances []float64, tolerance float64) (rect, float64, bool) {
	best, bestCost, bestDistance, found := rect{}, math.Inf(1), 0.0, false
	for i, d := range distances {
		for j, dir := range directions {
			box := beside(x, y, w, h, d, dir)
			if !box.within(p.bounds) || p.blocked(box) {
				continue
			}
			covered := p.covered(box) / (w * h)
			if covered > tolerance {
				continue
			}
			if cost := covered*4 + float64(i)*0.5 + float64(j)*0.02; cost < bestCost {
				best, bestCost, bestDistance, found = box, cost, d, true
			}
		}
		if found && bestCost < float64(i+1)*0.5 {
			break // farther away it can only be worse
		}
	}
	return best, bestDistance, found
}

// beside returns a box at a distance from a point in a direction.
func beside(x, y, w, h, d float64, dir [2]float64) rect {
	if dir[0] != 0 && dir[1] != 0 {
		d *= math.Sqrt2 / 2
	}
	cx, cy := x+dir[0]*(d+w/2), y+dir[1]*(d+h/2)
	return rect{cx - w/2, cy - h/2, cx + w/2, cy + h/2}
}

func (p *labelPlacer) blocked(box rect) bool {
	for _, t := range p.taken {
		if t.overlaps(box) {
			return true
		}
	}
	return false
}

func (p *labelPlacer) covered(box rect) float64 {
	var sum float64
	for _, m := range p.marks {
		sum += m.shared(box)
	}
	return sum
}

// take keeps later labels off a box.
func (p *labelPlacer) take(box rect) { p.taken = append(p.taken, box) }
