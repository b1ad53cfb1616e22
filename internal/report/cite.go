package report

import (
	"sort"
	"strconv"

	"sightline/internal/words"
	"sightline/timeline"
)

// index numbers the events of a dossier, as the report's table of them does, so that statements can cite them.
type index struct {
	events []timeline.Event
	number map[string]int // by id, from 1
}

func newIndex(d timeline.Dossier) index {
	x := index{d.Events, make(map[string]int, len(d.Events))}
	for i := range d.Events {
		x.number[d.Events[i].ID] = i + 1
	}
	return x
}

// event returns the event of an id, nil where there is none.
func (x index) event(id string) *timeline.Event {
	if n := x.number[id]; n > 0 {
		return &x.events[n-1]
	}
	return nil
}

// zone is the IANA time zone of the place of an event, "" where it is not known.
func (x index) zone(id string) string {
	if e := x.event(id); e != nil {
		return e.Where.Zone
	}
	return ""
}

// mostRanges is how many runs of numbers one citation holds. What is cut can still be found: every event names its
// place, source, agency and load.
const (
	mostRanges = 8
	mostInCell = 5 // the same in a cell of a table
)

// cite returns references to events: "[3, 5–9]". What is many is cut, with the number left out.
func (x index) cite(ids ...string) Text { return x.citeMost(mostRanges, ids) }

func (x index) citeMost(room int, ids []string) Text {
	var numbers []int
	for _, id := range ids {
		if n := x.number[id]; n > 0 {
			numbers = append(numbers, n)
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	out := Text{{Text: " ["}}
	left := 0
	for i, r := range ranges(numbers) {
		if i >= room {
			left += r[1] - r[0] + 1
			continue
		}
		if i > 0 {
			out = out.and(Span{Text: ", "})
		}
		text, id := rowRef(r[0])
		out = out.and(Span{Text: text, Link: id})
		if r[1] > r[0] {
			text, id = rowRef(r[1])
			out = out.and(Span{Text: "–"}, Span{Text: text, Link: id})
		}
	}
	if left > 0 {
		out = out.and(Span{Text: ", and " + words.Number(left) + " more"})
	}
	return out.and(Span{Text: "]"})
}

// rowRef refers to a row of the table of events.
func rowRef(n int) (text, link string) { return strconv.Itoa(n), "row" + strconv.Itoa(n) }

func loadRef(id int64) (text, link string) {
	return "load " + strconv.FormatInt(id, 10), "load" + strconv.FormatInt(id, 10)
}

// ranges gathers numbers into runs of first and last.
func ranges(numbers []int) [][2]int {
	sort.Ints(numbers)
	var out [][2]int
	for _, n := range numbers {
		if k := len(out) - 1; k >= 0 && n <= out[k][1]+1 {
			out[k][1] = n
			continue
		}
		out = append(out, [2]int{n, n})
	}
	return out
}

// bare returns references without brackets, for the cells of a table.
func (x index) bare(ids ...string) Text {
	t := x.citeMost(mostInCell, ids)
	if len(t) < 2 {
		return nil
	}
	return t[1 : len(t)-1]
}
