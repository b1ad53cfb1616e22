package analysis

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"sightline/internal/words"
)

// Change is a date from which the subject was seen in another area, or more or less often, than before.
type Change struct {
	Statement `json:"-"` // that of its Finding
	At        time.Time  `json:"at"` // first day of the new pattern, UTC
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
			return fmt.Sprintf("No change of pattern. It takes %s and %s with sightings on either side, most of them in one area or twice as often as on the other, and at most %.3g %% of histories with their stays shuffled as sharp; %s on %s.",
				words.Count(p.Weeks, "week"), words.Count(p.Days, "day"), 100*p.Chance, in.counted().all,
				words.Count(len(in.routine().Days), "day"))
		},
	}
}

// Share is how much of the days seen in a span an area has.
type Share struct {
	Area  string  `json:"area"`
	Share float64 `json:"share"`
}

const (
	// mostly is the least share of the days seen, on its side of a change, of the area that is told of it.
	mostly = 0.5
	// changed is by how much that area's share, or how often the subject is seen, must differ from one side to the other.
	changed = 2
	// oneChange is how many days apart a change of where and one of how often are one.
	oneChange = 21
)

// findChanges divides the days where the split tells most about them, and each part again while that is not chance: by where the
// subject was seen, and by how often.
func (h *history) findChanges(areas []Area) []Change {
	c := h.calendar(areas)
	if len(c.days) == 0 {
		return nil
	}
	var out []Change
	for _, often := range []bool{false, true} {
		cuts := c.cuts(often, h.p.Change)
		for k, cut := range cuts {
			from, to := 0, len(c.days)
			if k > 0 {
				from = cuts[k-1].day
			}
			if k+1 < len(cuts) {
				to = cuts[k+1].day
			}
			change, is := h.newChange(c, from, cut, to, often)
			known := slices.ContainsFunc(out, func(o Change) bool { return o.At.Sub(change.At).Abs() <= oneChange*24*time.Hour })
			if is && !known {
				out = append(out, change)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Change) int { return a.At.Compare(b.At) })
	return out
}

// newChange words a change, unless nothing that can be told of it differs: the areas where the subject mostly was, or how often it
// was seen.
func (h *history) newChange(c calendar, from int, cut cut, to int, often bool) (change Change, is bool) {
	change = Change{At: time.Unix(int64(c.first+cut.day)*86400, 0).UTC(), Chance: cut.chance}
	before, after := c.count(from, cut.day), c.count(cut.day, to)
	least := h.p.Change.Days
	if before.seen < least || after.seen < least {
		return change, false
	}
	change.Before, change.Rate[0] = before.shares(c.names)
	change.After, change.Rate[1] = after.shares(c.names)
	date := change.At.Format("2 January 2006")
	switch {
	case often:
		low, high := min(change.Rate[0], change.Rate[1]), max(change.Rate[0], change.Rate[1])
		if high < changed*low {
			return change, false
		}
		change.Text = fmt.Sprintf("Seen %s often from about %s: on %.1f days a week before, on %.1f after.",
			map[bool]string{true: "more", false: "less"}[change.Rate[1] > change.Rate[0]], date, change.Rate[0], change.Rate[1])
	default:
		a, b := before.over(after), after.over(before)
		if before.share(a) < mostly || after.share(b) < mostly ||
			before.share(a) < changed*after.share(a) || after.share(b) < changed*before.share(b) {
			return change, false
		}
		change.Text = fmt.Sprintf("The pattern changed about %s: before, mostly in %s (%d of %s seen); after, mostly in %s (%d of %d).",
			date, c.names[a], before.areas[a], words.Count(before.seen, "day"), c.names[b], after.areas[b], after.seen)
	}
	change.Basis = fmt.Sprintf("days seen in each area; at least %s and %s with sightings on either side; %s of %s, days in pieces of %s as long as its stays, are as sharp",
		words.Count(h.p.Change.Weeks, "week"), words.Count(least, "day"), percentOf(cut.chance),
		words.Either(h.p.Change.Shuffles, "shuffled history", "shuffled histories"), words.Count(cut.piece, "day"))
	start, end := int64(c.first+from)*86400e3, int64(c.first+to)*86400e3
	for i := range h.all {
		if o := &h.all[i]; o.start >= start && o.start < end {
			change.Evidence = append(change.Evidence, o.s.ID)
		}
	}
	return change, true
}

// daysSeen is on how many days of a span the subject was seen at all and in each area.
type daysSeen struct {
	span, seen int
	areas      []int
}

// over is the area, of those that have a name, whose share is most above what it is in another span.
func (d daysSeen) over(o daysSeen) (area int) {
	for k := range len(d.areas) - 1 {
		if d.share(k)-o.share(k) > d.share(area)-o.share(area) {
			area = k
		}
	}
	return area
}

func (d daysSeen) share(area int) float64 { return float64(d.areas[area]) / float64(max(d.seen, 1)) }

// shares returns the share of each area that has a name, and the days seen a week.
func (d daysSeen) shares(names []string) (out []Share, rate float64) {
	out = []Share{}
	for k, name := range names {
		if d.areas[k] > 0 {
			out = append(out, Share{name, d.share(k)})
		}
	}
	slices.SortStableFunc(out, func(a, b Share) int { return cmp.Compare(b.Share, a.Share) })
	return out, 7 * float64(d.seen) / float64(max(d.span, 1))
}
