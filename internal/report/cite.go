package report

import (
	"sort"
	"strconv"

	"sightline/internal/words"
	"sightline/timeline"
)

// index numbers the sightings and stays of a dossier, as the report's tables do, so that statements can cite them.
type index struct {
	sighting map[string]int // by id, from 1
	stay     map[string]int
	zone     map[string]string // IANA zone of the place of a sighting, by id
}

func newIndex(d timeline.Dossier) index {
	x := index{map[string]int{}, map[string]int{}, map[string]string{}}
	for i, s := range d.Sightings {
		x.sighting[s.ID] = i + 1
		x.zone[s.ID] = s.Where.Zone
	}
	for i, s := range d.Stays {
		x.stay[s.ID] = i + 1
	}
	return x
}

// mostRanges is how many runs of numbers one citation holds. What is cut can still be found: every sighting names its
// place, source, agency and load.
const (
	mostRanges = 8
	mostInCell = 5 // the same in a cell of a table
)

// cite returns references to sightings and stays: "[3, 5–9, A2]". What is many is cut, with the number left out.
func (x index) cite(ids ...string) Text { return x.citeMost(mostRanges, ids) }

func (x index) citeMost(room int, ids []string) Text {
	var sightings, stays []int
	for _, id := range ids {
		if n := x.sighting[id]; n > 0 {
			sightings = append(sightings, n)
		} else if n := x.stay[id]; n > 0 {
			stays = append(stays, n)
		}
	}
	if len(sightings)+len(stays) == 0 {
		return nil
	}
	out := Text{{Text: " ["}}
	left := 0
	for _, group := range []struct {
		numbers []int
		link    func(int) (text, id string)
	}{{sightings, sightingRef}, {stays, stayRef}} {
		for _, r := range ranges(group.numbers) {
			if room == 0 {
				left += r[1] - r[0] + 1
				continue
			}
			room--
			if len(out) > 1 {
				out = out.and(Span{Text: ", "})
			}
			text, id := group.link(r[0])
			out = out.and(Span{Text: text, Link: id})
			if r[1] > r[0] {
				text, id = group.link(r[1])
				out = out.and(Span{Text: "–"}, Span{Text: text, Link: id})
			}
		}
	}
	if left > 0 {
		out = out.and(Span{Text: ", and " + words.Number(left) + " more"})
	}
	return out.and(Span{Text: "]"})
}

func sightingRef(n int) (text, id string) { return strconv.Itoa(n), "s" + strconv.Itoa(n) }
func stayRef(n int) (text, id string)     { return "A" + strconv.Itoa(n), "a" + strconv.Itoa(n) }
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
