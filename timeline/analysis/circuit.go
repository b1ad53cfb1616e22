package analysis

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/internal/words"
)

// Circuit is a round through areas that a track went again and again in the same order.
type Circuit struct {
	Statement `json:"-"` // that of its Finding
	Track     string     `json:"track"`
	Areas     []string   `json:"areas"`   // names, in the usual order, from where rounds usually begin
	Indexes   []int      `json:"indexes"` // of the same in Findings.Areas
	Rounds    []Round    `json:"rounds"`
	Complete  int        `json:"complete"` // rounds in which every area was seen
	Period    Span       `json:"period"`   // median time from one round to the next
	Spread    Span       `json:"spread"`   // standard deviation from it, without the times over which a round was missed
	Days      [7]int     `json:"days"`     // rounds by the local weekday they began on, from Sunday
	Next      Forecast   `json:"next"`     // when the next round would begin
	Chance    float64    `json:"chance"`   // share of shuffled histories that hold as strong a circuit
}

func circuitDetector() Detector {
	return Detector{
		Name: "circuits", Kind: "circuit", Title: "Circuits", Group: "Circuits", Section: "circuits", Headline: 2,
		Rules: []string{"circuit.", "area."}, Chart: "circuit", Data: Circuit{},
		Find: func(in *Inputs) []Finding {
			in.places() // an area that holds one is a stop
			areas := in.areas()
			return findingsOf(in.history().findCircuits(areas), func(c *Circuit) Finding {
				return Finding{
					Statement: c.Statement, Start: c.Rounds[0].Start, End: c.Rounds[len(c.Rounds)-1].End, Shapes: c.shapes(areas),
					Facts: c.facts(areas),
				}
			})
		},
		None: func(in *Inputs) string {
			p := in.Parameters.Circuit
			return fmt.Sprintf("No circuit. It takes %s through %s, more regular than all but %.3g %% of shuffled histories; %s in %s.",
				words.Count(p.Rounds, "round"), words.Count(p.Stops, "area"), 100*p.Chance, in.counted().all,
				words.Count(len(in.areas()), "area"))
		},
	}
}

// shapes are the ways from area to area, and the areas by their numbers.
func (c *Circuit) shapes(areas []Area) (all []Shape) {
	for k, i := range c.Indexes {
		all = append(all, line(FormWay, areas[i].Point, areas[c.Indexes[(k+1)%len(c.Indexes)]].Point))
	}
	for k, i := range c.Indexes {
		all = append(all, Shape{Form: FormStop, Points: []orb.Point{areas[i].Point}, Label: areas[i].Name, Number: k + 1})
	}
	return all
}

func (c *Circuit) facts(areas []Area) []Fact {
	days := func(s Span) float64 { return time.Duration(s).Hours() / 24 }
	return []Fact{
		factOf("Support", words.Count(len(c.Rounds), "round")+", "+words.Number(c.Complete)+" complete"),
		factOf("Period", fmt.Sprintf("%.1f ± %.1f days", days(c.Period), days(c.Spread))),
		factOf("Chance", fmt.Sprintf("p = %#.2g", c.Chance)),
		factOf("Next round", c.Next.Text),
	}
}

// Round is one time a circuit was gone.
type Round struct {
	Start     time.Time `json:"start"` // last seen in the area where it began, before it set out
	End       time.Time `json:"end"`   // return to the area where it began
	Complete  bool      `json:"complete"`
	Sightings []string  `json:"sightings"`
}

// findCircuits looks for circuits in each track.
func (h *history) findCircuits(areas []Area) []Circuit {
	var out []Circuit
	for _, t := range h.tracks {
		out = append(out, h.circuitsOf(t, areas)...)
	}
	slices.SortStableFunc(out, func(a, b Circuit) int {
		return cmp.Or(cmp.Compare(a.Chance, b.Chance), cmp.Compare(len(b.Rounds), len(a.Rounds)))
	})
	return out
}

