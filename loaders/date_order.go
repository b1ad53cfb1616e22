package loaders

import (
	"errors"
	"fmt"
	"slices"

	"sightline/timeline/clock"
)

// dateOrder watches over a whole file whether its numeric dates are month/day or day/month.
type dateOrder struct {
	order   clock.DateOrder // as dates are read
	settled bool            // the analyst said so, or the first rows show it
	proved  int64           // dates that fit only this order
	either  int64           // dates that fit both
	against int64           // dates that fit only the other, which were rejected
	years   []int           // of the first dates
}

// newDateOrder starts with what the analyst said, else with what the first time texts of the file show.
func newDateOrder(given clock.DateOrder, text clock.Text, sample func(yield func([]byte) bool)) dateOrder {
	d := dateOrder{order: given, settled: given != ""}
	read := clock.Text{Latest: text.Latest, Layout: text.Layout, Order: given}
	var month, day int
	for text := range sample {
		c, err := read.Parse(text)
		if err == nil {
			d.years = append(d.years, c.Year)
		}
		var other *clock.OrderError
		switch {
		case errors.As(err, &other):
			day++
		case err == nil && c.Fits == clock.MonthFirst:
			month++
		}
	}
	if d.settled {
		return d
	}
	d.settled = month+day > 0
	d.order = clock.MonthFirst
	if day > month {
		d.order = clock.DayFirst
	}
	return d
}

// around is the year that the first dates of the file are about, 0 where there are none: half of them are not later.
func (d *dateOrder) around() int {
	if len(d.years) == 0 {
		return 0
	}
	slices.Sort(d.years)
	return d.years[len(d.years)/2]
}

// saw books a date that was read.
func (d *dateOrder) saw(c *clock.Civil) {
	switch {
	case !c.Numeric:
	case c.Fits == "":
		d.either++
	default:
		d.proved++
	}
}

// refused books a date that could not be read. It returns a reason to give up the whole load when dates before it may
// have been read the wrong way round, "" otherwise.
func (d *dateOrder) refused(err error, text string) (giveUp string) {
	var other *clock.OrderError
	if !errors.As(err, &other) {
		return ""
	}
	d.against++
	if d.settled || d.proved > 0 || d.either == 0 {
		return ""
	}
	return fmt.Sprintf("the date %q can only be %s, but the dates before it fit both orders and were read as %s: say which order the file uses (%s or %s) and load it again",
		text, other.Fits, d.order, clock.MonthFirst, clock.DayFirst)
}

// shown is the order that numeric dates of the file were read in, "" when it has none that need one.
func (d *dateOrder) shown() clock.DateOrder {
	if !d.settled && d.proved+d.either+d.against == 0 {
		return ""
	}
	return d.order
}

// note tells what the order rests on.
func (d *dateOrder) note(n *notes) {
	switch {
	case d.against > 0:
		n.add("dates rejected because they cannot be "+string(d.order)+" like the others", d.against)
		if d.either > 0 {
			n.add("dates that fit both orders, read as "+string(d.order)+": check them, the file holds both orders", d.either)
		}
	case d.either > 0 && d.proved == 0 && !d.settled:
		n.add("dates that fit both orders, read as "+string(d.order)+": no date of the file tells", d.either)
	}
}
