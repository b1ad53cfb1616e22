package analysis

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"sightline/internal/words"
)

// Change is a date from which the subject was seen elsewhere, or more or less often, than before.
type Change struct {
	Statement `json:"-"` // that of its Finding
	At        time.Time  `json:"at"` // first day of the first week of the new pattern, UTC
	Chance    float64    `json:"chance"`
	Before    []Share    `json:"before"` // where the subject was seen, most first
	After     []Share    `json:"after"`
	Rate      [2]float64 `json:"rate"` // days seen a week before and after
}

func changeDetector() Detector {
	return Detector{
		Name: "changes", Kind: "change", Title: "Changes of pattern", Group: "Changes", Section: "routines", Headline: 1,
		Rules: []string{"change.", "area."}, Charts: []string{"calendar"}, Data: Change{},
		Find: func(in *Inputs) []Finding {
			return findingsOf(in.history().findChanges(in.areas()), func(c *Change) Finding {
				return Finding{Statement: c.Statement, Start: c.At, End: c.At, Rank: float64(c.At.Unix())} // the latest tells most
			})
		},
		None: func(in *Inputs) string {
			p := in.Parameters.Change
			return fmt.Sprintf("No change of pattern. It takes %s on either side, %s with sightings, and at most %.3g %% of shuffled calendars as sharp; %s on %s.",
				words.Count(p.Weeks, "week"), words.Count(p.Days, "day"), 100*p.Chance, in.counted().all,
				words.Count(len(in.routine().Days), "day"))
		},
	}
}

// Share is how much of the sightings of a span an area has.
type Share struct {
	Area  string  `json:"area"`
	Share float64 `json:"share"`
}

// maxColumns is how many areas the search for changes tells apart; the rest are counted together.
const maxColumns = 8

// maxWeeks is how far back changes are looked for: ten years from the latest sighting.
const maxWeeks = 520

// weeks is a table of the days on which each area was seen in each week. Days, not sightings: a burst of reads is no
// change of pattern.
type weeks struct {
	first int // day number of the first week's Monday
	rows  [][]float64
	seen  []int // days with a sighting anywhere in each week
	names []string
}

// findChanges divides the weeks where the split tells most about them, and each part again while that is not chance.
func (h *history) findChanges(areas []Area) []Change {
	w := h.weekly(areas)
	r := rand.New(rand.NewPCG(h.p.Change.Seed, uint64(len(w.rows))))
	var cuts []int
	chances := map[int]float64{}
	var divide func(from, to int)
	divide = func(from, to int) {
		at, gain := w.bestCut(from, to, h.p.Change)
		if at < 0 {
			return
		}
		chance := w.chance(r, from, to, gain, h.p.Change)
		if chance > h.p.Change.Chance {
			return
		}
		cuts = append(cuts, at)
		chances[at] = chance
		divide(from, at)
		divide(at, to)
	}
	divide(0, len(w.rows))
	slices.Sort(cuts)
	var out []Change
	for k, at := range cuts {
		from, to := 0, len(w.rows)
		if k > 0 {
			from = cuts[k-1]
		}
		if k+1 < len(cuts) {
			to = cuts[k+1]
		}
		out = append(out, h.newChange(w, from, at, to, chances[at]))
	}
	return out
}

// weekly counts, for each week and area, the days with a sighting in it.
func (h *history) weekly(areas []Area) weeks {
	ranked := make([]int, len(areas))
	for k := range ranked {
		ranked[k] = k
	}
	slices.SortStableFunc(ranked, func(a, b int) int { return areas[b].Sightings - areas[a].Sightings })
	column := map[int32]int{}
	var w weeks
	for k, a := range ranked[:min(len(ranked), maxColumns)] {
		column[int32(a)] = k
		w.names = append(w.names, areas[a].Name)
	}
	w.names = append(w.names, "elsewhere")
	type dayArea struct{ day, column int }
	seen := map[dayArea]bool{}
	first, last := math.MaxInt, math.MinInt
	for i := range h.all {
		o := &h.all[i]
		if o.end-o.start > 25*time.Hour.Milliseconds() {
			continue
		}
		col, ok := column[o.area]
		if !ok {
			col = len(w.names) - 1
		}
		day := dayNumber(h.local(o, o.start))
		first, last = min(first, day), max(last, day)
		seen[dayArea{day, col}] = true
	}
	if first > last {
		return w
	}
	first = max(first, last-7*maxWeeks)
	w.first = first - ((first+3)%7+7)%7 // 1 January 1970 was a Thursday
	w.rows = make([][]float64, (last-w.first)/7+1)
	w.seen = make([]int, len(w.rows))
	days := map[int]bool{}
	for k := range w.rows {
		w.rows[k] = make([]float64, len(w.names))
	}
	for s := range seen {
		if s.day < w.first {
			continue
		}
		week := (s.day - w.first) / 7
		w.rows[week][s.column]++
		if !days[s.day] {
			days[s.day] = true
			w.seen[week]++
		}
	}
	return w
}

