package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"sightline/geo"
	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/analysis"
)

// part is a piece of a history that gets a map or timeline of its own: a span of days, or what lies around a town.
type part struct {
	name     string
	from, to time.Time       // on the wall clock, as if it were UTC; zero for a place
	ids      map[string]bool // of its sightings and its spans
	weight   int             // sightings
	radius   geo.Meters      // of a place
}

// divided parts a history as a division asks, and says how many parts are left out: of too many, the lightest. auto finds
// what suits where the plan leaves it open.
func (b *builder) divided(d Division, auto func() []part) (parts []part, left int) {
	switch d.By {
	case "", "auto":
		parts = auto()
	case "place":
		parts = b.byPlace()
	case "month", "quarter", "year":
		parts = b.byPeriod(d.By)
	case "round":
		parts = b.byRound()
	}
	if left = len(parts) - d.most(); left <= 0 {
		return parts, 0
	}
	order := make([]int, len(parts))
	for i := range order {
		order[i] = i
	}
	order = sortedBy(order, func(i int) int { return parts[i].weight })[:d.most()]
	slices.Sort(order)
	kept := make([]part, len(order))
	for k, i := range order {
		kept[k] = parts[i]
	}
	return kept, left
}

// What it takes for parts that nobody asked for by name.
const (
	monthsFrom   = 60 * 24 * time.Hour  // a shorter history is not parted by time
	quartersFrom = 200 * 24 * time.Hour // nor one shorter than this by quarters
	yearsFrom    = 800 * 24 * time.Hour // nor by years
	leastInPart  = 8                    // sightings around a town for a map of its own
	leastApart   = 3                    // spots about a kilometre apart, likewise
)

// autoPeriods parts a long history by months, quarters or years.
func (b *builder) autoPeriods() []part {
	if len(b.counting) < 2 {
		return nil
	}
	switch lasted := b.counting[len(b.counting)-1].First.Start.Sub(b.counting[0].First.Start); {
	case lasted < monthsFrom:
		return nil
	case lasted < quartersFrom:
		return b.byPeriod("month")
	case lasted < yearsFrom:
		return b.byPeriod("quarter")
	}
	return b.byPeriod("year")
}

// autoMaps parts by town where there is enough to show around one, else by time.
func (b *builder) autoMaps() []part {
	if places := b.byPlace(); len(places) > 0 {
		return places
	}
	return b.autoPeriods()
}

