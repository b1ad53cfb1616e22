package analysis

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

const (
	// maxColumns is how many areas the search for changes tells apart; the rest are counted together and never told.
	maxColumns = 8
	// maxDays is how far back changes are looked for: ten years from the latest sighting.
	maxDays = 3650
	// leastPieces is into how many pieces a span is shuffled at least: fewer come in order by chance too often.
	leastPieces = 12
)

// calendar tells of each day in which areas the subject was seen. Days, not sightings: a burst of reads is no change of pattern.
type calendar struct {
	first int        // day number of the first
	days  [][]uint16 // columns seen; nil: none
	main  []int      // column with most sightings; none on a day without any
	names []string   // of the columns but the last, of the areas without one
}

// cut is a day before which the pattern was another.
type cut struct {
	day    int
	chance float64
	piece  int // length of the pieces that were shuffled, days
}

// calendar is the days of the history.
func (h *history) calendar(areas []Area) (c calendar) {
	ranked := make([]int, len(areas))
	for k := range ranked {
		ranked[k] = k
	}
	slices.SortStableFunc(ranked, func(a, b int) int { return areas[b].Sightings - areas[a].Sightings })
	column := map[int32]int{}
	for k, a := range ranked[:min(len(ranked), maxColumns)] {
		column[int32(a)] = k
		c.names = append(c.names, areas[a].Name)
	}
	type seen struct{ day, column int }
	counts := map[seen]int{}
	first, last := math.MaxInt, math.MinInt
	for i := range h.all {
		o := &h.all[i]
		if o.end-o.start > 25*time.Hour.Milliseconds() {
			continue
		}
		col, ok := column[o.area]
		if !ok {
			col = len(c.names)
		}
		day := dayNumber(h.local(o, o.start))
		first, last = min(first, day), max(last, day)
		counts[seen{day, col}]++
	}
	if first > last {
		return c
	}
	c.first = max(first, last-maxDays)
	c.days, c.main = make([][]uint16, last-c.first+1), make([]int, last-c.first+1)
	most := make([]int, len(c.days))
	for k := range c.main {
		c.main[k] = none
	}
	for s, n := range counts {
		if k := s.day - c.first; k >= 0 {
			c.days[k] = append(c.days[k], uint16(s.column))
			if n > most[k] || n == most[k] && s.column < c.main[k] {
				c.main[k], most[k] = s.column, n
			}
		}
	}
	return c
}

// count counts the days of a span.
func (c calendar) count(from, to int) daysSeen {
	d := daysSeen{span: to - from, areas: make([]int, len(c.names)+1)}
	for _, day := range c.days[from:to] {
		d.seen += count(len(day) > 0)
		for _, col := range day {
			d.areas[col]++
		}
	}
	return d
}

// cuts are where the days are divided, in order.
func (c calendar) cuts(often bool, rule ChangeRule) (all []cut) {
	r := rand.New(rand.NewPCG(rule.Seed, uint64(len(c.days))))
	var divide func(from, to int)
	divide = func(from, to int) {
		found, is := c.cut(r, from, to, often, rule)
		if !is {
			return
		}
		divide(from, found.day)
		all = append(all, found)
		divide(found.day, to)
	}
	divide(0, len(c.days))
	return all
}

// cut finds the day of a span before and after which the pattern differs most, where pieces of the span in random order seldom
// differ as much. The pieces are as long as the subject stays in one area, for who is in one area today is there tomorrow: days
// or weeks alone would make a change of every stay.
func (c calendar) cut(r *rand.Rand, from, to int, often bool, rule ChangeRule) (found cut, is bool) {
	least := 7 * rule.Weeks
	if to-from < 2*least || c.count(from, to).seen < 2*rule.Days {
		return found, false
	}
	found.piece = c.piece(from, to)
	whole := c.table(from, to, found.piece, often)
	edge := (least + found.piece - 1) / found.piece
	at, gain := whole.best(edge, nil)
	if at < 0 || gain <= 0 {
		return found, false
	}
	order := make([]int, len(whole.rows))
	for k := range order {
		order[k] = k
	}
	beaten := 0
	for range rule.Shuffles {
		r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		if _, g := whole.best(edge, order); g >= gain {
			beaten++
		}
		if float64(1+beaten) > rule.Chance*float64(1+rule.Shuffles) {
			return found, false
		}
	}
	found.chance = float64(1+beaten) / float64(1+rule.Shuffles)
	// The day itself is looked for among all those near by.
	single := c.table(from, to, 1, often)
	near := at * found.piece
	low, high := max(least, near-2*found.piece), min(to-from-least, near+2*found.piece)
	day, _ := single.bestBetween(low, high, nil)
	if day < 0 {
		return found, false
	}
	found.day = from + day
	return found, true
}

// piece is how many days the stays of a span last, that of a day chosen at random: whole weeks, unless the span is too short.
func (c calendar) piece(from, to int) int {
	sum, squares, begin, area := 0, 0, 0, none
	end := func(k int) {
		if area != none {
			sum, squares = sum+k-begin, squares+(k-begin)*(k-begin)
		}
	}
	for k := from; k < to; k++ {
		if m := c.main[k]; m != none && m != area {
			end(k)
			begin, area = k, m
		}
	}
	end(to)
	days := 7
	if sum > 0 {
		days = max(days, (squares/sum+3)/7*7)
	}
	if most := (to - from) / leastPieces; days > most {
		days = most
		if days > 7 {
			days = days / 7 * 7
		}
	}
	return max(days, 1)
}

// table holds the counts of the pieces of a span, and the figures that a search among them needs.
type table struct {
	rows  [][]float64
	total []float64
}

// table counts pieces: the days of each area, or the days seen and those not seen.
func (c calendar) table(from, to, piece int, often bool) table {
	t := table{rows: make([][]float64, (to-from+piece-1)/piece)}
	width := len(c.names) + 1
	if often {
		width = 2
	}
	t.total = make([]float64, width)
	cells := make([]float64, width*len(t.rows))
	for k := range t.rows {
		t.rows[k] = cells[k*width : (k+1)*width]
	}
	for k := from; k < to; k++ {
		row := t.rows[(k-from)/piece]
		if often {
			col := count(len(c.days[k]) == 0)
			row[col]++
			t.total[col]++
			continue
		}
		for _, col := range c.days[k] {
			row[col]++
			t.total[col]++
		}
	}
	return t
}

// best returns the row, at least so many from either end, before which the rows in an order, nil for their own, differ most from
// those after, and the gain in log-likelihood of two patterns over one.
func (t table) best(edge int, order []int) (at int, gain float64) {
	return t.bestBetween(edge, len(t.rows)-edge, order)
}

func (t table) bestBetween(low, high int, order []int) (at int, gain float64) {
	at = -1
	left := make([]float64, len(t.total))
	sum, all := 0.0, 0.0
	for _, n := range t.total {
		all += n
	}
	for k := range min(high, len(t.rows)-1) {
		row := t.rows[k]
		if order != nil {
			row = t.rows[order[k]]
		}
		for c, n := range row {
			left[c] += n
			sum += n
		}
		if k+1 < low {
			continue
		}
		g := 0.0
		for c, n := range left {
			if n > 0 {
				g += n * math.Log(n/sum)
			}
			if rest := t.total[c] - n; rest > 0 {
				g += rest * math.Log(rest/(all-sum))
			}
			if t.total[c] > 0 {
				g -= t.total[c] * math.Log(t.total[c]/all)
			}
		}
		if at < 0 || g > gain {
			at, gain = k+1, g
		}
	}
	return at, gain
}
