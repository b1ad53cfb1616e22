package chart

import (
	"sort"

	"sightline/internal/words"
)

// binPixels is the least width of a bar that counts sightings, px.
const binPixels = 7

// bin counts the marks of a span of one lane.
type bin struct {
	from, to       int64
	counted, faint int64
	top            int64 // highest count of the bins it is drawn among
}

func (b bin) item(lane int) item {
	return item{Value: []int64{b.from, int64(lane), b.to, b.counted, b.faint, b.top}}
}

// Axis lengths, ms.
const (
	minute int64 = 60_000
	hour         = 60 * minute
	day          = 24 * hour
	week         = 7 * day
)

// steps are the widths a bin may have: those an analyst thinks in.
var steps = []int64{
	minute, 5 * minute, 15 * minute, 30 * minute, hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour,
	day, 2 * day, week, 2 * week, 4 * week, 13 * week, 26 * week, 52 * week,
}

// firstMonday is a Monday on the axis, in ms, from which all bins are counted, so that weeks begin on Mondays and days at
// midnight: 1970-01-05.
const firstMonday = 4 * day

// stepFor returns the narrowest bin of at least binPixels for a span drawn over a width in px.
func stepFor(span int64, width int) int64 {
	for _, s := range steps {
		if float64(span)/float64(s)*binPixels <= float64(width) {
			return s
		}
	}
	return (span/int64(max(1, width/binPixels))/week + 1) * week
}

// stepName says a bin's width in words.
func stepName(step int64) string {
	switch {
	case step == minute:
		return "minute"
	case step < hour:
		return words.Count(step/minute, "minute")
	case step == hour:
		return "hour"
	case step < day:
		return words.Count(step/hour, "hour")
	case step == day:
		return "day"
	case step < week:
		return words.Count(step/day, "day")
	case step == week:
		return "week"
	}
	return words.Count(step/week, "week")
}

// stepWords says a bin's width in words with its number: "1 day", "2 weeks".
func stepWords(step int64) string {
	name := stepName(step)
	if name[0] >= '0' && name[0] <= '9' {
		return name
	}
	return "1 " + name
}

// How closely marks may stand before they are counted instead.
const (
	markPixels  = 9   // width of a mark, px
	fewMarks    = 12  // a row with no more is never counted
	perSlot     = 1.6 // marks in sight per mark's width
	perSlotPile = 4   // marks per mark's width, those on top of each other included
)

// crowded reports whether marks drawn over a width in px would run into each other or hide each other.
func crowded(marks []mark, window [2]int64, width int) bool {
	if len(marks) <= fewMarks {
		return false
	}
	scale := float64(width) / float64(max(1, window[1]-window[0]))
	seen, slots := map[int]bool{}, map[int]bool{}
	for _, m := range marks {
		x := int(float64(m.from-window[0]) * scale)
		seen[x], slots[x/markPixels] = true, true
	}
	n := float64(len(slots))
	return float64(len(seen)) > perSlot*n || float64(len(marks)) > perSlotPile*n
}

// thin decides for each row which marks are drawn singly and which are counted, so that nothing smears, and returns the
// width of the bins in the window, 0 when nothing there is counted.
func (r resolved) thin(rows []row, m *Meta) int64 {
	width := r.rowWidth()
	inStep := stepFor(m.Window[1]-m.Window[0], width)
	outStep := stepFor(m.To-m.From, width)
	used := int64(0)
	for i := range rows {
		var before, in, after []mark
		for _, k := range rows[i].marks {
			switch {
			case k.to < m.Window[0]:
				before = append(before, k)
			case k.from > m.Window[1]:
				after = append(after, k)
			default:
				in = append(in, k)
			}
		}
		shown, bins := in, []bin(nil)
		if crowded(in, m.Window, width) {
			shown, bins = counted(in, inStep)
		}
		if rows[i].Dense = len(bins) > 0; rows[i].Dense {
			used = inStep
		}
		// What lies outside is only seen while the page moves the window: it is counted coarsely, and a count ends at
		// the window's edge, where single sightings begin.
		for _, part := range [][]mark{before, after} {
			if !crowded(part, [2]int64{m.From, m.To}, width) {
				shown = append(shown, part...)
				continue
			}
			s, b := counted(part, outStep)
			shown, bins = append(shown, s...), append(bins, outside(b, m.Window)...)
		}
		rows[i].shown, rows[i].bins = merge(shown), bins
	}
	m.Aggregated = used > 0
	return used
}

// outside cuts bins off at the edges of a window that their marks lie outside of.
func outside(bins []bin, window [2]int64) []bin {
	for i, b := range bins {
		if b.from < window[0] {
			bins[i].to = min(b.to, window[0])
		} else {
			bins[i].from = max(b.from, window[1])
		}
	}
	return bins
}

// counted puts marks into bins. A mark whose time is less exact than a bin is never counted into one: it stays a bar of
// its own, and equal ones are merged.
func counted(marks []mark, step int64) (shown []mark, bins []bin) {
	at := map[int64]*bin{}
	for _, m := range marks {
		if m.to-m.from >= step {
			shown = append(shown, m)
			continue
		}
		from := floorTo(m.from, step)
		if at[from] == nil {
			at[from] = &bin{from: from, to: from + step}
		}
		if m.faint {
			at[from].faint++
		} else {
			at[from].counted++
		}
	}
	top := int64(0)
	for _, b := range at {
		top = max(top, b.counted+b.faint)
		bins = append(bins, *b)
	}
	sort.Slice(bins, func(i, j int) bool { return bins[i].from < bins[j].from })
	for i := range bins {
		bins[i].top = top
	}
	return shown, bins
}

// floorTo returns the start of the bin that holds t.
func floorTo(t, step int64) int64 {
	n := (t - firstMonday) / step
	if (t-firstMonday)%step < 0 {
		n--
	}
	return firstMonday + n*step
}