func (h *history) circuitsOf(t trackOf, areas []Area) []Circuit {
	path := h.frequent(h.stops(h.passages(t), areas))
	walk := make([]uint8, len(path))
	code := map[int32]uint8{}
	for k, p := range path {
		c, ok := code[p.area]
		if !ok {
			c = uint8(len(code))
			code[p.area] = c
		}
		walk[k] = c
	}
	times := make([]int64, len(path))
	for k, p := range path {
		times[k] = p.start
	}
	m := newMiner(h.p.Circuit, times, len(code))
	found := m.mine(walk)
	if len(found) == 0 {
		return nil
	}
	chance := m.chance(walk, found)
	var out []Circuit
	for k, f := range found {
		if chance[k] <= h.p.Circuit.Chance {
			out = append(out, h.newCircuit(t, path, f, chance[k], areas))
		}
	}
	return out
}

// stops leaves out the passages that were surely short, and the areas that hold no place and were never surely stayed in:
// a road between two towns of a circuit is gone as regularly as the circuit and is no stop of it.
func (h *history) stops(path []passage, areas []Area) []passage {
	least := time.Duration(h.p.Circuit.Stay).Milliseconds()
	stop := map[int32]bool{}
	for i := range h.all {
		if o := &h.all[i]; o.place >= 0 {
			stop[o.area] = true
		}
	}
	short := make([]bool, len(path))
	for k, p := range path {
		if p.end-p.start >= least {
			stop[p.area] = true
			continue
		}
		if k == 0 || k+1 == len(path) {
			continue
		}
		before, after := path[k-1], path[k+1]
		way := geo.Distance(areas[before.area].Point, areas[p.area].Point) + geo.Distance(areas[p.area].Point, areas[after.area].Point)
		driving := int64(float64(way) / float64(h.p.Speed.Road) * 1000)
		short[k] = after.start-before.end-driving < least
	}
	var out []passage
	for k, p := range path {
		if !short[k] && stop[p.area] {
			out = append(out, p)
		}
	}
	return joined(out)
}

// joined makes one passage of those that follow each other in one area.
func joined(path []passage) []passage {
	var out []passage
	for _, p := range path {
		if n := len(out); n > 0 && out[n-1].area == p.area {
			out[n-1].end = max(out[n-1].end, p.end)
			out[n-1].obs = append(slices.Clip(out[n-1].obs), p.obs...)
			continue
		}
		out = append(out, p)
	}
	return out
}

// maxAreas is how many areas a circuit search tells apart; the most frequent are taken.
const maxAreas = 250

// frequent leaves out passages through areas that were visited too seldom to be part of a circuit, so that a chance
// detour does not hide a round, and joins what is then one stay.
func (h *history) frequent(path []passage) []passage {
	visits := tally[int32]{}
	for _, p := range path {
		visits[p.area]++
	}
	ranked := visits.ranked()
	keep := map[int32]bool{}
	for _, a := range ranked[:min(len(ranked), maxAreas)] {
		keep[a] = visits[a] >= h.p.Circuit.Rounds-1
	}
	return joined(slices.DeleteFunc(path, func(p passage) bool { return !keep[p.area] }))
}

func (h *history) newCircuit(t trackOf, path []passage, f cycle, chance float64, areas []Area) Circuit {
	c := Circuit{Track: t.key, Chance: chance}
	stops := h.fromBase(path, f)
	for _, w := range stops {
		c.Indexes = append(c.Indexes, int(w))
		c.Areas = append(c.Areas, areas[w].Name)
	}
	loc := h.zone(areas[stops[0]].Zone)
	var gaps []float64
	for _, r := range f.rounds {
		round := Round{Complete: r.complete, End: instant(path[r.at[len(r.at)-1]].start)}
		for _, k := range r.at {
			round.Sightings = append(round.Sightings, h.ids(path[k].obs)...)
		}
		out := h.setOut(path, r, stops[0])
		round.Start = instant(out[0])
		c.Complete += count(r.complete)
		c.Days[round.Start.In(loc).Weekday()]++
		if n := len(c.Rounds); n > 0 {
			gaps = append(gaps, round.Start.Sub(c.Rounds[n-1].Start).Hours())
		}
		c.Rounds = append(c.Rounds, round)
		c.Evidence = append(c.Evidence, round.Sightings...)
	}
	c.Evidence = distinct(c.Evidence) // a round ends with the stop that begins the next
	period, spread := periodOf(gaps)
	c.Period, c.Spread = Span(period*float64(time.Hour)), Span(spread*float64(time.Hour))
	c.Next = h.forecast(&c, t, path, f, stops)
	c.Next.Text = c.Next.say(loc)
	h.sayCircuit(&c, loc)
	return c
}

