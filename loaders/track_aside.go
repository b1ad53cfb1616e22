package loaders

import (
	"fmt"
	"slices"
	"strings"

	"sightline/geo"
)

// asideColumns are the columns whose headings are not known, and their values. One of them may name what moved.
type asideColumns struct {
	columns []asideColumn
	at      map[string]int
}

// asideColumn has its values in the order of their numbers, from 1 on; nil once there are too many.
type asideColumn struct {
	heading string
	values  []string
	numbers map[string]uint16
}

const (
	maxAside       = 32   // columns
	maxAsideValues = 1000 // of one column: what has more is a measure
)

// keep returns the numbers of the values of a row.
func (a *asideColumns) keep(cells []trackCell) (numbers []uint16) {
	for _, c := range cells {
		i, ok := a.at[c.heading]
		if !ok {
			if len(a.columns) == maxAside {
				continue
			}
			if a.at == nil {
				a.at = map[string]int{}
			}
			i = len(a.columns)
			a.at[c.heading] = i
			a.columns = append(a.columns, asideColumn{heading: c.heading, numbers: map[string]uint16{}})
		}
		col := &a.columns[i]
		if col.numbers == nil || c.text == "" {
			continue
		}
		n, ok := col.numbers[c.text]
		if !ok {
			if len(col.values) == maxAsideValues {
				col.values, col.numbers = nil, nil
				continue
			}
			text := strings.Clone(c.text)
			col.values = append(col.values, text)
			n = uint16(len(col.values))
			col.numbers[text] = n
		}
		for len(numbers) <= i {
			numbers = append(numbers, 0)
		}
		numbers[i] = n
	}
	return numbers
}

// value is what a row says in a column.
func (a *asideColumns) value(column int, numbers []uint16) string {
	if column >= len(numbers) || numbers[column] == 0 || a.columns[column].values == nil {
		return ""
	}
	return a.columns[column].values[numbers[column]-1]
}

const (
	apartSpeed  = geo.DefaultJumpSpeed // nothing that is tracked goes on faster
	apartLeast  = 3                    // of such ways, below which they are faults of the data
	apartShare  = 5                    // a column that names what moved leaves less than one in so many of them
	apartRepeat = 3                    // positions, on average, of each that it names
)

// apart is the column of an unknown heading by which the positions of several things are told apart, -1 for none: as those of one they
// could not be, and by its values they can. Where nothing says so, columns that could name something are told.
func (t *trackReader) apart() int {
	if slices.ContainsFunc(t.taken, func(f takenFix) bool { return f.line >= 0 }) {
		return -1
	}
	order := make([]int, len(t.taken))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return t.taken[a].At.Compare(t.taken[b].At) })
	best, least := -1, t.impossible(order, -1)
	all := least
	var maybe []string
	for i, c := range t.aside.columns {
		if len(c.values) < 2 || len(c.values)*apartRepeat > len(t.taken) {
			continue
		}
		maybe = append(maybe, fmt.Sprintf("%q", c.heading))
		if all < apartLeast {
			continue
		}
		if n := t.impossible(order, i); n*apartShare < all && n < least {
			best, least = i, n
		}
	}
	switch {
	case best >= 0:
		c := t.aside.columns[best]
		t.notes.add(fmt.Sprintf("ways that nothing could go within the time, were the file of one thing: told apart by the column %q, which has "+
			"%d values; --column device=HEADING names another", c.heading, len(c.values)), int64(all))
	case len(maybe) > 0:
		t.notes.add("columns that were not read, "+strings.Join(maybe, ", ")+": --column device=HEADING says that one names what moved",
			int64(len(maybe)))
	}
	return best
}

// impossible counts the ways between positions that follow each other which nothing could go; by the values of a column, where one is
// given.
func (t *trackReader) impossible(order []int, column int) (n int) {
	last := map[string]int{}
	for _, i := range order {
		f := &t.taken[i]
		name := ""
		if column >= 0 {
			name = t.aside.value(column, f.aside)
		}
		if before, ok := last[name]; ok {
			g := &t.taken[before]
			if d := geo.Distance(f.Point, g.Point); d > 1000 && float64(d) > float64(apartSpeed)*f.At.Sub(g.At).Seconds() {
				n++
			}
		}
		last[name] = i
	}
	return n
}