// bestCut returns the row between from and to before which the pattern changes most, and the gain in log-likelihood of
// two Poisson rates for each area over one. It is -1 when the span
// is too short or holds too little.
func (w weeks) bestCut(from, to int, rule ChangeRule) (at int, gain float64) {
	at = -1
	least := rule.Weeks
	total := make([]float64, len(w.names))
	days := 0.0
	for _, row := range w.rows[from:to] {
		for c, n := range row {
			total[c] += n
			days += n
		}
	}
	if days < float64(rule.Days) {
		return at, 0
	}
	left := make([]float64, len(w.names))
	n := float64(to - from)
	for k := from + 1; k <= to-least; k++ {
		for c, v := range w.rows[k-1] {
			left[c] += v
		}
		if k-from < least {
			continue
		}
		a := float64(k - from)
		g := 0.0
		for c := range left {
			g += term(left[c], a) + term(total[c]-left[c], n-a) - term(total[c], n)
		}
		if at < 0 || g > gain {
			at, gain = k, g
		}
	}
	return at, gain
}

func term(count, weeks float64) float64 {
	if count <= 0 {
		return 0
	}
	return count * math.Log(count/weeks)
}

// chance returns the share of calendars with the weeks in random order whose best cut gains at least as much.
func (w weeks) chance(r *rand.Rand, from, to int, gain float64, rule ChangeRule) float64 {
	if gain <= 0 {
		return 1
	}
	shuffled := weeks{rows: slices.Clone(w.rows[from:to]), names: w.names}
	beaten := 0
	for range rule.Shuffles {
		r.Shuffle(len(shuffled.rows), func(i, j int) { shuffled.rows[i], shuffled.rows[j] = shuffled.rows[j], shuffled.rows[i] })
		if _, g := shuffled.bestCut(0, to-from, rule); g >= gain {
			beaten++
		}
		if float64(1+beaten) > rule.Chance*float64(1+rule.Shuffles) {
			return 1
		}
	}
	return float64(1+beaten) / float64(1+rule.Shuffles)
}

func (h *history) newChange(w weeks, from, at, to int, chance float64) Change {
	c := Change{At: time.Unix(int64(w.first+7*at)*86400, 0).UTC(), Chance: chance}
	c.Before, c.Rate[0] = w.shares(from, at)
	c.After, c.Rate[1] = w.shares(at, to)
	c.Text = fmt.Sprintf("The pattern changed about %s: before, seen on %.1f days a week, mostly in %s; after, on %.1f, mostly in %s.",
		c.At.Format("2 January 2006"), c.Rate[0], shareText(c.Before), c.Rate[1], shareText(c.After))
	c.Basis = fmt.Sprintf("days seen in each area by week; at least %s on either side; %.1f %% of %s show as sharp a change",
		words.Count(h.p.Change.Weeks, "week"), 100*chance, words.Count(h.p.Change.Shuffles, "shuffled calendar"))
	start, end := int64(w.first+7*from)*86400e3, int64(w.first+7*to)*86400e3
	for i := range h.all {
		if o := &h.all[i]; o.start >= start && o.start < end {
			c.Evidence = append(c.Evidence, o.s.ID)
		}
	}
	return c
}

// shares returns the share of each area and the days seen a week.
func (w weeks) shares(from, to int) (out []Share, rate float64) {
	sums := make([]float64, len(w.names))
	out = []Share{}
	total := 0.0
	for _, row := range w.rows[from:to] {
		for c, n := range row {
			sums[c] += n
			total += n
		}
	}
	for c, n := range sums {
		if n > 0 {
			out = append(out, Share{w.names[c], n / total})
		}
	}
	slices.SortStableFunc(out, func(a, b Share) int { return cmp.Compare(b.Share, a.Share) })
	for _, n := range w.seen[from:to] {
		rate += float64(n) / float64(to-from)
	}
	return out, rate
}

func shareText(s []Share) string {
	if len(s) == 0 {
		return "no area"
	}
	return fmt.Sprintf("%s (%.0f %%)", s[0].Area, 100*s[0].Share)
}
