package loaders

import (
	"fmt"
	"slices"
	"time"

	"sightline/timeline"
)

// A year of two digits is read as the latest that is not in the future. Where that makes a date far older than the others of
// the file, it is more likely a slip than a record of its own time, and is rejected. What the others are is not known at the
// beginning: entries wait until a date tells.

// farYears is how far before the other dates of the file one with a year of two digits is rejected.
const farYears = 20

// years holds dates with two-digit years to the other dates of a file.
type years struct {
	newest time.Time // date of the file, but for those that wait
	queue  []waiting
}

// waiting is an entry whose time waits for other dates, or stands behind one that does.
type waiting struct {
	record  timeline.Record
	t       transaction
	when    timeline.When
	context string
}

// maxWaiting is the most entries that wait: a file that begins with so many old dates holds old dates.
const maxWaiting = 4096

// settle takes an entry, or lets it wait.
func (n *ncic) settle(w waiting) error {
	y := &n.years
	century := slices.Contains(w.when.Flags, timeline.FlagCentury)
	old := century && !n.opt.Now.IsZero() && w.when.Start.Before(n.opt.Now.AddDate(-farYears, 0, 0))
	if !old && w.when.Start.After(y.newest) && (n.opt.Now.IsZero() || !w.when.Start.After(n.opt.Now)) {
		y.newest = w.when.Start
	}
	if len(y.queue) == 0 && (!old || !y.newest.IsZero()) {
		return n.judge(w, century)
	}
	y.queue = append(y.queue, w)
	if !y.newest.IsZero() || len(y.queue) > maxWaiting {
		return n.release()
	}
	return nil
}

// release takes the entries that wait: of a file without other dates, by the newest among themselves.
func (n *ncic) release() error {
	y := &n.years
	if y.newest.IsZero() {
		for _, w := range y.queue {
			if w.when.Start.After(y.newest) {
				y.newest = w.when.Start
			}
		}
	}
	queue := y.queue
	y.queue = nil
	for _, w := range queue {
		if err := n.judge(w, slices.Contains(w.when.Flags, timeline.FlagCentury)); err != nil {
			return err
		}
	}
	return nil
}

// judge takes an entry or rejects it by its year.
func (n *ncic) judge(w waiting, century bool) error {
	n.context = w.context
	if year := w.when.Start.Year(); century {
		switch {
		case !n.opt.Now.IsZero() && w.when.Start.After(n.opt.Now):
			return n.reject(w.record.Line, w.record.Text, "time", fmt.Sprintf(
				"the time %q has a year of two digits and would lie after the load: write the year with four digits", w.t.time))
		case w.when.Start.Before(n.years.newest.AddDate(-farYears, 0, 0)):
			return n.reject(w.record.Line, w.record.Text, "time", fmt.Sprintf(
				"the time %q has a year of two digits that would be %d, more than %d years before other dates of the file: write the year with four digits",
				w.t.time, year, farYears))
		}
	}
	return n.draw(w.record, &w.t, w.when)
}