// wall is a source time as a clock showed it where the report shows it, written as if it were UTC: the axis of charts.
func (b *builder) wall(w timeline.When, zone string) time.Time {
	t := w.Start.In(b.clock.Shown(w, zone))
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

// byPeriod parts by calendar months, quarters or years, without those in which nothing was sighted.
func (b *builder) byPeriod(unit string) []part {
	months := map[string]int{"month": 1, "quarter": 3, "year": 12}[unit]
	var parts []part
	at := map[time.Time]int{}
	for _, s := range b.counting {
		t := b.wall(s.First, s.Where.Zone)
		from := time.Date(t.Year(), time.Month((int(t.Month())-1)/months*months+1), 1, 0, 0, 0, 0, time.UTC)
		i, ok := at[from]
		if !ok {
			i = len(parts)
			at[from] = i
			parts = append(parts, part{name: periodName(unit, from), from: from, to: from.AddDate(0, months, 0), ids: map[string]bool{}})
		}
		parts[i].ids[s.ID] = true
		parts[i].weight++
	}
	slices.SortFunc(parts, func(p, q part) int { return p.from.Compare(q.from) })
	return b.withSpans(parts)
}

func periodName(unit string, from time.Time) string {
	switch unit {
	case "quarter":
		return from.Format("2006") + ", quarter " + strconv.Itoa((int(from.Month())+2)/3)
	case "year":
		return from.Format("2006")
	}
	return from.Format("January 2006")
}

// byRound parts by the rounds of the likeliest circuit.
func (b *builder) byRound() []part {
	circuits := analysis.Of[analysis.Circuit](b.findings)
	if len(circuits) == 0 {
		return nil
	}
	c := circuits[0]
	zone := b.findings.Areas[c.Indexes[0]].Zone
	wall := func(t time.Time) time.Time {
		return b.wall(timeline.When{Start: t, End: t, Zone: "UTC", Precision: timeline.Minute}, zone)
	}
	var parts []part
	for i, r := range c.Rounds {
		p := part{name: fmt.Sprintf("Round %d, %s", i+1, b.span(r.Start, r.End, zone)), from: wall(r.Start), to: wall(r.End),
			ids: map[string]bool{}}
		for _, s := range b.counting {
			if !s.First.Start.Before(r.Start) && !s.First.Start.After(r.End) {
				p.ids[s.ID] = true
				p.weight++
			}
		}
		if p.to.After(p.from) {
			parts = append(parts, p)
		}
	}
	return b.withSpans(parts)
}

// withSpans adds to each period the spans that may reach into it.
func (b *builder) withSpans(parts []part) []part {
	for _, s := range b.spans {
		for _, p := range parts {
			begun := s.First.IsZero() || b.wall(s.First, s.Where.Zone).Before(p.to)
			ended := !s.Last.IsZero() && !b.wall(*s.Last, s.Where.Zone).Add(s.Last.End.Sub(s.Last.Start)).After(p.from)
			if begun && !ended {
				p.ids[s.ID] = true
			}
		}
	}
	return parts
}

// byPlace parts by the towns around which enough lies apart to be worth a map, those with most sightings first. A history
// around one town only needs none: the map of everything shows it.
func (b *builder) byPlace() []part {
	reach := b.findings.Parameters.Area.Radius * 6 / 5
	located := 0
	for _, s := range b.counting {
		if s.Where.Located() {
			located++
		}
	}
	var parts []part
	for _, a := range sortedBy(b.findings.Areas, func(a analysis.Area) int { return a.Sightings }) {
		p := part{name: a.Name, radius: reach, ids: map[string]bool{}}
		spots := map[[2]int]bool{}
		add := func(id string, w timeline.Where) bool {
			if !w.Located() || w.Class == timeline.ClassState || w.Class == timeline.ClassCounty || geo.Distance(w.Point, a.Point) > reach {
				return false
			}
			p.ids[id] = true
			spots[[2]int{int(w.Point[0] * 100), int(w.Point[1] * 100)}] = true
			return true
		}
		for _, s := range b.counting {
			if add(s.ID, s.Where) {
				p.weight++
			}
		}
		for _, s := range b.spans {
			add(s.ID, s.Where)
		}
		shown := slices.ContainsFunc(parts, func(q part) bool { return 2*overlap(p.ids, q.ids) > len(p.ids) })
		if p.weight >= leastInPart && len(spots) >= leastApart && !shown {
			parts = append(parts, p)
		}
	}
	if len(parts) == 1 && parts[0].weight == located {
		return nil
	}
	return parts
}

func overlap(a, b map[string]bool) int {
	n := 0
	for id := range a {
		if b[id] {
			n++
		}
	}
	return n
}

// sayPart says what some events are, nil being all that are on a map: "213 plate reads and 4 addresses, 2026-02-03 to
// 2026-06-01". The span is that of the sightings.
func (b *builder) sayPart(ids map[string]bool) string {
	shown := func(events []*timeline.Event) []*timeline.Event {
		return slices.DeleteFunc(slices.Clone(events),
			func(e *timeline.Event) bool { return ids != nil && !ids[e.ID] || !e.Where.Located() })
	}
	seen := shown(b.counting)
	counted := tallyOf(append(shown(b.spans), seen...))
	byCount := counted.kinds()
	slices.SortStableFunc(byCount, func(a, b timeline.Kind) int { return cmp.Compare(counted[b.Name], counted[a.Name]) })
	text := words.List(namesOf(byCount, func(k timeline.Kind) string { return k.Count(counted[k.Name]) }))
	if len(seen) > 0 {
		first, last := seen[0], seen[len(seen)-1]
		from, to := b.clock.date(first.First, first.Where.Zone), b.clock.date(last.First, last.Where.Zone)
		text += ", " + from
		if to != from {
			text += " to " + to
		}
	}
	return fallback(text, "nothing")
}