// fromBase turns the areas of a cycle so that the one where most time was surely spent comes first, of several the one
// seen first.
func (h *history) fromBase(path []passage, f cycle) []int32 {
	stayed := map[int32]int64{}
	area, seen := map[uint8]int32{}, map[int32]int{}
	for _, r := range f.rounds {
		for n, k := range r.at[:len(r.codes)] {
			stayed[path[k].area] += path[k].end - path[k].start
			area[r.codes[n]] = path[k].area
			if _, ok := seen[path[k].area]; !ok {
				seen[path[k].area] = k
			}
		}
	}
	stops := make([]int32, len(f.key))
	best := 0
	for k, c := range []byte(f.key) {
		stops[k] = area[c]
		at, top := stops[k], stops[best]
		if stayed[at] > stayed[top] || stayed[at] == stayed[top] && seen[at] < seen[top] {
			best = k
		}
	}
	return append(append([]int32{}, stops[best:]...), stops[:best]...)
}

func (h *history) sayCircuit(c *Circuit, loc *time.Location) {
	day := 0
	for d := range c.Days {
		if c.Days[d] > c.Days[day] {
			day = d
		}
	}
	usual := ""
	if 2*c.Days[day] > len(c.Rounds) {
		usual = fmt.Sprintf(", mostly from a %s", time.Weekday(day))
	}
	c.Text = fmt.Sprintf("%s: %s every %s, %s%s. %s %.1f %% of shuffled histories show as strong a circuit.",
		subjectOf(c.Track), strings.Join(c.Areas, " → "), periodText(c.Period, c.Spread), words.Count(len(c.Rounds), "round"), usual,
		c.Next.Text, 100*c.Chance)
	c.Basis = fmt.Sprintf("at least %s of %.0f km and %s within %s each; stops between and one missing stop in four are allowed; %s, seed %d",
		words.Count(h.p.Circuit.Stops, "area"), h.p.Area.Radius.Kilometers(), words.Count(h.p.Circuit.Rounds, "round"),
		hours(h.p.Circuit.Longest), words.Either(h.p.Circuit.Shuffles, "shuffled history", "shuffled histories"), h.p.Circuit.Seed)
}

func periodText(period, spread Span) string {
	d, s := time.Duration(period).Hours()/24, time.Duration(spread).Hours()/24
	if d < 3 {
		return fmt.Sprintf("%.0f ± %.0f hours", 24*d, 24*s)
	}
	return fmt.Sprintf("%.0f ± %.0f days", d, math.Max(0, math.Ceil(s-0.1)))
}

// periodOf returns the median of the times between rounds and their standard deviation from it. Times of more than one and
// a half medians are left out of the deviation: a round was missed.
func periodOf(gaps []float64) (median, spread float64) {
	if len(gaps) == 0 {
		return 0, 0
	}
	v := slices.Clone(gaps)
	slices.Sort(v)
	median = (v[(len(v)-1)/2] + v[len(v)/2]) / 2
	n := 0.0
	for _, g := range v {
		if g <= 1.5*median {
			spread += (g - median) * (g - median)
			n++
		}
	}
	return median, math.Sqrt(spread / n)
}
